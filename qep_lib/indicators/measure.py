"""Catalogue × tables → the results table, for many sites at once. Figures are computed here and nowhere downstream."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from qep_lib.errors import ParameterError
from qep_lib.indicators.changes import SCALES, with_changes
from qep_lib.indicators.check import refuse_bad_indicators
from qep_lib.indicators.declared import declared
from qep_lib.indicators.formulas import FORMULAS
from qep_lib.indicators.nature import nature_of_rows, source_of_sites
from qep_lib.indicators.rows import Context, cut_context, lookup_text
from qep_lib.indicators.survey import series_of_sites
from qep_lib.indicators.targets import with_targets
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.indicator import Indicator
from qep_lib.model.period import Period
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.tables import RESULTS
from qep_lib.stats.intervals import wilson

_TYPES = {"string": "str", "date": "datetime64[s]", "float": "float64", "int": "Int64", "bool": "boolean"}
_ROW_KEY = ["site_id", "group"]


def measure(
    catalogue: Catalogue,
    tables: Mapping[str, pd.DataFrame],
    sites: Sequence[str],
    period: Period,
    as_of: date,
    *,
    fictitious: Mapping[str, tuple[str, ...]] | None = None,
) -> pd.DataFrame:
    """The results table of `sites` for `period`, as known on `as_of`: RESULTS columns, by indicator, site and group.

    `tables` hold typed rows of the period and of the same period a year earlier; a missing table counts as empty.
    `fictitious` gives, by dataset, its invented columns. Every indicator of the catalogue has its total row (group
    empty) for every site, with a status when there is no figure. A site's rows never depend on the other sites.
    Raises `ParameterError` for an unknown site or an indicator file that disagrees with its formula.
    """
    _refuse_unknown_sites(catalogue, sites)
    refuse_bad_indicators(catalogue)
    chosen = sorted(set(sites))
    current = _measure_period(catalogue, tables, chosen, period, as_of, fictitious or {})
    previous = _measure_period(catalogue, tables, chosen, period.previous(), as_of, fictitious or {})
    rows = with_changes(current, previous, catalogue, period)
    order = {indicator.id: (indicator.order, indicator.id) for indicator in catalogue.indicators.values()}
    ranks = {id_: rank for rank, id_ in enumerate(sorted(order, key=order.get))}
    rows = rows.assign(rank=rows["indicator_id"].map(ranks)).sort_values(["rank", *_ROW_KEY])
    return as_results(rows)


def as_results(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns of RESULTS in their order and types; a column that `rows` lacks is an error."""
    types = {column.name: _TYPES[column.type] for column in RESULTS}
    return rows[list(types)].astype(types).reset_index(drop=True)


def _measure_period(
    catalogue: Catalogue,
    tables: Mapping[str, pd.DataFrame],
    sites: list[str],
    period: Period,
    as_of: date,
    fictitious: Mapping[str, tuple[str, ...]],
) -> pd.DataFrame:
    context = cut_context(catalogue, tables, sites, period, as_of)
    parts = []
    for indicator in catalogue.indicators.values():
        rows = _with_every_site(_figures(context, indicator, fictitious), sites)
        rows = _with_status(rows, indicator, context)
        rows = _with_interval(rows, indicator, catalogue.conventions.confidence)
        parts.append(with_targets(rows, indicator, period).assign(indicator_id=indicator.id, period=period.code))
    return pd.concat(parts, ignore_index=True)


