"""The marks of a site over its periods: order, gaps, what is told of a small group, how many columns."""

from pathlib import Path

import pytest
from limits import BLANK

from qep_lib.export.marks import MOST_PERIODS, tabulate_marks
from qep_lib.model.measured import Measured
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

INDICATORS = read_catalogue(Workspace(Path(__file__).parents[3])).measured


def _row(value, rating="met", indicator_id="call_answer_pct", **fields) -> Measured:
    plain = {"indicator_id": indicator_id, "site_id": "18", "period": "2020", "group": "", "status": "ok"}
    told = {"origin": "declared", "nature": "real", "value": value, "target": 90.0, "rating": rating}
    return Measured(**(BLANK | plain | told | fields))


def test_periods_go_from_the_oldest_and_gaps_stay_empty():
    """A quarter stands by its first day; a figure without a class is no mark."""
    delay = "residence_permit_renewal_processing_delay_days"
    figures = {
        "2021-T1": [_row(92.0)],
        "2020": [_row(91.96), _row(64.0, "far", delay, target=30.0)],
        "2019": [_row(80.0, None)],
    }
    marks = tabulate_marks(figures, INDICATORS, "internal")
    assert marks.periods == ("2020", "1er trimestre 2021")
    cells = {label: [figure and figure.words for figure in row] for label, row in marks.rows}
    assert cells[INDICATORS["call_answer_pct"].short_label] == ["91,96\u202f%", "92\u202f%"]
    assert cells[INDICATORS[delay].short_label] == ["64\u00a0j", None]


def test_indicators_stand_in_their_declared_order_and_unknown_ones_are_left_out():
    """One that is no longer declared has neither label nor unit."""
    rows = [_row(1.0, indicator_id=name) for name in reversed([*INDICATORS][:5])]
    marks = tabulate_marks({"2020": [*rows, _row(1.0, indicator_id="gone")]}, INDICATORS, "internal")
    assert [label for label, _ in marks.rows] == [one.short_label for one in [*INDICATORS.values()][:5]]


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_a_figure_that_is_not_told_leaves_its_class(audience):
    """All the answers of a small group agree: the public file has bounds only."""
    marks = tabulate_marks({"2020": [_row(None, low=80.0, high=100.0)]}, INDICATORS, audience)
    ((_, (figure,)),) = marks.rows
    assert (figure.words, figure.mark.word) == ("", "objectif atteint")


def test_only_the_latest_periods_are_told():
    """A table of sixty months would be read by nobody."""
    figures = {f"{year}-{month:02}": [_row(91.0)] for year in (2020, 2021) for month in range(1, 13)}
    marks = tabulate_marks(figures, INDICATORS, "internal")
    assert len(marks.periods) == MOST_PERIODS and marks.periods[0] == "janvier 2021"


def test_without_marks_there_is_no_table():
    """Neither columns nor rows."""
    marks = tabulate_marks({"2020": []}, INDICATORS, "public")
    assert (marks.periods, marks.rows) == ((), ())
