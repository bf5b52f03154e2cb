"""Formulas on the register of requests: counts, themes, reply delays, share within the promised deadline.

Counting days is `calendars`, the cohort rule is `stats/delays`; here requests are chosen, matched with their promise
(référentiel) and their calendar, and grouped. A register is a full count: no interval on its shares.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from qep_lib.calendars import deadline_dates, official_zone, working_calendar, working_days_between
from qep_lib.indicators.rows import Context, result_rows, share_rows, stack_rows
from qep_lib.model.indicator import Indicator
from qep_lib.model.site import Deadlines
from qep_lib.model.tables import ELECTRONIC_CHANNELS, PAPER_CHANNELS
from qep_lib.stats.delays import OnTimeShare, answered_on_time, on_time_cohort, quantile, quantile_interval

QUANTILES = {"median": 0.5, "p90": 0.9}
"""Quantiles of the reply delay that an indicator may ask for, by name."""


def request_count(
    context: Context, indicator: Indicator, kinds: tuple[str, ...], perimeters: tuple[str, ...]
) -> pd.DataFrame:
    """Requests received in the period, of those kinds and perimeters; a site whose register exists may have 0.

    A group's denominator is the site's total, so that « 24 sur 42 » needs no second computation.
    """
    chosen = _select(context, kinds, perimeters)
    totals = _totals(context, chosen)
    parts = [result_rows(totals.index, "", totals, np.nan, totals, totals)]
    for column in indicator.group_by:
        counts = chosen.groupby(["site_id", column]).size().reset_index(name="count")
        base = counts["site_id"].map(totals)
        group = f"{column}=" + counts[column]
        parts.append(result_rows(counts["site_id"], group, counts["count"], base, counts["count"], counts["count"]))
    return stack_rows(parts)


def request_theme_count(
    context: Context, indicator: Indicator, kinds: tuple[str, ...], perimeters: tuple[str, ...]
) -> pd.DataFrame:
    """Requests whose theme is noted, in all (out of all requests) and by theme (out of those with a theme)."""
    chosen = _select(context, kinds, perimeters)
    asked = _totals(context, chosen)
    noted = _totals(context, chosen.loc[chosen["theme"].notna()])
    counts = chosen.groupby(["site_id", "theme"]).size().reset_index(name="count")
    base = counts["site_id"].map(noted)
    return stack_rows(
        [
            result_rows(noted.index, "", noted, asked.reindex(noted.index), noted, noted),
            result_rows(
                counts["site_id"], "theme=" + counts["theme"], counts["count"], base, counts["count"], counts["count"]
            ),
        ]
    )


def request_on_time_share(
    context: Context, indicator: Indicator, kinds: tuple[str, ...], perimeters: tuple[str, ...]
) -> pd.DataFrame:
    """Share answered within the deadline, among requests whose deadline has passed (« cohorte échue »).

    Still open past its deadline: late. Open inside it: not judged, counted in `state=not_yet_due`. By telephone or at
    the desk no deadline is promised: `state=no_deadline`. `basis=answered_only` is the official wording, which leaves
    the open ones out and so flatters (statistics.md 1.8). Requests of which none can be judged have an unknown base.
    """
    chosen = _with_deadlines(context, _select(context, kinds, perimeters))
    counts = []
    for site_id, group, requests in _grouped(context, chosen, indicator.group_by):
        cohort = on_time_cohort(*_dates(requests), context.as_of)
        is_unjudged = cohort.base == 0 and len(requests) > 0
        counts.append(
            (site_id, group, np.nan if is_unjudged else cohort.on_time, np.nan if is_unjudged else cohort.base)
        )
        if group == "":
            counts += _cohort_details(site_id, requests, cohort, context)
    return share_rows(*_columns(counts, 4))


def request_overdue_count(
    context: Context, indicator: Indicator, kinds: tuple[str, ...], perimeters: tuple[str, ...]
) -> pd.DataFrame:
    """Requests still open on the as-of day although their deadline has passed, out of all those with a deadline."""
    chosen = _with_deadlines(context, _select(context, kinds, perimeters))
    counts = []
    for site_id, group, requests in _grouped(context, chosen, indicator.group_by):
        cohort = on_time_cohort(*_dates(requests), context.as_of)
        counts.append((site_id, group, cohort.overdue_open, cohort.base + cohort.not_yet_due))
    sites, groups, overdue, asked = _columns(counts, 4)
    return result_rows(sites, groups, overdue, asked, overdue, overdue)


def request_reply_delay(
    context: Context, indicator: Indicator, kinds: tuple[str, ...], perimeters: tuple[str, ...], statistic: str
) -> pd.DataFrame:
    """Reply delay in working days, of the answered requests only; open ones have no delay yet.

    `statistic`: the mean keeps its sum of days as numerator; the median and the ninth decile (`p90`) are quantiles of
    type 7 (numpy's default) with an interval by order statistics (statistics.md 0), absent when there are too few
    delays. Requests of which none is answered have an unknown base.
    """
    chosen = _with_delays(context, _select(context, kinds, perimeters))
    confidence = context.catalogue.conventions.confidence
    figures = []
    for site_id, group, requests in _grouped(context, chosen, indicator.group_by):
        delays = requests["delay"].dropna().to_numpy()
        base = np.nan if delays.size == 0 and len(requests) > 0 else delays.size
        figures.append((site_id, group, base, *_summary(delays, statistic, confidence)))
    sites, groups, bases, totals, values, lows, highs = _columns(figures, 7)
    return result_rows(sites, groups, totals, bases, bases, values, lows, highs)


def _summary(delays: np.ndarray, statistic: str, confidence: float) -> tuple[float, float, float, float]:
    """(sum of days, value, low, high); the sum belongs to the mean only, the bounds to the quantiles only."""
    if statistic == "mean":
        return delays.sum(), delays.mean() if delays.size else np.nan, np.nan, np.nan
    p = QUANTILES[statistic]
    low, high = quantile_interval(delays, p, confidence) or (np.nan, np.nan)
    return np.nan, quantile(delays, p), low, high


def promised_days(deadlines: Deadlines, kind: str, channel: str) -> int | None:
    """Working days promised for that kind on that channel (référentiel); None where nothing is promised.

    Information requests are promised by e-mail and by post, complaints and suggestions by electronic and paper
    channels: a web form counts as e-mail, a hall form or the suggestion box as post.
    """
    is_electronic = channel in ELECTRONIC_CHANNELS
    if not (is_electronic or channel in PAPER_CHANNELS):
        return None
    if kind == "information_request":
        return deadlines.information_request.get("email" if is_electronic else "post")
    if kind in ("complaint", "suggestion"):
        return deadlines.complaint_or_suggestion.get("electronic" if is_electronic else "paper")
    return None


def _select(context: Context, kinds: tuple[str, ...], perimeters: tuple[str, ...]) -> pd.DataFrame:
    requests = context.tables["requests"]
    return requests.loc[requests["kind"].isin(kinds) & requests["perimeter"].isin(perimeters)]


def _totals(context: Context, chosen: pd.DataFrame) -> pd.Series:
    """Number of rows per site, 0 for a site whose register exists and holds none."""
    sites = sorted(context.recorded_sites["requests"])
    return chosen.groupby("site_id").size().reindex(sites, fill_value=0)


def _grouped(
    context: Context, chosen: pd.DataFrame, dimensions: tuple[str, ...]
) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """(site, group, its requests): the total of every site with a register, then each value of each dimension."""
    for site_id in sorted(context.recorded_sites["requests"] - set(chosen["site_id"])):
        yield site_id, "", chosen.iloc[:0]
    for site_id, requests in chosen.groupby("site_id"):
        yield site_id, "", requests
    for column in dimensions:
        for (site_id, value), requests in chosen.groupby(["site_id", column]):
            yield site_id, f"{column}={value}", requests


def _columns(records: list[tuple], width: int) -> list[list]:
    """Records turned into `width` columns, also when there is no record."""
    return [list(column) for column in zip(*records, strict=True)] or [[] for _ in range(width)]


def _with_deadlines(context: Context, chosen: pd.DataFrame) -> pd.DataFrame:
    """`chosen` with `due_on`, the last day on time; NaT where the référentiel promises nothing."""
    promises = chosen[["site_id", "kind", "channel"]].drop_duplicates()
    promises["days"] = [
        promised_days(context.catalogue.framework_of(site_id).deadlines_working_days, kind, channel)
        for site_id, kind, channel in promises.itertuples(index=False)
    ]
    promises["days"] = promises["days"].astype("Int64")
    requests = chosen.merge(promises, on=["site_id", "kind", "channel"], how="left", validate="many_to_one")
    due_on = pd.Series(pd.NaT, index=requests.index, dtype="datetime64[s]")
    promised = requests.loc[requests["days"].notna()]
    for calendar, rows in _by_calendar(context, promised):
        dates = deadline_dates(
            rows["received_on"], rows["days"].to_numpy(dtype="int64"), calendar, _convention(context)
        )
        due_on.loc[rows.index] = dates.astype("datetime64[s]")
    return requests.assign(due_on=due_on)


def _with_delays(context: Context, chosen: pd.DataFrame) -> pd.DataFrame:
    """`chosen` with `delay` in working days; NaN for an open request."""
    requests = chosen.reset_index(drop=True)
    delay = pd.Series(np.nan, index=requests.index)
    for calendar, rows in _by_calendar(context, requests):
        delay.loc[rows.index] = working_days_between(
            rows["received_on"], rows["replied_on"], calendar, _convention(context)
        )
    return requests.assign(delay=delay)


def _by_calendar(context: Context, requests: pd.DataFrame) -> Iterator[tuple[np.busdaycalendar, pd.DataFrame]]:
    """Requests by calendar of their site's holiday zone. The calendar runs one year past the last date it may meet."""
    if requests.empty:
        return
    sites = {site_id: context.catalogue.sites[site_id].holiday_zone for site_id in requests["site_id"].unique()}
    years = range(context.period.start.year - 1, max(context.period.end.year, context.as_of.year) + 2)
    for zone, rows in requests.groupby(requests["site_id"].map(sites)):
        yield working_calendar(official_zone(zone), years, context.catalogue.public_holidays), rows


def _convention(context: Context) -> str:
    return context.catalogue.conventions.working_days.convention


def _dates(requests: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    return requests["received_on"], requests["replied_on"], requests["due_on"]


def _cohort_details(
    site_id: str, requests: pd.DataFrame, cohort: OnTimeShare, context: Context
) -> list[tuple[str, str, int, int]]:
    """What the rate is made of, and what it leaves out, as shares of all the site's requests."""
    states = {
        "answered_late": cohort.answered_late,
        "no_deadline": int(requests["due_on"].isna().sum()),
        "not_yet_due": cohort.not_yet_due,
        "overdue_open": cohort.overdue_open,
    }
    details = [(site_id, f"state={state}", count, len(requests)) for state, count in states.items()]
    official = answered_on_time(*_dates(requests), context.as_of)
    return [*details, (site_id, "basis=answered_only", official.on_time, official.base)]
