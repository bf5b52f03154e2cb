"""Whether a computed figure is real, rebuilt or invented, and which datasets it comes from. Figures are elsewhere."""

from collections.abc import Mapping

import pandas as pd

from qep_lib.indicators.formulas import FORMULAS
from qep_lib.indicators.rows import Context
from qep_lib.model.indicator import Indicator

WORST_LAST = ("real", "reconstructed", "fictitious")
_COLUMN_OF_DIMENSION = {"option": "option_id"}
"""Where a group's dimension is not named as the column it splits."""


def with_origins(rows: pd.DataFrame, context: Context, fictitious: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Computed `rows` with `nature` and `source`.

    Nature: the worst among the site's rows of the period; fictitious when a column that decides the figure is, the
    column that a group splits (« kind » in `kind=complaint`) included. Source: the datasets of those rows.
    """
    natures: dict[tuple[str, str], Mapping[str, str]] = {}
    sources: dict[str, Mapping[str, str]] = {}
    found = []
    for indicator_id, site_id, group in rows[["indicator_id", "site_id", "group"]].itertuples(index=False):
        key = indicator_id, group.partition("=")[0]
        if key not in natures:
            indicator = context.catalogue.indicators[indicator_id]
            inputs = _inputs(context, indicator)
            sources[indicator_id] = _source_by_site(inputs)
            natures[key] = _worst_by_site(inputs, _deciding_columns(indicator, key[1]), fictitious)
        found.append((natures[key].get(site_id, "real"), sources[indicator_id].get(site_id)))
    nature, source = zip(*found, strict=True) if found else ((), ())
    return rows.assign(
        nature=pd.Series(nature, index=rows.index, dtype="str"), source=pd.Series(source, index=rows.index, dtype="str")
    )


def _deciding_columns(indicator: Indicator, dimension: str) -> set[str]:
    formula = FORMULAS[indicator.formula]
    return {*formula.key_columns, *indicator.key_columns, _COLUMN_OF_DIMENSION.get(dimension, dimension)}


def _inputs(context: Context, indicator: Indicator) -> list[tuple[str, str, str]]:
    """(site, dataset, nature) of the rows that the indicator reads in the period, without repeats."""
    columns = ["site_id", "dataset", "nature"]
    read = [context.tables[FORMULAS[indicator.formula].table][columns]]
    if (visits := indicator.arguments.get("visits")) is not None:
        stated = context.tables["declared_figures"]
        read.append(stated.loc[stated["indicator_id"] == visits, columns])
    return sorted({record for part in read for record in part.drop_duplicates().itertuples(index=False, name=None)})


def _source_by_site(inputs: list[tuple[str, str, str]]) -> dict[str, str]:
    datasets: dict[str, list[str]] = {}
    for site_id, dataset, _ in inputs:
        if dataset not in datasets.setdefault(site_id, []):
            datasets[site_id].append(dataset)
    return {site_id: f"calculé à partir de {', '.join(names)}" for site_id, names in datasets.items()}


def _worst_by_site(
    inputs: list[tuple[str, str, str]], deciding: set[str], fictitious: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    worst: dict[str, str] = {}
    for site_id, dataset, nature in inputs:
        found = WORST_LAST[-1] if deciding & set(fictitious.get(dataset, ())) else nature
        worst[site_id] = max(found, worst.get(site_id, WORST_LAST[0]), key=WORST_LAST.index)
    return worst
