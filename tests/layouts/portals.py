"""Démarches simplifiées: the files of a contact form, as CSV and as a workbook of three sheets. Persons are invented."""

from functools import partial

import yaml

from layouts.layout import Bad, Layout, delimited, workbook

FIRST = (
    "ID", "Email", "FranceConnect ?", "Civilité", "Nom", "Prénom", "Dépôt pour un tiers", "Nom du mandataire",
    "Prénom du mandataire", "À archiver", "État du dossier", "Dernière mise à jour le", "Dernière mise à jour du dossier le",
    "Déposé le", "Passé en instruction le", "Traité le", "Motivation de la décision", "Instructeurs",
)  # fmt: skip
OBJECT = "Objet de votre demande"
FILES = (
    ("1200001", "2026-03-06 23:30:12 +0100", "2026-03-13 16:00:12 +0100", "Réclamation", "Accepté"),
    ("1200002", "2026-03-28 10:00:00 +0100", "", "Renseignement", "En instruction"),
    ("1200003", "2026-04-01 00:10:00 +0200", "2026-04-02 09:00:00 +0200", "Réclamation", "Refusé"),
    ("1200004", "2026-05-04 08:00:00 +0200", "2026-05-04 18:00:00 +0200", "Suggestion", "Accepté"),
)
"""Number, day received, day answered, object, state."""
STORED = {
    "kind": {"complaint": 2, "information_request": 1, "suggestion": 1},
    "channel": {"web_form": 4},
    "perimeter": {"inside": 4},
    "received_on": {"2026-03-06": 1, "2026-03-28": 1, "2026-04-01": 1, "2026-05-04": 1},
    "replied_on": {"2026-03-13": 1, "2026-04-02": 1, "2026-05-04": 1},
}
"""Counted by hand on the four files above."""


def _rows(stamp_column: str = "Traité le") -> list[tuple[str, ...]]:
    heads = tuple(stamp_column if heading == "Traité le" else heading for heading in FIRST)
    rows = [(*heads, OBJECT)]
    for number, received, answered, what, state in FILES:
        rows.append(
            (number, "usager@example.org", "non", "Mme", "XXXX", "YYYY", "non", "", "", "non", state, received, received,
             received, received, answered, "", "agent@example.org", what)
        )  # fmt: skip
    return rows


def csv(stamp_column: str = "Traité le") -> bytes:
    """One row a file, moments with a spaced zone."""
    return delimited(_rows(stamp_column), ",", feed="\n").encode()


def book() -> bytes:
    """Dossiers, Etablissements and Avis: the first has the files."""
    return workbook(
        {
            "Dossiers": _rows(),
            "Etablissements": [("Dossier ID", "Champ", "Établissement SIRET", "Raison sociale")],
            "Avis": [("Dossier ID", "Contenu de la question", "Réponse", "Expert"), ("1200001", "?", "", "XXXX")],
        }
    )


def _source(**more) -> str:
    declared = {
        "id": "contact-form",
        "description": "Formulaire de contact",
        "table": "requests",
        "columns": {
            "request_id": {"heading": "ID"},
            "received_on": {"heading": "Déposé le"},
            "replied_on": {"heading": "Traité le"},
            "channel": {"constant": "web_form"},
            "perimeter": {"constant": "inside"},
            "kind": {
                "heading": OBJECT,
                "values": {
                    "complaint": ["Réclamation"], "information_request": ["Renseignement"], "suggestion": ["Suggestion"],
                },
            },
        },
        "ignored_columns": [heading for heading in FIRST if heading not in ("ID", "Déposé le", "Traité le")],
    }  # fmt: skip
    return yaml.safe_dump(declared | more, allow_unicode=True, sort_keys=False)


_COLUMNS = {"ID": "request_id", "Déposé le": "received_on", "Traité le": "replied_on", OBJECT: "kind"} | dict.fromkeys(
    [heading for heading in FIRST if heading not in ("ID", "Déposé le", "Traité le")], "ignored"
)
_VALUES = {
    OBJECT: {"Réclamation": "complaint", "Renseignement": "information_request", "Suggestion": "suggestion"},
}
PORTALS = (
    Layout(
        "Démarches simplifiées", "CSV", "dossiers_2026-11-20.csv", csv, _source(), read=4, rows=4, stored=STORED,
        columns=_COLUMNS, values=_VALUES,
    ),
    Layout(
        "Démarches simplifiées", "workbook of three sheets", "dossiers_2026-11-20.xlsx", book, _source(), read=4, rows=4,
        stored=STORED, columns=_COLUMNS, values=_VALUES,
    ),
)  # fmt: skip
BAD_PORTALS = (
    Bad(PORTALS[0], "another heading for the reply", partial(csv, "Clôturé le"), "colonne absente (replied_on)"),
)
