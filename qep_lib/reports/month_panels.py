"""Small charts side by side, a point a month, with the months of the year before behind and the table of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from babel.dates import format_date as babel_date

from qep_lib.display.elements import Cell, Figure, Table, TableColumn
from qep_lib.display.month_words import short_month
from qep_lib.display.months import MonthPanel, draw_months
from qep_lib.display.narrow_time import month_strips
from qep_lib.display.wording import format_value, inside_sentence
from qep_lib.reports.context import ReportContext
from qep_lib.reports.extremes import ends_of


@dataclass(frozen=True, slots=True)
class Month:
    """What one chart knows of one month: its value as drawn and as printed, None and a dash where unknown."""

    value: float | None = None
    words: str = "—"


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One chart: the months of the period, and those of a year before."""

    title: str
    current: tuple[Month, ...]
    before: tuple[Month, ...]
    is_share: bool = False


def months_of(context: ReportContext) -> pd.PeriodIndex:
    """The months of the period of the report."""
    return pd.period_range(str(context.period.start), str(context.period.end), freq="M")


def draw_lines(
    context: ReportContext, slug: str, title: str, lines: Sequence[MonthLine], notes: Sequence[str]
) -> Figure:
    """The charts of the lines, one or more, of which each has one month at least."""
    months = months_of(context)
    panels = [
        MonthPanel(
            line.title,
            tuple(month.value for month in line.current),
            tuple(month.value for month in line.before),
            line.is_share,
        )
        for line in lines
    ]
    return Figure(
        f"{slug}-mois",
        _news(title, lines, months),
        f"Petites courbes, une par chiffre, un point par mois. {_alternative(lines, months)}",
        draw_months(panels, [_initial(month) for month in months], context.current_label, context.previous_label),
        _data_table(context, slug, title, lines, notes),
        month_strips(
            panels,
            (short_month(months[0].start_time.date()), short_month(months[-1].start_time.date())),
            context.current_label,
            context.previous_label,
        ),
    )


def _news(title: str, lines: Sequence[MonthLine], months: pd.PeriodIndex) -> str:
    """« Téléphone, mois par mois : appels décrochés, de 72 % en août à 90 % en mai », of the first share, which is what is
    promised, otherwise of the first chart."""
    line = next((line for line in lines if line.is_share), lines[0])
    name = inside_sentence(line.title.partition(" (")[0])
    return f"{title}, mois par mois : {name}, {_ends(line, months, is_short=True)}"


def _alternative(lines: Sequence[MonthLine], months: pd.PeriodIndex) -> str:
    """Lowest and highest month of each chart, in words."""
    return " ".join(f"{line.title} : {_ends(line, months)}." for line in lines)


def _ends(line: MonthLine, months: pd.PeriodIndex, is_short: bool = False) -> str:
    """`is_short`: a share without what it is of, a month without its year."""
    drawn = [
        (
            month.value,
            format_value(month.value, "pct", 0) if is_short and line.is_share else month.words,
            _named(when).partition(" ")[0] if is_short else _named(when),
        )
        for month, when in zip(line.current, months, strict=True)
        if month.value is not None
    ]
    low, high = ends_of(drawn, lambda month: month[0])
    if len(drawn) == 1:
        return f"{low[1]} en {low[2]}"
    if low[1] == high[1]:
        return f"{low[1]} chaque mois connu"
    return f"de {low[1]} en {low[2]} à {high[1]} en {high[2]}"


def _data_table(
    context: ReportContext, slug: str, title: str, lines: Sequence[MonthLine], notes: Sequence[str]
) -> Table:
    columns = [TableColumn("Mois")]
    cells = [[Cell(_named(month))] for month in months_of(context)]
    for line in lines:
        _add_column(columns, cells, f"{line.title}, {context.current_label}", line.current)
        if any(month.value is not None for month in line.before):
            _add_column(columns, cells, f"{line.title}, {context.previous_label}", line.before)
    return Table(
        f"{slug}-mois-donnees",
        f"{title}, relevés mensuels",
        tuple(columns),
        tuple(map(tuple, cells)),
        (
            "Ces courbes montrent les relevés tels quels : aucune règle de détection d'un changement n'y est appliquée.",
            *notes,
        ),
        True,
    )


def _add_column(columns: list[TableColumn], cells: list[list[Cell]], label: str, months: Sequence[Month]) -> None:
    columns.append(TableColumn(label, "end"))
    for line, month in zip(cells, months, strict=True):
        line.append(Cell(month.words, month.value))


def _named(month: pd.Period) -> str:
    return babel_date(month.start_time.date(), "MMMM yyyy", locale="fr_FR")


def _initial(month: pd.Period) -> str:
    """« J », « F »…: small charts have no room for more; the table names each month."""
    return babel_date(month.start_time.date(), "MMMMM", locale="fr_FR")
