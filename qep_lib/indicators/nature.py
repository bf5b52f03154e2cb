"""Whether a computed figure is real, rebuilt or invented, and which datasets it comes from. Figures are elsewhere."""

import numpy as np

from qep_lib.indicators.codes import combine, distinct, encode, encode_among
from qep_lib.indicators.formulas import FORMULAS
from qep_lib.indicators.rows import COLUMN_OF_DIMENSION, Context, Rows
from qep_lib.indicators.titles import rows_of_years
from qep_lib.model.indicator import Indicator
from qep_lib.model.tables import DECLARED

WORST_LAST = ("real", "reconstructed", "fictitious")
_Input = tuple[str, str, str]
"""Site, dataset and nature of some rows."""


def origins_of(rows: Rows, context: Context, indicator: Indicator) -> tuple[np.ndarray, np.ndarray]:
    """(nature, source) of each computed row of an indicator; no source where no row of the period was read.

    Nature: the worst among the site's rows of the period; fictitious when a column that decides the figure is, the
    column that a group splits (« kind » in `kind=complaint`) included: of one question alone where it was invented within what
    was published of it (`reception.option_id`, `waiting_time.over_20_min`, `*.mode`). Source: the datasets of those rows.
    """
    table, visits = FORMULAS[indicator.formula].table, indicator.arguments.get("visits")
    # Titles come from different bureaus and files: those of other titles say nothing of these.
    titles = tuple(indicator.arguments.get("titles", ()))
    inputs = context.once(_inputs, table, visits, titles)
    sources = context.once(_source_by_site, table, visits, titles)
    groups = rows.group.tolist()
    inventing = {group: _inventing(context, _deciding_columns(indicator, group)) for group in {*groups}}
    worst = {datasets: _worst_by_site(inputs, datasets) for datasets in {*inventing.values()}}
    natures = {group: worst[datasets] for group, datasets in inventing.items()}
    found = [natures[group].get(site, WORST_LAST[0]) for site, group in zip(rows.site_id.tolist(), groups, strict=True)]
    source = [sources.get(site_id) for site_id in rows.site_id.tolist()]
    return np.array(found, dtype=object), np.array(source, dtype=object)


def invented_in(context: Context) -> dict[str, set[str]]:
    """Column -> datasets in which it is invented; shared through `Context.once`."""
    found: dict[str, set[str]] = {}
    for dataset, columns in context.given.fictitious.items():
        for column in columns:
            found.setdefault(column, set()).add(dataset)
    return found


def _deciding_columns(indicator: Indicator, group: str) -> set[str]:
    formula = FORMULAS[indicator.formula]
    dimension, _, split = group.partition("=")
    column = COLUMN_OF_DIMENSION.get(dimension, dimension)
    item = indicator.arguments.get("item")
    of_question = {f"{item}.{column}", f"{item}.{split}", f"*.{column}"} if item and group else set()
    # The channel of a request decides where it chooses or splits; of a whole register, it only says how long was promised.
    chosen = {"channel"} if "channels" in indicator.arguments else set()
    return {*formula.key_columns, *indicator.key_columns, *chosen, column, *of_question}


def _inputs(context: Context, table: str, visits: str | None, titles: tuple[str, ...]) -> list[_Input]:
    """(site, dataset, nature) of the rows that an indicator reads in the period, without repeats, in order."""
    found = {tuple(record) for title, *record in context.once(_origins, table) if not titles or title in titles}
    if visits is not None:
        stated = context.tables[DECLARED]
        columns = [stated.loc[stated["indicator_id"] == visits, name] for name in ("site_id", "dataset", "nature")]
        found |= set(zip(*columns, strict=True))
    return sorted(found)


def _origins(context: Context, table: str) -> list[tuple[str, str, str, str]]:
    """(title, site, dataset, nature) that occur in a table; the title is empty where the table has none."""
    frame = context.tables[table]
    coded = [encode_among(frame["site_id"], context.sites), encode(frame["dataset"]), encode(frame["nature"])]
    if "title" in frame:
        coded.append(encode(frame["title"]))
    rows = context.once(rows_of_years) if table == "title_cases" else slice(None)
    codes, size = combine([(column.places[rows], len(column.words)) for column in coded])
    shape = [len(column.words) for column in coded]
    none = np.empty(0, dtype=np.int64)
    cells = np.unravel_index(distinct(codes, size), shape) if size else (none,) * len(shape)
    texts = [[column.words[place] for place in places] for column, places in zip(coded, cells, strict=True)]
    title = texts[3] if len(texts) == 4 else [""] * len(texts[0])
    return list(zip(title, *texts[:3], strict=True))


def _source_by_site(context: Context, table: str, visits: str | None, titles: tuple[str, ...]) -> dict[str, str]:
    datasets: dict[str, list[str]] = {}
    for site_id, dataset, _ in context.once(_inputs, table, visits, titles):
        if dataset not in datasets.setdefault(site_id, []):
            datasets[site_id].append(dataset)
    return {site_id: f"calculé à partir de {', '.join(names)}" for site_id, names in datasets.items()}


def _inventing(context: Context, deciding: set[str]) -> frozenset[str]:
    """The datasets in which one of those columns is invented."""
    invented = context.once(invented_in)
    return frozenset().union(*(invented[column] for column in deciding & invented.keys()))


def _worst_by_site(inputs: list[_Input], inventing: frozenset[str]) -> dict[str, str]:
    worst: dict[str, str] = {}
    for site_id, dataset, nature in inputs:
        found = WORST_LAST[-1] if dataset in inventing else nature
        if site_id not in worst or WORST_LAST.index(found) > WORST_LAST.index(worst[site_id]):
            worst[site_id] = found
    return worst
