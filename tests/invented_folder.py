"""Writes an invented prefecture's folder, unlike the examples: Google Forms, registers and tables of her own. Nothing is real.

Each figure that a test expects is counted by hand beside the rows it comes from.
"""

import csv
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

SITE = "85"
HEADINGS = (
    "Horodateur",
    "Vous venez en tant que",
    "Pour quelle démarche êtes-vous venu(e) ?",
    "Êtes-vous d'accord avec ces phrases ? [Les agents sont courtois]",
    "Êtes-vous d'accord avec ces phrases ? [La signalétique est claire]",
    "Combien de temps avez-vous attendu ?",
    "Comment jugez-vous notre site internet ?",
    "Quelle note donnez-vous à votre visite, de 0 à 10 ?",
    "Un mot à ajouter ?",
    "Votre adresse mail",
)
MONTHS = ("janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc")


def write_folder(folder: Path, year: int = 2023) -> Path:
    """The whole folder of a year; another year has the same headings and as many rows."""
    folder.mkdir(parents=True, exist_ok=True)
    _survey(folder / "Réponses au formulaire.csv", year)
    _register(folder / "Courrier des usagers.xlsx", year)
    _calls(folder / f"Bilan du standard {year}.xlsx", year)
    _delays(folder / "titres.csv", year)
    _plan(folder / f"PAC {year}.xlsx", year)
    (folder / "Compte rendu du comité.pdf").write_bytes(b"%PDF-1.4 invented")
    (folder / "photo du hall.jpg").write_bytes(b"\xff\xd8\xff invented")
    return folder


def _survey(path: Path, year: int) -> None:
    """40 answers: 30 of 40 agree that agents are courteous, 24 of 36 that signs are clear (4 have no opinion), 25 of 40 waited
    under 10 minutes, notes 8 (20 times), 6 (15) and 10 (5): 300 in all, 7.5 on average; 22 of 40 like the site.
    """
    rows = []
    for n in range(40):
        rows.append(
            (
                f"{1 + n % 28:02d}/03/{year} {8 + n % 9:02d}:15:00",
                ("Particulier", "Particulier", "Particulier", "Entreprise")[n % 4],
                (
                    "Carte grise, duplicata",
                    "Renseignement",
                    "Carte grise, duplicata, Renseignement",
                    "Permis de conduire",
                )[n % 4],
                "Tout à fait d'accord" if n < 18 else "Plutôt d'accord" if n < 30 else "Pas du tout d'accord",
                "Plutôt d'accord" if n < 24 else "Plutôt pas d'accord" if n < 36 else "Sans avis",
                "Moins de 10 min" if n < 25 else "Entre 10 et 20 min" if n < 35 else "Plus de 20 min",
                "Nickel" if n < 22 else "Bof",
                "8" if n < 20 else "6" if n < 35 else "10",
                f"Avis numéro {n}, écrit à la main" if n % 5 == 0 else "",
                f"usager{n}@example.org",
            )
        )
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([HEADINGS, *rows])


def _register(path: Path, year: int) -> None:
    """30 lines of the year and those of the year before (20 of 2022), on one sheet that goes on: the register of 2024 holds the
    lines of 2023 as they were. Of the year's: 10 complaints, 6 suggestions, 9 requests,
    5 compliments; 2 of the requests are out of the perimeter (a dispute), so that 23 are counted; 3 complaints have no
    answer; every other one is answered on the 3rd day after.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "Suivi"
    sheet.append(["Suivi du courrier des usagers (fictif)"])
    sheet.append(
        [
            "N° ordre",
            "Arrivé le",
            "Mode de réception",
            "Type de message",
            "Demandeur",
            "Champ Qual-e-pref",
            "Domaine",
            "Répondu le",
            "Suite",
        ]
    )
    for of_year in (year - 1, year):
        is_first = of_year == 2022
        kinds = ["Récla"] * 8 + ["Idée"] * 4 + ["Info"] * 6 + ["Merci"] * 2
        if not is_first:
            kinds = ["Récla"] * 10 + ["Idée"] * 6 + ["Info"] * 9 + ["Merci"] * 5
        for place, kind in enumerate(kinds):
            number = 1 + place + (0 if is_first else 20 + 30 * (of_year - 2023))
            # Mondays, so that three days later is the same week: no holiday falls there in either year.
            day = _monday(of_year, place)
            is_open = not is_first and kind == "Récla" and place < 3
            is_outside = not is_first and kind == "Info" and place in (16, 17)
            sheet.append(
                [
                    number, day, ("Mél", "Lettre", "Guichet unique")[place % 3], kind, f"Personne {number}",
                    "Recours" if is_outside else None if place % 2 else "Oui", "Délais", None if is_open else day + timedelta(3),
                    None if is_open else "Réponse faite",
                ]
            )  # fmt: skip
    book.save(path)


def _monday(year: int, place: int) -> date:
    start = date(year, 9, 1)
    start += timedelta(-start.weekday() % 7)
    return start + timedelta(7 * (place % 8))


def _calls(path: Path, year: int) -> None:
    """1,000 calls and 900 answered each month but December: 1,000 and 700. 10,600 of 12,000."""
    book = Workbook()
    sheet = book.active
    sheet.append([f"Standard, année {year} (fictif)"])
    sheet.append(["Mois", "Nb appels", "Décrochés", "Abandons", "Taux de décroché"])
    for place, month in enumerate(MONTHS):
        answered = 700 if place == 11 else 900
        sheet.append(
            [f"{month}-{year % 100}", 1000, answered, 1000 - answered, f"{answered / 10:g} %".replace(".", ",")]
        )
    sheet.append(["Total", 12000, 10600, 1400, "88,3 %"])
    book.save(path)


def _delays(path: Path, year: int) -> None:
    """Licences: 100 in 20 days, then 300 in 40 days: 35 days a licence. Car papers: 5 days each."""
    path.write_text(
        "Délais de délivrance (fictif);;;\n"
        "Mois;Document;Nb;Délivrance (j)\n"
        f"janvier {year};Permis;100;20\n"
        f"janvier {year};Cartes grises;200;5\n"
        f"février {year};Permis;300;40\n"
        f"février {year};Cartes grises;100;5\n",
        encoding="cp1252",
    )


def _plan(path: Path, year: int) -> None:
    """4 actions: 1 done, 2 in progress, 1 planned; origins: survey 2, internal audit 1, external audit 1, self-assessment 1."""
    book = Workbook()
    sheet = book.active
    sheet.title = "PAC"
    sheet.append(
        [
            "Réf",
            "Dysfonctionnement constaté",
            "D'où vient le constat",
            "Que fait-on",
            "Qui",
            "Pour quand",
            "Où en est-on",
        ]
    )
    for line in (
        [
            "A1",
            "Panneaux peu lisibles",
            "Enquête usagers",
            "Refaire les panneaux",
            "Logistique",
            date(year, 6, 30),
            "Soldé",
        ],
        [
            "A2",
            "Réponses tardives",
            "Audit int. ; Auto-évaluation",
            "Relancer chaque lundi",
            "Courrier",
            date(year, 9, 30),
            "Engagé",
        ],
        ["A3", "Charte absente du hall", "Audit AFNOR", "L'afficher", "Accueil", date(year, 12, 31), "Engagé"],
        [
            "A4",
            "Site internet confus",
            "Enquête usagers",
            "Revoir le menu",
            "Communication",
            date(year + 1, 3, 31),
            "À lancer",
        ],
    ):
        sheet.append(line)
    book.save(path)
