"""What the builders of example files share: rows that give back published figures, calendars, and file formats.

What each prefecture published, and what its files hold, is in its own `build_<name>.py`. A printed percentage becomes
answers that give it back to the digit; a count becomes as many rows. Draws are seeded by the caller: the same figures
always give the same files. The French of the files (headings, labels) is that of the questionnaires and sources of
`params/`.
"""

import csv
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from io import StringIO
from pathlib import Path

import numpy as np
import yaml
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from qep_lib.stats.attainability import attainable_counts

ROOT = Path(__file__).resolve().parents[1]
PUBLISHED = ROOT / "tests" / "data" / "published.yml"
HOLIDAYS = ROOT / "params" / "calendars" / "jours_feries.csv"
MAINLAND = "Métropole"

VERY, RATHER, LITTLE, NOT_AT_ALL = "Très satisfait", "Satisfait", "Peu satisfait", "Pas du tout satisfait"
NOT_CONCERNED, BLANK = "Sans objet", ""
SATISFIED_SPLIT = Fraction(6, 10)
"""Share of « Très satisfait » among the satisfied where the bilan prints no split: an arbitrary choice."""
DISSATISFIED_SPLIT = Fraction(2, 3)
"""Share of « Peu satisfait » among the others, and of « De 10 à 20 minutes » among longer waits: also arbitrary."""


# ------------------------------------------------------------------------------------------------------ the survey


def largest_base(percent: float, answers: int) -> tuple[int, int]:
    """(base, count): the largest base up to `answers` that gives the printed percentage, and the nearest count."""
    decimals = len(str(percent).partition(".")[2]) if isinstance(percent, float) else 0
    base = max(n for n in range(1, answers + 1) if attainable_counts(percent, decimals, n))
    counts = attainable_counts(percent, decimals, base)
    return base, min(counts, key=lambda count: abs(Fraction(100 * count, base) - Fraction(str(percent))))


def smallest_share(percent: int, fewest: int) -> tuple[int, int]:
    """(base, count): the smallest base from `fewest` up that gives the printed whole percentage, and its count."""
    base = next(base for base in range(fewest, 1000) if attainable_counts(percent, 0, base))
    return base, attainable_counts(percent, 0, base)[0]


def item_base(printed: float | dict, answers: int) -> tuple[int, int, int | None]:
    """(base, satisfied, very satisfied or None) of an item, from what was printed about it."""
    if not isinstance(printed, dict):
        return *largest_base(printed, answers), None
    for base in range(answers, 0, -1):
        for very in attainable_counts(printed["very_satisfied"], 0, base):
            for rather in attainable_counts(printed["satisfied"], 0, base):
                if very + rather in attainable_counts(printed["total"], 0, base):
                    return base, very + rather, very
    raise ValueError(f"no base up to {answers} gives {printed}")


def satisfaction_column(printed: float | dict, answers: int) -> list[str]:
    """The answers of one satisfaction item, not shuffled yet: its four levels, « Sans objet », no answer."""
    base, satisfied, very = item_base(printed, answers)
    if very is None:
        very = round(satisfied * SATISFIED_SPLIT)
    little = round((base - satisfied) * DISSATISFIED_SPLIT)
    outside = answers - base
    not_concerned = (outside + 1) // 2
    counts = {
        VERY: very,
        RATHER: satisfied - very,
        LITTLE: little,
        NOT_AT_ALL: base - satisfied - little,
        NOT_CONCERNED: not_concerned,
        BLANK: outside - not_concerned,
    }
    return [label for label, count in counts.items() for _ in range(count)]


def split_column(percents: dict[str, float], labels: dict[str, str], answers: int) -> list[str]:
    """Answers of a closed item that everybody answered, nearest to the printed shares."""
    counts = {key: round(Fraction(str(percent)) * answers / 100) for key, percent in percents.items()}
    assert sum(counts.values()) == answers, counts
    return [labels[key] for key, count in counts.items() for _ in range(count)]


def survey_rows(columns: Mapping[str, list[str]], answers: int, days: list[date], draw: random.Random, year: int):
    """Header and one row an answer, in date order: each column shuffled on its own, so that no crossing means anything.

    `columns`: heading -> answers, one a respondent, in questionnaire order.
    """
    filled = {"Date de saisie": sorted(draw.choices(days, k=answers)), **columns}
    for heading, column in filled.items():
        if heading != "Date de saisie":
            draw.shuffle(column)
    filled["Date de saisie"] = [french(day) for day in filled["Date de saisie"]]
    numbers = [f"{year}-{number:03}" for number in range(1, answers + 1)]
    rows = zip(numbers, *filled.values(), [""] * answers, strict=True)
    return [["N° de réponse", *filled, "Observations"], *map(list, rows)]


# ---------------------------------------------------------------------------------------------------- the register


@dataclass(frozen=True, slots=True)
class Subject:
    """An invented subject of request: its kind, theme and what was done."""

    kind: str
    theme: str
    action: str


INFORMATION, COMPLAINT, SUGGESTION, THANKS = "Demande d'information", "Réclamation", "Suggestion", "Remerciement"
INSIDE = "Qual-e-pref"
REGISTER_HEADINGS = (
    "N° d'enregistrement",
    "Reçu le",
    "Canal",
    "Nature",
    "Périmètre",
    "Thème",
    "Nom de l'usager",
    "Courriel de l'usager",
    "Répondu le",
    "Suite donnée",
    "Agent traitant",
)


