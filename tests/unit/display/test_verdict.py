"""What a figure is against its objective, in plain words: never better nor worse than what is printed beside it."""

from pathlib import Path

import pytest
from limits import BLANK

from qep_lib.display.verdict import objective_mark, objective_words
from qep_lib.display.wording import NBSP as S
from qep_lib.model.measured import Measured
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

INDICATORS = read_catalogue(Workspace(Path(__file__).parents[3])).indicators
DELAY = INDICATORS["residence_permit_renewal_processing_delay_days"]
RATE, FRAUD = INDICATORS["call_answer_pct"], INDICATORS["fraud_foreigners_permille"]


def row(value, target, rating, **fields):
    """A declared figure against its objective."""
    plain = {"indicator_id": DELAY.id, "site_id": "18", "period": "2020", "group": "", "status": "ok"}
    told = {"origin": "declared", "nature": "real", "value": value, "target": target, "rating": rating}
    return Measured(**(BLANK | plain | told | fields))


@pytest.mark.parametrize(
    ("indicator", "value", "target", "rating", "words"),
    [
        (DELAY, 64.0, 30.0, "far", f"34{S}jours de plus que l'objectif (plus du double)"),
        (DELAY, 60.0, 30.0, "far", f"30{S}jours de plus que l'objectif"),
        (DELAY, 31.0, 30.0, "near", f"1{S}jour de plus que l'objectif"),
        (DELAY, 31.5, 30.0, "near", f"1,5{S}jour de plus que l'objectif"),
        (DELAY, 30.0, 30.0, "met", "objectif atteint"),
        (DELAY, 30.04, 30.0, "near", "juste au-dessus de l'objectif"),
        (RATE, 78.0, 90.0, "near", f"12{S}points de moins que l'objectif"),
        (RATE, 89.5, 90.0, "near", f"0,50{S}point de moins que l'objectif"),
        (RATE, 89.999, 90.0, "near", "juste sous l'objectif"),
        (FRAUD, 3.1, 5.0, "off", "sous l'objectif"),
    ],
)
def test_the_distance_is_that_of_the_printed_figures(indicator, value, target, rating, words):
    """In the unit of the figure where it says something; only the side where it says nothing or rounds to nought."""
    assert objective_words(row(value, target, rating), indicator, "internal") == words


def test_a_provisional_figure_is_said_to_be_one():
    """Met or not."""
    for value, rating in ((81.0, "met"), (100.0, "near")):
        told = objective_words(row(value, 90.0, rating, status="provisional"), DELAY, "public")
        assert told.endswith(", à titre provisoire")


def test_the_mark_keeps_symbol_and_class():
    """Only its words change; a figure without a class has no mark."""
    mark = objective_mark(row(64.0, 30.0, "far"), DELAY, "public")
    assert (mark.rating, mark.symbol) == ("far", "■")
    assert objective_mark(row(64.0, None, None), DELAY, "public") is None
