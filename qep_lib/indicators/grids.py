"""Formulas on what people tick line by line: the self-assessment grid and mystery contacts.

A line « sans objet » is in no base. A self-assessment is a full grid: no interval; a mystery survey is a sample of
contacts.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from qep_lib.indicators.rows import COLUMN_OF_DIMENSION, Context, Rows, result_rows, share_rows, stack_rows
from qep_lib.model.closed_lists import ASSESSMENT_RESULTS
from qep_lib.model.indicator import Indicator
from qep_lib.store.identity import number_things


def assessment_share(context: Context, indicator: Indicator, partly: float) -> Rows:
    """Completion of the grid: lines met, each line partly met counting for `partly`, out of those that apply.

    The total, the channels and the commitments are shares of lines. A module is the unweighted mean of its channels
    (Moselle prints 70 for 69.8): its value has a number of lines behind it, no numerator. `module_channel` groups
    (« M1_internet ») are those channels; `state` groups count lines.
    """
    frame = context.tables["self_assessment"]
    done = np.where(frame["result"] == "met", 1.0, np.where(frame["result"] == "partly", partly, 0.0))
    lines = frame.assign(done=done, applies=(frame["result"] != "not_applicable").astype(float))
    parts = [_shares(lines, ("site_id",), "")]
    for dimension in indicator.group_by:
        if dimension == "module":
            parts.append(_means_of_channels(lines))
        elif dimension == "state":
            parts += _states(lines)
        elif dimension == "module_channel":
            crossed = lines.assign(module_channel=lines["module"] + "_" + lines["channel"])
            parts.append(_shares(crossed, ("site_id", "module_channel"), dimension))
        else:
            parts.append(_shares(lines, ("site_id", dimension), dimension))
    return stack_rows(parts)


def mystery_share(context: Context, indicator: Indicator) -> Rows:
    """Contacts that met every criterion that applied to them, out of the contacts judged: « 18 sur 20 ».

    By channel in the same way; by criterion, the contacts that met it out of those it applied to.
    """
    frame = context.tables["mystery_contacts"]
    judged = frame.loc[frame["result"] != "not_applicable"]
    lines = judged.assign(done=(judged["result"] == "met").astype(float), applies=1.0)
    lines = lines.assign(contact=number_things(lines, "contact_id"))
    key = ["site_id", "channel", "contact"]
    contacts = lines.groupby(key, as_index=False).agg(done=("done", "min"), applies=("applies", "max"))
    parts = [_shares(contacts, ("site_id",), "")]
    for dimension in indicator.group_by:
        rows = lines if dimension == "criterion" else contacts
        parts.append(_shares(rows, ("site_id", COLUMN_OF_DIMENSION.get(dimension, dimension)), dimension))
    return stack_rows(parts)


def mystery_count(context: Context, indicator: Indicator) -> Rows:
    """Contacts made in the period, in all and by channel."""
    frame = context.tables["mystery_contacts"]
    contacts = frame.assign(contact=number_things(frame, "contact_id")).drop_duplicates(["site_id", "contact"])
    totals = contacts.groupby("site_id").size()
    # A file that covers the period and holds no contact of it says that there was none.
    kept = sorted(context.recorded_sites["mystery_contacts"] | {*totals.index})
    totals = totals.reindex(kept, fill_value=0)
    parts = [result_rows(totals.index, "", totals, np.nan, totals, totals)]
    if "channel" in indicator.group_by:
        found = contacts.groupby(["site_id", "channel"]).size()
        sites = found.index.get_level_values("site_id")
        groups = [f"channel={word}" for word in found.index.get_level_values("channel")]
        parts.append(result_rows(sites, groups, found, totals.loc[sites].to_numpy(), found, found))
    return stack_rows(parts)


def _shares(lines: pd.DataFrame, keys: Sequence[str], dimension: str) -> Rows:
    """Share done by site, and by the second of `keys` where there is one."""
    sums = lines.groupby(list(keys))[["done", "applies"]].sum()
    sites = sums.index.get_level_values("site_id")
    groups = [f"{dimension}={word}" for word in sums.index.get_level_values(keys[1])] if len(keys) > 1 else ""
    return share_rows(sites, groups, sums["done"], sums["applies"])


def _means_of_channels(lines: pd.DataFrame) -> Rows:
    """The mean of the channels' shares, module by module; a channel without any line that applies is left out."""
    sums = lines.groupby(["site_id", "module", "channel"])[["done", "applies"]].sum()
    sums = sums.loc[sums["applies"] > 0]
    modules = sums.assign(share=100 * sums["done"] / sums["applies"]).groupby(["site_id", "module"])
    means, applies = modules["share"].mean(), modules["applies"].sum()
    groups = [f"module={word}" for word in means.index.get_level_values("module")]
    return result_rows(means.index.get_level_values("site_id"), groups, np.nan, np.nan, applies, means)


def _states(lines: pd.DataFrame) -> list[Rows]:
    """Lines of each result out of all the site's lines; a result that no line has is a 0."""
    totals = lines.groupby("site_id").size()
    parts = []
    for result in ASSESSMENT_RESULTS:
        found = lines.loc[lines["result"] == result].groupby("site_id").size()
        parts.append(share_rows(totals.index, f"state={result}", found.reindex(totals.index, fill_value=0), totals))
    return parts
