"""Summary and conclusion of a bilan: what is met, what is not, drawn from the measured results only."""

from qep_lib.display.elements import Element, KeyFigure, KeyFigures, Note, Text
from qep_lib.display.style import RATING_MARKS
from qep_lib.display.wording import (
    against_target,
    as_of_words,
    format_count,
    format_number,
    format_target,
    in_period,
    inside_sentence,
    joined,
    target_detail,
    value_words,
)
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports import actions, milestones, requests, survey, titles
from qep_lib.reports.apparatus import table_nature_notes
from qep_lib.reports.context import ReportContext
from qep_lib.reports.surveys_apart import opening_cards, several_sentence

SECTIONS = ("satisfaction", "requests", *titles.SECTIONS, "channels", "fraud", "training")


def rated(context: ReportContext) -> tuple[tuple[Indicator, Measured], ...]:
    """Indicators that have both a figure and a class, section by section."""
    return tuple(
        (indicator, row)
        for section in SECTIONS
        for indicator in context.section(section)
        if (row := context.total(indicator.id)).rating is not None
    )


def key_figures(context: ReportContext) -> Element:
    """Six figures for the first page: answers, requests, title delays, calls."""
    items = []
    if context.surveys or survey.has_survey(context):
        items += opening_cards(context)
    if requests.has_requests(context):
        items += requests.key_figures(context).items[:1]
    delays = titles.key_figures(context)
    if isinstance(delays, KeyFigures):
        items += delays.items
    calls = context.total("call_answer_pct")
    if calls.has_value:
        indicator = context.indicator("call_answer_pct")
        items.append(
            KeyFigure(
                indicator.short_label,
                value_words(calls, indicator, context.audience),
                target_detail(calls, indicator, context.audience),
                RATING_MARKS.get(calls.rating) if calls.rating else None,
            )
        )
    if not items:
        return Note("info", "Chiffres clés", ("Aucun chiffre n'est disponible pour cette période.",))
    return KeyFigures("Chiffres clés", tuple(items))


def summary_text(context: ReportContext) -> Element:
    """The year in a few sentences, each with its figure, its base and what it is compared with."""
    lines = [*_survey_line(context), *_requests_line(context)]
    for indicator, row in titles.delays(context):
        if row.rating is not None:
            stopped = f" ({as_of_words(row)}, provisoire)" if as_of_words(row) else ""
            lines.append(
                f"{indicator.label} : {value_words(row, indicator, context.audience)} pour une cible de "
                f"{format_target(row.target, indicator)}, {_class_words(context, indicator, row)}{stopped}."
            )
    pairs = rated(context)
    if pairs:
        provisional = sum(row.rating == "met" and row.status == "provisional" for _, row in pairs)
        detail = f", dont {provisional} à titre provisoire" if provisional else ""
        lines.append(f"{_met_words(pairs)}{detail}.")
    return Text(tuple(lines), is_list=True) if lines else Text(("Aucun chiffre n'est disponible pour cette période.",))


def conclusion_text(context: ReportContext) -> Element:
    """How many targets are met, which are not, and what cannot be judged yet."""
    pairs = rated(context)
    if not pairs:
        unjudged = "Aucun chiffre de cette période ne se compare à une cible : aucun n'est dit conforme ou non."
        return Text((*_survey_line(context), *_requests_line(context), unjudged), is_list=True)
    met = [_named(indicator) for indicator, row in pairs if row.rating == "met"]
    lines = [f"{_met_words(pairs)} : {joined(met)}." if met else f"{_met_words(pairs)}."]
    missed = [
        f"{_named(indicator)}, {value_words(row, indicator, context.audience)} pour une cible de "
        f"{format_target(row.target, indicator)} ({_class_words(context, indicator, row)})"
        for indicator, row in pairs
        if row.rating != "met"
    ]
    if missed:
        # Not « à améliorer »: a rate of fraud detected under its target does not ask for more fraud.
        lines.append(f"Cibles non atteintes : {' ; '.join(missed)}.")
    provisional = [_named(indicator) for indicator, row in pairs if row.status == "provisional"]
    if provisional:
        lines.append(f"Appréciation provisoire, la période n'étant pas complète : {joined(provisional)}.")
    return Text(tuple(lines), is_list=True)


def closing_text(context: ReportContext) -> Element:
    """The conclusion of a bilan: targets, then where the action plan stands and what comes next for the label."""
    lines = list(conclusion_text(context).paragraphs)
    plan = actions.actions_text(context)
    if isinstance(plan, Text):
        lines.append(" ".join([f"Plan d'actions, {plan.paragraphs[0]}", *table_nature_notes(context, "actions")]))
    if coming := milestones.next_milestone(context):
        lines.append(coming)
    return Text(tuple(lines), is_list=len(lines) > 1)


def _class_words(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    """The class of a figure, or on which side of its target it is where the printed figures hide it."""
    return against_target(row, indicator, context.audience) or RATING_MARKS[row.rating].word


def _met_words(pairs) -> str:
    met = sum(row.rating == "met" for _, row in pairs)
    return f"{format_count(met, 'cible atteinte', 'cibles atteintes')} sur {len(pairs)}"


def _survey_line(context: ReportContext) -> list[str]:
    if context.surveys:
        told = [(number, line) for number, one in enumerate(context.surveys, 1) for line in _survey_line(one)]
        return [several_sentence(context), *(f"Enquête {number}. {line}" for number, line in told)]
    measured = [(indicator, row) for indicator, row in survey.criteria(context) if row.has_value]
    if not measured:
        return []
    if len(measured) == 1:
        return [f"Enquête de satisfaction, réponses positives : {_with_base(context, *measured[0])}."]
    lowest, highest = (pick(measured, key=lambda pair: pair[1].value) for pick in (min, max))
    return [
        f"Enquête de satisfaction, réponses positives : de {_with_base(context, *lowest)} à "
        f"{_with_base(context, *highest)} selon le critère."
    ]


def _requests_line(context: ReportContext) -> list[str]:
    total = context.total("requests_count")
    if not total.value:
        return []
    is_comparable = total.previous and total.status != "provisional"
    before = f", contre {format_number(total.previous)} {in_period(context.previous_label)}" if is_comparable else ""
    return [f"{format_count(total.value, 'demande')} au registre{before} ; {_reply_words(context)}."]


def _with_base(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    return f"{value_words(row, indicator, context.audience)} ({_named(indicator)}, {survey.base_words(row)})"


def _reply_words(context: ReportContext) -> str:
    indicator, row = context.indicator("request_reply_on_time_pct"), context.total("request_reply_on_time_pct")
    if not row.has_value:
        return f"{_named(indicator)} : {value_words(row, indicator, context.audience)}"
    invented = ", chiffre fictif" if row.nature == "fictitious" else ""
    return (
        f"{value_words(row, indicator, context.audience)} ont reçu une réponse dans le délai "
        f"(sur {format_number(row.denominator)} dont le délai est échu{invented})"
    )


def _named(indicator: Indicator) -> str:
    return inside_sentence(indicator.short_label)
