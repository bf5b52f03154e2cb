"""A file to its tables of text, sheet by sheet, with their columns found: nothing is typed yet.

Total, blank and excluded rows are set aside here, and a file of another site is stopped. Typing rows is `reading`.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
import pyarrow as pa

from qep_lib.intake.arrival import Arrival
from qep_lib.intake.cleaning import clean_cells
from qep_lib.intake.convert import ColumnReader
from qep_lib.intake.delimited import read_delimited
from qep_lib.intake.exclusions import Excluded, exclude_rows
from qep_lib.intake.faults import FaultList
from qep_lib.intake.headings import Headings, bind
from qep_lib.intake.other_sites import DECLARED, SiteNames, check_site, recognised_column, wanted_site
from qep_lib.intake.plausible import warn_all_alike
from qep_lib.intake.rawtable import RawTable, drop_blank_rows, set_totals_aside
from qep_lib.intake.refusal import refuse
from qep_lib.intake.shape import set_other_tables_aside
from qep_lib.intake.survey import survey_headings
from qep_lib.intake.tabular import table_headings
from qep_lib.intake.tools import refuse_known_fault
from qep_lib.intake.workbook import read_several, read_workbook
from qep_lib.model.table import TableSpec
from qep_lib.model.tables import TABLES


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """One table of the file: its cells, the reader of its bound columns, and what its source leaves out.

    `totals`: the cells of its total rows, under the positions of the columns.
    """

    raw: RawTable
    reader: ColumnReader
    excluded: Excluded
    totals: pd.DataFrame

    @property
    def rows_read(self) -> int:
        """Rows of the table, those set aside and left out included."""
        unread = sum(row not in self.raw.cells.index for row in self.raw.faults.rejected_rows)
        return len(self.raw.cells) + unread + sum(count for _, count in self.excluded)


def open_tables(arrival: Arrival) -> tuple[Opened, ...]:
    """The tables of the file, one unless its source reads several sheets; raises `DataRefused` with structural errors."""
    refuse_known_fault(arrival)
    expected = _headings(arrival)
    return tuple(_opened(arrival, raw, expected) for raw in _read_raw(arrival, expected))


def identifying_column(spec: TableSpec, bound: Mapping[str, int]) -> str | None:
    """The bound column that identifies a row for a person."""
    return next((name for name in ("answer_id", *spec.key) if name in bound), None)


def _opened(arrival: Arrival, raw: RawTable, expected: Headings) -> Opened:
    """The table without blank, total and excluded rows, under its bound columns."""
    source = arrival.source
    cells = drop_blank_rows(raw.cells, raw.faults)
    # Which cell identifies a row must be known to see totals; what else `bind` tells is told below, without totals.
    places = bind(raw.headings, [False] * len(raw.headings), expected, FaultList(arrival.name), raw.header_line)
    identifier = places.get(identifying_column(TABLES[source.table], places))
    rows = cells
    cells = set_totals_aside(cells, raw.headings, source.total_row_markers, identifier, raw.faults)
    totals = rows.iloc[len(cells) :]
    filled = [bool(cells[position].notna().any()) for position in cells.columns]
    names = SiteNames.build(arrival.catalogue.sites)
    recognised = recognised_column(raw, cells, expected, names)
    if recognised is not None:
        expected = replace(expected, ignored=(*expected.ignored, raw.headings[recognised]))
    bound = bind(raw.headings, filled, expected, raw.faults, raw.header_line)
    raw.faults.refuse_on_errors()
    cells, excluded = exclude_rows(cells, bound, source, raw.faults)
    if (place := bound.get(DECLARED, recognised)) is not None:
        check_site(raw, cells, place, arrival.entry.site_id, source, names)
    if not len(cells) and excluded:
        raise refuse(
            arrival.name, "no_rows", f"toutes ses lignes sont exclues : {', '.join(reason for reason, _ in excluded)}",
            sheet=raw.faults.sheet, accepted="au moins une ligne",
            remedy=f"corriger exclude_rows dans params/sources/{source.id}.yml",
        )  # fmt: skip
    if not len(cells) and not raw.faults.rejected_rows:
        raise refuse(
            arrival.name, "no_rows", "fichier vide : il n'a aucune ligne sous ses en-têtes", sheet=raw.faults.sheet,
            row=raw.header_line, accepted="au moins une ligne", remedy="refaire l'export",
        )  # fmt: skip
    warn_all_alike(cells, bound, identifier, raw.faults)
    serials = None if raw.serials is None else raw.serials.loc[cells.index]
    kept = replace(raw, cells=cells, serials=serials)
    return Opened(kept, ColumnReader(kept, bound), excluded, totals)


def _read_raw(arrival: Arrival, expected: Headings) -> tuple[RawTable, ...]:
    """The cells, whatever the kind of file; what a parser cannot bear is the file's fault, said in French."""
    source = arrival.source
    try:
        if arrival.kind == "text":
            return (read_delimited(arrival.name, arrival.content, expected, source.total_row_markers),)
        if source.sheets is not None:
            tables = read_several(arrival.name, arrival.content, arrival.kind, expected, source.sheets, source.id)
        else:
            tables = (read_workbook(arrival.name, arrival.content, arrival.kind, expected, source.sheet, source.id),)
        return tuple(_without_other_tables(clean_cells(raw), expected) for raw in tables)
    except (pa.ArrowException, csv.Error, MemoryError):
        raise refuse(
            arrival.name, "unreadable_content", "contenu démesuré ou illisible, sa lecture a échoué",
            accepted="un tableau de cellules courtes", remedy="refaire l'export, ou couper le fichier par période",
        ) from None  # fmt: skip


def _without_other_tables(raw: RawTable, expected: Headings) -> RawTable:
    return replace(raw, cells=set_other_tables_aside(raw, expected))


def _headings(arrival: Arrival) -> Headings:
    source = arrival.source
    if source.questionnaire is None:
        expected = table_headings(source)
    else:
        expected = survey_headings(arrival.catalogue.questionnaires[source.questionnaire], source)
    return replace(expected, wanted=(*expected.wanted, *wanted_site(source)))
