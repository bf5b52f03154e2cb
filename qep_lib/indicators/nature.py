"""Whether a computed figure is real, rebuilt or invented, and which datasets it comes from. Figures are elsewhere."""

from collections.abc import Mapping

import pandas as pd

from qep_lib.indicators.formulas import FORMULAS
from qep_lib.indicators.rows import Context, lookup_text
from qep_lib.model.indicator import Indicator

WORST_LAST = ("real", "reconstructed", "fictitious")
_COLUMN_OF_DIMENSION = {"option": "option_id"}
"""Where a group's dimension is not named as the column it splits."""


def nature_of_rows(
    context: Context, indicator: Indicator, rows: pd.DataFrame, fictitious: Mapping[str, tuple[str, ...]]
) -> pd.Series:
    """The worst nature among the site's rows of the period; fictitious when a column that decides the figure is.

    The column that a group splits (« kind » in `kind=complaint`) decides that group's figure too.
    """
    formula = FORMULAS[indicator.formula]
    dimensions = rows["group"].str.partition("=")[0] if len(rows) else rows["group"]
    natures = pd.Series("real", index=rows.index, dtype="str")
    for dimension in sorted(set(dimensions)):
        column = _COLUMN_OF_DIMENSION.get(dimension, dimension)
        by_site = _worst_by_site(_inputs(context, indicator), {*formula.key_columns, column}, fictitious)
        chosen = dimensions == dimension
        natures = natures.mask(chosen, lookup_text(rows["site_id"], by_site, "real"))
    return natures


def source_of_sites(context: Context, indicator: Indicator) -> pd.Series:
    """Per site: « calculé à partir de » and the datasets that the figure was computed from."""
    inputs = _inputs(context, indicator).drop_duplicates(["site_id", "dataset"])
    names = inputs.groupby("site_id")["dataset"].agg(lambda datasets: ", ".join(sorted(datasets)))
    return "calculé à partir de " + names


def _inputs(context: Context, indicator: Indicator) -> pd.DataFrame:
    """Site, dataset and nature of every row that the indicator reads in the period, without repeats."""
    columns = ["site_id", "dataset", "nature"]
    used = context.tables[FORMULAS[indicator.formula].table][columns].drop_duplicates()
    if (visits := indicator.arguments.get("visits")) is None:
        return used
    stated = context.tables["declared_figures"]
    stated = stated.loc[stated["indicator_id"] == visits, columns].drop_duplicates()
    return pd.concat([used, stated], ignore_index=True)


def _worst_by_site(inputs: pd.DataFrame, deciding: set[str], fictitious: Mapping[str, tuple[str, ...]]) -> pd.Series:
    is_invented = inputs["dataset"].map(lambda dataset: bool(deciding & set(fictitious.get(dataset, ()))))
    ranks = inputs["nature"].map(WORST_LAST.index).mask(is_invented.astype(bool), len(WORST_LAST) - 1)
    worst = ranks.groupby(inputs["site_id"]).max()
    return worst.map(lambda rank: WORST_LAST[int(rank)])
