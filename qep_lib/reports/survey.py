"""The satisfaction survey as elements: who answered, why they came, satisfaction by criterion. What stands out is `findings`."""

from collections.abc import Iterable
from fractions import Fraction

from qep_lib.disclosure.answers import survey_days
from qep_lib.disclosure.printed import decimals_for, printed_number
from qep_lib.display.absence import Subject
from qep_lib.display.elements import (
    AbsenceReason,
    Absent,
    Cell,
    Element,
    Figure,
    KeyFigure,
    KeyFigures,
    Table,
    TableColumn,
)
from qep_lib.display.figures import MOST_SLIDE_DOTS, Dot, draw_dots
from qep_lib.display.narrow import dot_strips
from qep_lib.display.spelled import range_of
from qep_lib.display.wording import (
    format_count,
    format_dates,
    format_number,
    format_value,
    inside_sentence,
    interval_words,
    joined,
    rounded_parts_note,
    value_words,
)
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.questionnaire import Option
from qep_lib.reports.apparatus import absence_of, count_cell, value_cell
from qep_lib.reports.asked import (
    as_asked,
    common_scale,
    concerned_notes,
    is_opinion,
    option_label,
    overall_indicators,
    positive_notes,
    questionnaire_of,
    scale_of,
)
from qep_lib.reports.bases import bound_notes
from qep_lib.reports.columns import figures_table
from qep_lib.reports.context import ReportContext
from qep_lib.reports.extremes import ends_words
from qep_lib.reports.nature_notes import nature_notes, split_notes
from qep_lib.reports.natures import is_wholly_fictitious
from qep_lib.reports.section import shown
from qep_lib.reports.survey_span import span_card

CRITERIA = "satisfaction par critère"
KNOWN_IN_PART = "non connu, car seules certaines questions de cette enquête le sont"
SATISFACTION_SURVEY = Subject(
    "Enquête de satisfaction",
    "enquête de satisfaction",
    "aucune réponse à l'enquête de satisfaction n'est enregistrée",
    "e",
)
CRITERION_FORMULA = "survey_share"
BARS_WORDS = " (le point) et fourchette indicative (la barre)"
MODES_HIDDEN = Absent(
    "satisfaction par mode de recueil",
    "Satisfaction par mode de recueil : chiffres non diffusés, un des modes a trop peu de réponses.",
    "suppressed",
)
OUTSIDE_STATES = ("not_applicable", "blank")


def criteria(context: ReportContext) -> tuple[tuple[Indicator, Measured], ...]:
    """Satisfaction criteria that were measured, linked to a national indicator or not, in the order and the words of the
    questionnaire."""
    overall = [own.id for own in overall_indicators(context)]
    chosen = [
        indicator
        for indicator in context.section("satisfaction")
        if indicator.formula == CRITERION_FORMULA and indicator.id not in overall
    ]
    return tuple(
        (indicator, row)
        for indicator in as_asked(context, chosen)
        if (row := context.total(indicator.id)).status != "no_data"
    )


def opinions(context: ReportContext) -> list[tuple[Indicator, Measured]]:
    """The criteria that have a value and say how satisfied people are, the least first: only they are ranked."""
    known = [pair for pair in criteria(context) if pair[1].has_value and is_opinion(pair[0])]
    return sorted(known, key=lambda pair: sure(pair[1].value))


def named_answers(context: ReportContext) -> list[tuple[Indicator, Measured]]:
    """The others: the share that gave an answer, as « moins de 10 minutes », which is no opinion."""
    return [pair for pair in criteria(context) if pair[1].has_value and not is_opinion(pair[0])]


def has_survey(context: ReportContext) -> bool:
    """True when at least one answer was collected in the period."""
    row = context.total("answers")
    return bool(row.value)


def absent(context: ReportContext) -> Element:
    """What is said where there was no survey."""
    return absence_of(context, SATISFACTION_SURVEY, [context.total("answers")])


def is_declared_only(context: ReportContext) -> bool:
    """True when results of a survey are known as finished figures, and none of its answers is."""
    return not has_survey(context) and any(row.has_value for _, row in criteria(context))


def is_known_in_part(context: ReportContext) -> bool:
    """True where the survey may have asked more than what its questionnaire says."""
    questionnaire = questionnaire_of(context)
    return questionnaire is not None and questionnaire.is_partial


def without(context: ReportContext, subject: str, sentence: str, reason: AbsenceReason = "not_asked") -> Element:
    """What stands for `subject` where the survey has nothing to show of it: `sentence`, when the answers are there. Of a
    questionnaire known in part, nobody can say what was not asked."""
    if has_survey(context):
        if reason == "not_asked" and is_known_in_part(context):
            return Absent(subject, f"{subject[0].upper()}{subject[1:]} : {KNOWN_IN_PART}.", "no_data")
        return Absent(subject, sentence, reason)
    if is_declared_only(context):
        words = "Sans objet : les résultats de cette enquête sont déclarés, ses réponses ne sont pas disponibles."
        return Absent(subject, words, "untold")
    return absent(context)


