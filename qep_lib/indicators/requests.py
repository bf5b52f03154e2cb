"""Formulas on the register of requests: counts, themes, reply delays, share within the promised deadline.

Counting days is `calendars`, the cohort rule is `stats/delays`; here requests are chosen, matched with their promise
(référentiel) and their calendar, and grouped. A register is a full count: no interval on its shares.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from qep_lib.calendars import reply_delays
from qep_lib.indicators.codes import Codes, combine, encode, encode_among, renumber
from qep_lib.indicators.rows import Context, Rows, result_rows, stack_rows
from qep_lib.indicators.splits import Split, cohort_details, cohort_rows, split_rows
from qep_lib.model.closed_lists import CHANNELS, ELECTRONIC_CHANNELS, PAPER_CHANNELS
from qep_lib.model.indicator import Indicator
from qep_lib.model.site import Deadlines
from qep_lib.stats.delays import Verdicts, judge_cases
from qep_lib.stats.tallies import QUANTILES, means, quantile_intervals, sums, tally, whole_quantiles

DIMENSIONS = ("channel", "kind", "perimeter", "theme")
"""Columns that requests are counted by."""


def request_count(
    context: Context,
    indicator: Indicator,
    kinds: tuple[str, ...],
    perimeters: tuple[str, ...],
    channels: tuple[str, ...] = CHANNELS,
) -> Rows:
    """Requests received in the period, of those kinds, perimeters and channels; a site whose register exists may have 0.

    A group's denominator is the site's total, so that « 24 sur 42 » needs no second computation.
    """
    chosen = context.once(_select, tuple(kinds), tuple(perimeters), tuple(channels))
    total, *parts = _splits(context, kinds, channels, chosen, indicator.group_by)
    totals = dict(zip(total.site_id, total.count().tolist(), strict=True))
    rows = [result_rows(total.site_id, "", total.count(), np.nan, total.count(), total.count())]
    return stack_rows(rows + [_shares_of(part, totals) for part in parts])


def request_theme_count(
    context: Context,
    indicator: Indicator,
    kinds: tuple[str, ...],
    perimeters: tuple[str, ...],
    channels: tuple[str, ...] = CHANNELS,
) -> Rows:
    """Requests whose theme is noted, in all (out of all requests) and by theme (out of those with a theme)."""
    chosen = context.once(_select, tuple(kinds), tuple(perimeters), tuple(channels))
    total, by_theme = _splits(context, kinds, channels, chosen, ("theme",))
    asked, noted = total.count(), total.count(context.once(_codes)["theme"].places >= 0)
    parts = [result_rows(total.site_id, "", noted, asked, noted, noted)]
    return stack_rows([*parts, _shares_of(by_theme, dict(zip(total.site_id, noted.tolist(), strict=True)))])


def request_on_time_share(
    context: Context,
    indicator: Indicator,
    kinds: tuple[str, ...],
    perimeters: tuple[str, ...],
    channels: tuple[str, ...] = CHANNELS,
) -> Rows:
    """Share answered within the deadline, among requests whose deadline has passed (« cohorte échue »).

    Still open past its deadline: late. Open inside it: not judged, counted in `state=not_yet_due`. By telephone or at
    the desk no deadline is promised: `state=no_deadline`. `basis=answered_only` is the official wording, which leaves
    the open ones out and so flatters (statistics.md 1.8). Requests of which none can be judged have an unknown base.
    """
    chosen, told = context.once(_select, tuple(kinds), tuple(perimeters), tuple(channels)), context.once(_verdicts)
    rows = [cohort_rows(part, told) for part in _splits(context, kinds, channels, chosen, indicator.group_by)]
    return stack_rows(rows + cohort_details(next(_splits(context, kinds, channels, chosen, ())), told))


def request_overdue_count(
    context: Context,
    indicator: Indicator,
    kinds: tuple[str, ...],
    perimeters: tuple[str, ...],
    channels: tuple[str, ...] = CHANNELS,
) -> Rows:
    """Requests still open on the last day that their register tells of although their deadline has passed, out of all those
    with a deadline."""
    chosen, told = context.once(_select, tuple(kinds), tuple(perimeters), tuple(channels)), context.once(_verdicts)
    rows = []
    for part in _splits(context, kinds, channels, chosen, indicator.group_by):
        overdue, asked = part.count(told.is_due & ~told.is_answered), part.count(told.is_judged)
        rows.append(result_rows(part.site_id, part.group, overdue, asked, overdue, overdue))
    return stack_rows(rows)


def request_reply_delay(
    context: Context,
    indicator: Indicator,
    kinds: tuple[str, ...],
    perimeters: tuple[str, ...],
    statistic: str,
    channels: tuple[str, ...] = CHANNELS,
) -> Rows:
    """Reply delay in working days, of the answered requests only; open ones have no delay yet.

    `statistic`: the mean keeps its sum of days as numerator; the median and the ninth decile (`p90`) are delays of the
    register (`whole_quantiles`) with an interval by order statistics (statistics.md 0), absent when there are too few
    delays. Requests of which none is answered have an unknown base.
    """
    chosen, delays = context.once(_select, tuple(kinds), tuple(perimeters), tuple(channels)), context.once(_delays)
    confidence = context.catalogue.conventions.confidence
    rows = []
    for part in _splits(context, kinds, channels, chosen, indicator.group_by):
        known = ~np.isnan(delays[part.rows])
        counted = tally(part.of_row[known], delays[part.rows[known]], part.site_id.size)
        base = np.where((counted.sizes == 0) & (part.count() > 0), np.nan, counted.sizes)
        unknown = np.full(base.size, np.nan)
        if statistic == "mean":
            # Where nothing was answered there is no sum either: a nought on an unknown base would pass for a figure to hide.
            told, value, interval = np.where(np.isnan(base), np.nan, sums(counted)), means(counted), (unknown, unknown)
        else:
            told, value = unknown, whole_quantiles(counted, QUANTILES[statistic])
            interval = quantile_intervals(counted, QUANTILES[statistic], confidence)
        rows.append(result_rows(part.site_id, part.group, told, base, base, value, interval))
    return stack_rows(rows)


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


def _codes(context: Context) -> dict[str, Codes]:
    """The columns that requests are counted by, coded once."""
    table = context.tables["requests"]
    return {"site_id": encode_among(table["site_id"], context.sites)} | {
        name: encode(table[name]) for name in DIMENSIONS
    }


def _select(
    context: Context, kinds: tuple[str, ...], perimeters: tuple[str, ...], channels: tuple[str, ...]
) -> np.ndarray:
    """Places of the requests of those kinds, perimeters and channels."""
    codes = context.once(_codes)
    is_chosen = codes["kind"].are_in(kinds) & codes["perimeter"].are_in(perimeters)
    return np.flatnonzero(is_chosen if channels == CHANNELS else is_chosen & codes["channel"].are_in(channels))


def _splits(
    context: Context, kinds: Sequence[str], channels: Sequence[str], chosen: np.ndarray, dimensions: Sequence[str]
) -> Iterator[Split]:
    recorded = context.once(_recorded, tuple(kinds), tuple(channels))
    return split_rows(context, recorded, context.once(_codes), chosen, dimensions)


def _recorded(context: Context, kinds: tuple[str, ...], channels: tuple[str, ...]) -> frozenset[str]:
    """Sites whose silence means « aucune demande »: those with a register. For some channels only, it must hold requests
    of those kinds: a register of complaints says nothing of letters.
    """
    if channels == CHANNELS:
        return context.recorded_sites["requests"]
    codes = context.once(_codes)
    places = np.unique(codes["site_id"].places[codes["kind"].are_in(kinds)])
    return frozenset(context.site_names(places).tolist())


def _shares_of(part: Split, totals: dict[str, int]) -> Rows:
    """The count of each group, out of its site's total."""
    found = part.count()
    return result_rows(part.site_id, part.group, found, [totals[site_id] for site_id in part.site_id], found, found)


