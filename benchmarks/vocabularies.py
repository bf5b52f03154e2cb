"""Three formulas of the catalogue in five vocabularies: ours (numpy), pandas, pyarrow compute, Polars, DuckDB.

Usage: python -m benchmarks.vocabularies [--rows N] [--sites N] [--repeats N] [--workspace FOLDER] (or `make vocabularies`)

The formulas are the share of positive answers to a question with its modes and what is outside its base, for every question of
the satisfaction survey; the requests answered in time by channel and kind, for every register indicator that asks it; the median
and the ninth decile of a delay with their bounds, for every kind of title. Each vocabulary is given the same rows of the period
in its own form, and what is declared (positive answers, promises, last days on time) as tables that are made beforehand; ours
reads the catalogue itself and codes its columns, within its time. All must give the same figures, or the benchmark stops.

A vocabulary runs in a process of its own, on one thread, in turn with the others: the CPU of its import, of the formulas the
first time and of the formulas again, and the peak memory. Polars and DuckDB are in `benchmarks/peers.in`, never in the lock.
"""

import inspect
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.measure_titles import AS_OF, PERIOD, ROOT, asked_country, country_parser, rows_to_read
from benchmarks.timing import Spread, machine, table
from qep_lib.calendars import deadline_dates, official_zone, working_calendar
from qep_lib.indicators.inputs import chunks_of_sites, read_input
from qep_lib.indicators.requests import promised_days, request_on_time_share
from qep_lib.indicators.rows import Context, cut_context
from qep_lib.indicators.survey import survey_share
from qep_lib.indicators.titles import title_delay
from qep_lib.model.closed_lists import CHANNELS, REQUEST_KINDS, TITLES
from qep_lib.model.indicator import Indicator
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.questions.offers import share_offer
from qep_lib.stats.delays import quantile_ranks
from qep_lib.stats.tallies import QUANTILES
from qep_lib.store.manifest import read_manifest

READ = ("survey_answers", "requests", "title_cases")
PERSON = ["site_id", "dataset", "questionnaire_id", "answer_id"]
"""What a respondent is known by."""
Figures = dict[tuple[str, str], tuple[float, ...]]
"""(site, group) -> its figures."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is declared, as tables, and the formulas asked: items of the survey, (kinds, channels) of requests."""

    options: pd.DataFrame
    promises: pd.DataFrame
    last_days: pd.DataFrame
    items: tuple[str, ...]
    asked: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


def ranks_of(n: np.ndarray, p: float) -> np.ndarray:
    """Places from 0, sizes × (quantile, low, high); -1 where there is no bound."""
    low, high = quantile_ranks(n, p)
    places = np.stack([np.ceil(p * n - 1e-9), low, high], axis=1)
    return np.where(np.isnan(places), 0, places).astype(np.int64) - 1


class Ours:
    """The formulas of the library, as they are."""

    def __init__(self, context: Context, facts: Facts):
        self.context, self.facts = context, facts

    def survey(self) -> list[Figures]:
        indicator = self._asked("satisfaction_overall_pct", "mode", "state")
        return [_shares(survey_share(self.context, indicator, item=item)) for item in self.facts.items]

    def requests(self) -> list[Figures]:
        indicator = self._asked("request_reply_on_time_pct", "channel", "kind")
        return [
            _shares(request_on_time_share(self.context, indicator, kinds, ("inside",), channels))
            for kinds, channels in self.facts.asked
        ]

    def titles(self) -> list[Figures]:
        indicator = self._asked("id_documents_processing_delay_days", "title")
        found = []
        for statistic in QUANTILES:
            rows = title_delay(self.context, indicator, TITLES, statistic, "applied_on", "decided_on", "calendar")
            keys = zip(rows.site_id, rows.group, strict=True)
            values = zip(rows.n, rows.value, rows.low, rows.high, strict=True)
            found.append({key: figures for key, figures in zip(keys, values, strict=True) if figures[0]})
        return found

    def _asked(self, indicator_id: str, *groups: str) -> Indicator:
        return self.context.catalogue.indicators[indicator_id].model_copy(update={"group_by": groups})


