"""What an attacker works out of everything that public documents print: searched exactly, on invented registers.

Usage: python -m benchmarks.leaks [REGISTERS [SEED]] (or `make leaks`).

Registers are sparse: kinds × channels, most cells of few requests or none. Each is measured, then hidden as for a public
document, and attacked with all that is left of it, whatever the indicator, counts and bases included:

- a *rate* is recovered where the figures shown of one measure add up, with any factors, to a group of 1 to 10 people;
- a *count* is recovered where all the figures shown of every measure add up to a group of 1 to 4 requests;
- a *hidden count* is recovered where the whole numbers that agree with everything printed leave it one value only
  (mixed-integer programming, `scipy.optimize.milp`), or one under the smallest count.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from qep_lib.disclosure.suppression import for_the_public
from qep_lib.indicators.measure import measure
from qep_lib.indicators.worked_cases import build_table
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

REGISTERS = 5000
SEED = 20210113
PERIOD, AS_OF = Period.parse("2020"), date(2020, 12, 31)
KINDS = ("information_request", "complaint", "suggestion")
CHANNELS = ("email", "web_form", "post", "hall_form", "front_desk")
FEW = (0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 9, 12, 20, 40)
COUNTS = ("requests_count", "complaints_count", "suggestions_count")
"""Measures: the indicators whose figures count the same people."""
MEASURES: Mapping[str, tuple[str, ...]] = {
    "judged": (
        "request_reply_on_time_pct", "complaint_reply_on_time_pct", "email_reply_on_time_pct", "post_reply_on_time_pct",
    ),
    "answered": (
        "request_reply_delay_working_days", "request_reply_delay_median_working_days",
        "request_reply_delay_p90_working_days", "complaint_reply_mean_delay_days", "email_reply_mean_delay_days",
        "post_reply_mean_delay_days",
    ),
    "promised": ("requests_overdue_count",),
}  # fmt: skip
UNPROMISED = np.outer(np.ones(len(KINDS), dtype=bool), np.isin(CHANNELS, ["front_desk"])).ravel()
"""Cells without a promised delay: what all the requests leave beside those of the rate, and is told with its base."""
MOST = 10_000
"""More requests than any cell of a register holds."""
STATES = ("in_time", "late", "overdue", "not_due", "unpromised_answered", "unpromised_open")
OF_MEASURE = {
    "received": STATES,
    "state": STATES,
    "basis": ("in_time", "late"),
    "judged": ("in_time", "late", "overdue"),
    "answered": ("in_time", "late", "unpromised_answered"),
    "promised": ("in_time", "late", "overdue", "not_due"),
}
"""The requests that each measure counts, by what became of them; and those that the shares printed of a rate count, by
prefix.
"""
SHARES = ("state", "basis")
_DAYS = {"in_time": (2, 3), "late": (2, 60), "overdue": (2, None), "not_due": (360, None)}
"""Days of 2020 on which a request was received, then those until its answer."""


@dataclass(frozen=True, slots=True)
class Leaks:
    """How many groups were found, by kind, among how many documents; `shown` is the share of the figures of somebody left."""

    documents: int
    rates: int
    counts: int
    hidden_counts: int
    shown: float


def registers(count: int, seed: int = SEED) -> Iterator[np.ndarray]:
    """Invented registers: requests by kind, channel and state."""
    draw = np.random.default_rng(seed)
    for place in range(count):
        people = draw.choice(FEW, (len(KINDS), len(CHANNELS)))
        people[:, draw.random(len(CHANNELS)) < 0.4] = 0
        people[draw.random(len(KINDS)) < 0.25] = 0
        # One register in two has every request judged: sizes and bases are then the same people.
        weights = draw.dirichlet((6, 2, 1)) if place % 2 else draw.dirichlet((6, 2, 1, 1))
        found = np.zeros((len(KINDS), len(CHANNELS), len(STATES)), dtype=int)
        for kind, channel in np.ndindex(*people.shape):
            if CHANNELS[channel] == "front_desk":
                found[kind, channel, 4:] = draw.multinomial(people[kind, channel] if place % 2 == 0 else 0, (0.8, 0.2))
            else:
                found[kind, channel, : len(weights)] = draw.multinomial(people[kind, channel], weights)
        yield found


def documents(catalogue: Catalogue, found: Sequence[np.ndarray]) -> list[pd.DataFrame]:
    """The results of each register, as a public document has them."""
    sites = list(catalogue.sites)[: len(found)]
    rows = [row for site_id, register in zip(sites, found, strict=True) for row in request_rows(site_id, register)]
    tables = {"requests": build_table("requests", rows, {"dataset": "essai", "nature": "real", "perimeter": "inside"})}
    results = measure(catalogue, tables, sites, PERIOD, AS_OF)
    limits = catalogue.conventions.disclosure
    shown = for_the_public(results, catalogue.indicators, limits)
    return [shown[shown["site_id"] == site_id] for site_id in sites]


def request_rows(site_id: str, register: np.ndarray) -> Iterator[dict]:
    """The rows of a register of invented requests, in 2020: `repeat` requests alike in each."""
    for (kind, channel, state), people in np.ndenumerate(register):
        received, delay = _DAYS.get(STATES[state], (2, 3 if STATES[state] == "unpromised_answered" else None))
        # Day 2 is 2 January 2020; at the end of December a request is not due yet on the cut-off day of 31 December.
        received_on = date.fromordinal(date(2020, 1, 1).toordinal() + received)
        replied_on = None if delay is None else date.fromordinal(received_on.toordinal() + delay)
        if people:
            yield {
                "site_id": site_id,
                "kind": KINDS[kind],
                "channel": CHANNELS[channel],
                "received_on": received_on,
                "replied_on": replied_on,
                "repeat": int(people),
            }


def attack(
    shown: pd.DataFrame, register: np.ndarray, catalogue: Catalogue, is_long: bool = True
) -> tuple[int, int, int]:
    """Rates, counts and hidden counts recovered from one document; the last are searched only where `is_long`."""
    limits = catalogue.conventions.disclosure
    told = shown[shown["status"].isin(["ok", "provisional", "no_request"])]
    lines: dict[str, list[np.ndarray]] = {name: [] for name in ("received", *MEASURES, *SHARES)}
    for row in told.to_dict("records"):
        name, chosen = cells_told(row, catalogue)
        if chosen is not None:
            lines[name].append(chosen.ravel().astype(float))
    known = listed(shown).ravel()
    rates = sum(
        _small(lines[name], _people(register, name).ravel(), known, limits.public) for name in (*MEASURES, *SHARES)
    )
    whole = [name for name in lines if (_people(register, name) == register.sum(axis=2)).all()]
    every = [line for name in whole for line in lines[name]]
    counts = _small(every, register.sum(axis=2).ravel(), known, limits.count_minimum, UNPROMISED)
    return rates, counts, _hidden_counts(shown, register, catalogue) if is_long else 0


def cells_told(row: Mapping, catalogue: Catalogue) -> tuple[str | None, np.ndarray | None]:
    """The measure of a row and the cells kind × channel whose people it counts, None where it counts otherwise."""
    name, prefix = _measure_of(row["indicator_id"]), row["group"].partition("=")[0]
    if prefix in SHARES:
        # The shares of a rate are of one base, that of its total counted in another way.
        name, row = prefix, row | {"group": ""}
    return name, _cells_of(row, catalogue) if name else None


def listed(shown: pd.DataFrame) -> np.ndarray:
    """The cells of the kinds and channels that have a line of their own, hidden or not: nobody is in the others."""
    groups = set(shown.loc[shown["indicator_id"] == COUNTS[0], "group"])
    return np.array([[f"kind={k}" in groups and f"channel={c}" in groups for c in CHANNELS] for k in KINDS])


def _small(
    lines: list[np.ndarray], people: np.ndarray, known: np.ndarray, least: int, given: np.ndarray | None = None
) -> int:
    """How many groups of 1 to `least` - 1 people some sum of the lines makes, beside the one `given`; a group of nobody tells
    each of its cells.
    """
    if not lines:
        return 0
    used = np.flatnonzero(known)
    while True:
        basis, rank = echelon(np.array(lines)[:, used])
        choices = (np.arange(1 << rank)[:, None] >> np.arange(rank) & 1) @ basis
        groups = choices[(np.abs(choices * (choices - 1)) < 1e-6).all(axis=1) & choices.any(axis=1)] > 0.5
        held = groups @ people[used]
        nobody = groups[held == 0].any(axis=0)
        if not nobody.any():
            is_given = (groups == given[used]).all(axis=1) if given is not None else np.zeros(len(groups), dtype=bool)
            return int(((held > 0) & (held < least) & ~is_given).sum())
        used = used[~nobody]


def echelon(lines: np.ndarray) -> tuple[np.ndarray, int]:
    work, pivots = lines.copy(), []
    for column in range(work.shape[1]):
        rest = work[len(pivots) :, column]
        if not rest.size or np.abs(rest).max() < 1e-9:
            continue
        top = len(pivots)
        pivot = top + int(np.abs(rest).argmax())
        work[[top, pivot]] = work[[pivot, top]]
        work[top] /= work[top, column]
        for other in range(len(work)):
            if other != top:
                work[other] -= work[other, column] * work[top]
        pivots.append(column)
    return work[: len(pivots)], len(pivots)


def _hidden_counts(shown: pd.DataFrame, register: np.ndarray, catalogue: Catalogue) -> int:
    """The small counts that everything printed leaves one value only."""
    equal, at_least, hidden = known_numbers(shown, register, catalogue)
    if not hidden:
        return 0
    upper = np.where(np.repeat(listed(shown).ravel(), register.shape[2]), MOST, 0)
    constraints = [LinearConstraint(np.array([v for v, _ in equal]), *2 * [[n for _, n in equal]])] if equal else []
    constraints.append(LinearConstraint(np.array(at_least), lb=1))
    return sum(has_one_value(vector, constraints, upper) for vector in hidden)


def known_numbers(
    shown: pd.DataFrame, register: np.ndarray, catalogue: Catalogue
) -> tuple[list[tuple[np.ndarray, float]], list[np.ndarray], list[np.ndarray]]:
    """What a document says of the cells of its register (kinds × channels × states): sums that are told, sums of somebody
    that are hidden, and those of them that are small counts.
    """
    minimum = catalogue.conventions.disclosure.count_minimum
    equal: list[tuple[np.ndarray, float]] = []
    at_least: list[np.ndarray] = []
    hidden = []
    for row in shown.to_dict("records"):
        name = _measure_of(row["indicator_id"])
        if name is None:
            continue
        dimension, _, value = row["group"].partition("=")
        if dimension == "state" and row["status"] == "ok":
            state = {"answered_late": "late", "overdue_open": "overdue", "not_yet_due": "not_due"}.get(value)
            states = (state,) if state else ("unpromised_answered", "unpromised_open")
            equal.append((_vector(_cells_of(row | {"group": ""}, catalogue), states), row["numerator"]))
            continue
        chosen = _cells_of(row, catalogue)
        if chosen is None:
            continue
        if row["status"] == "suppressed":
            if name == "received":
                vector = _vector(chosen, STATES)
                at_least.append(vector)
                if 0 < vector @ register.ravel() < minimum:
                    hidden.append(vector)
            continue
        if row["status"] != "ok":
            continue
        base = row["value"] if name == "received" else row["denominator"]
        if base == base:
            equal.append((_vector(chosen, OF_MEASURE[name]), base))
        if name == "judged" and row["numerator"] == row["numerator"]:
            equal.append((_vector(chosen, ("in_time",)), row["numerator"]))
        if name == "promised" and row["value"] == row["value"]:
            equal.append((_vector(chosen, ("overdue",)), row["value"]))
    wrong = [number for vector, number in equal if vector @ register.ravel() != number]
    assert not wrong, f"the register that was drawn does not agree with what is printed of it: {wrong}"
    return equal, at_least, hidden


def has_one_value(vector: np.ndarray, constraints: list, upper: np.ndarray) -> bool:
    bounds = []
    for sign in (1, -1):
        found = milp(sign * vector, constraints=constraints, integrality=np.ones(vector.size), bounds=Bounds(0, upper))
        assert found.success, found.message
        bounds.append(round(sign * found.fun))
    return bounds[0] == bounds[1]


def _vector(chosen: np.ndarray, states: Sequence[str]) -> np.ndarray:
    return (chosen[:, :, None] & np.isin(STATES, states)).ravel().astype(float)


def _people(register: np.ndarray, name: str) -> np.ndarray:
    return register[:, :, np.isin(STATES, OF_MEASURE[name])].sum(axis=2)


def _measure_of(indicator_id: str) -> str | None:
    if indicator_id in COUNTS:
        return "received"
    return next((name for name, ids in MEASURES.items() if indicator_id in ids), None)


def _cells_of(row: Mapping, catalogue: Catalogue) -> np.ndarray | None:
    """The cells kind × channel that a row counts; None for a row that counts otherwise."""
    arguments = catalogue.indicators[row["indicator_id"]].arguments
    dimension, _, value = row["group"].partition("=")
    if dimension not in ("", "kind", "channel"):
        return None
    kinds = [kind in arguments.get("kinds", KINDS) and (dimension != "kind" or kind == value) for kind in KINDS]
    channels = [c in arguments.get("channels", CHANNELS) and (dimension != "channel" or c == value) for c in CHANNELS]
    return np.outer(kinds, channels)


def search(count: int, is_long: bool = True, seed: int = SEED) -> Leaks:
    """Attack that many registers."""
    catalogue = attacked_catalogue()
    found, batch, shown, of_somebody, made = np.zeros(3, dtype=int), [], 0, 0, registers(count, seed)
    done = 0
    while batch := [register for _, register in zip(range(len(catalogue.sites)), made, strict=False)]:
        for document, register in zip(documents(catalogue, batch), batch, strict=True):
            found += attack(document, register, catalogue, is_long)
            told, whole = figures_shown(document)
            shown, of_somebody = shown + told, of_somebody + whole
        done += len(batch)
    return Leaks(done, *found.tolist(), shown / max(of_somebody, 1))


def attacked_catalogue() -> Catalogue:
    """The project's parameters, with the indicators that are attacked alone."""
    catalogue = read_catalogue(Workspace(Path(__file__).resolve().parents[1]))
    wanted = {id_ for ids in (COUNTS, *MEASURES.values()) for id_ in ids}
    return replace(catalogue, indicators={id_: catalogue.indicators[id_] for id_ in wanted})


def figures_shown(document: pd.DataFrame) -> tuple[int, int]:
    """How many figures of somebody a document shows, and how many there are."""
    is_row = document["group"].map(lambda group: group.partition("=")[0] in ("", "kind", "channel"))
    told = document[is_row & ~document["status"].isin(["no_data", "no_request"])]
    return int((told["status"] != "suppressed").sum()), len(told)


def tell(found: Leaks, what: str) -> int:
    """Print what was found; the exit code says whether anything was."""
    print(f"{found.documents} {what} ; chiffres montrés : {found.shown:.0%}")
    print(f"taux de petits groupes retrouvés : {found.rates}")
    print(f"petits groupes comptés : {found.counts}")
    print(f"petits nombres masqués retrouvés : {found.hidden_counts}")
    return int(bool(found.rates or found.counts or found.hidden_counts))


def asked(*defaults: int) -> list[int]:
    """What the command line gives, or these."""
    return [int(given) for given in sys.argv[1:]] + list(defaults[len(sys.argv) - 1 :])


def main() -> int:
    """Attack the registers."""
    count, seed = asked(REGISTERS, SEED)
    return tell(search(count, seed=seed), f"registres inventés (graine {seed})")


if __name__ == "__main__":
    raise SystemExit(main())
