"""Rebuild the example files of examples/cher-2020/ from the figures that the Cher prefecture published.

    .venv/bin/python examples/build_cher_2020.py [folder]

Nothing here is an answer, a request or a person of the real world: the published percentages and counts are turned
into rows that give them back exactly, and whatever the bilan does not print is invented and labelled so
(see examples/README.md). The random draw is seeded: the same figures always give the same files.
"""

import random
import sys
from datetime import date
from pathlib import Path

from rebuilding import (
    ACTION_HEADINGS,
    BLANK,
    COMPLAINT,
    DECLARED_HEADINGS,
    DISSATISFIED_SPLIT,
    INFORMATION,
    INSIDE,
    REGISTER_HEADINGS,
    ROOT,
    SUGGESTION,
    THANKS,
    Subject,
    action_rows,
    declared_row,
    largest_base,
    milestone_rows,
    published_figures,
    register_row,
    satisfaction_column,
    split_column,
    survey_rows,
    working_days,
    working_days_later,
    write_csv,
    write_sheet,
)

FOLDER = ROOT / "examples" / "cher-2020"
SEED = 20200914
END_OF_YEAR = date(2020, 12, 31)
"""As-of date of the figures for which the bilan prints none: the whole year."""
DOCUMENT = "Bilan qualité 2020, préfecture du Cher (13/01/2021)"


def waiting_column(percent: float, answers: int) -> list[str]:
    """The answers about waiting time, not shuffled yet."""
    base, short = largest_base(percent, answers)
    medium = round((base - short) * DISSATISFIED_SPLIT)
    counts = {
        "Moins de 10 minutes": short,
        "De 10 à 20 minutes": medium,
        "Plus de 20 minutes": base - short - medium,
        BLANK: answers - base,
    }
    return [label for label, count in counts.items() for _ in range(count)]


SURVEY_HEADINGS = {
    "covid_measures": "Mesures sanitaires (COVID-19)",
    # The survey tool breaks long labels: a heading may hold a line feed.
    "comfort_cleanliness": "Confort et propreté\ndes locaux",
    "courtesy_availability": "Courtoisie et disponibilité des agents",
    "confidentiality": "Confidentialité des échanges",
    "clear_language": "Clarté du langage",
    "queue_management": "Gestion de la file d'attente",
    "waited_under_10_min": "Temps d'attente avant d'être reçu",
    "telephone_information": "Information donnée par téléphone",
}


def cher_survey(published: dict) -> list[list[str]]:
    """Header and one row an answer, in date order."""
    survey, criteria = published["satisfaction"]["survey"], published["satisfaction"]["criteria_pct"]
    answers = survey["answers"]
    columns = {
        "Canal de réponse": ["Accueil"] * survey["desk_answers"] + ["Site internet"] * survey["web_answers"],
        "Vous êtes": split_column(
            published["satisfaction"]["profile_pct"],
            {"individual": "Un particulier", "professional": "Un professionnel", "association": "Une association"},
            answers,
        ),
        "Motif de votre visite": split_column(
            published["satisfaction"]["visit_reason_pct"],
            {"foreign_titles": "Titres de séjour (usagers étrangers)", "information": "Demande d'information"},
            answers,
        ),
    }
    for item, heading in SURVEY_HEADINGS.items():
        make = waiting_column if item == "waited_under_10_min" else satisfaction_column
        columns[heading] = make(criteria[item], answers)
    return survey_rows(columns, answers, working_days(survey["start"], survey["end"]), random.Random(SEED), 2020)


SUBJECTS = (
    Subject(INFORMATION, "Titres de séjour", "Pièces à fournir rappelées, lien vers la page du site"),
    Subject(INFORMATION, "Permis de conduire", "Orientation vers la téléprocédure et le point numérique"),
    Subject(INFORMATION, "Horaires et démarches", "Horaires et liste des pièces envoyés"),
    Subject(COMPLAINT, "Créneaux de rendez-vous", "Créneaux supplémentaires ouverts chaque lundi"),
    Subject(COMPLAINT, "Accueil téléphonique", "Message d'attente revu, renfort aux heures de pointe"),
    Subject(COMPLAINT, "Attente à l'accueil", "File séparée pour les usagers avec rendez-vous"),
    Subject(COMPLAINT, "Délai de délivrance d'un titre", "Point sur le dossier et excuses du service"),
    Subject(SUGGESTION, "Signalétique du hall", "Affichage du hall complété"),
    Subject(SUGGESTION, "Site internet", "Page d'accueil simplifiée"),
)
CHANNEL_LABELS = {"email": "Courriel", "post": "Courrier", "hall_form": "Fiche hall"}
DEADLINES = {"Courriel": 5, "Courrier": 10, "Fiche hall": 10}
LATE_ANSWERS = 4
"""How many inside requests were answered after their deadline, beside one that is still open and overdue."""
OPEN_AND_OVERDUE = ("Courriel", date(2020, 11, 20))
OPEN_NOT_YET_DUE = ("Courrier", date(2020, 12, 30))
OUTSIDE = ("Contentieux", "Contentieux", "Intervention d'élu", "Intervention d'élu", "Dossier en cours")