class Pandas:
    """Group-bys and merges of frames."""

    def __init__(self, context: Context, facts: Facts):
        self.facts, self.frames = facts, {name: context.tables[name] for name in READ}

    def survey(self) -> list[Figures]:
        rows = self.frames["survey_answers"].merge(
            self.facts.options, how="left", on=["questionnaire_id", "item_id", "option_id"]
        )
        rows["outside"] = rows["outside"].eq(True) | rows["state"].eq("not_applicable")
        rows["answered"] = rows["state"].eq("answered") & ~rows["outside"]
        rows["positive"] = rows["answered"] & rows["positive"].eq(True)
        people = rows.groupby(["item_id", *PERSON], dropna=False, sort=False).agg(
            outside=("outside", "any"),
            answered=("answered", "any"),
            positive=("positive", "any"),
            mode=("mode", "first"),
        )
        people["not_applicable"] = people["outside"] & ~people["answered"]
        people["blank"] = ~people["outside"] & ~people["answered"]
        people = people.reset_index()
        found = []
        for item in self.facts.items:
            told = people[people["item_id"] == item]
            total = told.groupby("site_id")[["positive", "answered", "not_applicable", "blank"]].sum()
            total["asked"] = told.groupby("site_id").size()
            modes = told.dropna(subset="mode").groupby(["site_id", "mode"])[["positive", "answered"]].sum()
            figures = {(site, ""): pair for site, *pair in total[["positive", "answered"]].itertuples()}
            for state in ("not_applicable", "blank"):
                figures |= {(site, f"state={state}"): pair for site, *pair in total[[state, "asked"]].itertuples()}
            figures |= {(site, f"mode={mode}"): pair for (site, mode), *pair in modes.itertuples()}
            found.append(_floats(figures))
        return found

    def requests(self) -> list[Figures]:
        rows = self.frames["requests"].astype({"site_id": "str", "kind": "str", "channel": "str", "perimeter": "str"})
        rows = rows.merge(self.facts.promises, how="left", on=["site_id", "kind", "channel"])
        rows = rows.merge(self.facts.last_days, how="left", on=["zone", "days", "received_on"])
        rows["judged"] = rows["due_on"].notna()
        rows["due"] = rows["due_on"] < pd.Timestamp(AS_OF)
        rows["answered"] = rows["judged"] & rows["replied_on"].notna()
        rows["in_time"] = rows["answered"] & (rows["replied_on"] <= rows["due_on"])
        rows["kept"] = rows["due"] & rows["in_time"]
        rows["answered_late"] = rows["due"] & rows["answered"] & ~rows["in_time"]
        rows["no_deadline"] = ~rows["judged"]
        rows["not_yet_due"] = rows["judged"] & ~rows["due"]
        rows["overdue_open"] = rows["due"] & ~rows["answered"]
        counted = ["kept", "due", "in_time", "answered", "answered_late", "no_deadline", "not_yet_due", "overdue_open"]
        found = []
        for kinds, channels in self.facts.asked:
            chosen = rows[rows["kind"].isin(kinds) & rows["channel"].isin(channels) & rows["perimeter"].eq("inside")]
            total = chosen.groupby("site_id")[counted].sum()
            total["asked"] = chosen.groupby("site_id").size()
            figures = {(site, ""): pair for site, *pair in total[["kept", "due"]].itertuples()}
            for state in counted[4:]:
                figures |= {(site, f"state={state}"): pair for site, *pair in total[[state, "asked"]].itertuples()}
            figures |= {
                (site, "basis=answered_only"): pair for site, *pair in total[["in_time", "answered"]].itertuples()
            }
            for name in ("channel", "kind"):
                parts = chosen.groupby(["site_id", name])[["kept", "due"]].sum()
                figures |= {(site, f"{name}={word}"): pair for (site, word), *pair in parts.itertuples()}
            found.append(_floats(figures))
        return found

    def titles(self) -> list[Figures]:
        rows = self.frames["title_cases"]
        rows = rows[rows["decided_on"].between(pd.Timestamp(PERIOD.start), pd.Timestamp(PERIOD.end))]
        days = (rows["decided_on"] - rows["applied_on"]).dt.days
        rows = pd.DataFrame({"site_id": rows["site_id"], "title": rows["title"], "days": days}).dropna()
        found: list[Figures] = [{} for _ in QUANTILES]
        for keys in (["site_id"], ["site_id", "title"]):
            counted = rows.groupby([*keys, "days"], observed=True).size().reset_index(name="rows")
            _read_ranks(found, counted, keys)
        return found


