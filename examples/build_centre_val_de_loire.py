"""Write the example files of examples/centre-val-de-loire/: invented departments beside what two prefectures published.

    .venv/bin/python examples/build_centre_val_de_loire.py [folder]

The regional comparison of Centre-Val de Loire is about 2021, of which the Loir-et-Cher published figures. The Cher published
2020 and nothing of 2021: its 2021 is invented here. Three other departments lend their names only, a fourth, the
Indre-et-Loire, has four whole years (`build_indre_et_loire_2021.py`, which draws with what is here). Every row is invented,
with a fixed seed, and labelled so. What each department is made to show is in LISEZMOI.md.
"""

import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from build_cher_2020 import SURVEY_HEADINGS
from build_fictif_2022 import INVENTED, Rows, month_end, months, with_label
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
    SUGGESTION,
    THANKS,
    VERY,
    declared_row,
    french,
    published_figures,
    working_days,
    working_days_later,
    write_csv,
)

FOLDER = ROOT / "examples" / "centre-val-de-loire"
SEED = 20220131
SOURCE = "chiffre fictif"

COVID, WAITED = "covid_measures", "waited_under_10_min"
LEVELS: Mapping[str, float] = {
    COVID: 0.93,
    "comfort_cleanliness": 0.86,
    "courtesy_availability": 0.92,
    "confidentiality": 0.84,
    "clear_language": 0.90,
    "queue_management": 0.80,
    WAITED: 0.68,
    "telephone_information": 0.76,
}
"""Share of positive answers to each question, in every department but where said otherwise."""
STRAY = 0.03
"""How far the share of a question strays from there at most, in one department and all of its years."""
FOREIGNERS, INFORMED = "Titres de séjour (usagers étrangers)", "Demande d'information"
BY_REASON = {FOREIGNERS: -0.03, INFORMED: 0.05}
"""What is added to every share for a reason of the visit, the same everywhere."""
HIGHEST = 0.985
WAITS = ("Moins de 10 minutes", "De 10 à 20 minutes", "Plus de 20 minutes")

ID_DOCUMENTS, DRIVING_LICENCE = "CNI ou passeport", "Permis de conduire"
FIRST_PERMIT, PERMIT_RENEWAL = "Titre de séjour (1re demande)", "Titre de séjour (renouvellement)"
YEAR_OF_TITLES = {2018: 0.88, 2019: 0.93, 2020: 1.15, 2021: 1.0}
"""How much longer delays are in a year than in 2021."""


@dataclass(frozen=True, slots=True)
class Department:
    """One invented department.

    `answers` and `requests`: how many a year. `foreigners`: share of the visits for residence permits. `levels`: shares that
    replace those of LEVELS, without straying; `since`: what is added to them in some years, for some questions or for all ("").
    `calls`: presented a month; `answered`: share answered of those that ask for an agent, `answered_later` from July 2021 on
    where it falls. `late`: share of the requests answered late. `titles`: title -> (requests a month, mean days of processing,
    of delivery), None where a delay is not measured.
    """

    code: str
    answers: Mapping[int, int]
    foreigners: float
    requests: Mapping[int, int]
    titles: Mapping[str, tuple[int, float | None, float | None]]
    calls: int
    answered: float
    late: float
    levels: Mapping[str, float] = field(default_factory=dict)
    since: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    answered_later: float | None = None
    survey_days: tuple[tuple[int, int], tuple[int, int]] = ((9, 13), (9, 24))

    def draws(self, name: str) -> random.Random:
        """A stream of its own for each file: changing one leaves the others as they are."""
        return random.Random(f"{SEED}/{self.code}/{name}")

    def share(self, item: str, year: int) -> float:
        """Of positive answers to that question, whatever the reason of the visit."""
        stray = self.draws(f"levels/{item}").uniform(-STRAY, STRAY)
        added = self.since.get(year, {})
        return self.levels.get(item, LEVELS[item] + stray) + added.get(item, added.get("", 0.0))


def titles(
    documents: tuple[int, float, float], first: float, renewal: float, licences: float, permits: int
) -> dict[str, tuple[int, float | None, float | None]]:
    """Every title of a department: what was published of the Cher is processing, of the Loir-et-Cher delivery."""
    return {
        ID_DOCUMENTS: documents,
        FIRST_PERMIT: (permits, first, None),
        PERMIT_RENEWAL: (permits * 3, renewal, None),
        DRIVING_LICENCE: (permits * 6, None, licences),
    }