def cher_register(published: dict) -> list[list]:
    """Rows of the register in order of receipt; dates are `date` values, some of them turned into text."""
    draw = random.Random(SEED + 1)
    days = working_days(date(2020, 1, 6), date(2020, 12, 11))
    requests: list[tuple] = []
    channels = [CHANNEL_LABELS[key] for key in CHANNEL_LABELS for _ in range(published["requests"][2020][key])]
    for channel, received in (OPEN_AND_OVERDUE, OPEN_NOT_YET_DUE):
        channels.remove(channel)
        requests.append((received, channel, draw.choice(SUBJECTS), INSIDE, None))
    draw.shuffle(channels)
    for index, channel in enumerate(channels):
        received = draw.choice(days)
        within = draw.randint(0, DEADLINES[channel])
        delay = DEADLINES[channel] + draw.randint(1, 8) if index < LATE_ANSWERS else within
        subject = SUBJECTS[index % len(SUBJECTS)]
        requests.append((received, channel, subject, INSIDE, working_days_later(received, delay)))
    thanks = Subject(THANKS, "Qualité de l'accueil", "Transmis au service concerné")
    for _ in range(4):
        received = draw.choice(days)
        requests.append((received, "Courriel", thanks, INSIDE, working_days_later(received, draw.randint(0, 4))))
    for perimeter in OUTSIDE:
        received = draw.choice(days)
        subject = Subject(COMPLAINT, "Suivi d'un dossier individuel", "Transmis au service instructeur")
        requests.append((received, "Courrier", subject, perimeter, working_days_later(received, draw.randint(3, 20))))
    requests.sort(key=lambda request: request[:2])
    return [
        # Every third row has its dates typed as text.
        register_row(f"2020-{number:03}", number % 3 == 0, *request)
        for number, request in enumerate(requests, start=1)
    ]


def cher_figures(published: dict) -> list[list[str]]:
    """Header and one row a declared figure: current and previous value, target as printed, as-of date, source."""
    titles, channels, fraud = (published[key] for key in ("title_processing_delay_days", "channels", "fraud"))
    rows = []

    def add(code, label, block, current=2020, previous=2019, target="target_2020", group="") -> None:
        note = block.get("target_note") or block.get(target)
        printed = {"none": "néant", "local, 3 working days": "local, 3 jours ouvrés"}.get(note, note)
        rows.append(
            declared_row(
                code,
                label,
                "2020",
                block.get(current),
                DOCUMENT,
                group=group,
                previous=block.get(previous),
                target=printed,
                as_of=block.get("as_of", END_OF_YEAR),
            )
        )

    add("id_documents_processing_delay_days", "Délai de traitement CNI et passeports (jours)", titles["id_documents"])
    add(
        "residence_permit_first_processing_delay_days",
        "Délai, premiers titres de séjour (jours)",
        titles["residence_permit_first"],
    )
    add(
        "residence_permit_renewal_processing_delay_days",
        "Délai, renouvellements de titres de séjour (jours)",
        titles["residence_permit_renewal"],
    )
    volume = {"current": "volume_2020", "previous": "volume_2019", "target": "no target"}
    add("id_documents_volume_count", "CNI et passeports traités", titles["id_documents"], **volume)
    add(
        "residence_permit_first_volume_count",
        "Premiers titres de séjour traités",
        titles["residence_permit_first"],
        **volume,
    )
    add(
        "residence_permit_renewal_volume_count", "Renouvellements traités", titles["residence_permit_renewal"], **volume
    )
    add("call_answer_pct", "Appels décrochés (%)", channels["call_answer_pct"])
    add(
        "call_answer_under_5_rings_pct",
        "Appels décrochés en moins de 5 sonneries (%)",
        channels["call_answer_under_5_rings_pct"],
    )
    add("website_update_on_time_pct", "Mises à jour du site dans le délai (%)", channels["website_update_on_time_pct"])
    add("social_engagement_pct", "Taux d'engagement sur les réseaux sociaux (%)", channels["social_engagement_pct"])
    add("website_connection_pct", "Taux de connexion au site internet (%)", channels["website_connection_pct"])
    add("fraud_foreigners_permille", "Fraude détectée, étrangers (‰)", fraud["fraud_foreigners_permille"])
    add("fraud_id_documents_permille", "Fraude détectée, titres d'identité (‰)", fraud["fraud_id_documents_permille"])
    add("article_40_reports_count", "Signalements article 40", fraud["article_40_reports"])
    for commitment, agents in published["training_agents"].items():
        add("training_agents_count", "Agents formés", {2020: agents}, group=f"commitment={commitment}")
    survey, before = published["satisfaction"]["survey"], published["requests"][2019]
    visits = {2020: survey["desk_visits"], "as_of": None}
    add("survey_desk_visits_count", "Visites à l'accueil pendant l'enquête", visits)
    add("requests_count", "Demandes reçues (l'exercice vient du registre)", {2019: before["total"], "as_of": None})
    return [list(DECLARED_HEADINGS), *rows]


