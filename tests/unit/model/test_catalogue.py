"""The part of the parameters that a report may read, and its fingerprint."""

from dataclasses import replace
from pathlib import Path

import pytest

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
