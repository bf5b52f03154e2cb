"""The satisfaction survey as elements: who answered, why they came, satisfaction by criterion. What stands out is `findings`."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from qep_lib.disclosure.answers import questionnaire_named, survey_days
from qep_lib.disclosure.printed import decimals_for, printed_number
from qep_lib.display.absence import Subject
from qep_lib.display.elements import Cell, Element, Figure, KeyFigure, KeyFigures, Note, Table, TableColumn, Text
from qep_lib.display.figures import Dot, LevelBar, draw_dots, draw_levels
from qep_lib.display.wording import (
    figure_sentence,
    format_count,
    format_dates,
    format_number,
    format_share,
    format_value,
    inside_sentence,
    interval_words,
    joined,
    rounded_parts_note,
    value_words,
)
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.questionnaire import Option, Questionnaire
from qep_lib.reports.apparatus import absence_note, count_cell, figures_table, nature_notes, value_cell
from qep_lib.reports.context import ReportContext
from qep_lib.reports.earlier_surveys import recalled

SATISFACTION_SURVEY = Subject(
    "Enquête de satisfaction",
    "enquête de satisfaction",
    "aucune réponse à l'enquête de satisfaction n'est enregistrée",
    "e",
)
CRITERION_FORMULA = "survey_share"
CONCERNED_ONLY_ABOVE = 0.20
"""Share outside the base above which the result is said to be about the users concerned only (statistics.md 1.5)."""
POSITIVE_NOTE = "Réponses positives : degrés positifs de l'échelle, ou réponse que l'intitulé du critère nomme."
BARS_WORDS = " (le point) et fourchette indicative (la barre)"
OUTSIDE_STATES = ("not_applicable", "blank")


def criteria(context: ReportContext) -> tuple[tuple[Indicator, Measured], ...]:
    """Satisfaction criteria that were measured, in questionnaire order."""
    chosen = [
        indicator
        for indicator in context.section("satisfaction")
        if indicator.formula == CRITERION_FORMULA and indicator.id != "satisfaction_overall_pct"
    ]
    return tuple((indicator, row) for indicator in chosen if (row := context.total(indicator.id)).status != "no_data")


def has_survey(context: ReportContext) -> bool:
    """True when at least one answer was collected in the period."""
    row = context.total("survey_answers_count")
    return bool(row.value)


def absent(context: ReportContext) -> Note:
    """What is said where there was no survey."""
    return absence_note(context, SATISFACTION_SURVEY, [context.total("survey_answers_count")])


def is_declared_only(context: ReportContext) -> bool:
    """True when results of a survey are known as finished figures, and none of its answers is."""
    return not has_survey(context) and any(row.has_value for _, row in criteria(context))


def without(context: ReportContext, reason: str) -> Text | Note:
    """What is said under a heading of the survey that has nothing to show: `reason`, when the answers are there."""
    if has_survey(context):
        return Text((reason,))
    if is_declared_only(context):
        return Text(
            ("Sans objet : les résultats de cette enquête sont déclarés, ses réponses ne sont pas disponibles.",)
        )
    return absent(context)


def without_criteria(context: ReportContext) -> Text | Note:
    """What is said where no criterion can be shown: no survey, too few answers, or criteria that nobody declared."""
    if any(row.status == "suppressed" for _, row in criteria(context)):
        return Text(("Résultats non diffusés : trop peu de personnes ont répondu à chaque question.",))
    if any(row.status == "not_measurable" for _, row in criteria(context)):
        return Text(("Critères non mesurables avec ces réponses.",))
    return without(
        context, "Aucun indicateur ne lit les critères de cette enquête : ils sont à déclarer dans params/indicators."
    )


def key_figures(context: ReportContext) -> Element:
    """Answers, response rate at the desk, best and least satisfied criteria."""
    items = _answer_figures(context)
    measured = [(indicator, row) for indicator, row in criteria(context) if row.has_value]
    for indicator, row in sorted(measured, key=lambda pair: -pair[1].value)[:2]:
        items.append(_criterion_figure(context, indicator, row))
    if len(measured) > 2:
        items.append(_criterion_figure(context, *min(measured, key=lambda pair: pair[1].value)))
    return KeyFigures("L'enquête en bref", tuple(items)) if items else absent(context)


def opening_figures(context: ReportContext) -> list[KeyFigure]:
    """What a page about everything says of the survey: answers and response rate, else the best and the worst criterion.

    The best alone would be a choice in the site's favour.
    """
    items = _answer_figures(context)
    measured = [(indicator, row) for indicator, row in criteria(context) if row.has_value]
    if len(items) < 2 and measured:
        best, worst = (pick(measured, key=lambda pair: pair[1].value) for pick in (max, min))
        cards = [(pair[0], _criterion_figure(context, *pair)) for pair in ([best, worst] if best != worst else [best])]
        # Away from the other criteria, « Délai de rendez-vous : 52 % » would not read as a satisfaction.
        items += [replace(card, label=indicator.label) for indicator, card in cards]
    return items


def _answer_figures(context: ReportContext) -> list[KeyFigure]:
    items = []
    if has_survey(context):
        answers = context.total("survey_answers_count")
        items.append(KeyFigure("Réponses à l'enquête", format_number(answers.value), survey_dates(context)))
    indicator, rate = context.indicator("survey_response_rate_pct"), context.total("survey_response_rate_pct")
    if rate.has_value:
        detail = f"{format_number(rate.numerator)} réponses à l'accueil pour {format_number(rate.denominator)} visites"
        items.append(KeyFigure(indicator.short_label, value_words(rate, indicator, context.audience), detail))
    return items


def levels_figure(context: ReportContext) -> Element:
    """Diverging bars of the four levels, criterion by criterion, with what is outside the base at the right."""
    # A share received as a finished figure has no levels to draw, even when the questionnaire knows its scale.
    measured = [(i, r) for i, r in criteria(context) if r.origin == "computed" and r.has_value and _scale(context, i)]
    if not measured:
        return without_criteria(context)
    scale = _common_scale(context)
    shown = [pair for pair in measured if _scale(context, pair[0]) == scale]
    bars, rows = [], []
    for indicator, row in shown:
        levels = [context.row(indicator.id, f"option={option.id}") for option in scale]
        outside = [context.row(indicator.id, f"state={state}") for state in OUTSIDE_STATES]
        # Whole percents fit the segments; the counts are in the table of data.
        words = tuple(format_share(level.numerator, level.denominator) if level else "" for level in levels)
        bars.append(
            LevelBar(
                indicator.short_label,
                format_number(row.denominator),
                tuple((level.value or 0.0) if level else 0.0 for level in levels),
                words,
                " + ".join(format_number(part.numerator or 0) if part else "0" for part in outside),
            )
        )
        rows.append(
            (
                Cell(indicator.short_label),
                *(count_cell(level.numerator if level else 0) for level in levels),
                count_cell(row.denominator),
                *(count_cell(part.numerator if part else 0) for part in outside),
            )
        )
    columns = (
        TableColumn("Critère", width=2.4),
        *(TableColumn(option.label, "end") for option in scale),
        TableColumn("Réponses (n)", "end"),
        TableColumn("Sans objet", "end"),
        TableColumn("Sans réponse", "end"),
    )
    data = Table("niveaux-donnees", "Réponses par niveau de satisfaction", columns, tuple(rows))
    return Figure(
        "niveaux-satisfaction",
        "Niveaux de satisfaction par critère, en pourcentage des réponses exprimées",
        _levels_alt(context, shown),
        draw_levels(bars, [(option.label, option.level) for option in scale]),
        data,
    )


def shares_figure(context: ReportContext, is_wide: bool = False) -> Element:
    """Share of satisfied users with its interval, criterion by criterion; `is_wide` for a slide."""
    shown = [(indicator, row) for indicator, row in criteria(context) if row.has_value]
    if not shown:
        return without_criteria(context)
    dots = []
    for indicator, row in shown:
        words = value_words(row, indicator, context.audience)
        value = printed_number(row, indicator, context.audience)
        dots.append(Dot(indicator.short_label, row.value if value is None else value, row.low, row.high, words))
    data = figures_table(
        context,
        "criteres-donnees",
        "Part de réponses positives par critère",
        [(indicator.short_label, row) for indicator, row in shown],
    )
    listed = joined([f"{i.short_label} {value_words(r, i, context.audience)}" for i, r in shown])
    level = format_value(context.catalogue.conventions.confidence * 100, "pct", 0)
    has_bars = any(dot.low is not None for dot in dots)
    return Figure(
        "criteres-satisfaction",
        f"Part de réponses positives par critère{f', avec la fourchette indicative à {level}' if has_bars else ''}",
        f"Un point {'et sa fourchette ' if has_bars else ''}par critère. {listed}.",
        draw_dots(dots, f"part de réponses positives{BARS_WORDS if has_bars else ''}", is_wide),
        data,
    )


def criteria_table(context: ReportContext) -> Element:
    """One line a criterion: each positive level, share satisfied, interval, base, and what is outside the base."""
    shown = criteria(context)
    if not shown:
        return without_criteria(context)
    positive = [option for option in _common_scale(context) if option.level == "positive"]
    rows = tuple(_criterion_row(context, indicator, row, positive) for indicator, row in shown)
    columns = (
        TableColumn("Critère", width=2.6),
        *(TableColumn(option.short_label or option.label, "end", 1.1) for option in positive),
        TableColumn("Réponses positives", "end", 1.1),
        TableColumn("Fourchette indicative", "end", 1.7),
        TableColumn("Réponses (n)", "end", 1.1),
        TableColumn("Hors base", "end", 0.9),
    )
    notes = [
        POSITIVE_NOTE,
        "Hors base : « sans objet » et sans réponse. Chaque critère a sa propre base.",
        *_concerned_only(context),
        *_rounding_note(context, shown, positive),
        *nature_notes(context, [row for _, row in shown]),
    ]
    return Table("criteres", "Réponses positives et bases, par critère", columns, rows, tuple(notes))


def _criterion_row(
    context: ReportContext, indicator: Indicator, row: Measured, positive: list[Option]
) -> tuple[Cell, ...]:
    levels = [
        context.row(indicator.id, f"option={option.id}") if _scale(context, indicator) else None for option in positive
    ]
    outside = [context.row(indicator.id, f"state={state}") for state in OUTSIDE_STATES]
    return (
        Cell(indicator.short_label),
        *(value_cell(context, level) if level else Cell("—") for level in levels),
        value_cell(context, row),
        Cell(interval_words(row, indicator, context.audience) or "—"),
        count_cell(row.denominator),
        # A declared share comes without what it leaves out, and a hidden one does not tell it: neither is zero.
        Cell("—") if row.origin == "declared" or row.status == "suppressed" else count_cell(_left_out(outside)),
    )


def _rounding_note(
    context: ReportContext, shown: Iterable[tuple[Indicator, Measured]], positive: list[Option]
) -> list[str]:
    """Once for the table: the positive levels of a criterion, as printed, may not add up to its positive answers."""
    for indicator, row in shown:
        levels = [context.row(indicator.id, f"option={option.id}") for option in positive]
        counted = [level for level in (row, *levels) if level is not None and level.numerator is not None]
        if len(counted) <= len(levels) or not row.denominator or not _scale(context, indicator):
            continue
        shares = [Fraction(int(100 * level.numerator), int(row.denominator)) for level in counted]
        if sum(shares[1:]) == shares[0] and (
            note := rounded_parts_note(shares[1:], shares[0], decimals_for(row, indicator, context.audience))
        ):
            return note
    return []


def _left_out(parts: Iterable[Measured | None]) -> float:
    return sum(part.numerator or 0 for part in parts if part)


def sentences(context: ReportContext) -> Element:
    """One sentence a criterion, with base, interval and change, and what earlier surveys gave."""
    lines = [
        " ".join(
            [
                figure_sentence(row, indicator, context.previous_label, context.audience),
                *recalled(context, indicator),
            ]
        )
        for indicator, row in criteria(context)
    ]
    lines += fictitious_notes(context, criteria(context))
    return Text(tuple(lines), is_list=True) if lines else without_criteria(context)


def mode_table(context: ReportContext) -> Element:
    """Satisfaction by mode of collection, side by side: modes are never pooled by weighting (statistics.md 1.6)."""
    modes = [row.group_value for row in context.groups("survey_answers_count", "mode") if row.value != 0]
    rows = []
    for indicator, _ in criteria(context):
        cells = [Cell(indicator.short_label)]
        for mode in modes:
            row = context.row(indicator.id, f"mode={mode}")
            cells.append(Cell("—") if row is None else value_cell(context, row))
            cells.append(count_cell(row.denominator if row else None))
        rows.append(tuple(cells))
    if not modes:
        return without(context, "Le mode de recueil des réponses n'est pas connu.")
    if not rows:
        return without_criteria(context)
    columns = [TableColumn("Critère", width=2.4)]
    for mode in modes:
        label = option_label(context, mode)
        columns += [TableColumn(label, "end"), TableColumn(f"n ({inside_sentence(label)})", "end")]
    return Table(
        "satisfaction-par-mode",
        "Satisfaction par mode de recueil",
        tuple(columns),
        tuple(rows),
        ("Les modes de recueil sont montrés côte à côte, sans redressement.",),
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
        parts.append(f"fourchette {interval}")
    if row.nature == "fictitious":
        parts.append("chiffre fictif")
    return KeyFigure(indicator.short_label, value_words(row, indicator, context.audience), ", ".join(parts))


def _levels_alt(context: ReportContext, shown) -> str:
    listed = joined([f"{i.short_label} {value_words(r, i, context.audience)}" for i, r in shown])
    return (
        "Barres divergentes : à droite de zéro les réponses positives, à gauche les négatives. "
        f"Part totale de réponses positives : {listed}. Les effectifs sont dans le tableau de données."
    )


def _concerned_only(context: ReportContext) -> list[str]:
    notes = []
    for indicator, row in criteria(context):
        # Of those who were asked: a question that one version of the questionnaire lacks was put to fewer people.
        asked = context.row(indicator.id, "state=blank") or context.total("survey_answers_count")
        answers = asked.denominator or asked.value
        if row.denominator and answers and 1 - row.denominator / answers > CONCERNED_ONLY_ABOVE:
            share = format_share(answers - row.denominator, answers)
            notes.append(f"{indicator.short_label} : résultat sur les seuls usagers concernés ({share} hors base).")
    return notes


def questionnaire_of(context: ReportContext) -> Questionnaire | None:
    """The questionnaire that the stored answers name, or None."""
    return context.catalogue.questionnaires.get(questionnaire_named(context.stored))


def _common_scale(context: ReportContext) -> tuple[Option, ...]:
    """The scale of the first criterion that has one: levels of different scales do not share a column or a chart."""
    scales = (_scale(context, indicator) for indicator, _ in criteria(context))
    return next((scale for scale in scales if scale), ())


def _scale(context: ReportContext, indicator: Indicator) -> tuple[Option, ...]:
    questionnaire = questionnaire_of(context)
    items = questionnaire.items if questionnaire else ()
    item = next((item for item in items if item.id == indicator.arguments.get("item")), None)
    if item is None or item.scale is None:
        return ()
    return tuple(o for o in questionnaire.scales[item.scale] if o.level != "not_applicable")


def option_label(context: ReportContext, option_id: str) -> str:
    """Label of a closed answer or of a mode, in the survey's questionnaire or else in the first that knows it.

    A declared share names an answer without its questionnaire. The id stands where no questionnaire knows it.
    """
    own = questionnaire_of(context)
    for questionnaire in (*([own] if own else []), *context.catalogue.questionnaires.values()):
        answers = [option for item in questionnaire.items for option in questionnaire.options_of(item.id)]
        for option in (*answers, *questionnaire.modes):
            if option.id == option_id:
                return option.label
    return option_id


def survey_dates(context: ReportContext) -> str:
    """Days on which answers were collected, in words; empty without a survey."""
    days = survey_days(context.stored)
    return format_dates(*days) if days else ""
