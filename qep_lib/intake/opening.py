"""A file to its tables of text, sheet by sheet, with their columns found: nothing is typed yet.

Total, blank and excluded rows are set aside here, and a file of another site is stopped. Typing rows is `reading`.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
import pyarrow as pa

from qep_lib.errors import DataRefused, sure
from qep_lib.intake.arrival import Arrival
from qep_lib.intake.cleaning import clean_cells
from qep_lib.intake.convert import ColumnReader
from qep_lib.intake.correcting import correct_cells
from qep_lib.intake.delimited import read_delimited
from qep_lib.intake.exclusions import Excluded, exclude_rows, tell_unfinished
from qep_lib.intake.faults import FaultList
from qep_lib.intake.headings import Headings, bind
from qep_lib.intake.other_sites import DECLARED, SiteNames, check_site, recognised_column, wanted_site
from qep_lib.intake.plausible import warn_all_alike
from qep_lib.intake.rawtable import RawTable, drop_blank_rows, set_totals_aside
from qep_lib.intake.refusal import refuse
from qep_lib.intake.repeated import exclude_repeated
from qep_lib.intake.rulebook import fault
from qep_lib.intake.shape import set_other_tables_aside
from qep_lib.intake.supplied import supply_cells, with_column
from qep_lib.intake.survey import survey_headings
from qep_lib.intake.tabular import table_column, table_headings
from qep_lib.intake.tools import refuse_known_fault
from qep_lib.intake.wide import WidePart, split_wide, wide_headings
from qep_lib.intake.workbook import read_several, read_workbook, refuse_absent_sheets
from qep_lib.model.table import TableSpec
from qep_lib.model.tables import TABLES
from qep_lib.store.secret import read_key


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """One table of the file: its cells, the reader of its bound columns, and what its source leaves out.

    `totals`: the cells of its total rows, under the positions of the columns; `ignored`: the headings that its source leaves.
    """

    raw: RawTable
    reader: ColumnReader
    excluded: Excluded
    totals: pd.DataFrame
    ignored: tuple[str, ...] = ()

    @property
    def rows_read(self) -> int:
        """Rows of the table, those set aside and left out included."""
        unread = sum(row not in self.raw.cells.index for row in self.raw.faults.rejected_rows)
        return len(self.raw.cells) + unread + sum(count for _, count in self.excluded)


def open_tables(arrival: Arrival) -> tuple[Opened, ...]:
    """The tables of the file, one unless its source reads several sheets; raises `DataRefused` with structural errors."""
    refuse_known_fault(arrival)
    expected = _headings(arrival)
    raws = correct_cells(_read_raw(arrival, expected), arrival.corrections, read_key(arrival.workspace))
    if arrival.source.wide is None:
        return tuple(_supplied(arrival, _opened(arrival, raw, expected)) for raw in raws)
    opened = [
        _unfolded(arrival, part) for raw in raws for part in split_wide(raw, expected, arrival.source, arrival.period)
    ]
    filled = [table for table in opened if len(table.raw.cells) or table.raw.faults.rejected_rows]
    if not filled:
        raise _no_rows(raws[0])
    return tuple(filled)


def identifying_column(spec: TableSpec, bound: Mapping[str, int]) -> str | None:
    """The bound column that identifies a row for a person."""
    return next((name for name in ("answer_id", *spec.key) if name in bound), None)


def _opened(arrival: Arrival, raw: RawTable, expected: Headings) -> Opened:
    """The table without blank, total and excluded rows, under its bound columns."""
    source = arrival.source
    cells = drop_blank_rows(raw.cells, raw.faults)
    # Which cell identifies a row must be known to see totals; what else `bind` tells is told below, without totals.
    places = bind(raw.headings, [False] * len(raw.headings), expected, FaultList(arrival.name), raw.header_line)
    identifier = places.get(identifying_column(TABLES[source.table], places) or "")
    markers = source.total_row_markers
    cells, totals = set_totals_aside(cells, raw.headings, markers, identifier, raw.faults, raw.serials is not None)
    filled = [bool(cells[position].notna().any()) for position in cells.columns]
    names = SiteNames.build(arrival.catalogue.sites)
    recognised = recognised_column(raw, cells, expected, names)
    if recognised is not None:
        expected = replace(expected, ignored=(*expected.ignored, raw.headings[recognised]))
    bound = bind(raw.headings, filled, expected, raw.faults, raw.header_line)
    raw.faults.refuse_on_errors()
    cells, excluded = exclude_rows(cells, bound, source, raw.faults)
    if source.questionnaire is not None:
        tell_unfinished(cells, raw.headings, source, arrival.catalogue.recognition, raw.faults)
        cells, repeated = exclude_repeated(cells, bound, source, raw.headings, raw.faults)
        excluded = (*excluded, *repeated)
        raw.faults.refuse_on_errors()
    if (place := bound.get(DECLARED, recognised)) is not None:
        check_site(raw, cells, place, arrival.entry.site_id, source, names)
    if not len(cells) and excluded:
        raise refuse(
            arrival.name,
            fault("every_row_excluded", reasons=", ".join(reason for reason, _ in excluded), source_id=source.id),
            sheet=raw.faults.sheet,
        )
    if not len(cells) and not raw.faults.rejected_rows:
        raise _no_rows(raw)
    warn_all_alike(cells, bound, identifier, raw.faults)
    serials = None if raw.serials is None else raw.serials.loc[cells.index]
    kept = replace(raw, cells=cells, serials=serials)
    return Opened(kept, ColumnReader(kept, bound), excluded, totals, expected.ignored)


def _supplied(arrival: Arrival, table: Opened) -> Opened:
    """The table with the cells that its source gives."""
    raw, bound = supply_cells(table.raw, table.reader.bound, arrival.source, arrival.period)
    return table if raw is table.raw else replace(table, raw=raw, reader=ColumnReader(raw, bound))


def _unfolded(arrival: Arrival, part: WidePart) -> Opened:
    """One wide column as a table: the rows that it fills, with what its heading tells as one more column."""
    source = arrival.source
    table = _supplied(arrival, _opened(arrival, part.raw, part.expected))
    bound = dict(table.reader.bound)
    is_filled = table.raw.cells[bound[sure(source.wide).into]].notna()
    kept = replace(table.raw, cells=table.raw.cells.loc[is_filled])
    if kept.serials is not None:
        kept = replace(kept, serials=kept.serials.loc[is_filled])
    raw, bound[table_column(source, sure(source.wide).by)] = with_column(kept, part.heading, part.told)
    return replace(table, raw=raw, reader=ColumnReader(raw, bound))


def _no_rows(raw: RawTable) -> DataRefused:
    return refuse(raw.faults.file, fault("no_rows"), sheet=raw.faults.sheet, row=raw.header_line)


def _read_raw(arrival: Arrival, expected: Headings) -> tuple[RawTable, ...]:
    """The cells, whatever the kind of file; what a parser cannot bear is the file's fault, said in French."""
    source, left = arrival.source, arrival.entry.sheets_left
    try:
        turned = source.transposed is True
        if arrival.kind == "text" and not turned:
            refuse_absent_sheets(arrival.name, left, ())
            return (read_delimited(arrival.name, arrival.content, expected, source.total_row_markers),)
        if source.sheets is not None:
            tables = read_several(arrival.file, expected, source.sheets, left, turned)
        else:
            tables = (read_workbook(arrival.file, expected, source.sheet, source.id, left, turned),)
        return tuple(_without_other_tables(clean_cells(raw), expected) for raw in tables)
    except (pa.ArrowException, csv.Error, MemoryError):
        raise refuse(arrival.name, fault("unreadable_content")) from None


def _without_other_tables(raw: RawTable, expected: Headings) -> RawTable:
    return replace(raw, cells=set_other_tables_aside(raw, expected))


def _headings(arrival: Arrival) -> Headings:
    source = arrival.source
    if source.questionnaire is None:
        expected = table_headings(source)
    else:
        expected = survey_headings(arrival.catalogue.questionnaires[source.questionnaire], source)
    return replace(expected, wanted=(*expected.wanted, *wanted_site(source), *wide_headings(source)))
