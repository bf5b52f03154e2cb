"""First page, summary and conclusion of a bilan: what is met, what is not, drawn from the measured results only."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from qep_lib.display.elements import Absent, Element, Gallery, Header, KeyFigures, Text
from qep_lib.display.rating import RATING_MARKS
from qep_lib.display.spelled import full_name, spoken_name
from qep_lib.display.wording import (
    against_target,
    as_of_words,
    format_count,
    format_number,
    format_target,
    in_period,
    inside_sentence,
    joined,
    value_words,
)
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports import actions, milestones, own_words, survey
from qep_lib.reports.apparatus import AUDIENCE_WORDS
from qep_lib.reports.apparatus import header as plain_header
from qep_lib.reports.context import ReportContext
from qep_lib.reports.findings import named_words
from qep_lib.reports.main_results import Result, card, headline, main_results, verdict_titles
from qep_lib.reports.nature_notes import table_nature_notes
from qep_lib.reports.question_views import note_sentences
from qep_lib.reports.section import Section, shown
from qep_lib.reports.sections import titles
from qep_lib.reports.sources import cut_off
from qep_lib.reports.surveys_apart import several_sentence
from qep_lib.reports.verdicts import met_but_worse

FEW_NOTES = 3
"""Notes of a survey that are told one by one in a summary."""
TOLD = ("satisfaction", "requests", *titles.SECTIONS, "channels", "fraud", "training")
"""Sections of the catalogue whose targets are counted, in the order in which they are told."""
NOTHING = "Aucun chiffre n'est disponible pour cette période."
NO_SUCCESS = (
    "Ce qui est réussi ne peut être désigné : rien ne le montre, ni objectif, ni progrès depuis une mesure antérieure."
)
SECTION = Section("L'essentiel de l'année", figures=TOLD)


def rated(context: ReportContext) -> tuple[tuple[Indicator, Measured], ...]:
    """Indicators that have both a figure and a class, section by section."""
    return tuple(
        (indicator, row)
        for section in TOLD
        for indicator in context.section(section)
        if (row := context.total(indicator.id)).rating is not None
    )


@shown
def header(context: ReportContext) -> Header:
    """The year in one sentence, the service's own or made of the results; then what document it is, and of what day."""
    plain = plain_header(context)
    facts = (("Chiffres arrêtés au", cut_off(context)), ("Diffusion", AUDIENCE_WORDS[context.audience]))
    sentence = headline(context, rated(context))
    if own_words.own_title(context) or not sentence:
        return replace(plain, facts=facts)
    return replace(plain, title=sentence, subtitle=f"{plain.title} – {plain.subtitle}", facts=facts)


@shown
def best_and_worst(context: ReportContext) -> Element:
    """Four results, what is to improve first: each with its objective, the years before, and what that makes in words."""
    results = main_results(context)
    if not results:
        return Absent("résultats de l'année", NOTHING, "untold")
    rows = [
        KeyFigures(
            title,
            tuple(card(context, one) for one in results if one.verdict == verdict),
        )
        for verdict, title in verdict_titles(context).items()
    ]
    beside = [
        *_without_success(context, results),
        *_also_missed(context, [one.indicator for one in results]),
        *met_but_worse(context, (pair for pair in rated(context) if pair[0].section != "fraud")),
    ]
    return Gallery((*(row for row in rows if row.items), *([Text(tuple(beside))] if beside else [])))


def _without_success(context: ReportContext, results: Sequence[Result]) -> list[str]:
    """Why nothing is called a success where nothing judges what is only told: a page that praises nothing says why."""
    told = [one.row for one in results if one.verdict == "told"]
    is_unjudged = {one.verdict for one in results} <= {"improve", "told"} and not rated(context)
    return [NO_SUCCESS] if told and is_unjudged and not any(row.compared is not None for row in told) else []


def _also_missed(context: ReportContext, named: Collection[Indicator]) -> list[str]:
    """« Autre objectif non atteint : … », of what the title counts and no card names."""
    missed = [
        f"{spoken_name(indicator)}, {value_words(row, indicator, context.audience)} pour un objectif de "
        f"{format_target(row.target, indicator)}{', à titre provisoire' if row.status == 'provisional' else ''}"
        for indicator, row in rated(context)
        if row.rating != "met" and indicator not in named
    ]
    if not missed:
        return []
    others = "Autre objectif non atteint" if len(missed) == 1 else "Autres objectifs non atteints"
    return [f"{others} : {' ; '.join(missed)}."]


@shown
def summary_text(context: ReportContext) -> Element:
    """The year in a few sentences, each with its figure, its base and what it is compared with."""
    lines = [*_survey_line(context), *_requests_line(context)]
    for indicator, row in titles.delays(context):
        if row.rating is not None:
            stopped = f" ({as_of_words(row)}, provisoire)" if as_of_words(row) else ""
            lines.append(
                f"{full_name(indicator)} : {value_words(row, indicator, context.audience)} pour un objectif de "
                f"{format_target(row.target, indicator)}, {_class_words(context, indicator, row)}{stopped}."
            )
    pairs = rated(context)
    if pairs:
        provisional = sum(row.rating == "met" and row.status == "provisional" for _, row in pairs)
        detail = f", dont {provisional} à titre provisoire" if provisional else ""
        lines.append(f"{_met_words(pairs)}{detail}.")
    return Text(tuple(lines), is_list=True) if lines else Absent("résumé", NOTHING, "untold")