def without_criteria(context: ReportContext) -> Element:
    """What stands where no criterion can be shown: no survey, too few answers, or criteria that nobody declared."""
    if any(row.status == "suppressed" for _, row in criteria(context)):
        words = "Résultats non diffusés : trop peu de personnes ont répondu à chaque question."
        return Absent(CRITERIA, words, "suppressed")
    if any(row.status == "not_measurable" for _, row in criteria(context)):
        return Absent(CRITERIA, "Critères non mesurables avec ces réponses.", "not_measurable")
    return without(context, CRITERIA, "Cette enquête ne demandait d'avis sur aucun critère.")


@shown
def key_figures(context: ReportContext) -> Element:
    """Answers, response rate at the desk, best and least satisfied criteria; from where to where, where none stands out."""
    ordered = opinions(context)[::-1]
    ends = [_criterion_figure(context, *pair) for pair in (*ordered[:2], *ordered[2:][-1:])]
    named = [_criterion_figure(context, *pair) for pair in named_answers(context)]
    items = _answer_figures(context) + (span_card(context, ordered) or ends) + named
    return KeyFigures("L'enquête en bref", tuple(items)) if items else absent(context)


def _answer_figures(context: ReportContext) -> list[KeyFigure]:
    items = []
    if has_survey(context):
        answers = context.total("answers")
        items.append(KeyFigure("Réponses à l'enquête", format_number(answers.value), survey_dates(context)))
    indicator, rate = context.indicator("response_rate"), context.total("response_rate")
    if rate.has_value:
        detail = f"{format_number(rate.numerator)} réponses à l'accueil pour {format_number(rate.denominator)} visites"
        items.append(KeyFigure(indicator.short_label, value_words(rate, indicator, context.audience), detail))
    return items


@shown
def shares_figure(context: ReportContext, is_wide: bool = False, mode: str | None = None) -> Element:
    """Share of satisfied users with its interval, criterion by criterion, of all or of a `mode` of collection; `is_wide` for a
    slide, the least satisfied first and no more than it has room for."""
    asked = [pair for pair in criteria(context) if is_opinion(pair[0])]
    rows = asked if mode is None else [(i, context.row(i.id, f"mode={mode}")) for i, _ in asked]
    shown = [(indicator, row) for indicator, row in rows if row is not None and row.has_value]
    if not shown:
        return without_criteria(context) if mode is None else MODES_HIDDEN
    caption = "Part de réponses positives par critère"
    if is_wide:
        shown = sorted(shown, key=lambda pair: sure(pair[1].value))[:MOST_SLIDE_DOTS]
    dots = []
    for indicator, row in shown:
        words = value_words(row, indicator, context.audience)
        value = printed_number(row, indicator, context.audience)
        dots.append(Dot(indicator.short_label, sure(row.value) if value is None else value, row.low, row.high, words))
    ends = ends_words(dots, lambda dot: dot.value, lambda dot: dot.words)
    named = [(indicator.short_label, row) for indicator, row in shown]
    data = figures_table(context, "criteres-donnees", caption, named)
    listed = joined([f"{i.short_label} {value_words(r, i, context.audience)}" for i, r in shown])
    level = format_value(context.catalogue.conventions.confidence * 100, "pct", 0)
    has_bars = any(dot.low is not None for dot in dots)
    return Figure(
        "criteres-satisfaction",
        f"{caption} : {ends}{f', avec la fourchette indicative à {level}' if has_bars else ''}",
        f"Un point {'et sa fourchette ' if has_bars else ''}par critère. {listed}.",
        draw_dots(dots, f"part de réponses positives{BARS_WORDS if has_bars else ''}", is_wide),
        data,
        dot_strips(dots),
    )


@shown
def criteria_table(context: ReportContext) -> Element:
    """One line a criterion: each positive level, share satisfied, interval, base, and what is outside the base."""
    shown = criteria(context)
    if not shown:
        return without_criteria(context)
    positive = [option for option in common_scale(context, [i for i, _ in shown]) if option.level == "positive"]
    rows = tuple(_criterion_row(context, indicator, row, positive) for indicator, row in shown)
    columns = (
        TableColumn("Critère"),
        *(TableColumn(option.short_label or option.label, "end") for option in positive),
        TableColumn("Réponses positives", "end"),
        TableColumn("Fourchette indicative", "end"),
        TableColumn("Réponses (n)", "end"),
        TableColumn("Hors base", "end"),
    )
    notes = [
        *positive_notes(context, [indicator for indicator, _ in shown]),
        "Hors base : « sans objet » et sans réponse.",
        *concerned_notes(context, shown),
        *_rounding_note(context, shown, positive),
        *bound_notes(context, [row for _, row in shown]),
        *nature_notes(context, [row for _, row in shown]),
        *split_notes(context, shown, positive),
    ]
    return Table("criteres", "Réponses positives et bases, par critère", columns, rows, tuple(notes))


