"""The six indicators of Services Publics + as a poster says them: figure, better or worse than before, objective, whose it is."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from qep_lib.disclosure.printed import change_number, decimals_for, printed_change
from qep_lib.display.absence import gathered
from qep_lib.display.elements import (
    AbsenceReason,
    Absent,
    Cell,
    Element,
    Header,
    KeyFigure,
    KeyFigures,
    Table,
    TableColumn,
    Text,
)
from qep_lib.display.wording import (
    NBSP,
    STATUS_WORDS,
    as_of_words,
    difference_words,
    format_number,
    format_target,
    inside_sentence,
    joined,
    value_words,
)
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.period import Period
from qep_lib.reports import own_words, short_plan
from qep_lib.reports.apparatus import UNSCALED, is_unscaled, previous_cell, value_cell
from qep_lib.reports.apparatus import header as plain_header
from qep_lib.reports.context import ReportContext
from qep_lib.reports.moves import has_changed, is_worse
from qep_lib.reports.nature_notes import nature_notes
from qep_lib.reports.section import Section, shown
from qep_lib.reports.sources import cut_off, source_words

DAY_UNITS = ("days", "working_days")
DAY_WAYS, WAYS = ("plus rapide", "plus lent"), ("mieux", "moins bien")
"""A change for the better, and for the worse."""
NATIONAL = "Chiffre national"
MARKS = {True: "✓", False: "✗"}
"""Of better and of worse: an arrow would say up or down, which is good or bad from a figure to another."""


def lines(context: ReportContext) -> Iterator[tuple[Indicator, Measured, str, str]]:
    """(indicator, its figure, what a wall calls it, whose figure it is in words), in the order of the référentiel.

    An indicator that nobody declared in params/indicators is left out, and outside a score of which nothing says out of how many.
    One that the site has not is replaced by the other one that its line names, where the site has that: which of the two it
    counts is its choice.
    """
    for line in _every_line(context):
        if line[0] not in _unreadable(context):
            yield line


def _unreadable(context: ReportContext) -> list[Indicator]:
    """Scores that a wall cannot say to the public: « 7,2 » alone is good to some and bad to others."""
    if context.audience == "internal":
        return []
    return [indicator for indicator, row, *_ in _every_line(context) if is_unscaled(indicator) and row.has_value]


def _every_line(context: ReportContext) -> Iterator[tuple[Indicator, Measured, str, str]]:
    known = context.catalogue.indicators
    for line in context.framework.services_publics_plus.transparency_indicators:
        if line.indicator not in known:
            continue
        indicator = context.indicator(line.indicator)
        title = line.title or indicator.label
        if (
            line.otherwise is not None
            and line.otherwise in known
            and not context.total(indicator.id).has_value
            and context.total(line.otherwise).has_value
        ):
            indicator = context.indicator(line.otherwise)
            title = indicator.label
        yield indicator, context.total(indicator.id), title, _scope_words(context, line.grain)


SECTION = Section("Affiche Transparence", figures=lambda context: [indicator for indicator, *_ in lines(context)])


@shown
def header(context: ReportContext) -> Header:
    """« Nos résultats au 3e trimestre 2021 », national figures said where there are some, unless the service has its own title;
    and whose they are."""
    plain = plain_header(context)
    if own_words.own_title(context):
        return plain
    told = {of for _, row, _, of in lines(context) if not _is_missing(row)}
    whose = "Nos résultats et les chiffres nationaux" if NATIONAL in told else "Nos résultats"
    return replace(plain, title=f"{whose} {_during(context.period)}", subtitle=context.site.name)


@shown
def key_figures(context: ReportContext) -> Element:
    """One card an indicator of which something is known; of a poster without a single figure, each card says so."""
    told = [line for line in lines(context) if not _is_missing(line[1])] or lines(context)
    items = tuple(
        KeyFigure(
            title,
            figure_words(context, indicator, row),
            way_words(context, indicator, row),
            scope=" · ".join((*_aim_words(indicator, row), of)),
        )
        for indicator, row, title, of in told
    )
    return KeyFigures(f"Nos résultats, {context.period.label}", items)


@shown
def remarks(context: ReportContext) -> Element:
    """Of what day the figures are, what they are compared with, what is missing, and what they are."""
    shown = [(indicator, row) for indicator, row, *_ in lines(context)]
    before = f", comparés à ceux de la période précédente : {context.compared_period.label}"
    is_compared = any(row.has_value and row.change is not None for _, row in shown)
    said = [f"Chiffres arrêtés au {cut_off(context)}{before if is_compared else ''}."]
    if is_compared and all(row.target is None for _, row in shown if row.has_value):
        said.append(f"Pas d'objectif connu pour {_named(context.period)}.")
    said += gathered(
        Absent(i.label, STATUS_WORDS[row.status], cast(AbsenceReason, row.status))
        for i, row in shown
        if _is_missing(row)
    )
    return Text((*said, *nature_notes(context, [row for _, row in shown])))


@shown
def next_line(context: ReportContext) -> Element:
    """What is done about the figure of the poster that is worse, the worst first, or that nothing is; the next one to come
    where none is worse."""
    pairs = [(indicator, row) for indicator, row, *_ in lines(context) if row.has_value]
    missed = [pair for pair in pairs if pair[1].rating not in (None, "met")]
    worse = [pair for pair in pairs if pair not in missed and has_changed(pair, context) and is_worse(pair)]
    worse.sort(key=lambda pair: -abs(sure(pair[1].change) / (pair[1].previous or 1)))
    return short_plan.next_line(context, [indicator for indicator, _ in (*missed, *worse)])


def _is_missing(row: Measured) -> bool:
    """True of a figure that nobody gave or that is not told; « aucune demande » is one."""
    return not row.has_value and row.status != "no_request"


@shown
def data_table(context: ReportContext) -> Element:
    """The same figures as a table, with their source, for whoever wants to use them again."""
    rows = tuple(
        (
            Cell(indicator.label),
            value_cell(context, row),
            previous_cell(context, row),
            Cell(change_words(context, indicator, row) or "—", change_number(row, indicator, context.audience)),
            Cell(of),
            Cell(source_words(context, row) if row.has_value else "—"),
        )
        for indicator, row, _, of in lines(context)
    )
    columns = (
        TableColumn("Indicateur"),
        TableColumn(context.current_label, "end"),
        TableColumn(context.previous_label, "end"),
        TableColumn("Évolution"),
        TableColumn("À qui est ce chiffre"),
        TableColumn("Source"),
    )
    left_out = [inside_sentence(indicator.label) for indicator in _unreadable(context)]
    notes = [f"Non montré, faute d'échelle connue : {joined(left_out)}."] if left_out else []
    return Table("affiche", f"Chiffres de l'affiche, {context.period.label}", columns, rows, tuple(notes))


def figure_words(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    """The figure with its unit in full, or « Non communiqué »."""
    if not row.has_value:
        return STATUS_WORDS.get(row.status, STATUS_WORDS["no_data"]).capitalize()
    if indicator.unit in DAY_UNITS:
        return _days(sure(row.value), decimals_for(row, indicator, context.audience))
    return _without_last_zeros(value_words(row, indicator, context.audience))


def _without_last_zeros(words: str) -> str:
    """« 88,5 % » of « 88,50 % »: read from afar, a zero more is a figure more."""
    return re.sub(r",(\d*?)0+(?!\d)", lambda found: f",{found[1]}" if found[1] else "", words)


def way_words(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    """« ✓ plus rapide (−7 jours) », « ✗ un peu moins bien (−1,7 point) », « = inchangé »: what is read from afar; `change_words`
    says why there is no comparison. Every change says its side; one under the size of the conventions is « un peu »."""
    if not row.has_value:
        return ""
    if row.change is None or indicator.break_between(context.period, context.compared_period):
        return "sans comparaison"
    change = printed_change(row, indicator, context.audience)
    if change is None:
        return "sans comparaison"
    least = context.catalogue.conventions.least_change.of(indicator.unit) or 0
    if change == 0:
        return "= inchangé"
    is_up, size = change > 0, _size_words(context, indicator, row, change)
    size = _without_last_zeros(size)
    if row.is_change_demonstrated is False:
        return f"= pas de changement net ({size})"
    if indicator.direction == "neutral":
        return f"en {'hausse' if is_up else 'baisse'} ({size})"
    is_better = is_up == (indicator.direction == "higher")
    better, worse = DAY_WAYS if indicator.unit in DAY_UNITS else WAYS
    little = "un peu " if abs(change) < least else ""
    return f"{MARKS[is_better]} {little}{better if is_better else worse} ({size})"


def _aim_words(indicator: Indicator, row: Measured) -> list[str]:
    unknown = [UNSCALED] if is_unscaled(indicator) and row.has_value else []
    aim = [] if row.target is None or not row.has_value else [f"Objectif : {format_target(row.target, indicator)}"]
    return [*unknown, *aim]


def _size_words(context: ReportContext, indicator: Indicator, row: Measured, change: float) -> str:
    """« −7 jours », « +0,5 point »."""
    decimals = decimals_for(row, indicator, context.audience)
    if indicator.unit in DAY_UNITS:
        return f"{'+' if change > 0 else ''}{_days(change, decimals)}"
    return difference_words(change, indicator.unit, decimals)


def change_words(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    """« +0,5 point depuis le 2e trimestre 2021 », or why no change is told; empty when there is no figure."""
    before = context.compared_period
    if not row.has_value:
        return ""
    if row.previous is None and row.previous_note:
        return f"Pas de comparaison avec {_named(before)} : {row.previous_note}"
    if row.previous is None:
        return f"Pas de chiffre {_during(before)}"
    if indicator.break_between(context.period, before):
        return f"Mode de calcul modifié depuis {_named(before)} : pas de comparaison"
    if row.change is None:
        stopped = f" ({as_of_words(row)})" if as_of_words(row) else ""
        return f"Période incomplète{stopped} : pas de comparaison avec {_named(before)}"
    change = printed_change(row, indicator, context.audience)
    if change is None:
        return f"Pas de comparaison avec {_named(before)} : l'un des deux chiffres n'est donné que par une borne"
    if change == 0:
        return f"{'Même' if row.change == 0 else 'À peu près le même'} chiffre que {_named(before)}"
    return f"{_size_words(context, indicator, row, change)} depuis {_named(before)}"


def _days(value: float, decimals: int) -> str:
    return f"{format_number(value, decimals, keep_zeros=False)}{NBSP}jour{'s' if abs(value) >= 2 else ''}"


def _scope_words(context: ReportContext, grain: str) -> str:
    name = context.site.name
    return {
        "site": f"Chiffre de la {inside_sentence(name)}",
        "cert": "Chiffre du centre qui instruit les dossiers (CERT)",
        "national": NATIONAL,
    }[grain]


def _named(period: Period) -> str:
    """« le 2e trimestre 2021 », « 2020 », « mars 2021 », « la période du … au … »."""
    if period.code.isdigit():
        return period.code
    if period.label.startswith("du "):
        return f"la période {period.label}"
    return f"le {period.label}" if period.label[0].isdigit() else period.label


def _during(period: Period) -> str:
    """« au 2e trimestre 2021 », « en 2020 », « en mars 2021 », « pour la période du … au … »."""
    named = _named(period)
    if named.startswith("le "):
        return f"au {named.removeprefix('le ')}"
    return f"pour {named}" if named.startswith("la ") else f"en {named}"