class Arrow:
    """Joins, group-bys and compute functions of pyarrow tables."""

    def __init__(self, context: Context, facts: Facts):
        self.facts = facts
        self.tables = {name: _arrow_of(name, context) for name in READ}
        self.options, self.promises, self.last_days = (
            pa.Table.from_pandas(frame, preserve_index=False)
            for frame in (facts.options, facts.promises, facts.last_days)
        )

    def survey(self) -> list[Figures]:
        rows = self.tables["survey_answers"].join(
            self.options, ["questionnaire_id", "item_id", "option_id"], join_type="left outer", use_threads=False
        )
        is_out = pc.or_(pc.fill_null(rows["outside"], False), pc.equal(rows["state"], "not_applicable"))
        answered = pc.and_(pc.equal(rows["state"], "answered"), pc.invert(is_out))
        flags = {
            "is_outside": is_out,
            "answered": answered,
            "is_positive": pc.and_(answered, pc.fill_null(rows["positive"], False)),
        }
        for name, flag in flags.items():
            rows = rows.append_column(name, flag)
        people = rows.group_by(["item_id", *PERSON], use_threads=False).aggregate(
            [("is_outside", "any"), ("answered", "any"), ("is_positive", "any"), ("mode", "first")]
        )
        out = pc.and_(people["is_outside_any"], pc.invert(people["answered_any"]))
        blank = pc.invert(pc.or_(people["is_outside_any"], people["answered_any"]))
        for name, flag in {
            "positive": people["is_positive_any"],
            "answered": people["answered_any"],
            "not_applicable": out,
            "blank": blank,
        }.items():
            people = people.append_column(name, pc.cast(flag, "int64"))
        found = []
        for item in self.facts.items:
            told = people.filter(pc.equal(people["item_id"], item))
            figures = {}
            sums = [(name, "sum") for name in ("positive", "answered", "not_applicable", "blank")]
            for site, positive, base, outside, empty, asked in _lines(
                told, ["site_id"], [*sums, ("answered", "count")]
            ):
                figures |= {
                    (site, ""): (positive, base),
                    (site, "state=not_applicable"): (outside, asked),
                    (site, "state=blank"): (empty, asked),
                }
            with_mode = told.filter(pc.is_valid(told["mode_first"]))
            for site, mode, positive, base in _lines(with_mode, ["site_id", "mode_first"], sums[:2]):
                figures[site, f"mode={mode}"] = positive, base
            found.append(_floats(figures))
        return found

    def requests(self) -> list[Figures]:
        rows = self.tables["requests"].join(
            self.promises, ["site_id", "kind", "channel"], join_type="left outer", use_threads=False
        )
        rows = rows.join(self.last_days, ["zone", "days", "received_on"], join_type="left outer", use_threads=False)
        judged = pc.is_valid(rows["due_on"])
        due = pc.fill_null(pc.less(rows["due_on"], pd.Timestamp(AS_OF).to_datetime64()), False)
        answered = pc.and_(judged, pc.is_valid(rows["replied_on"]))
        in_time = pc.and_(answered, pc.fill_null(pc.less_equal(rows["replied_on"], rows["due_on"]), False))
        flags = {
            "kept": pc.and_(due, in_time),
            "due": due,
            "in_time": in_time,
            "answered": answered,
            "answered_late": pc.and_(pc.and_(due, answered), pc.invert(in_time)),
            "no_deadline": pc.invert(judged),
            "not_yet_due": pc.and_(judged, pc.invert(due)),
            "overdue_open": pc.and_(due, pc.invert(answered)),
        }
        for name, flag in flags.items():
            rows = rows.append_column(name, pc.cast(flag, "int64"))
        rows = rows.filter(pc.equal(rows["perimeter"], "inside"))
        found = []
        for kinds, channels in self.facts.asked:
            chosen = rows.filter(
                pc.and_(pc.is_in(rows["kind"], pa.array(kinds)), pc.is_in(rows["channel"], pa.array(channels)))
            )
            figures = {}
            sums = [(name, "sum") for name in flags]
            for site, *told, asked in _lines(chosen, ["site_id"], [*sums, ("due", "count")]):
                figures[site, ""] = told[0], told[1]
                figures[site, "basis=answered_only"] = told[2], told[3]
                figures |= {(site, f"state={name}"): (told[i], asked) for i, name in enumerate(flags) if i > 3}
            for name in ("channel", "kind"):
                for site, word, kept, base in _lines(chosen, ["site_id", name], sums[:2]):
                    figures[site, f"{name}={word}"] = kept, base
            found.append(_floats(figures))
        return found

    def titles(self) -> list[Figures]:
        rows = self.tables["title_cases"]
        first, last = (np.datetime64(day, "s") for day in (PERIOD.start, PERIOD.end))
        is_kept = pc.and_(pc.greater_equal(rows["decided_on"], first), pc.less_equal(rows["decided_on"], last))
        rows = rows.filter(pc.and_(is_kept, pc.is_valid(rows["applied_on"])))
        rows = rows.append_column("days", pc.days_between(rows["applied_on"], rows["decided_on"]))
        found: list[Figures] = [{} for _ in QUANTILES]
        for keys in (["site_id"], ["site_id", "title"]):
            counted = rows.group_by([*keys, "days"], use_threads=False).aggregate([([], "count_all")])
            _read_ranks(found, counted.rename_columns([*keys, "days", "rows"]).to_pandas(), keys)
        return found


