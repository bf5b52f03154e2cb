"""French numbers, dates and sentences about measured figures. Computing them is done in `indicators/` and `stats/`.

Sentences state a figure with its base, its interval where it is a sample, its change, and whether the change is
demonstrated; what cannot be tested is said not to be, never passed over.
"""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import cast

from babel.dates import format_date as babel_date
from babel.numbers import format_decimal

from qep_lib.disclosure.printed import (
    decimals_for,
    is_small_unanimous,
    printed_change,
    printed_end,
    was_small_unanimous,
)
from qep_lib.display.nearness import gap_percent, open_end, side_words
from qep_lib.display.spelled import full_name, range_of, spelled_days, subject_of
from qep_lib.display.spelled import inside_sentence as inside_sentence
from qep_lib.display.target_notes import objective_note
from qep_lib.errors import sure
from qep_lib.model.base import Audience, Rating, Unit
from qep_lib.model.indicator import Indicator, SeriesBreak
from qep_lib.model.measured import Measured
from qep_lib.model.period import Period
from qep_lib.stats.rounding import Number, round_half_up

NARROW = "\u202f"
"""Narrow no-break space, before % and between thousands."""
NBSP = "\u00a0"
MINUS = "−"
UNIT_SUFFIX: dict[Unit, str] = {
    "pct": f"{NARROW}%",
    "permille": f"{NARROW}‰",
    "days": f"{NBSP}j",
    "working_days": f"{NBSP}j ouvrés",
    "count": "",
    "score": "",
}
NO_TARGET_WORDS = ("aucun objectif", "sans objectif", "pas d'objectif")
"""How the words of a target that does not exist begin."""
STATUS_WORDS = {
    "no_data": "non communiqué",
    "no_request": "aucune demande",
    "not_measurable": "non mesurable avec ces réponses",
    "suppressed": "non diffusé",
}
_BEFORE_SIGN = re.compile(r" (?=[%‰])")
_BEFORE_DAYS = re.compile(r"(?<=\d) (?=jours?\b)")
NATURE_WORDS = {"real": "données réelles", "reconstructed": "données reconstituées", "fictitious": "données fictives"}


def format_number(value: Number | None, decimals: int = 0, keep_zeros: bool = True) -> str:
    """`212 356`, `91,96`: rounded half up, decimal comma; whole values drop `,00` if not kept. `QepError` for None."""
    rounded = round_half_up(value, decimals)
    if not keep_zeros and rounded == rounded.to_integral_value():
        decimals = 0
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(rounded, format=pattern, locale="fr_FR").replace("-", MINUS)


def format_value(value: Number | None, unit: Unit, decimals: int) -> str:
    """A figure with its unit: « 91,96 % », « 3,10 ‰ », « 5,9 j ». A whole value carries no decimals: « 81 j »."""
    return format_number(value, decimals, keep_zeros=False) + unit_suffix(value, unit)


def unit_suffix(value: Number | None, unit: Unit) -> str:
    """What follows a number of that unit: « 1,5 j ouvré », « 2 j ouvrés »; French puts all that is under 2 in the singular."""
    return UNIT_SUFFIX[unit].removesuffix("s") if -2 < cast(Number, sure(value)) < 2 else UNIT_SUFFIX[unit]


def format_measured(value: Number | None, unit: Unit, decimals: int) -> str:
    """As `format_value`; but only the whole is printed 100 %, and only what is nought 0 %: « plus de 99 % »."""
    if found := open_end(value, unit, decimals):
        words, bound = found
        return words + format_value(bound, unit, decimals)
    return format_value(value, unit, decimals)


def format_share(part: float | None, base: float | None, decimals: int = 0) -> str:
    """`part` out of `base` as a percentage, rounded half up from the counts themselves, as `format_measured`."""
    return format_measured(Fraction(sure(part)) * 100 / Fraction(sure(base)), "pct", decimals)


