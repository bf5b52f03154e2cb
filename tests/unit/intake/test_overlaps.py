"""Statements that cover days of one another: the first in time stays, each of the others is told."""

from datetime import date

import pandas as pd

from qep_lib.intake.faults import FaultList
from qep_lib.intake.rules import Expected, check_overlaps
from qep_lib.model.period import Period
from qep_lib.model.tables import TABLES

FIRST, LAST = TABLES["calls"].span


def test_each_statement_that_covers_days_of_an_earlier_one_is_told_with_it():
    """Two in a row over the first one, then one that only touches it, then one over that."""
    days = (("01-03", "01-16"), ("01-05", "01-06"), ("01-10", "01-20"), ("01-17", "01-23"), ("01-23", "01-30"))
    frame = pd.DataFrame(
        {FIRST: [f"2022-{a}" for a, _ in days], LAST: [f"2022-{b}" for _, b in days]}, index=range(2, 7)
    ).astype("datetime64[s]")
    faults = FaultList("appels.csv")
    context = Expected(TABLES["calls"], Period.parse("2022"), date(2023, 1, 31))
    check_overlaps(frame, {FIRST: "Du", LAST: "Au"}, context, faults)
    assert [(issue.row, issue.column, issue.value) for issue in faults.issues] == [
        (3, "Du", "05/01/2022"),
        (4, "Du", "10/01/2022"),
        (6, "Du", "23/01/2022"),
    ]
    assert "16/01/2022" in faults.issues[1].found and "23/01/2022" in faults.issues[2].found
