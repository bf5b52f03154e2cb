"""Finished figures for whoever is no auditor: one short table, and small slopes where three years are known."""

from collections.abc import Iterable, Sequence

from qep_lib.display.elements import Absent, Cell, Element, Figure, Table, TableColumn
from qep_lib.display.evolution_figures import YearLine, YearPanel, YearPoint, draw_years
from qep_lib.display.narrow import year_strips
from qep_lib.display.verdict import objective_mark
from qep_lib.display.wording import as_of_words, in_period, target_words
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.period import Period
from qep_lib.reports.apparatus import partial_notes, previous_cell, undeclared_target_note, value_cell, with_values
from qep_lib.reports.context import ReportContext

FEWEST_YEARS = 3
"""Fewer make no slope, nor does a figure that is printed alike every year: the table says it."""


def plain_table(
    context: ReportContext, slug: str, caption: str, indicators: Sequence[Indicator], notes: Iterable[str] = ()
) -> Table:
    """Each figure with the year before and the one before it, its objective, and what that makes in words. Columns of which
    nothing is known are not drawn."""
    rows = [_line(context, indicator) for indicator in indicators]
    years = [period.short_label for period, _ in context.earlier[1:2]]
    columns = (
        TableColumn("Indicateur", width=3.4),
        TableColumn(context.current_label, "end", 1.1),
        TableColumn(context.previous_label, "end", 1.1),
        *(TableColumn(year, "end", 1.1) for year in years),
        TableColumn("Objectif", "end", 1.2),
        TableColumn("Résultat", width=2.6),
    )
    shown = [context.total(indicator.id) for indicator in indicators]
    return Table(slug, caption, *with_values(columns, rows), (*notes, *_notes(context, indicators, shown)))


def years_figure(context: ReportContext, slug: str, caption: str, indicators: Sequence[Indicator]) -> Element:
    """A small slope an indicator of which three years are known; what does not compare is not linked."""
    periods = [*(period for period, _ in reversed(context.earlier)), context.period]
    known = [
        (i, rows) for i in indicators if _count(rows := [context.total_of(i.id, p) for p in periods]) >= FEWEST_YEARS
    ]
    known = [(i, rows) for i, rows in known if len({value_cell(context, row).text for row in rows if row}) > 1]
    if not known:
        return Absent("évolutions sur trois ans", f"Moins de trois années connues : {caption}.", "untold")
    labels = [period.short_label for period in periods]
    panels = [
        YearPanel(indicator.short_label, indicator.unit, (YearLine(tuple(_points(indicator, rows, periods))),))
        for indicator, rows in known
    ]
    lines = tuple(
        (Cell(i.short_label), *(Cell("—") if row is None else value_cell(context, row) for row in rows))
        for i, rows in known
    )
    columns = (TableColumn("Indicateur", width=2.6), *(TableColumn(label, "end") for label in labels))
    told = [f"{line[0].text} : {', '.join(_dated(line[1:], labels))}" for line in lines]
    return Figure(
        slug,
        f"{caption}, de {labels[0]} à {labels[-1]}",
        f"Une petite courbe par indicateur. {' ; '.join(told)}.",
        draw_years(panels, labels),
        Table(f"{slug}-donnees", caption, columns, lines),
        year_strips(panels, labels),
    )


def _dated(cells: Sequence[Cell], labels: Sequence[str]) -> list[str]:
    return [f"{cell.text} {in_period(label)}" for cell, label in zip(cells, labels, strict=True) if cell.text != "—"]


def _line(context: ReportContext, indicator: Indicator) -> tuple[Cell, ...]:
    row = context.total(indicator.id)
    until = as_of_words(row)
    objective = "—" if undeclared_target_note(row, indicator) else target_words(row, indicator)
    mark = objective_mark(row, indicator, context.audience)
    return (
        Cell(f"{indicator.label} ({until})" if until else indicator.label),
        value_cell(context, row),
        previous_cell(context, row),
        *(_before(context, indicator, rows) for _, rows in context.earlier[1:2]),
        Cell(objective, row.target),
        Cell("", None, mark) if mark else Cell("—"),
    )


def _before(context: ReportContext, indicator: Indicator, rows) -> Cell:
    row = rows.get(indicator.id, {}).get("")
    return Cell("—") if row is None or not row.has_value else value_cell(context, row)


def _notes(context: ReportContext, indicators: Sequence[Indicator], shown: Sequence[Measured]) -> list[str]:
    """What keeps two years from being compared, each once."""
    broken = [
        found.note.partition(". ")[0].removesuffix(".") + "."
        for indicator in indicators
        if (found := indicator.break_between(context.period, context.compared_period))
    ]
    return [*partial_notes(context, shown), *dict.fromkeys(broken)]


def _points(indicator: Indicator, rows: Sequence[Measured | None], periods: Sequence[Period]):
    before = None
    for row, period in zip(rows, periods, strict=True):
        if row is None or not row.has_value:
            before = None
            yield None
            continue
        is_whole = row.status == "ok"
        is_linked = before is not None and is_whole and not indicator.break_between(period, before)
        yield YearPoint(row.value, is_linked=is_linked, is_open=not is_whole)
        before = period if is_whole else None


def _count(rows: Sequence[Measured | None]) -> int:
    return sum(row is not None and row.has_value for row in rows)
