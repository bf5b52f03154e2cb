"""A file to typed, checked rows ready to be stored: the steps of the intake in their order. Storing is `importer`."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
import pyarrow as pa

from qep_lib.intake.arrival import Arrival
from qep_lib.intake.convert import ColumnReader
from qep_lib.intake.declared import read_declared, settle_previous, stated_rows
from qep_lib.intake.delimited import read_delimited
from qep_lib.intake.elsewhere import check_elsewhere
from qep_lib.intake.exclusions import Excluded, exclude_rows
from qep_lib.intake.faults import FaultList
from qep_lib.intake.headings import Headings, bind
from qep_lib.intake.masking import mask_rows, note_issue
from qep_lib.intake.other_sites import DECLARED, SiteNames, check_site, recognised_column, wanted_site
from qep_lib.intake.plausible import warn_all_alike
from qep_lib.intake.rawtable import RawTable, drop_blank_rows, same_text, set_totals_aside
from qep_lib.intake.refusal import refuse
from qep_lib.intake.rules import (
    Context,
    check_counts,
    check_dates,
    check_overlaps,
    drop_duplicates,
)
from qep_lib.intake.schema import check_table
from qep_lib.intake.survey import read_answers, survey_headings
from qep_lib.intake.tabular import read_rows, table_headings
from qep_lib.intake.workbook import read_workbook
from qep_lib.model.issue import Issue
from qep_lib.model.period import Period
from qep_lib.model.table import TableSpec
from qep_lib.model.tables import TABLES
from qep_lib.store.manifest import DatasetEntry, read_manifest
from qep_lib.store.secret import read_key
from qep_lib.store.tables import read_sound_rows, years_of


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A file read and checked, not stored yet. `entry` has its counts; `issues` are in file order."""

    entry: DatasetEntry
    raw: RawTable
    frame: pd.DataFrame
    issues: tuple[Issue, ...]


def read_arrival(arrival: Arrival) -> Reading:
    """Every step from bytes to rows. Structural errors raise `DataRefused` with all of them; faulty rows are issues."""
    source, entry, spec = arrival.source, arrival.entry, TABLES[arrival.source.table]
    raw, reader, excluded = _open(arrival)
    faults = raw.faults
    frame = _read_frame(arrival, reader)
    rows_read = len(raw.cells) + sum(row not in raw.cells.index for row in faults.rejected_rows)
    rows_read += sum(count for _, count in excluded)
    headings = {name: reader.heading(name) for name in reader.bound}
    frame = mask_rows(_accepted(frame, faults), spec, arrival.catalogue, read_key(arrival.workspace), headings, faults)
    note_issue(arrival.note, arrival.catalogue, faults)
    others = _rows_of_other_datasets(arrival, spec, frame)
    if source.table == "declared_figures":
        frame = settle_previous(frame, others, reader)
        others = stated_rows(others)
    shown = _identifying_column(spec, reader.bound)
    check_elsewhere(frame, others, spec, _rows_held(arrival), (shown, reader.heading(shown)), rows_read, faults)
    frame = _with_provenance(_accepted(frame, faults), entry)[list(spec.column_names)]
    check_table(frame, spec, faults)
    faults.refuse_on_errors()
    issues = _in_file_order(faults.issues, raw.headings)
    counted = _counted(entry, raw, rows_read, issues, excluded)
    return Reading(counted, raw, _accepted(frame, faults), issues)


def _open(arrival: Arrival) -> tuple[RawTable, ColumnReader, Excluded]:
    """The raw table without blank, total and excluded rows, the reader of its bound columns, and what was left out."""
    source, expected = arrival.source, _headings(arrival)
    raw = _read_raw(arrival, expected)
    cells = drop_blank_rows(raw.cells, raw.faults)
    # Which cell identifies a row must be known to see totals; what else `bind` tells is told below, without totals.
    places = bind(raw.headings, [False] * len(raw.headings), expected, FaultList(arrival.name), raw.header_line)
    identifier = places.get(_identifying_column(TABLES[source.table], places))
    cells = set_totals_aside(cells, source.total_row_markers, identifier, raw.faults)
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
    return kept, ColumnReader(kept, bound), excluded


