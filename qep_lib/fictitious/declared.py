"""Figures that a site declares, milestones of its label and a few actions, all invented."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from qep_lib.fictitious.levels import centre, read_levels
from qep_lib.fictitious.place import Place
from qep_lib.fictitious.survey import survey_days
from qep_lib.model.catalogue import Catalogue
from qep_lib.store import empty_table

SOURCE = "Chiffre fictif tiré au hasard (qep example)"
DRAWN_AS_RECORDS = ("survey_answers", "requests", "title_cases")
"""Tables whose rows are drawn: their figures are computed, not declared."""
VISITS = "survey_desk_visits_count"
ACTIONS = (
    ("Files d'attente trop longues en été", "E4", "Ouvrir un guichet de plus de juin à août", "in_progress", (6, 30)),
    ("Réponses tardives aux courriers", "E17", "Relancer chaque semaine les demandes ouvertes", "done", (3, 31)),
    ("Pages du site internet périmées", "E11", "Relire une rubrique par mois", "planned", (12, 15)),
)
"""Finding, commitment, action, progress and due day (month, day) of the invented actions."""
MILESTONES = (
    ("users_committee", "Comité local des usagers (fictif)", (11, 24)),
    ("steering_committee", "Comité de pilotage (fictif)", (2, 3)),
    ("internal_audit", "Audit interne (fictif)", (4, 22)),
)
"""Kind, label and day of the invented milestones, beside the survey."""


def draw_declared_figures(place: Place, catalogue: Catalogue, year: int, visits: int) -> pd.DataFrame:
    """One row a level named as an indicator (`indicator` or `indicator.group`), and the visits of the survey."""
    found: list[dict[str, Any]] = [_figure(place, year, VISITS, "", visits)] if VISITS in catalogue.indicators else []
    for name in read_levels():
        indicator_id, _, group = name.partition(".")
        indicator = catalogue.indicators.get(indicator_id)
        if indicator is None or indicator.table in DRAWN_AS_RECORDS:
            continue
        if indicator.grain == "cert" and not place.is_prefecture:
            continue
        value = place.levels.of(name, year)
        if indicator_id == "call_answer_pct" and place.is_odd("unanswered_calls", year):
            value = centre("odd_call_answer_pct")
        found.append(_figure(place, year, indicator_id, group, round(value, indicator.decimals)))
    return _typed("declared_figures", found)


def draw_milestones(place: Place, year: int) -> pd.DataFrame:
    """The survey, the committees and the internal audit of the year."""
    rows = [("survey", "Enquête de satisfaction (fictive)", *survey_days(year))]
    rows += [(kind, label, date(year, *day), None) for kind, label, day in MILESTONES]
    common = {"site_id": place.site.site_id, "exercise_year": year, "source": SOURCE}
    return _typed(
        "milestones",
        [
            common | {"milestone_id": f"{year}-{kind}", "kind": kind, "label": label, "start_on": start, "end_on": end}
            for kind, label, start, end in rows
        ],
    )


def draw_actions(place: Place, year: int) -> pd.DataFrame:
    """The same few actions everywhere: nothing is counted on them."""
    common = {"site_id": place.site.site_id, "exercise_year": year, "responsible": "Responsable qualité (fictif)"}
    origins = {"local_context": False, "self_assessment": True, "survey": False, "internal_audit": False}
    return _typed(
        "actions",
        [
            {
                **common,
                **origins,
                "external_audit": False,
                "action_number": f"{year}-{number}",
                "finding": f"{finding} (constat fictif)",
                "reference": reference,
                "status": status,
                "due_on": date(year, *due),
                "effective_on": date(year, *due) if status == "done" else None,
                "description": description,
            }
            for number, (finding, reference, description, status, due) in enumerate(ACTIONS, 1)
        ],
    )


def _figure(place: Place, year: int, indicator_id: str, group: str, value: float) -> Mapping[str, Any]:
    return {
        "site_id": place.site.site_id,
        "indicator_id": indicator_id,
        "group": group,
        "period": str(year),
        "period_start": date(year, 1, 1),
        "value": float(value),
        "as_of": date(year, 12, 31),
        "source": SOURCE,
    }


def _typed(table: str, rows: list[Mapping[str, Any]]) -> pd.DataFrame:
    empty = empty_table(table)
    return pd.DataFrame(rows).reindex(columns=empty.columns).astype(empty.dtypes.to_dict())
