"""Formulas on records of title requests: how many end in a period, and after how long.

A case belongs to the period of its end event (the decision, or the delivery). One that is still open, or that ends
after the as-of day, has no delay yet. A title of which a site has no record at all is not measured there: a declared
figure may stand instead.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from qep_lib.calendars import working_days_between
from qep_lib.indicators.codes import combine, count, encode_among
from qep_lib.indicators.rows import Context, Rows, in_years, result_rows, stack_rows
from qep_lib.model.closed_lists import TITLES
from qep_lib.model.indicator import Indicator
from qep_lib.stats.tallies import QUANTILES, Tally, means, merged, quantile_intervals, sums, tally, whole_quantiles

TITLE_STARTS = ("applied_on", "decided_on")
TITLE_ENDS = ("decided_on", "available_on")
DAY_KINDS = ("calendar", "working")
_SECONDS = 86_400


def title_count(context: Context, indicator: Indicator, titles: tuple[str, ...], end: str) -> Rows:
    """Cases whose `end` event falls in the period; a site that has records of these titles may have 0."""
    ended = context.once(_ended_counts, end)
    totals = np.zeros(len(context.sites), dtype=np.int64)
    parts = []
    for group, chosen, shown in _splits(context, indicator, titles):
        found = ended[:, chosen].sum(axis=1)
        base = np.nan if group == "" else totals[shown]
        totals = found if group == "" else totals
        parts.append(result_rows(context.site_names(shown), group, found[shown], base, found[shown], found[shown]))
    return stack_rows(parts)


def title_delay(
    context: Context, indicator: Indicator, titles: tuple[str, ...], statistic: str, start: str, end: str, days: str
) -> Rows:
    """Delay from the `start` to the `end` event, in `calendar` or `working` days, of the cases that end in the period.

    `statistic`: the mean keeps its sum of days as numerator; the median and the ninth decile (`p90`) have an interval
    by order statistics, absent when there are too few delays. Where no case ended the delay is missing and its base 0.
    """
    every = context.once(_tallied, start, end, days)
    site, title = np.divmod(np.arange(every.sizes.size), len(TITLES))
    parts = []
    for group, chosen, shown in _splits(context, indicator, titles):
        counted = merged(every, np.where(chosen[title], site, -1), len(context.sites))
        low, high = np.full((2, len(context.sites)), np.nan)
        total = np.full(len(context.sites), np.nan)
        if statistic == "mean":
            total, value = sums(counted), means(counted)
        else:
            value = whole_quantiles(counted, QUANTILES[statistic])
            low, high = quantile_intervals(counted, QUANTILES[statistic], context.catalogue.conventions.confidence)
        base, interval = counted.sizes[shown], (low[shown], high[shown])
        parts.append(result_rows(context.site_names(shown), group, total[shown], base, base, value[shown], interval))
    return stack_rows(parts)


def rows_of_years(context: Context) -> np.ndarray:
    """Places of the cases kept under the calendar years of the period."""
    return np.flatnonzero(in_years(context.tables["title_cases"], "title_cases", context.period))


def _splits(
    context: Context, indicator: Indicator, titles: tuple[str, ...]
) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """(group, flags of its titles, flags of the sites that have records of them): the total, then each title."""
    recorded = context.once(_recorded)
    named = [("", titles)]
    if "title" in indicator.group_by:
        named += [(f"title={title}", (title,)) for title in titles]
    for group, words in named:
        chosen = np.array([title in words for title in TITLES])
        yield group, chosen, recorded[:, chosen].any(axis=1)


def _cells(context: Context) -> tuple[np.ndarray, int]:
    """(the place of each row's site and title among all pairs of the context's sites and TITLES, number of pairs)."""
    frame = context.tables["title_cases"]
    columns = (frame["site_id"], context.sites), (frame["title"], TITLES)
    return combine([(encode_among(column, words).places, len(words)) for column, words in columns])


def _ended(context: Context, end: str) -> np.ndarray:
    """Places of the rows whose `end` event falls in the period, as known on the as-of day."""
    day = context.tables["title_cases"][end].to_numpy()
    first, last = (np.datetime64(day_, "s") for day_ in (context.period.start, context.last_day))
    return np.flatnonzero((day >= first) & (day <= last))


def _recorded(context: Context) -> np.ndarray:
    """Flags, sites × titles: the site has a record of that title in the calendar years of the period."""
    codes, size = context.once(_cells)
    is_kept = np.array([site_id in context.recorded_sites["title_cases"] for site_id in context.sites])
    return (count(codes[context.once(rows_of_years)], size) > 0).reshape(len(context.sites), len(TITLES)) & is_kept[
        :, None
    ]


def _ended_counts(context: Context, end: str) -> np.ndarray:
    """Cases whose `end` event falls in the period, sites × titles."""
    codes, size = context.once(_cells)
    return count(codes[context.once(_ended, end)], size).reshape(len(context.sites), len(TITLES))


def _tallied(context: Context, start: str, end: str, days: str) -> Tally:
    """The delays of each site and title: rows are counted once, whatever indicators and groups ask of them."""
    delays = context.once(_delays, start, end, days)
    known = ~np.isnan(delays)
    codes, size = context.once(_cells)
    return tally(codes[context.once(_ended, end)[known]], delays[known], size)


def _delays(context: Context, start: str, end: str, days: str) -> np.ndarray:
    """Delay in days of each row of `_ended`; NaN where the start is unknown."""
    rows = context.once(_ended, end)
    frame = context.tables["title_cases"]
    first, last = (frame[name].to_numpy()[rows] for name in (start, end))
    if days == "working":
        return _working_delays(context, context.once(_cells)[0][rows] // len(TITLES), first, last)
    seconds = (last - first).astype("timedelta64[s]").view(np.int64)
    return np.where(np.isnat(first), np.nan, seconds // _SECONDS)


def _working_delays(context: Context, site: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """As request delays are counted, on the calendar of each site's holiday zone."""
    delays = np.full(site.size, np.nan)
    known = ~np.isnat(first)
    if not known.any():
        return delays
    years = range(pd.Timestamp(first[known].min()).year, context.last_day.year + 1)
    for calendar, rows in context.by_calendar(site, years):
        delays[rows] = working_days_between(first[rows], last[rows], calendar, context.day_convention)
    return delays
