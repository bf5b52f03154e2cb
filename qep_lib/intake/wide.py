"""Columns that are periods or categories (`wide`), each read as a table of its own: one row a filled cell.

A fault then stands under the heading that the person sees, at its line.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qep_lib.errors import sure
from qep_lib.intake.faults import FaultList
from qep_lib.intake.headings import Headings, Wanted
from qep_lib.intake.rawtable import RawTable
from qep_lib.intake.rulebook import Reason, fault
from qep_lib.intake.supplied import implied_year
from qep_lib.model.campaign import Source, WideColumns
from qep_lib.model.characters import fold
from qep_lib.model.period import Period
from qep_lib.model.period_words import period_code

MOST_COLUMNS = 240
"""Twenty years of months: each column is read as a table, and a file of thousands would take minutes."""


@dataclass(frozen=True, slots=True, eq=False)
class WidePart:
    """The table as one of its wide columns sees it: the others are not looked for. `told`: what its heading tells."""

    raw: RawTable
    expected: Headings
    heading: str
    told: str


def wide_headings(source: Source) -> tuple[Wanted, ...]:
    """The columns that help to find the header, where the source names them."""
    if source.wide is None:
        return ()
    return tuple(Wanted(f"wide {value}", words, is_required=False) for value, words in source.wide.headings.items())


def split_wide(raw: RawTable, expected: Headings, source: Source, period: Period) -> Iterator[WidePart]:
    """A part for each wide column, from left to right; raises `DataRefused` where there is none."""
    own = tuple(wanted for wanted in expected.wanted if not wanted.name.startswith("wide "))
    known = {fold(heading) for wanted in own for heading in wanted.headings} | {fold(name) for name in expected.ignored}
    year, wide = implied_year(raw.faults.sheet, period), sure(source.wide)
    found = {
        heading: told
        for heading in raw.headings
        if heading and fold(heading) not in known and (told := _told(heading, wide, year)) is not None
    }
    if len(found) > MOST_COLUMNS:
        raw.faults.add(fault("too_many_wide_columns", count=len(found), most=MOST_COLUMNS), raw.header_line)
        raw.faults.refuse_on_errors()
    if not found:
        raw.faults.add(_none(source, raw), raw.header_line)
        raw.faults.refuse_on_errors()
    without_year = [heading for heading in found if not wide.headings and period_code(heading) is None]
    if without_year and (shown := [heading for heading in without_year if not _is_day(heading)]):
        reason = fault("headings_without_year", year=year, heading=shown[0])
        raw.faults.add(reason, raw.header_line)
    for heading, told in found.items():
        others = tuple(other for other in found if other != heading)
        faults = FaultList(raw.faults.file, raw.faults.sheet, [*raw.faults.issues], {*raw.faults.rejected_rows})
        wanted = (*own, Wanted(wide.into, (heading,)))
        yield WidePart(
            replace(raw, faults=faults),
            replace(expected, wanted=wanted, ignored=(*expected.ignored, *others)),
            heading,
            told,
        )


def _told(heading: str, wide: WideColumns, year: int | None) -> str | None:
    """The stored value, or the code of the period, that a heading tells."""
    if wide.headings:
        values = {fold(word): value for value, words in wide.headings.items() for word in words}
        return values.get(fold(heading))
    code = heading[:7] if _is_day(heading) else period_code(heading, year)
    is_month = code is not None and Period.parse(code).kind == "month"
    return code if is_month or wide.by == "period" else None


def _is_day(heading: str) -> bool:
    """A heading that a spreadsheet keeps as the first day of its month."""
    return len(heading) == 10 and heading[4] == "-" and heading.endswith("-01")


def _none(source: Source, raw: RawTable) -> Reason:
    listed = ", ".join(f"« {heading} »" for heading in raw.headings if heading) or "aucun"
    wide = sure(source.wide)
    if wide.headings:
        accepted = ", ".join(f"« {word} »" for words in wide.headings.values() for word in words)
    else:
        accepted = "des en-têtes tels que « Mars 2022 »" + (" ou « T1 2022 »" if wide.by == "period" else "")
    return fault("no_wide_column", listed=listed, accepted=accepted, source_id=source.id)
