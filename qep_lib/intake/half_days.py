"""Text to mornings and afternoons: their names, or the hour of a contact. Closed lists are `closed`."""

import re

import pandas as pd

from qep_lib.intake.closed import ClosedList, parse_closed
from qep_lib.intake.rulebook import Reason
from qep_lib.model.closed_lists import HALF_DAYS

_HOUR = re.compile(r"(?P<hour>[01]?\d|2[0-3]) ?(?:h|:|heures?)(?: ?[0-5]\d){0,1}(?::[0-5]\d)?", re.IGNORECASE)
_NOON = 13
"""Until one o'clock it is still the morning of a service that closes for lunch."""


def parse_half_days(texts: pd.Series, accepted: ClosedList) -> tuple[pd.Series, dict[str, Reason]]:
    """(`morning` or `afternoon`, faulty text -> reason) of distinct texts: « 10h15 » and « 10:15:00 » are of the morning."""
    values, reasons = parse_closed(texts, accepted)
    hours = {text: half for text in texts.tolist() if (half := half_day_of(text)) is not None}
    read = values.where(values.notna(), texts.map(hours)).astype(values.dtype)
    return read, {text: reason for text, reason in reasons.items() if text not in hours}


def half_day_of(text: str) -> str | None:
    """The half-day of an hour; None for what is no hour."""
    match = _HOUR.fullmatch(text.strip())
    return None if match is None else HALF_DAYS[int(match["hour"]) >= _NOON]
