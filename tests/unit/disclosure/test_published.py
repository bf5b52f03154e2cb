"""Figures read back from the data of a report: the same rows, no more than were published."""

import csv
import io
from datetime import date

import pytest
from limits import BLANK, LIMITS

from qep_lib.disclosure.published import rated_rows_published
from qep_lib.model.measured import Measured
from qep_lib.model.results import RESULTS

ROW = {
    "indicator_id": "call_answer_pct", "site_id": "18", "period": "2020", "group": "", "status": "ok", "value": 91.96,
    "numerator": 9196.0, "denominator": 10000.0, "n": 10000, "target": 90.0, "rating": "met", "origin": "declared",
    "nature": "real", "as_of": date(2021, 1, 13), "is_target_in_interval": False,
}  # fmt: skip


def _file(*rows) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, [column.name for column in RESULTS])
    writer.writeheader()
    for row in rows:
        writer.writerow({name: str(value).lower() if isinstance(value, bool) else value for name, value in row.items()})
    return text.getvalue()


def test_a_row_comes_back_as_it_was():
    """Numbers, dates and truth values, and what is missing stays missing."""
    (row,) = rated_rows_published(_file(ROW), "18", LIMITS, {"call_answer_pct": 1})
    assert row == Measured(**{**BLANK, **ROW, "limits": LIMITS, "decimals": 1})


def test_only_whole_sites_with_a_class_come_back():
    """Neither groups, nor figures without an objective, nor another site of a comparison."""
    others = ({"group": "channel=email"}, {"rating": ""}, {"site_id": "41"})
    assert rated_rows_published(_file(*(ROW | other for other in others)), "18", LIMITS, {}) == ()


def test_what_was_published_without_a_figure_comes_back_without():
    """A small group whose answers all agree has its bounds only."""
    (row,) = rated_rows_published(_file(ROW | {"value": None, "numerator": None}), "18", LIMITS, {})
    assert (row.has_value, row.numerator, row.rating) == (False, None, "met")


@pytest.mark.parametrize("text", ["a;b\n1;2\n", _file(ROW).replace("91.96", "quatre-vingt-douze")])
def test_another_file_is_refused(text):
    """By its columns or by its values."""
    with pytest.raises((KeyError, ValueError)):
        rated_rows_published(text, "18", LIMITS, {})
