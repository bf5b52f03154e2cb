"""Rebuild the example files of examples/essonne-2019/ from what the Essonne users' committee published.

    .venv/bin/python examples/build_essonne_2019.py [folder]

One questionnaire, three sites. Only the dates and the number of answers of each site are known: the percentages were
charts and are lost. Every answer is therefore drawn at random and labelled fictitious (see examples/README.md).
"""

import random
import sys
from datetime import date
from pathlib import Path

from rebuilding import (
    BLANK,
    LITTLE,
    NOT_AT_ALL,
    NOT_CONCERNED,
    RATHER,
    ROOT,
    VERY,
    milestone_rows,
    published_figures,
    survey_rows,
    working_days,
    write_csv,
)

FOLDER = ROOT / "examples" / "essonne-2019"
SEED = 20201016
DOCUMENT = "Comité local des usagers de l'Essonne, 16/10/2020"
COMMITTEE = date(2020, 10, 16)

SURVEY_HEADINGS = (
    # information
    "Facilité à trouver l'information",
    "Clarté de l'information",
    # reception
    "Accueil",
    "Courtoisie des agents",
    "Temps d'attente",
    "Confort des espaces d'attente",
    # communication of the State
    "Communication de l'État dans le département",
)
WEIGHTS = {VERY: 30, RATHER: 40, LITTLE: 12, NOT_AT_ALL: 5, NOT_CONCERNED: 6, BLANK: 7}
"""Chances of each answer, the same for every question and site: an invention without any meaning."""


def essonne_survey(published: dict, site_id: str, draw: random.Random) -> list[list[str]]:
    """Header and one row an answer of a site, in date order."""
    survey = published["survey"]
    answers = survey["answers"][site_id]
    columns = {
        heading: draw.choices(list(WEIGHTS), weights=list(WEIGHTS.values()), k=answers) for heading in SURVEY_HEADINGS
    }
    return survey_rows(columns, answers, working_days(survey["start"], survey["end"]), draw, 2019)


def essonne_milestones(published: dict) -> list[list[str]]:
    """Header and one row a milestone, the same for the three sites."""
    survey = published["survey"]
    milestones = [
        ("ENQ-2019", "Enquête de satisfaction", "Enquête de satisfaction 2019", survey["start"], survey["end"]),
        ("CLU-2020", "Comité local des usagers", "Comité local des usagers", COMMITTEE, None),
    ]
    return milestone_rows(milestones, DOCUMENT)


def build(folder: Path) -> list[Path]:
    """Write the survey of each site and the milestones into `folder`; returns their paths."""
    published = published_figures("essonne_2019")
    folder.mkdir(parents=True, exist_ok=True)
    draw, paths = random.Random(SEED), []
    for site_id in published["sites"]:
        paths.append(folder / f"enquete_satisfaction_2019_{site_id}.csv")
        write_csv(paths[-1], essonne_survey(published, site_id, draw), "cp1252")
    paths.append(folder / "jalons_2019.csv")
    write_csv(paths[-1], essonne_milestones(published), "utf-8-sig")
    return paths


if __name__ == "__main__":
    for written in build(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(written)
