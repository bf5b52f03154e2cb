"""Rows of a folder that stand somewhere else already: last year's, which are stored, or those of another sheet of the workbook.

What is done of them is proposed where it is sure, and asked otherwise. Leaving them out is the intake's (`only_period`,
`sheets_left` of an import).
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from qep_lib.model.characters import fold
from qep_lib.model.period import Period
from qep_lib.model.period_words import find_period
from qep_lib.model.table import TableSpec
from qep_lib.model.tables import TABLES
from qep_lib.preparation.draft import Decisions, Question, question_id
from qep_lib.preparation.grid import Grid
from qep_lib.preparation.periods import Subject, day_of_texts

Row = tuple[str, date]
"""What tells a row again: its number (empty where its file has none), and its day."""
_MOSTLY = 0.5
_PERIOD, _ALL, _LEAVE, _READ = "period", "all", "leave", "read"


@dataclass(frozen=True)
class Stored:
    """What the imports of other periods hold of a site. `spans`: table -> (dataset, first day, last day) that they cover;
    `rows_of`: the rows of a table.
    """

    spans: Mapping[str, tuple[tuple[str, date, date], ...]] = field(default_factory=dict)
    rows_of: Callable[[str], Counter[Row]] = lambda table: Counter()


NOTHING = Stored()


@dataclass(frozen=True)
class DatedSheet:
    """A sheet that one table reads: the positions of the number and of the day of its rows, None where it has none."""

    grid: Grid
    header: int
    table: str
    number: int | None
    day: int | None


@dataclass(frozen=True, slots=True)
class Repeats:
    """What is left of a workbook: sheet -> why, whether the rows of other periods are (None where there are none to speak of),
    and what must be told of it.
    """

    sheets_left: Mapping[str, str] = field(default_factory=dict)
    only_period: bool | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a site has already of its files. `by_hand`: files of `params/` that a person wrote (`sources/registre.yml`), whose
    names are left to them; `unsettled`: sources that were written with a question open, which do not count as known; `stored`:
    what is stored of other periods; `decided`: file -> what a run of that period already leaves of it."""

    by_hand: frozenset[str] = frozenset()
    unsettled: frozenset[str] = frozenset()
    stored: Stored = NOTHING
    decided: Mapping[str, Repeats] = field(default_factory=dict)


NEVER_PREPARED = Earlier()


def find_repeats(
    sheets: Sequence[DatedSheet], subject: Subject, stored: Stored, archives: Collection[str], decisions: Decisions
) -> Repeats:
    """What is not read of the sheets of one file. `archives`: words of the name of a sheet of old rows, folded."""
    left: dict[str, str] = {}
    notes: list[str] = []
    only_period: bool | None = None
    for table in dict.fromkeys(sheet.table for sheet in sheets):
        mine = [sheet for sheet in sheets if sheet.table == table]
        left |= _copies(mine, decisions)
        mine = [sheet for sheet in mine if sheet.grid.name not in left]
        left |= _archives_without_day(mine, archives, decisions)
        mine = [sheet for sheet in mine if sheet.grid.name not in left]
        found = _stored_already(mine, subject, stored, decisions)
        left |= found.sheets_left
        notes += found.notes
        only_period = found.only_period or only_period if found.only_period is not False else bool(only_period)
    return Repeats(left, only_period, tuple(notes))


def _copies(sheets: Sequence[DatedSheet], decisions: Decisions) -> dict[str, str]:
    """The sheets whose rows are in another one: a copy of the year, or what was put in the archives and left in its place."""
    left: dict[str, str] = {}
    for place, one in enumerate(sheets):
        for other in sheets[place + 1 :]:
            if {one.grid.name, other.grid.name} & left.keys():
                continue
            rows = {sheet.grid.name: _whole_rows(sheet) for sheet in (one, other)}
            shorter = one if len(rows[one.grid.name]) < len(rows[other.grid.name]) else other
            longer = other if shorter is one else one
            name, count = shorter.grid.name, len(rows[shorter.grid.name])
            shared = (Counter(rows[one.grid.name]) & Counter(rows[other.grid.name])).total()
            if count < 2 or shared < _MOSTLY * count:
                continue
            if shared == count or _asked_to_leave(shorter, longer, shared, count, decisions):
                left[name] = f"{shared} de ses {_lines(count)} sont aussi dans la feuille « {longer.grid.name} »"
    return left


def _asked_to_leave(shorter: DatedSheet, longer: DatedSheet, shared: int, count: int, decisions: Decisions) -> bool:
    """What a person says; while nobody has, the sheet is left: its rows would be counted twice."""
    name, other = shorter.grid.name, longer.grid.name
    answer = decisions.ask(
        Question(
            question_id("copy", shorter.grid.file, name, other),
            f"« {shorter.grid.file} » : {shared} des {_lines(count)} de la feuille « {name} » sont aussi dans « {other} » ; "
            "que faire de cette feuille ?",
            "une demande qui est dans deux feuilles ne se compte qu'une fois",
            ((_LEAVE, f"laisser « {name} » de côté"), (_READ, "lire les deux")),
            _LEAVE,
        )  # fmt: skip
    )
    return answer != _READ


