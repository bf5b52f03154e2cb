"""A file to typed, checked rows ready to be stored: the steps of the intake in their order. Storing is `importer`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

import pandas as pd

from qep_lib.intake.arrival import Arrival
from qep_lib.intake.convert import ColumnReader
from qep_lib.intake.declared import read_declared, settle_previous, stated_rows
from qep_lib.intake.elsewhere import check_elsewhere
from qep_lib.intake.faults import FaultList
from qep_lib.intake.forgotten import drop_forgotten
from qep_lib.intake.headings import fold
from qep_lib.intake.lacking import lacking
from qep_lib.intake.masking import mask_rows, note_issue
from qep_lib.intake.month_sums import check_total, sum_by_month
from qep_lib.intake.opening import Opened, identifying_column, open_tables
from qep_lib.intake.order import settle_orders
from qep_lib.intake.rawtable import same_text
from qep_lib.intake.rules import (
    Context,
    check_counts,
    check_dates,
    check_overlaps,
    drop_duplicates,
)
from qep_lib.intake.schema import check_table
from qep_lib.intake.survey import read_answers
from qep_lib.intake.tabular import read_rows
from qep_lib.model.issue import Issue
from qep_lib.model.period import Period
from qep_lib.model.table import TableSpec
from qep_lib.model.tables import TABLES
from qep_lib.store.manifest import DatasetEntry, read_manifest
from qep_lib.store.secret import read_key
from qep_lib.store.tables import read_sound_rows, years_of


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A file read and checked, not stored yet. `entry` has its counts; `issues` are in file order, sheet by sheet."""

    entry: DatasetEntry
    frame: pd.DataFrame
    issues: tuple[Issue, ...]


def read_arrival(arrival: Arrival) -> Reading:
    """Every step from bytes to rows. Structural errors raise `DataRefused` with all of them; faulty rows are issues."""
    tables = open_tables(arrival)
    note_issue(arrival.note, arrival.catalogue, tables[0].raw.faults)
    frames: list[pd.DataFrame] = []
    forgotten = 0
    for table in tables:
        frame, left_out = _read_table(arrival, table, frames)
        frames.append(frame)
        forgotten += left_out
    issues = tuple(issue for table in tables for issue in _in_file_order(table.raw.faults.issues, table.raw.headings))
    frame = frames[0] if len(frames) == 1 else pd.concat(frames)
    bound = {name for table in tables for name in table.reader.bound}
    lacks = lacking(arrival.source, TABLES[arrival.source.table], bound, frame)
    return Reading(replace(_counted(arrival.entry, tables, issues, forgotten), lacks=lacks), frame, issues)


def _read_table(arrival: Arrival, table: Opened, before: Sequence[pd.DataFrame]) -> tuple[pd.DataFrame, int]:
    """The rows of one table without fault, under all the columns of the store, and how many were forgotten on purpose.

    `before`: the rows of the sheets read before.
    """
    source, spec, reader, faults = arrival.source, TABLES[arrival.source.table], table.reader, table.raw.faults
    frame = _accepted(_read_frame(arrival, reader), faults)
    headings = {name: reader.heading(name) for name in reader.bound}
    key = read_key(arrival.workspace)
    frame = mask_rows(frame, spec, arrival.catalogue, key, headings, faults)
    frame, forgotten = drop_forgotten(frame, spec, arrival.workspace, arrival.entry.site_id, key, faults)
    others = _rows_of_other_datasets(arrival, spec, frame)
    if source.table == "declared_figures":
        frame = settle_previous(frame, others, reader)
        others = stated_rows(others)
    # A row that comes back in the next sheet is the same row too.
    others = pd.concat([others, *before]) if before else others
    shown = identifying_column(spec, reader.bound) or spec.identifier
    named = (shown, reader.heading(shown) if shown in reader.bound else None)
    is_only_whole = source.identifier is not None or source.answered_on is not None
    check_elsewhere(frame, others, spec, _rows_held(arrival), named, table.rows_read, faults, is_only_whole)
    frame = _accepted(frame, faults)
    if source.sum_by is not None:
        check_total(frame, table.totals, reader, spec, faults)
        frame = sum_by_month(frame, spec, faults)
    sheet = None if source.sheets is None else arrival.catalogue.masked(faults.sheet)
    frame = _with_provenance(frame, arrival.entry, sheet)[list(spec.column_names)]
    check_table(frame, spec, faults)
    faults.refuse_on_errors()
    return _accepted(frame, faults), forgotten


