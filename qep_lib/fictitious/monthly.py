"""Counts noted by month: calls, website, social media, fraud. What each count is a part of is declared in `MONTHLY`."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from qep_lib.fictitious.columns import day_column, repeated
from qep_lib.fictitious.days import season
from qep_lib.fictitious.levels import centre, generator
from qep_lib.fictitious.place import Place

_MONTHS = np.arange(1, 13)
_SCALES = {"pct": 100, "permille": 1000}
SHIFT_MONTH = 7
"""From which month of its last year a site with the oddity `calls_shift` answers fewer calls."""
GAP_MONTHS = (6, 7, 8)
"""The months that a site with the oddity `missing_months` did not note in its last year."""


@dataclass(frozen=True, slots=True)
class Count:
    """One column of counts. `level` is a part of the column `of`, or a number for 1,000 inhabitants: a year's, shared
    out by season, or with `is_stock` what there is in January, which then grows.

    `{word}` in a level stands for the word of the table's dimension. A level named as an indicator is in its unit.
    """

    column: str
    level: str
    of: str | None = None
    is_stock: bool = False


@dataclass(frozen=True, slots=True)
class MonthlyTable:
    """The counts of one table, in an order that defines a whole before its parts.

    `words` are those of `dimension`; `of_prefectures` the ones that a sub-prefecture has no row of.
    """

    counts: tuple[Count, ...]
    dimension: str | None = None
    words: tuple[str, ...] = ("",)
    of_prefectures: tuple[str, ...] = ()


MONTHLY: Mapping[str, MonthlyTable] = {
    "calls": MonthlyTable(
        (
            Count("presented", "calls_per_1000"),
            Count("agent_requested", "calls_agent_share", of="presented"),
            Count("answered", "call_answer_pct", of="agent_requested"),
            Count("answered_under_5_rings", "call_answer_under_5_rings_pct", of="answered"),
            Count("completed", "call_completed_pct", of="presented"),
        )
    ),
    "web_statistics": MonthlyTable(
        (
            Count("visits", "web_visits_per_1000"),
            Count("connections", "website_connection_pct", of="visits"),
            Count("pages", "web_pages_per_visit", of="visits"),
        )
    ),
    "social_statistics": MonthlyTable(
        (
            Count("followers", "social_followers_per_1000.{word}", is_stock=True),
            Count("connections", "social_connections_per_1000.{word}"),
            Count("reach", "social_reach_per_1000.{word}"),
            Count("engagements", "social_engagement_pct", of="reach"),
        ),
        dimension="network",
        words=("facebook", "twitter"),
    ),
    "fraud_statistics": MonthlyTable(
        (
            Count("examined", "fraud_examined_per_1000.{word}"),
            Count("detected", "fraud_{word}_permille", of="examined"),
            Count("article_40_reports", "article_40_per_1000.{word}"),
        ),
        dimension="domain",
        words=("foreigners", "id_documents"),
        of_prefectures=("id_documents",),
    ),
}


def draw_monthly(place: Place, table: str, year: int) -> pa.Table:
    """Twelve rows a word of the table's dimension, provenance left out."""
    spec = MONTHLY[table]
    words = [word for word in spec.words if place.is_prefecture or word not in spec.of_prefectures]
    parts = [_draw_word(place, table, spec, word, year) for word in words]
    if table == "web_statistics" and place.is_odd("missing_months", year):
        parts = [part.filter(~np.isin(_MONTHS, GAP_MONTHS)) for part in parts]
    return pa.concat_tables(parts)


def _draw_word(place: Place, table: str, spec: MonthlyTable, word: str, year: int) -> pa.Table:
    rng = generator(place.seed, place.site.site_id, table, word, year)
    first = np.arange(f"{year}-01", f"{year + 1}-01", dtype="datetime64[M]")
    columns: dict[str, pa.Array] = {"site_id": repeated(place.site.site_id, 12)}
    days = first.astype("datetime64[D]").astype(np.int64)
    if table == "calls":
        last = (first + 1).astype("datetime64[D]").astype(np.int64) - 1
        columns |= {"statistics_on": day_column(days), "until_on": day_column(last)}
    else:
        columns["month"] = day_column(days)
    if spec.dimension:
        columns[spec.dimension] = repeated(word, 12)
    drawn: dict[str, np.ndarray] = {}
    for count in spec.counts:
        level = place.levels.of(name := count.level.format(word=word), year)
        if count.of is None:
            drawn[count.column] = _draw_volume(rng, place, level, count.is_stock, year)
        else:
            parts = level / _SCALES.get(name.rpartition("_")[2], 1)
            drawn[count.column] = _draw_parts(rng, drawn[count.of], _odd_parts(place, count.column, parts, year))
    return pa.table(columns | {name: pa.array(values) for name, values in drawn.items()})


def _draw_volume(rng: np.random.Generator, place: Place, level: float, is_stock: bool, year: int) -> np.ndarray:
    volume = level * place.own_population / 1000 * place.scale
    if is_stock:
        years = year - place.years[0] + _MONTHS / 12
        return np.rint(volume * (1 + centre("months_stock_growth") * years)).astype(np.int64)
    weights = season(_MONTHS, "months") * rng.lognormal(0, centre("months_volume_noise"), 12)
    return rng.poisson(volume / 12 * weights)


def _draw_parts(rng: np.random.Generator, wholes: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """So many of each whole; several for each one where `parts` passes 1."""
    parts = parts * (1 + centre("months_share_noise") * rng.standard_normal(12))
    if parts.mean() > 1:
        return np.rint(wholes * parts).astype(np.int64)
    return rng.binomial(wholes, np.clip(parts, 0, 1))


def _odd_parts(place: Place, column: str, parts: float, year: int) -> np.ndarray:
    if column == "answered" and place.is_odd("unanswered_calls", year):
        parts = centre("odd_call_answer_pct") / 100
    lost = centre("odd_call_shift") if column == "answered" and place.is_odd("calls_shift", year) else 0
    return parts - np.where(_MONTHS >= SHIFT_MONTH, lost, 0)
