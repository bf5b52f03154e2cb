"""A file to typed, checked rows ready to be stored: the steps of the intake in their order. Storing is `importer`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

import pandas as pd

from qep_lib.intake.arrival import Arrival
from qep_lib.intake.comments import read_comments
from qep_lib.intake.convert import ColumnReader
from qep_lib.intake.correction_list import FaultyCell, faulty_cells
from qep_lib.intake.declared import read_declared, settle_previous, stated_rows
from qep_lib.intake.elsewhere import Elsewhere, check_elsewhere, settle_earlier, tell_restarted_numbers
from qep_lib.intake.faults import FaultList
from qep_lib.intake.forgotten import drop_forgotten
from qep_lib.intake.lacking import lacking
from qep_lib.intake.masking import mask_rows, note_issue
from qep_lib.intake.month_sums import check_total, count_events, sum_by_month
from qep_lib.intake.opening import Opened, identifying_column, open_tables
from qep_lib.intake.order import settle_orders
from qep_lib.intake.rawtable import same_text
from qep_lib.intake.recording import merged_columns, read_columns
from qep_lib.intake.rulebook import fault
from qep_lib.intake.rules import (
    Expected,
    check_counts,
    check_dates,
    check_overlaps,
    drop_duplicates,
)
from qep_lib.intake.schema import check_table
from qep_lib.intake.several_periods import other_periods, told_years, years_of_file
from qep_lib.intake.supplied import implied_year
from qep_lib.intake.survey import dated_questions, read_answers
from qep_lib.intake.tabular import by_month, own_columns, read_rows
from qep_lib.intake.visits import warn_more_answers
from qep_lib.model.campaign import Source
from qep_lib.model.characters import fold
from qep_lib.model.imported import ReadColumn
from qep_lib.model.issue import Issue, Severity
from qep_lib.model.table import TableSpec
from qep_lib.model.tables import DECLARED, TABLES
from qep_lib.params.approved import masked_text
from qep_lib.store.comments import StoredComment
from qep_lib.store.manifest import ANY_QUESTIONNAIRE, DatasetEntry, read_manifest
from qep_lib.store.secret import read_key
from qep_lib.store.tables import read_sound_rows, years_of

OTHER_PERIODS = "lignes d'une autre période, déjà rangées ou non demandées"
_ANSWER_GROUPS = ("option=", "mode=")
"""Groups of finished figures that are answers to a question."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A file read and checked, not stored yet. `entry` has its counts; `issues` are in file order, sheet by sheet, `columns`
    what each column became, `faulty` the cells that can be corrected, `comments` what people wrote in the rows
    of `frame`, masked."""

    entry: DatasetEntry
    frame: pd.DataFrame
    issues: tuple[Issue, ...]
    columns: tuple[ReadColumn, ...] = ()
    faulty: tuple[FaultyCell, ...] = ()
    comments: tuple[StoredComment, ...] = ()


def read_arrival(arrival: Arrival) -> Reading:
    """Every step from bytes to rows. Structural errors raise `DataRefused` with all of them; faulty rows are issues."""
    tables = open_tables(arrival)
    note_issue(arrival.note, arrival.catalogue, tables[0].raw.faults)
    frames: list[pd.DataFrame] = []
    comments: list[StoredComment] = []
    forgotten, others_left = 0, 0
    for table in tables:
        # A wide column that another file has told too is no other version of that file.
        read = sum(part.rows_read for part in tables) if arrival.source.wide else table.rows_read
        frame, left_out, of_others = _read_table(arrival, table, _read_before(arrival, tables, frames, table), read)
        frames.append(frame)
        comments += read_comments(arrival, table.reader, frame)
        forgotten += left_out
        others_left += of_others
    if arrival.source.sheets is not None and arrival.source.identifier is None and not arrival.source.wide:
        tell_restarted_numbers(frames, TABLES[arrival.source.table], tables[0].raw.faults)
    if _has_several_periods(arrival):
        frames = _without_lonely_days(arrival, tables, frames)
        arrival = _with_other_periods(arrival, frames, tables[0].raw.faults)
    frame = frames[0] if len(frames) == 1 else pd.concat(frames)
    issues = tuple(
        dict.fromkeys(
            issue for table in tables for issue in _in_file_order(table.raw.faults.issues, table.raw.headings)
        )
    )
    bound = {name for table in tables for name in table.reader.bound}
    lacks = lacking(arrival.source, TABLES[arrival.source.table], bound, frame)
    columns = merged_columns(column for table in tables for column in _columns(arrival, table))
    entry = replace(_counted(arrival.entry, tables, issues, forgotten), lacks=lacks)
    if others_left:
        entry = replace(entry, excluded=(*entry.excluded, (OTHER_PERIODS, others_left)))
        entry = replace(entry, rows_accepted=entry.rows_accepted - others_left)
    corrected = len(arrival.corrections.cells) if arrival.corrections else 0
    entry = replace(entry, corrected=corrected - sum(issue.code == "stale_correction" for issue in issues))
    if arrival.source.table == DECLARED and frame["group"].str.startswith(_ANSWER_GROUPS, na=False).any():
        entry = replace(entry, questionnaire=ANY_QUESTIONNAIRE)
    faulty = faulty_cells([table.raw for table in tables], issues, read_key(arrival.workspace))
    return Reading(entry, frame, issues, columns, faulty, tuple(comments))


def _read_before(
    arrival: Arrival, tables: Sequence[Opened], frames: Sequence[pd.DataFrame], table: Opened
) -> list[pd.DataFrame]:
    """The rows of the tables read before that one; of a grid, those of other sheets: its columns tell of the same contacts."""
    if arrival.source.wide is None or TABLES[arrival.source.table].crossed is None:
        return [*frames]
    sheet = table.raw.faults.sheet
    return [frame for other, frame in zip(tables, frames, strict=False) if other.raw.faults.sheet != sheet]


def _columns(arrival: Arrival, table: Opened) -> tuple[ReadColumn, ...]:
    sheet = None if arrival.source.sheets is None else table.raw.faults.sheet
    return read_columns(table.reader, table.ignored, arrival, sheet)


def _without_lonely_days(
    arrival: Arrival, tables: Sequence[Opened], frames: Sequence[pd.DataFrame]
) -> list[pd.DataFrame]:
    """The rows of the years of the file, all sheets together; the others are slips. In a sum they refuse the file."""
    source, column = arrival.source, TABLES[arrival.source.table].day_in_period
    if column is None:
        return [*frames]
    years = years_of_file(pd.concat([frame[column] for frame in frames]), arrival.period)
    severity: Severity = "error" if source.sum_by or source.event else "reject"
    reason = replace(fault("lonely_date", first=years[0], last=years[-1]), severity=severity)
    for table, frame in zip(tables, frames, strict=True):
        days = frame[column][~frame.index.duplicated()]
        for row, day in days[~days.dt.year.isin(years)].items():
            table.raw.faults.add(reason, row, table.reader.heading(column), f"{day:%d/%m/%Y}")
        table.raw.faults.refuse_on_errors()
    return [_accepted(frame, table.raw.faults) for table, frame in zip(tables, frames, strict=True)]


def _with_other_periods(arrival: Arrival, frames: Sequence[pd.DataFrame], faults: FaultList) -> Arrival:
    """The arrival whose entry says which days its file covers beyond the period asked; it is told."""
    column = TABLES[arrival.source.table].year_column
    days = pd.concat([frame[column][~frame.index.duplicated()] for frame in frames])
    if told := told_years(days, arrival.period):
        faults.add(told)
    others = other_periods(days, arrival.period, arrival.entry.extracted_on)
    return replace(arrival, entry=replace(arrival.entry, other_periods=others))


def _read_table(
    arrival: Arrival, table: Opened, before: Sequence[pd.DataFrame], rows_read: int
) -> tuple[pd.DataFrame, int, int]:
    """The rows of one table without fault, under all the columns of the store, how many were forgotten on purpose, and how
    many are of another period and are not read here.

    `before`: the rows of the sheets read before; `rows_read`: those among which most are not to be in another file.
    """
    source, spec, reader, faults = arrival.source, TABLES[arrival.source.table], table.reader, table.raw.faults
    frame, left = _read_frame(arrival, reader)
    frame = _accepted(frame, faults)
    headings = {name: reader.heading(name) for name in reader.bound}
    key = read_key(arrival.workspace)
    frame = mask_rows(frame, spec, arrival.catalogue, key, headings, faults)
    frame, forgotten = drop_forgotten(frame, spec, arrival.workspace, arrival.entry.site_id, key, faults)
    others = _rows_of_other_datasets(arrival, spec, frame)
    warn_more_answers(frame, others, arrival, faults)
    if source.table == DECLARED:
        frame = settle_previous(frame, others, reader)
        others = stated_rows(others, {known.dataset for known in _stored(arrival) if known.other_periods})
    if _has_several_periods(arrival) and (spec.day_in_period or spec.period_column):
        frame, stored = settle_earlier(frame, others, spec, _is_outside(frame, arrival), faults)
        left, rows_read = left + stored, rows_read - stored
    # A row that comes back in the next sheet is the same row too.
    others = pd.concat([others, *before]) if before else others
    shown = identifying_column(spec, reader.bound) or spec.identifier
    named = (shown, reader.heading(shown) if shown is not None and shown in reader.bound else None)
    is_only_whole = source.identifier is not None or source.answered_on is not None
    elsewhere = Elsewhere(others, _rows_held(arrival), arrival.entry.dataset)
    check_elsewhere(frame, elsewhere, spec, named, rows_read, faults, is_only_whole)
    frame = _accepted(frame, faults)
    if source.event is not None:
        frame = sum_by_month(frame, spec, faults, events=len(table.raw.cells))
    elif source.sum_by is not None:
        check_total(frame, table.totals, reader, spec, faults)
        frame = sum_by_month(frame, spec, faults)
    sheet = None if source.sheets is None else masked_text(faults.sheet, arrival.catalogue)
    frame = _with_provenance(frame, arrival.entry, sheet)[list(spec.column_names)]
    check_table(frame, spec, faults)
    faults.refuse_on_errors()
    return _accepted(frame, faults), forgotten, left


def _has_several_periods(arrival: Arrival) -> bool:
    return arrival.source.periods is not None and not arrival.entry.only_period


def _is_outside(frame: pd.DataFrame, arrival: Arrival) -> pd.Series:
    """True for the rows whose day, or first day, is out of the period asked."""
    days, period = frame[TABLES[arrival.source.table].year_column], arrival.period
    return (days < pd.Timestamp(period.start)) | (days > pd.Timestamp(period.end))


def _leave_other_periods(frame: pd.DataFrame, arrival: Arrival, faults: FaultList) -> tuple[pd.DataFrame, int]:
    """`frame` without the rows of other periods (`only_period`), and their number; what is wrong with them is nobody's fault."""
    if not arrival.entry.only_period or TABLES[arrival.source.table].day_in_period is None:
        return frame, 0
    is_out = _is_outside(frame, arrival)
    lines = {*frame.index[is_out].tolist()}
    if not lines:
        return frame, 0
    faults.forgive(lines)
    years = frame.loc[is_out, TABLES[arrival.source.table].year_column].dt.year.value_counts().sort_index()
    listed = ", ".join(f"{count} de {year}" for year, count in years.items())
    rows = "1 ligne" if len(lines) == 1 else f"{len(lines)} lignes"
    faults.add(fault("other_periods_left", rows=rows, listed=listed), min(lines))
    return frame[~is_out], len(lines)


