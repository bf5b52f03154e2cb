"""Who answered a survey and why they came, as elements. What they think is in `survey`."""

from fractions import Fraction

from qep_lib.disclosure.printed import decimals_for
from qep_lib.display.elements import Cell, Element, Gallery, Table, TableColumn, Text
from qep_lib.display.wording import (
    figure_sentence,
    format_count,
    format_number,
    inside_sentence,
    joined,
    rounded_parts_note,
    value_words,
)
from qep_lib.errors import sure
from qep_lib.model.measured import Measured
from qep_lib.model.questionnaire import Item
from qep_lib.model.tables import ANSWERS
from qep_lib.reports.apparatus import count_cell, value_cell
from qep_lib.reports.asked import option_label, overall_indicators, question_read, questionnaire_of
from qep_lib.reports.bases import bound_notes, left_out_notes
from qep_lib.reports.context import ReportContext
from qep_lib.reports.nature_notes import nature_notes
from qep_lib.reports.section import shown
from qep_lib.reports.survey import (
    KNOWN_IN_PART,
    absent,
    has_survey,
    is_declared_only,
    is_known_in_part,
    survey_dates,
    without,
    without_criteria,
)
from qep_lib.reports.waves import wave_table

OVERALL_FORMULAS = ("survey_share", "survey_mean", "declared")
"""Those of which one number says how satisfied people are."""


def respondents_text(context: ReportContext) -> Element:
    """Dates, answers by mode, response rate, and what the response rate does not say."""
    if is_declared_only(context):
        return Text(
            (
                "Les résultats de cette enquête sont des chiffres déclarés : ses réponses ne sont pas disponibles, et leur "
                "nombre n'est pas communiqué.",
            )
        )
    if not has_survey(context):
        return absent(context)
    answers = context.total("answers")
    modes = [
        f"{format_number(row.value)} {inside_sentence(option_label(context, row.group_value))}"
        for row in context.groups("answers", "mode")
        if row.value
    ]
    verb = "ont été recueillies" if sure(answers.value) > 1 else "a été recueillie"
    days = survey_dates(context) or "sur la période, sans le jour de chacune"
    first = f"{format_count(answers.value, 'réponse')} {verb} {days}"
    if len(modes) == 1:
        how = f", {'toutes ' if sure(answers.value) > 1 else ''}{modes[0].partition(' ')[2]}"
    else:
        how = f" : {joined(modes)}" if modes else ""
    sentences = [f"{first}{how}.", *left_out_notes(context, [ANSWERS])]
    if context.wave_before is not None:
        before = context.compared_period.label
        sentences.append(f"L'enquête n'a pas lieu chaque année : elle est comparée à la précédente ({before}).")
    rate_indicator, rate = context.indicator("response_rate"), context.total("response_rate")
    if rate.has_value:
        sentences.append(
            f"Taux de réponse à l'accueil : {format_number(rate.numerator)} réponses pour "
            f"{format_number(rate.denominator)} visites, soit {value_words(rate, rate_indicator, context.audience)}. "
            "Ceux qui répondent ne sont pas tirés au sort : ils peuvent différer de ceux qui ne répondent pas."
        )
    elif rate.value_note and context.audience == "internal":
        sentences.append(f"Taux de réponse à l'accueil : non calculé, {rate.value_note}. À vérifier.")
    overall = [
        (indicator, row)
        for indicator in overall_indicators(context)
        if (row := context.total(indicator.id)).status != "no_data" and indicator.formula in OVERALL_FORMULAS
    ]
    # That a note is no share of satisfied people is no news where the note stands.
    overall = [pair for pair in overall if pair[1].status != "not_measurable"] or overall
    sentences += [
        figure_sentence(row, indicator, context.previous_label, context.audience) for indicator, row in overall
    ] or [_without_overall(context)]
    return Text(tuple(sentences))


