"""The workbook of the questions that nobody has answered, a line a question, and what was filled in it.

It is for whoever has no terminal to answer in, or someone else to ask. Asking on a screen is `cli.preparing`.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

import xlsxwriter

from qep_lib.errors import DataRefused, ParameterError
from qep_lib.files import replace_file
from qep_lib.intake.gate import read_input
from qep_lib.intake.sheets import cell_text, read_sheets
from qep_lib.model.characters import fold, printable
from qep_lib.model.workspace import Workspace
from qep_lib.preparation.draft import SKIP, Question
from qep_lib.preparation.folder import TO_DECIDE
from qep_lib.preparation.periods import Subject

COLUMNS = ("Question", "Pourquoi", "Réponses possibles", "Proposé", "Réponse", "Référence")
_WIDTHS = (60, 40, 60, 30, 30, 14)
_SHEET, _HELP = "À décider", "Mode d'emploi"
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_CREATED = datetime(2000, 1, 1)
_LONGEST_MENU = 255
_NUMBERED = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)
_CHOICES = COLUMNS.index("Réponses possibles")
_ANSWER, _REFERENCE = COLUMNS.index("Réponse"), COLUMNS.index("Référence")


@dataclass(frozen=True, slots=True)
class FilledAnswer:
    """What was typed for a question, and the line where."""

    line: int
    typed: str


def list_path(workspace: Workspace, subject: Subject) -> Path:
    """Where the questions of that site and period are."""
    return workspace.deposits / TO_DECIDE / f"questions-{subject.site}-{subject.period.code.replace('..', '-')}.xlsx"


def write_questions(path: Path, questions: Sequence[Question], kept: Mapping[str, str]) -> None:
    """Write the list, or take it away where nothing is asked. `kept`: reference -> what was typed and not understood.

    Raises `ParameterError` where the file cannot be written, as when a spreadsheet holds it open.
    """
    try:
        if not questions:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, _workbook(questions, kept))
    except OSError as error:
        raise ParameterError(
            f"« {path.name} » ne peut pas être écrit ({error.strerror}). À faire : fermer ce classeur, puis relancer."
        ) from None


def read_answers(path: Path, root: Path) -> dict[str, FilledAnswer]:
    """Reference of a question -> what was filled; empty where there is no list. Raises `DataRefused` for another file."""
    if not path.exists():
        return {}
    content, kind = read_input(path, root)
    sheets = [] if kind == "text" else read_sheets(path.name, content, kind)
    rows = next(([[cell_text(c) for c in row] for row in s.rows] for s in sheets if fold(s.name) == fold(_SHEET)), [])
    headings = [fold(text) for text in rows[0]] if rows else []
    wanted = [COLUMNS[_ANSWER], COLUMNS[_REFERENCE]]
    missing = [name for name in wanted if fold(name) not in headings]
    if missing:
        raise DataRefused(
            f"{path.name} : ce n'est pas la liste des questions, il y manque « {missing[0]} ». À faire : la supprimer, puis "
            "relancer qep prepare, qui en écrit une autre."
        )
    answer, reference = (headings.index(fold(name)) for name in wanted)
    choices = headings.index(fold(COLUMNS[_CHOICES])) if fold(COLUMNS[_CHOICES]) in headings else answer
    return {
        row[reference].strip(): FilledAnswer(line, _in_words(row[answer].strip(), row[choices]))
        for line, row in enumerate(rows[1:], 2)
        if row[answer].strip()
    }


def _in_words(typed: str, choices: str) -> str:
    """Numbers as the answers that they have in the list itself, whatever is proposed today."""
    labels = {match[1]: match[2] for match in _NUMBERED.finditer(choices)}
    words = typed.replace(",", " ").replace(";", " ").split()
    return ";".join(labels[word] for word in words) if all(word in labels for word in words) else typed


def reference_of(question: Question) -> str:
    """What names the line of a question."""
    return hashlib.sha256(question.id.encode()).hexdigest()[:12]


def codes_of(typed: str, question: Question) -> str | None:
    """The answer that was typed, by its number or by its words; several where the question takes several. None for what is
    not understood.
    """
    labels = {fold(printable(label)): code for code, label in question.choices}
    if fold(typed) in labels:
        return labels[fold(typed)]
    if fold(typed) in ("laisser de cote", "aucune", "aucun", "-"):
        return SKIP
    pieces = typed.split(";") if question.many else [typed]
    words = [word for piece in pieces for word in (_numbers(piece) or [piece.strip()]) if word]
    codes = [code for word in words if (code := _code(word, question, labels)) is not None]
    if not codes or len(codes) < len(words) or (len(codes) > 1 and not question.many):
        return None
    return ",".join(dict.fromkeys(codes))


def _numbers(piece: str) -> list[str]:
    words = piece.replace(",", " ").split()
    return words if all(word.isdigit() for word in words) else []


def _code(word: str, question: Question, labels: Mapping[str, str]) -> str | None:
    if word.isdigit() and 1 <= int(word) <= len(question.choices):
        return question.choices[int(word) - 1][0]
    return labels.get(fold(word))


def accepted_words(question: Question) -> str:
    """What may be typed."""
    how = "les numéros, séparés par des espaces" if question.many else "le numéro, ou les mots, d'une réponse"
    return f"{how} (1 à {len(question.choices)}), ou « laisser de côté »"


def _workbook(questions: Sequence[Question], kept: Mapping[str, str]) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"title": "Questions de qep prepare", "created": _CREATED})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        heading = book.add_format({"bold": True, "bottom": 2})
        blank = book.add_format(
            {"bg_color": "#fff4d6", "border": 1, "num_format": "@", "valign": "top", "text_wrap": True}
        )
        sheet = book.add_worksheet(_SHEET)
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(COLUMNS):
            sheet.set_column(place, place, _WIDTHS[place])
            sheet.write_string(0, place, name, heading)
        for line, question in enumerate(questions, 1):
            numbered = "\n".join(f"{place}. {label}" for place, (_, label) in enumerate(question.choices, 1))
            proposed = dict(question.choices).get(question.default or "", "") if question.default else ""
            for place, words in enumerate((question.text, question.why, numbered, proposed)):
                sheet.write_string(line, place, printable(words), text)
            sheet.write_string(line, _ANSWER, printable(kept.get(reference_of(question), "")), blank)
            sheet.write_string(line, _REFERENCE, reference_of(question), text)
            labels = [printable(label) for _, label in question.choices]
            if (
                not question.many
                and len(",".join(labels)) <= _LONGEST_MENU
                and not any("," in label for label in labels)
            ):
                menu = {"validate": "list", "source": labels, "error_type": "warning"}
                sheet.data_validation(line, _ANSWER, line, _ANSWER, menu)
        about = book.add_worksheet(_HELP)
        about.set_column(0, 0, 110)
        for line, words in enumerate(
            (
                "Remplir la colonne « Réponse » : un numéro, ou les mots d'une des réponses possibles.",
                "Plusieurs réponses possibles : plusieurs numéros, séparés par des espaces.",
                "« laisser de côté » : ce dont on parle n'est pas lu. Une ligne vide est demandée de nouveau.",
                "Enregistrer, fermer, puis relancer la même commande qep prepare : elle lit ces réponses et continue.",
                "Ne pas changer la colonne « Référence ».",
            )
        ):
            about.write_string(line, 0, words, text)
    return buffer.getvalue()
