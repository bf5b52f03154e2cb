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


def filled_by_source(source: Source, table: TableSpec) -> tuple[str | None, ...]:
    """Columns that need no heading, because of what the source says of its rows."""
    by_month = table.year_column if binds_month(source) else None
    wide = () if source.wide is None else (source.wide.by, source.wide.into)
    return (table.until_column, table.identifier if source.identifier else None, by_month, *wide)


def binds_month(source: Source) -> bool:
    """True where a table kept by day is told month by month."""
    told = {*source.columns, source.wide.by if source.wide else ""}
    return "month" in told and "month" in TABLES[source.table].extra_bindings


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
    yield from _defaults(document, source, table)
    yield from _sheet_names(document, source, table)
    yield from _numbering(document, source, table)
    yield from _events(document, source, table)
    yield from _sums(document, source, table)
    yield from _wide(document, source, table)
    yield from _periods(document, source, table)
    if source.questionnaire is None:
        for key in ("answered_on", "repeated_answers"):
            if getattr(source, key) is not None:
                found = "cette clé est celle d'une enquête"
                yield document.issue((key,), "misplaced_key", found, value=None, remedy="ôter cette ligne")
        return
    questionnaire = questionnaires.get(source.questionnaire)
    if questionnaire is not None:
        yield from _moments(document, source, questionnaire)
        yield from _survey_columns(document, source, questionnaire)


def _moments(document: Document, source: Source, questionnaire: Questionnaire) -> Iterator[Issue]:
    """Answers that follow each other closely are told by a moment."""
    rule = source.repeated_answers
    if rule is None or rule.within_minutes is None or rule.moment:
        return
    if source.answered_on is not None or not questionnaire.answered_on_column:
        found = "les réponses n'ont pas de jour : rien ne dit lesquelles se suivent"
        remedy = "donner moment (l'en-tête de la colonne de l'heure), ou ôter within_minutes"
        yield document.issue(("repeated_answers", "within_minutes"), "missing_moment", found, remedy=remedy)


def _constants(document: Document, source: Source, table: TableSpec) -> Iterator[Issue]:
    own = {column.name: column for column in table.columns}
    for name, binding in source.columns.items():
        path: KeyPath = ("columns", name, "constant")
        column = own.get(name)
        if binding.constant is None or column is None:
            continue
        if source.event is not None and name in table.summed:
            if binding.constant != "1":
                found, remedy = "chaque ligne compte pour une", 'écrire "1"'
                yield document.issue(path, "unfit_constant", found, value=binding.constant, remedy=remedy)
            continue
        if not _may_be_constant(column, table):
            found = "cette colonne ne peut pas être la même pour chaque ligne"
            yield document.issue(path, "unfit_constant", found, value=binding.constant, remedy="donner son en-tête")
        yield from _foreign_value(document, path, column, binding.constant)


def _defaults(document: Document, source: Source, table: TableSpec) -> Iterator[Issue]:
    own = {column.name: column for column in table.columns}
    for name, binding in source.columns.items():
        if binding.delimiter is not None and not table.extra_bindings.get(name):
            found = "cette colonne ne tient qu'une valeur par cellule"
            place = ("columns", name, "delimiter")
            yield document.issue(place, "misplaced_key", found, accepted="origins", remedy="ôter cette ligne")
        path: KeyPath = ("columns", name, "default")
        if binding.default is None:
            continue
        if source.event is not None and name in table.summed:
            yield from unknown(document, path, binding.default, "valeur inconnue", ("true", "false"))
            continue
        column = own.get(name)
        if column is None or not _may_be_constant(column, table):
            found = "une cellule vide de cette colonne ne peut pas être remplie d'office"
            yield document.issue(path, "unfit_default", found, value=binding.default, remedy="ôter cette ligne")
            continue
        yield from _foreign_value(document, path, column, binding.default)


def _foreign_value(document: Document, path: KeyPath, column: Column, value: str) -> Iterator[Issue]:
    choices = ("true", "false") if column.type == "bool" else column.choices
    if choices:
        yield from unknown(document, path, value, "valeur inconnue de la table", choices)


def _sheet_names(document: Document, source: Source, table: TableSpec) -> Iterator[Issue]:
    own = {column.name: column for column in table.columns}
    for name, binding in source.columns.items():
        if binding.from_sheet is None:
            continue
        path: KeyPath = ("columns", name, "from_sheet")
        column = own.get(name)
        is_period = _tells_period(name, table) or name == "exercise_year"
        if not is_period and (column is None or not _may_be_constant(column, table)):
            found = "le nom d'une feuille ne dit pas cette colonne"
            yield document.issue(path, "misplaced_key", found, remedy="donner son en-tête")
        elif source.sheet is None and source.sheets is None:
            found, remedy = "rien ne dit quelles feuilles sont lues", "ajouter « sheets: all » à la source"
            yield document.issue(path, "missing_key", found, remedy=remedy)


