"""`calendars/vacances_scolaires.yml`: what people enter about académies that fix their own holidays."""

import pytest

from qep_lib.params import read_catalogue

FILE = "calendars/vacances_scolaires.yml"
CORSICA = """\
  - zone: {zone}
    known_from: {start}
    known_until: {end}
    source: "Arrêté"
    holidays:
      - {{name: "Toussaint", start: {first}, end: {last}}}
"""


def calendar(zone="Corse", start="2026-09-01", end="2027-07-05", first="2026-10-17", last="2026-11-01"):
    """One entry of the file."""
    return CORSICA.format(zone=zone, start=start, end=end, first=first, last=last)


def test_an_entered_calendar_reaches_the_catalogue_and_changes_the_reports_that_may_read_it(params):
    """Its days decide whether a mystery survey was valid: the fingerprint of reports follows."""
    empty = read_catalogue(params.workspace)
    assert params.written(FILE, "calendars:\n" + calendar()) == []
    filled = read_catalogue(params.workspace)
    assert [found.zone for found in filled.school_calendars] == ["Corse"]
    assert filled.fingerprint_for(["18"]) != empty.fingerprint_for(["18"])


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (calendar(zone="Corsica"), "unknown_id", 2),
        (calendar() + calendar(start="2027-07-01", end="2027-12-31", first="2027-07-05", last="2027-09-01"), None, 9),
        (calendar(first="2026-11-02"), None, None),
        (calendar(first="2026-08-01"), None, None),
        (calendar(end="2026-08-31"), None, None),
    ],
    ids=["zone", "same day twice", "ends before it starts", "before what is known", "known until before from"],
)
def test_a_calendar_that_cannot_be_is_refused_with_its_line(params, content, code, line):
    """A holiday outside of what is known, a day told twice, an unknown zone."""
    (issue,) = params.written(FILE, "calendars:\n" + content)
    assert issue.file == f"params/{FILE}"
    assert code is None or issue.code == code
    assert line is None or issue.row == line
    assert issue.sentence
