"""What each commitment can be judged on: indicators, trainings counted by commitment, evidence of a self-assessment."""

from pathlib import Path

import pytest

from qep_lib.indicators.coverage import commitment_coverage
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

CATALOGUE = read_catalogue(Workspace(Path(__file__).parents[3]))
FRAMEWORK = CATALOGUE.frameworks["2018-12-19"]
CALLS = CATALOGUE.indicators["call_answer_pct"]
TRAINING = CATALOGUE.indicators["training_agents_count"]


def covered(**options):
    """Ids of the commitments that something covers, in order."""
    found = commitment_coverage(FRAMEWORK, **({"indicators": ()} | options))
    return [item.commitment.id for item in found if item.is_covered]


def test_every_commitment_of_the_chosen_modules_is_there_in_order():
    """Modules 1 to 3 hold the 33 commitments of the Cher; all seven modules hold 50."""
    assert len(commitment_coverage(FRAMEWORK, ())) == 50
    chosen = commitment_coverage(FRAMEWORK, (), ["M3", "M1", "M2"])
    assert [item.commitment.id for item in chosen] == [f"E{number}" for number in range(1, 34)]
    assert commitment_coverage(FRAMEWORK, (), []) == ()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, []),
        ({"indicators": [CALLS]}, ["E10"]),
        ({"indicators": [TRAINING]}, ["E4", "E23", "E28", "E33", "E45"]),
        ({"indicators": [CALLS], "modules": ["M2"]}, []),
        ({"evidenced": {"E16", "E10"}}, ["E10", "E16"]),
    ],
)
def test_a_commitment_is_covered_by_an_indicator_or_by_evidence(options, expected):
    """Nothing else covers it."""
    assert covered(**options) == expected


def test_a_module_known_by_its_number_only_has_no_commitment_to_list():
    """Its commitments exist, but no source names them."""
    newest = CATALOGUE.frameworks["2022"]
    (unknown,) = (module for module in newest.modules if not module.has_known_commitments)
    assert commitment_coverage(newest, (), [unknown.id]) == ()
