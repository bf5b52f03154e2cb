"""Satisfaction at equal reasons: a case worked by hand, and what is refused."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from qep_lib.disclosure.case_mix import case_mix_of, standardise
from qep_lib.disclosure.stored import SiteRows
from qep_lib.indicators.survey import CrossedCounts
from qep_lib.model.period import Period
from qep_lib.stats.intervals import wilson


def counts(people, answered, positive):
    """Two groups, a row a site."""
    return CrossedCounts(("permits", "advice"), *map(np.array, (people, answered, positive)))


HAND = counts([[40, 20], [20, 40]], [[40, 20], [20, 40]], [[30, 18], [16, 36]])


def test_a_case_worked_by_hand():
    """Raw 80 % against 86.7 %; at equal reasons (half and half) 82.5 % against 85 %."""
    found = standardise(("18", "28"), {"courtesy": HAND})
    cher, eure = (found.standardised[site]["courtesy"] for site in ("18", "28"))
    assert found.mix == {"permits": 0.5, "advice": 0.5} and found.lacking == {}
    assert (cher.share, eure.share) == pytest.approx((0.5 * 0.75 + 0.5 * 0.9, 0.5 * 0.8 + 0.5 * 0.9))
    # 0.25 × 0.75 × 0.25 / 40 + 0.25 × 0.9 × 0.1 / 20; its base 0.825 × 0.175 / variance is under Kish's, 4 / (1/40 + 1/20).
    assert cher.variance == pytest.approx(0.002296875)
    assert cher.effective_base == pytest.approx(min(0.825 * 0.175 / 0.002296875, 1 / (0.25 / 40 + 0.25 / 20)))
    assert (cher.low, cher.high) == pytest.approx(wilson(0.825 * cher.effective_base, cher.effective_base))


def test_equal_publics_are_left_as_they_are():
    """Nothing moves when every site already has the mix of all."""
    same = counts([[30, 30], [30, 30]], [[30, 30], [30, 30]], [[20, 25], [15, 30]])
    found = standardise(("18", "28"), {"courtesy": same}).standardised
    assert [found[site]["courtesy"].share for site in ("18", "28")] == pytest.approx([45 / 60, 45 / 60])


@pytest.mark.parametrize("threshold", [5, 11])
def test_a_small_group_of_one_item_leaves_the_site_out_of_all(threshold):
    """Ten answers are too few, whatever the audience; to leave out one item alone would tell how many there were."""
    people = [[40, 20], [20, 40], [30, 11]]
    whole = counts(people, people, people)
    short = counts(people, [[40, 20], [20, 40], [30, 10]], [[40, 20], [20, 40], [30, 10]])
    found = standardise(("18", "28", "36"), {"courtesy": whole, "comfort": short}, threshold=threshold)
    assert found.lacking == {"36": "small_group"}
    assert {site: set(items) for site, items in found.standardised.items()} == {
        "18": {"courtesy", "comfort"},
        "28": {"courtesy", "comfort"},
    }


def test_one_site_alone_is_compared_with_nothing():
    """The other did not ask why people came."""
    found = standardise(("18", "28"), {"courtesy": counts([[40, 20], [0, 0]], [[40, 20], [0, 0]], [[30, 9], [0, 0]])})
    assert found.standardised == {} and found.lacking == {"28": "no_group"}


def test_nobody_said_why_they_came():
    """No group at all: every site lacks it, nothing is divided by zero."""
    none = CrossedCounts((), *(np.zeros((2, 0), dtype=int) for _ in range(3)))
    found = standardise(("18", "28"), {"courtesy": none})
    assert (found.mix, found.standardised, found.lacking) == ({}, {}, {"18": "no_group", "28": "no_group"})


def test_the_counts_are_those_of_the_stored_answers(stored, catalogue):
    """The case worked by hand, from answers: 40 and 20 people for permits and information at site 18, 20 and 40 at 41, in the
    period and known on the cut-off day; those of other days are nobody's."""
    asked = {"questionnaire_id": "satisfaction-cher", "mode": "desk", "state": "answered"}

    def file(site_id, people):
        rows, number = [], 0
        for day, reason, said, count in people:
            for _ in range(count):
                number += 1
                told = {**asked, "site_id": site_id, "dataset": f"essai/{site_id}/a.csv", "answered_on": day}
                told |= {"answer_id": str(number)}
                rows.append({**told, "item_id": "visit_reason", "option_id": reason})
                rows.append({**told, "item_id": "courtesy_availability", "option_id": said})
        return stored("survey_answers", rows)

    day, permits, advice, good, bad = date(2020, 9, 14), "foreign_titles", "information", "satisfied", "unsatisfied"
    file("18", [(day, permits, good, 30), (day, permits, bad, 10), (day, advice, good, 18), (day, advice, bad, 2)])
    people = [(day, permits, good, 16), (day, permits, bad, 4), (day, advice, good, 36), (day, advice, bad, 4)]
    workspace = file("41", [*people, (date(2020, 11, 2), permits, bad, 7), (date(2019, 11, 2), permits, bad, 7)])
    period, as_of = Period.parse("2020"), date(2020, 10, 1)
    sites = [
        SiteRows(workspace, catalogue, catalogue.sites[site_id], period, as_of, "public") for site_id in ("18", "41")
    ]
    indicator = catalogue.indicators["satisfaction_courtesy_availability_pct"]
    found = case_mix_of(sites, "visit_reason", [indicator])
    assert found.mix == {permits: 0.5, advice: 0.5} and found.lacking == {}
    shares = {site_id: items[indicator.id] for site_id, items in found.standardised.items()}
    assert {site_id: share.share for site_id, share in shares.items()} == pytest.approx({"18": 0.825, "41": 0.85})
    base = shares["18"].effective_base
    assert (shares["18"].low, shares["18"].high) == pytest.approx(wilson(0.825 * base, base, 0.95))


@pytest.mark.parametrize(("audience", "lacking"), [("public", {"18": "small_group"}), ("internal", {})])
def test_the_threshold_is_that_of_the_audience(audience, lacking, stored, catalogue):
    """Twelve answers a group, where the public is told of thirteen at least."""
    asked = {"questionnaire_id": "satisfaction-cher", "mode": "desk", "state": "answered"}
    asked |= {"answered_on": date(2020, 9, 14)}
    rows = [
        {**asked, "answer_id": str(number), "item_id": item, "option_id": option}
        for number in range(24)
        for item, option in (
            ("visit_reason", "information" if number < 12 else "foreign_titles"),
            ("courtesy_availability", "satisfied"),
        )
    ]
    limits = catalogue.conventions.disclosure.model_copy(update={"public": 13})
    known = replace(catalogue, conventions=catalogue.conventions.model_copy(update={"disclosure": limits}))
    site = SiteRows(
        stored("survey_answers", rows), known, known.sites["18"], Period.parse("2020"), date(2021, 1, 13), audience
    )
    found = case_mix_of([site], "visit_reason", [known.indicators["satisfaction_courtesy_availability_pct"]])
    assert found.lacking == lacking
