"""Figures that cannot both be true of the same requests, said beside them. The rule is `stats/attainability`."""

from collections.abc import Iterator

import numpy as np

from qep_lib.indicators.requests import promised_days
from qep_lib.indicators.rows import Columns, Context, keys_of
from qep_lib.model.closed_lists import CHANNELS
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import REMARK_REASON
from qep_lib.stats.attainability import mean_contradicts_share
from qep_lib.stats.rounding import round_half_up

_SELECTION = ("kinds", "perimeters", "channels")


def with_remarks(rows: Columns, context: Context) -> Columns:
    """`rows` with their `remark`: where a mean reply delay is too small for the share answered in time, both say so.

    A mean and a share are of the same requests when their indicators choose the same kinds, perimeters and channels
    (statistics.md 1.3). Computed or declared, the figures are compared: a mean taken on the answers alone says nothing
    of the requests that nobody answered.
    """
    place_of = {key: place for place, key in enumerate(keys_of(rows))}
    remark = np.full(rows["value"].size, None, dtype=object)
    for mean, share in _pairs(context):
        for site_id in context.sites:
            deadline = _deadline(context, mean, site_id)
            mean_place, share_place = (place_of[indicator.id, site_id, ""] for indicator in (mean, share))
            days, percent = rows["value"][mean_place], rows["value"][share_place]
            if deadline is None or np.isnan(days) or np.isnan(percent):
                continue
            if mean_contradicts_share(days, percent / 100, deadline):
                remark[[mean_place, share_place]] = _words(days, percent, deadline)
    return {**rows, "remark": remark}


def _pairs(context: Context) -> Iterator[tuple[Indicator, Indicator]]:
    """(mean delay, share in time) of the same requests."""
    indicators = context.catalogue.indicators.values()
    shares = {_selection(known): known for known in indicators if known.formula == "request_on_time_share"}
    for known in indicators:
        is_mean = known.formula == "request_reply_delay" and known.arguments.get("statistic") == "mean"
        if is_mean and _selection(known) in shares:
            yield known, shares[_selection(known)]


def _selection(indicator: Indicator) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(indicator.arguments.get(name, ())) for name in _SELECTION)


def _deadline(context: Context, indicator: Indicator, site_id: str) -> int | None:
    """The shortest promise made for those requests: the bound holds whatever the mix of channels."""
    deadlines = context.catalogue.framework_of(site_id).deadlines_working_days
    channels = indicator.arguments.get("channels", CHANNELS)
    promises = [promised_days(deadlines, kind, one) for kind in indicator.arguments["kinds"] for one in channels]
    return min((days for days in promises if days is not None), default=None)


def _words(days: float, percent: float, deadline: int) -> str:
    late = 100 - percent
    return (
        f"{_french(percent)} % dans le délai et une moyenne de {_working_days(days)} ne vont pas ensemble{REMARK_REASON}si "
        f"{_french(late)} % des demandes prennent au moins {_working_days(deadline + 1)}, la moyenne est d'au moins "
        f"{_working_days(late * (deadline + 1) / 100)}. La moyenne laisse sans doute de côté les demandes en retard ou sans "
        "réponse"
    )


def _working_days(days: float) -> str:
    """The unit in words; French puts all that is under 2 in the singular."""
    plural = "s" if days >= 2 else ""
    return f"{_french(days)} jour{plural} ouvré{plural}"


def _french(value: float) -> str:
    return f"{float(round_half_up(value, 2)):.12g}".replace(".", ",")
