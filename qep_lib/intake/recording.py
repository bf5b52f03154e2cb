"""What an import becomes in words: each column, each rule with its rows. Keeping it is `store`, showing it `export`."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from qep_lib.errors import DataRefused
from qep_lib.intake.arrival import Arrival
from qep_lib.intake.convert import ColumnReader
from qep_lib.intake.other_sites import DECLARED as SITE_TOLD
from qep_lib.model.campaign import Import
from qep_lib.model.characters import fold
from qep_lib.model.imported import AppliedRule, ImportRecord, ReadColumn
from qep_lib.model.issue import SHOWN_VALUES, Issue, line_ranges, shorten
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.tables import TABLES
from qep_lib.persons.masking import mask
from qep_lib.questions.forms import item_name
from qep_lib.store.manifest import DatasetEntry

ASKED = "la source demande de ne pas la lire (ignored_columns)"
UNKNOWN = "ni la source ni le questionnaire ne la demandent"
RULE_OF_EXCLUSION = "lignes laissées de côté (exclude_rows)"
EXTRA_WORDS = {"month": "Mois", "origins": "Origines de l'action", "previous_value": "Valeur de la période précédente"}
_DIGITS = re.compile(r"\d+")
_SHOWN_LINES = 40


def record_of(
    arrival: Arrival,
    entry: DatasetEntry,
    columns: tuple[ReadColumn, ...],
    issues: Sequence[Issue],
    refusal: DataRefused | None = None,
    to_correct: Path | None = None,
) -> ImportRecord:
    """The record of a file read under `entry`, stored unless there is a `refusal`."""
    told = () if refusal is None else (mask(refusal.message), *map(mask, refusal.faults))
    return ImportRecord(
        dataset=entry.dataset,
        name=mask(arrival.name),
        file=entry.file,
        source=arrival.source.id,
        site=entry.site_id,
        table=entry.table,
        period=entry.period,
        extracted_on=entry.extracted_on,
        nature=entry.nature,
        nature_note=entry.nature_note,
        fictitious_columns=tuple(entry.fictitious_columns),
        only_period=entry.only_period,
        sheets_left=entry.sheets_left,
        sha256=entry.sha256,
        encoding=entry.encoding,
        rows_read=entry.rows_read,
        rows_accepted=entry.rows_accepted,
        rows_rejected=entry.rows_rejected,
        corrected=entry.corrected,
        excluded=tuple((mask(reason), count) for reason, count in entry.excluded),
        columns=columns,
        rules=tuple(applied_rules(issues)),
        warnings=tuple(mask(text) for text in entry.warnings),
        refusal=told,
        to_correct=None if to_correct is None else to_correct.relative_to(arrival.workspace.root).as_posix(),
    )


def request_of(record: ImportRecord) -> Import:
    """What was asked to import that file, to import it again."""
    return Import(
        file=record.file,
        source=record.source,
        site=record.site,
        period=record.period,
        extracted_on=record.extracted_on,
        nature=record.nature,
        nature_note=record.nature_note,
        fictitious_columns=record.fictitious_columns,
        only_period=record.only_period,
        sheets_left=record.sheets_left,
    )


def read_columns(
    reader: ColumnReader, ignored: Iterable[str], arrival: Arrival, sheet: str | None
) -> tuple[ReadColumn, ...]:
    """What each column of a sheet became, from left to right; one without heading and without use is not named."""
    questionnaire = arrival.catalogue.questionnaires.get(arrival.source.questionnaire or "")
    names: dict[int, list[str]] = {}
    for name, place in reader.bound.items():
        names.setdefault(place, []).append(name)
    asked = {fold(heading) for heading in ignored}
    found = []
    for place, heading in enumerate(reader.raw.headings):
        becomes = " ; ".join(dict.fromkeys(_words(name, arrival, questionnaire) for name in names.get(place, ())))
        if not (heading or becomes):
            continue
        shown = shorten(mask(heading)) or f"colonne {place + 1}, sans en-tête"
        why = "" if becomes else ASKED if fold(heading) in asked else UNKNOWN
        found.append(ReadColumn(heading=shown, becomes=becomes, why=why, sheet=sheet and shorten(mask(sheet))))
    return tuple(found)


def merged_columns(columns: Iterable[ReadColumn]) -> tuple[ReadColumn, ...]:
    """Each column of a sheet once, with all that it became: a wide one tells a period and a value, and is not read by the
    tables of the others.
    """
    found: dict[tuple[str | None, str], list[ReadColumn]] = {}
    for column in columns:
        found.setdefault((column.sheet, column.heading), []).append(column)
    merged = []
    for same in found.values():
        becomes = " ; ".join(dict.fromkeys(column.becomes for column in same if column.becomes))
        merged.append(same[0].model_copy(update={"becomes": becomes, "why": "" if becomes else same[0].why}))
    return tuple(merged)


def _words(name: str, arrival: Arrival, questionnaire: Questionnaire | None) -> str:
    """What is stored of a bound column: a column of the table, a question in its own words."""
    spec = TABLES[arrival.source.table]
    if questionnaire is not None:
        items = [item for item in questionnaire.items if f"{name} ".startswith(f"{item_name(item)} ")]
        if items:
            return f"Question « {max(items, key=lambda item: len(item.id)).label} »"
    if name == SITE_TOLD:
        return "Site de la ligne"
    own = {column.name: column.description for column in spec.columns}
    return own.get(name) or EXTRA_WORDS.get(name) or RULE_OF_EXCLUSION


def applied_rules(issues: Sequence[Issue]) -> list[AppliedRule]:
    """The rules that set rows aside, in file order: a row of several faults counts once, under its first one."""
    groups: dict[tuple[str | None, str | None, str], list[Issue]] = {}
    seen: set[tuple[str | None, int | None]] = set()
    for issue in issues:
        if issue.severity != "reject" or (issue.sheet, issue.row) in seen:
            continue
        seen.add((issue.sheet, issue.row))
        groups.setdefault((issue.sheet, issue.column, _DIGITS.sub("0", issue.found)), []).append(issue)
    return [_rule(found) for found in groups.values()]


def _rule(issues: Sequence[Issue]) -> AppliedRule:
    first, rows = issues[0], sorted(issue.row for issue in issues if issue.row is not None)
    more = f" et {len(rows) - _SHOWN_LINES} autres" if len(rows) > _SHOWN_LINES else ""
    values = dict.fromkeys(shorten(mask(issue.value)) for issue in issues if issue.value)
    return AppliedRule(
        rows=len(issues),
        found=mask(first.found),
        column=first.column and shorten(mask(first.column)),
        sheet=first.sheet and shorten(mask(first.sheet)),
        lines=line_ranges(rows[:_SHOWN_LINES]) + more if rows else "",
        values=tuple(values)[:SHOWN_VALUES],
        accepted=first.accepted,
        remedy=first.remedy,
    )
