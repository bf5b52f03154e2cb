"""Summary and conclusion of a bilan: what is met, what is not, drawn from the measured results only."""

from qep_lib.display.elements import Element, KeyFigure, KeyFigures, Note, Text
from qep_lib.display.style import RATING_MARKS
from qep_lib.display.wording import as_of_words, format_count, format_number, joined, target_words, value_words
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports import requests, survey, titles
from qep_lib.reports.apparatus import results_table
from qep_lib.reports.context import ReportContext

SECTIONS = ("satisfaction", "requests", "titles", "channels", "fraud", "training")


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
    if survey.has_survey(context):
        items += survey.key_figures(context).items[:2]
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
                f"cible {target_words(calls, indicator)}",
                RATING_MARKS.get(calls.rating) if calls.rating else None,
            )
        )
    if not items:
        return Note("info", "Chiffres clés", ("Aucun chiffre n'est disponible pour cette période.",))
    return KeyFigures("Chiffres clés", tuple(items))


def targets_table(context: ReportContext) -> Element:
    """Every indicator that has a target, with its class."""
    shown = [indicator for indicator, _ in rated(context)]
    if not shown:
        return Note("info", "Cibles", ("Aucun indicateur n'a de cible nationale pour cette période.",))
    return results_table(context, "cibles", "Indicateurs ayant une cible nationale", shown)


def summary_text(context: ReportContext) -> Element:
    """The year in three to five sentences, each with its figure, its base and what it is compared with."""
    lines = []
    measured = [(indicator, row) for indicator, row in survey.criteria(context) if row.has_value]
    if measured:
        lowest, highest = (pick(measured, key=lambda pair: pair[1].value) for pick in (min, max))
        lines.append(
            f"Enquête de satisfaction ({format_count(context.total('survey_answers_count').value, 'réponse')}) : de "
            f"{_with_base(context, *lowest)} à {_with_base(context, *highest)} selon le critère."
        )
    total = context.total("requests_count")
    if total.value:
        before = f", contre {format_number(total.previous)} en {context.previous_label}" if total.previous else ""
        lines.append(f"{format_count(total.value, 'demande')} au registre{before} ; {_reply_words(context)}.")
    for indicator, row in titles.delays(context):
        if row.rating is not None:
            stopped = f", {as_of_words(row)}" if as_of_words(row) else ""
            lines.append(
                f"{indicator.label} : {value_words(row, indicator, context.audience)} pour une cible de "
                f"{target_words(row, indicator)}, {RATING_MARKS[row.rating].word}{stopped}."
            )
    pairs = rated(context)
    if pairs:
        met = sum(row.rating == "met" for _, row in pairs)
        lines.append(
            f"{format_count(met, 'cible nationale atteinte', 'cibles nationales atteintes')} sur {len(pairs)}."
        )
    return Text(tuple(lines), is_list=True) if lines else Text(("Aucun chiffre n'est disponible pour cette période.",))


def conclusion_text(context: ReportContext) -> Element:
    """How many targets are met, which are not, and what cannot be judged yet."""
    pairs = rated(context)
    if not pairs:
        return Text(("Aucun indicateur n'a de cible nationale pour cette période : aucune conclusion n'est tirée.",))
    met = [indicator for indicator, row in pairs if row.rating == "met"]
    missed = [(indicator, row) for indicator, row in pairs if row.rating != "met"]
    lines = [
        f"{format_count(len(met), 'cible nationale atteinte', 'cibles nationales atteintes')} sur {len(pairs)} évaluées : "
        f"{joined([_named(indicator) for indicator in met]) or 'aucune'}."
    ]
    if missed:
        listed = [
            f"{_named(indicator)} ({value_words(row, indicator, context.audience)} pour une cible de "
            f"{target_words(row, indicator)}, {RATING_MARKS[row.rating].word})"
            for indicator, row in missed
        ]
        lines.append(f"À améliorer : {joined(listed)}.")
    provisional = [indicator for indicator, row in pairs if row.status == "provisional"]
    if provisional:
        lines.append(
            f"Appréciation provisoire, l'année n'étant pas complète : {joined([_named(i) for i in provisional])}."
        )
    return Text(tuple(lines), is_list=True)


def _with_base(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    value = value_words(row, indicator, context.audience)
    return f"{value} de satisfaits ({_named(indicator)}, {format_count(row.denominator, 'réponse')})"


def _reply_words(context: ReportContext) -> str:
    indicator, row = context.indicator("request_reply_on_time_pct"), context.total("request_reply_on_time_pct")
    if not row.has_value:
        return f"{_named(indicator)} : {value_words(row, indicator, context.audience)}"
    return (
        f"{value_words(row, indicator, context.audience)} ont reçu une réponse dans le délai "
        f"(sur {format_number(row.denominator)} dont le délai est échu)"
    )


def _named(indicator: Indicator) -> str:
    label = indicator.short_label
    # « CNI et passeports » keeps its capitals; an ordinary word loses its first one inside a sentence.
    return label if label[:2].isupper() else label[0].lower() + label[1:]
