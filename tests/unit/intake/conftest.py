"""A small catalogue (one register, one survey, declared figures) and the gestures of the intake's tests."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest
from limits import LIMITS

from qep_lib.intake.arrival import ImportOutcome
from qep_lib.intake.importer import check_file, import_file
from qep_lib.model.campaign import Conventions, Import, Source, WorkingDays
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.workspace import Workspace
from qep_lib.store.tables import read_table

REGISTER = {
    "id": "register",
    "description": "Registre",
    "table": "requests",
    "columns": {
        "request_id": {"heading": ("N°", "Numéro")},
        "received_on": {"heading": "Reçu le"},
        "channel": {"heading": "Canal", "values": {"email": ("Courriel",), "post": ("Courrier",)}},
        "kind": {"heading": "Nature", "values": {"complaint": ("Réclamation",), "suggestion": ("Suggestion",)}},
        "perimeter": {"heading": "Périmètre", "values": {"inside": ("Qual-e-pref",), "litigation": ("Contentieux",)}},
        "theme": {"heading": "Thème", "required": False},
        "replied_on": {"heading": "Répondu le"},
    },
    "ignored_columns": ("Nom",),
}
FIGURES = {
    "id": "figures",
    "description": "Chiffres",
    "table": "declared_figures",
    "columns": {
        "indicator_id": {"heading": "Code"},
        "group": {"heading": "Groupe", "required": False},
        "period": {"heading": "Période", "required": False},
        "value": {"heading": "Valeur N"},
        "previous_value": {"heading": "Valeur N-1", "required": False},
        "target": {"heading": "Cible", "required": False},
        "denominator": {"heading": "Base", "required": False},
        "as_of": {"heading": "Arrêté au", "required": False},
        "grain": {"heading": "Grain", "required": False, "values": {"national": ("National",), "site": ("Site",)}},
        "source": {"heading": "Source"},
    },
}
ACTIONS = {
    "id": "plan",
    "description": "Plan d'actions",
    "table": "actions",
    "columns": {
        "action_number": {"heading": "N°"},
        "finding": {"heading": "Constat"},
        "survey": {"heading": "Enquête"},
        "status": {"heading": "Avancement", "values": {"planned": ("Prévu",), "done": ("Réalisé",)}},
        "effective_on": {"heading": "Réalisé le", "required": False},
        "description": {"heading": "Action"},
    },
}
_SCALE = (
    {"id": "very_satisfied", "label": "Très satisfait", "level": "positive", "aliases": ("Très satisfaite",)},
    {"id": "satisfied", "label": "Satisfait", "level": "positive"},
    {"id": "unsatisfied", "label": "Peu satisfait", "level": "negative"},
    {"id": "not_applicable", "label": "Sans objet", "level": "not_applicable"},
)
QUESTIONNAIRE = {
    "id": "desk",
    "title": "Enquête",
    "serie_id": "desk",
    "answer_id_column": "N° réponse",
    "answered_on_column": "Date",
    "mode_column": "Canal",
    "modes": ({"id": "desk", "label": "Accueil"}, {"id": "web", "label": "Internet"}),
    "ignored_columns": ("Durée",),
    "scales": {"satisfaction": _SCALE},
    "items": (
        {
            "id": "courtesy",
            "wording": "Courtoisie ?",
            "label": "Courtoisie",
            "role": "criterion",
            "scale": "satisfaction",
            "column": ("Courtoisie", "Courtoisie des agents"),
        },
        {
            "id": "news",
            "wording": "Comment nous connaissez-vous ?",
            "label": "Sources",
            "role": "other",
            "kind": "multiple",
            "options": ({"id": "press", "label": "Presse"}, {"id": "site", "label": "Site"}),
            "columns": {"press": "Connu par [Presse]", "site": "Connu par [Site]"},
        },
        {
            "id": "topics",
            "wording": "Quels sujets ?",
            "label": "Sujets",
            "role": "other",
            "kind": "multiple",
            "options": ({"id": "permit", "label": "Permis"}, {"id": "card", "label": "Carte"}),
            "column": "Sujets",
            "delimiter": " ; ",
        },
        {
            "id": "grade",
            "wording": "Note de 0 à 10",
            "label": "Note",
            "role": "other",
            "kind": "number",
            "column": "Note",
            "minimum": 0.0,
            "maximum": 10.0,
        },
        {
            "id": "comment",
            "wording": "Un commentaire ?",
            "label": "Commentaire",
            "role": "other",
            "kind": "text",
            "column": "Commentaire",
        },
    ),
}
SURVEY = {"id": "survey", "description": "Enquête", "table": "survey_answers", "questionnaire": "desk"}
CONVENTIONS = Conventions(
    working_days=WorkingDays(note="Jours ouvrés."),
    confidence=0.95,
    disclosure=LIMITS,
    rejected_share_max=0.5,
    change_false_discovery_rate=0.05,
)
SITES = tuple(
    SimpleNamespace(site_id=site_id, kind=kind, name=name, department_code=site_id[:2], department=department)
    for site_id, kind, name, department in (
        ("01", "prefecture", "Préfecture de l'Ain", "Ain"),
        ("18", "prefecture", "Préfecture du Cher", "Cher"),
        ("18-vierzon", "sub_prefecture", "Sous-préfecture de Vierzon", "Cher"),
        ("41", "prefecture", "Préfecture de Loir-et-Cher", "Loir-et-Cher"),
    )
)
REGISTER_HEADINGS = ("N°", "Reçu le", "Canal", "Nature", "Périmètre", "Thème", "Répondu le")
SURVEY_HEADINGS = (
    "N° réponse", "Date", "Canal", "Courtoisie", "Connu par [Presse]", "Connu par [Site]", "Sujets", "Note",
    "Commentaire",
)  # fmt: skip


def register_row(number, **changes):
    """A valid row of the register as texts, with some cells changed (by position name)."""
    row = dict(zip(REGISTER_HEADINGS, (f"R{number}", "02/03/2020", "Courriel", "Réclamation", "Qual-e-pref", "Attente",
                                       "04/03/2020"), strict=True))  # fmt: skip
    return [str(changes.get(heading, value)) for heading, value in row.items()]


def delimited(*rows, separator=";"):
    """Text of a CSV with these rows; cells that hold the separator are quoted, those already quoted stay."""

    def quoted(cell):
        return f'"{cell}"' if separator in cell and not cell.startswith('"') else cell

    return "\n".join(separator.join(map(quoted, row)) for row in rows) + "\n"


@dataclass(frozen=True)
class Desk:
    """A workspace with its catalogue: write files, import them, read the store."""

    workspace: Workspace
    catalogue: Catalogue

    register_headings = REGISTER_HEADINGS
    survey_headings = SURVEY_HEADINGS
    row = staticmethod(register_row)
    delimited = staticmethod(delimited)

    def write(self, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        """A raw file at the workspace root."""
        path = self.workspace.root / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def request(self, name: str, source: str = "register", **changes) -> Import:
        """The request to import that file for site 18 and the year 2020."""
        asked = {"site": "18", "period": "2020", "extracted_on": date(2021, 1, 11), "nature": "real"} | changes
        return Import(file=name, source=source, **asked)

    def put(self, name: str, content: str | bytes, source: str = "register", **changes) -> ImportOutcome:
        """Write then import."""
        self.write(name, content)
        return import_file(self.workspace, self.catalogue, self.request(name, source, **changes))

    def check(self, name: str, source: str = "register", **changes) -> ImportOutcome:
        """Check without writing."""
        return check_file(self.workspace, self.catalogue, self.request(name, source, **changes))

    def put_register(self, *rows, name: str = "registre.csv", **changes) -> ImportOutcome:
        """Import a register made of these rows."""
        return self.put(name, delimited(REGISTER_HEADINGS, *rows), **changes)

    def table(self, name: str = "requests") -> pd.DataFrame:
        """Everything stored for site 18."""
        return read_table(self.workspace, name, ["18"], range(2018, 2023))

    def sheet(self, name: str, *rows, title: str = "Registre") -> openpyxl.Workbook:
        """Save a workbook of one sheet with these rows and give it back, for further changes and `save`."""
        book = openpyxl.Workbook()
        book.active.title = title
        for row in rows:
            book.active.append(row)
        book.save(self.workspace.root / name)
        return book

    def snapshot(self) -> dict[str, bytes]:
        """Every byte of the store."""
        files = (path for path in self.workspace.store.rglob("*") if path.is_file())
        return {str(path.relative_to(self.workspace.root)): path.read_bytes() for path in files}


def named_indicator(name: str) -> SimpleNamespace:
    """An indicator as the import sees it: its labels, and the unit that ends its name."""
    return SimpleNamespace(label=f"Libellé de {name}", short_label=f"Court {name}", unit=name.rpartition("_")[2])


def make_catalogue(**changes) -> Catalogue:
    """The catalogue of these tests."""
    sources = {declared["id"]: Source(**declared) for declared in (REGISTER, FIGURES, ACTIONS, SURVEY)}
    parts = {
        "sites": {site.site_id: site for site in SITES},
        "labels": {},
        "frameworks": {},
        "indicators": {name: named_indicator(name) for name in ("calls_pct", "visits_count")},
        "questionnaires": {"desk": Questionnaire(**QUESTIONNAIRE)},
        "sources": sources,
        "reports": {},
        "runs": {},
        "conventions": CONVENTIONS,
        "public_holidays": {},
    }
    return Catalogue(**(parts | changes))


@pytest.fixture
def desk(tmp_path) -> Desk:
    """An empty workspace."""
    return Desk(Workspace(tmp_path), make_catalogue())


@pytest.fixture
def stored(desk) -> Desk:
    """A workspace where a register is stored already: what a refused file must leave as it is."""
    desk.put_register(register_row(901), register_row(902), name="deja_range.csv")
    return desk
