"""What stands out of a survey, in sentences: best criteria, those apart from the others, what changed. Figures: `survey`."""

from qep_lib.display.elements import Element, Text
from qep_lib.display.wording import change_sentence, in_period, inside_sentence, joined, value_words
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.context import ReportContext
from qep_lib.reports.earlier_surveys import recalled
from qep_lib.reports.survey import base_words, criteria, fictitious_notes, without_criteria

SHOWN_AS_EXTREMES = 3


def findings_text(context: ReportContext) -> Element:
    """Best rated and least rated criteria alike; whether any lies below all the others, which is all the bases can carry."""
    measured = sorted(((i, r) for i, r in criteria(context) if r.has_value), key=lambda pair: -pair[1].value)
    if not measured:
        return without_criteria(context)
    if len(measured) == 1:
        only = _named(context, *measured[0])
        alone = f"Un seul critère est mesuré, {only} : ni point fort ni axe d'amélioration ne s'en dégage."
        return Text((alone, f"Évolution : {_evolution(context, measured)}"), is_list=True)
    best = measured[: min(SHOWN_AS_EXTREMES, len(measured) // 2)]
    apart = _below_all_others(measured)
    if apart:
        listed = joined([_named(context, *pair) for pair in apart])
        axes = (
            f"Axes d'amélioration : {listed}, dont la fourchette est au-dessous de celles de tous les autres critères."
        )
    else:
        worst = joined([_named(context, *pair) for pair in measured[: -len(best) - 1 : -1]])
        axes = f"Axes d'amélioration, critères les moins bien évalués : {worst}."
    return Text(
        (
            f"Points forts, critères les mieux évalués : {joined([_named(context, *pair) for pair in best])}.",
            axes,
            _order_sentence([row for _, row in measured], [row for _, row in apart]),
            f"Évolution : {_evolution(context, measured)}",
            *fictitious_notes(context, measured),
        ),
        is_list=True,
    )


def _order_sentence(measured: list[Measured], apart: list[Measured]) -> str:
    """What the intervals leave of the order of the criteria, those set apart excepted."""
    others = [row for row in measured if row not in apart]
    bounded = [row for row in others if row.low is not None]
    if len(bounded) == len(others) > 1 and max(row.low for row in others) <= min(row.high for row in others):
        which = "autres critères" if apart else "critères"
        return (
            f"Ces réponses viennent des mêmes personnes et les fourchettes des {which} se recouvrent : leur ordre n'est "
            "pas démontré."
        )
    missing = ", ou que l'une manque" if len(bounded) < len(others) else ""
    return (
        "Ces réponses viennent des mêmes personnes : l'ordre de deux critères n'est pas démontré quand leurs fourchettes se "
        f"recouvrent{missing}."
    )


def _below_all_others(measured: list[tuple[Indicator, Measured]]) -> list[tuple[Indicator, Measured]]:
    """Lowest criteria, worst first, whose interval ends under the start of every better criterion's interval."""
    bounded = [pair for pair in measured if pair[1].low is not None]
    for count in range(len(bounded) // 2, 0, -1):
        better, worse = bounded[:-count], bounded[-count:]
        if max(row.high for _, row in worse) < min(row.low for _, row in better):
            return worse[::-1]
    return []


def _named(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    return (
        f"{inside_sentence(indicator.short_label)} ({value_words(row, indicator, context.audience)}, {base_words(row)})"
    )


def _evolution(context: ReportContext, measured) -> str:
    compared = [(indicator, row) for indicator, row in measured if row.previous is not None]
    earlier = [
        f"{indicator.short_label} — {sentence}"
        for indicator, _ in measured
        for sentence in recalled(context, indicator)
    ]
    if not compared:
        return " ".join([f"aucune mesure comparable {in_period(context.previous_label)}.", *earlier])
    changes = [
        f"{indicator.short_label} — {change_sentence(row, indicator, context.previous_label, context.audience)}"
        for indicator, row in compared
    ]
    return " ".join([*changes, *earlier])
