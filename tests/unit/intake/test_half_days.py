"""Half-days by their names and by the hour of a contact."""

import pandas as pd
import pytest

from qep_lib.intake.closed import ClosedList
from qep_lib.intake.half_days import half_day_of, parse_half_days

ACCEPTED = ClosedList.build({"morning": ("Matin",), "afternoon": ("Après-midi",)})


@pytest.mark.parametrize(
    ("text", "half"),
    [("9h", "morning"), ("12:59", "morning"), ("13h00", "afternoon"), ("16 h 05", "afternoon"), ("10:15:00", "morning"),
     ("25h", None), ("10", None), ("10h75", None), ("10h15 environ", None)],
)  # fmt: skip
def test_an_hour_is_of_the_morning_until_one(text, half):
    """What is no hour is no half-day."""
    assert half_day_of(text) == half


def test_a_name_an_hour_and_neither():
    """The third is told."""
    values, reasons = parse_half_days(pd.Series(["Matin", "14h30", "Soir", ""], dtype="str"), ACCEPTED)
    assert values.iloc[:2].tolist() == ["morning", "afternoon"] and values.iloc[2:].isna().all()
    assert [*reasons] == ["Soir"]
