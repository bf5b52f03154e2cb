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
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import count_cell, nature_notes, value_cell
from qep_lib.reports.bases import left_out_notes
from qep_lib.reports.context import ReportContext
from qep_lib.reports.survey import (
    absent,
    has_survey,
    is_declared_only,
    option_label,
    questionnaire_of,
    survey_dates,
    without,
    without_criteria,
)
from qep_lib.reports.waves import wave_table


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
    answers = context.total("survey_answers_count")
    modes = [
        f"{format_number(row.value)} {inside_sentence(option_label(context, row.group_value))}"
        for row in context.groups("survey_answers_count", "mode")
        if row.value
    ]
    verb = "ont été recueillies" if answers.value > 1 else "a été recueillie"
    days = survey_dates(context) or "sur la période, sans le jour de chacune"
    first = f"{format_count(answers.value, 'réponse')} {verb} {days}"
    sentences = [first + (f" : {joined(modes)}." if modes else "."), *left_out_notes(context, ["survey_answers"])]
    rate_indicator, rate = context.indicator("survey_response_rate_pct"), context.total("survey_response_rate_pct")
    if rate.has_value:
        sentences.append(
            f"Taux de réponse à l'accueil : {format_number(rate.numerator)} réponses pour "
            f"{format_number(rate.denominator)} visites, soit {value_words(rate, rate_indicator, context.audience)}. "
            "Les personnes qui répondent ne sont pas tirées au sort : elles peuvent différer de celles qui ne "
            "répondent pas."
        )
    elif rate.value_note and context.audience == "internal":
        sentences.append(f"Taux de réponse à l'accueil : non calculé, {rate.value_note}. À vérifier.")
    overall = context.total("satisfaction_overall_pct")
    if overall.status != "no_data":
        sentences.append(
            figure_sentence(
                overall, context.indicator("satisfaction_overall_pct"), context.previous_label, context.audience
            )
        )
    else:
        sentences.append(
            "L'enquête ne posait pas de question de satisfaction globale : aucun chiffre d'ensemble n'est calculé, "
            "car une moyenne de critères n'en tient pas lieu."
        )
    return Text(tuple(sentences))


def respondents_with_waves(context: ReportContext) -> Element:
    """Who answered; then the waves of the survey side by side, where it has several."""
    text, waves = respondents_text(context), wave_table(context)
    return Gallery((text, waves)) if waves else text


def profile_table(context: ReportContext) -> Element:
    """Who answered: counts and shares by profile."""
    return _distribution(
        context, "survey_profile_pct", "profil-repondants", "Qui a répondu : profil des répondants", "Profil"
    )


def reasons_table(context: ReportContext) -> Element:
    """Why they came: counts and shares by reason."""
    return _distribution(
        context, "survey_visit_reason_pct", "motifs-visite", "Pourquoi les usagers sont venus", "Motif de la visite"
    )


def wording_table(context: ReportContext) -> Element:
    """The questions as they were asked, word for word."""
    questionnaire = questionnaire_of(context)
    if questionnaire is None:
        return without_criteria(context)
    has_blocks = any(item.block for item in questionnaire.items)
    columns = (TableColumn("Intitulé court", width=1.2), TableColumn("Question", width=3.4))
    rows = tuple(
        (*([Cell(item.block or "—")] if has_blocks else []), Cell(item.label), Cell(item.wording))
        for item in questionnaire.items
    )
    return Table(
        "questions",
        "Texte des questions",
        (TableColumn("Bloc", width=1.2), *columns) if has_blocks else columns,
        rows,
        (f"Questionnaire : {questionnaire.title}.",),
    )


def _distribution(context: ReportContext, indicator_id: str, slug: str, caption: str, heading: str) -> Element:
    rows = tuple(
        (
            Cell(option_label(context, row.group_value)),
            count_cell(row.numerator),
            value_cell(context, row),
        )
        for row in in_questionnaire_order(context, context.groups(indicator_id, "option"))
    )
    if not rows:
        return without(context, f"Question non posée : {inside_sentence(heading)}.")
    base = context.groups(indicator_id, "option")[0].denominator
    notes = ["Base non communiquée." if base is None else f"Base : {format_count(base, 'réponse')} à la question."]
    notes += _rounding_note(context, indicator_id)
    notes += nature_notes(context, context.groups(indicator_id, "option"))
    columns = (TableColumn(heading), TableColumn("Effectif", "end"), TableColumn("Part", "end"))
    return Table(slug, caption, columns, rows, tuple(notes))


def _rounding_note(context: ReportContext, indicator_id: str) -> list[str]:
    """Where one answer was asked of each, so that the parts make the whole; several answers a person do not add up."""
    indicator, rows = context.indicator(indicator_id), context.groups(indicator_id, "option")
    counted = [row for row in rows if row.numerator is not None and row.denominator]
    if len(counted) < len(rows) or sum(row.numerator for row in counted) != counted[0].denominator:
        return []
    shares = [Fraction(int(100 * row.numerator), int(row.denominator)) for row in counted]
    return rounded_parts_note(shares, Fraction(100), decimals_for(counted[0], indicator, context.audience))


def in_questionnaire_order(context: ReportContext, rows: tuple[Measured, ...]) -> list[Measured]:
    """Rows of the group `option` in the order of the questionnaire, those that it ignores last."""
    questionnaire = questionnaire_of(context)
    items = questionnaire.items if questionnaire else ()
    order = [option.id for item in items for option in questionnaire.options_of(item.id)]
    return sorted(rows, key=lambda row: order.index(row.group_value) if row.group_value in order else len(order))
