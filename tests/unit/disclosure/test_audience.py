"""The results of a site as its audience may see them, from stored answers: what is hidden beside other public documents."""

from dataclasses import replace
from datetime import date

import pytest

from qep_lib.disclosure.audience import ResultsForAudience, internal_results
from qep_lib.model.period import Period
from qep_lib.model.release import Release

CLEAR, COUNT = "satisfaction_clear_language_pct", "survey_answers_count"
YEAR, BEFORE = Period.parse("2020"), Period.parse("2019")
AS_OF = date(2021, 1, 13)
WINTER, SPRING, AUTUMN = date(2020, 2, 3), date(2020, 5, 4), date(2020, 9, 14)


def answers(*asked, site_id="18"):
    """So many people on each day who say that the language is clear, and one who does not: (day, satisfied)."""
    rows = []
    for day, satisfied, *more in asked:
        for number in range(satisfied + 1):
            said = {"answer_id": f"{day}-{number}", "answered_on": day, "item_id": "clear_language", "mode": "desk"}
            said |= {"option_id": "satisfied" if number < satisfied else "unsatisfied", "state": "answered"}
            said |= {"questionnaire_id": "satisfaction-cher", "site_id": site_id, "dataset": f"essai/{site_id}/a.csv"}
            rows.append({**said, **(more[0] if more else {})})
    return rows


@pytest.fixture
def told(stored, only):
    """`told(rows, {period: tables})`: the results of site 18 for an audience, beside these public documents."""

    def build(rows, released=None, audience="public", ids=(CLEAR,)):
        releases = tuple(Release(Period.parse(code), frozenset(tables)) for code, tables in (released or {}).items())
        catalogue = replace(only(*ids), question_indicators={}, releases={"18": releases})
        return ResultsForAudience(stored("survey_answers", rows), catalogue, AS_OF, audience)

    return build


def total(results, period=YEAR, compared=BEFORE, **more):
    """The row of everybody."""
    return results.rows("18", period, compared, **more)[CLEAR][""]


@pytest.mark.parametrize(
    ("people", "audience", "status"),
    [
        (4, "internal", "suppressed"),
        (5, "internal", "ok"),
        (10, "internal", "ok"),
        (10, "public", "suppressed"),
        (11, "public", "ok"),
    ],
)
def test_each_audience_has_its_threshold(people, audience, status, told):
    """Five people inside, eleven outside."""
    row = total(told(answers((AUTUMN, people - 1)), audience=audience))
    assert (row.status, row.denominator) == (status, people if status == "ok" else None)
    assert row.limits.public == 11


def test_changes_are_since_the_period_that_the_report_compares_with(told):
    """90 of 91 in 2020, 60 of 61 in 2018, 40 of 41 in 2019."""
    rows = answers((AUTUMN, 90), (date(2018, 9, 14), 60), (date(2019, 9, 14), 40))
    for audience in ("internal", "public"):
        found = told(rows, audience=audience)
        bases = [total(found, compared=Period.parse(code)).previous_denominator for code in ("2019", "2018")]
        assert bases == [41, 61]


def test_a_year_gives_way_to_the_half_year_that_is_public(told):
    """46 people, 41 of them in the first half-year: the 5 others would be the difference. Nothing is taken away inside, nor
    where the half-year's document says nothing of surveys, nor where it is not public."""
    rows = answers((SPRING, 40), (AUTUMN, 4))
    assert total(told(rows, {"2020-S1": ["survey_answers", "calls"]})).status == "suppressed"
    assert total(told(rows, {"2020-S1": ["survey_answers"]}, "internal")).status == "ok"
    assert total(told(rows, {"2020-S1": ["calls"]})).status == "ok"
    assert total(told(rows)).status == "ok"


