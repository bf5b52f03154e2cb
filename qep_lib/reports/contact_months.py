"""Calls, website and social media month by month, as small charts with their data. Yearly figures: `contact_figures`.

What is drawn is summed here from the stored rows of the site; the months of the year before stand behind.
"""

from dataclasses import dataclass

import pandas as pd

from qep_lib.display.elements import Absent, Element
from qep_lib.display.wording import counted_share_words, format_number
from qep_lib.errors import sure
from qep_lib.model.tables import TABLES
from qep_lib.reports.contact_figures import INTERNET, SOCIAL_MEDIA, TELEPHONE, Topic, known
from qep_lib.reports.context import ReportContext
from qep_lib.reports.month_panels import Month, MonthLine, draw_lines, months_of
from qep_lib.reports.nature_notes import nature_notes


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


def months_figure(context: ReportContext, topic: Topic) -> Element:
    """Small charts of a topic's monthly table; a sentence where no month is recorded."""
    months = months_of(context)
    rows = _recorded(context, sure(topic.months))
    found = [
        MonthLine(
            series.title,
            _by_month(rows, series, months),
            _by_month(rows, series, months - 12),
            series.whole is not None,
        )
        for series in SERIES_OF_TOPIC[topic]
    ]
    lines = [line for line in found if any(month.words != "—" for month in line.current)]
    if not lines:
        words = f"{topic.title}, mois par mois : aucun relevé mensuel n'est importé."
        return Absent(topic.title, words, "untold")
    return draw_lines(context, topic.slug, topic.title, lines, _notes(context, topic))


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


def _by_month(rows: pd.DataFrame, series: Series, months: pd.PeriodIndex) -> tuple[Month, ...]:
    columns = [series.part, *([series.whole] if series.whole else [])]
    known_rows = rows.dropna(subset=columns)
    sums = known_rows.groupby("in_month")[columns].sum().reindex(months)
    return tuple(_month(*(None if pd.isna(value) else float(value) for value in row)) for row in sums.itertuples(False))


def _month(part: float | None, whole: float | None = None) -> Month:
    if part is None:
        return Month()
    if whole is None:
        return Month(part, format_number(part))
    return Month(100 * part / whole, counted_share_words(part, whole)) if whole else Month()


def _notes(context: ReportContext, topic: Topic) -> list[str]:
    notes = []
    if topic is TELEPHONE:
        notes.append("Un relevé est compté dans le mois de son premier jour.")
    if topic is SOCIAL_MEDIA:
        notes.append("Tous réseaux réunis ; un mois où l'un d'eux manque n'est pas tracé.")
    return notes + nature_notes(context, [row for _, row in known(context, topic) if row.origin == "computed"])
