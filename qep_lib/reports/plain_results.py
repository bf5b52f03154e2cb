"""Finished figures for whoever is no auditor: one short table, and small slopes where three years are known."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial

from qep_lib.comparison.evolution import Evolution
from qep_lib.display.elements import Absent, Cell, Element, Figure, Table, TableColumn
from qep_lib.display.evolution_figures import YearPanel, draw_years
from qep_lib.display.narrow import year_strips
from qep_lib.display.verdict import objective_mark
from qep_lib.display.wording import format_count, format_number
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured, MeasuredRows
from qep_lib.reports import columns
from qep_lib.reports.apparatus import partial_notes, value_cell
from qep_lib.reports.columns import OfSite, column, table_of
from qep_lib.reports.context import ReportContext
from qep_lib.reports.years import BREAK_WORDS, figures_of, followed, labels_of, told, year_cells, year_line

FEWEST_YEARS = 3
"""Fewer make no slope, nor does a figure that is printed alike every year: the table says it."""


def plain_table(
    context: ReportContext, slug: str, caption: str, indicators: Sequence[Indicator], notes: Iterable[str] = ()
) -> Table:
    """Each figure with the year before and the one before it, its objective, and what that makes in words. Columns of which
    nothing is known are not drawn."""
    figures = [OfSite(context, indicator, context.total(indicator.id)) for indicator in indicators]
    drawn = (
        columns.LABEL,
        columns.VALUE.named(context.current_label),
        columns.PREVIOUS.named(context.previous_label),
        *(column(p.short_label, partial(_before, rows=rows), "end") for p, rows in context.earlier[1:2]),
        columns.TARGET,
        column("Résultat", _result),
    )
    return table_of(slug, caption, drawn, figures, (*notes, *_notes(context, indicators, [one.row for one in figures])))


def years_figure(context: ReportContext, slug: str, caption: str, indicators: Sequence[Indicator]) -> Element:
    """A small slope an indicator of which three years are known; what does not compare is not linked."""
    known = [(indicator, followed(context, indicator)) for indicator in indicators]
    known = [(i, line, year_cells(context, line)) for i, line in known if len(figures_of(line)) >= FEWEST_YEARS]
    known = [one for one in known if len({cell.text for cell in one[2] if cell.text != "—"}) > 1]
    if not known:
        return Absent("évolutions sur trois ans", f"Moins de trois années connues : {caption}.", "untold")
    labels = labels_of(known[0][1])
    panels = [YearPanel(indicator.short_label, indicator.unit, (year_line(line),)) for indicator, line, _ in known]
    rows = tuple((Cell(indicator.short_label), *cells) for indicator, _, cells in known)
    heads = (TableColumn("Indicateur"), *(TableColumn(label, "end") for label in labels))
    said = [told(context, indicator.short_label, line) for indicator, line, _ in known]
    return Figure(
        slug,
        f"{caption}, de {labels[0]} à {labels[-1]}{_moves_words(known)}",
        f"Une petite courbe par indicateur. {' ; '.join(said)}.",
        draw_years(panels, labels),
        Table(f"{slug}-donnees", caption, heads, rows),
        year_strips(panels, labels),
    )


def _moves_words(known: Sequence[tuple[Indicator, Evolution, list[Cell]]]) -> str:
    """« : 4 en baisse, 1 en hausse », from the first year to the last as printed; empty where one does not compare."""
    moved = Counter()
    for _, line, cells in known:
        first, last = cells[0], cells[-1]
        is_whole = all(moment.has_value and moment.measured.status != "provisional" for moment in line.moments)
        if not is_whole or any(reason in BREAK_WORDS for reason in line.breaks):
            return ""
        change = 0.0 if first.text == last.text else sure(last.number) - sure(first.number)
        moved["en hausse" if change > 0 else "en baisse" if change < 0 else "inchangé"] += 1
    named = [(moved["en baisse"], "en baisse"), (moved["en hausse"], "en hausse")]
    still = moved["inchangé"]
    told = [f"{format_number(count)} {word}" for count, word in named if count]
    told += [format_count(still, "inchangé", "inchangés")] if still else []
    return f" : {', '.join(told) if len(known) > 1 else next(iter(moved))}"


def _result(figure: OfSite) -> Cell:
    mark = objective_mark(figure.row, figure.indicator, figure.context.audience)
    return Cell("", None, mark) if mark else Cell("—")


def _before(figure: OfSite, rows: MeasuredRows) -> Cell:
    row = rows.get(figure.indicator.id, {}).get("")
    return Cell("—") if row is None or not row.has_value else value_cell(figure.context, row)


def _notes(context: ReportContext, indicators: Sequence[Indicator], shown: Sequence[Measured]) -> list[str]:
    """What keeps two years from being compared, each once."""
    broken = [
        found.note.partition(". ")[0].removesuffix(".") + "."
        for indicator in indicators
        if (found := indicator.break_between(context.period, context.compared_period))
    ]
    return [*partial_notes(context, shown), *dict.fromkeys(broken)]
