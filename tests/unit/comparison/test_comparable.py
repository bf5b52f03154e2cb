"""Who stands in one chart: each reason to be set aside by a small case, the order of sites, what tells two indicators apart."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from comparison_cases import candidate, row
from hypothesis import given, settings
from hypothesis import strategies as st

from qep_lib.comparison.comparable import MIXED, compare, dominant_mode, why_different
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

INDICATORS = read_catalogue(Workspace(Path(__file__).parents[3])).indicators
CALLS, COMPLETED = INDICATORS["call_answer_pct"], INDICATORS["call_completed_pct"]
SURVEY = INDICATORS["satisfaction_overall_pct"]
NOVEMBER, DECEMBER = date(2021, 11, 30), date(2021, 12, 31)


def reasons(indicator, *candidates):
    """Site → why it is set aside."""
    return {one.candidate.site_id: one.reason for one in compare(indicator, candidates).set_aside}


@pytest.mark.parametrize(
    ("third", "reason"),
    [
        (candidate("41", None, status="suppressed"), "suppressed"),
        (candidate("41", None, status="no_request"), "no_request"),
        (candidate("41", None), "no_data"),
        (candidate("41", None, elsewhere=(Period.parse("2020"), row("41", 90))), "period"),
        (candidate("41", None, look_alike=(COMPLETED, row("41", 78))), "definition"),
        (candidate("41", 80, serie="autre"), "serie"),
        (candidate("41", 80, mode="web"), "mode"),
        (candidate("41", 100, population="réclamations et suggestions"), "population"),
        (candidate("41", 80, status="provisional", as_of=NOVEMBER), "provisional"),
    ],
)
def test_each_reason_by_a_small_case(third, reason):
    """Beside two sites alike, the third is alone of its kind, and the set is that of the others."""
    found = compare(CALLS, [candidate("18", 91, mode="desk"), candidate("28", 85, mode="desk"), replace_mode(third)])
    assert [one.reason for one in found.set_aside] == [reason]
    assert [one.sites for one in found.sets] == [("18", "28")]


def replace_mode(third):
    """A third site collected as the two others, unless its case says otherwise."""
    return third if third.mode else replace(third, mode="desk")


def test_hidden_comes_before_what_else_the_site_has():
    """A site whose figure is hidden is never said to lack it."""
    hidden = candidate("41", None, status="suppressed", elsewhere=(Period.parse("2020"), row("41", 90)))
    assert reasons(CALLS, candidate("18", 91), hidden) == {"18": "alone", "41": "suppressed"}


def test_a_national_figure_compares_no_site():
    """The same number printed by two prefectures is not a comparison."""
    national = INDICATORS["vehicle_registration_delivery_delay_days"]
    assert national.grain == "national"
    assert reasons(national, candidate("18", 5), candidate("28", 5)) == {"18": "perimeter", "28": "perimeter"}


def test_no_two_alike_name_their_first_difference():
    """Three questionnaires or modes, no set: each differs from another by the earliest thing in the order."""
    found = reasons(
        SURVEY,
        candidate("18", 80, serie="a"),
        candidate("28", 80, serie="b"),
        candidate("36", 80, serie="b", mode="web"),
    )
    assert found == {"18": "serie", "28": "serie", "36": "serie"}


def test_two_questionnaires_make_two_sets_the_largest_first():
    """Each is a chart of its own."""
    found = compare(SURVEY, [candidate(s, 80, serie="ab"[s > "28"]) for s in ("18", "28", "36", "37", "41")])
    assert [(one.serie, one.sites) for one in found.sets] == [("b", ("36", "37", "41")), ("a", ("18", "28"))]
    assert found.set_aside == ()


def test_figures_stopped_on_one_day_are_compared_with_each_other():
    """And not with those stopped on another."""
    kinds = [("18", NOVEMBER), ("28", NOVEMBER), ("36", DECEMBER), ("37", DECEMBER)]
    found = compare(CALLS, [candidate(s, 90, status="provisional", as_of=day) for s, day in kinds])
    assert [one.as_of for one in found.sets] == [NOVEMBER, DECEMBER]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["", "a", "b"]), st.sampled_from(["web", "desk"]), st.booleans()),
        min_size=1,
        max_size=9,
    ),
    st.randoms(use_true_random=False),
)
def test_order_of_sites_changes_no_set(kinds, random):
    """Sets and reasons follow their sites, whatever the order in which they are given."""
    sites = [
        candidate(f"{10 + i}", 80 if has_value else None, serie=serie, mode=mode)
        for i, (serie, mode, has_value) in enumerate(kinds)
    ]
    one, other = compare(SURVEY, sites), compare(SURVEY, random.sample(sites, len(sites)))
    assert [{*found.sites} for found in one.sets] == [{*found.sites} for found in other.sets]
    assert {(s.candidate.site_id, s.reason) for s in one.set_aside} == {
        (s.candidate.site_id, s.reason) for s in other.set_aside
    }
    assert len(one.set_aside) + sum(len(found.sites) for found in one.sets) == len(sites)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("start_event", "autre"),
        ("end_event", "autre"),
        ("statistic", "median"),
        ("perimeter", "autre"),
        ("unit", "days"),
    ],
)
def test_each_attribute_alone_tells_two_indicators_apart(name, value):
    """Statistics.md 1.7: equal in all of them, or not in one chart."""
    if name == "unit":
        other = CALLS.model_copy(update={"unit": value})
    else:
        other = CALLS.model_copy(update={"measurement": CALLS.measurement.model_copy(update={name: value})})
    assert why_different(CALLS, other) == why_different(other, CALLS) == (name,)
    assert why_different(CALLS, CALLS) == ()


@pytest.mark.parametrize(
    ("counts", "mode"),
    [
        ([], ""),
        ([("web", 0)], ""),
        ([("web", 90), ("desk", 10)], "web"),
        ([("web", 89), ("desk", 11)], MIXED),
        ([("web", 0), ("desk", 3)], "desk"),
    ],
)
def test_nine_answers_in_ten_make_a_mode(counts, mode):
    """Under that, the survey is mixed; with no answer, nobody knows."""
    assert dominant_mode(counts) == mode
