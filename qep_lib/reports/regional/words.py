"""The words of the comparison: names of sites with the nature of their figures, reasons, readings, what stands instead."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from qep_lib.comparison.comparable import Candidate, ComparedIndicator, ComparedSet, Reason, why_different
from qep_lib.comparison.middle import middle_of
from qep_lib.comparison.readings import ReadSet
from qep_lib.display.site_dots import READINGS
from qep_lib.display.wording import (
    NBSP,
    UNIT_SUFFIX,
    as_of_words,
    format_date,
    format_value,
    in_period,
    inside_sentence,
    joined,
    unit_suffix,
    value_words,
)
from qep_lib.model.base import Audience
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.tables import TABLES
from qep_lib.reports.asked import questionnaire_of
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.naming import mark_of
from qep_lib.stats.error_rates import FEW_SITES, ORDINARY_SITES
from qep_lib.stats.few_sites import FAR, FEWEST_SITES
from qep_lib.stats.funnel import PROVISIONAL_SITES

NOT_TOLD_BY_CHANCE = "Pour un délai moyen ou un taux d'appels, on ne peut pas dire si un écart tient au hasard."
"""Of figures whose precision from one site to another nobody knows."""
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
    "suppressed": "non diffusé",
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
NOT_COMPARED = f"n.{NBSP}c."
"""Stands in place of a figure that may not be compared."""
POINTS_AWAY = round(100 * FAR)
"""Points from the median beyond which a site is far, where there are few."""
_LONGEST_SLUG = 31


def theme_of(indicator: Indicator) -> str:
    """The theme under which an indicator is shown."""
    return next(theme for theme, (_, sections) in THEMES.items() if indicator.section in sections)


def reading_words(code: str) -> str:
    """« ▼ plus bas que la fourchette attendue, à examiner »; a dash for a site that is not read."""
    return f"{READINGS[code].symbol} {READINGS[code].label}" if code in READINGS else "—"


def naming_sentences(read: Iterable[ReadSet]) -> tuple[str, ...]:
    """When a site is named, and how often by mistake, for the sets of few sites and for those of more that are read."""
    is_of_few = {one.regime == "none" for one in read}
    few = (
        f"De {FEWEST_SITES} à {PROVISIONAL_SITES - 1} sites, un chiffre n'est désigné que s'il est à plus de {POINTS_AWAY} "
        f"points de la médiane des sites, hasard déduit ; moins de {FEW_SITES.below} comparaisons de sites ordinaires sur cent "
        "en désignent un à tort."
    )
    more = (
        f"À partir de {PROVISIONAL_SITES} sites, moins de {ORDINARY_SITES.below} chiffre de site ordinaire sur cent est désigné "
        "à tort."
    )
    return tuple(said for of_few, said in ((True, few), (False, more)) if of_few in is_of_few)


def numbered(found: ComparedIndicator, place: int) -> str:
    """« Confidentialité », or « Confidentialité (2) » where several sets of sites are compared."""
    return f"{found.indicator.short_label} ({place + 1})" if len(found.sets) > 1 else found.indicator.short_label


def set_notes(gathered: Gathered, found: ComparedIndicator) -> list[str]:
    """What parts the sets of an indicator that has several: « (1) questionnaire « … », à l'accueil. »."""
    sets = found.sets if len(found.sets) > 1 else ()
    return [f"({place}) {set_words(gathered, found.indicator, one)}." for place, one in enumerate(sets, start=1)]


def target_of(rows: Sequence[Measured]) -> float | None:
    """The target that the sites share; None when they have none, or not the same."""
    targets = {row.target for row in rows}
    return targets.pop() if len(targets) == 1 else None


def mean_words(gathered: Gathered, found: ComparedIndicator, place: int) -> str:
    """« 84 % » of a set, with the decimals of the indicator; a dash without a mean."""
    indicator = found.indicator
    middle = middle_of(indicator, found.sets[place], gathered.read[indicator.id][place])
    if middle is None:
        return "—"
    return shortened(format_value(middle.value, indicator.unit, decimals_of(gathered, indicator)), indicator)


def centre_words(gathered: Gathered, indicator: Indicator, read: ReadSet) -> str:
    """« médiane 84 % » of five to eleven sites, « moyenne 84 % » of more: what they are read against."""
    value = format_value(read.centre, indicator.unit, decimals_of(gathered, indicator))
    return f"{'médiane' if read.regime == 'none' else 'moyenne'} {value}"


def decimals_of(gathered: Gathered, indicator: Indicator) -> int:
    """A mean over sites is never more precise than what a public document prints of each."""
    is_whole = gathered.context.audience == "public" and indicator.unit == "pct" and indicator.is_sample
    return 0 if is_whole else indicator.decimals


def short_unit(indicator: Indicator) -> str:
    """The unit beside a dot or in a cell: the name of the indicator says which days are counted."""
    return UNIT_SUFFIX["days" if indicator.unit == "working_days" else indicator.unit]


