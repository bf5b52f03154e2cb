"""What a source says beyond its headings (constants, numbering, sheets, sums): that its table allows it. Headings: `contents`."""

from collections.abc import Iterator, Mapping

from qep_lib.model.campaign import Source
from qep_lib.model.issue import Issue
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.table import Column, TableSpec
from qep_lib.model.tables import TABLES
from qep_lib.params.document import Document, KeyPath
from qep_lib.params.references import unknown

_CONSTANT_TYPES = ("string", "bool")
_READ_APART = ("indicator_id", "group", "period", "target_note")
"""Columns of declared figures that say what the figure is: never the same for every row of a file."""


def filled_by_source(source: Source, table: TableSpec) -> tuple[str | None, ...]:
    """Columns that need no heading, because of what the source says of its rows."""
    return (table.until_column, table.identifier if source.identifier else None)


def check_source_layout(
    document: Document, source: Source, questionnaires: Mapping[str, Questionnaire]
) -> Iterator[Issue]:
    """Every key that is neither a heading nor a list of values fits the table; a survey has a number and a day for each
    answer. `questionnaires`: those that could be read.
    """
    table = TABLES.get(source.table)
    if table is None:
        return
    if source.sheet is not None and source.sheets is not None:
        found, remedy = "« sheet » et « sheets » ensemble", "garder « sheets », qui nomme les feuilles à lire"
        yield document.issue(("sheets",), "conflicting_keys", found, remedy=remedy)
    yield from _constants(document, source, table)
    yield from _numbering(document, source, table)
    yield from _sums(document, source, table)
    if source.questionnaire is None:
        if source.answered_on is not None:
            found = "cette clé est celle d'une enquête"
            yield document.issue(("answered_on",), "misplaced_key", found, remedy="ôter cette ligne")
        return
    questionnaire = questionnaires.get(source.questionnaire)
    if questionnaire is not None:
        yield from _survey_columns(document, source, questionnaire)


def _constants(document: Document, source: Source, table: TableSpec) -> Iterator[Issue]:
    own = {column.name: column for column in table.columns}
    for name, binding in source.columns.items():
        path: KeyPath = ("columns", name, "constant")
        column = own.get(name)
        if binding.constant is None or column is None:
            continue
        if not _may_be_constant(column, table):
            found = "cette colonne ne peut pas être la même pour chaque ligne"
            yield document.issue(path, "unfit_constant", found, value=binding.constant, remedy="donner son en-tête")
        choices = ("true", "false") if column.type == "bool" else column.choices
        if choices:
            yield from unknown(document, path, binding.constant, "valeur inconnue de la table", choices)


def _may_be_constant(column: Column, table: TableSpec) -> bool:
    is_what_the_row_is = column.name == table.identifier or table.key == (column.name,)
    is_read_apart = table.name == "declared_figures" and column.name in _READ_APART
    return column.type in _CONSTANT_TYPES and not column.form and not is_what_the_row_is and not is_read_apart


def _numbering(document: Document, source: Source, table: TableSpec) -> Iterator[Issue]:
    if source.identifier is None:
        return
    is_one_row_each = source.questionnaire is not None or table.key == (table.identifier,)
    if table.identifier is None or not is_one_row_each:
        found = f"les lignes de la table {table.name} ne se numérotent pas par leur rang dans le fichier"
        yield document.issue(("identifier",), "misplaced_key", found, remedy="ôter cette ligne")
    elif table.identifier in source.columns:
        found = f"la colonne « {table.identifier} » a déjà un en-tête"
        yield document.issue(("identifier",), "conflicting_keys", found, remedy="garder l'un des deux")


def _sums(document: Document, source: Source, table: TableSpec) -> Iterator[Issue]:
    if source.sum_by is None:
        return
    if not table.summed:
        tables = ", ".join(spec.name for spec in TABLES.values() if spec.summed)
        found = f"les lignes de la table {table.name} ne s'additionnent pas"
        yield document.issue(("sum_by",), "misplaced_key", found, accepted=tables, remedy="ôter cette ligne")
        return
    for name in source.columns:
        if name not in (*table.key, *table.summed, "site_id", table.until_column):
            found, accepted = "cette colonne ne s'additionne pas d'un jour à l'autre", ", ".join(table.summed)
            yield document.issue(("columns", name), "not_summed", found, accepted=accepted, remedy="l'ôter")


def _survey_columns(document: Document, source: Source, questionnaire: Questionnaire) -> Iterator[Issue]:
    file = f"params/questionnaires/{questionnaire.id}.yml"
    for is_missing, key, what in (
        (questionnaire.answer_id_column is None and source.identifier is None, "identifier: row_number", "le numéro"),
        (questionnaire.answered_on_column is None and source.answered_on is None, "answered_on: period", "le jour"),
    ):
        if is_missing:
            found = f"ni {file} ni cette source ne disent où est {what} de chaque réponse"
            remedy = f"si l'outil ne l'écrit pas, ajouter ici « {key} » ; sinon donner l'en-tête dans le questionnaire"
            yield document.issue(("questionnaire",), "missing_column", found, value=questionnaire.id, remedy=remedy)
