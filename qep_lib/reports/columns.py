"""Columns of tables of results: what one figure shows in each. The lines are indicators of a site, or the sites of a region."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Literal, Protocol, TypeVar

from qep_lib.disclosure.printed import change_number
from qep_lib.display.elements import Cell, Table, TableColumn, TableForm
from qep_lib.display.spelled import full_name, whose_name
from qep_lib.display.wording import as_of_words, change_mark_words, counts_words, interval_words
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import count_cell, previous_cell, target_cell, value_cell, with_values
from qep_lib.reports.bases import bound_notes
from qep_lib.reports.context import ReportContext


class Printed(Protocol):
    """A figure of a table: what it measures, its row, and the context of its site."""

    @property
    def context(self) -> ReportContext:
        """The context of its site."""

    @property
    def indicator(self) -> Indicator:
        """What it measures."""

    @property
    def row(self) -> Measured:
        """Its row."""


@dataclass(frozen=True, slots=True, eq=False)
class OfSite:
    """A figure of the site that a report is about."""

    context: ReportContext
    indicator: Indicator
    row: Measured


_Shown = TypeVar("_Shown", bound=Printed)
_Asked = TypeVar("_Asked", bound=Printed, contravariant=True)


@dataclass(frozen=True, slots=True)
class Column(Generic[_Asked]):
    """The head of a column, and what a figure shows under it: any figure, or those of one kind."""

    head: TableColumn
    cell: Callable[[_Asked], Cell]

    def named(self, label: str) -> "Column[_Asked]":
        """The same under another name."""
        return replace(self, head=replace(self.head, label=label))


def column(
    label: str, cell: Callable[[_Shown], Cell | str], align: Literal["start", "end"] = "start"
) -> Column[_Shown]:
    """A column of cells, or of plain words."""

    def told(figure: _Shown) -> Cell:
        found = cell(figure)
        return Cell(found) if isinstance(found, str) else found

    return Column(TableColumn(label, align), told)


INDICATOR: Column[Printed] = column("Indicateur", lambda one: whose_name(one.indicator))
LABEL: Column[Printed] = column("Indicateur", lambda one: _dated(one))
VALUE: Column[Printed] = column("Valeur", lambda one: value_cell(one.context, one.row), "end")
INTERVAL: Column[Printed] = column(
    "Fourchette indicative",
    lambda one: interval_words(one.row, one.indicator, one.context.audience) or "—",
    "end",
)
COUNTS: Column[Printed] = column("Comptes", lambda one: counts_words(one.row, one.indicator), "end")
BASE: Column[Printed] = column("Base", lambda one: count_cell(one.row.denominator or None), "end")
PREVIOUS: Column[Printed] = column("Avant", lambda one: previous_cell(one.context, one.row), "end")
CHANGE: Column[Printed] = column(
    "Évolution",
    lambda one: Cell(
        change_mark_words(one.row, one.indicator, one.context.audience),
        change_number(one.row, one.indicator, one.context.audience),
    ),
    "end",
)
TARGET: Column[Printed] = column("Objectif", lambda one: target_cell(one.row, one.indicator), "end")


def _dated(figure: Printed) -> str:
    until, label = as_of_words(figure.row), full_name(figure.indicator)
    return f"{label} ({until})" if until else label


def figures_table(context: ReportContext, slug: str, caption: str, shares: Sequence[tuple[str, Measured]]) -> Table:
    """Shares of a survey with numerator, base, value and interval: the table behind a drawing."""
    labels = {OfSite(context, context.indicator(row.indicator_id), row): label for label, row in shares}
    drawn: tuple[Column[OfSite], ...] = (
        column("Critère", lambda one: labels[one]),
        column("Satisfaits", lambda one: count_cell(one.row.numerator), "end"),
        column("Réponses (n)", lambda one: count_cell(one.row.denominator), "end"),
        VALUE.named("Part"),
        INTERVAL,
    )
    # Those of several sites are set under one another: each keeps all its columns.
    rows = tuple(tuple(one.cell(figure) for one in drawn) for figure in labels)
    return Table(slug, caption, tuple(one.head for one in drawn), rows, tuple(bounds_of(labels)))


def table_of(
    slug: str,
    caption: str,
    columns: Sequence[Column[_Shown]],
    figures: Iterable[_Shown],
    notes: Iterable[str] = (),
    form: TableForm = "open",
) -> Table:
    """A line a figure; columns of which none has anything to say are not drawn, the first two excepted. What a bound that stands
    for a share is, is said under it."""
    figures = list(figures)
    rows = [tuple(one.cell(figure) for one in columns) for figure in figures]
    heads, cells = with_values([one.head for one in columns], rows)
    return Table(slug, caption, heads, cells, (*notes, *bounds_of(figures)), form=form)


def bounds_of(figures: Iterable[Printed]) -> list[str]:
    """The note of `bound_notes`, of figures that may be of several sites."""
    return list(dict.fromkeys(note for one in figures for note in bound_notes(one.context, [one.row])))