def _tells_period(name: str, table: TableSpec) -> bool:
    """True for what a heading, or the name of a sheet, says in words: « mars 2022 », « 1er trimestre 2022 »."""
    if name in table.extra_bindings:
        return name == "month"
    return any(column.name == name and (column.form == "month" or name == "period") for column in table.columns)


def _wide(document: Document, source: Source, table: TableSpec) -> Iterator[Issue]:
    wide = source.wide
    if wide is None:
        return
    own = {column.name: column for column in table.columns}
    periods = [name for name in (*own, *table.extra_bindings) if _tells_period(name, table)]
    closed = [name for name, column in own.items() if column.choices]
    numbers = [name for name, column in own.items() if column.type in ("int", "float")]
    if table.crossed is not None:
        closed, numbers = [], [table.crossed[1]]
        periods.append(table.crossed[0])
    if source.questionnaire is not None or not numbers or not (periods or closed):
        found = f"les colonnes d'un fichier de la table {table.name} ne deviennent pas des lignes"
        yield document.issue(("wide",), "misplaced_key", found, remedy="ôter cette clé")
        return
    yield from unknown(document, ("wide", "by"), wide.by, "ce que des en-têtes ne disent pas", [*periods, *closed])
    yield from unknown(document, ("wide", "into"), wide.into, "ce qui n'est pas un nombre", numbers)
    for key, name in (("by", wide.by), ("into", wide.into)):
        if name in source.columns:
            found = f"la colonne « {name} » a déjà un en-tête"
            yield document.issue(("wide", key), "conflicting_keys", found, remedy="garder l'un des deux")
    for value in wide.values:
        if wide.into in own:
            place: KeyPath = ("wide", "values", value)
            yield from unknown(document, place, value, "valeur inconnue de la table", own[wide.into].choices)
    is_of_headings = wide.by in closed or (table.crossed is not None and wide.by == table.crossed[0])
    if is_of_headings:
        if not wide.headings:
            found, remedy = "il manque les en-têtes de chaque valeur", "ajouter headings: {valeur: [en-tête]}"
            yield document.issue(("wide", "headings"), "missing_key", found, value=None, remedy=remedy)
        for value in wide.headings if wide.by in closed else ():
            place = ("wide", "headings", value)
            yield from unknown(document, place, value, "valeur inconnue de la table", own[wide.by].choices)


def _periods(document: Document, source: Source, table: TableSpec) -> Iterator[Issue]:
    if source.periods is not None and table.column(table.year_column).type != "date":
        found = (
            f"les lignes de la table {table.name} sont de l'exercice de l'import, elles ne se coupent pas par période"
        )
        yield document.issue(("periods",), "misplaced_key", found, remedy="ôter cette ligne")


def _events(document: Document, source: Source, table: TableSpec) -> Iterator[Issue]:
    if source.event is None:
        return
    if not table.summed:
        tables = ", ".join(spec.name for spec in TABLES.values() if spec.summed)
        found = f"la table {table.name} ne compte pas des événements"
        yield document.issue(("event",), "misplaced_key", found, accepted=tables, remedy="ôter cette ligne")
        return
    if source.wide is not None:
        found, remedy = "« event » et « wide » ensemble", "garder l'un des deux"
        yield document.issue(("event",), "conflicting_keys", found, remedy=remedy)
    counted = [name for name in source.columns if name in table.summed]
    if not counted:
        found, remedy = "rien n'est compté", 'ajouter une colonne de nombre, telle que {constant: "1"}'
        yield document.issue(
            ("event",), "missing_column", found, accepted=", ".join(table.summed), remedy=remedy, value=None
        )
    for name in counted:
        binding = source.columns[name]
        if binding.heading is None:
            continue
        path: KeyPath = ("columns", name, "values")
        for value in binding.values:
            found = "une ligne compte, ou ne compte pas"
            yield from unknown(document, (*path, value), value, found, ("true", "false"))
        if "true" not in binding.values:
            found, remedy = "rien ne dit quelles lignes comptent", 'ajouter values: {"true": [libellés]}'
            yield document.issue(path, "missing_key", found, value=None, remedy=remedy)


def _may_be_constant(column: Column, table: TableSpec) -> bool:
    is_what_the_row_is = column.name == table.identifier or table.key == (column.name,)
    is_plain = not column.form or bool(column.choices)
    return column.type in _CONSTANT_TYPES and is_plain and not is_what_the_row_is and not column.is_of_each_row


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
    if source.sum_by is None and source.event is None:
        return
    if not table.summed:
        if source.sum_by is None:
            return
        tables = ", ".join(spec.name for spec in TABLES.values() if spec.summed)
        found = f"les lignes de la table {table.name} ne s'additionnent pas"
        yield document.issue(("sum_by",), "misplaced_key", found, accepted=tables, remedy="ôter cette ligne")
        return
    for name in source.columns:
        extra = table.extra_bindings
        if name not in (*table.key, *table.summed, *table.stocks, *extra, "site_id", table.until_column):
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
