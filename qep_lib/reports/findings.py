"""What stands out of a survey, in sentences: best criteria, those apart from the others, what changed. Figures: `survey`."""

from functools import partial

from qep_lib.display.elements import Absent, Element, Table, Text
from qep_lib.display.wording import (
    figure_sentence,
    format_count,
    format_number,
    in_period,
    inside_sentence,
    joined,
    previous_words,
    since_period,
    value_words,
)
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports import columns
from qep_lib.reports.columns import OfSite, table_of
from qep_lib.reports.context import ReportContext
from qep_lib.reports.earlier_surveys import DIMENSION, moved_since, recalled
from qep_lib.reports.extremes import are_alike, best_and_worst, from_to, not_parted
from qep_lib.reports.moves import is_large
from qep_lib.reports.section import shown
from qep_lib.reports.short_plan import opened_actions
from qep_lib.reports.survey import base_words, criteria, fictitious_notes, named_answers, opinions, without_criteria

SHOWN_AS_EXTREMES = 3


@shown
def findings_text(context: ReportContext) -> Element:
    """Best rated and least rated criteria alike; whether any lies below all the others, which is all the bases can carry."""
    measured, apart = opinions(context)[::-1], named_words(context)
    if not measured:
        return Text(tuple(apart), is_list=True) if apart else without_criteria(context)
    told = _ranked_lines(context, measured)
    # What was invented is said last, whatever it is said of.
    return Text((*told, *apart, *_evolution(context, measured), *fictitious_notes(context, measured)), is_list=True)


def _ranked_lines(context: ReportContext, measured: list[tuple[Indicator, Measured]]) -> list[str]:
    """Which criteria are the best and the least rated, `measured` from the best; that they are alike, or what the only one is."""
    if len(measured) == 1:
        return [told_alone(context, *measured[0])]
    printed = partial(_printed, context)
    if len({printed(pair) for pair in measured}) == 1:
        return [f"Les {len(measured)} critères ont le même résultat : {printed(measured[0])}."]
    if are_alike([bounds_of(pair) for pair in measured]):
        return [_together(context, measured)]
    best, worst = best_and_worst(measured, printed, SHOWN_AS_EXTREMES)
    shown_as_best = {printed(pair) for pair in best}
    apart = [pair for pair in below_all_others(measured) if printed(pair) not in shown_as_best]
    if apart:
        listed = joined([_named(context, *pair) for pair in apart])
        axes = f"À améliorer : {listed}, nettement moins que tous les autres critères."
    else:
        axes = f"{_rated(context, measured[::-1], len(worst), 'moins bien')} : {_listed(context, worst)}."
    return [
        axes,
        f"{_rated(context, measured, len(best), 'mieux')} : {_listed(context, best)}.",
        _order_sentence([row for _, row in measured], [row for _, row in apart]),
    ]


def _together(context: ReportContext, measured: list[tuple[Indicator, Measured]]) -> str:
    """« De 78 % à 84 % de réponses positives selon le critère : aucun ne se détache, … », of criteria that are not ranked."""
    ends = from_to(_printed(context, measured[-1]), _printed(context, measured[0]))
    why = "les écarts sont trop petits pour les classer"
    if any(row.low is None for _, row in measured):
        why = "sans le nombre de réponses, rien ne dit si ces écarts comptent"
    return f"{ends[0].upper()}{ends[1:]} de réponses positives selon le critère : aucun ne se détache, {why}."


def _rated(context: ReportContext, ordered: list[tuple[Indicator, Measured]], named: int, how: str) -> str:
    """« Critère le mieux noté », « Parmi les critères les mieux notés » where others may be as good as those that are named."""
    others, printed = ordered[named:], partial(_printed, context)
    if any(not_parted([one, *others], printed, bounds_of)[1:] for one in ordered[:named]):
        return f"Parmi les critères les {how} notés"
    return f"Critère le {how} noté" if named == 1 else f"Critères les {how} notés"


