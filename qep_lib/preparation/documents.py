"""What was decided as the YAML of `params/`: commented, in the style of the files written by hand. Writing is `writing`."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from qep_lib.intake.headings import as_tuple
from qep_lib.model.campaign import ColumnBinding, ExcludedRows, Import, Run, Source
from qep_lib.model.characters import fold
from qep_lib.model.questionnaire import Item, Option, Questionnaire
from qep_lib.preparation.draft import UNKNOWN, ColumnDraft, SheetDraft


@dataclass(frozen=True, slots=True)
class Document:
    """A file of `params/`: its place below it, its title lines, and its YAML."""

    place: PurePosixPath
    schema: str
    title: tuple[str, ...]
    body: str


_OF_SOURCE = (
    "sheet", "sheets", "identifier", "answered_on", "sum_by", "event", "periods", "transposed", "date_order", "decimal",
)  # fmt: skip
_PLAIN = ("within_minutes", "keep")


def source_document(source: Source, sheets: Sequence[SheetDraft]) -> Document:
    """`sources/<id>.yml`, with why each heading was taken for what it is."""
    why = _reasons(column for sheet in sheets for column in sheet.columns)
    lines = [f"id: {source.id}", f"description: {_text(source.description)}", f"table: {source.table}"]
    if source.questionnaire:
        lines.append(f"questionnaire: {source.questionnaire}")
    for key in _OF_SOURCE:
        if (value := getattr(source, key)) is not None:
            lines.append(
                f"{key}: {_list(value) if isinstance(value, tuple) else _text(value) if key == 'sheet' else str(value).lower()}"
            )
    if source.wide is not None:
        lines += ["wide:", f"  by: {source.wide.by}", f"  into: {source.wide.into}"]
        if source.wide.headings:
            lines.append("  headings:")
            lines += [f"    {_key(value)}: {_list(words)}" for value, words in source.wide.headings.items()]
        if source.wide.values:
            lines.append("  values:")
            lines += [f"    {_key(value)}: {_list(words)}" for value, words in source.wide.values.items()]
    if source.exclude_rows:
        lines += ["exclude_rows:", *(f"  - {_rule(rule)}" for rule in source.exclude_rows)]
    if (rule := source.repeated_answers) is not None:
        lines.append("repeated_answers:")
        given = rule.model_dump(exclude_defaults=True).items()
        for key, told in given:
            lines.append(
                f"  {key}: {_list(told) if isinstance(told, tuple) else told if key in _PLAIN else _text(told)}"
            )
    if source.columns:
        lines.append("columns:")
        for name, binding in source.columns.items():
            lines += _binding(name, binding, why)
    if source.ignored_columns:
        lines += ["# Colonnes lues par personne, jamais rangées.", "ignored_columns:"]
        lines += [f"  - {_text(h)}{_comment(why.get(fold(h), ''))}" for h in source.ignored_columns]
    return Document(
        PurePosixPath("sources", f"{source.id}.yml"), "source", (f"{_files(sheets)}.",), "\n".join(lines) + "\n"
    )


def questionnaire_document(questionnaire: Questionnaire, sheets: Sequence[SheetDraft]) -> Document:
    """`questionnaires/<id>.yml`, with what links a question to a national indicator."""
    drafts = {column.of: column for sheet in sheets for column in sheet.columns if column.of}
    why = _reasons(column for sheet in sheets for column in sheet.columns)
    lines = [f"id: {questionnaire.id}", f"title: {_text(questionnaire.title)}"]
    lines += [
        "# Même texte, même échelle : les vagues qui partagent serie_id se comparent.",
        f"serie_id: {questionnaire.serie_id}",
        "",
    ]
    for key in ("answer_id_column", "answered_on_column", "mode_column"):
        if (value := getattr(questionnaire, key)) is not None:
            lines.append(f"{key}: {_list(as_tuple(value))}")
    if questionnaire.modes:
        lines += ["modes:", *(f"  - {_flow(_option(option))}" for option in questionnaire.modes)]
    if questionnaire.ignored_columns:
        lines += ["", "# Colonnes que l'on ne garde pas.", "ignored_columns:"]
        lines += [f"  - {_text(h)}{_comment(why.get(fold(h), ''))}" for h in questionnaire.ignored_columns]
    if questionnaire.scales:
        lines += ["", "# La réponse la plus favorable en premier ; level dit ce qui compte comme satisfait.", "scales:"]
        for name, options in questionnaire.scales.items():
            lines += [f"  {name}:", *(f"    - {_flow(_option(option))}" for option in options)]
    lines += ["", "items:"]
    for item in questionnaire.items:
        lines += _item(item, drafts.get(item.id))
    return Document(
        PurePosixPath("questionnaires", f"{questionnaire.id}.yml"), "questionnaire", (f"{_files(sheets)}.",),
        "\n".join(lines) + "\n",
    )  # fmt: skip


def run_document(run: Run) -> Document:
    """`runs/<id>.yml`."""
    lines = [
        f"id: {run.id}",
        f"label: {_text(run.label)}",
        f"sites: {_list(run.sites)}",
        f"period: {_text(run.period)}",
    ]
    if run.as_of is not None:
        lines += ["# Date d'arrêté.", f"as_of: {run.as_of}"]
    lines += [f"reports: [{', '.join(run.reports)}]", f"audiences: [{', '.join(run.audiences)}]", "imports:"]
    for request in run.imports:
        lines += _import(request)
    return Document(PurePosixPath("runs", f"{run.id}.yml"), "run", (f"{run.label}.",), "\n".join(lines) + "\n")


def _binding(name: str, binding: ColumnBinding, why: Mapping[str, str]) -> list[str]:
    lines = [f"  {name}:"]
    if binding.heading is not None:
        headings = as_tuple(binding.heading)
        told = next((why[fold(h)] for h in headings if fold(h) in why), "")
        lines.append(f"    heading: {_list(headings)}{_comment(told)}")
    if binding.constant is not None:
        lines.append(f"    constant: {_text(binding.constant)}")
    if binding.from_sheet:
        lines.append("    from_sheet: true")
    if binding.default is not None:
        lines.append(f"    default: {_text(binding.default)}  # ce que veut dire une cellule vide")
    if binding.delimiter is not None:
        lines.append(f"    delimiter: {_text(binding.delimiter)}")
    if not binding.required:
        lines.append("    required: false")
    if binding.unit is not None:
        lines.append(f"    unit: {binding.unit}")
    if binding.values:
        lines.append("    values:")
        lines += [f"      {_key(value)}: {_list(labels)}" for value, labels in binding.values.items()]
    return lines


def _item(item: Item, draft: ColumnDraft | None) -> list[str]:
    lines = [f"  - id: {_key(item.id)}"]
    if draft is not None and "indicateur national" in draft.why:
        lines.append(f"    # {draft.why.rpartition(' ; ')[2]}")
    lines += [f"    label: {_text(item.label)}", f"    wording: {_text(item.wording)}"]
    if item.block:
        lines.append(f"    block: {_text(item.block)}")
    lines.append(f"    role: {item.role}")
    for key in ("kind", "scale", "delimiter", "rank_columns", "minimum", "maximum"):
        value = getattr(item, key)
        if value not in (None, "single", 1) or (key in ("minimum", "maximum") and value is not None):
            number = f"{value:g}" if isinstance(value, float) else value
            lines.append(f"    {key}: {_text(value) if key == 'delimiter' else number}")
    if item.column is not None:
        lines.append(f"    column: {_list(as_tuple(item.column))}")
    if item.columns:
        lines += [
            "    columns:",
            *(f"      {_key(option)}: {_text(heading)}" for option, heading in item.columns.items()),
        ]
    if item.options:
        lines += ["    options:", *(f"      - {_flow(_option(option))}" for option in item.options)]
    if item.reveals_disability:
        lines.append("    # Y répondre dit un handicap : jamais croisée avec ce qui identifie.")
        lines.append("    reveals_disability: true")
    return lines


def _option(option: Option) -> dict[str, object]:
    found: dict[str, object] = {"id": _key(option.id)}
    if option.at_least is not None:
        found["at_least"] = f"{option.at_least:g}"
    if option.below is not None:
        found["below"] = f"{option.below:g}"
    found["label"] = _text(option.label)
    if option.short_label is not None:
        found["short_label"] = _text(option.short_label)
    if option.level is not None:
        found["level"] = option.level
    if option.aliases:
        found["aliases"] = _list(option.aliases)
    if option.any_other:
        found["any_other"] = "true"
    return found


def _import(request: Import) -> list[str]:
    lines = [
        f"  - file: {_text(request.file)}",
        f"    source: {request.source}",
        f"    site: {_text(request.site)}",
        f"    period: {_text(request.period)}",
        f"    extracted_on: {request.extracted_on}",
        f"    nature: {request.nature}",
    ]
    if request.nature_note:
        lines.append(f"    nature_note: {_text(request.nature_note)}")
    if request.only_period is False:
        lines += ["    # Les lignes d'autres périodes sont lues aussi.", "    only_period: false"]
    if request.only_period:
        lines += [
            "    # Les lignes d'autres périodes ne sont pas lues : elles sont déjà rangées.",
            "    only_period: true",
        ]
    if request.sheets_left:
        lines.append(f"    sheets_left: {_list(request.sheets_left)}")
    if request.fictitious_columns:
        lines.append(f"    fictitious_columns: [{', '.join(request.fictitious_columns)}]")
    return lines


def _rule(rule: ExcludedRows) -> str:
    return _flow({"column": _list(as_tuple(rule.column)), "values": _list(rule.values), "reason": _text(rule.reason)})


def _files(sheets: Sequence[SheetDraft]) -> str:
    told = [
        f"« {sheet.file} »"
        + (f" (feuille{'s' * (len(sheet.sheets) > 1)} {', '.join(sheet.sheets)})" if sheet.sheets else "")
        for sheet in sheets
    ]
    return f"D'après {', '.join(told)}"


def _reasons(columns: Iterable[ColumnDraft]) -> dict[str, str]:
    """Folded heading -> why; what is simply known needs no comment."""
    return {
        fold(column.heading): "personne n'a dit ce que c'est" if column.meaning == UNKNOWN else column.why
        for column in columns
        if column.heading and column.why not in ("en-tête connu", "déjà décidé")
    }


def _comment(told: str) -> str:
    return f"  # {' '.join(told.split())}" if told else ""


def _flow(values: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in values.items()) + "}"


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(_text(text) for text in texts)}]"


def _key(text: str) -> str:
    """A key that YAML would take for a boolean or a number is quoted."""
    plain = text.replace("_", "").isalnum() and text[:1].isalpha()
    return (
        text
        if plain and text.lower() not in ("true", "false", "yes", "no", "on", "off", "null", "y", "n")
        else _text(text)
    )


def _text(text: str) -> str:
    """A string in double quotes: JSON's are YAML's, accents kept."""
    return json.dumps(str(text), ensure_ascii=False)
