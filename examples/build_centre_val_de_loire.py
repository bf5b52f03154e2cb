"""Write the example files of examples/centre-val-de-loire/: four invented departments beside two published ones.

    .venv/bin/python examples/build_centre_val_de_loire.py [folder]

The regional comparison of Centre-Val de Loire stands on what the Cher (2020) and the Loir-et-Cher (2021) published. The
four other departments lend their names only: every row here is invented, with a fixed seed, and labelled so. What each
one is made to show is in LISEZMOI.md.
"""

import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from build_cher_2020 import SURVEY_HEADINGS as CHER_HEADINGS
from build_fictif_2022 import INVENTED, month_end, months
from build_loir_et_cher_2021 import SURVEY_HEADINGS as LOIR_ET_CHER_HEADINGS
from rebuilding import (
    BLANK,
    COMPLAINT,
    DECLARED_HEADINGS,
    INFORMATION,
    INSIDE,
    LITTLE,
    NOT_AT_ALL,
    NOT_CONCERNED,
    RATHER,
    ROOT,
    VERY,
    declared_row,
    french,
    working_days,
    working_days_later,
    write_csv,
)

FOLDER = ROOT / "examples" / "centre-val-de-loire"
SEED = 20220131
YEARS = (2019, 2020, 2021)
SURVEY_YEARS = REGISTER_YEARS = (2020, 2021)
SOURCE = "Chiffre fictif (examples/centre-val-de-loire)"
Rows = list[list[str]]

FOREIGNERS, INFORMED = "Titres de séjour (usagers étrangers)", "Demande d'information"
SATISFIED = {FOREIGNERS: 0.80, INFORMED: 0.93}
"""Share of positive answers by reason of the visit, the same in every department but where said otherwise."""
SATISFIED_WITHOUT_REASON = 0.82
WAITED = ("Moins de 10 minutes", "De 10 à 20 minutes", "Plus de 20 minutes")


@dataclass(frozen=True, slots=True)
class Department:
    """One invented department. `answers` by survey year; `foreigners` is the share of visits for residence permits, None
    with the questionnaire of the Loir-et-Cher, which does not ask why people came; `online` is the share of answers given
    on the website; `satisfaction_gap` is taken away from every criterion in 2021, `calls` a month are presented, `answered`
    is the share answered of those that ask for an agent, `answered_later` that share from July 2021 on where it falls.
    With `own_surveys`, answers are drawn apart from the rest, which starts that many draws of 32 bits further.
    """

    code: str
    answers: tuple[int, int]
    foreigners: float | None
    calls: int
    answered: float
    requests: int
    delays: tuple[float, float]
    publishes_processing: bool
    online: float = 0.1
    satisfaction_gap: float = 0.0
    answered_later: float | None = None
    own_surveys: int = 0

    @property
    def has_cher_questionnaire(self) -> bool:
        """The other ones have that of the Loir-et-Cher."""
        return self.foreigners is not None


DEPARTMENTS = (
    Department(
        "28", (151, 163), 0.72, calls=2600, answered=0.91, requests=48, delays=(7.5, 62.0), publishes_processing=True
    ),
    Department(
        "36",
        (118, 146),
        0.48,
        calls=1500,
        answered=0.93,
        requests=31,
        delays=(6.2, 51.0),
        publishes_processing=True,
        satisfaction_gap=0.28,
    ),
    Department(
        "37",
        (160, 171),
        0.60,
        calls=3900,
        answered=0.90,
        requests=66,
        delays=(19.0, 29.0),
        publishes_processing=False,
        online=0.15,
        answered_later=0.62,
        own_surveys=16_644,
    ),
    Department(
        "45", (124, 9), None, calls=4300, answered=0.88, requests=73, delays=(17.0, 26.0), publishes_processing=False
    ),
)
"""`delays`: mean days of identity documents and of the second title; of processing as the Cher published them, else of
delivery as the Loir-et-Cher did."""


def with_label(headings: Sequence[str], rows: Iterable[Sequence], column: str = "Observations") -> Rows:
    """Header and rows as text, each with the sentence that says it is invented."""
    return [[*headings, column], *([*map(str, row), INVENTED] for row in rows)]