DEPARTMENTS = (
    Department(
        "28",
        answers={2020: 212, 2021: 236},
        foreigners=0.64,
        requests={2020: 184, 2021: 197},
        titles=titles((6900, 7.4, 21.0), first=78.0, renewal=52.0, licences=24.0, permits=95),
        calls=3150,
        answered=0.91,
        late=0.13,
    ),
    Department(
        "36",
        answers={2020: 171, 2021: 183},
        foreigners=0.48,
        requests={2020: 158, 2021: 166},
        titles=titles((3600, 6.2, 17.0), first=71.0, renewal=47.0, licences=21.0, permits=48),
        calls=1850,
        answered=0.93,
        late=0.19,
        since={2021: {"queue_management": -0.24, WAITED: -0.20}},
    ),
    Department(
        "45",
        answers={2020: 318, 2021: 342},
        foreigners=0.66,
        requests={2020: 352, 2021: 378},
        titles=titles((9800, 9.1, 25.0), first=121.0, renewal=104.0, licences=29.0, permits=170),
        calls=4900,
        answered=0.87,
        late=0.18,
    ),
)


def cher() -> Department:
    """The Cher of 2021, near what it published of 2020: a point less satisfaction, the surveys at the dates it announced."""
    printed = published_figures("cher_2020")["satisfaction"]["criteria_pct"]
    percents = {name: found["total"] if isinstance(found, dict) else found for name, found in printed.items()}
    return Department(
        "18",
        answers={2021: 163},
        foreigners=0.80,
        requests={2021: 142},
        titles={},
        calls=0,
        answered=0.0,
        late=0.11,
        levels={name: percent / 100 - 0.01 for name, percent in percents.items()},
        survey_days=((3, 22), (4, 1)),
    )


def survey(place: Department, year: int) -> Rows:
    """One row an answer, in date order, with the questionnaire of the Cher; nobody was asked about the pandemic before it."""
    draw = place.draws(f"survey/{year}")
    count = place.answers[year]
    first, last = (date(year, *day) for day in place.survey_days)
    days = sorted(draw.choices(working_days(first, last), k=count))
    foreigners = round(count * place.foreigners)
    reasons = [FOREIGNERS] * foreigners + [INFORMED] * (count - foreigners)
    draw.shuffle(reasons)
    rows = []
    for number, (day, reason) in enumerate(zip(days, reasons, strict=True), start=1):
        answers = [answer(place, item, year, reason, draw) for item in SURVEY_HEADINGS]
        mode = draw.choices(("Accueil", "Site internet"), (96, 4))[0]
        profile = draw.choices(("Un particulier", "Un professionnel", "Une association"), (90, 6, 4))[0]
        rows.append((f"{year}-{number:03}", french(day), mode, profile, reason, *answers))
    known = ("N° de réponse", "Date de saisie", "Canal de réponse", "Vous êtes", "Motif de votre visite")
    return with_label((*known, *SURVEY_HEADINGS.values()), rows, "Observations")


def answer(place: Department, item: str, year: int, reason: str, draw: random.Random) -> str:
    """One answer: how long somebody waited, or a degree of satisfaction; few are not concerned or leave a blank."""
    outside = draw.random()
    if (item == COVID and year < 2020) or outside < 0.02:
        return BLANK
    share = min(HIGHEST, place.share(item, year) + BY_REASON[reason])
    if item == WAITED:
        return draw.choices(WAITS, (share, *halves(1 - share)))[0]
    if outside < (0.25 if item == "telephone_information" else 0.05):
        return NOT_CONCERNED
    return draw.choices((VERY, RATHER, LITTLE, NOT_AT_ALL), (0.6 * share, 0.4 * share, *halves(1 - share)))[0]


def halves(share: float) -> tuple[float, float]:
    """Two thirds and one third."""
    return share * 2 / 3, share / 3


def calls(place: Department, years: Iterable[int]) -> Rows:
    """One row a month: fewer calls in August and during the lockdown of spring 2020."""
    draw = place.draws("calls")
    rows = []
    for first in (month for year in years for month in months(year)):
        quiet = 0.7 if first.month == 8 else 0.5 if (first.year, first.month) in ((2020, 4), (2020, 5)) else 1.0
        presented = round(place.calls * quiet * draw.uniform(0.93, 1.07))
        wanted = round(presented * draw.uniform(0.70, 0.74))
        has_fallen = place.answered_later is not None and first >= date(2021, 7, 1)
        share = place.answered_later if has_fallen else place.answered
        answered = round(wanted * min(1.0, share + draw.uniform(-0.02, 0.02)))
        quick = round(answered * draw.uniform(0.90, 0.95))
        completed = answered + round((presented - wanted) * draw.uniform(0.50, 0.60))
        rows.append((french(first), french(month_end(first)), presented, wanted, answered, quick, completed))
    headings = ("Du", "Au", "Appels présentés", "Appels demandant un agent", "Appels décrochés")
    return with_label((*headings, "Décrochés en moins de 5 sonneries", "Appels aboutis"), rows)


