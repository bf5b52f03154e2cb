"""Cell by cell: which texts are dates, numbers, booleans, closed answers, and which are refused with what words."""

import pandas as pd
import pytest

from qep_lib.intake.closed import ClosedList, parse_booleans, parse_closed
from qep_lib.intake.dates import parse_dates
from qep_lib.intake.numbers import parse_integers, parse_numbers
from qep_lib.model.characters import fold


def one(parse, text, *arguments):
    """(value, reason or None) of a single text."""
    values, reasons = parse(pd.Series([text], dtype="str"), *arguments)
    return values.iloc[0], reasons.get(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12/03/2024", "2024-03-12"),
        ("1/3/2024", "2024-03-01"),
        ("12.03.2024", "2024-03-12"),
        ("12-03-2024", "2024-03-12"),
        ("1.3.24", "2024-03-01"),
        ("12.03.2024 10:05", "2024-03-12"),
        ("2024-03-12", "2024-03-12"),
        ("29/02/2024", "2024-02-29"),
        ("12/03/2024 10:05", "2024-03-12"),
        ("2024-03-12 10:05:59", "2024-03-12"),
        ("2024-03-12T10:05", "2024-03-12"),
        ("2024-12-31T23:30:00Z", "2025-01-01"),
        ("2024-07-01T00:30:00+02:00", "2024-07-01"),
        ("13/03/2026 - 09:58", "2026-03-13"),
        ("2026-03-06 16:00:12 +0200", "2026-03-06"),
        ("2026-03-06 23:30 -02:00", "2026-03-07"),
        ("2026-03-06T23:30:12.5 Z", "2026-03-07"),
        ("2026/04/08 10:04:06 AM UTC+2", "2026-04-08"),
        ("2026/03/16 12:26:35 PM UTC+2", "2026-03-16"),
        ("2026/04/08 11:04:06 PM UTC-5", "2026-04-09"),
        ("2026/04/08", "2026-04-08"),
        ("12/03/24", "2024-03-12"),
        ("12/03/69", "1969-03-12"),
        ("14 mai 2020", "2020-05-14"),
        ("jeudi 26 janvier 2023 à 13:39:50 temps universel coordonné", "2023-01-26"),
        ("jeudi 26 janvier 2023 à 23:39:50 temps universel coordonné", "2023-01-27"),
        ("26 juillet 2023 à 22h05 UTC", "2023-07-27"),
        ("26 janvier 2023 à 23:39 heure normale d'Europe centrale", "2023-01-26"),
    ],
)
def test_a_date_is_read_as_written(text, day):
    """French and ISO forms, with or without a time; a zone is brought to Paris first."""
    value, reason = one(parse_dates, text)
    assert value == pd.Timestamp(day)
    assert reason is None or reason.severity == "warning"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/2024", "impossible_date"),
        ("29/02/2023", "impossible_date"),
        ("2024-13-01", "impossible_date"),
        ("00/01/2024", "impossible_date"),
        ("31/04/24", "impossible_date"),
        ("2026/13/16 12:26:35 PM UTC+2", "impossible_date"),
        ("2026-02-30 10:00:00 +0200", "impossible_date"),
        ("26 janvier 2023 à 23:39 heure de Tokyo", "not_a_date"),
        ("03/25/2024", "month_first"),
        ("45363", "serial_date"),
        ("31 juin 2024", "impossible_date"),
        ("12_03_2024", "not_a_date"),
        ("12.03-2024", "not_a_date"),
        ("31.02.2024", "impossible_date"),
        ("25-13-2024", "impossible_date"),
        ("03.25.2024", "month_first"),
        ("2024", "not_a_date"),
        ("hier", "not_a_date"),
    ],
)
def test_what_is_not_a_date_is_said_so(text, code):
    """Never a silent missing value: the reason tells an impossible day from a day number and from plain text."""
    value, reason = one(parse_dates, text)
    assert pd.isna(value)
    assert (reason.code, reason.severity) == (code, "reject")
    assert "jj/mm/aaaa" in reason.accepted


