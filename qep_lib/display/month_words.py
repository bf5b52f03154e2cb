"""French sentences about monthly series on their charts. What they say is read by `comparison/month_readings.py`."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from babel.dates import format_date as babel_date

from qep_lib.comparison.month_readings import MonthReading, Signal, is_large
from qep_lib.display.wording import difference_words, format_count, format_target, format_value
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.period import Period
from qep_lib.stats.control_chart import Change, Reliability

Mark = Literal["outside", "lasting"]
"""Why a month is marked: outside the limits, part of a lasting change."""
MARK_LABELS: dict[Mark, str] = {"outside": "mois hors des limites", "lasting": "changement durable"}
"""The marks, as the legend says them."""
MARK_SYMBOLS: dict[Mark, str] = {"outside": "◆", "lasting": "■"}
RELIABILITY_WORDS: dict[Reliability, str] = {
    "reliably_met": "atteint de façon fiable : même un mois ordinairement défavorable l'atteint",
    "hit_or_miss": "atteint de façon aléatoire : certains mois l'atteignent et d'autres non, sans que rien n'ait changé",
    "never_met": "jamais atteint par un mois ordinaire : tant que rien ne change, il ne le sera pas",
}


def month_name(month: Period) -> str:
    """« juillet 2021 »."""
    return babel_date(month.start, "MMMM yyyy", locale="fr_FR")


def short_month(day: date) -> str:
    """« juil. 2021 »."""
    return babel_date(day, "MMM yyyy", locale="fr_FR")


def span_words(first: Period, last: Period) -> str:
    """« de juillet à décembre 2021 », « de novembre 2020 à mai 2021 », « en mars 2021 »."""
    if first == last:
        return f"en {month_name(first)}"
    start = babel_date(first.start, "MMMM", locale="fr_FR") if first.year == last.year else month_name(first)
    link = "d'" if start[0] in "ao" else "de "
    return f"{link}{start} à {month_name(last)}"


def signal_words(signal: Signal, months: Sequence[Period]) -> str:
    """« en dessous de la limite basse de juillet à décembre 2021 »."""
    line = "au-dessus de la limite haute" if signal.is_high else "en dessous de la limite basse"
    return f"{line} {span_words(months[signal.places[0]], months[signal.places[-1]])}"


def change_words(
    change: Change, indicator: Indicator, months: Sequence[Period], decimals: int, least: float | None
) -> str:
    """« changement durable depuis juillet 2021, −27,8 points en moyenne, défavorable ».

    `least` is the smallest change that is called better or worse, None where none is. A mean of small counts, set beside the
    rest of the report, could give a hidden one back: counts have no size.
    """
    size = "à la hausse" if change.distance > 0 else "à la baisse"
    if indicator.unit != "count":
        size = f"{difference_words(change.distance, indicator.unit, decimals)} en moyenne"
    parts = [f"changement durable depuis {month_name(months[change.places[0]])}", size]
    if least is not None:
        is_better = (change.distance > 0) == (indicator.direction == "higher")
        small = "trop petit pour être dit favorable ou défavorable"
        parts.append(small if not is_large(change.distance, least) else "favorable" if is_better else "défavorable")
    return ", ".join(parts)


def limits_words(reading: MonthReading, indicator: Indicator, low: float, high: float, decimals: int) -> str:
    """« de 85,1 % à 93,4 % », with « limites provisoires » where there are few months, or why there are no limits.

    `low` and `high` are the limits as drawn, within what the quantity can be.
    """
    if reading.chart.firmness == "none":
        return "trop peu de mois pour des limites"
    words = " à ".join(format_value(limit, indicator.unit, decimals) for limit in (low, high))
    return f"de {words}" + (" (limites provisoires)" if reading.chart.firmness == "provisional" else "")


def reading_words(reading: MonthReading, lasting: str, unusual: Sequence[Signal], months: Sequence[Period]) -> str:
    """What a site's months say, as clauses: the `lasting` change in words, if any, then the `unusual` months; that there are
    none; or that no month of the period is known."""
    if reading.chart.firmness == "none":
        return "moins de six mois connus, trop peu pour en dire quelque chose"
    if not reading.has_months:
        return _nothing_read(reading, months)
    said = [*([lasting] if lasting else []), *(signal_words(signal, months) for signal in unusual)]
    return " ; ".join(said) or "variations ordinaires, aucun mois inhabituel"


def target_words(reading: MonthReading, indicator: Indicator, target: float | None) -> str:
    """« objectif de 90 % atteint de façon fiable : … »; empty without a target or limits to judge it by."""
    if reading.reliability is None or target is None:
        return ""
    return f"objectif de {format_target(target, indicator)} {RELIABILITY_WORDS[reading.reliability]}"


def screened_words(reading: MonthReading) -> str:
    """« 2 mois exceptionnels laissés… »; empty where every month counts."""
    if not reading.chart.screened:
        return ""
    months = format_count(reading.chart.screened, "mois exceptionnel", "mois exceptionnels")
    return f"{months} laissé{'s' * (reading.chart.screened > 1)} hors du calcul des limites"


def _nothing_read(reading: MonthReading, months: Sequence[Period]) -> str:
    """A month may be hidden or stop before its end: it is not said that nothing was recorded."""
    last = f"dernier mois connu : {month_name(months[sure(reading.last_known)])}"
    if reading.first_read == len(months):
        return f"aucun mois entier à lire dans la période ({last})"
    return f"aucun mois à lire {span_words(months[reading.first_read], months[-1])} ({last})"
