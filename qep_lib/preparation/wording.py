"""What a draft says to its reader, in French: a title, lines and tables that a terminal and a form both show."""

from collections.abc import Iterable, Sequence

from qep_lib.errors import sure
from qep_lib.model.characters import fold
from qep_lib.model.tables import TABLES
from qep_lib.persons.masking import mask
from qep_lib.preparation.draft import IGNORED, PERSONAL, TECHNICAL, UNKNOWN, UNREAD, ColumnDraft, SheetDraft, ValueDraft
from qep_lib.preparation.names import of_tool
from qep_lib.preparation.tables import WIDE, column_title

_MEANINGS = {
    IGNORED: "non lue",
    PERSONAL: "non lue : donnée personnelle",
    TECHNICAL: "non lue : colonne de l'outil",
    UNKNOWN: "non lue : inconnue",
    WIDE: "une valeur de cette période",
    "answer_id": "numéro de la réponse",
    "answered_on": "jour de la réponse",
    "mode": "mode de recueil",
    "criterion": "critère de satisfaction",
    "overall": "satisfaction d'ensemble",
    "profile": "profil du répondant",
    "visit_reason": "motif de la visite",
    "waiting": "temps d'attente",
    "option": "une réponse possible",
    "other": "question",
    "note": "note",
    "number": "nombre",
    "date": "date",
    "text": "texte libre",
    "indicator_id": "indicateur",
}
_ASKED = "à confirmer"


def title_of(sheet: SheetDraft) -> str:
    """« Registre.xlsx (feuilles 2022 et 2021) : Registre des demandes… »."""
    sheets = f" (feuille{'s' * (len(sheet.sheets) > 1)} {_listed(sheet.sheets)})" if sheet.sheets else ""
    what = TABLES[sheet.table].title if sheet.table in TABLES else "non reconnu"
    tool = f", export {of_tool(sheet.tool)}" if sheet.tool else ""
    return f"{sheet.file}{sheets} : {what.split(' (')[0]}{tool}"


def reason_of(sheet: SheetDraft) -> str:
    """Why it was taken for that."""
    if sheet.known is not None:
        return f"déjà décidé : la source « {sheet.known} » lit tous ses en-têtes"
    return f"parce que : {' ; '.join(sheet.reasons)}" if sheet.reasons else ""


def column_rows(sheet: SheetDraft) -> list[tuple[str, str, str]]:
    """(heading, what it becomes, why) of each column, in the order of the file."""
    return [
        (_heading(column), meaning_of(sheet.table, column), column.why)
        for column in sheet.columns
        if column.heading or column.meaning not in UNREAD
    ]


def meaning_of(table: str | None, column: ColumnDraft) -> str:
    """What a column becomes, in words."""
    if column.meaning == WIDE and column.of:
        told = "une valeur de cette catégorie" if TABLES[sure(table)].crossed is None else "un critère observé"
    elif column.meaning in _MEANINGS:
        told = _MEANINGS[column.meaning]
    else:
        told = column_title(table, column.meaning) if table is not None and table in TABLES else column.meaning
    return f"{told} ({_ASKED})" if column.certainty == "asked" else told


def value_lines(sheet: SheetDraft) -> list[str]:
    """« Canal : « Mél » → Courriel, … » for each column whose values become others."""
    lines = []
    for column in sheet.columns:
        told = [
            f"« {mask(value.text)[:40]} » → {_becomes(value)}"
            for value in column.values
            if value.code is None or fold(value.label) != fold(value.text)
        ]
        if told and column.of is None:
            lines.append(f"{column.heading} : {', '.join(told)}")
    return lines


def _becomes(value: ValueDraft) -> str:
    if value.code is None:
        return _ASKED if value.certainty == "asked" else "non lu"
    return value.label or value.code


def personal_line(sheets: Sequence[SheetDraft]) -> str | None:
    """The columns that name persons, said once; None without any."""
    found = [f"{sheet.file} : {_listed(names)}" for sheet in sheets if (names := _personal(sheet.columns))]
    if not found:
        return None
    return f"Données personnelles, jamais rangées : {' ; '.join(found)}."


def _personal(columns: Iterable[ColumnDraft]) -> list[str]:
    return [f"« {column.heading} »" for column in columns if column.meaning == PERSONAL]


def _heading(column: ColumnDraft) -> str:
    return column.heading or "(sans en-tête)"


def _listed(words: Sequence[str]) -> str:
    return " et ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} et {words[-1]}"