def _archives_without_day(
    sheets: Sequence[DatedSheet], archives: Collection[str], decisions: Decisions
) -> dict[str, str]:
    """Sheets of archives of a table without days (a plan of actions): nothing in their rows says of which year they are."""
    if len(sheets) < 2 or not TABLES[sheets[0].table].is_by_exercise:
        return {}
    left = {}
    for sheet in sheets:
        name = sheet.grid.name
        if not {*fold(name).split()} & {*archives} or find_period(name) is not None:
            continue
        answer = decisions.ask(
            Question(
                question_id("archives", sheet.grid.file, name),
                f"« {sheet.grid.file} » : faut-il lire la feuille « {name} » ({_lines(len(_body(sheet)))}) ?",
                "rien n'y dit l'année : ses lignes seraient de celle que l'on prépare",
                ((_LEAVE, "non, la laisser de côté"), (_READ, "oui, ses lignes sont de cette année")),
                _LEAVE,
            )  # fmt: skip
        )
        if answer != _READ:
            left[name] = "des lignes d'autres années"
    return left


def _stored_already(sheets: Sequence[DatedSheet], subject: Subject, stored: Stored, decisions: Decisions) -> Repeats:
    spans = stored.spans.get(sheets[0].table, ()) if sheets else ()
    if not spans:
        return Repeats()
    rows = {sheet.grid.name: _rows(sheet, subject) for sheet in sheets}
    period = subject.period
    inside = {name for name, found in rows.items() if any(_is_in(day, period) for _, day in found)}
    old = [row for found in rows.values() for row in found if _dataset_of(row[1], spans, period)]
    if not old or not inside:
        return Repeats()
    known = stored.rows_of(sheets[0].table)
    if all(not number for number, _ in old):
        known = Counter({("", day): sum(n for (_, d), n in known.items() if d == day) for _, day in known})
    unknown = len(old) - (Counter(old) & known).total()
    file, told = sheets[0].grid.file, _told(old, spans, period)
    if unknown:
        answer = decisions.ask(
            Question(
                question_id("stored", file, period.code),
                f"« {file} » : {told} ; {_of_them(unknown, len(old))} pas sous le même numéro et la même date. "
                "Que faire de ces lignes ?",
                "les lire ajouterait aux chiffres d'une année déjà rangée, peut-être deux fois les mêmes demandes",
                (
                    (_PERIOD, f"n'en lire que les lignes de {period.code} ; ce qui est rangé reste tel quel"),
                    (_ALL, "les lire aussi : celles qui n'y sont pas s'y ajoutent"),
                ),
                _PERIOD,
            )  # fmt: skip
        )
        if answer == _ALL:
            return Repeats(only_period=False)
    whole = {name: told for name, found in rows.items() if name and name not in inside and found}
    is_mixed = any(not _is_in(day, period) for name, found in rows.items() if name not in whole for _, day in found)
    return Repeats(whole, is_mixed or None, (f"{told} : seules les lignes de {period.code} sont lues",))


def _told(old: Sequence[Row], spans: Sequence[tuple[str, date, date]], period: Period) -> str:
    years = Counter(day.year for _, day in old)
    listed = ", ".join(f"{_lines(count)} de {year}" if not place else f"{count} de {year}"
                       for place, (year, count) in enumerate(sorted(years.items())))  # fmt: skip
    datasets = dict.fromkeys(dataset for _, day in old if (dataset := _dataset_of(day, spans, period)))
    return f"{listed}, de jours que « {' », « '.join(datasets)} » a déjà rangés"


def _of_them(unknown: int, count: int) -> str:
    if unknown == count:
        return "aucune n'y est" if count > 1 else "elle n'y est"
    return f"{unknown} d'entre elles n'y sont" if unknown > 1 else "1 d'entre elles n'y est"


def _dataset_of(day: date, spans: Sequence[tuple[str, date, date]], period: Period) -> str | None:
    """The dataset that covers a day out of the period asked."""
    if _is_in(day, period):
        return None
    return next((dataset for dataset, first, last in spans if first <= day <= last), None)


def _is_in(day: date, period: Period) -> bool:
    return period.start <= day <= period.end


def _body(sheet: DatedSheet) -> list[Sequence[str]]:
    return sheet.grid.body(sheet.header)


def _whole_rows(sheet: DatedSheet) -> list[tuple[str, ...]]:
    """Each row by its number and day where it has both, else by all that it holds."""
    places = [place for place in (sheet.number, sheet.day) if place is not None]
    if len(places) < 2:
        return [tuple(row) for row in _body(sheet)]
    return [tuple(row[place] for place in places) for row in _body(sheet)]


def _rows(sheet: DatedSheet, subject: Subject) -> list[Row]:
    spec = TABLES[sheet.table]
    code = find_period(sheet.grid.name)
    year = int(code[:4]) if code else subject.period.year
    if spec.is_by_exercise:
        return [(_number(row, sheet), date(year, 1, 1)) for row in _body(sheet)]
    if sheet.day is None:
        return []
    body = _body(sheet)
    days = day_of_texts({row[sheet.day] for row in body if row[sheet.day]}, year)
    return [(_number(row, sheet), days[row[sheet.day]]) for row in body if row[sheet.day] in days]


def _number(row: Sequence[str], sheet: DatedSheet) -> str:
    return row[sheet.number] if sheet.number is not None else ""


def row_of(spec: TableSpec, number: str, day: date) -> Row:
    """A stored row as it is told again: by its number where its table has any."""
    return (number if spec.identifier else "", day)


def _lines(count: int) -> str:
    return "1 ligne" if count == 1 else f"{count} lignes"
