"""Finished figures for whoever is no auditor: one short table, and small slopes where three years are known."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial

from qep_lib.comparison.evolution import Evolution
from qep_lib.display.elements import Absent, Cell, Element, Figure, Gallery, Table, TableColumn, Text
from qep_lib.display.evolution_figures import YearPanel, draw_years
from qep_lib.display.narrow import year_strips
from qep_lib.display.spelled import whose_name
from qep_lib.display.verdict import objective_mark
from qep_lib.display.wording import format_count, format_number, joined, since_period
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured, MeasuredRows
from qep_lib.reports import columns
from qep_lib.reports.apparatus import partial_notes, value_cell
from qep_lib.reports.columns import OfSite, column, table_of
from qep_lib.reports.context import ReportContext
from qep_lib.reports.nature_notes import earlier_nature_notes
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
    pairs = [(indicator, followed(context, indicator)) for indicator in indicators]
    known = [(i, line, year_cells(context, line)) for i, line in pairs if len(figures_of(line)) >= FEWEST_YEARS]
    known = [one for one in known if len({cell.text for cell in one[2] if cell.text != "—"}) > 1]
    if not known:
        return Absent("évolutions sur trois ans", f"Moins de trois années connues : {caption}.", "untold")
    labels = labels_of(known[0][1])
    panels = [YearPanel(whose_name(indicator), indicator.unit, (year_line(line),)) for indicator, line, _ in known]
    rows = tuple((Cell(whose_name(indicator)), *cells) for indicator, _, cells in known)
    heads = (TableColumn("Indicateur"), *(TableColumn(label, "end") for label in labels))
    said = [told(context, whose_name(indicator), line) for indicator, line, _ in known]
    natures = earlier_nature_notes(context, [context.total(i.id) for i, *_ in known], len(context.earlier))
    figure = Figure(
        slug,
        f"{caption}, de {labels[0]} à {labels[-1]}{_moves_words(known)}",
        f"Une petite courbe par indicateur. {' ; '.join(said)}.",
        draw_years(panels, labels),
        Table(f"{slug}-donnees", caption, heads, rows),
        year_strips(panels, labels),
    )
    return Gallery((figure, Text(tuple(natures)))) if natures else figure


def _moves_words(known: Sequence[tuple[Indicator, Evolution, list[Cell]]]) -> str:
    """« : 5 en hausse depuis 2019, 5 en baisse depuis 2020 », as printed; empty where a year does not compare."""
    for _, line, _cells in known:
        is_whole = all(moment.has_value and sure(moment.measured).status != "provisional" for moment in line.moments)
        if not is_whole or any(reason in BREAK_WORDS for reason in line.breaks):
            return ""
    labels = labels_of(known[0][1])
    told = [
        f"{joined(_moved([(cells[place], cells[-1]) for _, _, cells in known]))} {since_period(labels[place])}"
        for place in dict.fromkeys((0, len(labels) - 2))
    ]
    return f" : {', '.join(told)}"


def _moved(ends: Sequence[tuple[Cell, Cell]]) -> list[str]:
    """How many went each way; how alone where there is one figure."""
    ways = Counter(
        "inchangé"
        if first.text == last.text
        else "en hausse"
        if sure(last.number) > sure(first.number)
        else "en baisse"
        for first, last in ends
    )
    if len(ends) == 1:
        return [*ways]
    named = [f"{format_number(ways[way])} {way}" for way in ("en baisse", "en hausse") if ways[way]]
    still = ways["inchangé"]
    return [*named, *([format_count(still, "inchangé", "inchangés")] if still else [])]


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
    return [*partial_notes(context, shown), *dict.fromkeys(broken), *earlier_nature_notes(context, shown, years=2)]