class Polars:
    """Expressions over lazy frames."""

    def __init__(self, context: Context, facts: Facts):
        import polars as pl

        self.pl, self.facts = pl, facts
        self.frames = {name: pl.from_arrow(_arrow_of(name, context)) for name in READ}
        self.options, self.promises, self.last_days = (
            pl.from_pandas(frame) for frame in (facts.options, facts.promises, facts.last_days)
        )

    def survey(self) -> list[Figures]:
        pl = self.pl
        is_out = pl.col("outside").fill_null(False) | (pl.col("state") == "not_applicable").fill_null(False)
        answered = (pl.col("state") == "answered").fill_null(False) & ~is_out
        people = (
            self.frames["survey_answers"]
            .join(self.options, on=["questionnaire_id", "item_id", "option_id"], how="left")
            .with_columns(outside=is_out, answered=answered, positive=answered & pl.col("positive").fill_null(False))
            .group_by(["item_id", *PERSON])
            .agg(pl.col("outside", "answered", "positive").any(), pl.col("mode").drop_nulls().first())
            .with_columns(
                not_applicable=pl.col("outside") & ~pl.col("answered"), blank=~pl.col("outside") & ~pl.col("answered")
            )
        )
        found = []
        for item in self.facts.items:
            told = people.filter(pl.col("item_id") == item)
            total = told.group_by("site_id").agg(
                pl.col("positive", "answered", "not_applicable", "blank").sum(), pl.len()
            )
            figures = {}
            for site, positive, base, outside, empty, asked in total.iter_rows():
                figures |= {
                    (site, ""): (positive, base),
                    (site, "state=not_applicable"): (outside, asked),
                    (site, "state=blank"): (empty, asked),
                }
            modes = told.drop_nulls("mode").group_by("site_id", "mode").agg(pl.col("positive", "answered").sum())
            figures |= {(site, f"mode={mode}"): pair for site, mode, *pair in modes.iter_rows()}
            found.append(_floats(figures))
        return found

    def requests(self) -> list[Figures]:
        pl = self.pl
        judged, due = pl.col("due_on").is_not_null(), (pl.col("due_on") < AS_OF).fill_null(False)
        answered = judged & pl.col("replied_on").is_not_null()
        in_time = answered & (pl.col("replied_on") <= pl.col("due_on")).fill_null(False)
        flags = {
            "kept": due & in_time,
            "due": due,
            "in_time": in_time,
            "answered": answered,
            "answered_late": due & answered & ~in_time,
            "no_deadline": ~judged,
            "not_yet_due": judged & ~due,
            "overdue_open": due & ~answered,
        }
        rows = (
            self.frames["requests"]
            .filter(pl.col("perimeter") == "inside")
            .join(self.promises, on=["site_id", "kind", "channel"], how="left")
            .join(self.last_days, on=["zone", "days", "received_on"], how="left")
            .with_columns(**flags)
        )
        found = []
        for kinds, channels in self.facts.asked:
            chosen = rows.filter(pl.col("kind").is_in(kinds) & pl.col("channel").is_in(channels))
            figures = {}
            for site, *told, asked in chosen.group_by("site_id").agg(pl.col(*flags).sum(), pl.len()).iter_rows():
                figures[site, ""] = told[0], told[1]
                figures[site, "basis=answered_only"] = told[2], told[3]
                figures |= {(site, f"state={name}"): (told[i], asked) for i, name in enumerate(flags) if i > 3}
            for name in ("channel", "kind"):
                parts = chosen.group_by("site_id", name).agg(pl.col("kept", "due").sum())
                figures |= {(site, f"{name}={word}"): pair for site, word, *pair in parts.iter_rows()}
            found.append(_floats(figures))
        return found

    def titles(self) -> list[Figures]:
        pl = self.pl
        rows = (
            self.frames["title_cases"]
            .filter(pl.col("decided_on").is_between(PERIOD.start, PERIOD.end), pl.col("applied_on").is_not_null())
            .with_columns(days=(pl.col("decided_on") - pl.col("applied_on")).dt.total_days())
        )
        found: list[Figures] = [{} for _ in QUANTILES]
        for keys in (["site_id"], ["site_id", "title"]):
            _read_ranks(found, rows.group_by(*keys, "days").len("rows").to_pandas(), keys)
        return found


