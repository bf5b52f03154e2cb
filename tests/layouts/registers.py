"""Registers kept by hand in a workbook: a merged title, a sheet a month or a year, days in words, reasons after « Non »."""

from datetime import date
from functools import partial

import yaml

from layouts.layout import Bad, Layout, workbook

HEADINGS = ("N°", "Date d'arrivée", "Canal", "Nature", "Concerne Qual-e-pref ?", "Date de réponse")
CHANNELS = {"email": ["Courriel", "Mél"], "post": ["Courrier"], "phone": ["Tél."]}
KINDS = {"complaint": ["Réclamation"], "suggestion": ["Suggestion"], "compliment": ["Remerciement"]}
PERIMETERS = {"inside": ["Oui"], "litigation": ["Contentieux"], "elected_official": ["Intervention d'élu"]}
BY_MONTH = {
    "Janvier": (
        (1, date(2026, 1, 5), "Courriel", "Réclamation", "Oui", date(2026, 1, 8)),
        (2, "14 janvier 2026", "Courrier", "Réclamation", "Non : contentieux", None),
    ),
    "Février": (
        (1, "03/02/2026", "Mél", "Suggestion", "Oui", "5 févr. 2026"),
        (2, date(2026, 2, 27), "Tél.", "Remerciement", "Oui", date(2026, 3, 2)),
        (3, "1er février 2026", "Courrier", "Réclamation", "Non (intervention d'élu)", date(2026, 2, 10)),
    ),
}
BY_YEAR = {
    "2026": (
        (1, date(2026, 1, 5), "Courriel", "Réclamation", "Oui", date(2026, 1, 8)),
        (2, date(2026, 6, 2), "Courrier", "Suggestion", "Oui", None),
    ),
    "2025": (
        (1, date(2025, 1, 6), "Courriel", "Réclamation", "Oui", date(2025, 1, 9)),
        (2, date(2025, 3, 4), "Courrier", "Remerciement", "Oui", date(2025, 3, 5)),
        (3, date(2025, 12, 1), "Courrier", "Réclamation", "Oui", date(2025, 12, 2)),
    ),
}


def register(sheets: dict, total: bool = True, wrong: str = "") -> bytes:
    """A merged title and a blank row above the headings, a blank row and the count below."""
    built = {}
    for name, rows in sheets.items():
        table: list[tuple] = [(f"REGISTRE DES DEMANDES – {name}",), (), HEADINGS, *rows]
        if wrong:
            table.append((len(rows) + 1, wrong, "Courriel", "Réclamation", "Oui", None))
        built[name] = [*table, (), ("Total", None, None, len(rows))] if total else table
    return workbook(built, dict.fromkeys(sheets, ("A1:F1",)))


def delays(quarters: tuple[str, ...] = ("1er trimestre 2026", "2e trimestre 2026", "T3 2026")) -> bytes:
    """A small table, a column a quarter."""
    rows = [
        ("Délais de délivrance en jours",),
        ("Type de titre", *quarters),
        ("Carte d'identité, passeport", 41, 63, None),
        ("Permis de conduire", 22, 25, 27),
    ]
    return workbook({"Délais": rows}, {"Délais": ("A1:D1",)})


def plan(origin: str = "Audit interne") -> bytes:
    """An action plan with one column of origins, and a due date in words."""
    rows = [
        ("Plan d'actions 2026",),
        ("N°", "Problème constaté", "Origine", "Action décidée", "Échéance", "Avancement"),
        (1, "Téléphone peu joignable", "Enquête", "Renfort le lundi", date(2026, 9, 30), "Fait"),
        (2, "Signalétique", origin, "Cinq panneaux", "printemps 2027", "En cours"),
        (3, "Attente", "Enquête et auto-diagnostic", "Créneaux", "", "À faire"),
    ]
    return workbook({"Plan 2026": rows}, {"Plan 2026": ("A1:F1",)})


def _source(name: str, table: str, columns: dict, **more) -> str:
    declared = {"id": name, "description": "Tenu à la main", "table": table, "columns": columns}
    return yaml.safe_dump(declared | more, allow_unicode=True, sort_keys=False)


