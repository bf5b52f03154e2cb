"""Formulas on counts noted by month or by span of days: calls, social media, website, fraud, title statistics.

Counts are added over the rows of the period. A row that lacks one of the counts a figure needs is left out of it: a
share never divides a count by the count of other months. Where no row has them the site is not measured, and a declared
figure may stand. A figure whose rows stop before the period ends is as of the last day they cover.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from qep_lib.indicators.codes import encode, encode_among
from qep_lib.indicators.covered import covered_by_rows
from qep_lib.indicators.rows import SCALES, Context, Rows, result_rows, share_rows, stack_rows
from qep_lib.model.indicator import Indicator
from qep_lib.model.tables import TABLES

CALL_COUNTS = ("presented", "agent_requested", "answered", "answered_under_5_rings", "completed")
SOCIAL_COUNTS = ("followers", "connections", "engagements", "reach")
WEB_COUNTS = ("visits", "connections", "pages")
FRAUD_COUNTS = ("examined", "detected", "article_40_reports")
TITLE_DELAYS = ("processing_delay_mean", "delivery_delay_mean")
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """The rows of a table that hold every column asked for: place of each one's site, its columns, its days."""

    site: np.ndarray
    columns: tuple[np.ndarray, ...]
    month: np.ndarray
    since: np.ndarray
    until: np.ndarray

    def sums(self, size: int, values: np.ndarray) -> np.ndarray:
        """Sum of `values` (one a row) by site."""
        return np.bincount(self.site, weights=values, minlength=size)


def call_share(context: Context, indicator: Indicator, numerator: str, denominator: str) -> Rows:
    """One count of calls out of another, over the period."""
    return _share(context, indicator, _read(context, "calls", (numerator, denominator)))


def social_share(context: Context, indicator: Indicator, numerator: str, denominator: str) -> Rows:
    """One count of social media out of another, all networks together."""
    return _share(context, indicator, _read(context, "social_statistics", (numerator, denominator)))


def social_monthly_mean(context: Context, indicator: Indicator, column: str) -> Rows:
    """Mean by month of a count, all networks together; the base is the number of months."""
    return _monthly_mean(context, _read(context, "social_statistics", (column,)))


def website_monthly_mean(context: Context, indicator: Indicator, column: str) -> Rows:
    """Mean by month of a count of the website; the base is the number of months."""
    return _monthly_mean(context, _read(context, "web_statistics", (column,)))


def fraud_share(
    context: Context, indicator: Indicator, numerator: str, denominator: str, domains: tuple[str, ...]
) -> Rows:
    """One count out of another in those domains; a permille keeps both counts beside it (statistics.md 1.4)."""
    return _share(context, indicator, _read(context, "fraud_statistics", (numerator, denominator), "domain", domains))


def fraud_total(context: Context, indicator: Indicator, column: str, domains: tuple[str, ...]) -> Rows:
    """Sum of a count in those domains over the period."""
    parts = [_total(context, "", _read(context, "fraud_statistics", (column,), "domain", domains))]
    if "domain" in indicator.group_by:
        for domain in domains:
            counts = _read(context, "fraud_statistics", (column,), "domain", (domain,))
            parts.append(_total(context, f"domain={domain}", counts))
    return stack_rows(parts)


def title_statistics_mean(context: Context, indicator: Indicator, titles: tuple[str, ...], column: str) -> Rows:
    """Mean delay of the period: monthly means weighted by their volumes, which a month must have to count.

    The numerator is the sum of days (mean × volume), the base the number of titles.
    """
    parts = []
    for group, words in _title_groups(indicator, titles):
        counts = _read(context, "title_statistics", (column, "volume"), "title", words)
        mean, volume = counts.columns
        size = len(context.sites)
        days, found = counts.sums(size, mean * volume), counts.sums(size, volume)
        shown = np.flatnonzero(found)
        days, base = days[shown], found[shown]
        rows = result_rows(context.site_names(shown), group, days, base, base, days / base)
        parts.append(_spread(rows, context, counts, shown))
    return stack_rows(parts)