def _criterion_row(
    context: ReportContext, indicator: Indicator, row: Measured, positive: list[Option]
) -> tuple[Cell, ...]:
    levels = [
        context.row(indicator.id, f"option={option.id}") if scale_of(context, indicator) else None
        for option in positive
    ]
    outside = [context.row(indicator.id, f"state={state}") for state in OUTSIDE_STATES]
    left_out = sum(part.numerator or 0 for part in outside if part)
    return (
        Cell(indicator.short_label),
        *(value_cell(context, level) if level else Cell("—") for level in levels),
        value_cell(context, row),
        Cell(interval_words(row, indicator, context.audience) or "—"),
        count_cell(row.denominator),
        # A declared share comes without what it leaves out, and a hidden one does not tell it: neither is zero.
        Cell("—") if row.origin == "declared" or row.status == "suppressed" else count_cell(left_out),
    )


def _rounding_note(
    context: ReportContext, shown: Iterable[tuple[Indicator, Measured]], positive: list[Option]
) -> list[str]:
    """Once for the table: the positive levels of a criterion, as printed, may not add up to its positive answers."""
    for indicator, row in shown:
        levels = [context.row(indicator.id, f"option={option.id}") for option in positive]
        counted = [level for level in (row, *levels) if level is not None and level.numerator is not None]
        if len(counted) <= len(levels) or not row.denominator or not scale_of(context, indicator):
            continue
        shares = [Fraction(int(100 * sure(level.numerator)), int(row.denominator)) for level in counted]
        if sum(shares[1:]) == shares[0] and (
            note := rounded_parts_note(shares[1:], shares[0], decimals_for(row, indicator, context.audience))
        ):
            return note
    return []


@shown
def mode_table(context: ReportContext) -> Element:
    """Satisfaction by mode of collection, side by side: modes are never pooled by weighting (statistics.md 1.6)."""
    modes = [row.group_value for row in context.groups("answers", "mode") if row.value != 0]
    rows = []
    for indicator, _ in criteria(context):
        cells = [Cell(indicator.short_label)]
        for mode in modes:
            row = context.row(indicator.id, f"mode={mode}")
            cells.append(Cell("—") if row is None else value_cell(context, row))
            cells.append(count_cell(row.denominator if row else None))
        rows.append(tuple(cells))
    if not modes:
        return without(context, "mode de recueil", "Le mode de recueil des réponses n'est pas connu.", "untold")
    if not rows:
        return without_criteria(context)
    if len(modes) == 1:
        label = inside_sentence(option_label(context, modes[0]))
        return Absent("satisfaction par mode de recueil", f"Toutes les réponses sont venues {label}.", "untold")
    told = [context.row(indicator.id, f"mode={mode}") for indicator, _ in criteria(context) for mode in modes]
    if all(row is None or row.status == "suppressed" for row in told):
        return MODES_HIDDEN
    columns = [TableColumn("Critère")]
    for mode in modes:
        label = option_label(context, mode)
        columns += [TableColumn(label, "end"), TableColumn(f"n ({inside_sentence(label)})", "end")]
    return Table(
        "satisfaction-par-mode",
        "Satisfaction par mode de recueil",
        tuple(columns),
        tuple(rows),
        (
            "Les modes de recueil sont montrés côte à côte, sans redressement.",
            *bound_notes(context, told),
            *nature_notes(context, [row for row in told if row is not None]),
        ),
    )


def fictitious_notes(context: ReportContext, measured: Iterable[tuple[Indicator, Measured]]) -> list[str]:
    """The note under sentences whose figures are invented; rebuilt ones are told by the banner and the tables."""
    return nature_notes(context, [row for _, row in measured if row.nature == "fictitious"])


def base_words(row: Measured) -> str:
    """« 104 réponses », or that the base of a declared share was not given."""
    return "base non communiquée" if row.denominator is None else format_count(row.denominator, "réponse")


def _criterion_figure(context: ReportContext, indicator: Indicator, row: Measured) -> KeyFigure:
    parts = [base_words(row)]
    if interval := interval_words(row, indicator, context.audience):
        parts.append(range_of(interval))
    if row.nature == "fictitious" and not is_wholly_fictitious(context):
        parts.append("chiffre fictif")
    return KeyFigure(indicator.short_label, value_words(row, indicator, context.audience), ", ".join(parts))


def survey_dates(context: ReportContext) -> str:
    """Days on which answers were collected, in words; empty without a survey."""
    days = survey_days(context.stored)
    return format_dates(*days) if days else ""
