"""The answers to the questions that no other section shows, as each kind is drawn and said, in the order and the words of the
questionnaire. What a kind counts is `questions`; criteria are `survey`, the linked profile and reason `respondents`.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from qep_lib.display.elements import Absent, Cell, Element, Figure, Gallery, Table, TableColumn, Text
from qep_lib.display.figures import draw_counts
from qep_lib.display.narrow import count_strips
from qep_lib.display.wording import (
    NARROW,
    change_sentence,
    format_count,
    format_number,
    format_share,
    interval_words,
    joined,
    rounded_parts_note,
    value_words,
)
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.period import Period
from qep_lib.model.questionnaire import Item
from qep_lib.questions.forms import form_of
from qep_lib.reports.apparatus import UNKNOWN_SIDE, count_cell, value_cell
from qep_lib.reports.asked import figures_of, option_label, questionnaire_of
from qep_lib.reports.bases import bound_notes
from qep_lib.reports.context import ReportContext
from qep_lib.reports.nature_notes import nature_notes
from qep_lib.reports.respondents import in_questionnaire_order, wording_table
from qep_lib.reports.section import shown
from qep_lib.reports.survey import CRITERION_FORMULA
from qep_lib.reports.survey_levels import levels_figure

NOTE = "note"
NUMBERED = (NOTE, "date")
"""Kinds whose answers are not options."""
SEVERAL_ANSWERS = f"Plusieurs réponses étaient possibles : le total des parts peut dépasser 100{NARROW}%."
View = Callable[[ReportContext, Item, tuple[Indicator, ...]], tuple[Element, ...]]


@shown
def questions_asked(context: ReportContext) -> Element:
    """What was answered to each question that is no criterion and that no national indicator reads, then the text of all."""
    shown, wording = _other_questions(context), wording_table(context)
    return Gallery((*shown, wording)) if shown else wording


@shown
def levels_and_notes(context: ReportContext) -> Element:
    """Levels of satisfaction by criterion, then each note with its mean and how it spreads."""
    levels, notes = levels_figure(context), list(_views(context, [question for question, _ in notes_asked(context)]))
    if not notes:
        return levels
    if isinstance(levels, Absent):
        return Gallery(tuple(notes))
    return Gallery((*(levels.items if isinstance(levels, Gallery) else (levels,)), *notes))


def notes_asked(context: ReportContext) -> list[tuple[Item, Indicator]]:
    """The notes of the survey that no national indicator reads, with the indicator of their mean."""
    questionnaire = questionnaire_of(context)
    asked = questionnaire.questions if questionnaire else ()
    notes = [(question, figures_of(context, question)) for question in asked if question.kind == NOTE]
    return [(question, figures[0]) for question, figures in notes if figures]


def note_sentences(context: ReportContext) -> list[str]:
    """The mean of each note in a sentence."""
    return [_mean_sentence(context, question, mean) for question, mean in notes_asked(context)]


def _other_questions(context: ReportContext) -> tuple[Element, ...]:
    questionnaire = questionnaire_of(context)
    return _views(context, questionnaire.questions if questionnaire else ())


def _views(context: ReportContext, questions: Sequence[Item]) -> tuple[Element, ...]:
    shown: list[Element] = []
    for question in questions:
        figures = figures_of(context, question)
        if figures and figures[0].formula != CRITERION_FORMULA:
            shown += VIEWS[question.kind](context, question, figures)
    return tuple(shown)


def _shares(context: ReportContext, question: Item, figures: tuple[Indicator, ...]) -> tuple[Element, ...]:
    """A line an answer: how many gave it, and their share of those who answered."""
    (indicator,) = figures
    return (_table(context, question, indicator, "Réponse"),)


def _first_ranks(context: ReportContext, question: Item, figures: tuple[Indicator, ...]) -> tuple[Element, ...]:
    (indicator,) = figures
    return (_table(context, question, indicator, "Réponse", "Placée en premier"),)


def _months(context: ReportContext, question: Item, figures: tuple[Indicator, ...]) -> tuple[Element, ...]:
    (indicator,) = figures
    return (_table(context, question, indicator, "Mois"),)


def _mean(context: ReportContext, question: Item, figures: tuple[Indicator, ...]) -> tuple[Element, ...]:
    """The mean in a sentence, with its interval, base and change."""
    return (Text((_mean_sentence(context, question, figures[0]),)),)


def _note(context: ReportContext, question: Item, figures: tuple[Indicator, ...]) -> tuple[Element, ...]:
    """The mean in a sentence, then the notes as bars."""
    mean, spread = figures
    sentence = Text((_mean_sentence(context, question, mean),))
    rows = _in_order(context, question, spread)
    table = _table(context, question, spread, "Note")
    if not isinstance(table, Table) or any(row.numerator is None for row in rows) or not rows[0].denominator:
        return sentence, table
    bars = (
        [_answer(context, question, row) for row in rows],
        [sure(row.numerator) for row in rows],
        [format_number(row.numerator) for row in rows],
    )
    said = joined(
        [f"{_answer(context, question, row)} : {format_number(row.numerator)}" for row in rows if row.numerator]
    )
    caption = f"« {question.label} » : réponses par note"
    alt = f"Une barre par note. {said}."
    slug = _slug(context, "note", question)
    return sentence, Figure(slug, caption, alt, draw_counts(*bars), table, count_strips(*bars))


def _given(context: ReportContext, question: Item, figures: tuple[Indicator, ...]) -> tuple[Element, ...]:
    """How many left some words: the words themselves are kept nowhere here."""
    row = context.total(figures[0].id)
    if row.numerator is None or not row.denominator:
        return (Text((f"{question.label} : {value_words(row, figures[0], context.audience)}.",)),)
    who = format_count(row.numerator, "personne a écrit", "personnes ont écrit")
    share = format_share(row.numerator, row.denominator)
    words = f"{question.label} : {who} quelque chose, sur {format_number(row.denominator)} ({share})."
    return (Text((words,)),)


VIEWS: Mapping[str, View] = {
    "single": _shares,
    "scale": _shares,
    "band": _shares,
    "multiple": _shares,
    "rank": _first_ranks,
    "note": _note,
    "number": _mean,
    "date": _months,
    "text": _given,
}
"""How each kind of question is shown; a scale is here when it is no criterion."""


def _table(
    context: ReportContext, question: Item, indicator: Indicator, heading: str, counted: str = "Effectif"
) -> Table | Text:
    rows = _in_order(context, question, indicator)
    total = context.total(indicator.id)
    if not rows or not total.has_value:
        return Text((f"{question.label} : {value_words(total, indicator, context.audience)}.",))
    cells = tuple(
        (Cell(_answer(context, question, row)), count_cell(row.numerator), value_cell(context, row)) for row in rows
    )
    columns = (TableColumn(heading), TableColumn(counted, "end"), TableColumn("Part", "end"))
    return Table(
        _slug(context, "question", question),
        question.label,
        columns,
        cells,
        tuple(_notes(context, question, indicator, rows)),
    )


def _notes(context: ReportContext, question: Item, indicator: Indicator, rows: list[Measured]) -> list[str]:
    base = rows[0].denominator
    found = [] if question.wording == question.label else [f"Question posée : « {question.wording} »"]
    outside = {row.group_value: row.numerator for row in context.groups(indicator.id, "state")}
    found.append(base_note(base, *map(outside.get, ("not_applicable", "blank"))))
    if form_of(question).is_multiple and question.kind != "rank":
        found.append(SEVERAL_ANSWERS)
    elif base and all(row.numerator is not None for row in rows) and sum(sure(row.numerator) for row in rows) == base:
        found += rounded_parts_note(
            [Fraction(int(100 * sure(row.numerator)), int(base)) for row in rows], Fraction(100), 0
        )
    return [*found, *bound_notes(context, rows), *nature_notes(context, rows)]


def base_note(base: float | None, not_applicable: float | None, blank: float | None) -> str:
    """« Base : 32 réponses à la question ; hors base, sans réponse : 8. »"""
    if base is None:
        return "Base non communiquée."
    outside = (("sans objet", not_applicable), ("sans réponse", blank))
    aside = joined([f"{words} : {format_number(count)}" for words, count in outside if count])
    return f"Base : {format_count(base, 'réponse')} à la question" + (f" ; hors base, {aside}." if aside else ".")


def _mean_sentence(context: ReportContext, question: Item, indicator: Indicator) -> str:
    row = context.total(indicator.id)
    value = value_words(row, indicator, context.audience)
    if not row.has_value:
        return f"{question.label} : {value}."
    out_of, details = "", [format_count(row.denominator, "réponse")]
    if question.kind == NOTE:
        low, high = map(format_number, form_of(question).bounds(question))
        out_of = f" sur {high}"
        side = f"{high} étant la meilleure" if indicator.direction == "higher" else UNKNOWN_SIDE
        details.append(f"notes de {low} à {high}, {side}")
    if interval := interval_words(row, indicator, context.audience):
        details.append(f"fourchette indicative : {interval}")
    change = change_sentence(row, indicator, context.previous_label, context.audience)
    return f"{question.label} : {value}{out_of} en moyenne ({' ; '.join(details)}). {change}"


def _in_order(context: ReportContext, question: Item, indicator: Indicator) -> list[Measured]:
    """Rows of the answers in the order of the question; notes and months in their own."""
    rows = context.groups(indicator.id, "option")
    if question.kind in NUMBERED:
        return sorted(rows, key=lambda row: (len(row.group_value), row.group_value))
    return in_questionnaire_order(context, rows, question)


def _answer(context: ReportContext, question: Item, row: Measured) -> str:
    if form_of(question).holds_days:
        return Period.parse(row.group_value).label
    return row.group_value if question.kind in NUMBERED else option_label(context, row.group_value, question)


def _slug(context: ReportContext, what: str, question: Item) -> str:
    asked = [known.id for known in sure(questionnaire_of(context)).questions]
    return f"{what}-{asked.index(question.id) + 1}"