def _read_frame(arrival: Arrival, reader: ColumnReader) -> tuple[pd.DataFrame, int]:
    """Typed rows by line, each rule of the table applied, rows at fault may still be there; and the number of rows of other
    periods that are left out.
    """
    source, context, site_id = arrival.source, _context(arrival), arrival.entry.site_id
    reader.decimal = source.decimal
    reader.unanswered = frozenset(map(fold, arrival.catalogue.conventions.unanswered))
    words = arrival.catalogue.recognition.words
    reader.withdrawn = frozenset(fold(word) for part in words for word in part.withdrawn)
    reader.year = implied_year(reader.faults.sheet, context.period)
    columns, questionnaire = own_columns(source), arrival.catalogue.questionnaires.get(source.questionnaire or "")
    if questionnaire is not None:
        columns = (*columns, *dated_questions(questionnaire))
    reader.orders = settle_orders(reader, columns, source, context)
    if questionnaire is not None:
        return read_answers(reader, questionnaire, site_id, context), 0
    spec = TABLES[source.table]
    if source.table == DECLARED:
        frame = read_declared(reader, source, site_id, arrival.catalogue.indicators, context.period)
    else:
        frame = read_rows(reader, source, spec, site_id)
        if spec.until_column is not None and spec.until_column not in source.columns:
            frame[spec.until_column] = _last_days(frame[spec.year_column], source, context)
        if source.event is not None:
            frame = count_events(frame, spec)
    if "exercise_year" in frame and "exercise_year" not in reader.bound:
        frame["exercise_year"] = pd.Series(context.period.year, index=frame.index, dtype="Int64")
    frame, left = _leave_other_periods(frame, arrival, reader.faults)
    headings = {name: reader.heading(name) for name in reader.bound}
    check_dates(frame, headings, context, reader.faults)
    check_counts(frame, headings, context, reader.faults)
    check_overlaps(frame, headings, context, reader.faults)
    identifying = headings.get(identifying_column(spec, reader.bound) or "")
    return drop_duplicates(_accepted(frame, reader.faults), spec.key, identifying, reader.faults), left


