"""Days in full letters, and bounds and labels as a sentence says them. Numbers and dates are `wording`."""

import re
from collections.abc import Iterable
from decimal import Decimal

from qep_lib.model.indicator import Indicator

CENTRE = (
    "CERT : centre d'expertise et de ressources des titres. Il instruit les dossiers de plusieurs départements ; son chiffre "
    "vaut pour eux tous, et n'est pas celui du site seul."
)
_SHORT_DAYS = re.compile("([0-9\u202f]+(?:,[0-9]+)?)\u00a0j\\b")


def spelled_days(words: str) -> str:
    """« 64 jours pour un objectif de 30 jours »: a sentence spells what a table shortens (« 64 j »)."""

    def spelled(found: re.Match[str]) -> str:
        number = Decimal(found[1].replace("\u202f", "").replace(",", "."))
        return f"{found[1]}\u00a0jour{'s' if number >= 2 else ''}"

    return _SHORT_DAYS.sub(spelled, words)


def range_of(interval: str) -> str:
    """« fourchette de 91 à 97 % », « fourchette : plus de 95 % »: an interval as `interval_words` gives it, in a sentence."""
    return f"fourchette de {interval}" if interval[:1].isdigit() else f"fourchette : {interval}"


def wider_words(indicator: Indicator) -> str:
    """Whose a figure is that is not the site's alone: « tout le CERT, plusieurs départements », « chiffre national »."""
    return {"cert": "tout le CERT, plusieurs départements", "national": "chiffre national"}.get(indicator.grain, "")


def full_name(indicator: Indicator) -> str:
    """« Délai de traitement des passeports (tout le CERT) »: the label of a figure, and whose it is when not the site's."""
    return indicator.label + _beside(indicator)


def whose_name(indicator: Indicator) -> str:
    """The same of its short label."""
    return indicator.short_label + _beside(indicator)


def _beside(indicator: Indicator) -> str:
    whose = wider_words(indicator).partition(",")[0]
    return f" ({whose})" if whose else ""


def wider_notes(indicators: Iterable[Indicator]) -> list[str]:
    """What « tout le CERT » is, where one of these figures is of a centre."""
    return [CENTRE] if any(indicator.grain == "cert" for indicator in indicators) else []


def subject_of(label: str) -> str:
    """« Satisfaction, mesures sanitaires » of « Satisfaction : mesures sanitaires »: a sentence has one colon."""
    return re.sub("[ \u00a0]: ", ", ", label)


def inside_sentence(label: str) -> str:
    """A label inside a sentence: « communication de l'État », « CNI et passeports ». Only its first letter is lowered, and
    none of an acronym."""
    is_acronym = label[1:2].isupper() or label[1:2].isdigit()
    return label if is_acronym else label[:1].lower() + label[1:]


def spoken_name(indicator: Indicator) -> str:
    """« traitement des cartes d'identité (tout le CERT) »: a figure in a sentence, and whose it is."""
    return inside_sentence(subject_of(whose_name(indicator)))