ROUNDED_PARTS = "Parts arrondies : leur somme peut différer du total imprimé."


def rounded_parts_note(parts: Iterable[float | Fraction], whole: float | Fraction, decimals: int = 0) -> list[str]:
    """The note of a table whose parts, as printed, do not add up to their whole as printed; nothing where they do."""
    added = sum(round_half_up(part, decimals) for part in parts)
    return [] if added == round_half_up(whole, decimals) else [ROUNDED_PARTS]


def counted_share_words(part: float | None, base: float | None) -> str:
    """« 340 sur 400 (85 %) »: a share that cannot be read without its counts."""
    return f"{format_number(part)} sur {format_number(base)} ({format_share(part, base)})"


def format_count(count: float | None, singular: str, plural: str | None = None) -> str:
    """« 1 réponse », « 42 demandes »; French puts 0 and 1 in the singular."""
    word = singular if abs(sure(count)) < 2 else (plural or singular + "s")
    return f"{format_number(count)}{NBSP}{word}"


def format_date(day: date | None) -> str:
    """« 1er juin 2022 », « 27 juin 2022 »."""
    text = babel_date(sure(day), "d MMMM yyyy", locale="fr_FR")
    return f"1er{text[1:]}" if text.startswith("1 ") else text


def format_dates(start: date | None, end: date | None) -> str:
    """« du 14 au 25 septembre 2020 », « du 22 mars au 1er avril 2021 », or one date: nothing is said twice."""
    if start is None or end is None or start == end:
        return format_date(start)
    day, month, year = format_date(start).split(" ")
    same_year = start.year == end.year
    first = (
        day if same_year and start.month == end.month else f"{day} {month}" if same_year else f"{day} {month} {year}"
    )
    return f"du {first} au {format_date(end)}"


def value_words(measured: Measured, indicator: Indicator, audience: Audience) -> str:
    """The value as printed; the status in words when there is none. Shares are rounded from their counts."""
    if not measured.has_value:
        return STATUS_WORDS.get(measured.status, STATUS_WORDS["no_data"])
    decimals = decimals_for(measured, indicator, audience)
    if is_small_unanimous(measured, indicator):
        return interval_words(measured, indicator, audience) or STATUS_WORDS["suppressed"]
    if indicator.unit == "pct" and measured.origin == "computed" and measured.denominator:
        return format_share(measured.numerator, measured.denominator, decimals)
    return format_measured(measured.value, indicator.unit, decimals)


def counts_words(measured: Measured, indicator: Indicator) -> str:
    """The counts behind a figure: « 1 042 sur 1 170 », « 35 000 en 3 mois », « sur 40 », also where a few who all agree are told
    by an interval; a dash where none is known."""
    if not measured.has_value or not measured.denominator:
        return "—"
    base = format_number(measured.denominator)
    if indicator.unit not in ("pct", "permille", "count") or is_small_unanimous(measured, indicator):
        return f"sur {base}"
    # A count by group is a part of the whole; one without a group has a base where it is a mean of months.
    base = f"en {base}{NBSP}mois" if indicator.unit == "count" and not measured.group else f"sur {base}"
    return "—" if measured.numerator is None else f"{format_number(measured.numerator)} {base}"


def previous_words(measured: Measured, indicator: Indicator, audience: Audience) -> str:
    """Last year's value as printed, or a dash; the value in which every answer of a few agreed is not told."""
    if measured.previous is None:
        return "—"
    if was_small_unanimous(measured, indicator):
        return STATUS_WORDS["suppressed"]
    return format_measured(measured.previous, indicator.unit, decimals_for(measured, indicator, audience))


def change_words(measured: Measured, indicator: Indicator, audience: Audience) -> str:
    """« +0,50 point », « −9 j »: the printed change with its unit; empty without one. A demonstrated one is never nought."""
    change = printed_change(measured, indicator, audience)
    if change is None:
        return ""
    decimals = decimals_for(measured, indicator, audience)
    if change == 0 and measured.is_change_demonstrated:
        return f"moins de {difference_words(10**-decimals, indicator.unit, decimals).removeprefix('+')}"
    return difference_words(change, indicator.unit, decimals)