def title_statistics_total(context: Context, indicator: Indicator, titles: tuple[str, ...]) -> Rows:
    """Titles of the period, from monthly volumes."""
    return stack_rows(
        [
            _total(context, group, _read(context, "title_statistics", ("volume",), "title", words))
            for group, words in _title_groups(indicator, titles)
        ]
    )


def _title_groups(indicator: Indicator, titles: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """The whole, then each title where the indicator asks for them."""
    each = [(f"title={title}", (title,)) for title in titles] if "title" in indicator.group_by else []
    return [("", tuple(titles)), *each]


def _read(
    context: Context, table: str, columns: Sequence[str], dimension: str | None = None, wanted: Sequence[str] = ()
) -> _Counts:
    """The rows of `wanted` words of `dimension` (all without one) that hold every one of `columns`."""
    frame = context.tables[table]
    values = [frame[name].to_numpy(dtype=float, na_value=np.nan) for name in columns]
    is_known = np.logical_and.reduce([~np.isnan(column) for column in values])
    if dimension is not None:
        is_known &= encode(frame[dimension]).are_in(wanted)
    rows = np.flatnonzero(is_known)
    site = encode_among(frame["site_id"], context.sites).places[rows]
    since = frame[TABLES[table].year_column].to_numpy()[rows]
    month = since.astype("datetime64[M]")
    last = frame["until_on"].to_numpy()[rows] if "until_on" in frame else (month + 1).astype("datetime64[D]") - _DAY
    return _Counts(site, tuple(column[rows] for column in values), month, since, last.astype("datetime64[s]"))


def _share(context: Context, indicator: Indicator, counts: _Counts) -> Rows:
    size = len(context.sites)
    part, whole = (counts.sums(size, column) for column in counts.columns)
    shown = _seen(context, counts)
    rows = share_rows(context.site_names(shown), "", part[shown], whole[shown], SCALES[indicator.unit])
    return _spread(rows, context, counts, shown)


def _total(context: Context, group: str, counts: _Counts) -> Rows:
    found = counts.sums(len(context.sites), counts.columns[0])
    shown = _seen(context, counts)
    figures = found[shown]
    rows = result_rows(context.site_names(shown), group, figures, np.nan, figures, figures)
    return _spread(rows, context, counts, shown)


def _monthly_mean(context: Context, counts: _Counts) -> Rows:
    size = len(context.sites)
    found = counts.sums(size, counts.columns[0])
    pairs = {(site, month) for site, month in zip(counts.site.tolist(), counts.month.tolist(), strict=True)}
    months = np.bincount([site for site, _ in pairs], minlength=size) if pairs else np.zeros(size)
    shown = _seen(context, counts)
    base = months[shown]
    rows = result_rows(context.site_names(shown), "", found[shown], base, base, found[shown] / base)
    return _spread(rows, context, counts, shown)


def _seen(context: Context, counts: _Counts) -> np.ndarray:
    """Places of the sites that have a row."""
    return np.flatnonzero(np.bincount(counts.site, minlength=len(context.sites)))


def _spread(rows: Rows, context: Context, counts: _Counts, shown: np.ndarray) -> Rows:
    """The rows of the sites of those places, with the last day that they cover when they stop before what is known of the period
    (NaT otherwise), and the months that they cover."""
    size = len(context.sites)
    last = np.full(size, np.datetime64("0001-01-01", "s"))
    np.maximum.at(last, counts.site, counts.until)
    until = np.where(last < np.datetime64(context.last_day, "s"), last, np.datetime64("NaT", "s"))
    covered = np.empty(size, dtype=object)
    covered[:] = covered_by_rows(context.period, counts.site, counts.since, counts.until, size)
    return replace(rows, as_of=until[shown], covered=covered[shown])