@pytest.mark.parametrize(
    ("decimal", "texts"),
    [
        ("comma", {"1.234,50": 1234.5, "1 234,5": 1234.5, "1.234": 1234.0, "12,5": 12.5, "1.23,5": None, "12.5": None}),
        ("point", {"1,234.50": 1234.5, "1 234.5": 1234.5, "1,234": 1234.0, "12.5": 12.5, "1,23.5": None, "12,5": None}),
    ],
)
def test_the_mark_of_a_column_is_read_and_the_other_parts_thousands(decimal, texts):
    """By threes only: elsewhere it is told."""
    values, reasons = parse_numbers(pd.Series([*texts], dtype="str"), decimal)
    assert [None if pd.isna(value) else value for value in values] == [*texts.values()]
    assert {*reasons} == {text for text, value in texts.items() if value is None}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("12", 12),
        ("-3,5", -3.5),
        ("−3,5", -3.5),
        ("91,96 %", 91.96),
        ("3,10 ‰", 3.1),
        ("3,10\u202f‰", 3.1),
        ("212\u202f356", 212356),
        ("1\u00a0234,50", 1234.5),
        ("1 234 567", 1234567),
        ("1,234", 1.234),
        ("12.5", 12.5),
        ("0.125", 0.125),
        ("0012", 12),
        ("+4", 4),
    ],
)
def test_a_french_number_is_read(text, number):
    """B07: every kind of space, the decimal comma, the signs % and ‰; percentages stay in per cent units."""
    assert one(parse_numbers, text) == (number, None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.234,50", "ambiguous_number"),
        ("1,234.50", "ambiguous_number"),
        ("1.234", "ambiguous_number"),
        ("1.234.567", "ambiguous_number"),
        ("inf", "not_finite"),
        ("-inf", "not_finite"),
        ("nan", "not_finite"),
        ("1e999", "not_finite"),
        ("12,3,4", "not_a_number"),
        ("12 34", "not_a_number"),
        ("12 j", "not_a_number"),
        ("onze", "not_a_number"),
        ("%", "not_a_number"),
    ],
)
def test_what_is_not_a_clear_number_is_refused(text, code):
    """D22, D25: an ambiguous point is never guessed; infinite and NaN in words are not numbers."""
    value, reason = one(parse_numbers, text)
    assert pd.isna(value)
    assert reason is not None
    assert reason.code in (code, "not_a_number")
    if text != "1e999":
        assert reason.code == code


@pytest.mark.parametrize("text", ["12,5", "1e30"])
def test_a_whole_number_must_be_whole(text):
    """A fraction in a column of whole numbers is a fault."""
    value, reason = one(parse_integers, text)
    assert pd.isna(value)
    assert reason.code == "not_an_integer"


@pytest.mark.parametrize("parse", [parse_dates, parse_numbers, parse_integers])
def test_an_empty_cell_is_missing_without_fault(parse):
    """Whether it may be empty is decided by the table."""
    value, reason = one(parse, "")
    assert pd.isna(value)
    assert reason is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("VRAI", True), ("oui", True), ("O", True), ("X", True), ("x", True), ("1", True), ("Coché", True),
     ("FAUX", False), ("Non", False), ("N", False), ("0", False), ("", False)],
)  # fmt: skip
def test_booleans_are_read_in_every_usual_spelling(text, expected):
    """D26: an empty box is an unticked one."""
    assert one(parse_booleans, text, {"true": ("Coché",)}) == (expected, None)


def test_a_word_that_is_no_boolean_is_refused():
    """« peut-être » is neither; what people tick with is told, the file's own word first."""
    value, reason = one(parse_booleans, "peut-être", {"true": ("Coché",)})
    assert pd.isna(value)
    assert (reason.code, reason.accepted) == ("unknown_option", "« Coché », « X », « oui », « 1 », « non », « 0 »")


def test_a_boolean_near_a_word_is_read_and_called_by_its_own_name():
    """An accent too many: « nón » is « non », not one of the words that tick."""
    value, reason = one(parse_booleans, "nón", {"false": ("Non coché", "Non")})
    assert not value
    assert reason.found.endswith("lu comme « Non coché »")


LEVELS = ClosedList.build({"very": ("Très satisfait", "Tout à fait"), "little": ("Peu satisfait",)}, "réponse")


@pytest.mark.parametrize("text", ["Très satisfait", "très  SATISFAIT", "tout à fait", "very", "Tre\u0300s satisfait"])
def test_a_closed_answer_is_found_by_label_alias_or_id(text):
    """Case, spaces and the way accents are encoded do not count."""
    assert one(parse_closed, text, LEVELS) == ("very", None)


@pytest.mark.parametrize("text", ["tres satisfait", "Trés satisfait"])
def test_another_accent_is_read_with_a_warning(text):
    """D23: the label that was understood is told."""
    value, reason = one(parse_closed, text, LEVELS)
    assert (value, reason.severity) == ("very", "warning")
    assert "lu comme « Très satisfait »" in reason.found


def test_an_unknown_answer_is_refused_with_the_nearest_and_the_list():
    """« vouliez-vous dire » and every accepted label."""
    value, reason = one(parse_closed, "Peu satisfaisant", LEVELS)
    assert pd.isna(value)
    assert reason.found.startswith("réponse inconnue ; vouliez-vous dire « Peu satisfait »")
    assert reason.accepted == "« Très satisfait », « Peu satisfait »"


@pytest.mark.parametrize("heading", ["Reçu  le", "RECU LE", "reçu\nle", " Reçu\u00a0le ", "Rec\u0327u le"])
def test_headings_that_look_the_same_fold_the_same(heading):
    """Accents, case, line breaks and kinds of spaces do not count."""
    assert fold(heading) == "recu le"