_REGISTER = {
    "request_id": {"heading": HEADINGS[0]},
    "received_on": {"heading": HEADINGS[1]},
    "channel": {"heading": HEADINGS[2], "values": CHANNELS},
    "kind": {"heading": HEADINGS[3], "values": KINDS},
    "perimeter": {"heading": HEADINGS[4], "values": PERIMETERS},
    "replied_on": {"heading": HEADINGS[5]},
}
_DELAYS = {
    "indicator_id": {
        "heading": "Type de titre",
        "values": {
            "id_documents_delivery_delay_days": ["Carte d'identité, passeport"],
            "driving_licence_delivery_delay_days": ["Permis de conduire"],
        },
    },
    "source": {"constant": "Tableau du service"},
}
_PLAN = {
    "action_number": {"heading": "N°"},
    "finding": {"heading": "Problème constaté"},
    "origins": {
        "heading": "Origine",
        "values": {
            "survey": ["Enquête"], "internal_audit": ["Audit interne"], "self_assessment": ["Auto-diagnostic"],
        },
    },
    "status": {"heading": "Avancement", "values": {"planned": ["À faire"], "in_progress": ["En cours"], "done": ["Fait"]}},
    "due_on": {"heading": "Échéance", "required": False},
    "description": {"heading": "Action décidée"},
}  # fmt: skip
_COLUMNS = dict(zip(HEADINGS, _REGISTER, strict=True))


def _by_label(values: dict) -> dict[str, str]:
    return {label: value for value, words in values.items() for label in words}


_VALUES = {HEADINGS[2]: _by_label(CHANNELS), HEADINGS[3]: _by_label(KINDS)}
REGISTERS = (
    Layout(
        "register", "a sheet a month", "Registre 2026.xlsx", partial(register, BY_MONTH),
        _source("register-months", "requests", _REGISTER, sheets="all"), read=5, rows=5,
        stored={"channel": {"email": 2, "post": 2, "phone": 1}, "kind": {"complaint": 3, "suggestion": 1, "compliment": 1},
                "perimeter": {"inside": 3, "litigation": 1, "elected_official": 1}, "sheet": {"Janvier": 2, "Février": 3},
                "received_on": {"2026-01-05": 1, "2026-01-14": 1, "2026-02-03": 1, "2026-02-27": 1, "2026-02-01": 1},
                "replied_on": {"2026-01-08": 1, "2026-02-05": 1, "2026-03-02": 1, "2026-02-10": 1}},
        columns=_COLUMNS, values=_VALUES, told=("ligne de total mise de côté", "la raison écrite après « non »"),
    ),
    Layout(
        "register", "a sheet a year", "Registre des demandes.xlsx", partial(register, BY_YEAR),
        _source("register-years", "requests", _REGISTER, sheets="all", periods="all"), read=5, rows=5,
        stored={"channel": {"email": 2, "post": 3}, "sheet": {"2026": 2, "2025": 3},
                "received_on": {"2026-01-05": 1, "2026-06-02": 1, "2025-01-06": 1, "2025-03-04": 1, "2025-12-01": 1}},
        columns=_COLUMNS, values=_VALUES, told=("2 lignes de 2026, 3 de 2025",),
    ),
    Layout(
        "small table", "a column a quarter", "Délais par trimestre.xlsx", delays,
        _source("delays-by-quarter", "declared_figures", _DELAYS, wide={"by": "period", "into": "value"}), read=5, rows=5,
        stored={"period": {"2026-T1": 2, "2026-T2": 2, "2026-T3": 1}, "value": {"41": 1, "63": 1, "22": 1, "25": 1, "27": 1},
                "indicator_id": {"id_documents_delivery_delay_days": 2, "driving_licence_delivery_delay_days": 3}},
        columns={"Type de titre": "indicator_id"},
        values={"Type de titre": _by_label(_DELAYS["indicator_id"]["values"])},
    ),
    Layout(
        "action plan", "one column of origins", "Plan d'actions.xlsx", plan, _source("plan-origins", "actions", _PLAN),
        read=3, rows=3,
        stored={"survey": {"True": 2, "False": 1}, "internal_audit": {"True": 1, "False": 2},
                "self_assessment": {"True": 1, "False": 2}, "due_on": {"2026-09-30": 1},
                "status": {"done": 1, "in_progress": 1, "planned": 1}},
        columns={"N°": "action_number", "Problème constaté": "finding", "Origine": "origins", "Action décidée": "description",
                 "Échéance": "due_on", "Avancement": "status"},
        values={"Origine": _by_label(_PLAN["origins"]["values"]), "Avancement": _by_label(_PLAN["status"]["values"])},
        told=("la ligne est gardée, sans cette date",),
    ),
)  # fmt: skip
BAD_REGISTERS = (
    Bad(REGISTERS[0], "a day that does not exist", partial(register, BY_MONTH, wrong="31 février 2026"), "n'existe pas", None),
    Bad(REGISTERS[1], "two years without periods: all", partial(register, BY_YEAR), "« periods: all »",
        source=_source("register-years", "requests", _REGISTER, sheets="all")),
    Bad(REGISTERS[2], "seasons instead of quarters", partial(delays, ("Hiver", "Printemps", "Été")), "aucune colonne à déplier"),
    Bad(REGISTERS[3], "an unknown origin", partial(plan, "Sondage"), "origine inconnue", None),
)  # fmt: skip
