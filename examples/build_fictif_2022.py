"""Write the example files of examples/fictif-2022/: an invented site whose every system has data.

    .venv/bin/python examples/build_fictif_2022.py [folder]

No published document gives records of calls, appointments, mystery contacts or a filled self-assessment: everything here
is invented, with a fixed seed, and labelled so (see examples/README.md). The files say it too, in a column that the import
leaves out.
"""

import random
import sys
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

from rebuilding import ACTION_HEADINGS, MAINLAND, ROOT, action_rows, french, working_days, working_days_later, write_csv

FOLDER = ROOT / "examples" / "fictif-2022"
SEED = 20220314
INVENTED = "DONNÉES FICTIVES"
YEARS = (2021, 2022)
Rows = list[list[str]]


def with_label(headings: Sequence[str], rows: Iterable[Sequence], column: str = "Commentaire") -> Rows:
    """Header and rows as text, each with the sentence that says it is invented."""
    return [[*headings, column], *([*map(str, row), INVENTED] for row in rows)]


def months(year: int) -> list[date]:
    """First days of the months."""
    return [date(year, month, 1) for month in range(1, 13)]


def month_end(first: date) -> date:
    """Last day of that month."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def calls(year: int, draw: random.Random) -> Rows:
    """One row a month: fewer calls in August, slightly better answered in 2022."""
    rows = []
    for first in months(year):
        presented = draw.randint(1900, 2500) - (600 if first.month == 8 else 0)
        wanted = round(presented * draw.uniform(0.68, 0.74))
        answered = round(wanted * draw.uniform(0.84, 0.92) + (year - YEARS[0]) * 25)
        quick = round(answered * draw.uniform(0.88, 0.95))
        completed = round(presented * draw.uniform(0.80, 0.88))
        rows.append((french(first), french(month_end(first)), presented, wanted, answered, quick, completed))
    headings = ("Du", "Au", "Appels présentés", "Appels demandant un agent", "Appels décrochés")
    return with_label((*headings, "Décrochés en moins de 5 sonneries", "Appels aboutis"), rows)


def website(year: int, draw: random.Random) -> Rows:
    """One row a month."""
    rows = []
    for first in months(year):
        visits = draw.randint(36000, 47000)
        rows.append((f"{first:%Y-%m}", visits, round(visits * 0.14), round(visits * draw.uniform(2.9, 3.2))))
    return with_label(("Mois", "Visites", "Connexions", "Pages vues"), rows)


def social_media(year: int, draw: random.Random, not_noted: tuple[str, int] | None = None) -> Rows:
    """Two networks, one row a month and network, but for the month of a network that was not noted."""
    rows = []
    for first in months(year):
        for network, followers, scale in (("Facebook", 8900, 1.0), ("Twitter", 4100, 0.45)):
            if (network, first.month) == not_noted:
                continue
            reach = round(draw.randint(19000, 26000) * scale)
            reactions = round(reach * draw.uniform(0.035, 0.06))
            connections = round(draw.randint(9000, 11000) * scale)
            rows.append((f"{first:%Y-%m}", network, followers + 20 * first.month, connections, reactions, reach))
    return with_label(("Mois", "Réseau", "Abonnés", "Connexions", "Engagements", "Portée"), rows)


def updates(year: int, draw: random.Random, count: int = 26) -> Rows:
    """Updates of the website and of the voice server: most in three days, two late, one forgotten."""
    days = working_days(date(year, 1, 10), date(year, 11, 30), MAINLAND)
    rows = []
    for number, day in enumerate(sorted(draw.sample(days, count)), start=1):
        medium = "SVI" if number % 4 == 0 else "Site internet"
        delay = 6 if number in (5, 17) else draw.randint(0, 3)
        done = "" if number == 22 else french(working_days_later(day, delay))
        rows.append((f"MAJ-{number:02}", medium, french(day), done, "Objet inventé"))
    return with_label(("N°", "Support", "Demandée le", "Mise en ligne le", "Objet"), rows)


REGISTER_SUBJECTS = cycle(("Titre de séjour", "Carte grise", "Prise de rendez-vous", "Naturalisation"))


def register(draw: random.Random) -> Rows:
    """Requests by e-mail and by letter: three in four e-mails in time, with some complaints."""
    days = working_days(date(2022, 1, 3), date(2022, 12, 16), MAINLAND)
    rows = []
    for number, day in enumerate(sorted(draw.choices(days, k=140)), start=1):
        channel, promised = ("Courrier", 10) if number % 3 == 0 else ("Courriel", 5)
        kind = "Réclamation" if number % 7 == 0 else "Demande d'information"
        late = draw.random() < 0.22
        replied = (
            ""
            if number == 131
            else french(
                working_days_later(day, promised + draw.randint(1, 6) if late else draw.randint(0, promised - 1))
            )
        )
        theme = next(REGISTER_SUBJECTS)
        rows.append((f"D-{number:03}", kind, channel, "Qual-e-pref", french(day), replied, theme))
    headings = ("N° d'enregistrement", "Nature", "Canal", "Périmètre", "Reçu le", "Répondu le", "Thème")
    return with_label(headings, rows, "Observations")


def local_authority_requests(year: int, draw: random.Random) -> Rows:
    """Letters and e-mails of local authorities."""
    days = working_days(date(year, 1, 10), date(year, 12, 9), MAINLAND)
    rows = []
    for number, day in enumerate(sorted(draw.sample(days, 44)), start=1):
        channel, promised = ("Courriel", 5) if number % 2 else ("Courrier", 10)
        delay = promised + 3 if number % 11 == 0 else draw.randint(1, promised - 1)
        rows.append((f"C-{number:02}", channel, french(day), french(working_days_later(day, delay)), "Objet inventé"))
    return with_label(("N° d'enregistrement", "Canal", "Reçu le", "Répondu le", "Objet"), rows)


def meetings(year: int, draw: random.Random) -> Rows:
    """Appointments: two fixed late, one held late, one withdrawn, one still to be fixed."""
    days = working_days(date(year, 1, 10), date(year, 11, 25), MAINLAND)
    rows = []
    for number, day in enumerate(sorted(draw.sample(days, 18)), start=1):
        fixed = working_days_later(day, 7 if number in (4, 12) else draw.randint(1, 3))
        held = working_days_later(day, 14 if number == 9 else draw.randint(8, 10))
        known = ("", "") if number in (6, 15) else (french(fixed), french(held))
        rows.append((f"R-{number:02}", french(day), *known, "Oui" if number == 6 else ""))
    return with_label(("N°", "Demandé le", "Fixé le", "Tenu le", "Retiré"), rows)


PHONE_CRITERIA = ("Identification du service", "Courtoisie", "Réponse complète", "Reformulation")
EMAIL_CRITERIA = ("Réponse dans le délai", "Signature du service", "Réponse complète", "Courtoisie")
MYSTERY_START = date(2022, 3, 14)


def half_days(start: date) -> list[tuple[date, str]]:
    """The half-days of two weeks."""
    open_days = working_days(start, start + timedelta(days=11), MAINLAND)
    return [(day, half) for day in open_days for half in ("Matin", "Après-midi")]


def mystery_survey(
    calls_made: list[tuple[date, str]], mails_sent: list[tuple[date, str]], draw: random.Random, failed: float = 0.16
) -> Rows:
    """One row a contact and criterion. `failed`: share of the two hard criteria that are not met."""
    rows = []
    for prefix, channel, criteria, made in (
        ("A", "Téléphone", PHONE_CRITERIA, calls_made),
        ("M", "Courriel", EMAIL_CRITERIA, mails_sent),
    ):
        for number, (day, half) in enumerate(made, start=1):
            for criterion in criteria:
                is_hard = criterion in ("Reformulation", "Réponse complète")
                result = "Non conforme" if draw.random() < (failed if is_hard else 0.03) else "Conforme"
                if criterion == "Reformulation" and number % 6 == 0:
                    result = "Sans objet"
                rows.append((f"{prefix}{number:02}", channel, french(day), half, criterion, result))
    return with_label(("N° de contact", "Canal", "Date", "Demi-journée", "Critère", "Résultat"), rows, "Observations")


GRID = (
    ("M1", "Dispositions générales", ("E1", "E2", "E3", "E4")),
    ("M1", "Accueil physique", ("E5", "E6", "E7")),
    ("M1", "Téléphonie", ("E8", "E9", "E10")),
    ("M1", "Internet", ("E11", "E12", "E13", "E14", "E15")),
    ("M1", "Courriers et courriels", ("E16", "E17", "E18")),
    ("M1", "Réseaux sociaux", ("E19", "E20")),
    ("M4", "Dispositions générales", ("E34", "E35", "E37")),
    ("M4", "Courriers et courriels", ("E36",)),
)
"""Module, channel and commitments of the invented grid: three lines a commitment."""
LINES_A_COMMITMENT = 3


MET_SHARES = {2021: (0.58, 0.14, 0.22, 0.06), 2022: (0.70, 0.12, 0.13, 0.05)}
"""Exercise -> share of the lines that are met, partly met, not met, without object: better in 2022."""


def self_assessment(year: int, draw: random.Random, shares: Sequence[float], grid: Sequence[tuple] = GRID) -> Rows:
    """Lines of the grid, some without evidence. `shares`: those of each result."""
    rows = []
    results = ("Réalisé", "Partiellement réalisé", "Non réalisé", "Sans objet")
    for module, channel, commitments in grid:
        for commitment in (name for name in commitments for _ in range(LINES_A_COMMITMENT)):
            result = draw.choices(results, shares)[0]
            has_proof = result in results[:2] and draw.random() < 0.8
            number = f"L{len(rows) + 1:03}"
            proof = "Pièce inventée" if has_proof else ""
            rows.append((number, f"15/10/{year}", commitment, module, channel, result, proof))
    return with_label(("N° de ligne", "Évalué le", "Engagement", "Module", "Canal", "Résultat", "Preuve"), rows)


PLANS = {
    2021: (
        (
            "Courriels hors délai",
            "E17",
            "3",
            "Réalisé",
            "2022-03-31",
            "2022-03-15",
            "Relever la boîte deux fois par jour",
            "Cheffe du courrier",
            "Taux du trimestre",
        ),
        (
            "Attente longue à l'accueil",
            "E7",
            "34",
            "Réalisé",
            "2022-06-30",
            "2022-06-20",
            "Ouvrir un guichet de renfort",
            "Chef de l'accueil",
            "Enquête suivante",
        ),
        (
            "Pages du site périmées",
            "E12",
            "2",
            "En cours",
            "2022-05-31",
            None,
            "Relire les pages les plus vues",
            "Webmestre",
            None,
        ),
        (
            "Signalétique incomplète",
            "E5",
            "4",
            "Réalisé",
            "2022-04-30",
            "2022-04-28",
            "Poser trois panneaux",
            "Service logistique",
            "Visite",
        ),
        (
            "Fiches réflexes absentes",
            "E10",
            "5",
            "Prévu",
            "2022-09-30",
            None,
            "Écrire douze fiches",
            "Chef du standard",
            None,
        ),
    ),
    2022: (
        (
            "Courriels hors délai",
            "E17",
            "34",
            "En cours",
            "2022-12-31",
            None,
            "Alerter au quatrième jour",
            "Cheffe du courrier",
            None,
        ),
        (
            "Pages du site périmées",
            "E12",
            "2",
            "En cours",
            "2023-03-31",
            None,
            "Revue mensuelle des pages",
            "Webmestre",
            None,
        ),
        (
            "Salle d'attente peu confortable",
            "E6",
            "3",
            "Prévu",
            "2023-06-30",
            None,
            "Remplacer les sièges",
            "Service logistique",
            None,
        ),
        (
            "Affluence du lundi matin",
            "E7",
            "3",
            "Prévu",
            "2023-02-28",
            None,
            "Décaler les rendez-vous",
            "Chef de l'accueil",
            None,
        ),
        (
            "Preuves manquantes dans la grille",
            "E4",
            "25",
            "Réalisé",
            "2022-11-30",
            "2022-11-18",
            "Ranger les preuves par engagement",
            "Référent qualité",
            "Revue de janvier",
        ),
        (
            "Rendez-vous d'élus fixés tard",
            "E37",
            "4",
            "Prévu",
            "2022-11-30",
            None,
            "Désigner un suppléant",
            "Cabinet",
            None,
        ),
        (
            "Reformulation rare au téléphone",
            "E10",
            "1",
            "Prévu",
            None,
            None,
            "Former les agents du standard",
            None,
            None,
        ),
    ),
}
"""Exercise -> actions: finding, reference, positions of its sources, state, due, done, action, function, check."""
ADDED = 7
"""Number of the action of 2022 that the committee added."""


def action_plan(year: int) -> Rows:
    """The plan of an exercise with the annex's columns."""
    rows = []
    for row in action_rows(PLANS[year], [f"{year}-{number}" for number in range(1, len(PLANS[year]) + 1)]):
        texts = [french(value) if isinstance(value, date) else value or "" for value in row]
        rows.append([*texts, "X" if row[0] == f"2022-{ADDED}" else ""])
    return with_label((*ACTION_HEADINGS, "Ajoutée en comité"), rows)