def interval_words(measured: Measured, indicator: Indicator, audience: Audience) -> str:
    """« 92,1 à 99,7 % »; « plus de 95,2 % » when every answer agrees, « moins de … » when none does; else empty.

    Empty too where both bounds print alike: « 1 à 1 j ouvré » says nothing.
    """
    if measured.low is None or measured.high is None:
        return ""
    decimals = decimals_for(measured, indicator, audience)
    if measured.numerator is not None and measured.numerator == measured.denominator:
        return f"plus de {format_measured(measured.low, indicator.unit, decimals).removeprefix('plus de ')}"
    if measured.numerator == 0:
        return f"moins de {format_measured(measured.high, indicator.unit, decimals).removeprefix('moins de ')}"
    # Shares keep their zeros, so that the two bounds look alike; days are whole numbers more often than not.
    is_share = indicator.unit in ("pct", "permille")
    low, high = (format_number(bound, decimals, keep_zeros=is_share) for bound in (measured.low, measured.high))
    return "" if low == high else f"{low} à {high}{unit_suffix(measured.high, indicator.unit)}"


def target_words(measured: Measured, indicator: Indicator) -> str:
    """« 90 % », the words of a target that is no number (« fixé localement »), or why there is none.

    What a source writes beside a number (« 5 ‰ // 5,71 ») explains itself to nobody: see `source_target_note`.
    """
    if measured.target is not None:
        return format_target(measured.target, indicator)
    return typeset(objective_note(measured.target_note or NO_TARGET_WORDS[1]))


def source_target_note(measured: Measured, indicator: Indicator) -> str:
    """The target in the very words of its source, where they say more than the number printed; else empty."""
    if measured.target is None or not measured.target_note:
        return ""
    written = typeset(measured.target_note)
    return "" if written == format_target(measured.target, indicator) else f"{indicator.label} : « {written} »"


def typeset(words: str) -> str:
    """Plain words with the spaces that French asks for between a number and its unit."""
    return _BEFORE_DAYS.sub(NBSP, _BEFORE_SIGN.sub(NARROW, words))


def target_detail(measured: Measured, indicator: Indicator, audience: Audience) -> str:
    """Under a key figure: « objectif 90 % », « objectif 90 %, tout juste atteint », « objectif fixé localement », or why there is
    none."""
    words = target_words(measured, indicator)
    if measured.target is None and words.startswith(NO_TARGET_WORDS):
        return words
    side = against_target(measured, indicator, audience).removeprefix("objectif ")
    return f"objectif {words}{f', {side}' if side else ''}"


def format_target(target: float | None, indicator: Indicator) -> str:
    """A target with the decimals it was given: « 90 % », « 0,5 ‰ »."""
    decimals = max(0, -int(Decimal(repr(sure(target))).normalize().as_tuple().exponent))
    return format_value(target, indicator.unit, decimals)


def against_target(measured: Measured, indicator: Indicator, audience: Audience) -> str:
    """« juste sous l'objectif » where the printed figures would deny the class of the figure; else empty.

    89,76 % of a public document is printed 90 %, which is the target that it misses.
    """
    if measured.target is None or measured.value is None or is_small_unanimous(measured, indicator):
        return ""
    decimals = decimals_for(measured, indicator, audience)
    found = open_end(measured.value, indicator.unit, decimals)
    shown = found[1] if found else printed_end(measured, indicator, decimals)
    return side_words(shown, Decimal(repr(float(sure(measured.target)))), indicator.direction, measured.rating)


