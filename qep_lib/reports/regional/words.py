"""The words of the comparison: themes, reasons, readings, marks of the figures that are no record of their site."""

from collections.abc import Collection, Iterable

from qep_lib.comparison.comparable import Reason
from qep_lib.display.map_classes import CLASS_OF_READING
from qep_lib.display.wording import UNIT_SUFFIX, unit_suffix
from qep_lib.model.base import Nature
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.stats.few_sites import FAR

NOT_TOLD_BY_CHANCE = (
    "Entre deux sites, ou entre deux années, rien ne dit si un écart de délai moyen ou de taux d'appels tient au hasard"
)
"""Of figures whose precision from one site to another nobody knows."""
FOLLOWED_BY_MONTH = " ; seul le suivi mois par mois d'un même site permet d'en juger"
"""Added where there are months."""
THEMES = {
    "satisfaction": ("Satisfaction", ("satisfaction",)),
    "requests": ("Demandes et réclamations", ("requests", "complaints")),
    "titles": ("Titres", ("titles", "titles_delivery")),
    "contacts": (
        "Téléphone, internet, courriers et collectivités",
        ("channels", "telephone", "internet", "social_media", "mail", "local_authorities"),
    ),
    "others": (
        "Autres indicateurs",
        ("fraud", "training", "self_assessment", "mystery", "national", "label"),
    ),
}
"""Theme → its title and the sections of the catalogue that it gathers."""
REASON_WORDS: dict[Reason, str] = {
    "suppressed": "non diffusé pour ne désigner personne",
    "no_request": "aucune demande",
    "not_measurable": "non mesurable",
    "definition": "autre définition",
    "period": "autre période",
    "no_data": "non communiqué",
    "perimeter": "chiffre national",
    "serie": "autre questionnaire",
    "mode": "autre mode de recueil",
    "provisional": "autre date d'arrêté",
    "months": "autres mois connus",
    "population": "registre d'une partie des demandes",
    "alone": "seul chiffre à montrer",
}
DIFFERENCE_WORDS = {
    "start_event": "le départ du délai",
    "end_event": "la fin du délai",
    "unit": "l'unité",
    "statistic": "la statistique",
    "perimeter": "le périmètre",
}
MODE_WORDS = {
    "desk": "à l'accueil",
    "web": "sur internet",
    "mixed": "modes de recueil mêlés",
    "": "mode de recueil inconnu",
}
NOT_COMPARED = "mis à part"
"""Stands in place of a figure that may not be compared."""
POINTS_AWAY = round(100 * FAR)
"""Points from the median beyond which a site is far, where there are few."""
FICTITIOUS, RECONSTRUCTED = "(fictif)", "(reconstitué)"
SIGNS: dict[Nature, str] = {"reconstructed": "*", "fictitious": "**"}
SIGN_WORDS = {"*": "chiffre reconstitué à partir du document publié", "**": "chiffre fictif"}


def theme_of(indicator: Indicator) -> str:
    """The theme under which an indicator is shown."""
    return next(theme for theme, (_, sections) in THEMES.items() if indicator.section in sections)


def reading_words(code: str) -> str:
    """« ▼ plus bas que la fourchette attendue, à examiner »; a dash for a site that is not read."""
    return f"{CLASS_OF_READING[code].symbol} {CLASS_OF_READING[code].label}" if code in CLASS_OF_READING else "—"


def natures_of(rows: Iterable[Measured]) -> set[Nature]:
    """The natures of the figures shown."""
    return {row.nature for row in rows if row.has_value}


def mark_of(natures: Collection[Nature]) -> str:
    """What the figures of one site are: one of the two marks, empty for real ones."""
    return FICTITIOUS if "fictitious" in natures else RECONSTRUCTED if "reconstructed" in natures else ""


def shortened(words: str, indicator: Indicator) -> str:
    """The words of a value with the short unit, whether it was in the plural or in the singular."""
    for number in (2, 1):
        words = words.replace(unit_suffix(number, indicator.unit), short_unit(indicator))
    return words


def short_unit(indicator: Indicator) -> str:
    """The unit beside a dot or in a cell: the name of the indicator says which days are counted."""
    return UNIT_SUFFIX["days" if indicator.unit == "working_days" else indicator.unit]
