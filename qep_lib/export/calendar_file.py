"""Dated entries as an iCalendar file (RFC 5545), for any diary. Which entries, and in which words, is said by the caller."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event, vText

from qep_lib.model.characters import printable

PRODUCT = "-//Qual-e-pref//atelier qep//FR"
DOMAIN = "qual-e-pref"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A whole-day entry from `start` to `end`, both included; `key` stays the same when its dates or words change."""

    key: str
    title: str
    start: date
    end: date
    description: str = ""


def export_calendar(name: str, entries: Iterable[CalendarEntry], stamped_on: date) -> bytes:
    """The calendar as bytes: UTF-8, folded lines, one event an entry; same entries and same day, same bytes.

    `stamped_on` is the day the entries were true: importing the file again updates the events of the same key.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", vText(printable(name)))
    stamp = datetime.combine(stamped_on, time(), UTC)
    for entry in entries:
        calendar.add_component(_event(entry, stamp))
    return calendar.to_ical()


def is_own_calendar(content: bytes) -> bool:
    """True for the bytes of a calendar that `export_calendar` wrote: one of another product is never taken for ours."""
    head = content.split(b"BEGIN:VEVENT")[0].splitlines()
    return head[:1] == [b"BEGIN:VCALENDAR"] and f"PRODID:{PRODUCT}".encode() in head


def _event(entry: CalendarEntry, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{hashlib.sha256(entry.key.encode()).hexdigest()[:32]}@{DOMAIN}")
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.start)
    # RFC 5545: the end of a whole-day event is the first day that is not part of it.
    event.add("dtend", entry.end + timedelta(days=1))
    event.add("summary", printable(entry.title))
    if entry.description:
        event.add("description", printable(entry.description))
    event.add("transp", "TRANSPARENT")
    return event