def title_statistics(draw: random.Random) -> Rows:
    """Volumes and delays of three titles, month by month."""
    rows = []
    for title, volume, processing, delivery in (
        ("CNI ou passeport", 1200, 6.0, 18.0), ("Permis de conduire", 240, 12.0, 28.0),
        ("Certificat d'immatriculation", 900, 3.0, 5.0),
    ):  # fmt: skip
        for first in months(2022):
            delays = [f"{mean * draw.uniform(0.85, 1.2):.1f}".replace(".", ",") for mean in (processing, delivery)]
            rows.append((f"{first:%Y-%m}", title, round(volume * draw.uniform(0.85, 1.15)), *delays, "Outil inventé"))
    headings = ("Mois", "Titre", "Volume", "Délai moyen de traitement (jours)", "Délai moyen de délivrance (jours)")
    return with_label((*headings, "Source"), rows)


def build(folder: Path) -> list[Path]:
    """Write the example files into `folder`; returns their paths."""
    draw = random.Random(SEED)
    halves = half_days(MYSTERY_START)
    mails = [*halves[:5], halves[4], *halves[6:13], *halves[15:]]  # eighteen, that miss some half-days
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        **{f"appels_{year}.csv": calls(year, draw) for year in YEARS},
        **{f"frequentation_site_{year}.csv": website(year, draw) for year in YEARS},
        "reseaux_sociaux_2022.csv": social_media(2022, draw, ("Twitter", 7)),
        "mises_a_jour_2022.csv": updates(2022, draw),
        "registre_demandes_2022.csv": register(draw),
        "demandes_collectivites_2022.csv": local_authority_requests(2022, draw),
        "rendez_vous_elus_2022.csv": meetings(2022, draw),
        "enquete_mystere_2022.csv": mystery_survey(halves, mails, draw),
        **{f"auto_diagnostic_{year}.csv": self_assessment(year, draw, MET_SHARES[year]) for year in YEARS},
        **{f"plan_actions_{year}.csv": action_plan(year) for year in YEARS},
        "statistiques_titres_2022.csv": title_statistics(draw),
    }
    for name, rows in contents.items():
        write_csv(folder / name, rows, "utf-8-sig")
    return [folder / name for name in contents]


if __name__ == "__main__":
    for written in build(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(written)
