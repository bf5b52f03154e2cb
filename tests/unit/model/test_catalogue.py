"""The part of the parameters that a report may read, and its fingerprint."""

from dataclasses import replace
from pathlib import Path

import pytest

from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.params.subjects import subject_of

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
    """An unlabelled site follows the newest version, a labelled one its own; the one before each says what changed."""
    newest = CATALOGUE.framework_of("18").model_copy(update={"version": "2099-01-01"})
    wider = replace(CATALOGUE, frameworks=CATALOGUE.frameworks | {newest.version: newest})
    assert set(wider.restricted_to(["18"]).frameworks) == {wider.labels["18"].framework}
    assert set(wider.restricted_to(["45"]).frameworks) == {"2099-01-01", "2022"}
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


def test_a_group_is_in_the_part_of_its_own_report_only():
    """What the report of one site cannot read cannot make it stale."""
    sites = subject_of(CATALOGUE, "survey_sites", "91").sites
    part = CATALOGUE.restricted_to(sites, ["survey_sites"])
    assert [group.id for group in part.groups] == ["essonne"]
    assert part.fingerprint_for(sites, ["survey_sites"]) == CATALOGUE.fingerprint_for(sites, ["survey_sites"])
    assert CATALOGUE.restricted_to(sites, ["satisfaction"]).groups == ()
    assert CATALOGUE.restricted_to(["18"], ["survey_sites"]).groups == ()
    assert subject_of(CATALOGUE, "satisfaction", "91").sites == ("91",)


def test_a_part_holds_the_questionnaires_that_its_sites_answered_and_their_waves():
    """Another site's questionnaire, left out for a fault or added, changes nothing; one's own does."""
    own = CATALOGUE.questionnaires["satisfaction-cher"]
    wave = own.model_copy(update={"id": "satisfaction-cher-2"})
    wider = replace(CATALOGUE, questionnaires=CATALOGUE.questionnaires | {wave.id: wave})
    part = wider.restricted_to(["18"], ["bilan"], [own.id])
    assert set(part.questionnaires) == {own.id, wave.id}
    assert {made.measurement.serie_id for made in part.question_indicators.values()} <= {own.serie_id}
    asked = (["18"], ["bilan"], [own.id])
    alone = replace(CATALOGUE, questionnaires={own.id: own})
    assert part.fingerprint_for(*asked) == wider.fingerprint_for(*asked) != alone.fingerprint_for(*asked)
    assert alone.fingerprint_for(*asked) == CATALOGUE.fingerprint_for(*asked)
    renamed = own.model_copy(update={"title": "Autre titre"})
    changed = replace(CATALOGUE, questionnaires=CATALOGUE.questionnaires | {own.id: renamed})
    assert changed.fingerprint_for(*asked) != CATALOGUE.fingerprint_for(*asked)
    assert changed.fingerprint_for(["45"], ["bilan"], []) == CATALOGUE.fingerprint_for(["45"], ["bilan"], [])