def difference_words(difference: float | None, unit: Unit, decimals: int) -> str:
    """A signed difference: « +0,50 point », « −9 j », « −36 »; percentages differ in points."""
    sign = "+" if sure(difference) > 0 else ""
    text = sign + format_number(difference, decimals, keep_zeros=False)
    if unit in ("pct", "permille"):
        plural = "s" if abs(round_half_up(difference, decimals)) >= 2 else ""
        return f"{text}{NBSP}point{plural}" + (" de ‰" if unit == "permille" else "")
    return text + unit_suffix(difference, unit)


def relative_change_words(value: float | None, previous: float | None) -> str:
    """« −46 % »: change relative to a positive previous count; « moins de 1 % de plus » where « +0 % » would deny it."""
    change = Fraction(sure(value) - sure(previous)) * 100 / Fraction(sure(previous))
    if found := open_end(abs(change), "pct", 0):
        words, bound = found
        return f"{words}{format_value(bound, 'pct', 0)} de {'plus' if change > 0 else 'moins'}"
    return ("+" if change > 0 else "") + format_value(change, "pct", 0)


def change_mark_words(measured: Measured, indicator: Indicator, audience: Audience) -> str:
    """Table cell for the change: signed difference, with ▲▼ only where it is demonstrated."""
    if _series_break(measured, indicator):
        return "série rompue"
    if measured.status == "provisional" and measured.previous is not None:
        return "période incomplète"
    if not (text := change_words(measured, indicator, audience)):
        return "non comparé" if measured.has_value and measured.previous is None and measured.previous_note else "—"
    if not measured.is_change_demonstrated:
        return text
    return f"{'▲' if sure(measured.change) > 0 else '▼'}{NBSP}{text}"


def as_of_words(measured: Measured) -> str:
    """« arrêté au 30 novembre 2020 » for a provisional figure, else empty."""
    if measured.status != "provisional" or measured.as_of is None:
        return ""
    return f"arrêté au {format_date(measured.as_of)}"


def target_sentence(measured: Measured, indicator: Indicator, audience: Audience) -> str:
    """Whether the target is met, and by how much it is missed; provisional figures are said to be."""
    if measured.target is None or measured.rating is None:
        words = target_words(measured, indicator)
        return f"{words[0].upper()}{words[1:]}." if words.startswith(NO_TARGET_WORDS) else f"Objectif : {words}."
    target = format_target(measured.target, indicator)
    provisional = ", à titre provisoire" if measured.status == "provisional" else ""
    side = against_target(measured, indicator, audience)
    if measured.rating == "met":
        sentence = f"L'objectif ({target}) est {'tout juste ' if side else ''}atteint{provisional}."
    elif side:
        sentence = f"L'objectif ({target}) n'est pas atteint{provisional} : le résultat est {side}."
    else:
        gap = "" if measured.gap is None else f" : écart de {gap_words(measured.gap, measured.rating)}"
        sentence = f"L'objectif ({target}) n'est pas atteint{provisional}{gap}."
    if measured.is_target_in_interval:
        inside = "contient" if _is_printed_inside(measured, indicator, audience) else "contient tout juste"
        sentence += f" La fourchette {inside} l'objectif : l'écart n'est pas démontré."
    return sentence


def _is_printed_inside(measured: Measured, indicator: Indicator, audience: Audience) -> bool:
    """True where the bounds as printed hold the target, as the exact ones do."""
    decimals = decimals_for(measured, indicator, audience)
    low, high = (round_half_up(bound, decimals) for bound in (measured.low, measured.high))
    return low <= Decimal(repr(float(sure(measured.target)))) <= high


def gap_words(gap: float, rating: Rating) -> str:
    """« 38 % », « moins de 1 % », « 24,97 % »: a gap in percent of its target, within its class as printed."""
    words, shown, decimals = gap_percent(gap, rating)
    return words + format_value(shown, "pct", decimals)


def in_period(label: str) -> str:
    """« en 2019 », « en mars 2021 », « au 1er semestre 2021 », « sur la période du 10 mars 2020 au 7 avril 2020 »."""
    if label[:1].isdigit() and not label.isdigit():
        return f"au {label}"
    return f"sur la période {label}" if label.startswith("du ") else f"en {label}"