def _read_frame(arrival: Arrival, reader: ColumnReader) -> pd.DataFrame:
    """Typed rows by line, each rule of the table applied; rows at fault may still be there."""
    source, context, site_id = arrival.source, _context(arrival), arrival.entry.site_id
    reader.decimal = source.decimal
    reader.unanswered = frozenset(map(fold, arrival.catalogue.conventions.unanswered))
    reader.orders = settle_orders(reader, TABLES[source.table].columns, source, context)
    if source.questionnaire is not None:
        return read_answers(reader, arrival.catalogue.questionnaires[source.questionnaire], site_id, context)
    spec = TABLES[source.table]
    if source.table == "declared_figures":
        frame = read_declared(reader, source, site_id, arrival.catalogue.indicators, context.period)
    else:
        frame = read_rows(reader, source, spec, site_id)
        if spec.until_column is not None and spec.until_column not in source.columns:
            frame[spec.until_column] = frame[spec.year_column]
    if "exercise_year" in frame and "exercise_year" not in reader.bound:
        frame["exercise_year"] = pd.Series(context.period.year, index=frame.index, dtype="Int64")
    headings = {name: reader.heading(name) for name in reader.bound}
    check_dates(frame, headings, context, reader.faults)
    check_counts(frame, headings, context, reader.faults)
    check_overlaps(frame, headings, context, reader.faults)
    identifying = headings.get(identifying_column(spec, reader.bound))
    return drop_duplicates(_accepted(frame, reader.faults), spec.key, identifying, reader.faults)


def _with_provenance(frame: pd.DataFrame, entry: DatasetEntry, sheet: str | None) -> pd.DataFrame:
    return frame.assign(
        dataset=same_text(entry.dataset, frame.index),
        sheet=same_text(sheet, frame.index),
        source_row=pd.array(frame.index, dtype="Int64"),
        nature=same_text(entry.nature, frame.index),
    )


def _accepted(frame: pd.DataFrame, faults: FaultList) -> pd.DataFrame:
    """The rows of lines that no reject sets aside."""
    rejected = faults.rejected_rows
    return frame.loc[~frame.index.isin(list(rejected))] if rejected else frame


def _rows_of_other_datasets(arrival: Arrival, spec: TableSpec, frame: pd.DataFrame) -> pd.DataFrame:
    """What other datasets of the site hold in the years of this file: identifiers may come back another year."""
    years = sorted(map(int, years_of(frame, spec).dropna().unique()))
    return read_sound_rows(
        arrival.workspace,
        spec.name,
        arrival.entry.site_id,
        years,
        without=(arrival.entry.dataset, *arrival.before.withdrawn_names),
    )


def _rows_held(arrival: Arrival) -> dict[str, int]:
    """dataset -> its number of rows, for what the site has stored."""
    return {known.dataset: known.rows_accepted for known in read_manifest(arrival.workspace, [arrival.entry.site_id])}


def _in_file_order(issues: list[Issue], headings: tuple[str, ...]) -> tuple[Issue, ...]:
    """By line, then from left to right."""
    positions = {heading: position for position, heading in enumerate(headings)}
    return tuple(sorted(issues, key=lambda issue: (issue.row or 0, positions.get(issue.column, -1))))


def _counted(entry: DatasetEntry, tables: Sequence[Opened], issues: tuple[Issue, ...], forgotten: int) -> DatasetEntry:
    read, rejected = (
        sum(table.rows_read for table in tables) - forgotten,
        sum(len(table.raw.faults.rejected_rows) for table in tables),
    )
    excluded: dict[str, int] = {}
    for reason, count in chain.from_iterable(table.excluded for table in tables):
        excluded[reason] = excluded.get(reason, 0) + count
    warnings = tuple(issue.sentence for issue in issues if issue.severity == "warning")
    return replace(
        entry, rows_read=read, rows_rejected=rejected, rows_accepted=read - rejected - sum(excluded.values()),
        excluded=tuple(excluded.items()), warnings=warnings, encoding=tables[0].raw.encoding,
    )  # fmt: skip


def _context(arrival: Arrival) -> Context:
    """What dates are checked against."""
    return Context(arrival.source.table, Period.parse(arrival.entry.period), arrival.entry.extracted_on)