def _without_overall(context: ReportContext) -> str:
    """That the survey has no opinion of the whole, or that nobody knows whether it had one."""
    if is_known_in_part(context):
        return f"Avis d'ensemble : {KNOWN_IN_PART}."
    return "L'enquête ne demandait pas d'avis d'ensemble."


@shown
def respondents(context: ReportContext) -> Element:
    """Who answered; then the waves of the survey side by side, where it has several."""
    text, waves = respondents_text(context), wave_table(context)
    return Gallery((text, waves)) if waves else text


@shown
def profile_table(context: ReportContext) -> Element:
    """Who answered: counts and shares by profile."""
    return _distribution(
        context, "respondent_profile", "profil-repondants", "Qui a répondu : profil des répondants", "Profil"
    )


@shown
def reasons_table(context: ReportContext) -> Element:
    """Why they came: counts and shares by reason."""
    return _distribution(
        context, "visit_reasons", "motifs-visite", "Pourquoi les usagers sont venus", "Motif de la visite"
    )


def wording_table(context: ReportContext) -> Element:
    """The questions as they were asked, word for word."""
    questionnaire = questionnaire_of(context)
    if questionnaire is None:
        return without_criteria(context)
    has_blocks = any(item.block for item in questionnaire.questions)
    columns = (TableColumn("Intitulé court"), TableColumn("Question"))
    rows = tuple(
        (*([Cell(item.block or "—")] if has_blocks else []), Cell(item.label), Cell(item.wording))
        for item in questionnaire.questions
    )
    return Table(
        "questions",
        "Texte des questions",
        (TableColumn("Bloc"), *columns) if has_blocks else columns,
        rows,
        (f"Questionnaire : {questionnaire.title}.",),
        form="dense",
    )


def _distribution(context: ReportContext, indicator_id: str, slug: str, caption: str, heading: str) -> Element:
    question = question_read(context, indicator_id)
    rows = tuple(
        (
            Cell(option_label(context, row.group_value, question)),
            count_cell(row.numerator),
            value_cell(context, row),
        )
        for row in in_questionnaire_order(context, context.groups(indicator_id, "option"), question)
    )
    if not rows:
        return without(context, heading, f"Question non posée : {inside_sentence(heading)}.")
    base = context.groups(indicator_id, "option")[0].denominator
    notes = ["Base non communiquée." if base is None else f"Base : {format_count(base, 'réponse')} à la question."]
    notes += _rounding_note(context, indicator_id)
    notes += bound_notes(context, context.groups(indicator_id, "option"))
    notes += nature_notes(context, context.groups(indicator_id, "option"))
    columns = (TableColumn(heading), TableColumn("Effectif", "end"), TableColumn("Part", "end"))
    return Table(slug, caption, columns, rows, tuple(notes))


def _rounding_note(context: ReportContext, indicator_id: str) -> list[str]:
    """Where one answer was asked of each, so that the parts make the whole; several answers a person do not add up."""
    indicator, rows = context.indicator(indicator_id), context.groups(indicator_id, "option")
    counted = [row for row in rows if row.numerator is not None and row.denominator]
    if len(counted) < len(rows) or sum(sure(row.numerator) for row in counted) != counted[0].denominator:
        return []
    shares = [Fraction(int(100 * sure(row.numerator)), int(sure(row.denominator))) for row in counted]
    return rounded_parts_note(shares, Fraction(100), decimals_for(counted[0], indicator, context.audience))


def in_questionnaire_order(
    context: ReportContext, rows: tuple[Measured, ...], question: Item | None = None
) -> list[Measured]:
    """Rows of the group `option` in the order of the question, or of the questionnaire; those that it ignores last."""
    questionnaire = questionnaire_of(context)
    items = (question,) if question else questionnaire.questions if questionnaire else ()
    order = [option.id for item in items for option in sure(questionnaire).options_for(item)]
    return sorted(rows, key=lambda row: order.index(row.group_value) if row.group_value in order else len(order))