def _figures(context: Context, indicator: Indicator, fictitious: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Computed and declared rows of one indicator. A computed figure wins over a declared one, which `source` keeps;
    where nothing could be computed the declared one stands.
    """
    stated = _stated(context, indicator, fictitious)
    if FORMULAS[indicator.formula].function is declared:
        return stated
    columns = [*_ROW_KEY, "value", "source", "declared_target", "declared_note"]
    twins = stated[columns].rename(columns={"value": "stated_value", "source": "stated_source"})
    computed = _computed(context, indicator, fictitious).merge(twins, on=_ROW_KEY, how="left", validate="one_to_one")
    computed = computed.loc[computed["value"].notna() | computed["stated_value"].isna()]
    computed = computed.assign(source=_sources_with_differences(computed))
    taken = pd.MultiIndex.from_frame(computed[_ROW_KEY])
    left = stated.loc[~pd.MultiIndex.from_frame(stated[_ROW_KEY]).isin(taken)]
    return pd.concat([part for part in (computed, left) if len(part)] or [stated], ignore_index=True)


def _sources_with_differences(computed: pd.DataFrame) -> pd.Series:
    """The source of each computed figure, with the declared figure it replaces where the two differ."""
    columns = computed[["source", "value", "stated_value", "stated_source"]]
    told = [
        f"{source} ; valeur déclarée différente : {f'{stated:.12g}'.replace('.', ',')} ({stated_source})"
        if pd.notna(stated) and stated != value
        else source
        for source, value, stated, stated_source in columns.itertuples(index=False)
    ]
    return pd.Series(told, index=computed.index, dtype="str")


def _stated(context: Context, indicator: Indicator, fictitious: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    rows = declared(context, indicator)
    invented = rows["dataset"].map(lambda dataset: "value" in fictitious.get(dataset, ()))
    return rows.assign(
        nature=rows["nature"].mask(invented.astype(bool), "fictitious"),
        as_of=rows["declared_as_of"].fillna(pd.Timestamp(context.as_of)),
        origin="declared",
        serie="",
    )


def _computed(context: Context, indicator: Indicator, fictitious: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    formula = FORMULAS[indicator.formula]
    rows = formula.function(context, indicator, **indicator.arguments)
    series = series_of_sites(context) if formula.table == "survey_answers" else pd.Series(dtype="str")
    return rows.assign(
        nature=nature_of_rows(context, indicator, rows, fictitious),
        source=lookup_text(rows["site_id"], source_of_sites(context, indicator)),
        as_of=pd.Timestamp(context.as_of),
        origin="computed",
        serie=lookup_text(rows["site_id"], series, ""),
    )


def _with_every_site(rows: pd.DataFrame, sites: list[str]) -> pd.DataFrame:
    """`rows` and a total row without figures for each site that has none."""
    absent = [site for site in sites if site not in set(rows.loc[rows["group"] == "", "site_id"])]
    if not absent:
        return rows
    empty = pd.DataFrame({"site_id": absent, "group": "", "origin": "computed", "nature": "real", "serie": ""})
    empty = empty.reindex(columns=rows.columns).astype({name: rows[name].dtype for name in rows.columns})
    return empty if rows.empty else pd.concat([rows, empty], ignore_index=True)


def _with_status(rows: pd.DataFrame, indicator: Indicator, context: Context) -> pd.DataFrame:
    """Statuses, and figures below the indicator's minimum base taken away. The as-of day is filled everywhere.

    An empty base is the indicator's `empty_status` (« aucune demande »); an unknown one is `no_data`.
    """
    is_below = (rows["denominator"] > 0) & (rows["denominator"] < indicator.minimum_base)
    value = rows["value"].mask(is_below)
    as_of = rows["as_of"].fillna(pd.Timestamp(context.as_of)).astype("datetime64[s]")
    moves = (rows["origin"] == "declared") | FORMULAS[indicator.formula].is_running
    is_early = moves & (as_of < pd.Timestamp(context.period.end))
    filled = np.where(is_early, "provisional", "ok")
    empty = np.where(rows["denominator"] == 0, indicator.empty_status, "no_data")
    return rows.assign(value=value, as_of=as_of, status=np.where(value.notna(), filled, empty))


def _with_interval(rows: pd.DataFrame, indicator: Indicator, confidence: float) -> pd.DataFrame:
    """Wilson bounds of a sampled share; NaN elsewhere. Counts of « sans objet » and blanks are facts, not estimates."""
    low, high = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    if indicator.is_sample and indicator.unit in SCALES:
        is_sampled = rows["value"].notna() & (rows["denominator"] > 0) & ~rows["group"].str.startswith("state=")
        is_sampled = (is_sampled & rows["numerator"].notna()).to_numpy(dtype=bool)
        counts = rows.loc[is_sampled, ["numerator", "denominator"]].to_numpy(dtype="float64")
        bounds = wilson(counts[:, 0], counts[:, 1], confidence)
        low[is_sampled], high[is_sampled] = (SCALES[indicator.unit] * bound for bound in bounds)
    return rows.assign(low=low, high=high)


def _refuse_unknown_sites(catalogue: Catalogue, sites: Sequence[str]) -> None:
    unknown = [site for site in sites if site not in catalogue.sites]
    if unknown:
        faults = tuple(f"site « {site} » inconnu : {did_you_mean(site, catalogue.sites)}" for site in unknown)
        raise ParameterError("des sites ne sont pas dans params/sites.csv.", faults)
