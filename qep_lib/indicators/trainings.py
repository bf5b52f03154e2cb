"""Formulas on trainings: agents trained in the period, and over the cycle that the référentiel sets (4 years).

Sessions hold head counts, never names: an agent who follows two of them is counted twice, so that there is no total of
trained agents, and no more agents can be said trained than there are.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from qep_lib.indicators.codes import encode, encode_among
from qep_lib.indicators.rows import Context, Rows, result_rows, share_rows, stack_rows
from qep_lib.model.indicator import Indicator


@dataclass(frozen=True, slots=True, eq=False)
class _Cell:
    """The sessions of one site on one group of commitments: agents trained and, where noted, the head count."""

    site_id: str
    commitments: str
    trained: float
    concerned: float


def training_agents(context: Context, indicator: Indicator) -> Rows:
    """Agents trained in the period, by group of commitments; no total, since an agent may follow two trainings."""
    cells = _cells(context, dict.fromkeys(context.sites, context.period.start))
    return stack_rows(
        [
            result_rows(
                [cell.site_id], f"commitment={cell.commitments}", cell.trained, np.nan, cell.trained, cell.trained
            )
            for cell in cells
        ]
    )


def training_cycle_share(context: Context, indicator: Indicator) -> Rows:
    """Agents trained out of the agents concerned, over the years of the training cycle that end with the period.

    By group of commitments the base is the head count noted last; a group without any is left out. The total adds the
    groups.
    """
    cycles = {site_id: context.catalogue.framework_of(site_id).label.training_cycle_years for site_id in context.sites}
    starts = {site_id: _years_before(context.period.end, years) for site_id, years in cycles.items()}
    cells = [cell for cell in _cells(context, starts) if not np.isnan(cell.concerned)]
    parts = []
    for site_id in dict.fromkeys(cell.site_id for cell in cells):
        own = [cell for cell in cells if cell.site_id == site_id]
        trained = [min(cell.trained, cell.concerned) for cell in own]
        parts.append(share_rows([site_id], "", [sum(trained)], [sum(cell.concerned for cell in own)]))
        if "commitment" in indicator.group_by:
            parts += [
                share_rows([site_id], f"commitment={cell.commitments}", [found], [cell.concerned])
                for cell, found in zip(own, trained, strict=True)
            ]
    return stack_rows(parts)


def _cells(context: Context, starts: dict[str, date]) -> list[_Cell]:
    """Sessions held from each site's start to the last known day, site by site and group by group."""
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
    return [
        _Cell(context.sites[place], group.words[word], trained, concerned)
        for (place, word), trained, concerned in zip(cells.index, cells["trained"], cells["concerned"], strict=True)
    ]


def _years_before(end: date, years: int) -> date:
    """The first day of the cycle of that many years whose last day is `end`."""
    return (pd.Timestamp(end) + pd.Timedelta(days=1) - pd.DateOffset(years=years)).date()
