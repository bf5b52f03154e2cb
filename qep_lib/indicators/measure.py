"""Catalogue × tables → the results table, for many sites at once. Figures are computed here and nowhere downstream."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from qep_lib.errors import ParameterError
from qep_lib.indicators.changes import SCALES, with_changes
from qep_lib.indicators.check import refuse_bad_indicators
from qep_lib.indicators.declared import KEY, declared_figures
from qep_lib.indicators.formulas import FORMULAS, Formula
from qep_lib.indicators.nature import with_origins
from qep_lib.indicators.rows import ROW_COLUMNS, Context, cut_context, stack_rows
from qep_lib.indicators.survey import series_of_sites
from qep_lib.indicators.targets import with_targets
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.tables import RESULTS
from qep_lib.stats.intervals import wilson

_TYPES = {"string": "str", "date": "datetime64[s]", "float": "float64", "int": "Int64", "bool": "boolean"}


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
    rows = rows.assign(rank=rows["indicator_id"].map(ranks)).sort_values(["rank", "site_id", "group"])
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
    rows = _join(_compute(context, fictitious), _state(context, fictitious))
    rows = _with_every_total(rows, catalogue, sites)
    rows = _with_interval(_with_status(rows, context), catalogue)
    return with_targets(rows, catalogue.indicators, period).assign(period=period.code)


def _compute(context: Context, fictitious: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """What every formula gives, one part under the other. A table without any row has nothing to say."""
    parts = []
    for indicator in context.catalogue.indicators.values():
        formula = FORMULAS[indicator.formula]
        if formula.function is not None and context.recorded_sites[formula.table]:
            rows = formula.function(context, indicator, **indicator.arguments)
            parts.append(rows.assign(indicator_id=indicator.id, serie=_series(context, rows, formula)))
    rows = stack_rows(parts).reindex(columns=["indicator_id", *ROW_COLUMNS, "serie"])
    rows = rows.astype({"indicator_id": "str", "serie": "str"})
    return with_origins(rows, context, fictitious).assign(as_of=pd.Timestamp(context.as_of), origin="computed")


def _series(context: Context, rows: pd.DataFrame, formula: Formula) -> pd.Series:
    """The questionnaires' series where answers were counted; nothing elsewhere."""
    series = series_of_sites(context) if formula.table == "survey_answers" else {}
    return pd.Series([series.get(site_id, "") for site_id in rows["site_id"]], index=rows.index, dtype="str")


def _state(context: Context, fictitious: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    rows = declared_figures(context)
    is_invented = [("value" in fictitious.get(dataset, ())) for dataset in rows["dataset"]]
    return rows.assign(
        nature=rows["nature"].mask(np.asarray(is_invented, dtype=bool), "fictitious"),
        as_of=rows["declared_as_of"].fillna(pd.Timestamp(context.as_of)),
        origin="declared",
        serie="",
        low=np.nan,
        high=np.nan,
    )


def _join(computed: pd.DataFrame, stated: pd.DataFrame) -> pd.DataFrame:
    """One figure a key. A computed one wins over a declared one, which `source` keeps where they differ; where nothing
    could be computed the declared one stands. A declared target serves either way.
    """
    twins = stated[[*KEY, "value", "source", "declared_target", "declared_note"]]
    twins = twins.rename(columns={"value": "stated_value", "source": "stated_source"})
    computed = computed.merge(twins, on=KEY, how="left", validate="one_to_one")
    computed = computed.loc[computed["value"].notna() | computed["stated_value"].isna()]
    computed = computed.assign(source=_sources_with_differences(computed))
    taken = pd.MultiIndex.from_frame(computed[KEY])
    left = stated.loc[~pd.MultiIndex.from_frame(stated[KEY]).isin(taken)]
    return pd.concat([part for part in (computed, left) if len(part)] or [computed], ignore_index=True)


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


def _with_every_total(rows: pd.DataFrame, catalogue: Catalogue, sites: list[str]) -> pd.DataFrame:
    """`rows` and, for each indicator and site that has none, a total row without figures."""
    known = set(rows.loc[rows["group"] == "", KEY[:2]].itertuples(index=False, name=None))
    absent = [(id_, site) for id_ in catalogue.indicators for site in sites if (id_, site) not in known]
    empty = pd.DataFrame(absent, columns=KEY[:2], dtype="str")
    empty = empty.assign(group="", origin="computed", nature="real", serie="")
    empty = empty.reindex(columns=rows.columns).astype({name: rows[name].dtype for name in rows.columns})
    return pd.concat([part for part in (rows, empty) if len(part)] or [rows], ignore_index=True)


def _with_status(rows: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Statuses, and figures below the indicator's minimum base taken away. The as-of day is filled everywhere.

    An empty base is the indicator's `empty_status` (« aucune demande »); an unknown one is `no_data`.
    """
    indicators = context.catalogue.indicators
    minimum = (
        rows["indicator_id"]
        .map({id_: indicator.minimum_base for id_, indicator in indicators.items()})
        .astype("float64")
    )
    empty = rows["indicator_id"].map({id_: indicator.empty_status for id_, indicator in indicators.items()})
    running = {id_ for id_, indicator in indicators.items() if FORMULAS[indicator.formula].is_running}
    value = rows["value"].mask((rows["denominator"] > 0) & (rows["denominator"] < minimum))
    as_of = rows["as_of"].fillna(pd.Timestamp(context.as_of)).astype("datetime64[s]")
    moves = (rows["origin"] == "declared") | rows["indicator_id"].isin(running)
    filled = np.where(moves & (as_of < pd.Timestamp(context.period.end)), "provisional", "ok")
    unfilled = np.where(rows["denominator"] == 0, empty, "no_data")
    return rows.assign(value=value, as_of=as_of, status=np.where(value.notna(), filled, unfilled))


def _with_interval(rows: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Wilson bounds of a sampled share, or the bounds that its formula gave with the figure; NaN elsewhere.

    Counts of « sans objet » and blanks are facts, not estimates.
    """
    scales = {
        id_: SCALES[indicator.unit]
        for id_, indicator in catalogue.indicators.items()
        if indicator.is_sample and indicator.unit in SCALES
    }
    is_estimate = rows["value"].notna() & ~rows["group"].str.startswith("state=")
    scale = rows["indicator_id"].map(scales).astype("float64").where(is_estimate)
    low, high = wilson(rows["numerator"], rows["denominator"], catalogue.conventions.confidence)
    is_shown = rows["value"].notna()
    return rows.assign(
        low=rows["low"].where(is_shown).fillna(low * scale), high=rows["high"].where(is_shown).fillna(high * scale)
    )


def _refuse_unknown_sites(catalogue: Catalogue, sites: Sequence[str]) -> None:
    unknown = [site for site in sites if site not in catalogue.sites]
    if unknown:
        faults = tuple(f"site « {site} » inconnu : {did_you_mean(site, catalogue.sites)}" for site in unknown)
        raise ParameterError("des sites ne sont pas dans params/sites.csv.", faults)
