"""Calls, website and social media month by month, as small charts with their data. Yearly figures: `contact_figures`.

What is drawn is summed here from the stored rows of the site; the months of the year before stand behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from babel.dates import format_date as babel_date

from qep_lib.display.elements import Absent, Cell, Element, Figure, Table, TableColumn
from qep_lib.display.month_words import short_month
from qep_lib.display.months import MonthPanel, draw_months
from qep_lib.display.narrow_time import month_strips
from qep_lib.display.wording import counted_share_words, format_number
from qep_lib.model.tables import TABLES
from qep_lib.reports.apparatus import nature_notes
from qep_lib.reports.contact_figures import INTERNET, SOCIAL_MEDIA, TELEPHONE, Topic, known
from qep_lib.reports.context import ReportContext


@dataclass(frozen=True, slots=True)
class Series:
    """What a small chart shows: a count, or a count as a share of another."""

    title: str
    part: str
    whole: str | None = None


SERIES_OF_TOPIC = {
    TELEPHONE: (
        Series("Appels présentés", "presented"),
        Series("Appels décrochés (part des appels demandant un agent)", "answered", "agent_requested"),
        Series("Décrochés en moins de 5 sonneries (part des décrochés)", "answered_under_5_rings", "answered"),
        Series("Appels aboutis (part des présentés)", "completed", "presented"),
    ),
    INTERNET: (
        Series("Visites", "visits"),
        Series("Connexions", "connections"),
        Series("Pages vues", "pages"),
    ),
    SOCIAL_MEDIA: (
        Series("Connexions", "connections"),
        Series("Engagement (part des personnes touchées)", "engagements", "reach"),
    ),
}
NETWORK = "network"


@dataclass(frozen=True, slots=True)
class _Month:
    """What one chart knows of one month: its value as drawn and as printed, None and a dash where unknown."""

    value: float | None = None
    words: str = "—"


def months_figure(context: ReportContext, topic: Topic) -> Element:
    """Small charts of a topic's monthly table; a sentence where no month is recorded."""
    months = pd.period_range(str(context.period.start), str(context.period.end), freq="M")
    rows = _recorded(context, topic.months)
    found = {series: _by_month(rows, series, months) for series in SERIES_OF_TOPIC[topic]}
    found = {series: current for series, current in found.items() if any(month.words != "—" for month in current)}
    if not found:
        words = f"{topic.title}, mois par mois : aucun relevé mensuel n'est importé."
        return Absent(topic.title, words, "untold")
    before = {series: _by_month(rows, series, months - 12) for series in found}
    panels = [
        MonthPanel(
            series.title,
            tuple(month.value for month in found[series]),
            tuple(month.value for month in before[series]),
            series.whole is not None,
        )
        for series in found
    ]
    caption = f"{topic.title} : {context.period.label}, mois par mois"
    return Figure(
        f"{topic.slug}-mois",
        caption,
        f"Petites courbes, une par chiffre, un point par mois. {_alternative(found, months)}",
        draw_months(panels, [_initial(month) for month in months], context.current_label, context.previous_label),
        _data_table(context, topic, months, found, before),
        month_strips(
            panels,
            tuple(short_month(months[end].start_time.date()) for end in (0, -1)),
            context.current_label,
            context.previous_label,
        ),
    )


def _recorded(context: ReportContext, table: str) -> pd.DataFrame:
    """Rows known at the cut-off date, with their month; months in which a network is missing are left out."""
    rows = context.table_of_years_read(table)
    day = TABLES[table].year_column
    rows = rows[rows[day] <= str(context.as_of)]
    rows = rows.assign(in_month=rows[day].dt.to_period("M"))
    if NETWORK in rows:
        networks = rows.groupby("in_month")[NETWORK].transform("nunique")
        rows = rows[networks == rows[NETWORK].nunique()]
    return rows


def _by_month(rows: pd.DataFrame, series: Series, months: pd.PeriodIndex) -> tuple[_Month, ...]:
    columns = [series.part, *([series.whole] if series.whole else [])]
    known_rows = rows.dropna(subset=columns)
    sums = known_rows.groupby("in_month")[columns].sum().reindex(months)
    return tuple(_month(*(None if pd.isna(value) else float(value) for value in row)) for row in sums.itertuples(False))


def _month(part: float | None, whole: float | None = None) -> _Month:
    if part is None:
        return _Month()
    if whole is None:
        return _Month(part, format_number(part))
    return _Month(100 * part / whole, counted_share_words(part, whole)) if whole else _Month()


def _alternative(found: dict[Series, tuple[_Month, ...]], months: pd.PeriodIndex) -> str:
    """Lowest and highest month of each chart, in words."""
    clauses = []
    for series, current in found.items():
        drawn = [(month.value, month.words, _named(when)) for month, when in zip(current, months, strict=True)
                 if month.value is not None]  # fmt: skip
        low, high = (pick(drawn, key=lambda month: month[0]) for pick in (min, max))
        if len(drawn) == 1:
            clauses.append(f"{series.title} : {low[1]} en {low[2]}.")
        elif low[1] == high[1]:
            clauses.append(f"{series.title} : {low[1]} chaque mois connu.")
        else:
            clauses.append(f"{series.title} : de {low[1]} en {low[2]} à {high[1]} en {high[2]}.")
    return " ".join(clauses)


def _data_table(
    context: ReportContext,
    topic: Topic,
    months: pd.PeriodIndex,
    found: dict[Series, tuple[_Month, ...]],
    before: dict[Series, tuple[_Month, ...]],
) -> Table:
    columns, cells = [TableColumn("Mois", width=1)], [[Cell(_named(month))] for month in months]
    for series, current in found.items():
        _add_column(columns, cells, f"{series.title}, {context.current_label}", current)
        if any(month.value is not None for month in before[series]):
            _add_column(columns, cells, f"{series.title}, {context.previous_label}", before[series])
    notes = [
        "Ces courbes montrent les relevés tels quels : aucune règle de détection d'un changement n'y est appliquée."
    ]
    if topic is TELEPHONE:
        notes.append("Un relevé est compté dans le mois de son premier jour.")
    if topic is SOCIAL_MEDIA:
        notes.append("Tous réseaux réunis ; un mois où l'un d'eux manque n'est pas tracé.")
    notes += nature_notes(context, [row for _, row in known(context, topic) if row.origin == "computed"])
    caption = f"{topic.title}, relevés mensuels"
    return Table(f"{topic.slug}-mois-donnees", caption, tuple(columns), tuple(map(tuple, cells)), tuple(notes), True)


def _add_column(columns: list[TableColumn], cells: list[list[Cell]], label: str, months: Sequence[_Month]) -> None:
    columns.append(TableColumn(label, "end", 1.2))
    for line, month in zip(cells, months, strict=True):
        line.append(Cell(month.words, month.value))


def _named(month: pd.Period) -> str:
    return babel_date(month.start_time.date(), "MMMM yyyy", locale="fr_FR")


def _initial(month: pd.Period) -> str:
    """« J », « F »…: small charts have no room for more; the table names each month."""
    return babel_date(month.start_time.date(), "MMMMM", locale="fr_FR")