def _listed(context: ReportContext, pairs: list[tuple[Indicator, Measured]]) -> str:
    return joined([_named(context, *pair) for pair in pairs])


def bounds_of(pair: tuple[Indicator, Measured]) -> tuple[float | None, float | None]:
    """The interval of a criterion."""
    return pair[1].low, pair[1].high


@shown
def sentences(context: ReportContext) -> Element:
    """What each criterion was at an earlier survey: a table, or a sentence where only one compares; nothing where none does, nor
    where the only criterion is told whole with what stands out.
    """
    shown = [(indicator, row, recalled(context, indicator)) for indicator, row in criteria(context)]
    told = [(indicator, row, earlier) for indicator, row, earlier in shown if row.previous is not None or earlier]
    if not shown:
        return without_criteria(context)
    if not told:
        words = f"Aucun critère n'a de mesure comparable {in_period(context.previous_label)}."
        return Absent("évolution de la satisfaction", words, "untold")
    if len(shown) == 1 and shown[0][1].has_value and shown[0][1].previous is None:
        return Absent("évolution de la satisfaction", told_alone(context, *shown[0][:2]), "untold")
    if len(told) > 1:
        return _evolution_table(context, told)
    lines = [
        " ".join([figure_sentence(row, indicator, context.previous_label, context.audience), *earlier])
        for indicator, row, earlier in told
    ]
    return Text((*lines, *fictitious_notes(context, [(i, r) for i, r, _ in told])), is_list=True)


def _evolution_table(context: ReportContext, told: list[tuple[Indicator, Measured, list[str]]]) -> Table:
    """A line a criterion that compares, what earlier surveys gave under them; its caption says what surely changed."""
    compared = [(indicator, row) for indicator, row, _ in told if row.previous is not None]
    drawn = (
        columns.INDICATOR.named("Critère"),
        columns.VALUE.named(context.current_label),
        columns.PREVIOUS.named(context.previous_label),
        columns.CHANGE,
    )
    proven = sum(bool(row.is_change_demonstrated) for _, row in compared)
    words = "aucune évolution nette" if not proven else format_count(proven, "évolution nette", "évolutions nettes")
    notes = (f"{indicator.short_label} — {sentence}" for indicator, _, earlier in told for sentence in earlier)
    return table_of(
        "evolution-satisfaction",
        f"Satisfaction {in_period(context.current_label)} et {in_period(context.previous_label)} : {words}",
        drawn,
        [OfSite(context, indicator, row) for indicator, row, _ in told],
        (*notes, *fictitious_notes(context, compared)),
    )