class DuckDB:
    """Sentences of SQL."""

    def __init__(self, context: Context, facts: Facts):
        import duckdb

        self.facts, self.base = facts, duckdb.connect(config={"threads": 1})
        for name in READ:
            self.base.register(f"{name}_given", _arrow_of(name, context))
            self.base.execute(f"create table {name} as from {name}_given")
        for name in ("options", "promises", "last_days"):
            self.base.register(name, getattr(facts, name))

    def survey(self) -> list[Figures]:
        self.base.execute(
            f"""create or replace temp table people as
            with told as (
              select s.*, coalesce(o.outside, false) or coalesce(state = 'not_applicable', false) as is_out,
                     state = 'answered' and not is_out as answered, answered and coalesce(o.positive, false) as positive
              from survey_answers s left join options o using (questionnaire_id, item_id, option_id))
            select item_id, {", ".join(PERSON)}, bool_or(is_out) as is_out, bool_or(answered) as answered,
                   bool_or(positive) as positive, any_value(mode) as mode
            from told group by all"""
        )
        found = []
        for item in self.facts.items:
            figures = {}
            for site, positive, base, outside, empty, asked in self.base.execute(
                """select site_id, count_if(positive), count_if(answered), count_if(is_out and not answered),
                          count_if(not is_out and not answered), count(*)
                   from people where item_id = ? group by site_id""", [item]
            ).fetchall():  # fmt: skip
                figures |= {
                    (site, ""): (positive, base),
                    (site, "state=not_applicable"): (outside, asked),
                    (site, "state=blank"): (empty, asked),
                }
            modes = self.base.execute(
                """select site_id, mode, count_if(positive), count_if(answered)
                   from people where item_id = ? and mode is not null group by all""", [item]
            ).fetchall()  # fmt: skip
            figures |= {(site, f"mode={mode}"): pair for site, mode, *pair in modes}
            found.append(_floats(figures))
        return found

    def requests(self) -> list[Figures]:
        self.base.execute(
            f"""create or replace temp table judged as
            select r.site_id, r.kind, r.channel, due_on is not null as judged,
                   coalesce(due_on < date '{AS_OF}', false) as due, judged and replied_on is not null as answered,
                   answered and coalesce(replied_on <= due_on, false) as in_time
            from requests r left join promises using (site_id, kind, channel)
                 left join last_days using (zone, days, received_on)
            where perimeter = 'inside'"""
        )
        counted = (
            "count_if(due and in_time), count_if(due), count_if(in_time), count_if(answered), "
            "count_if(due and answered and not in_time), count_if(not judged), count_if(judged and not due), "
            "count_if(due and not answered), count(*)"
        )
        states = ("answered_late", "no_deadline", "not_yet_due", "overdue_open")
        where = "from judged where list_contains(?, kind) and list_contains(?, channel) group by all"
        found = []
        for asked_for in self.facts.asked:
            given = [list(words) for words in asked_for]
            figures = {}
            for site, *told, asked in self.base.execute(f"select site_id, {counted} {where}", given).fetchall():
                figures[site, ""] = told[0], told[1]
                figures[site, "basis=answered_only"] = told[2], told[3]
                figures |= {(site, f"state={name}"): (told[4 + i], asked) for i, name in enumerate(states)}
            for name in ("channel", "kind"):
                parts = self.base.execute(f"select site_id, {name}, {counted} {where}", given).fetchall()
                figures |= {(site, f"{name}={word}"): (kept, base) for site, word, kept, base, *_ in parts}
            found.append(_floats(figures))
        return found

    def titles(self) -> list[Figures]:
        self.base.execute(
            f"""create or replace temp table ended as
            select site_id, title, date_diff('day', applied_on, decided_on) as days from title_cases
            where decided_on between date '{PERIOD.start}' and date '{PERIOD.end}' and applied_on is not null"""
        )
        found: list[Figures] = [{} for _ in QUANTILES]
        for keys in (["site_id"], ["site_id", "title"]):
            sentence = f"select {', '.join(keys)}, days, count(*) as rows from ended group by all"
            _read_ranks(found, self.base.execute(sentence).df(), keys)
        return found