def shortened(words: str, indicator: Indicator) -> str:
    """The words of a value with the short unit, whether it was in the plural or in the singular."""
    for number in (2, 1):
        words = words.replace(unit_suffix(number, indicator.unit), short_unit(indicator))
    return words


def base_word(indicator: Indicator) -> str:
    """What the base of an indicator counts: « réponses », « appels »…"""
    return TABLES[indicator.table].base or "base"


def set_words(gathered: Gathered, indicator: Indicator, compared: ComparedSet) -> str:
    """What the sites of a set share, where another set could be mistaken for it: questionnaire, mode, last day."""
    parts = []
    if compared.serie:
        parts.append(questionnaire_words(gathered, compared.sites[0]))
        parts.append(mode_words(gathered, compared.sites[0], compared.mode))
    if compared.as_of is not None:
        parts.append(f"arrêté au {format_date(compared.as_of)}")
    if compared.months is not None:
        parts.append(compared.months)
    if not parts and len(gathered.compared[indicator.id].sets) > 1:
        parts.append("période complète")
    return ", ".join(parts)


def questionnaire_words(gathered: Gathered, site_id: str) -> str:
    """« questionnaire « … » » of a site's survey."""
    questionnaire = questionnaire_of(gathered.member(site_id))
    return f"questionnaire «{NBSP}{questionnaire.title}{NBSP}»" if questionnaire else "questionnaire inconnu"


def mode_words(gathered: Gathered, site_id: str, mode: str) -> str:
    """How the answers of a survey came, in the words of its questionnaire."""
    questionnaire = questionnaire_of(gathered.member(site_id))
    labels = {option.id: option.label for option in questionnaire.modes} if questionnaire else {}
    words = MODE_WORDS.get(mode) or labels.get(mode, mode)
    return inside_sentence(words)


def instead_words(gathered: Gathered, indicator: Indicator, candidate: Candidate, reason: Reason) -> str:
    """What a site has where its figure is not compared: its value with its period, or that of another indicator."""
    audience = gathered.context.audience
    if reason == "definition":
        other, row = candidate.look_alike
        start = f", depuis : {other.measurement.start_event}" if other.measurement.start_event else ""
        return f"{other.short_label} : {_marked(row, other, audience)}{start}"
    if reason == "period":
        period, row = candidate.elsewhere
        when = in_period(period.short_label)
        return f"{value_words(row, indicator, audience)} {when} {mark_of([row])}".rstrip()
    row = candidate.measured
    if not row.has_value:
        return "—"
    as_of = f" ({as_of_words(row)})" if as_of_words(row) else ""
    return f"{_marked(row, indicator, audience)}{as_of}"


def _marked(row: Measured, indicator: Indicator, audience: Audience) -> str:
    return f"{value_words(row, indicator, audience)} {mark_of([row])}".rstrip()


def reason_sentence(gathered: Gathered, indicator: Indicator, candidate: Candidate, reason: Reason) -> str:
    """Why the figure of a site is in no chart, for a reader who knows nothing of the method."""
    threshold = gathered.context.catalogue.conventions.disclosure.threshold(gathered.context.audience)
    match reason:
        case "suppressed":
            return f"Base de moins de {threshold}, ou qui permettrait d'en retrouver une : rien n'est diffusé."
        case "no_request":
            return "Aucune demande dans la période : il n'y a pas de taux."
        case "not_measurable":
            return "Ses données ne permettent pas de mesurer cet indicateur."
        case "definition":
            found = [DIFFERENCE_WORDS[name] for name in why_different(indicator, candidate.look_alike[0])]
            return f"Le site publie un autre indicateur, qui diffère par {joined(found) or 'les faits comptés'}."
        case "period":
            return f"Aucun chiffre pour la période comparée ({gathered.context.period.label})."
        case "perimeter":
            return "Le chiffre est celui de tout le pays : il ne dit rien de ce site."
        case "serie":
            return "Son enquête n'a pas posé les mêmes questions."
        case "mode":
            mode = mode_words(gathered, candidate.site_id, candidate.mode)
            return f"Même questionnaire, mais recueilli autrement ({mode})."
        case "provisional":
            return "Chiffre arrêté à une autre date que celui des autres sites."
        case "months":
            known = candidate.measured.value_note
            return f"Chiffre d'une partie de la période : {known}." if known else "Les autres sites n'ont pas ces mois."
        case "alone":
            # Another site may have it hidden, or for another year: only what can be shown is told.
            return f"Aucun autre site n'a de chiffre à montrer {in_period(gathered.context.current_label)}."
        case _:
            return "Le site n'a pas communiqué ce chiffre."


def slug_of(label: str, taken: set[str]) -> str:
    """A name of sheet from a label: « Appels décrochés » → « appels-decroches », numbered when already taken."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode("ascii").lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: _LONGEST_SLUG - 3].strip("-")
    return next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)