def _read_raw(arrival: Arrival, expected: Headings) -> RawTable:
    """The cells, whatever the kind of file; what a parser cannot bear is the file's fault, said in French."""
    try:
        if arrival.kind == "text":
            return read_delimited(arrival.name, arrival.content, expected, arrival.source.total_row_markers)
        return read_workbook(
            arrival.name, arrival.content, arrival.kind, expected, arrival.source.sheet, arrival.source.id
        )
    except (pa.ArrowException, csv.Error, MemoryError):
        raise refuse(
            arrival.name, "unreadable_content", "contenu démesuré ou illisible, sa lecture a échoué",
            accepted="un tableau de cellules courtes", remedy="refaire l'export, ou couper le fichier par période",
        ) from None  # fmt: skip


def _headings(arrival: Arrival) -> Headings:
    source = arrival.source
    if source.questionnaire is None:
        expected = table_headings(source)
    else:
        expected = survey_headings(arrival.catalogue.questionnaires[source.questionnaire], source)
    return replace(expected, wanted=(*expected.wanted, *wanted_site(source)))


def _read_frame(arrival: Arrival, reader: ColumnReader) -> pd.DataFrame:
    """Typed rows by line, each rule of the table applied; rows at fault may still be there."""
    source, context, site_id = arrival.source, _context(arrival), arrival.entry.site_id
    if source.questionnaire is not None:
        return read_answers(reader, arrival.catalogue.questionnaires[source.questionnaire], site_id, context)
    spec = TABLES[source.table]
    if source.table == "declared_figures":
        frame = read_declared(reader, source, site_id, arrival.catalogue.indicators, context.period)
    else:
        frame = read_rows(reader, source, spec, site_id)
    if "exercise_year" in frame and "exercise_year" not in reader.bound:
        frame["exercise_year"] = pd.Series(context.period.year, index=frame.index, dtype="Int64")
    headings = {name: reader.heading(name) for name in reader.bound}
    check_dates(frame, headings, context, reader.faults)
    check_counts(frame, headings, context, reader.faults)
    check_overlaps(frame, headings, context, reader.faults)
    identifying = headings[_identifying_column(spec, reader.bound)]
    return drop_duplicates(_accepted(frame, reader.faults), spec.key, identifying, reader.faults)


def _with_provenance(frame: pd.DataFrame, entry: DatasetEntry) -> pd.DataFrame:
    return frame.assign(
        dataset=same_text(entry.dataset, frame.index),
        sheet=same_text(None, frame.index),
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


def _identifying_column(spec: TableSpec, bound: Mapping[str, int]) -> str | None:
    """The bound column that identifies a row for a person."""
    return next((name for name in ("answer_id", *spec.key) if name in bound), None)


def _in_file_order(issues: list[Issue], headings: tuple[str, ...]) -> tuple[Issue, ...]:
    """By line, then from left to right."""
    positions = {heading: position for position, heading in enumerate(headings)}
    return tuple(sorted(issues, key=lambda issue: (issue.row or 0, positions.get(issue.column, -1))))


def _counted(
    entry: DatasetEntry, raw: RawTable, rows_read: int, issues: tuple[Issue, ...], excluded: Excluded
) -> DatasetEntry:
    rejected, left_out = len(raw.faults.rejected_rows), sum(count for _, count in excluded)
    warnings = tuple(issue.sentence for issue in issues if issue.severity == "warning")
    return replace(
        entry, rows_read=rows_read, rows_rejected=rejected, rows_accepted=rows_read - rejected - left_out,
        excluded=excluded, warnings=warnings, encoding=raw.encoding,
    )  # fmt: skip


def _context(arrival: Arrival) -> Context:
    """What dates are checked against."""
    return Context(arrival.source.table, Period.parse(arrival.entry.period), arrival.entry.extracted_on)
