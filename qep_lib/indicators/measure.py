"""Catalogue × tables → the results table, for many sites at once. Figures are computed here and nowhere downstream."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np
import pandas as pd

from qep_lib.errors import ParameterError
from qep_lib.indicators.changes import with_changes
from qep_lib.indicators.check import refuse_bad_indicators
from qep_lib.indicators.consistency import with_remarks
from qep_lib.indicators.covered import (
    Given,
    covered_clause,
    is_from_the_start,
    last_covered,
    whole,
)
from qep_lib.indicators.declared import declared_figures
from qep_lib.indicators.formulas import FORMULAS
from qep_lib.indicators.nature import invented_in, origins_of
from qep_lib.indicators.past_groups import with_past_groups, without_idle_groups
from qep_lib.indicators.register_offers import lacks_of, register_lacks
from qep_lib.indicators.rows import (
    NOT_A_DAY,
    NOTHING,
    ROW_COLUMNS,
    SCALES,
    Columns,
    Context,
    Rows,
    are_in,
    cut_context,
    keys_of,
)
from qep_lib.indicators.series import one_survey_a_site, sites_apart
from qep_lib.indicators.survey import series_of_sites
from qep_lib.indicators.targets import with_targets
from qep_lib.indicators.waves import without_waves
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.indicator import Indicator
from qep_lib.model.period import Period
from qep_lib.model.results import RESULTS
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.tables import ANSWERS, DECLARED, TABLES
from qep_lib.stats.intervals import wilson

_TYPES = {"string": "str", "date": "datetime64[s]", "float": "float64", "int": "Int64", "bool": "boolean"}
_TEXTS = (
    "indicator_id",
    "site_id",
    "group",
    "nature",
    "source",
    "serie",
    "origin",
    "declared_note",
    "value_note",
    "covered",
)
Refusals = dict[tuple[str, str], str]
"""Why nothing that a site gave can tell an indicator, by indicator and site."""
_FIGURES = ("numerator", "denominator", "n", "value", "low", "high", "declared_target")


@dataclass(frozen=True, slots=True)
class Angle:
    """How a period is looked at: beside the `compared` one, by default the same a year earlier, or without a past, which takes
    half the time; with the answers of the survey of `serie`, by default those of the only one that a site has: several are
    never counted together (`series`)."""

    compared: Period | None = None
    serie: str | None = None
    has_past: bool = True


STRAIGHT = Angle()


def measure(
    catalogue: Catalogue,
    tables: Mapping[str, pd.DataFrame],
    sites: Sequence[str],
    period: Period,
    as_of: date,
    *,
    given: Given | None = None,
    angle: Angle = STRAIGHT,
) -> pd.DataFrame:
    """The results table of `sites` for `period`, as known on `as_of`: RESULTS columns, by indicator, site and group.

    `tables` hold typed rows of the period and of the compared one; a missing table counts as empty. `given` is what the
    manifest tells of their files: invented columns, days covered; `angle` what the period is compared with, and whose answers
    count.
    Every indicator of the catalogue has its total row (group empty) for every site, with a status when there is no figure. A
    site's rows never depend on the other sites.
    Raises `ParameterError` for an unknown site or an indicator file that disagrees with its formula.
    """
    _refuse_unknown_sites(catalogue, sites)
    refuse_bad_indicators(catalogue)
    chosen = sorted(set(sites))
    every = cut_context(catalogue, tables, chosen, period, as_of, given)
    now, asked = one_survey_a_site(every, angle.serie)
    compared = angle.compared or period.previous()
    past = tables if angle.has_past else {}
    before, _ = one_survey_a_site(cut_context(catalogue, past, chosen, compared, as_of, given), angle.serie, asked)
    previous = without_waves(_figures(before, False))
    figures = _figures(now, True, sites_apart(every, asked))
    rows = with_remarks(with_past_groups(figures, previous, catalogue.measured), now)
    rows = with_targets(_with_interval(rows, catalogue), catalogue.measured, period)
    rows = without_idle_groups(with_changes(rows, previous, now, before))
    return _as_results(rows, catalogue, period)


def _as_results(rows: Columns, catalogue: Catalogue, period: Period) -> pd.DataFrame:
    """The columns of RESULTS in their order and types; rows by indicator, site and group."""
    orders = (
        {indicator.id: rank for rank, indicator in enumerate(catalogue.measured.values())},
        {site_id: rank for rank, site_id in enumerate(sorted(set(rows["site_id"].tolist())))},
        {group: rank for rank, group in enumerate(sorted(set(rows["group"].tolist())))},
    )
    names = ("indicator_id", "site_id", "group")
    ranks = [[order[text] for text in rows[name].tolist()] for name, order in zip(names, orders, strict=True)]
    places = np.lexsort(ranks[::-1])
    rows = {**rows, "period": np.full(places.size, period.code, dtype=object)}
    return pd.DataFrame(
        {column.name: pd.Series(rows[column.name][places], dtype=_TYPES[column.type]) for column in RESULTS}
    )


def _figures(context: Context, tells_origins: bool, apart: Mapping[str, str] = MappingProxyType({})) -> Columns:
    """What is known of the period, computed or declared, with its status. Natures and sources are told if asked: the year
    before needs none.

    `apart`: why the answers of a site are not counted together, by site.
    """
    computed, refusals = _compute(context, tells_origins, apart)
    return _with_status(_with_every_total(_join(computed, _state(context, tells_origins)), context), context, refusals)


def _compute(context: Context, tells_origins: bool, apart: Mapping[str, str]) -> tuple[Columns, Refusals]:
    """What every formula gives, one part under the other, and what none of an indicator's ways can tell of a site. A table
    without any row has nothing to say.
    """
    parts: list[Columns] = []
    refusals: Refusals = {}
    for indicator in context.catalogue.measured.values():
        served: set[str] = set()
        refused: dict[str, str] = {}
        for way in indicator.ways():
            formula = FORMULAS[way.formula]
            if formula.function is None or not context.recorded_sites[formula.table]:
                continue
            rows = _without_lacking(formula.function(context, way, **way.arguments), context, way, formula.table)
            part = {name: getattr(rows, name) for name in ROW_COLUMNS} | _told(rows, context, way, tells_origins)
            part |= _spread(rows, context, formula.table)
            is_taken = ~are_in(rows.site_id, served)
            parts.append(part if is_taken.all() else _take(part, np.flatnonzero(is_taken)))
            served |= set(rows.site_id.tolist())
            refused |= {**rows.refused, **(apart if formula.table == ANSWERS else {})}
        refusals |= {(indicator.id, site_id): why for site_id, why in refused.items() if site_id not in served}
    return _stack([_filled(part, "computed", context) for part in parts]), refusals


def _without_lacking(rows: Rows, context: Context, way: Indicator, table: str) -> Rows:
    """`rows` without those of the sites whose files cannot feed the figure, which are refused with the reason."""
    refused = {}
    for site_id, (missing, unsaid) in context.once(_lacks, table).items():
        for _, found in register_lacks(way.formula, way.arguments, table, missing, unsaid):
            refused[site_id] = found
    if not refused:
        return rows
    kept = np.flatnonzero(~are_in(rows.site_id, refused))
    return Rows.of({name: getattr(rows, name)[kept] for name in ROW_COLUMNS}, {**rows.refused, **refused})


def _lacks(context: Context, table: str) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """What the files of the period lack, by site (`register_offers.lacks_of`)."""
    found = {}
    for site_id in context.sites:
        files = context.given.lacks.get((table, site_id), ())
        of_period = [
            lacks for (first, last), lacks in files if first <= context.last_day and context.period.start <= last
        ]
        if any(of_period):
            found[site_id] = lacks_of(of_period)
    return found


def _spread(rows: Rows, context: Context, table: str) -> Columns:
    """The months that the files of a register cover, and the last day known where they stop early."""
    if not TABLES[table].is_register or not context.given.spans:
        return {}
    covered, until = context.once(_registers, table)
    return {
        "covered": np.array([covered.get(site_id) for site_id in rows.site_id.tolist()], dtype=object),
        "as_of": np.array([until.get(site_id, NOT_A_DAY) for site_id in rows.site_id.tolist()], dtype="datetime64[s]"),
    }


def _registers(context: Context, table: str) -> tuple[dict[str, int], dict[str, np.datetime64]]:
    covered = context.covered(table)
    until: dict[str, np.datetime64] = {}
    for site_id in covered:
        last = last_covered(context.given.spans[table, site_id], context.period.start, context.last_day)
        if last is not None and last < context.last_day:
            until[site_id] = np.datetime64(last, "s")
    return covered, until


def _told(rows: Rows, context: Context, indicator: Indicator, tells_origins: bool) -> Columns:
    """What is known of computed rows beside their figures: indicator, series, nature and source."""
    told = {"indicator_id": _repeated(indicator.id, len(rows)), "serie": _repeated("", len(rows))}
    if TABLES[indicator.table].has_questionnaire:
        series = context.once(series_of_sites)
        told["serie"] = np.array([series.get(site_id, "") for site_id in rows.site_id.tolist()], dtype=object)
    if tells_origins:
        told["nature"], told["source"] = origins_of(rows, context, indicator)
    return told


def _state(context: Context, tells_origins: bool) -> Columns:
    if context.tables[DECLARED].empty:
        return _stack([])
    stated = context.once(declared_figures)
    rows = {name: stated[name].to_numpy(dtype=float) for name in ("numerator", "denominator", "n", "value")}
    rows |= {name: _texts(stated[name]) for name in ("indicator_id", "site_id", "group", "source", "nature")}
    rows |= {"declared_target": stated["declared_target"].to_numpy(), "declared_note": _texts(stated["declared_note"])}
    invented = context.once(invented_in).get("value", ()) if tells_origins else ()
    rows["nature"] = np.where(are_in(_texts(stated["dataset"]), invented), "fictitious", rows["nature"])
    rows["serie"] = _repeated("", len(stated))
    rows["as_of"] = stated["declared_as_of"].to_numpy().astype("datetime64[s]")
    return _filled(rows, "declared", context)


def _filled(rows: Columns, origin: str, context: Context) -> Columns:
    """`rows` with every column of the pipeline, missing where it has nothing to say, and the as-of day everywhere."""
    size = rows["value"].size
    as_of = rows.get("as_of", np.full(size, NOT_A_DAY))
    return (
        {name: np.full(size, np.nan) for name in _FIGURES}
        | {name: _repeated(None, size) for name in _TEXTS}
        | rows
        | {"origin": _repeated(origin, size)}
        | {"as_of": np.where(np.isnat(as_of), np.datetime64(context.as_of, "s"), as_of)}
    )


def _stack(parts: list[Columns]) -> Columns:
    """Parts one under the other; no row without any part."""
    if not parts:
        empty = {name: np.empty(0) for name in _FIGURES} | {name: _repeated(None, 0) for name in _TEXTS}
        return empty | {"as_of": np.empty(0, dtype="datetime64[s]")}
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _join(computed: Columns, stated: Columns) -> Columns:
    """One figure a key. A computed one wins over a declared one, which `source` keeps where they differ; where nothing
    could be computed the declared one stands. A declared target serves either way.
    """
    place_of = {key: place for place, key in enumerate(keys_of(stated))}
    keys = keys_of(computed)
    twins = np.array([place_of.get(key, -1) for key in keys], dtype=np.int64)
    stated_values = np.append(stated["value"], np.nan)[twins]
    computed = {
        **computed,
        "declared_target": np.append(stated["declared_target"], np.nan)[twins],
        "declared_note": np.append(stated["declared_note"], NOTHING)[twins],
        "source": _sources_with_differences(computed, stated, twins, stated_values),
    }
    kept = np.flatnonzero(~np.isnan(computed["value"]) | np.isnan(stated_values))
    taken = {keys[place] for place in kept.tolist()}
    left = [place for key, place in place_of.items() if key not in taken]
    return _stack([_take(computed, kept), _take(stated, np.array(left, dtype=np.int64))])


def _sources_with_differences(
    computed: Columns, stated: Columns, twins: np.ndarray, stated_values: np.ndarray
) -> np.ndarray:
    """The source of each computed figure, with the declared figure it replaces where the two differ."""
    told = computed["source"].copy()
    with np.errstate(invalid="ignore"):
        differ = np.flatnonzero(~np.isnan(stated_values) & (stated_values != computed["value"]))
    for place in differ.tolist():
        figure = f"{stated_values[place]:.12g}".replace(".", ",")
        told[place] = f"{told[place]} ; valeur déclarée différente : {figure} ({stated['source'][twins[place]]})"
    return told


def _with_every_total(rows: Columns, context: Context) -> Columns:
    """`rows` and, for each indicator and site that has none, a total row without figures. An indicator made of a question is
    measured where the question was asked."""
    asked, made = context.once(series_of_sites), context.catalogue.question_indicators
    known = {(indicator_id, site_id) for indicator_id, site_id, group in keys_of(rows) if group == ""}
    absent = [
        (indicator_id, site_id)
        for indicator_id in context.catalogue.measured
        for site_id in context.sites
        if (indicator_id, site_id) not in known
        and (indicator_id not in made or made[indicator_id].measurement.serie_id == asked.get(site_id))
    ]
    size = len(absent)
    empty = {
        "indicator_id": np.array([indicator_id for indicator_id, _ in absent], dtype=object),
        "site_id": np.array([site_id for _, site_id in absent], dtype=object),
        "value": np.full(size, np.nan),
    }
    told = {"group": "", "nature": "real", "serie": ""}
    empty |= {name: _repeated(text, size) for name, text in told.items()}
    return _stack([rows, _filled(empty, "computed", context)])


def _with_status(rows: Columns, context: Context, refusals: Refusals) -> Columns:
    """Statuses, and figures below the indicator's minimum base taken away.

    An empty base is the indicator's `empty_status` (« aucune demande »); an unknown one is `no_data`, or `not_measurable`
    with its reason where what was given cannot tell it.
    """
    indicators = [context.catalogue.measured[id_] for id_ in rows["indicator_id"].tolist()]
    minimum = np.array([indicator.minimum_base for indicator in indicators], dtype=float)
    empty = np.array([indicator.empty_status for indicator in indicators], dtype=object)
    is_running = np.array([FORMULAS[indicator.formula].is_running for indicator in indicators], dtype=bool)
    base = rows["denominator"]
    value = np.where((base > 0) & (base < minimum), np.nan, rows["value"])
    moves = (rows["origin"] == "declared") | is_running
    is_early = moves & (rows["as_of"] < np.datetime64(context.period.end, "s"))
    status = _repeated("ok", value.size)
    status[is_early] = "provisional"
    is_unfilled = np.isnan(value)
    note = _coverage_notes(rows["covered"], context)
    # « Aucune demande » is said of a whole period only.
    is_part = np.array([words is not None for words in note.tolist()], dtype=bool)
    status[is_unfilled] = np.where((base == 0) & ~is_part, empty, "no_data")[is_unfilled]
    for place in np.flatnonzero(is_unfilled & (rows["group"] == "")).tolist() if refusals else ():
        if (why := refusals.get((rows["indicator_id"][place], rows["site_id"][place]))) is not None:
            status[place], note[place] = "not_measurable", why
    return {**rows, "value": value, "status": status, "value_note": note}


def _coverage_notes(covered: np.ndarray, context: Context) -> np.ndarray:
    """What part of the period each figure is of, where months lack before its last one; the end is told by its last day."""
    expected = whole(context.period, context.last_day)
    words = {
        months: None
        if months is None or months == expected or is_from_the_start(months) and months
        else covered_clause(context.period, months)
        for months in {*covered.tolist()}
    }
    return np.array([words[months] for months in covered.tolist()], dtype=object)


def _with_interval(rows: Columns, catalogue: Catalogue) -> Columns:
    """Wilson bounds of a sampled share, or the bounds that its formula gave with the figure; NaN elsewhere.

    Counts of « sans objet » and blanks are facts, not estimates.
    """
    scales = {
        id_: SCALES[indicator.unit]
        for id_, indicator in catalogue.measured.items()
        if indicator.is_sample and indicator.unit in SCALES
    }
    is_shown = ~np.isnan(rows["value"])
    scale = np.array([scales.get(id_, np.nan) for id_ in rows["indicator_id"].tolist()], dtype=float)
    is_fact = np.array([group.startswith("state=") for group in rows["group"].tolist()], dtype=bool)
    scale[is_fact | ~is_shown] = np.nan
    bounds = wilson(rows["numerator"], rows["denominator"], catalogue.conventions.confidence)
    shown = {}
    for name, bound in zip(("low", "high"), bounds, strict=True):
        own = np.where(is_shown, rows[name], np.nan)
        shown[name] = np.where(np.isnan(own), bound * scale, own)
    return {**rows, **shown}


def _take(rows: Columns, places: np.ndarray) -> Columns:
    return {name: column[places] for name, column in rows.items()}


def _repeated(text: str | None, size: int) -> np.ndarray:
    return np.full(size, text, dtype=object)


def _texts(column: pd.Series) -> np.ndarray:
    """Text as Python objects, None where missing."""
    return column.astype(object).where(column.notna(), None).to_numpy(dtype=object)


def _refuse_unknown_sites(catalogue: Catalogue, sites: Sequence[str]) -> None:
    unknown = [site for site in sites if site not in catalogue.sites]
    if unknown:
        faults = tuple(f"site « {site} » inconnu : {did_you_mean(site, catalogue.sites)}" for site in unknown)
        raise ParameterError("des sites ne sont pas dans params/sites.csv.", faults)
