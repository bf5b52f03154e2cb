"""The part of the parameters that a report may read, and its fingerprint."""

from dataclasses import replace
from pathlib import Path

import pytest

from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

CATALOGUE = read_catalogue(Workspace(Path(__file__).resolve().parents[3]))


def test_a_part_holds_its_sites_and_what_all_share_and_nothing_else():
    """What is not in it cannot be read, so it cannot change a report."""
    part = CATALOGUE.restricted_to(["18", "45"], ["bilan"])
    assert set(part.sites) == {"18", "45"} and set(part.labels) == {"18"} and set(part.reports) == {"bilan"}
    assert (part.sources, part.runs) == ({}, {})
    assert part.indicators == CATALOGUE.indicators and part.questionnaires == CATALOGUE.questionnaires
    assert part.framework_of("18") == CATALOGUE.framework_of("18")
    assert part.framework_of("45") == CATALOGUE.framework_of("45")


def test_only_the_frameworks_of_its_sites_are_in_a_part():
    """An unlabelled site follows the newest version, a labelled one its own."""
    newest = CATALOGUE.framework_of("18").model_copy(update={"version": "2099-01-01"})
    wider = replace(CATALOGUE, frameworks=CATALOGUE.frameworks | {newest.version: newest})
    assert set(wider.restricted_to(["18"]).frameworks) == {wider.labels["18"].framework}
    assert set(wider.restricted_to(["45"]).frameworks) == {"2099-01-01"}
    assert wider.restricted_to(["18", "45"]).framework_of("45") == newest


@pytest.mark.parametrize(("sites", "reports"), [(["18"], ["bilan"]), (["18", "45"], []), (["45"], ["complaints"])])
def test_a_part_has_the_fingerprint_that_the_whole_announces(sites, reports):
    """The whole never has to be cut to know whether a report is up to date."""
    part = CATALOGUE.restricted_to(sites, reports)
    assert part.fingerprint_for(sites, reports) == CATALOGUE.fingerprint_for(sites, reports)


def test_the_order_of_declarations_does_not_count():
    """Two files read in another order give the same fingerprint."""
    reversed_order = replace(CATALOGUE, indicators=dict(reversed(CATALOGUE.indicators.items())))
    assert reversed_order.fingerprint_for(["18"]) == CATALOGUE.fingerprint_for(["18"])


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
    assert catalogue.years_read(table, Period.parse("2020")) == years


def test_title_cases_of_an_older_year_are_read_for_deliveries_only():
    """No formula of the project counts up to the delivery: its reports stand on the compared years."""
    counted = {name: i for name, i in CATALOGUE.indicators.items() if i.arguments.get("end") != "available_on"}
    assert replace(CATALOGUE, indicators=counted).years_read("title_cases", Period.parse("2020")) == {2019, 2020}


def test_a_group_is_in_the_part_of_its_own_report_only():
    """What the report of one site cannot read cannot make it stale."""
    sites = ["91", *CATALOGUE.also_read("survey_sites", "91")]
    part = CATALOGUE.restricted_to(sites, ["survey_sites"])
    assert [group.id for group in part.groups] == ["essonne"]
    assert part.fingerprint_for(sites, ["survey_sites"]) == CATALOGUE.fingerprint_for(sites, ["survey_sites"])
    assert CATALOGUE.restricted_to(sites, ["satisfaction"]).groups == ()
    assert CATALOGUE.restricted_to(["18"], ["survey_sites"]).groups == ()
    assert CATALOGUE.also_read("satisfaction", "91") == ()