WAYS: dict[str, type] = {"ours": Ours, "pandas": Pandas, "pyarrow": Arrow, "polars": Polars, "duckdb": DuckDB}
FORMULAS = ("survey", "requests", "titles")


def _arrow_of(name: str, context: Context):
    """Texts of a small table plain, so that they can be joined; those of titles stay coded."""
    frame = context.tables[name]
    if name == "title_cases":
        return pa.Table.from_pandas(frame, preserve_index=False)
    texts = {name: "str" for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype)}
    return pa.Table.from_pandas(frame.astype(texts), preserve_index=False)


def _lines(rows, keys: list[str], sums: list[tuple[str, str]]) -> list[tuple]:
    """The columns of a group-by of pyarrow, as tuples."""
    found = rows.group_by(keys, use_threads=False).aggregate(sums)
    wanted = [*keys, *(f"{name}_{how}" for name, how in sums)]
    return list(zip(*(found[name].to_pylist() for name in wanted), strict=True))


def _read_ranks(found: list[Figures], counted: pd.DataFrame, keys: list[str]) -> None:
    """Add the quantiles of each group, from how many `rows` it has of each number of `days`: counting spares a sort."""
    counted = counted.astype(dict.fromkeys(keys, "str")).sort_values([*keys, "days"])
    groups = counted.groupby(keys, sort=True)["rows"].sum()
    sizes, ends = groups.to_numpy(), counted["rows"].cumsum().to_numpy()
    starts, days = np.cumsum(sizes) - sizes, counted["days"].to_numpy()
    for figures, p in zip(found, QUANTILES.values(), strict=True):
        places = ranks_of(sizes, p)
        rows = starts[:, None] + np.maximum(places, 0)
        values = np.where(places < 0, np.nan, days[np.searchsorted(ends, rows, side="right")])
        for key, size, row in zip(groups.index.tolist(), sizes.tolist(), values.tolist(), strict=True):
            site, *title = key if isinstance(key, tuple) else (key,)
            figures[site, f"title={title[0]}" if title else ""] = (float(size), *row)