def title_statistics(place: Department, years: Sequence[int]) -> Rows:
    """One row a title and month: more requests in spring, longer delays then and after the lockdown."""
    draw = place.draws("titles")
    rows = []
    for title, (volume, processing, delivery) in place.titles.items():
        for first in (month for year in years for month in months(year)):
            season = 1.2 if first.month in (4, 5, 6) else 0.85 if first.month == 8 else 1.0
            slowness = season * YEAR_OF_TITLES[first.year] * draw.uniform(0.93, 1.07)
            delays = [comma(mean * slowness) if mean else "" for mean in (processing, delivery)]
            rows.append(
                (f"{first:%Y-%m}", title, round(volume * season * draw.uniform(0.9, 1.1)), *delays, "Outil inventé")
            )
    headings = ("Mois", "Titre", "Volume", "Délai moyen de traitement (jours)", "Délai moyen de délivrance (jours)")
    return with_label((*headings, "Source"), rows)


SUBJECTS: Mapping[str, tuple[int, tuple[str, ...]]] = {
    "Prise de rendez-vous": (30, ("Créneaux supplémentaires ouverts chaque lundi", "Rendez-vous proposé par courriel")),
    "Titre de séjour": (26, ("Point sur le dossier et excuses du service", "Pièces à fournir rappelées")),
    "Accueil téléphonique": (16, ("Message d'attente revu", "Renfort du standard aux heures de pointe")),
    "Attente à l'accueil": (12, ("File séparée pour les usagers avec rendez-vous",)),
    "Information du site internet": (10, ("Page du site corrigée", "Liste des pièces mise à jour")),
    "Signalétique": (6, ("Affichage du hall complété",)),
}
"""Theme of a request -> its weight, and what was done about it."""
EMAIL, POST, HALL_FORM = "Courriel", "Courrier", "Fiche hall"
PROMISED = {EMAIL: 5, POST: 10, HALL_FORM: 10}
"""Working days within which each channel is answered."""
PROMISED_WEIGHTS = (51, 38, 11)
KINDS = {INFORMATION: 52, COMPLAINT: 38, SUGGESTION: 6, THANKS: 4}


def register(place: Department) -> Rows:
    """Requests of every year of the department: most answered in time, some late, one letter a year never."""
    draw = place.draws("requests")
    rows = []
    for year, count in place.requests.items():
        days = working_days(date(year, 1, 4), date(year, 12, 10))
        for number, day in enumerate(sorted(draw.choices(days, k=count)), start=1):
            is_forgotten = number == count // 2
            channel = POST if is_forgotten else draw.choices(tuple(PROMISED), PROMISED_WEIGHTS)[0]
            promised = PROMISED[channel]
            # Forms of the hall are few: late ones would be too few to be shown, and letters would be hidden with them.
            is_late = draw.random() < place.late and channel != HALL_FORM
            delay = promised + draw.randint(1, 9) if is_late else draw.randint(0, promised)
            kind = draw.choices(tuple(KINDS), tuple(KINDS.values()))[0]
            theme = draw.choices(tuple(SUBJECTS), [weight for weight, _ in SUBJECTS.values()])[0]
            action = draw.choice(SUBJECTS[theme][1])
            known = (french(working_days_later(day, delay)), action) if not is_forgotten else ("", "")
            rows.append((f"{year}-{number:03}", kind, channel, INSIDE, french(day), theme, *known))
    headings = ("N° d'enregistrement", "Nature", "Canal", "Périmètre", "Reçu le", "Thème", "Répondu le", "Suite donnée")
    return with_label(headings, rows, "Observations")


@dataclass(frozen=True, slots=True)
class Told:
    """A figure that a tool gives finished, around `centre`; a share of a known number of cases where `base` is one. Whatever
    is national is the same everywhere.
    """

    indicator: str
    label: str
    centre: float
    decimals: int
    base: int | None = None
    is_national: bool = False


