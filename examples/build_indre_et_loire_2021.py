"""Write the example files of examples/indre-et-loire-2021/: an invented prefecture with four whole years.

    .venv/bin/python examples/build_indre_et_loire_2021.py [folder]

From 2018 to 2021: surveys, register, calls, titles, channels, declared figures, mystery surveys, self-assessments, trainings,
milestones and action plans, so that the bilan of 2021 has a past to be set against. The department lends its name only; every
row is invented, with a fixed seed, and labelled so (see examples/README.md). It is one of the six that Centre-Val de Loire
compares.
"""

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from build_centre_val_de_loire import (
    CHANNELS,
    REGISTRATION,
    SOURCE,
    WAITED,
    Department,
    Told,
    calls,
    declared_figures,
    register,
    survey,
    title_statistics,
    titles,
)
from build_fictif_2022 import (
    GRID,
    LINES_A_COMMITMENT,
    Rows,
    half_days,
    local_authority_requests,
    meetings,
    months,
    mystery_survey,
    self_assessment,
    social_media,
    updates,
    website,
    with_label,
)
from rebuilding import ACTION_HEADINGS, ROOT, action_rows, french, milestone_rows, working_days, write_csv

FOLDER = ROOT / "examples" / "indre-et-loire-2021"
YEARS = (2018, 2019, 2020, 2021)
PLACE = Department(
    "37",
    answers={2018: 188, 2019: 241, 2020: 226, 2021: 287},
    foreigners=0.60,
    requests={2018: 318, 2019: 286, 2020: 238, 2021: 264},
    titles=titles((8700, 8.0, 23.0), first=88.0, renewal=58.0, licences=26.0, permits=130),
    calls=4400,
    answered=0.90,
    answered_later=0.74,
    late=0.14,
    since={
        2018: {"": -0.07, WAITED: -0.12, "confidentiality": -0.14},
        2019: {"": -0.05, WAITED: -0.08, "confidentiality": -0.11},
        2020: {"": -0.01, "confidentiality": -0.08},
        2021: {"": 0.01, "telephone_information": -0.12},
    },
)
"""Better and better at the desk; calls less answered from July 2021 on, which people notice."""
FINISHED = (
    CHANNELS[0],
    REGISTRATION,
    Told("titles_satisfaction_pct", "Satisfaction des usagers sur les titres (%)", 84.0, 0, is_national=True),
    Told("online_effort_score", "Facilité des démarches en ligne (note sur 10)", 7.2, 1, is_national=True),
)
"""What no record gives, beside the visits of the surveys."""


# ------------------------------------------------------------------------------------------- channels, fraud, trainings


def each_year(draw_year: Callable[[int, random.Random], Rows], name: str) -> Rows:
    """The rows of every year under one header; numbers restart each year, so the year goes after them."""
    rows: Rows = []
    for year in YEARS:
        header, *drawn = draw_year(year, PLACE.draws(f"{name}/{year}"))
        is_numbered = header[0].startswith("N°")
        rows += [header] * (not rows)
        rows += [[f"{row[0]}-{year}", *row[1:]] if is_numbered else row for row in drawn]
    return rows