@shown
def conclusion_text(context: ReportContext) -> Text:
    """How many targets are met, which are not, and what cannot be judged yet."""
    pairs = rated(context)
    if not pairs:
        unjudged = f"Pas d'objectif national connu pour {context.current_label}."
        return Text((*_survey_line(context), *_requests_line(context), unjudged), is_list=True)
    met = [spoken_name(indicator) for indicator, row in pairs if row.rating == "met"]
    lines = [f"{_met_words(pairs)} : {joined(met)}." if met else f"{_met_words(pairs)}."]
    missed = [
        f"{spoken_name(indicator)}, {value_words(row, indicator, context.audience)} pour un objectif de "
        f"{format_target(row.target, indicator)} ({_class_words(context, indicator, row)})"
        for indicator, row in pairs
        if row.rating != "met"
    ]
    if missed:
        # Not « à améliorer »: a rate of fraud detected under its target does not ask for more fraud.
        lines.append(f"Objectifs non atteints : {' ; '.join(missed)}.")
    provisional = [spoken_name(indicator) for indicator, row in pairs if row.status == "provisional"]
    if provisional:
        lines.append(f"Appréciation provisoire, la période n'étant pas complète : {joined(provisional)}.")
    return Text(tuple(lines), is_list=True)


@shown
def closing_text(context: ReportContext) -> Element:
    """The conclusion of a bilan: that of the service where it wrote one, otherwise what the figures tell."""
    own = own_words.conclusion(context)
    return _told_by_figures(context) if isinstance(own, Absent) else own


@shown
def own_conclusion(context: ReportContext) -> Element:
    """The conclusion of the service alone: a first page that is a sentence needs no other."""
    return own_words.conclusion(context)


@shown
def facts_text(context: ReportContext) -> Element:
    """What the figures tell, whatever the service concludes."""
    return _told_by_figures(context)


@shown
def figures_behind_conclusion(context: ReportContext) -> Element:
    """What the figures tell, where the service wrote the conclusion itself."""
    if isinstance(own_words.conclusion(context), Absent):
        return Absent("conclusion", "Ces faits sont dans la conclusion.", "untold")
    return _told_by_figures(context)


def _told_by_figures(context: ReportContext) -> Text:
    """Targets, then where the action plan stands and what comes next for the label."""
    lines = list(conclusion_text(context).paragraphs)
    plan = actions.actions_text(context)
    if isinstance(plan, Text):
        lines.append(" ".join([f"Plan d'actions, {plan.paragraphs[0]}", *table_nature_notes(context, "actions")]))
    if coming := milestones.next_milestone(context):
        lines.append(coming)
    return Text(tuple(lines), is_list=len(lines) > 1)


def _class_words(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    """The class of a figure after its objective, or on which side of it the figure is where the printed figures hide it."""
    told = against_target(row, indicator, context.audience) or RATING_MARKS[sure(row.rating)].word
    return told.removeprefix("objectif ")


def _met_words(pairs: Sequence[tuple[Indicator, Measured]]) -> str:
    met = sum(row.rating == "met" for _, row in pairs)
    return f"{format_count(met, 'objectif atteint', 'objectifs atteints')} sur {len(pairs)}"


def _survey_line(context: ReportContext) -> list[str]:
    if context.surveys:
        told = [(number, line) for number, one in enumerate(context.surveys, 1) for line in _survey_line(one)]
        return [several_sentence(context), *(f"Enquête {number}. {line}" for number, line in told)]
    return [*_criteria_line(context), *_notes_lines(context)]


def _notes_lines(context: ReportContext) -> list[str]:
    """The notes that the survey asked for, where they are few: a list of them is a table of its own."""
    notes = note_sentences(context.as_survey)
    return [f"Enquête de satisfaction, {inside_sentence(note)}" for note in notes] if len(notes) <= FEW_NOTES else []


def _criteria_line(context: ReportContext) -> list[str]:
    return [*_opinions_line(context), *named_words(context)]


def _opinions_line(context: ReportContext) -> list[str]:
    measured = survey.opinions(context)
    if not measured:
        return []
    if len(measured) == 1:
        return [f"Enquête de satisfaction, réponses positives : {_with_base(context, *measured[0])}."]
    lowest, highest = measured[0], measured[-1]
    words = value_words(lowest[1], lowest[0], context.audience)
    if words == value_words(highest[1], highest[0], context.audience):
        # One base would not be that of the others.
        return [f"Enquête de satisfaction, réponses positives : {words} pour chacun des {len(measured)} critères."]
    return [
        f"Enquête de satisfaction, réponses positives : de {_with_base(context, *lowest)} à "
        f"{_with_base(context, *highest)} selon le critère."
    ]


def _requests_line(context: ReportContext) -> list[str]:
    total = context.total("requests_received")
    if not total.value:
        return []
    is_comparable = total.previous and total.status != "provisional"
    before = f", contre {format_number(total.previous)} {in_period(context.previous_label)}" if is_comparable else ""
    return [f"{format_count(total.value, 'demande')} au registre{before} ; {_reply_words(context)}."]


def _with_base(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    return f"{value_words(row, indicator, context.audience)} ({spoken_name(indicator)}, {survey.base_words(row)})"


def _reply_words(context: ReportContext) -> str:
    indicator, row = context.indicator("replies_on_time"), context.total("replies_on_time")
    if not row.has_value:
        return f"{spoken_name(indicator)} : {value_words(row, indicator, context.audience)}"
    invented = ", chiffre fictif" if row.nature == "fictitious" else ""
    return (
        f"{value_words(row, indicator, context.audience)} ont reçu une réponse dans le délai "
        f"(sur {format_number(row.denominator)} dont le délai est échu{invented})"
    )