def of_period(label: str) -> str:
    """« de 2019 », « d'avril 2021 », « du 1er semestre 2021 », « de la période du 10 mars 2020 au 7 avril 2020 »."""
    if label[:1].isdigit() and not label.isdigit():
        return f"du {label}"
    if label.startswith("du "):
        return f"de la période {label}"
    return f"d'{label}" if label[:1] in "aeiouy" else f"de {label}"


def since_period(label: str) -> str:
    """« depuis 2019 », « depuis le 1er semestre 2021 », « depuis la période du 10 mars 2020 au 7 avril 2020 »."""
    if label[:1].isdigit() and not label.isdigit():
        return f"depuis le {label}"
    return f"depuis la période {label}" if label.startswith("du ") else f"depuis {label}"


def change_sentence(measured: Measured, indicator: Indicator, previous_label: str, audience: Audience) -> str:
    """What can be said of the change since `previous_label` (« 2019 »); never « stable »; what is untested claims nothing."""
    when = in_period(previous_label)
    if measured.previous is None:
        return f"Pas de mesure comparable {when}{f' : {measured.previous_note}' if measured.previous_note else ''}."
    when = when[0].upper() + when[1:] + (f" ({measured.previous_note})" if measured.previous_note else "")
    before = previous_words(measured, indicator, audience)
    if found := _series_break(measured, indicator):
        return f"{when} : {before}. Série rompue au {format_date(found.on)}, évolution non calculée."
    if measured.status == "provisional":
        return f"{when} : {before} ; les deux périodes n'ont pas la même durée, l'évolution n'est pas calculée."
    if not (text := change_words(measured, indicator, audience)):
        return f"{when} : {before}."
    if measured.is_change_demonstrated is None:
        return f"{when} : {before}, {f'soit {text}' if measured.change else 'valeur inchangée'}."
    if measured.is_change_demonstrated:
        way = "une hausse" if sure(measured.change) > 0 else "une baisse"
        told = f"{way} de {text}" if text.startswith("moins de") else text
        return f"{when} : {before}, soit {told} ; évolution démontrée."
    return f"{when} : {before} ; pas d'évolution démontrée ({text})."


def figure_sentence(measured: Measured, indicator: Indicator, previous_label: str, audience: Audience) -> str:
    """Label, value, base, interval, change and target of one indicator, in a few short sentences."""
    value = value_words(measured, indicator, audience)
    label = subject_of(full_name(indicator))
    if not measured.has_value:
        return f"{label} : {value}{f' ({measured.value_note})' if measured.value_note else ''}."
    details = [measured.value_note] if measured.value_note else []
    if indicator.is_sample and measured.denominator is not None:
        details.append(format_count(measured.denominator, "réponse"))
    if interval := interval_words(measured, indicator, audience):
        details.append(range_of(interval))
    if as_of := as_of_words(measured):
        details.append(as_of)
    if indicator.unit == "permille" and measured.numerator is None:
        details.append("effectif non publié")
    parts = [f"{label} : {value}" + (f" ({' ; '.join(details)})." if details else ".")]
    # That nothing compares is told once for a whole list, not line after line.
    if measured.previous is not None or measured.previous_note:
        parts.append(change_sentence(measured, indicator, previous_label, audience))
    # That there is no target is no news of a figure; sentence after sentence, it would hide the others.
    if indicator.direction != "neutral" and not target_words(measured, indicator).startswith(NO_TARGET_WORDS):
        parts.append(target_sentence(measured, indicator, audience))
    return spelled_days(" ".join(parts))


def _series_break(measured: Measured, indicator: Indicator) -> SeriesBreak | None:
    return indicator.break_between(Period.parse(measured.period)) if measured.previous is not None else None


def joined(words: list[str]) -> str:
    """« a, b et c »."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}" if words else ""
