"""How people and tools write a period in French, as its code: « 1er trimestre 2020 », « T1 2020 », « oct-19 », « Mars ».

What a code means is `period`.
"""

import re
from datetime import date

from qep_lib.model.characters import fold

MONTH_NAMES = (
    ("janvier", "janv", "jan"),
    ("fevrier", "fevr", "fev"),
    ("mars", "mar"),
    ("avril", "avr"),
    ("mai",),
    ("juin",),
    ("juillet", "juil", "jul"),
    ("aout", "aou"),
    ("septembre", "sept", "sep"),
    ("octobre", "oct"),
    ("novembre", "nov"),
    ("decembre", "dec"),
)
"""Names and what tools shorten them to, without accents."""
MONTH_NUMBERS = {name: number for number, names in enumerate(MONTH_NAMES, 1) for name in names}
MONTH = "(?:" + "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True)) + ")"
"""A name of a month, longest first, without accents."""
_ANY_YEAR = 2000
PIVOT = 69
"""Two-digit years from 69 on are of the 1900s, as spreadsheets and POSIX read them."""
_ORDINALS = {
    1: r"1 ?ere?|1 ?re|premiere?", 2: r"2 ?e(?:me)?|2 ?nde?|seconde?|deuxieme", 3: r"3 ?e(?:me)?|troisieme",
    4: r"4 ?e(?:me)?|quatrieme",
}  # fmt: skip
_ORDINAL = "|".join(f"(?P<n{number}>{words})" for number, words in _ORDINALS.items())
_YEAR = r"(?P<year>\d{4})"
_SOME_YEAR = r"'?(?P<year>\d{4}|\d{2})"
_GAP = r"[ /_-]*(?:de l'annee |annee |de )?"
_HALF, _QUARTER = r"(?:semestre|sem\.?|s)", r"(?:trimestre|trim\.?|tri\.?|t)"
_FORMS = (
    ("", re.compile(rf"(?:annee |exercice |an )?{_YEAR}")),
    *(
        (letter, re.compile(form))
        for letter, name in (("S", _HALF), ("T", _QUARTER))
        for form in (
            rf"(?:{_ORDINAL}) ?{name}(?:{_GAP}{_YEAR})?",
            rf"{name} ?(?P<number>\d)(?:{_GAP}{_YEAR})?",
            rf"{_YEAR}[ /_-]*{name} ?(?P<number>\d)",
            rf"{_YEAR}[ /_,-]*(?:{_ORDINAL}) ?{name}",
        )
    ),
    ("M", re.compile(rf"(?P<name>{MONTH})\.?(?:{_GAP}{_SOME_YEAR})?")),
    ("M", re.compile(rf"{_YEAR}[ /_-]*(?P<name>{MONTH})\.?")),
    ("M", re.compile(rf"(?P<number>\d{{1,2}})[/-]{_YEAR}")),
    ("M", re.compile(rf"{_YEAR}[/-](?P<number>\d{{1,2}})")),
)
_LAST = {"S": 2, "T": 4, "M": 12}
_SPELLED_DAY = re.compile(rf"(?P<day>\d{{1,2}})(?:er)? (?P<name>{MONTH})\.? (?P<year>\d{{4}})")
_DAY = r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2}(?:er)? [a-z]+\.? \d{4}"
_DATES = re.compile(rf"(?:periode )?(?:du )?({_DAY}) (?:au|-|a) ({_DAY})")


def period_code(text: str, year: int | None = None) -> str | None:
    """The code of the period that `text` names; None when it names none.

    `year` completes what is written without one (« Mars », « T1 »).
    """
    words = fold(text)
    for letter, form in _FORMS:
        if (match := form.fullmatch(words)) and (code := _code(letter, match.groupdict(), year)):
            return code
    if match := _DATES.fullmatch(words):
        days = [_day(written) for written in match.groups()]
        return f"{days[0]}..{days[1]}" if None not in days else None
    return None


def is_period(text: str) -> bool:
    """True for what names a period, with its year or without (« T1 », « janv. »)."""
    return period_code(text, _ANY_YEAR) is not None


def find_period(text: str, year: int | None = None) -> str | None:
    """The code of the only period named among the words of `text` (« Registre T1 2022 »); None without one, or with two."""
    words = re.sub("[_()]", " ", text).split()
    for length in range(len(words), 0, -1):
        starts = range(len(words) - length + 1)
        found = {code for start in starts if (code := period_code(" ".join(words[start : start + length]), year))}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def spelled_day(text: str) -> str | None:
    """« 14 mai 2020 », « 1er janv. 2021 » as 2020-05-14; None for anything else, or a day that does not exist."""
    return _day(fold(text))


def full_year(written: str) -> int:
    """A year of two or four figures."""
    return int(written) if len(written) == 4 else int(written) + (1900 if int(written) >= PIVOT else 2000)


def _code(letter: str, parts: dict[str, str | None], year: int | None) -> str | None:
    known = full_year(parts["year"]) if parts["year"] else year
    if known is None:
        return None
    if not letter:
        return f"{known:04}"
    number = _number(parts)
    if not 1 <= number <= _LAST[letter]:
        return None
    return f"{known:04}-{number:02}" if letter == "M" else f"{known:04}-{letter}{number}"


def _number(parts: dict[str, str | None]) -> int:
    if name := parts.get("name"):
        return MONTH_NUMBERS[name]
    if number := parts.get("number"):
        return int(number)
    return next((number for number in _ORDINALS if parts.get(f"n{number}")), 0)


def _day(written: str) -> str | None:
    if match := _SPELLED_DAY.fullmatch(written):
        parts = int(match["year"]), MONTH_NUMBERS[match["name"]], int(match["day"])
    elif match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", written):
        parts = int(match[3]), int(match[2]), int(match[1])
    else:
        return None
    try:
        return date(*parts).isoformat()
    except ValueError:
        return None