REGISTRATION = Told(
    "vehicle_registration_delivery_delay_days",
    "Délai de délivrance, certificats d'immatriculation (jours)",
    5.0,
    0,
    is_national=True,
)
CHANNELS = (
    Told("website_connection_pct", "Taux de connexion au site internet (%)", 12.0, 2),
    Told("website_update_on_time_pct", "Mises à jour du site dans le délai (%)", 93.0, 0, 60),
    Told("ivr_update_on_time_pct", "Mises à jour du serveur vocal dans le délai (%)", 90.0, 0, 20),
    Told("social_engagement_pct", "Taux d'engagement sur les réseaux sociaux (%)", 4.6, 2),
    Told("local_authority_post_reply_on_time_pct", "Courriers des collectivités dans le délai (%)", 91.0, 0, 90),
    Told("local_authority_email_reply_on_time_pct", "Courriels des collectivités dans le délai (%)", 93.0, 0, 120),
)
QUALITY = (
    Told("fraud_foreigners_permille", "Fraude détectée, étrangers (‰)", 3.6, 2),
    Told("fraud_id_documents_permille", "Fraude détectée, titres d'identité (‰)", 0.5, 2),
    Told("mystery_score_pct", "Contacts mystère satisfaisants (%)", 71.0, 0, 50),
    Told("self_assessment_completion_pct", "Auto-diagnostic, taux de réalisation (%)", 76.0, 0, 66),
    REGISTRATION,
)
CHER_2021 = (
    Told("id_documents_processing_delay_days", "Délai de traitement CNI et passeports (jours)", 6.6, 1),
    Told("residence_permit_first_processing_delay_days", "Délai, premiers titres de séjour (jours)", 82.0, 1),
    Told("residence_permit_renewal_processing_delay_days", "Délai, renouvellements (jours)", 61.0, 1),
    Told("id_documents_delivery_delay_days", "Délai de délivrance, CNI et passeports (jours)", 26.0, 1),
    Told("driving_licence_delivery_delay_days", "Délai de délivrance, permis de conduire (jours)", 28.0, 1),
    Told("call_answer_pct", "Appels décrochés (%)", 89.6, 2),
    Told("call_answer_under_5_rings_pct", "Appels décrochés en moins de 5 sonneries (%)", 93.0, 2),
    Told("call_completed_pct", "Appels aboutis (%)", 80.0, 0),
)
"""What the monthly files of the others give, here for the year: the quarters of its poster are declared figures too."""


def declared_figures(place: Department, told: Sequence[Told]) -> Rows:
    """The visits of each survey and finished figures of its years, and how many requests came the year before the register."""
    draw = place.draws("declared")
    rows = []
    for year, answers in place.answers.items():
        visits = round(answers * draw.uniform(2.8, 3.6))
        rows.append(figure("survey_desk_visits_count", "Visites à l'accueil pendant l'enquête", year, visits))
        for one in told:
            source = random.Random(f"{SEED}/nation/{one.indicator}/{year}") if one.is_national else draw
            value = one.centre * source.uniform(0.95, 1.05)
            count = min(one.base, round(value * one.base / 100)) if one.base else None
            shown = round(100 * count / one.base if one.base else value, one.decimals or None)
            rows.append(figure(one.indicator, one.label, year, shown, None, count, one.base))
    first = min(place.requests)
    if place.titles:
        label = "Demandes reçues (les exercices suivants viennent du registre)"
        rows.append(figure("requests_count", label, first, None, round(place.requests[first] * 1.2)))
    return [[*DECLARED_HEADINGS, "Commentaire"], *rows]


def figure(indicator: str, label: str, year: int, value, previous=None, count=None, base=None) -> list[str]:
    """One row of declared figures, labelled."""
    known = {"previous": previous, "count": count, "base": base, "as_of": date(year, 12, 31)}
    return [*declared_row(indicator, label, str(year), value, SOURCE, **known), INVENTED]


def comma(value: float) -> str:
    """One decimal, as a French spreadsheet writes it."""
    return f"{value:.1f}".replace(".", ",")


def build(folder: Path) -> list[Path]:
    """Write the example files into `folder`; returns their paths."""
    years = (2019, 2020, 2021)
    contents: dict[str, Rows] = {}
    for place in (cher(), *DEPARTMENTS):
        for year in place.answers:
            contents[f"enquete_satisfaction_{place.code}_{year}.csv"] = survey(place, year)
        if place.titles:
            contents[f"appels_{place.code}.csv"] = calls(place, years)
            contents[f"statistiques_titres_{place.code}.csv"] = title_statistics(place, years)
        contents[f"registre_demandes_{place.code}.csv"] = register(place)
        told = (*CHANNELS, *QUALITY) if place.titles else (*CHER_2021, *CHANNELS, *QUALITY)
        contents[f"chiffres_declares_{place.code}.csv"] = declared_figures(place, told)
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in contents.items():
        write_csv(folder / name, rows, "utf-8-sig")
    return [folder / name for name in contents]


if __name__ == "__main__":
    for written in build(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(written)