def register_row(code: str, is_text: bool, received: date, channel: str, subject: Subject, perimeter: str, replied):
    """One row; `is_text`: its dates are typed as text, as happens in registers kept by hand.

    The person is obviously invented: the import ignores that column.
    """
    dates = [french(day) if is_text and day else day for day in (received, replied)]
    number = int(code.rpartition("-")[2])
    person = f"Usager {'ABCDEF'[number % 6]}{number}"
    action = subject.action if replied else None
    return [code, dates[0], channel, subject.kind, perimeter, subject.theme, person, None, dates[1], action, None]


# -------------------------------------------------------------------------------- figures, milestones, action plan


DECLARED_HEADINGS = (
    "Code indicateur",
    "Libellé",
    "Groupe",
    "Période",
    "Valeur N",
    "Valeur N-1",
    "Numérateur",
    "Dénominateur",
    "Cible",
    "Arrêté au",
    "Source",
)


def declared_row(
    code: str,
    label: str,
    period: str,
    value,
    source: str,
    *,
    group: str = "",
    previous=None,
    count: int | None = None,
    base: int | None = None,
    target=None,
    as_of: date | None = None,
) -> list[str]:
    """One row of declared figures; a figure that was printed without its base has neither numerator nor denominator.

    « Aucune demande » is a base of 0 without a value.
    """
    counts = ["" if known is None else str(known) for known in (count, base)]
    values = [number_text(value), number_text(previous), *counts, number_text(target)]
    return [code, label, group, period, *values, french(as_of), source]


MILESTONE_HEADINGS = ("Identifiant", "Nature", "Libellé", "Début", "Fin", "Source")


def milestone_rows(milestones: Iterable[tuple], source: str) -> list[list[str]]:
    """Header and one row a milestone: (identifier, kind, label, first day, last day or None[, another source])."""
    rows = [
        [code, kind, label, french(start), french(end), *(own or (source,))]
        for code, kind, label, start, end, *own in milestones
    ]
    return [list(MILESTONE_HEADINGS), *rows]


ACTION_HEADINGS = (
    "N°",
    "Constat",
    "Référence",
    "Contexte local",
    "Auto-diagnostic",
    "Enquête",
    "Audit interne",
    "Audit externe",
    "Avancement",
    "Échéance",
    "Date de réalisation",
    "Action",
    "Responsable",
    "Vérification de l'efficacité",
)


def action_rows(actions: Iterable[Sequence], numbers: Sequence | None = None) -> list[list]:
    """One row an action: (finding, reference, positions of its origins, status, due, effective, action, function, check)."""
    rows = []
    for position, (finding, reference, sources, status, due, effective, action, function, check) in enumerate(actions):
        ticks = ["X" if str(place) in sources else None for place in range(1, 6)]
        dates = [date.fromisoformat(day) if day else None for day in (due, effective)]
        number = numbers[position] if numbers else position + 1
        rows.append([number, finding, reference, *ticks, status, *dates, action, function, check])
    return rows


# -------------------------------------------------------------------------------------------------- writing files


def write_csv(path: Path, rows: Iterable[Sequence[str]], encoding: str) -> None:
    """Semicolons, CRLF, quotes where needed, as French survey tools and spreadsheets export."""
    content = StringIO(newline="")
    csv.writer(content, delimiter=";", lineterminator="\r\n").writerows(rows)
    path.write_bytes(content.getvalue().encode(encoding))


def write_sheet(path: Path, title: str, notes: Sequence[str], headings: Sequence[str], rows, total: str | None) -> None:
    """One sheet: merged title rows, an empty row, the header, the rows, a total line when asked for."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for note in notes:
        sheet.append([note])
        sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=len(headings))
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    header = len(notes) + 2
    for column, heading in enumerate(headings, start=1):
        cell = sheet.cell(header, column, heading)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True)
        sheet.column_dimensions[get_column_letter(column)].width = 18
    for line, row in enumerate(rows, start=header + 1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(line, column, value)
            if isinstance(value, date):
                cell.number_format = "dd/mm/yyyy"
    if total:
        last = header + len(rows) + 1
        sheet.cell(last, 1, total).font = Font(bold=True)
        sheet.cell(last, 3, len(rows))
    book.save(path)


def published_figures(name: str) -> dict:
    """What a prefecture published, by its key in the file of published figures."""
    return yaml.safe_load(PUBLISHED.read_text(encoding="utf-8"))[name]


def french(day: date | None) -> str:
    """« 14/09/2020 », or nothing."""
    return f"{day:%d/%m/%Y}" if day else ""


def number_text(value) -> str:
    """A figure as a French spreadsheet shows it: decimal comma, narrow no-break space between thousands."""
    if isinstance(value, (int, float)):
        return f"{value:,}".replace(",", "\u202f").replace(".", ",")
    return value or ""


@cache
def closed_days(zone: str) -> np.ndarray:
    """Public holidays of an official zone."""
    with HOLIDAYS.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return np.array(sorted({row["date"] for row in rows if zone in row["zones"].split("|")}), dtype="datetime64[D]")


def working_days(first: date, last: date, zone: str = MAINLAND) -> list[date]:
    """Working days of a zone between two dates, both included."""
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    return [day for day in days if np.is_busday(day, holidays=closed_days(zone))]


def working_days_later(day: date, count: int, zone: str = MAINLAND) -> date:
    """The day of an answer sent `count` working days after `day`."""
    return np.busday_offset(day, count, roll="backward", holidays=closed_days(zone)).item()