def _verdicts(context: Context) -> Verdicts:
    table = context.tables["requests"]
    until = context.known_until("requests")
    return judge_cases(table["received_on"], table["replied_on"], context.once(_due_dates), until)


def _due_dates(context: Context) -> np.ndarray:
    """The last day on time of each request; NaT where the référentiel promises nothing."""
    codes, received = context.once(_codes), context.tables["requests"]["received_on"].to_numpy()
    kinds, channels = codes["kind"].words, codes["channel"].words
    cells, size = combine(
        [
            (codes["site_id"].places, len(context.sites)),
            (codes["kind"].places, len(kinds)),
            (codes["channel"].places, len(channels)),
        ]
    )
    found, of_row = renumber(cells, size)
    promises = np.full(found.size, np.nan)
    for place, cell in enumerate(found.tolist()):
        site, kind, channel = np.unravel_index(cell, (len(context.sites), len(kinds), len(channels)))
        deadlines = context.catalogue.framework_of(context.sites[site]).deadlines_working_days
        days = promised_days(deadlines, kinds[kind], channels[channel])
        promises[place] = np.nan if days is None else days
    return context.due_dates(codes["site_id"].places, received, promises[of_row])


def _delays(context: Context) -> np.ndarray:
    """Reply delay of each request in working days; NaN for an open one."""
    table = context.tables["requests"]
    received, replied = table["received_on"].to_numpy(), table["replied_on"].to_numpy()
    delays = np.full(received.size, np.nan)
    for calendar, rows in context.by_calendar(context.once(_codes)["site_id"].places, context.calendar_years):
        delays[rows] = reply_delays(received[rows], replied[rows], calendar, context.day_convention)
    return delays
