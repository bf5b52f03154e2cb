"""The six indicators of Services Publics + as a poster says them: figure, whose it is, change since the period before."""

from collections.abc import Iterator

from qep_lib.disclosure.printed import change_number, decimals_for, printed_change
from qep_lib.display.elements import Cell, Element, KeyFigure, KeyFigures, Table, TableColumn, Text
from qep_lib.display.wording import (
    NBSP,
    STATUS_WORDS,
    as_of_words,
    difference_words,
    format_count,
    format_number,
    inside_sentence,
    value_words,
)
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.period import Period
from qep_lib.reports.apparatus import nature_notes, previous_cell, value_cell
from qep_lib.reports.context import ReportContext

DAY_UNITS = ("days", "working_days")


def lines(context: ReportContext) -> Iterator[tuple[Indicator, Measured, str]]:
    """(indicator, its figure, whose figure it is in words), in the order of the référentiel.

    An indicator that nobody declared in params/indicators is left out: there is nothing to name it by.
    """
    for line in context.framework.services_publics_plus.transparency_indicators:
        if line.indicator in context.catalogue.indicators:
            yield context.indicator(line.indicator), context.total(line.indicator), _scope_words(context, line.grain)


def key_figures(context: ReportContext) -> Element:
    """One card an indicator; a figure that nobody gave is said to be missing."""
    items = tuple(
        KeyFigure(
            indicator.label, figure_words(context, indicator, row), change_words(context, indicator, row), scope=of
        )
        for indicator, row, of in lines(context)
    )
    return KeyFigures(f"Nos résultats, {context.period.label}", items)


def remarks(context: ReportContext) -> Element:
    """What the figures are compared with, what is missing, and what they are."""
    shown = [row for _, row, _ in lines(context)]
    missing = sum(row.status == "no_data" for row in shown)
    said = [f"Chaque chiffre est comparé à celui de la période précédente : {context.compared_period.label}."]
    if missing:
        count = format_count(missing, "chiffre non communiqué", "chiffres non communiqués")
        said.append(f"{count} sur {len(shown)} : une absence de chiffre n'est pas un zéro.")
    return Text((*said, *nature_notes(context, shown)))


def data_table(context: ReportContext) -> Element:
    """The same figures as a table, with their source, for whoever wants to use them again."""
    rows = tuple(
        (
            Cell(indicator.label),
            value_cell(context, row),
            previous_cell(context, row),
            Cell(change_words(context, indicator, row) or "—", change_number(row, indicator, context.audience)),
            Cell(of),
            Cell(row.source or "—"),
        )
        for indicator, row, of in lines(context)
    )
    columns = (
        TableColumn("Indicateur", width=2.2),
        TableColumn(context.current_label, "end", 1.2),
        TableColumn(context.previous_label, "end", 1.2),
        TableColumn("Évolution", width=2),
        TableColumn("À qui est ce chiffre", width=1.6),
        TableColumn("Source", width=2),
    )
    return Table("affiche", f"Chiffres de l'affiche, {context.period.label}", columns, rows)


def figure_words(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    """The figure with its unit in full, or « Non communiqué »."""
    if not row.has_value:
        return STATUS_WORDS.get(row.status, STATUS_WORDS["no_data"]).capitalize()
    if indicator.unit in DAY_UNITS:
        return _days(row.value, decimals_for(row, indicator, context.audience))
    return value_words(row, indicator, context.audience)


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
    if change == 0:
        return f"{'Même' if row.change == 0 else 'À peu près le même'} chiffre que {_named(before)}"
    decimals = decimals_for(row, indicator, context.audience)
    if indicator.unit in DAY_UNITS:
        sign = "+" if change > 0 else ""
        return f"{sign}{_days(change, decimals)} depuis {_named(before)}"
    return f"{difference_words(change, indicator.unit, decimals)} depuis {_named(before)}"


def _days(value: float, decimals: int) -> str:
    return f"{format_number(value, decimals, keep_zeros=False)}{NBSP}jour{'s' if abs(value) >= 2 else ''}"


def _scope_words(context: ReportContext, grain: str) -> str:
    name = context.site.name
    return {
        "site": f"Chiffre de la {inside_sentence(name)}",
        "cert": "Chiffre du centre de titres (CERT)",
        "national": "Chiffre national",
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