def survey(place: Department, year: int, draw: random.Random) -> Rows:
    """One row an answer, in date order, with the questionnaire of the department."""
    count = place.answers[SURVEY_YEARS.index(year)]
    gap = place.satisfaction_gap if year == SURVEY_YEARS[-1] else 0.0
    days = sorted(draw.choices(working_days(date(year, 9, 13), date(year, 9, 24)), k=count))
    headings = CHER_HEADINGS if place.has_cher_questionnaire else LOIR_ET_CHER_HEADINGS
    foreigners = round(count * (place.foreigners or 0))
    reasons = [FOREIGNERS] * foreigners + [INFORMED] * (count - foreigners)
    draw.shuffle(reasons)
    rows = []
    for number, (day, reason) in enumerate(zip(days, reasons, strict=True), start=1):
        known = (draw.choices(("Accueil", "Site internet"), (1 - place.online, place.online))[0], profile(draw), reason)
        share = (SATISFIED[reason] if place.has_cher_questionnaire else SATISFIED_WITHOUT_REASON) - gap
        answers = [waiting(share, draw) if item == "waited_under_10_min" else degree(share, draw) for item in headings]
        rows.append((f"{year}-{number:03}", french(day), *(known if place.has_cher_questionnaire else ()), *answers))
    first = ("Canal de réponse", "Vous êtes", "Motif de votre visite") if place.has_cher_questionnaire else ()
    return with_label(("N° de réponse", "Date de saisie", *first, *headings.values()), rows)


def profile(draw: random.Random) -> str:
    """Nearly always a private person."""
    return draw.choices(("Un particulier", "Un professionnel", "Une association"), (96, 2, 2))[0]


def degree(share: float, draw: random.Random) -> str:
    """One answer on the scale of satisfaction; a few people are not concerned or leave a blank."""
    outside = draw.random()
    if outside < 0.06:
        return NOT_CONCERNED if outside < 0.04 else BLANK
    return draw.choices((VERY, RATHER, LITTLE, NOT_AT_ALL), (0.6 * share, 0.4 * share, *halves(1 - share)))[0]


def waiting(share: float, draw: random.Random) -> str:
    """How long somebody waited: short waits are a little rarer than satisfied answers."""
    return draw.choices(WAITED, (share - 0.1, *halves(1.1 - share)))[0]


def halves(share: float) -> tuple[float, float]:
    """Two thirds and one third."""
    return share * 2 / 3, share / 3


def calls(place: Department, draw: random.Random) -> Rows:
    """Thirty-six months: fewer calls in August and during the lockdown of spring 2020."""
    rows = []
    for first in (month for year in YEARS for month in months(year)):
        quiet = 0.7 if first.month == 8 else 0.5 if (first.year, first.month) in ((2020, 4), (2020, 5)) else 1.0
        presented = round(place.calls * quiet * draw.uniform(0.93, 1.07))
        wanted = round(presented * draw.uniform(0.70, 0.74))
        has_fallen = place.answered_later is not None and first >= date(2021, 7, 1)
        share = place.answered_later if has_fallen else place.answered
        answered = round(wanted * min(1.0, share + draw.uniform(-0.02, 0.02)))
        quick = round(answered * draw.uniform(0.90, 0.95))
        completed = answered if has_fallen else max(answered, round(presented * draw.uniform(0.76, 0.80)))
        rows.append((french(first), french(month_end(first)), presented, wanted, answered, quick, completed))
    headings = ("Du", "Au", "Appels présentés", "Appels demandant un agent", "Appels décrochés")
    return with_label((*headings, "Décrochés en moins de 5 sonneries", "Appels aboutis"), rows)


def title_statistics(place: Department, draw: random.Random) -> Rows:
    """Thirty-six months of two titles, with the delay that the department publishes and no other."""
    second = "Titre de séjour (renouvellement)" if place.publishes_processing else "Permis de conduire"
    delay = "Délai moyen de traitement (jours)" if place.publishes_processing else "Délai moyen de délivrance (jours)"
    volumes = (place.calls * 2, round(place.calls * 0.06))
    rows = []
    for title, mean, volume in zip(("CNI ou passeport", second), place.delays, volumes, strict=True):
        for first in (month for year in YEARS for month in months(year)):
            season = 1.25 if first.month in (4, 5, 6) else 0.8 if first.month == 8 else 1.0
            days = mean * season * draw.uniform(0.92, 1.08)
            rows.append(
                (f"{first:%Y-%m}", title, round(volume * season * draw.uniform(0.9, 1.1)), comma(days), "Outil inventé")
            )
    return with_label(("Mois", "Titre", "Volume", delay, "Source"), rows, "Commentaire")