def told_alone(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    """« Accueil : 54 % de réponses positives (171 réponses) ; 84 % à l'enquête de 2019, dont le nombre de réponses n'est pas
    connu. »"""
    base = "" if row.denominator is None else f" ({format_count(row.denominator, 'réponse')})"
    told = f"{indicator.short_label} : {_printed(context, (indicator, row))} de réponses positives{base}"
    for earlier in sorted(context.groups(indicator.id, DIMENSION), key=lambda found: found.group_value):
        if earlier.has_value:
            unknown = ", dont le nombre de réponses n'est pas connu" if earlier.denominator is None else ""
            told += f" ; {_printed(context, (indicator, earlier))} à l'enquête de {earlier.group_value}{unknown}"
            moved = moved_since(context, indicator, earlier)
            told += f" ; {moved.partition(' qu')[0]}" if moved else ""
    return f"{told}."


def _order_sentence(measured: list[Measured], apart: list[Measured]) -> str:
    """What the intervals leave of the order of the criteria, those set apart excepted."""
    others = [row for row in measured if row not in apart]
    bounded = [row for row in others if row.low is not None]
    if len(bounded) == len(others) > 1 and max(sure(row.low) for row in others) <= min(
        sure(row.high) for row in others
    ):
        return "Les écarts entre les autres critères sont trop petits pour les classer."
    missing = ", ou manquent," if len(bounded) < len(others) else ""
    return f"Deux critères dont les fourchettes se recouvrent{missing} ne se classent pas."


def below_all_others(measured: list[tuple[Indicator, Measured]]) -> list[tuple[Indicator, Measured]]:
    """Lowest criteria, worst first, whose interval ends under the start of every better criterion's interval."""
    bounded = [pair for pair in measured if pair[1].low is not None]
    for count in range(len(bounded) // 2, 0, -1):
        better, worse = bounded[:-count], bounded[-count:]
        if max(sure(row.high) for _, row in worse) < min(sure(row.low) for _, row in better):
            return worse[::-1]
    return []


def _printed(context: ReportContext, pair: tuple[Indicator, Measured]) -> str:
    return value_words(pair[1], pair[0], context.audience)


def _named(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    return (
        f"{inside_sentence(indicator.short_label)} ({value_words(row, indicator, context.audience)}, {base_words(row)})"
    )


def _evolution(context: ReportContext, measured: list[tuple[Indicator, Measured]]) -> list[str]:
    """What changed for sure, or that nothing did, or that nothing compares; then what earlier surveys gave."""
    earlier = [
        f"{indicator.short_label} — {sentence}"
        for indicator, _ in measured
        for sentence in recalled(context, indicator)
    ]
    return [*_compared(context, measured), *earlier]


def named_words(context: ReportContext) -> list[str]:
    """« Attente de moins de 10 minutes : 73 % (104 réponses). », beside opinions, which it is not: to improve where the plan has
    an open action for it."""
    told = []
    for indicator, row in named_answers(context):
        name, value = indicator.short_label, f"{_printed(context, (indicator, row))} ({base_words(row)})"
        if opened_actions(context, indicator):
            told.append(f"À améliorer, d'après le plan d'actions : {inside_sentence(name)}, {value}.")
        else:
            told.append(f"{name} : {value}.")
    return told


def unproven_words(context: ReportContext, compared: list[tuple[Indicator, Measured]], what: str) -> str:
    """« Aucun critère n'évolue nettement depuis 2020. L'écart le plus grand est « accueil », 62 % contre 75 % : … »: why a gap
    that everyone sees is not told as a change."""
    since, when = since_period(context.previous_label), in_period(context.previous_label)
    known = f"Le {what} n'évolue pas" if len(compared) == 1 else f"Aucun {what} n'évolue"
    gaps = [pair for pair in compared if pair[1].change and is_large(pair, context)]
    if not gaps:
        return f"{known} nettement {since}"
    indicator, row = max(gaps, key=lambda pair: abs(sure(pair[1].change)))
    before = previous_words(row, indicator, context.audience)
    figures = (
        f"« {inside_sentence(indicator.short_label)} », {_printed(context, (indicator, row))} contre {before} {when}"
    )
    if row.previous_denominator is None or row.denominator is None:
        why = f"le nombre de réponses {when} n'est pas connu, rien ne dit si cet écart compte"
    else:
        base = f"{format_count(row.denominator, 'réponse')}, contre {format_number(row.previous_denominator)} {when}"
        # They are all those of the site and the period; a document that shows a part of them would give a wrong number.
        why = f"avec {base}, et compte tenu du nombre de comparaisons, cet écart peut encore tenir au hasard"
    return f"{known} nettement {since}. L'écart le plus grand est {figures} : {why}"


def _compared(context: ReportContext, measured: list[tuple[Indicator, Measured]]) -> list[str]:
    compared = [(indicator, row) for indicator, row in measured if row.previous is not None]
    when = in_period(context.previous_label)
    if not compared:
        return [f"Aucune mesure comparable {when}."]
    proven = [(indicator, row) for indicator, row in compared if row.is_change_demonstrated]
    if not proven:
        return [f"{unproven_words(context, compared, 'critère comparé')}."]
    return [
        f"{indicator.short_label} : {_printed(context, (indicator, row))}, contre "
        f"{previous_words(row, indicator, context.audience)} {when}, {'en hausse' if sure(row.change) > 0 else 'en baisse'}."
        for indicator, row in proven
    ]