def _shares(rows) -> Figures:
    """Those of groups that all the vocabularies tell; a site without any row of the kind is left out."""
    counts = (np.nan_to_num(rows.numerator), np.nan_to_num(rows.denominator))
    told = zip(rows.site_id, rows.group, *(column.tolist() for column in counts), strict=True)
    return {(site, group): (over, under) for site, group, over, under in told if not group.startswith("wave=")}


def _floats(figures: dict) -> Figures:
    return {key: (float(over), float(under)) for key, (over, under) in figures.items()}


def given(workspace: Workspace) -> list[tuple[Context, Facts]]:
    """The rows of the year, by chunks of sites as `measure` reads them, and what is declared of them."""
    catalogue = read_catalogue(workspace)
    sites = tuple(path.stem for path in sorted((workspace.store / "manifest").glob("*.json")))
    parts = []
    for chunk in chunks_of_sites(sites, rows_to_read(read_manifest(workspace, sites))):
        tables = {name: read_input(workspace, catalogue, name, chunk, (PERIOD.year,)) for name in READ}
        context = cut_context(catalogue, tables, list(chunk), PERIOD, AS_OF)
        parts.append((context, facts_of(context)))
    return parts


def facts_of(context: Context) -> Facts:
    """What the catalogue declares of the questions, the promises and the calendars that the rows of a context meet."""
    catalogue, items, options = context.catalogue, set(), []
    for name in context.tables["survey_answers"]["questionnaire_id"].unique():
        questionnaire = catalogue.questionnaires[name]
        for item in questionnaire.questions:
            offer = share_offer(questionnaire, item, (), None)
            if offer.lack is None:
                items.add(item.id)
                for option in questionnaire.options_of(item.id):
                    outside = option.level == "not_applicable"
                    options.append((name, item.id, option.id, option.id in offer.positive, outside))
    promises = []
    for site in context.sites:
        zone, deadlines = catalogue.sites[site].holiday_zone, catalogue.framework_of(site).deadlines_working_days
        for kind in REQUEST_KINDS:
            for channel in CHANNELS:
                days = promised_days(deadlines, kind, channel)
                if days is not None:
                    promises.append((site, kind, channel, zone, days))
    dates = np.arange(np.datetime64(PERIOD.start), np.datetime64(PERIOD.end) + 1)
    last_days = []
    for zone in {promise[3] for promise in promises}:
        calendar = working_calendar(official_zone(zone), context.calendar_years, catalogue.public_holidays)
        for days in {promise[4] for promise in promises}:
            due = deadline_dates(dates, days, calendar, context.day_convention)
            last_days.append(pd.DataFrame({"zone": zone, "days": days, "received_on": dates, "due_on": due}))
    day_type = {"received_on": "datetime64[s]", "due_on": "datetime64[s]"}
    return Facts(
        pd.DataFrame(options, columns=["questionnaire_id", "item_id", "option_id", "positive", "outside"]),
        pd.DataFrame(promises, columns=["site_id", "kind", "channel", "zone", "days"]),
        pd.concat(last_days, ignore_index=True).astype(day_type),
        tuple(sorted(items)),
        (
            (("information_request", "complaint", "suggestion"), CHANNELS),
            (("complaint", "suggestion"), CHANNELS),
            (("information_request",), ("email",)),
        ),
    )


