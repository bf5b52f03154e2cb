"""Rebuild the example files of examples/moselle-2021/ from what the Moselle steering committee published.

    .venv/bin/python examples/build_moselle_2021.py [folder]

As for the Cher (build_cher_2020.py): printed figures come back to the digit, rows belong to nobody, and what the
document does not print is invented and labelled so (see examples/README.md).
"""

import random
import sys
from datetime import date
from pathlib import Path

from rebuilding import (
    ACTION_HEADINGS,
    DECLARED_HEADINGS,
    ROOT,
    action_rows,
    declared_row,
    milestone_rows,
    published_figures,
    satisfaction_column,
    smallest_share,
    survey_rows,
    working_days,
    write_csv,
    write_sheet,
)

FOLDER = ROOT / "examples" / "moselle-2021"
SEED = 20220203
ZONE = "Alsace-Moselle"
DOCUMENT = "Comité de pilotage de la Moselle, 03/02/2022"
COMMITTEE = date(2022, 2, 3)


def moselle_survey(published: dict) -> list[list[str]]:
    """Header and one row an answer: the survey was online only, and one criterion is known."""
    survey = published["satisfaction"]["survey"]
    answers = survey["answers"]
    columns = {
        "Canal de réponse": ["Internet"] * answers,
        "Accueil": satisfaction_column(published["satisfaction"]["reception_pct"][2021], answers),
    }
    return survey_rows(columns, answers, working_days(survey["start"], survey["end"], ZONE), random.Random(SEED), 2021)


CHANNELS = {
    # channel of published.yml: (its label in the grid, commitments of module 1 that its lines quote in turn)
    "internet": ("Internet", ("E11", "E12", "E13", "E14", "E15")),
    "social_media": ("Réseaux sociaux", ("E19", "E20")),
    "telephone": ("Téléphonie", ("E8", "E9", "E10")),
    "front_desk": ("Accueil physique", ("E5", "E6", "E7")),
    "mail": ("Courriers et courriels", ("E16", "E17", "E18")),
}
GRID_HEADINGS = ("N° de ligne", "Évalué le", "Engagement", "Module", "Canal", "Résultat", "Preuve", "Commentaire")
ASSESSED_ON = date(2021, 12, 1)
FEWEST_LINES = 9
"""Fewest lines of a channel of the rebuilt grid: the printed rates say nothing of their number."""
NOT_APPLICABLE = 2
"""Lines without object, one a module: outside every rate."""


def moselle_grid(published: dict) -> list[list[str]]:
    """Header and one row a line of the self-assessment: met or not, so that each channel gives its printed rate."""
    printed = published["self_assessment_pct"]
    rows: list[list[str]] = []

    def add(module: str, channel: str, commitments: tuple[str, ...], result: str) -> None:
        commitment = commitments[len(rows) % len(commitments)]
        day = f"{ASSESSED_ON:%d/%m/%Y}"
        rows.append([f"L{len(rows) + 1:03}", day, commitment, module, channel, result, "", ""])

    for key, (label, commitments) in CHANNELS.items():
        lines, met = smallest_share(printed["channels"][key], FEWEST_LINES)
        for number in range(lines):
            add("M1", label, commitments, "Réalisé" if number < met else "Non réalisé")
    lines, met = smallest_share(printed["modules"]["M2"], FEWEST_LINES)
    titles = ("E21", "E22", "E23")
    for number in range(lines):
        add("M2", "Dispositions générales", titles, "Réalisé" if number < met else "Non réalisé")
    add("M1", CHANNELS["mail"][0], ("E18",), "Sans objet")
    add("M2", "Dispositions générales", titles, "Sans objet")
    return [list(GRID_HEADINGS), *rows]


SUBJECTS = (
    ("Courriers et courriels", "E17", "Mettre en place un suivi hebdomadaire des courriers à échéance"),
    ("Accueil physique", "E7", "Ouvrir un guichet de renfort les jours d'affluence"),
    ("Téléphonie", "E10", "Mettre à jour les fiches réflexes du standard"),
    ("Réseaux sociaux", "E20", "Fixer un calendrier de relecture des informations publiées"),
    ("Sites internet", "E12", "Fixer un calendrier de relecture des pages les plus consultées"),
)
ADDED_HEADING = "Ajoutée en comité"


def moselle_actions(published: dict) -> list[list]:
    """As many actions as were proposed, then those that the committee added: every text of them is invented."""
    printed = published["action_plan"]
    actions = []
    for number in range(printed["actions_proposed"] + printed["actions_added"]):
        channel, reference, action = SUBJECTS[number % len(SUBJECTS)]
        is_added = number >= printed["actions_proposed"]
        finding = f"{'Comité de pilotage' if is_added else 'Auto-diagnostic'} : {channel.lower()}"
        origin = "1" if is_added else "2"
        actions.append((finding, reference, origin, "Prévu", "2022-12-31", None, action, "Référent qualité", None))
    proposed = printed["actions_proposed"]
    return [[*row, "X" if number >= proposed else None] for number, row in enumerate(action_rows(actions))]


def moselle_figures(published: dict) -> list[list[str]]:
    """Header and the result of the survey of 2019 as the committee of 2022 recalls it: no base was printed."""
    value = published["satisfaction"]["reception_pct"][2019]
    recalled = declared_row(
        "satisfaction_reception_pct",
        "Satisfaction : accueil, enquête de 2019 (%)",
        "2021",
        value,
        DOCUMENT,
        group="survey=2019",
    )
    return [list(DECLARED_HEADINGS), recalled]


def moselle_milestones(published: dict) -> list[list[str]]:
    """Header and one row a milestone."""
    survey = published["satisfaction"]["survey"]
    milestones = [
        ("ENQ-2021", "Enquête de satisfaction", "Enquête de satisfaction 2021", survey["start"], survey["end"]),
        ("COPIL-2022", "Comité de pilotage", "Comité de pilotage", COMMITTEE, None),
    ]
    return milestone_rows(milestones, DOCUMENT)


def build(folder: Path) -> list[Path]:
    """Write the five example files into `folder`; returns their paths."""
    published = published_figures("moselle_2021")
    folder.mkdir(parents=True, exist_ok=True)
    survey, grid, figures, milestones, actions = (
        folder / name
        for name in (
            "enquete_satisfaction_2021.csv",
            "auto_diagnostic_2021.csv",
            "chiffres_declares_2021.csv",
            "jalons_2021.csv",
            "plan_actions_2021.xlsx",
        )
    )
    write_csv(survey, moselle_survey(published), "cp1252")
    write_csv(grid, moselle_grid(published), "utf-8-sig")
    write_csv(figures, moselle_figures(published), "utf-8-sig")
    write_csv(milestones, moselle_milestones(published), "utf-8-sig")
    notes = (
        "Préfecture de la Moselle : plan d'actions 2021",
        "Exemple fictif : seul le nombre d'actions proposées et ajoutées est celui du document publié",
    )
    headings = (*ACTION_HEADINGS, ADDED_HEADING)
    write_sheet(actions, "Plan d'actions", notes, headings, moselle_actions(published), None)
    return [survey, grid, figures, milestones, actions]


if __name__ == "__main__":
    for written in build(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(written)
