"""What an attacker works out of all the public documents of one site together, when their periods lie inside one another.

Invented registers as in `leaks`, one a quarter, each measured for the year and for the shorter periods of one set of public
documents. Everything that these print is taken together, every indicator and every period: groups of a few people that some
sum of figures makes, and hidden counts that whole numbers leave one value only. Both are searched exactly, by mixed-integer
programming.

Usage: python -m benchmarks.leaks_periods [SITES [SEED]] (or `make leaks`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from benchmarks import leaks
from benchmarks.leaks import CHANNELS, KINDS, MEASURES, OF_MEASURE, SHARES, STATES
from qep_lib.disclosure.overlap import Limits, Published, withheld
from qep_lib.disclosure.suppression import for_the_public
from qep_lib.indicators.measure import measure
from qep_lib.indicators.worked_cases import build_table
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period

SITES = 350
SEED = 20210630
QUARTERS = {
    "2020": (0, 1, 2, 3), "2020-S1": (0, 1), "2020-S2": (2, 3), "2020-T1": (0,), "2020-T2": (1,), "2020-T3": (2,),
    "2020-T4": (3,),
}  # fmt: skip
"""The quarters that each period holds."""
STARTS = (date(2020, 1, 1), date(2020, 4, 1), date(2020, 7, 1), date(2020, 10, 1))
PUBLIC = (
    ("2020", "2020-S1"),
    ("2020", "2020-S1", "2020-S2"),
    ("2020", "2020-T1"),
    ("2020", "2020-T1", "2020-T2", "2020-T3", "2020-T4"),
    ("2020", "2020-S1", "2020-T1"),
    ("2020", "2020-S2", "2020-T1", "2020-T3"),
    tuple(QUARTERS),
)
"""Sets of periods of which public documents are."""
SIZE = (len(KINDS), len(CHANNELS), 4)
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Site:
    """What is public of an invented site: the documents by period, and its register (kinds, channels, quarters, states)."""

    register: np.ndarray
    documents: Mapping[str, pd.DataFrame]


def sites(catalogue: Catalogue, count: int, seed: int = SEED) -> Iterator[Site]:
    """Invented sites and their public documents."""
    made = leaks.registers(4 * count, seed)
    names = list(catalogue.sites)
    limits = catalogue.conventions.disclosure
    hiding = Limits(catalogue.indicators, limits.public, limits.count_minimum)
    for first in range(0, count, len(names)):
        registers = [_year(made) for _ in names[: count - first]]
        rows = [row for site_id, found in zip(names, registers, strict=False) for row in _requests(site_id, found)]
        defaults = {"dataset": "essai", "nature": "real", "perimeter": "inside"}
        tables = {"requests": build_table("requests", rows, defaults)}
        of_period = {code: measure(catalogue, tables, names, Period.parse(code), leaks.AS_OF) for code in QUARTERS}
        for place, (site_id, register) in enumerate(zip(names, registers, strict=False)):
            own = {code: frame[frame["site_id"] == site_id] for code, frame in of_period.items()}
            public = PUBLIC[(first + place) % len(PUBLIC)]
            shown = {
                code: for_the_public(
                    own[code], catalogue.indicators, limits, withheld(_published(own, code, public), hiding)
                )
                for code in public
            }
            yield Site(register, shown)


def _year(made: Iterator[np.ndarray]) -> np.ndarray:
    """Four quarters; only the last holds requests that are not due yet."""
    quarters = [next(made) for _ in range(4)]
    not_due, overdue = STATES.index("not_due"), STATES.index("overdue")
    for quarter in quarters[:-1]:
        quarter[:, :, overdue] += quarter[:, :, not_due]
        quarter[:, :, not_due] = 0
    return np.stack(quarters, axis=2)


def _requests(site_id: str, register: np.ndarray) -> Iterator[dict]:
    for quarter, start in enumerate(STARTS):
        later = start - STARTS[0]
        for row in leaks.request_rows(site_id, register[:, :, quarter]):
            if row["received_on"] < STARTS[1]:
                row["received_on"] += later
                row["replied_on"] = row["replied_on"] and row["replied_on"] + later
            yield row


def _published(own: Mapping[str, pd.DataFrame], code: str, public: Sequence[str]) -> Published:
    inside = [other for other in public if set(QUARTERS[other]) < set(QUARTERS[code])]
    return Published(Period.parse(code), own[code], tuple(_published(own, other, inside) for other in inside))


def attack(site: Site, catalogue: Catalogue) -> tuple[int, int, int]:
    """Whether a rate, a count or hidden counts come back: 1 or 0 for the first two, how many for the last."""
    limits = catalogue.conventions.disclosure
    lines: dict[str, list[np.ndarray]] = {name: [] for name in ("received", *MEASURES, *SHARES)}
    for code, shown in site.documents.items():
        for row in shown[shown["status"].isin(["ok", "provisional", "no_request"])].to_dict("records"):
            name, chosen = leaks.cells_told(row, catalogue)
            if chosen is not None:
                lines[name].append(_in_quarters(chosen, code).ravel())
    known = _listed(site.documents).ravel()
    people = {name: site.register[..., np.isin(STATES, OF_MEASURE[name])].sum(axis=3).ravel() for name in lines}
    rates = any(_smallest(lines[name], people[name], known) < limits.public for name in (*MEASURES, *SHARES))
    everybody = site.register.sum(axis=3).ravel()
    every = [line for name in lines if (people[name] == everybody).all() for line in lines[name]]
    counts = _smallest(every, everybody, known, _unpromised()) < limits.count_minimum
    return int(rates), int(counts), _hidden_counts(site, catalogue)


def _in_quarters(chosen: np.ndarray, code: str) -> np.ndarray:
    return (chosen[:, :, None] & np.isin(range(4), QUARTERS[code])).astype(float)


def _listed(documents: Mapping[str, pd.DataFrame]) -> np.ndarray:
    """The cells that may hold somebody: no document says of their kind or channel that there is none."""
    found = np.ones(SIZE, dtype=bool)
    for code, shown in documents.items():
        found &= leaks.listed(shown)[:, :, None] | ~np.isin(range(4), QUARTERS[code])
    return found


def _unpromised() -> list[np.ndarray]:
    """What a base leaves beside the requests received is told with it: the requests of the desk, of any quarters."""
    desk = leaks.UNPROMISED.reshape(len(KINDS), len(CHANNELS))
    return [(desk[:, :, None] & ((kept >> np.arange(4)) & 1 > 0)).ravel() for kept in range(1, 16)]


def _smallest(
    lines: Sequence[np.ndarray], people: np.ndarray, known: np.ndarray, given: Sequence[np.ndarray] = ()
) -> float:
    """People of the smallest group of somebody that some sum of the lines makes, beside those `given`; inf without any."""
    used = np.flatnonzero(known)
    while lines:
        basis, rank = leaks.echelon(np.array(lines)[:, used])
        if not rank:
            break
        # In a reduced basis a group takes each line once or not at all. Variables: the lines, then the cells.
        held = np.concatenate([basis @ people[used], np.zeros(used.size)])
        sums = LinearConstraint(np.hstack([basis.T, -np.eye(used.size)]), 0, 0)
        nobody = _best(np.repeat([0.0, -1.0], [rank, used.size]), [sums, LinearConstraint(held, 0, 0)], rank)
        if nobody is not None and nobody.any():
            used = used[~nobody]
            continue
        others = [
            LinearConstraint(
                np.concatenate([np.zeros(rank), np.where(one[used], -1, 1)]), 1 - int(one[used].sum()), np.inf
            )
            for one in given
        ]
        found = _best(held, [sums, LinearConstraint(held, 1, np.inf), *others], rank)
        return np.inf if found is None else float(found @ people[used])
    return np.inf


def _best(objective: np.ndarray, constraints: list, rank: int) -> np.ndarray | None:
    """The cells of the best group; None where there is none."""
    found = milp(objective, constraints=constraints, integrality=np.ones(objective.size), bounds=Bounds(0, 1))
    assert found.status in (0, 2), found.message
    return None if found.x is None else found.x[rank:] > 0.5


def _hidden_counts(site: Site, catalogue: Catalogue) -> int:
    """The small counts hidden by one document that all of them leave one value only."""
    equal: list[tuple[np.ndarray, float]] = []
    at_least: list[np.ndarray] = []
    hidden = []
    for code, shown in site.documents.items():
        of_period, some, few = leaks.known_numbers(
            shown, site.register[:, :, list(QUARTERS[code])].sum(axis=2), catalogue
        )
        equal += [(_spread(vector, code), number) for vector, number in of_period]
        at_least += [_spread(vector, code) for vector in some]
        hidden += [_spread(vector, code) for vector in few]
    wrong = [number for vector, number in equal if vector @ site.register.ravel() != number]
    assert not wrong, f"the register that was drawn does not agree with what is printed of it: {wrong}"
    if not hidden:
        return 0
    upper = np.where(np.repeat(_listed(site.documents).ravel(), len(STATES)), leaks.MOST, 0)
    constraints = [LinearConstraint(np.array([v for v, _ in equal]), *2 * [[n for _, n in equal]])] if equal else []
    constraints.append(LinearConstraint(np.array(at_least), lb=1))
    # Where no delay is promised is told with the base of the rate, by one document or another.
    desk = {_spread(np.repeat(leaks.UNPROMISED, len(STATES)).astype(float), code).tobytes() for code in QUARTERS}
    distinct = [vector for vector in np.unique(np.array(hidden), axis=0) if vector.tobytes() not in desk]
    return sum(leaks.has_one_value(vector, constraints, upper) for vector in distinct)


def _spread(vector: np.ndarray, code: str) -> np.ndarray:
    """A vector of kinds × channels × states over the quarters of a period."""
    whole = (
        vector.reshape(len(KINDS), len(CHANNELS), 1, len(STATES))
        * np.isin(range(4), QUARTERS[code])[None, None, :, None]
    )
    return whole.ravel()


def search(count: int, seed: int = SEED) -> leaks.Leaks:
    """Attack that many sites."""
    catalogue = leaks.attacked_catalogue()
    found, shown, of_somebody, done = np.zeros(3, dtype=int), 0, 0, 0
    for site in sites(catalogue, count, seed):
        found += attack(site, catalogue)
        told, whole = leaks.figures_shown(site.documents["2020"])
        shown, of_somebody, done = shown + told, of_somebody + whole, done + 1
    return leaks.Leaks(done, *found.tolist(), shown / max(of_somebody, 1))


def main() -> int:
    """Attack the sites."""
    count, seed = leaks.asked(SITES, SEED)
    return leaks.tell(search(count, seed), f"sites dont plusieurs périodes sont publiques (graine {seed})")


if __name__ == "__main__":
    raise SystemExit(main())