def fraud(year: int, draw: random.Random) -> Rows:
    """Requests examined and frauds found, one row a domain and month."""
    rows = []
    for domain, examined, found in (("Titres de séjour", 900, 0.0036), ("CNI et passeports", 8700, 0.0005)):
        for first in months(year):
            seen = round(examined * draw.uniform(0.85, 1.15))
            detected = sum(draw.random() < found for _ in range(seen))
            rows.append((f"{first:%Y-%m}", domain, seen, detected, detected // 2))
    headings = ("Mois", "Domaine", "Demandes examinées", "Fraudes détectées", "Signalements article 40")
    return with_label(headings, rows)


TRAININGS = (("E4", "Accueil des publics difficiles", 24, 62), ("E23, E33", "Fraude documentaire", 9, 18),
             ("E28", "Droit des étrangers", 11, 21))  # fmt: skip
"""Commitments, topic, agents trained a year, agents concerned."""


def trainings(year: int, draw: random.Random) -> Rows:
    """One session a topic and year."""
    rows = []
    for number, (commitments, topic, trained, concerned) in enumerate(TRAININGS, start=1):
        day = draw.choice(working_days(date(year, 3, 1), date(year, 11, 30)))
        agents = round(trained * draw.uniform(0.8, 1.2) * (0.5 if year == 2020 else 1))
        rows.append((f"F{number}", french(day), commitments, agents, concerned, topic))
    headings = ("N° de session", "Date", "Engagements", "Agents formés", "Agents concernés", "Thème")
    return with_label(headings, rows)


# ------------------------------------------------------------------------------- mystery survey, grid, dates of the label


MYSTERY_STARTS = {2018: date(2018, 3, 12), 2019: date(2019, 3, 18), 2020: date(2020, 9, 14), 2021: date(2021, 3, 15)}
"""Two weeks outside the holidays of zone B; in 2020 after the lockdown of spring."""
FAILED = {2018: 0.30, 2019: 0.24, 2020: 0.20, 2021: 0.14}
MET = {
    2018: (0.50, 0.18, 0.26, 0.06),
    2019: (0.62, 0.15, 0.17, 0.06),
    2020: (0.68, 0.13, 0.13, 0.06),
    2021: (0.76, 0.11, 0.08, 0.05),
}
"""Share of the lines of the grid that are met, partly met, not met, without object."""
OWN_GRID = (
    *GRID[:6],
    ("M2", "Dispositions générales", ("E21", "E22", "E23")),
    ("M3", "Dispositions générales", ("E24", "E26", "E28", "E30")),
    *GRID[6:],
)
"""Modules 1 to 4."""
REQUIREMENTS = (
    "Une consigne écrite, datée et connue des agents",
    "Une consigne relue dans l'année",
    "Un point chaque année avec les agents",
)
"""What the lines of each engagement ask, in turn: invented, as the printed grid is not public."""

FIRST_COMMITTEE, COMMITTEE = "Comité local des usagers, bilan de l'exercice", "Comité local des usagers"
MILESTONES: dict[int, tuple[tuple, ...]] = {
    2018: (
        ("COPIL-2018", "Comité de pilotage", "Comité de pilotage, lancement", date(2018, 2, 8), None),
        ("CLU-2018", "Comité local des usagers", COMMITTEE, date(2018, 11, 20), None),
        ("CLU-2019-1", "Comité local des usagers", FIRST_COMMITTEE, date(2019, 2, 5), None),
    ),
    2019: (
        ("AUDIT-INT-2019", "Audit interne", "Audit interne", date(2019, 6, 18), None),
        ("AUDIT-EXT-2019", "Audit externe", "Audit externe d'obtention du label", date(2019, 9, 24), None),
        ("CLU-2019-2", "Comité local des usagers", COMMITTEE, date(2019, 11, 19), None),
        ("CLU-2020-1", "Comité local des usagers", FIRST_COMMITTEE, date(2020, 2, 4), None),
    ),
    2020: (
        ("COPIL-2020", "Comité de pilotage", "Comité de pilotage", date(2020, 6, 25), None),
        ("CLU-2020-2", "Comité local des usagers", COMMITTEE, date(2020, 11, 24), None),
        ("CLU-2021-1", "Comité local des usagers", FIRST_COMMITTEE, date(2021, 2, 9), None),
    ),
    2021: (
        ("AUDIT-INT-2021", "Audit interne", "Audit interne", date(2021, 2, 11), None),
        ("AUDIT-SUR-2021", "Audit de surveillance", "Audit de surveillance", date(2021, 4, 8), None),
        ("CLU-2021-2", "Comité local des usagers", COMMITTEE, date(2021, 11, 23), None),
        ("COPIL-2022", "Comité de pilotage", "Comité de pilotage", date(2022, 1, 18), None),
        ("CLU-2022-1", "Comité local des usagers", FIRST_COMMITTEE, date(2022, 2, 15), None),
        (
            "ENQ-2022",
            "Enquête de satisfaction",
            "Prochaine enquête de satisfaction",
            date(2022, 9, 12),
            date(2022, 9, 23),
        ),
        ("CLU-2022-2", "Comité local des usagers", COMMITTEE, date(2022, 11, 22), None),
        ("AUDIT-EXT-2022", "Audit externe", "Audit externe de renouvellement", date(2022, 9, 20), None),
    ),
}


def milestones(year: int) -> Rows:
    """Surveys, committees and audits of an exercise, and what was to come at its end."""
    (first, last), mystery = PLACE.survey_days, half_days(MYSTERY_STARTS[year])
    surveys = (
        (f"ENQ-{year}", "Enquête de satisfaction", f"Enquête {year}", date(year, *first), date(year, *last)),
        (f"MYSTERE-{year}", "Enquête mystère", f"Enquête mystère {year}", mystery[0][0], mystery[-1][0]),
    )
    header, *rows = milestone_rows((*surveys, *MILESTONES[year]), SOURCE)
    return with_label(header, rows)


def contacts(year: int) -> Rows:
    """Twenty calls and twenty e-mails, one a half-day."""
    made = half_days(MYSTERY_STARTS[year])
    return mystery_survey(made, made, PLACE.draws(f"mystery/{year}"), FAILED[year])


# ------------------------------------------------------------------------------------------------------ the action plans


@dataclass(frozen=True, slots=True)
class Action:
    """One action followed from plan to plan: found in `found` (year), begun, due and done (ISO days), `origins` as in the
    annex of a bilan: 1 local context, 2 self-assessment, 3 survey, 4 internal audit, 5 external audit.
    """

    found: int
    finding: str
    commitment: str
    origins: str
    action: str
    responsible: str
    begun: str
    due: str
    done: str = ""
    check: str = ""

    def state(self, day: str) -> str:
        """What it has become on that day."""
        if self.done and self.done <= day:
            return "Réalisé"
        return "En cours" if self.begun <= day else "Prévu"


ACTIONS = (
    Action(2018, "Files d'attente longues le lundi matin", "E7", "3", "Étaler les rendez-vous sur la semaine",
           "Cheffe de l'accueil", "2018-11-01", "2019-03-31", "2019-03-15", "Part des attentes de moins de 10 minutes"),
    Action(2018, "Courriels répondus hors délai", "E17", "13", "Relever la boîte deux fois par jour",
           "Chef du courrier", "2018-12-01", "2019-06-30", "2019-05-20", "Taux du trimestre"),
    Action(2018, "Signalétique du hall incomplète", "E5", "3", "Poser six panneaux et un plan",
           "Service logistique", "2019-01-15", "2019-09-30", "2019-08-30", "Visite du hall"),
    Action(2018, "Serveur vocal jugé confus", "E8", "2", "Réécrire le message d'accueil",
           "Chef du standard", "2019-02-01", "2019-06-30", "2019-06-11", "Appels mystère"),
    Action(2018, "Confidentialité au guichet insuffisante", "E6", "3", "Poser des cloisons entre les guichets",
           "Service logistique", "2019-10-01", "2019-12-31", "2021-03-26", "Enquête suivante"),
    Action(2018, "Suites données peu visibles", "E3", "2", "Afficher les suites données aux réclamations",
           "Référente qualité", "2019-01-10", "2019-04-30", "2019-04-12", "Affichage vérifié"),
    Action(2019, "Preuves dispersées", "E1", "4", "Ranger les preuves par engagement",
           "Référente qualité", "2019-07-01", "2019-09-15", "2019-09-10", "Audit externe"),
    Action(2019, "Pages du site internet périmées", "E12", "25", "Relire une rubrique par mois",
           "Webmestre", "2019-10-01", "2020-06-30", "2020-10-30", "Relevé des mises à jour"),
    Action(2019, "Salle d'attente peu confortable", "E6", "3", "Remplacer les sièges, créer un coin enfants",
           "Service logistique", "2020-07-01", "2020-09-30", "2020-12-04", "Enquête suivante"),
    Action(2019, "Reformulation rare au téléphone", "E10", "1", "Former les agents du standard",
           "Chef du standard", "2020-01-15", "2020-06-30", "2021-01-29", "Appels mystère"),
    Action(2019, "Lettres difficiles à comprendre", "E16", "5", "Reprendre dix lettres types avec des usagers",
           "Chef du courrier", "2020-02-01", "2020-12-31", "2020-11-20", "Comité local des usagers"),
    Action(2020, "Créneaux de rendez-vous trop rares", "E26", "13", "Ouvrir des créneaux chaque lundi",
           "Cheffe du service des étrangers", "2020-09-01", "2021-03-31", "2021-03-08", "Délai d'un rendez-vous"),
    Action(2020, "Délai de renouvellement des titres de séjour", "E22", "1", "Renforcer l'instruction par deux agents",
           "Cheffe du service des étrangers", "2021-02-01", "2021-09-30", "2021-10-15", "Délai du trimestre"),
    Action(2020, "Point numérique peu connu", "E15", "3", "L'annoncer à l'accueil et sur les convocations",
           "Cheffe de l'accueil", "2020-10-15", "2021-06-30", "2021-05-31", "Fréquentation du point numérique"),
    Action(2020, "Rendez-vous d'élus fixés tard", "E37", "4", "Désigner un suppléant au secrétariat",
           "Cabinet", "2021-02-15", "2021-06-30", "", ""),
    Action(2020, "Réponses tardives aux courriers", "E17", "4", "Alerter au septième jour ouvré",
           "Chef du courrier", "2021-01-15", "2021-12-31", "", ""),
    Action(2021, "Appels non décrochés depuis juillet", "E10", "13", "Pourvoir deux postes vacants au standard",
           "Secrétariat général", "2021-11-01", "2022-03-31", "", ""),
    Action(2021, "Information par téléphone jugée incomplète", "E10", "3", "Écrire douze fiches réflexes",
           "Chef du standard", "2022-02-01", "2022-06-30", "", ""),
    Action(2021, "Publications rares sur les réseaux sociaux", "E19", "2", "Publier deux fois par semaine",
           "Communication", "2021-10-01", "2021-12-31", "2021-12-10", "Relevé mensuel"),
    Action(2021, "Accès difficile aux personnes en fauteuil", "E5", "34", "Motoriser la porte de l'accueil",
           "Service logistique", "2022-04-01", "2022-09-30", "", ""),
    Action(2021, "Dossiers incomplets au premier dépôt", "E21", "15", "Envoyer la liste des pièces avec la convocation",
           "Cheffe du service des titres", "2021-12-01", "2022-05-31", "", ""),
    Action(2021, "Accueil des nouveaux agents", "E4", "5", "Prévoir une journée d'accueil chaque trimestre",
           "Formation", "2022-03-01", "2022-06-30", "", ""),
)  # fmt: skip
"""Every action of the four plans."""


def action_plan(year: int) -> Rows:
    """The plan of an exercise as it stood at its end: what was found until then, but what the years before had closed."""
    last = f"{year}-12-31"
    kept = [one for one in ACTIONS if one.found <= year and not (one.done and one.done < f"{year}-01-01")]
    rows = []
    for one in kept:
        is_done = one.state(last) == "Réalisé"
        effective, check = (one.done, one.check) if is_done else (None, None)
        known = (one.finding, one.commitment, one.origins, one.state(last), one.due, effective)
        rows.append((*known, one.action, one.responsible, check))
    numbers = [f"{year}-{number}" for number in range(1, len(rows) + 1)]
    listed = action_rows(rows, numbers)
    texts = [[french(cell) if isinstance(cell, date) else cell or "" for cell in row] for row in listed]
    return with_label(ACTION_HEADINGS, texts)


def with_requirements(grid: Rows) -> Rows:
    """The grid with what each of its lines asks."""
    headings, *lines = grid
    asked = (REQUIREMENTS[place % LINES_A_COMMITMENT] for place in range(len(lines)))
    return [[*headings, "Exigence"], *([*line, words] for line, words in zip(lines, asked, strict=True))]


def build(folder: Path) -> list[Path]:
    """Write the example files into `folder`; returns their paths."""
    contents: dict[str, Rows] = {
        "appels.csv": calls(PLACE, YEARS),
        "statistiques_titres.csv": title_statistics(PLACE, YEARS),
        "registre_demandes.csv": register(PLACE),
        "chiffres_declares.csv": declared_figures(PLACE, FINISHED),
        "frequentation_site.csv": each_year(website, "website"),
        "reseaux_sociaux.csv": each_year(social_media, "social"),
        "mises_a_jour.csv": each_year(lambda year, draw: updates(year, draw, 80), "updates"),
        "demandes_collectivites.csv": each_year(local_authority_requests, "authorities"),
        "rendez_vous_elus.csv": each_year(meetings, "meetings"),
        "fraude.csv": each_year(fraud, "fraud"),
        "formations.csv": each_year(trainings, "trainings"),
    }
    for year in YEARS:
        contents[f"enquete_satisfaction_{year}.csv"] = survey(PLACE, year)
        contents[f"enquete_mystere_{year}.csv"] = contacts(year)
        grid = self_assessment(year, PLACE.draws(f"grid/{year}"), MET[year], OWN_GRID)
        contents[f"auto_diagnostic_{year}.csv"] = with_requirements(grid)
        contents[f"plan_actions_{year}.csv"] = action_plan(year)
        contents[f"jalons_{year}.csv"] = milestones(year)
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in contents.items():
        write_csv(folder / name, rows, "utf-8-sig")
    return [folder / name for name in contents]


if __name__ == "__main__":
    for written in build(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(written)