def run_once(way: str, workspace: Workspace, expected: Path | None) -> dict[str, float]:
    """Seconds of CPU of one vocabulary, and what it adds to the peak memory (MB); its figures go to `expected`, or are
    compared with those that stand there."""
    parts = given(workspace)
    found: dict[str, float] = {}
    imported = _cpu()
    if way in ("polars", "duckdb"):
        __import__(way)
    found["import"] = _cpu() - imported
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told: dict[str, list[Figures]] = {name: [] for name in FORMULAS}
    for name in (*FORMULAS, *(f"{name} again" for name in FORMULAS)):
        found[name] = 0.0
    for context, facts in parts:
        started = _cpu()
        vocabulary = WAYS[way](context, facts)
        found["own form"] = found.get("own form", 0.0) + _cpu() - started
        for name in FORMULAS:
            for word in (name, f"{name} again"):
                if way == "ours":
                    context._prepared.clear()
                started = _cpu()
                figures = getattr(vocabulary, name)()
                found[word] += _cpu() - started
            told[name] += figures
        del vocabulary
    found["peak_mb"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    if expected is not None:
        _compare(told, expected, way)
    return found


def _compare(told: dict[str, list[Figures]], expected: Path, way: str) -> None:
    lines = {
        f"{name} {place} {site} {group}": [None if math.isnan(value) else value for value in values]
        for name, several in told.items()
        for place, figures in enumerate(several)
        for (site, group), values in figures.items()
    }
    if way == "ours":
        expected.write_text(json.dumps(lines), encoding="utf-8")
        return
    ours = json.loads(expected.read_text(encoding="utf-8"))
    wrong = [
        key
        for key, values in ours.items()
        if lines.get(key, [0.0] * len(values) if values[-1] == 0 else None) != values
    ]
    if wrong or set(lines) - set(ours):
        more = sorted(set(lines) - set(ours))
        sys.exit(
            f"{way}: {len(wrong)} of {len(ours)} figures differ, {[(k, lines.get(k), ours[k]) for k in wrong[:4]]}, {more[:4]}"
        )


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def compare(workspace: Workspace, repeats: int) -> str:
    """The table of one workspace."""
    runs: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    alone = {**os.environ, "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as folder:
        expected = Path(folder) / "figures.json"
        for _ in range(repeats):
            for way in WAYS:
                command = [sys.executable, "-m", "benchmarks.vocabularies", "--once", way, "--expected", str(expected)]
                done = subprocess.run(
                    [*command, "--workspace", str(workspace.root)], cwd=ROOT, capture_output=True, text=True, env=alone
                )
                if done.returncode:
                    sys.exit(done.stderr)
                runs[way].append(json.loads(done.stdout))
    columns = ("import", "own form", *FORMULAS, *(f"{name} again" for name in FORMULAS), "peak_mb")
    lines = [
        (
            way,
            "" if way == "ours" else str(len(inspect.getsource(WAYS[way]).splitlines())),
            *(f"{Spread(tuple(run[name] for run in found)).median:.3f}" for name in columns),
        )
        for way, found in runs.items()
    ]
    again = {
        way: Spread(tuple(sum(run[f"{name} again"] for name in FORMULAS) for run in found)).median
        for way, found in runs.items()
    }
    ratios = ", ".join(f"{way} {seconds / again['ours']:.2f}" for way, seconds in again.items())
    return table(("vocabulary", "lines", *columns), lines) + f"\nCPU of the formulas once warm, ours = 1: {ratios}"


def main() -> None:
    """Draw the country if need be, compare, print."""
    parser = country_parser(__doc__, WAYS)
    parser.add_argument("--expected", type=Path)
    asked = parser.parse_args()
    with asked_country(asked) as workspace:
        if asked.once:
            print(json.dumps(run_once(asked.once, workspace, asked.expected)))
        else:
            print(f"Formulas in five vocabularies. {machine()}\n{compare(workspace, asked.repeats)}")


if __name__ == "__main__":
    main()
