"""The `.ics` file: what a diary reads back, the same bytes for the same entries, and text that stays text."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from qep_lib.export.calendar_file import CalendarEntry, export_calendar, is_own_calendar

STAMP = date(2021, 1, 13)
SURVEY = CalendarEntry("18 enquête", "Enquête de satisfaction", date(2020, 9, 14), date(2020, 9, 25), "Cher")


def read(content):
    """The events of a file, as a diary sees them."""
    return Calendar.from_ical(content).walk("VEVENT")


def test_a_diary_reads_back_whole_days_with_both_ends():
    """RFC 5545 writes the first day that is not part of the event."""
    (event,) = read(export_calendar("Label", [SURVEY], STAMP))
    assert (event["summary"], event["description"]) == ("Enquête de satisfaction", "Cher")
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2020, 9, 14), date(2020, 9, 26))
    assert event["dtstamp"].dt == datetime(2021, 1, 13, tzinfo=UTC)


def test_the_same_entries_give_the_same_bytes_and_lines_that_every_diary_accepts():
    """CRLF line ends, 75 bytes a line at most."""
    long = CalendarEntry("1", "é" * 300, STAMP, STAMP)
    content = export_calendar("Label", [SURVEY, long], STAMP)
    assert content == export_calendar("Label", [SURVEY, long], STAMP)
    lines = content.split(b"\r\n")
    assert b"\n" not in b"".join(lines) and max(len(line) for line in lines) <= 75


def test_an_entry_keeps_its_identity_when_its_date_changes():
    """Importing the file again moves the event instead of adding one."""
    moved = CalendarEntry(SURVEY.key, "Enquête", date(2021, 3, 22), date(2021, 4, 1))
    other = CalendarEntry("18 comité", SURVEY.title, SURVEY.start, SURVEY.end)
    uids = [read(export_calendar("Label", [entry], STAMP))[0]["uid"] for entry in (SURVEY, moved, other)]
    assert uids[0] == uids[1] != uids[2]


@pytest.mark.parametrize(
    "text", ["END:VEVENT\r\nBEGIN:VEVENT", "a;b,c\\d", "nul \x00 ici", "ATTACH:file:///etc/passwd", "ligne\nsuivante"]
)
def test_hostile_text_adds_no_property_and_no_event(text):
    """A label from a spreadsheet cannot write a line of its own."""
    content = export_calendar(text, [CalendarEntry("1", text, STAMP, STAMP, text)], STAMP)
    (event,) = read(content)
    assert set(event) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "TRANSP"}
    assert event["summary"] == text.replace("\r\n", "\n").replace("\x00", "\ufffd")


def test_a_file_of_another_diary_is_never_taken_for_ours():
    """Only a calendar of this product is written over: neither another's, nor one that names it in an event, nor a text."""
    own = export_calendar("Label", [SURVEY], STAMP)
    assert is_own_calendar(own) and is_own_calendar(export_calendar("Label", [], STAMP))
    product = next(line for line in own.splitlines() if line.startswith(b"PRODID:"))
    other = own.replace(product, b"PRODID:-//Autre//agenda//FR")
    inside = other.replace(b"END:VEVENT", product + b"\r\nEND:VEVENT")
    assert inside.count(product) == 1
    assert not any(map(is_own_calendar, (other, inside, b"", product, b"X\r\n" + own)))


def test_the_calendar_says_its_name_and_takes_nobody_s_time():
    """A diary lists it under that name; its entries leave the day free."""
    calendar = Calendar.from_ical(export_calendar("Label du Cher", [SURVEY], STAMP))
    assert (calendar["version"], calendar["x-wr-calname"]) == ("2.0", "Label du Cher")
    (event,) = calendar.walk("VEVENT")
    assert event["transp"] == "TRANSPARENT" and event["uid"].endswith("@qual-e-pref")


def test_an_entry_without_a_description_has_none():
    """An empty line would be shown by some diaries."""
    (event,) = read(export_calendar("Label", [CalendarEntry("1", "Audit", STAMP, STAMP)], STAMP))
    assert "description" not in event