def cher_milestones(published: dict) -> list[list[str]]:
    """Header and one row a milestone."""
    dates, survey = published["milestones"], published["satisfaction"]["survey"]
    rows = [["ENQ-2020", "Enquête de satisfaction", "Enquête de satisfaction 2020", survey["start"], survey["end"]]]
    for number, day in enumerate(dates["users_committee"], start=1):
        rows.append([f"CLU-{number}", "Comité local des usagers", "Comité local des usagers", day, None])
    later = dates["next_survey"]
    rows += [
        ["AUDIT-INT-2021", "Audit interne", "Audit interne", dates["internal_audit"], None],
        ["AUDIT-EXT-2021", "Audit externe", "Audit externe de surveillance", dates["external_audit"], None],
        ["ENQ-2021", "Enquête de satisfaction", "Prochaine enquête de satisfaction", later["start"], later["end"]],
    ]
    return milestone_rows(rows, DOCUMENT)


# (finding, reference, sources ticked among the five columns, status, due, effective, action, function, verification)
ACTIONS = (
    ("Attente supérieure à 10 minutes pour plus d'un usager sur quatre", "E7", "3", "En cours", "2021-06-30", None,
     "Ouvrir un guichet de renfort les lundis et mercredis matin", "Chef du bureau de l'accueil", None),
    ("Renouvellements de titres de séjour au-delà de la cible", "E30", "15", "En cours", "2021-12-31", None,
     "Résorber le stock par une équipe dédiée", "Chef du service des étrangers", None),
    ("Information donnée par téléphone jugée incomplète par certains usagers", "E10", "23", "Prévu", "2021-04-30", None,
     "Mettre à jour les fiches réflexes du standard", "Responsable du standard", None),
    ("Réponses aux courriels parfois hors délai", "E17", "2", "Réalisé", "2020-10-31", "2020-10-20",
     "Mettre en place un suivi hebdomadaire des demandes à échéance", "Référent qualité",
     "Taux de réponse dans le délai du trimestre"),
    ("Signalétique du hall peu lisible depuis le nouveau sens de circulation", "E5", "1", "Réalisé", "2020-09-30",
     "2020-09-11", "Poser un fléchage au sol et des panneaux contrastés", "Chef du bureau des moyens",
     "Visite de contrôle sans écart"),
    ("Agents d'accueil récemment arrivés non formés", "E4", "2", "En cours", "2021-03-31", None,
     "Former les agents à l'accueil des publics en difficulté", "Responsable de la formation", None),
    ("Pages du site internet à relire", "E11", "2", "Prévu", "2021-05-31", None,
     "Fixer un calendrier de relecture des pages les plus consultées", "Chargé de communication", None),
    ("Peu de réponses à l'enquête en ligne", "E3", "3", "Prévu", "2021-03-22", None,
     "Proposer l'enquête par un code à flasher au guichet", "Référent qualité", None),
    ("Procédure de signalement de fraude à rappeler", "E33", "5", "Réalisé", "2020-12-15", "2020-12-08",
     "Diffuser une note et un exemple aux instructeurs", "Référent fraude", "Quiz de fin de réunion"),
)  # fmt: skip


def build(folder: Path) -> list[Path]:
    """Write the five example files into `folder`; returns their paths."""
    published = published_figures("cher_2020")
    folder.mkdir(parents=True, exist_ok=True)
    survey, register, declared, milestones, actions = (
        folder / name
        for name in (
            "enquete_satisfaction_2020.csv",
            "registre_demandes_2020.xlsx",
            "chiffres_declares_2020.csv",
            "jalons_2020.csv",
            "plan_actions_2020.xlsx",
        )
    )
    write_csv(survey, cher_survey(published), "cp1252")
    register_notes = (
        "Préfecture du Cher : registre des demandes 2020",
        "Exemple reconstitué : seuls les nombres de demandes par canal sont ceux du bilan publié",
    )
    write_sheet(register, "Registre 2020", register_notes, REGISTER_HEADINGS, cher_register(published), "Total")
    write_csv(declared, cher_figures(published), "utf-8-sig")
    write_csv(milestones, cher_milestones(published), "utf-8-sig")
    action_notes = ("Préfecture du Cher : plan d'actions 2020", "Exemple fictif : aucune de ces actions n'est réelle")
    write_sheet(actions, "Plan d'actions", action_notes, ACTION_HEADINGS, action_rows(ACTIONS), None)
    return [survey, register, declared, milestones, actions]


if __name__ == "__main__":
    for written in build(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(written)