def register(place: Department, draw: random.Random) -> Rows:
    """Requests, complaints and suggestions of two years: about one in eight answered late, one never."""
    rows = []
    for year in REGISTER_YEARS:
        days = working_days(date(year, 1, 4), date(year, 12, 10))
        count = round(place.requests * draw.uniform(0.85, 1.15))
        for number, day in enumerate(sorted(draw.choices(days, k=count)), start=1):
            channel, promised = ("Courrier", 10) if draw.random() < 0.38 else ("Courriel", 5)
            late = draw.random() < 0.12
            delay = promised + draw.randint(1, 9) if late else draw.randint(0, promised)
            replied = "" if number == count // 2 else french(working_days_later(day, delay))
            kind = draw.choices((INFORMATION, COMPLAINT), (6, 4))[0]
            theme = draw.choice(("Titre de séjour", "Prise de rendez-vous", "Accueil téléphonique"))
            rows.append((f"{year}-{number:03}", kind, channel, INSIDE, french(day), replied, theme))
    headings = ("N° d'enregistrement", "Nature", "Canal", "Périmètre", "Reçu le", "Répondu le", "Thème")
    return with_label(headings, rows)


CHANNEL_FIGURES = (
    ("website_connection_pct", "Taux de connexion au site internet (%)", 12.0, 2),
    ("website_update_on_time_pct", "Mises à jour du site dans le délai (%)", 94.0, 0),
)
PERMIT_DELAY = "residence_permit_first_processing_delay_days"
REGISTRATION_DELAY = "vehicle_registration_delivery_delay_days"


def declared_figures(place: Department, draw: random.Random) -> Rows:
    """What tools and dashboards give: visits of the survey, website, a third title, requests of 2019."""
    rows = []
    for year in SURVEY_YEARS:
        answers = place.answers[SURVEY_YEARS.index(year)]
        at_desk = round(answers * draw.uniform(2.8, 3.6))
        rows.append(("survey_desk_visits_count", "Visites à l'accueil pendant l'enquête", year, at_desk, None))
        for code, label, value, decimals in CHANNEL_FIGURES:
            found = [round(value * draw.uniform(0.95, 1.05), decimals) for _ in range(2)]
            rows.append((code, label, year, found[0], found[1] if year == 2020 else None))
        code, label, mean = (
            (PERMIT_DELAY, "Délai de traitement, premiers titres de séjour (jours)", 74.0)
            if place.publishes_processing
            else (REGISTRATION_DELAY, "Délai de délivrance, certificats d'immatriculation (jours)", 5.2)
        )
        delays = [round(mean * draw.uniform(0.88, 1.12), 1) for _ in range(2)]
        rows.append((code, label, year, delays[0], delays[1] if year == 2020 else None))
    before = round(place.requests * 1.2)
    rows.append(("requests_count", "Demandes reçues (les exercices suivants viennent du registre)", 2020, None, before))
    return [
        [*DECLARED_HEADINGS, "Commentaire"],
        *(
            [
                *declared_row(code, label, str(year), value, SOURCE, previous=previous, as_of=date(year, 12, 31)),
                INVENTED,
            ]
            for code, label, year, value, previous in rows
        ),
    ]


def comma(value: float) -> str:
    """One decimal, as a French spreadsheet writes it."""
    return f"{value:.1f}".replace(".", ",")


def build(folder: Path) -> list[Path]:
    """Write the example files into `folder`; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    contents: dict[str, Rows] = {}
    for place in DEPARTMENTS:
        draw = random.Random(f"{SEED}/{place.code}")
        draw.getrandbits(32 * place.own_surveys)
        answers = random.Random(f"{SEED}/{place.code}/surveys") if place.own_surveys else draw
        for year in SURVEY_YEARS:
            contents[f"enquete_satisfaction_{place.code}_{year}.csv"] = survey(place, year, answers)
        contents[f"appels_{place.code}.csv"] = calls(place, draw)
        contents[f"statistiques_titres_{place.code}.csv"] = title_statistics(place, draw)
        contents[f"registre_demandes_{place.code}.csv"] = register(place, draw)
        contents[f"chiffres_declares_{place.code}.csv"] = declared_figures(place, draw)
    for name, rows in contents.items():
        write_csv(folder / name, rows, "utf-8-sig")
    return [folder / name for name in contents]


if __name__ == "__main__":
    for written in build(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(written)
