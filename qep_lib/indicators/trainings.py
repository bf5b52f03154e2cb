"""Formulas on trainings: agents trained in the period, and over the cycle that the référentiel sets (4 years).

Sessions hold head counts, never names: an agent may belong to two commitments and follow two trainings, so that nothing is
added across commitments, and no more agents can be said trained than there are.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from qep_lib.indicators.codes import encode, encode_among
from qep_lib.indicators.rows import Context, Rows, result_rows, share_rows
from qep_lib.model.indicator import Indicator


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """The sessions of each site on each group of commitments, site by site: agents trained and, where noted, the head
    count. Arrays of one length; `site` is a place among the context's sites."""

    site: np.ndarray
    commitments: np.ndarray
    trained: np.ndarray
    concerned: np.ndarray


def training_agents(context: Context, indicator: Indicator) -> Rows:
    """Agents trained in the period, by group of commitments; no total, since an agent may follow two trainings."""
    cells = _cells(context, dict.fromkeys(context.sites, context.period.start))
    sites, groups = context.site_names(cells.site), _groups(cells.commitments)
    return result_rows(sites, groups, cells.trained, np.nan, cells.trained, cells.trained)


def training_cycle_share(context: Context, indicator: Indicator) -> Rows:
    """Agents trained out of the agents concerned, over the years of the training cycle that end with the period.

    By group of commitments, whose base is the head count noted last; a group without any is left out. No total: an agent
    concerned by two commitments would be two.
    """
    cycles = {site_id: context.catalogue.framework_of(site_id).label.training_cycle_years for site_id in context.sites}
    starts = {site_id: _years_before(context.period.end, years) for site_id, years in cycles.items()}
    cells = _cells(context, starts)
    is_counted = ~np.isnan(cells.concerned)
    sites, concerned = context.site_names(cells.site[is_counted]), cells.concerned[is_counted]
    trained = np.minimum(cells.trained[is_counted], concerned)
    return share_rows(sites, _groups(cells.commitments[is_counted]), trained, concerned)


def _groups(commitments: np.ndarray) -> np.ndarray:
    return np.array([f"commitment={words}" for words in commitments.tolist()], dtype=object)


def _cells(context: Context, starts: dict[str, date]) -> _Cells:
    """Sessions held from each site's start to the last known day."""
    frame = context.tables["trainings"].sort_values(["held_on", "session_id"], kind="stable")
    site, group = encode_among(frame["site_id"], context.sites), encode(frame["commitments"])
    held = frame["held_on"].to_numpy()
    first = np.array([starts[site_id] for site_id in context.sites], dtype="datetime64[s]")[site.places]
    is_kept = (held >= first) & (held <= np.datetime64(context.last_day, "s"))
    rows = pd.DataFrame(
        {
            "site": site.places,
            "group": group.places,
            "trained": frame["agents_trained"].to_numpy(dtype=float, na_value=np.nan),
            "concerned": frame["agents_concerned"].to_numpy(dtype=float, na_value=np.nan),
        }
    ).loc[is_kept]
    # `last` is the last head count that is noted.
    cells = rows.groupby(["site", "group"], sort=True).agg(trained=("trained", "sum"), concerned=("concerned", "last"))
    places, words = (cells.index.get_level_values(name).to_numpy() for name in ("site", "group"))
    commitments = np.array(group.words, dtype=object)[words]
    return _Cells(places, commitments, cells["trained"].to_numpy(), cells["concerned"].to_numpy())


def _years_before(end: date, years: int) -> date:
    """The first day of the cycle of that many years whose last day is `end`."""
    return (pd.Timestamp(end) + pd.Timedelta(days=1) - pd.DateOffset(years=years)).date()
