"""From one period to the same one a year earlier: previous value, change, and whether the change is demonstrated.

The methods are in `stats/changes`; here it is decided what may be compared at all (statistics.md 1.4 and 1.9).
"""

from decimal import Decimal

import numpy as np
import pandas as pd

from qep_lib.indicators.declared import KEY
from qep_lib.indicators.formulas import FORMULAS
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.stats.changes import adjust_p_values, newcombe, poisson_ratio, score_p_value

SCALES = {"pct": 100, "permille": 1000}
"""What a share is multiplied by, by unit; other units are not shares."""


def with_changes(current: pd.DataFrame, previous: pd.DataFrame, catalogue: Catalogue, period: Period) -> pd.DataFrame:
    """`current` with the columns of the results table that compare it with `previous` (one year earlier).

    Both hold KEY, numerator, denominator, value, status and serie. Series that differ are not compared at all. The
    previous value is shown without a change when either figure is provisional or the official definition has changed
    between the two periods.
    """
    columns = ["numerator", "denominator", "value", "status", "serie"]
    before = previous[[*KEY, *columns]].rename(columns={name: f"before_{name}" for name in columns})
    rows = current.merge(before, on=KEY, how="left", validate="one_to_one")
    rows["before_value"] = rows["before_value"].where(_is_same_serie(rows))
    rows["change"] = _differences(
        rows, rows["value"].notna() & rows["before_value"].notna() & _is_steady(rows, catalogue, period)
    )
    tests = pd.concat([_test_shares(rows, catalogue), _test_counts(rows, catalogue)])
    rows = rows.join(tests.reindex(rows.index))
    rows["change_p_adjusted"] = rows.groupby("site_id")["p"].transform(lambda p: adjust_p_values(p.to_numpy()))
    is_small = rows["change_p_adjusted"] <= catalogue.conventions.change_false_discovery_rate
    demonstrated = (is_small & rows["excludes_none"].eq(True)).astype("boolean")
    return rows.assign(
        previous=rows["before_value"],
        previous_denominator=rows["before_denominator"].where(rows["before_value"].notna()),
        is_change_demonstrated=demonstrated.where(rows["change_p_adjusted"].notna()),
    )


def _is_same_serie(rows: pd.DataFrame) -> pd.Series:
    """A figure declared under an indicator asserts that indicator's series; two surveys must share theirs."""
    unnamed = (rows["serie"] == "") | (rows["before_serie"] == "")
    return unnamed | (rows["serie"] == rows["before_serie"])


def _is_steady(rows: pd.DataFrame, catalogue: Catalogue, period: Period) -> pd.Series:
    complete = (rows["status"] != "provisional") & (rows["before_status"] != "provisional")
    broken = {id_ for id_, indicator in catalogue.indicators.items() if indicator.break_between(period)}
    return complete & ~rows["indicator_id"].isin(broken)


def _differences(rows: pd.DataFrame, is_wanted: pd.Series) -> list[float]:
    """Value minus previous value as decimal numbers: 91.96 − 91.46 is 0.5, without binary crumbs."""
    return [
        float(Decimal(repr(float(value))) - Decimal(repr(float(before)))) if wanted else np.nan
        for value, before, wanted in zip(rows["value"], rows["before_value"], is_wanted, strict=True)
    ]


def _test_shares(rows: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Newcombe interval of every comparable share with its counts; p-value for the totals only.

    Only indicators declared as a `share` (independent units): a `rate`, such as answered calls, has dependent units
    and no such test (statistics.md 1.12).
    """
    scales = {
        id_: SCALES[indicator.unit]
        for id_, indicator in catalogue.indicators.items()
        if indicator.measurement.statistic == "share" and indicator.unit in SCALES
    }
    counts = rows[["numerator", "denominator", "before_numerator", "before_denominator"]]
    has_counts = counts.notna().all(axis=1) & (counts["denominator"] > 0) & (counts["before_denominator"] > 0)
    chosen = rows.loc[rows["change"].notna() & has_counts & rows["indicator_id"].isin(scales)]
    if chosen.empty:
        return _no_test()
    figures = [chosen[name].to_numpy() for name in counts.columns]
    low, high = newcombe(*figures, confidence=catalogue.conventions.confidence)
    scale = chosen["indicator_id"].map(scales).to_numpy()
    whole = [id_ for id_, indicator in catalogue.indicators.items() if FORMULAS[indicator.formula].is_whole]
    is_tested = (chosen["group"] == "") & ~chosen["indicator_id"].isin(whole)
    p = np.where(is_tested, score_p_value(*figures), np.nan)
    return pd.DataFrame(
        {"change_low": low * scale, "change_high": high * scale, "p": p, "excludes_none": (low > 0) | (high < 0)},
        index=chosen.index,
    )


def _test_counts(rows: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Exact test of two counts of events (totals only): the ratio's interval must exclude 1."""
    events = [id_ for id_, indicator in catalogue.indicators.items() if FORMULAS[indicator.formula].is_event_count]
    whole = (rows["value"] % 1 == 0) & (rows["before_value"] % 1 == 0)
    chosen = rows.loc[
        rows["change"].notna()
        & whole
        & (rows["group"] == "")
        & rows["indicator_id"].isin(events)
        & (rows["value"] + rows["before_value"] > 0)
    ]
    tests = _no_test()
    for index, count, before in chosen[["value", "before_value"]].itertuples():
        _, low, high, p = poisson_ratio(int(count), int(before), catalogue.conventions.confidence)
        tests.loc[index] = [np.nan, np.nan, p, low > 1 or high < 1]
    return tests


def _no_test() -> pd.DataFrame:
    columns = {"change_low": "float64", "change_high": "float64", "p": "float64", "excludes_none": "boolean"}
    return pd.DataFrame({name: pd.Series([], dtype=dtype) for name, dtype in columns.items()})