def _last_days(days: pd.Series, source: Source, context: Expected) -> pd.Series:
    """Of rows that give their first day alone: that day, or the last day of its month that the file can know of."""
    if not by_month(source):
        return days
    known = pd.Timestamp(context.extracted_on)
    ends = days + pd.offsets.MonthEnd(0)
    return ends.where(ends <= known, known).where(days <= known, days).astype(days.dtype)


def _with_provenance(frame: pd.DataFrame, entry: DatasetEntry, sheet: str | None) -> pd.DataFrame:
    return frame.assign(
        dataset=same_text(entry.dataset, frame.index),
        sheet=same_text(sheet, frame.index),
        source_row=pd.array(frame.index.to_numpy(), dtype="Int64"),
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
    return {known.dataset: known.rows_accepted for known in _stored(arrival)}


def _stored(arrival: Arrival) -> Sequence[DatasetEntry]:
    return read_manifest(arrival.workspace, [arrival.entry.site_id])


def _in_file_order(issues: list[Issue], headings: tuple[str, ...]) -> tuple[Issue, ...]:
    """By line, then from left to right."""
    positions = {heading: position for position, heading in enumerate(headings)}
    return tuple(sorted(issues, key=lambda issue: (issue.row or 0, positions.get(issue.column or "", -1))))


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
        entry,
        rows_read=read,
        rows_rejected=rejected,
        rows_accepted=read - rejected - sum(excluded.values()),
        excluded=tuple(excluded.items()),
        warnings=warnings,
        encoding=tables[0].raw.encoding,
    )


def _context(arrival: Arrival) -> Expected:
    """What dates are checked against."""
    several = _has_several_periods(arrival)
    return Expected(TABLES[arrival.source.table], arrival.period, arrival.entry.extracted_on, several)
