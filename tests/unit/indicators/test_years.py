"""The years of stored rows on which figures stand."""

from dataclasses import replace
from pathlib import Path

import pytest

from qep_lib.indicators import years as module
from qep_lib.indicators.years import years_of_report, years_read
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

CATALOGUE = read_catalogue(Workspace(Path(__file__).resolve().parents[3]))


@pytest.mark.parametrize(
    ("table", "years"),
    [
        ("survey_answers", {2019, 2020}),
        # Stored by year of decision: a title that is available in January was decided the year before.
        ("title_cases", {2018, 2019, 2020}),
        ("trainings", {2015, 2016, 2017, 2018, 2019, 2020}),
        ("milestones", {2016, 2017, 2018, 2019, 2020}),
    ],
)
def test_figures_stand_on_rows_of_these_years(table, years):
    """The compared years, and as many before as a cycle of trainings or the life of a label asks for."""
    delivery = CATALOGUE.indicators["call_answer_pct"].model_copy(update={"arguments": {"end": "available_on"}})
    catalogue = replace(CATALOGUE, indicators=CATALOGUE.indicators | {"delivery": delivery})
    assert years_read(catalogue, table, Period.parse("2020")) == years


def test_title_cases_of_an_older_year_are_read_for_deliveries_only():
    """No formula of the project counts up to the delivery: its reports stand on the compared years."""
    counted = {name: i for name, i in CATALOGUE.indicators.items() if i.arguments.get("end") != "available_on"}
    assert years_read(replace(CATALOGUE, indicators=counted), "title_cases", Period.parse("2020")) == {2019, 2020}


def test_a_report_reads_the_survey_that_one_of_its_sites_is_compared_with(monkeypatch):
    """Of answers alone: no other table has waves; a site without an earlier survey adds no year."""
    before = {"18": Period.parse("2016"), "36": None}
    monkeypatch.setattr(module, "wave_before", lambda catalogue, site_id, period: before[site_id])
    asked = (CATALOGUE, "satisfaction", "survey_answers", Period.parse("2020"))
    assert years_of_report(*asked, ["36"]) == years_of_report(*asked)
    assert years_of_report(*asked, ["36", "18"]) == years_of_report(*asked) | {2016}
    assert 2016 not in years_of_report(CATALOGUE, "satisfaction", "requests", Period.parse("2020"), ["18"])
