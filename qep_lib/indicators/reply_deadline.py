"""The day by which one request must be answered. The judgement of a whole register is in `requests`."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from qep_lib.calendars import deadline_dates, working_calendar
from qep_lib.errors import ParameterError
from qep_lib.indicators.requests import promised_days
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.closed_lists import CHANNELS
from qep_lib.model.site import Site


@dataclass(frozen=True, slots=True)
class ReplyDeadline:
    """`days` working days after the receipt: an answer sent on `due_on` is still on time."""

    days: int
    due_on: date


def reply_deadline(catalogue: Catalogue, site: Site, kind: str, channel: str, received: date) -> ReplyDeadline:
    """The promise of the site's framework, counted with its public holidays and the declared convention.

    Raises `ParameterError` where nothing is promised for that kind on that channel.
    """
    deadlines = catalogue.framework_of(site.site_id).deadlines_working_days
    days = promised_days(deadlines, kind, channel)
    if days is None:
        accepted = ", ".join(word for word in CHANNELS if promised_days(deadlines, kind, word) is not None)
        raise ParameterError(
            f"--channel : le référentiel ne promet aucun délai pour « {channel} ». Accepté : {accepted or 'aucun canal'}."
        )
    calendar = working_calendar(site.holiday_zone, [received.year], catalogue.public_holidays)
    due = deadline_dates(np.datetime64(received), days, calendar, catalogue.conventions.working_days.convention)
    return ReplyDeadline(days, due.item())
