"""The survey on one page: who answered in two lines, one chart with the worst first, what changed. Detail: `survey`."""

from qep_lib.disclosure.printed import printed_number
from qep_lib.display.elements import Absent, Element, Figure, Gallery, Text
from qep_lib.display.figures import Dot, draw_dots
from qep_lib.display.narrow import dot_strips
from qep_lib.display.wording import (
    format_count,
    format_number,
    in_period,
    inside_sentence,
    joined,
    previous_words,
    value_words,
)
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.asked import option_label, overall_indicators, question_read
from qep_lib.reports.columns import figures_table
from qep_lib.reports.context import ReportContext
from qep_lib.reports.extremes import best_and_worst
from qep_lib.reports.findings import below_all_others, named_words, told_alone, unproven_words
from qep_lib.reports.section import shown
from qep_lib.reports.survey import absent, criteria, has_survey, opinions, survey_dates, without_criteria

FEWEST_DOTS = 3
"""Fewer are said in a sentence."""
MOST_NAMED = 2


@shown
def who_answered(context: ReportContext) -> Element:
    """How many, when, how; then who they are and why they came, the first of each."""
    if not has_survey(context):
        return absent(context)
    answers = context.total("answers")
    modes = [
        f"{format_number(row.value)} {inside_sentence(option_label(context, row.group_value))}"
        for row in context.groups("answers", "mode")
        if row.value
    ]
    when = survey_dates(context)
    first = f"{format_count(answers.value, 'réponse')}{f' {when}' if when else ''}"
    if len(modes) == 1:
        first += f", {'toutes' if sure(answers.value) > 1 else 'reçue'} {modes[0].partition(' ')[2]}"
    elif modes:
        first += f" : {joined(modes)}"
    return Text((" ".join([f"{first}.", *_who(context)]), *_overall(context)))


@shown
def ranked_figure(context: ReportContext) -> Element:
    """Every criterion, the worst first, under a sentence that says what stands out; words alone for one or two of them."""
    known, apart = opinions(context), named_words(context)
    if not known and not apart:
        return without_criteria(context)
    if len(known) < FEWEST_DOTS:
        return Text((*(told_alone(context, *pair) for pair in known), *apart))
    dots = []
    for indicator, row in known:
        value = printed_number(row, indicator, context.audience)
        words = _words(context, indicator, row)
        dots.append(Dot(indicator.short_label, sure(row.value) if value is None else value, row.low, row.high, words))
    has_bars = any(dot.low is not None for dot in dots)
    lowest, row = known[0]
    base = "" if row.denominator is None else f", sur {format_count(row.denominator, 'réponse')}"
    share = f"{_words(context, lowest, row)} de réponses positives{base}"
    reading = f"Lecture : « {inside_sentence(lowest.short_label)} » recueille {share}."
    bars = " La barre claire montre la fourchette indicative." if has_bars else ""
    listed = joined([f"{i.short_label} {_words(context, i, r)}" for i, r in known])
    figure = Figure(
        "satisfaction-classee",
        _sentence(context, known),
        f"Un point par critère, du moins bien au mieux noté. {listed}.",
        draw_dots(dots, "part de réponses positives, en %"),
        figures_table(
            context,
            "satisfaction-classee-donnees",
            "Réponses positives par critère",
            [(i.short_label, r) for i, r in known],
        ),
        dot_strips(dots),
    )
    return Gallery((figure, Text((f"{reading}{bars}", *apart))))


@shown
def evolution_text(context: ReportContext) -> Element:
    """What each criterion was at the survey before, where it is known; once, that nothing compares."""
    known = [(i, r) for i, r in criteria(context) if r.has_value]
    if not known:
        return without_criteria(context)
    compared = [(i, r) for i, r in known if r.previous is not None]
    if not compared:
        return Absent("évolution de la satisfaction", "Aucune enquête précédente n'est comparable.", "untold")
    proven = [pair for pair in compared if pair[1].is_change_demonstrated]
    if not proven:
        return Text((f"{unproven_words(context, compared, 'critère')}.",))
    lines = [
        f"{i.short_label} : {_words(context, i, r)}, contre {previous_words(r, i, context.audience)} "
        f"{in_period(context.previous_label)}, {'en hausse' if sure(r.change) > 0 else 'en baisse'}."
        for i, r in proven
    ]
    return Text(tuple(lines), is_list=len(lines) > 1)


def _who(context: ReportContext) -> list[str]:
    """« 96 % sont des particuliers » would need an article: « Un particulier : 96 %. »"""
    told = []
    for indicator_id, words in (("respondent_profile", "Profil"), ("visit_reasons", "Motif de la visite")):
        rows = [row for row in context.groups(indicator_id, "option") if row.has_value]
        if rows:
            first = max(rows, key=lambda row: sure(row.value))
            indicator, question = context.indicator(indicator_id), question_read(context, indicator_id)
            label = inside_sentence(option_label(context, first.group_value, question))
            told.append(f"{words} le plus fréquent : {label} ({_words(context, indicator, first)}).")
    return told


def _overall(context: ReportContext) -> list[str]:
    """What the survey says of the service as a whole, where it asked."""
    return [
        f"{indicator.label} : {_words(context, indicator, row)}."
        for indicator in overall_indicators(context)
        if (row := context.total(indicator.id)).has_value
    ]


def _sentence(context: ReportContext, known: list[tuple[Indicator, Measured]]) -> str:
    """The title of the chart, from the worst criterion to the best."""
    ordered = known[::-1]
    apart = below_all_others(ordered)
    if 0 < len(apart) <= MOST_NAMED:
        (first, row), *others = apart
        named = f"{first.short_label} : {_words(context, first, row)}"
        for indicator, other in others:
            named += f", {inside_sentence(indicator.short_label)} : {_words(context, indicator, other)}"
        return f"{named}, nettement moins que tous les autres points"
    best, worst = best_and_worst(ordered, lambda pair: _words(context, *pair), 1)
    if not best or not worst:
        return f"{_words(context, *known[0])} de réponses positives sur chaque point"
    low, high = (_words(context, *pair) for pair in (worst[0], best[0]))
    ends = [f" ({inside_sentence(end[0][0].short_label)})" if len(end) == 1 else "" for end in (worst, best)]
    return f"De {low} de réponses positives{ends[0]} à {high}{ends[1]}"


def _words(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    return value_words(row, indicator, context.audience)
