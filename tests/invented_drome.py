"""Writes the invented folder of a second prefecture: Sphinx, a register of two years in one file, small tables. Nothing is real.

Each figure that a test expects is counted by hand beside the rows it comes from.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

SITE, YEAR = "26", 2022
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
YES, RATHER, NOT_REALLY, NO, NONE = (
    "Oui, tout à fait",
    "Oui, plutôt",
    "Non, pas vraiment",
    "Non, pas du tout",
    "Sans avis",
)


def write_folder(folder: Path) -> Path:
    """The whole folder of the year."""
    folder.mkdir(parents=True, exist_ok=True)
    _survey(folder / "exp_usagers_2022.xlsx")
    _register(folder / "suivi des courriers.csv")
    _calls(folder / "standard-statistiques.csv")
    _delays(folder / "Délais titres.xlsx")
    _mystery(folder / "Appels mystères 2022.xlsx")
    _plan(folder / "Améliorations.xlsx")
    return folder


HEADINGS = (
    "N° d'observation", "Date de saisie", "Progression", "Vous nous avez sollicités en tant que",
    "Pour quelle démarche veniez-vous ?", "Pour quelle démarche veniez-vous ?_AUTRE", "Les agents ont été courtois",
    "Le hall d'accueil est propre et confortable", "Votre attente a duré",
    "Sur une échelle de 0 à 10, quelle note donnez-vous à cette visite ?", "Étiez-vous déjà venu pour ce même dossier ?",
    "Dans l'ensemble, êtes-vous satisfait(e) ?", "Que voudriez-vous nous dire ?",
)  # fmt: skip


def survey_rows() -> list[list]:
    """52 lines, of which 2 are not finished: 50 answers. Courteous: 30 + 12 of 48 (2 without opinion). Clean: 15 + 20 of 50.
    Waited under 10 minutes: 28 of 50. Notes: 9 (25 times), 7 (20), 2 (5): 375, 7.5 on average. Came for a licence: 30 of
    50, for car papers: 25, for something else: 5. Came back for the same file: 10 of 50. Satisfied on the whole: 40 of 50.
    """
    rows = []
    for n in range(52):
        reasons = (
            ["Permis de conduire"] * (n < 30) + ["Carte grise, duplicata"] * (25 <= n < 50) + ["Autre"] * (45 <= n < 50)
        )
        rows.append(
            [
                n + 1,
                f"{3 + n % 25:02d}/10/2022",
                "En cours" if n >= 50 else "Terminé",
                ("Particulier", "Particulier", "Particulier", "Entreprise")[n % 4],
                " ; ".join(reasons) or None,
                "un conseil" if 45 <= n < 50 else None,
                YES if n < 30 else RATHER if n < 42 else NO if n < 48 else NONE,
                YES if n < 15 else RATHER if n < 35 else NOT_REALLY,
                "Moins de 10 minutes" if n < 28 else "De 10 à 30 minutes" if n < 45 else "Plus de 30 minutes",
                9 if n < 25 else 7 if n < 45 else 2,
                "Oui" if n < 10 else "Non",
                "Très satisfait(e)" if n < 15 else "Satisfait(e)" if n < 40 else "Insatisfait(e)",
                f"Remarque inventée numéro {n}" if n % 10 == 0 else None,
            ]
        )
    return rows


def _survey(path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "Usagers (fictif)"
    for row in (HEADINGS, *survey_rows()):
        sheet.append(list(row))
    book.save(path)


@dataclass(frozen=True)
class Request:
    """A line of the register."""

    number: int
    year: int
    day: date
    channel: str
    kind: str
    scope: str
    reply: date | None


def register_rows() -> list[Request]:
    """2021: 12 lines. 2022: 20 complaints, 10 suggestions, 8 requests of which 2 are disputes, 4 compliments: 36 counted.

    By e-mail and by letter in turn, one a month over the year; answered the 2nd day after, but in 2022 4 complaints by e-mail on
    the 6th working day (late: a week and a day) and 2 by letter not at all: 30 of 36 in time, 84 working days for 34 replies.
    """
    rows = []
    for year, kinds in (
        (2021, ["Plainte"] * 8 + ["Idée"] * 4),
        (2022, ["Plainte"] * 20 + ["Idée"] * 10 + ["Renseignement"] * 8 + ["Merci"] * 4),
    ):
        for place, kind in enumerate(kinds):
            day = _second_monday(year, 1 + place % 12)
            # January, March and May: no holiday of 2022 falls in the eight days after.
            is_late = year == 2022 and place in (0, 2, 4, 12)
            is_open = year == 2022 and place in (9, 11)
            reply = None if is_open else day + timedelta(8 if is_late else 2)
            scope = "Contentieux" if year == 2022 and place in (30, 31) else "Oui"
            rows.append(Request(len(rows) + 1, year, day, ("Mél", "Courrier papier")[place % 2], kind, scope, reply))
    return rows


def _register(path: Path) -> None:
    lines = ["Registre du courrier des usagers (fictif);;;;;;;;", ";" * 8]
    lines.append("Chrono;Reçu le;Comment;Sorte;Champ Qual-e-pref;De quoi s'agit-il;Réponse du;Ce qui a été fait;Usager")
    for row in register_rows():
        reply, done = (f"{row.reply:%d/%m/%Y}", "Réponse écrite") if row.reply else ("", "")
        lines.append(
            f"{row.number};{row.day:%d/%m/%Y};{row.channel};{row.kind};{row.scope};Délais;{reply};{done};"
            f"Personne inventée {row.number}"
        )
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("cp1252"))


def _second_monday(year: int, month: int) -> date:
    start = date(year, month, 8)
    return start + timedelta(-start.weekday() % 7)


def _calls(path: Path) -> None:
    """800 calls and 720 answered a month, but August: 400 and 280. 9,200 calls, 8,200 answered."""
    lines = [
        "Statistiques du standard (fictif)",
        "Période du 01/01/2022 au 31/12/2022",
        "",
        "Mois;Entrants;Appels pris par un agent;Abandons;Taux de décroché",
    ]
    for place, month in enumerate(MONTHS):
        received, answered = (400, 280) if place == 7 else (800, 720)
        lines.append(
            f"{month.capitalize()} 2022;{received};{answered};{received - answered};{100 * answered // received} %"
        )
    lines.append("TOTAL;9200;8200;1000;89 %")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _delays(path: Path) -> None:
    """Licences: 100, 200, 100, 200 of 20, 26, 22, 30 days: 15,400 days for 600, 25.67 a licence. Residence
    permits: first requests and renewals together.
    """
    book = Workbook()
    sheet = book.active
    sheet.append(["Délais de délivrance 2022 (fictif)"])
    sheet.append(["Titre", "Trimestre", "Nb titres", "Délai de délivrance (j)"])
    for title, volumes, delays in (
        ("Permis de conduire", (100, 200, 100, 200), (20, 26, 22, 30)),
        ("Cartes grises", (300, 300, 300, 300), (5, 6, 7, 6)),
        ("Titres de séjour", (50, 60, 70, 80), (90, 85, 80, 75)),
    ):
        for quarter, (volume, delay) in enumerate(zip(volumes, delays, strict=True), 1):
            sheet.append([title, f"T{quarter} 2022", volume, delay])
    book.save(path)


def _mystery(path: Path) -> None:
    """6 calls, a column a call. Named itself: 5 of 6; courteous: 6 of 6; put it in other words: 2 of 4."""
    book = Workbook()
    sheet = book.active
    sheet.append(["Grille des appels mystères (fictif)"])
    sheet.append(["N° de l'appel", *(f"A{n}" for n in range(1, 7))])
    sheet.append(["Date de l'appel", *(date(2022, 3, 7 + n) for n in (0, 1, 2, 3, 4, 7))])
    sheet.append(["Moment", "Matin", "Après-midi", "Matin", "Après-midi", "Matin", "Après-midi"])
    sheet.append(["L'agent se présente", "Oui", "Oui", "Oui", "Non", "Oui", "Oui"])
    sheet.append(["L'agent est courtois", "Oui", "Oui", "Oui", "Oui", "Oui", "Oui"])
    sheet.append(["L'agent reformule la demande", "Oui", "Non", "SO", "Non", "Oui", "SO"])
    book.save(path)


def _plan(path: Path) -> None:
    """5 actions: 2 done, 1 in progress, 2 planned; origins: survey 2, internal audit 1, external audit 1, none 1."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Suivi 2022"
    sheet.append(
        [
            "Réf.",
            "Ce qui a été constaté",
            "Vu par",
            "On fait quoi",
            "Chef de file",
            "Pour le",
            "Fini le",
            "Où on en est",
            "Comment on vérifie",
        ]
    )
    for line in (
        ["1", "Hall peu propre", "Enquête usagers", "Passage à midi", "Logistique", date(2022, 6, 30), date(2022, 6, 1), "Fait"],
        ["2", "Attente longue", "Enquête usagers", "Un guichet de plus", "Accueil", date(2022, 12, 31), None, "Lancé"],
        ["3", "Réponses tardives", "Audit interne", "Relances", "Courrier", date(2022, 9, 30), date(2022, 9, 15), "Fait"],
        ["4", "Charte absente", "Audit AFNOR", "L'afficher", "Accueil", date(2023, 3, 31), None, "À lancer"],
        ["5", "Site confus", "Autre", "Revoir le menu", "Communication", date(2023, 6, 30), None, "À lancer"],
    ):  # fmt: skip
        sheet.append(line)
    book.save(path)