def test_last_years_figure_is_the_one_that_its_document_shows(told):
    """46 people in 2019, hidden beside the 41 of its public half-year: the report of 2020 does not give them back."""
    rows = answers((AUTUMN, 90), (date(2019, 3, 4), 40), (date(2019, 9, 14), 4))
    hidden = total(told(rows, {"2019-S1": ["survey_answers"]}))
    assert (hidden.status, hidden.denominator, hidden.previous, hidden.previous_denominator) == ("ok", 91, None, None)
    assert total(told(rows)).previous_denominator == 46
    results = told(rows, {"2019-S1": ["survey_answers"]})
    assert total(results).previous is None and total(results).previous is None


def test_a_half_year_that_shows_nothing_beside_its_quarter_hides_nothing_of_the_year(told):
    """12 people in winter, 3 in spring and 10 in autumn: the half-year of 15 gives way to its quarter, so that the 10 are not
    the year less the half-year; the year less the quarter is 13 people."""
    rows = answers((WINTER, 11), (SPRING, 2), (AUTUMN, 9))
    released = {"2020-T1": ["survey_answers"], "2020-S1": ["survey_answers"]}
    results = told(rows, released)
    assert total(results, Period.parse("2020-S1"), Period.parse("2019-S1")).status == "suppressed"
    assert total(results).status == "ok"
    assert total(told(rows, {"2020-S1": ["survey_answers"]})).status == "suppressed"


def test_the_survey_asked_is_the_one_told(told):
    """Of two in the year, 20 and 12 people. The public half-year hides of each what it would give back of it."""
    other = {"questionnaire_id": "satisfaction-essonne", "item_id": "reception"}
    rows = answers((SPRING, 40), (AUTUMN, 4), (WINTER, 11, other))
    serie = "satisfaction-cher-2020"
    for audience in ("internal", "public"):
        assert total(told(rows, audience=audience)).status == "not_measurable"
        assert total(told(rows, audience=audience), serie=serie).denominator == 46
    released = {"2020-S1": ["survey_answers"]}
    assert total(told(rows, released), serie=serie).status == "suppressed"
    before = answers((AUTUMN, 90), (date(2019, 3, 4), 40), (date(2019, 9, 14), 4), (date(2019, 2, 4), 11, other))
    shown = total(told(before, {"2019-S1": ["survey_answers"]}), serie=serie)
    assert (shown.denominator, shown.previous) == (91, None)


def test_waves_are_told_inside_only(told):
    """Two files of one survey; their days cross the periods of public documents."""
    second = answers((AUTUMN, 40, {"dataset": "essai/18/b.csv"}))
    groups = {}
    for audience in ("internal", "public"):
        results = told(answers((SPRING, 40)), audience=audience, ids=(COUNT,))
        told(second)
        groups[audience] = [*results.rows("18", YEAR, BEFORE)[COUNT]]
    assert groups == {
        "internal": ["", "mode=desk", "wave=2020-05-04_2020-05-04", "wave=2020-09-14_2020-09-14"],
        "public": ["", "mode=desk"],
    }


def test_several_sites_inside_each_as_known_at_its_last_extraction(stored, only):
    """40 people at one site; at the other 4, too few inside too, and 30 on days after its file was extracted."""
    rows = answers((AUTUMN, 3), (date(2020, 12, 1), 29), site_id="41")
    stored("survey_answers", rows, extracted_on=date(2020, 10, 1))
    workspace = stored("survey_answers", answers((AUTUMN, 19), (date(2020, 12, 1), 19)))
    catalogue = replace(only(CLEAR), question_indicators={})
    results = internal_results(workspace, catalogue, ["18", "41"], YEAR)
    totals = results[results["group"] == ""].set_index("site_id")
    assert totals["status"].to_dict() == {"18": "ok", "41": "suppressed"}
    assert totals.loc["18", "denominator"] == 40
    assert totals["as_of"].dt.date.to_dict() == {"18": date(2021, 1, 11), "41": date(2020, 10, 1)}
    assert results.index.tolist() == list(range(len(results)))
