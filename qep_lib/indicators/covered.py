"""Which months of a period the rows of a site cover, whether two periods are covered alike, and the words for it.

Statistics by month or by span of days are covered where their rows are; registers where the files say that they go: their
declared period, up to the day they were extracted. Surveys are waves, and cover what they cover.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

import numpy as np
import pandas as pd

from qep_lib.indicators.codes import encode
from qep_lib.model.period import Period
from qep_lib.store.manifest import DatasetEntry

EDGE_DAYS = 7
"""A month is covered when its rows begin and end within that many days of its own: statements may be weekly."""
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)

Reach = Literal["none", "part", "whole"]
"""How much of a period the files of a table cover: « aucune demande » is true of a whole one only."""
Span = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of the imported files beside their rows: by dataset its invented columns and the day it was extracted, by
    table and site the days that its files cover, and what the rows of each can never hold (`DatasetEntry.lacks`)."""

    fictitious: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spans: Mapping[tuple[str, str], tuple[Span, ...]] = field(default_factory=dict)
    lacks: Mapping[tuple[str, str], tuple[tuple[Span, tuple[str, ...]], ...]] = field(default_factory=dict)
    extracted: Mapping[str, date] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[DatasetEntry]) -> "Given":
        """From the manifest."""
        fictitious: dict[str, tuple[str, ...]] = {}
        spans: dict[tuple[str, str], list[Span]] = {}
        lacks: dict[tuple[str, str], list[tuple[Span, tuple[str, ...]]]] = {}
        extracted: dict[str, date] = {}
        for entry in entries:
            fictitious[entry.dataset], extracted[entry.dataset] = entry.fictitious_columns, entry.extracted_on
            for period in entry.periods:
                if period.start <= entry.extracted_on:
                    span = period.start, min(period.end, entry.extracted_on)
                    spans.setdefault((entry.table, entry.site_id), []).append(span)
                    lacks.setdefault((entry.table, entry.site_id), []).append((span, entry.lacks))
        sorted_spans = {key: tuple(sorted(found)) for key, found in spans.items()}
        lacking = {key: tuple(found) for key, found in lacks.items() if any(f[1] for f in found)}
        return cls(fictitious, sorted_spans, lacking, extracted)


def known_until(datasets: pd.Series, extracted: Mapping[str, date], as_of: date) -> np.ndarray:
    """The last day of which each row tells, by the dataset that holds it: the day its file was extracted, and `as_of` where that
    is earlier or where nothing is known of the file. What happened later is in no row: nothing is judged after it.
    """
    codes = encode(datasets)
    # The last one answers for a row without a file.
    days = [*(min(as_of, extracted.get(dataset, as_of)) for dataset in codes.words), as_of]
    return np.array(days, dtype="datetime64[D]")[codes.places]


def reach(entries: Iterable[DatasetEntry], table: str, site_id: str, period: Period, as_of: date) -> Reach:
    """How much of `period`, up to `as_of`, the files of a site cover for a table, from what the manifest declares of them."""
    spans = Given.of(entries).spans.get((table, site_id), ())
    until = min(period.end, as_of)
    if not any(first <= until and period.start <= last for first, last in spans):
        return "none"
    return "whole" if covered_by_spans(period, spans, until) == whole(period, until) else "part"


def months_of(period: Period) -> tuple[Span, ...]:
    """First and last day, within the period, of each calendar month that it touches."""
    found, start = [], period.start
    while start <= period.end:
        after = (start.replace(day=1) + timedelta(days=31)).replace(day=1)
        found.append((start, min(period.end, after - timedelta(days=1))))
        start = after
    return tuple(found)


def covered_by_spans(period: Period, spans: Sequence[Span], until: date) -> int:
    """The months of which every day, up to `until`, is in a span: bit n for the n-th month; one that begins after `until` is
    not covered."""
    days = np.zeros((period.end - period.start).days + 1, dtype=bool)
    for start, end in spans:
        days[max(0, (start - period.start).days) : max(0, (end - period.start).days + 1)] = True
    return sum(
        1 << place
        for place, (first, last) in enumerate(_places(period))
        if period.start + timedelta(days=first) <= until
        and days[first : min(last, (until - period.start).days) + 1].all()
    )


def covered_by_rows(period: Period, site: np.ndarray, first: np.ndarray, last: np.ndarray, size: int) -> list[int]:
    """The months covered by the rows of each of `size` sites: those that begin and end with a row, near enough."""
    flags = np.zeros((size, (period.end - period.start).days + 2), dtype=np.int64)
    start = np.datetime64(period.start, "D")
    begin = np.clip((first.astype("datetime64[D]") - start).astype(np.int64), 0, flags.shape[1] - 1)
    after = np.clip((last.astype("datetime64[D]") - start).astype(np.int64) + 1, 0, flags.shape[1] - 1)
    np.add.at(flags, (site, begin), 1)
    np.add.at(flags, (site, after), -1)
    days = flags.cumsum(axis=1) > 0
    covered = [0] * size
    for place, (low, high) in enumerate(_places(period)):
        edge = min(EDGE_DAYS, high - low)
        is_covered = days[:, low : low + edge + 1].any(axis=1) & days[:, high - edge : high + 1].any(axis=1)
        for one in np.flatnonzero(is_covered).tolist():
            covered[one] |= 1 << place
    return covered


def whole(period: Period, until: date) -> int:
    """Every month of the period that has begun by `until`."""
    return sum(1 << place for place, (first, _) in enumerate(months_of(period)) if first <= until)


def is_from_the_start(covered: int) -> bool:
    """True when the months follow each other from the first: what is missing is the end."""
    return covered & (covered + 1) == 0


def last_covered(spans: Sequence[Span], start: date, until: date) -> date | None:
    """The last day that spans cover without a hole from `start`, at most `until`; None when they do not cover it."""
    last = None
    for first, end in sorted(spans):
        if first <= (start if last is None else last + timedelta(days=1)) and end >= start:
            last = max(end, last or end)
    return None if last is None else min(last, until)


def covered_clause(period: Period, covered: int) -> str:
    """« seuls les mois d'octobre à décembre 2019 sont connus », « seul le mois de mai 2020 est connu »."""
    months = [first for place, (first, _) in enumerate(months_of(period)) if covered >> place & 1]
    if not months:
        return f"aucun mois entier n'est connu ({period.label})"
    words = _months_words(months)
    return f"seul le mois {words} est connu" if len(months) == 1 else f"seuls les mois {words} sont connus"


def _months_words(months: Sequence[date]) -> str:
    runs: list[list[date]] = []
    for month in months:
        if runs and month == (runs[-1][-1].replace(day=1) + timedelta(days=31)).replace(day=1):
            runs[-1].append(month)
        else:
            runs.append([month])
    years = {month.year for month in months}
    words = [_run_words(run[0], run[-1], len(years) > 1) for run in runs]
    joined = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"
    return joined if len(years) > 1 else f"{joined} {months[0].year}"


def _run_words(first: date, last: date, with_year: bool) -> str:
    ends = [_MONTHS[day.month - 1] + (f" {day.year}" if with_year else "") for day in (first, last)]
    of = "d'" if ends[0][0] in "ao" else "de "
    return f"{of}{ends[0]}" if first == last else f"{of}{ends[0]} à {ends[1]}"


def _places(period: Period) -> Iterator[tuple[int, int]]:
    """First and last day of each month, counted from that of the period."""
    for first, last in months_of(period):
        yield (first - period.start).days, (last - period.start).days
