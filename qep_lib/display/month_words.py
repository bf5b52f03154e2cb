"""French sentences about monthly series on their charts. What they say is read by `comparison/month_readings.py`."""

from collections.abc import Sequence
from itertools import pairwise

from babel.dates import format_date as babel_date

from qep_lib.comparison.month_readings import MonthReading, Rule, Signal
from qep_lib.display.wording import format_count, format_target, format_value, joined
from qep_lib.model.indicator import Indicator
from qep_lib.model.period import Period
from qep_lib.stats.control_chart import Reliability

RULE_LABELS: dict[Rule, str] = {
    "outside": "hors des limites",
    "shift": "sept mois de suite ou plus du même côté de la moyenne",
    "trend": "sept mois de suite ou plus en hausse, ou en baisse",
    "near_limit": "deux mois sur trois près d'une limite",
}
"""The four rules, as the legend says them."""
RULE_SYMBOLS: dict[Rule, str] = {"outside": "◆", "shift": "■", "trend": "▲", "near_limit": "●"}
RELIABILITY_WORDS: dict[Reliability, str] = {
    "reliably_met": "atteinte de façon fiable : même un mois ordinairement défavorable l'atteint",
    "hit_or_miss": "atteinte de façon aléatoire : certains mois l'atteignent et d'autres non, sans que rien n'ait changé",
    "never_met": "jamais atteinte par un mois ordinaire : tant que rien ne change, elle ne le sera pas",
}


def month_name(month: Period) -> str:
    """« juillet 2021 »."""
    return babel_date(month.start, "MMMM yyyy", locale="fr_FR")


def span_words(first: Period, last: Period) -> str:
    """« de juillet à décembre 2021 », « de novembre 2020 à mai 2021 », « en mars 2021 »."""
    if first == last:
        return f"en {month_name(first)}"
    start = babel_date(first.start, "MMMM", locale="fr_FR") if first.year == last.year else month_name(first)
    link = "d'" if start[0] in "ao" else "de "
    return f"{link}{start} à {month_name(last)}"


def mean_words(reading: MonthReading, months: Sequence[Period]) -> str:
    """What the centre line is: « moyenne d'avant 2021 », « moyenne d'avant juillet 2021 » of a period that starts then."""
    if reading.baseline is None:
        return "moyenne"
    first = months[reading.baseline]
    return f"moyenne d'avant {first.year if first.start.month == 1 else month_name(first)}"


def signal_words(signal: Signal, reading: MonthReading, months: Sequence[Period]) -> str:
    """What left the ordinary and when, as a clause: « en dessous de la limite basse de juillet à décembre 2021 »."""
    shown = [months[place] for place in signal.places]
    span = span_words(shown[0], shown[-1])
    if signal.rule == "trend":
        return f"{'hausse' if signal.is_high else 'baisse'} continue {span}"
    if signal.rule == "near_limit":
        side = "haute" if signal.is_high else "basse"
        return f"tout près de la limite {side} {_listed(shown)}, deux mois sur trois"
    line = mean_words(reading, months)
    if signal.rule == "outside":
        line = f"limite {'haute' if signal.is_high else 'basse'}"
    side = f"{'au-dessus' if signal.is_high else 'en dessous'} de la {line}"
    if signal == reading.lasting_change:
        return f"un changement durable à partir {_of(month_name(shown[0]))} : chaque mois {side}"
    return f"{side} {span}" if signal.rule == "outside" else f"{len(shown)} mois de suite {side}, {span}"


def limits_words(reading: MonthReading, indicator: Indicator, low: float, high: float, decimals: int) -> str:
    """« de 85,1 % à 93,4 % », with « limites provisoires » where there are few months, or why there are no limits.

    `low` and `high` are the limits as drawn, within what the quantity can be.
    """
    if reading.chart.firmness == "none":
        return "trop peu de mois pour des limites"
    words = " à ".join(format_value(limit, indicator.unit, decimals) for limit in (low, high))
    return f"de {words}" + (" (limites provisoires)" if reading.chart.firmness == "provisional" else "")


def reading_words(reading: MonthReading, months: Sequence[Period]) -> str:
    """What a site's months say, as clauses: its signals, that there are none, or that no month of the period is known."""
    if reading.chart.firmness == "none":
        return "pas de lecture, moins de six mois connus"
    if not reading.has_months:
        return _nothing_read(reading, months)
    if not reading.signals:
        return "variations ordinaires, aucun mois inhabituel"
    return " ; ".join(signal_words(signal, reading, months) for signal in reading.signals)


def target_words(reading: MonthReading, indicator: Indicator, target: float | None) -> str:
    """« cible de 90 % atteinte de façon fiable : … »; empty without a target or limits to judge it by."""
    if reading.reliability is None or target is None:
        return ""
    return f"cible de {format_target(target, indicator)} {RELIABILITY_WORDS[reading.reliability]}"


def screened_words(reading: MonthReading) -> str:
    """« 2 écarts d'un mois à l'autre… »; empty where every range counts."""
    if not reading.chart.screened:
        return ""
    ranges = format_count(reading.chart.screened, "écart exceptionnel", "écarts exceptionnels")
    return f"{ranges} d'un mois à l'autre laissé{'s' * (reading.chart.screened > 1)} hors du calcul des limites"


def _nothing_read(reading: MonthReading, months: Sequence[Period]) -> str:
    """A month may be hidden or stop before its end: it is not said that nothing was recorded."""
    last = f"dernier mois connu : {month_name(months[reading.last_known])}"
    if reading.first_read == len(months):
        return f"aucun mois entier à lire dans la période ({last})"
    return f"aucun mois à lire {span_words(months[reading.first_read], months[-1])} ({last})"


def _listed(months: Sequence[Period]) -> str:
    """« en avril et juin 2021 », « de mai à juillet 2021 » for three months or more that follow each other."""
    if len(months) > 2 and all(after.preceding() == before for before, after in pairwise(months)):
        return span_words(months[0], months[-1])
    named = [
        babel_date(month.start, "MMMM", locale="fr_FR") if month.year == months[-1].year else month_name(month)
        for month in months[:-1]
    ]
    return f"en {joined([*named, month_name(months[-1])])}"


def _of(name: str) -> str:
    return f"d'{name}" if name[0] in "ao" else f"de {name}"
