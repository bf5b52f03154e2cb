"""Figures that arrive finished (ministries, dashboards) and milestones of the label, all invented."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from qep_lib.fictitious.columns import listed_rows
from qep_lib.fictitious.levels import SiteLevels, read_levels
from qep_lib.fictitious.place import Place
from qep_lib.fictitious.survey import survey_days
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.tables import DECLARED

SOURCE = "Chiffre fictif tiré au hasard (qep example)"
NATION = "nation"
"""Whose levels a national figure has: it is the same everywhere."""
VISITS = "survey_desk_visits_count"
MILESTONES = (
    ("users_committee", "Comité local des usagers (fictif)", (11, 24)),
    ("steering_committee", "Comité de pilotage (fictif)", (2, 3)),
    ("internal_audit", "Audit interne (fictif)", (4, 22)),
)
"""Kind, label and day of the invented milestones, beside the surveys."""


def draw_declared_figures(place: Place, catalogue: Catalogue, year: int, visits: int) -> pa.Table:
    """One row a level named as an indicator that is never computed, and the visits of the survey."""
    found = [_figure(place, year, VISITS, visits)] if visits and VISITS in catalogue.indicators else []
    nation = SiteLevels(place.seed, NATION)
    for name in read_levels():
        indicator = catalogue.indicators.get(name)
        if indicator is None or indicator.table != DECLARED:
            continue
        levels = nation if indicator.grain == "national" else place.levels
        found.append(_figure(place, year, name, round(levels.of(name, year), indicator.decimals)))
    return listed_rows(DECLARED, found)


def draw_milestones(place: Place, year: int, mystery_days: tuple[date, date]) -> pa.Table:
    """The surveys, the committees and the internal audit of the year."""
    rows: list[tuple[str, str, date, date | None]] = [
        ("survey", "Enquête de satisfaction (fictive)", *survey_days(year))
    ]
    rows += [("mystery_survey", "Enquête mystère (fictive)", *mystery_days)]
    rows += [(kind, label, date(year, *day), None) for kind, label, day in MILESTONES]
    common = {"site_id": place.site.site_id, "exercise_year": year, "source": SOURCE}
    return listed_rows(
        "milestones",
        [
            common | {"milestone_id": f"{year}-{kind}", "kind": kind, "label": label, "start_on": start, "end_on": end}
            for kind, label, start, end in rows
        ],
    )


def _figure(place: Place, year: int, indicator_id: str, value: float) -> Mapping[str, Any]:
    return {
        "site_id": place.site.site_id,
        "indicator_id": indicator_id,
        "group": "",
        "period": str(year),
        "period_start": date(year, 1, 1),
        "value": float(value),
        "as_of": date(year, 12, 31),
        "source": SOURCE,
    }
