"""Which groups of people a reader can work out from the figures shown, and which figures to hide so that none is small.

Figures count groups that are cut by dimensions: « post », « complaints », « information requests by e-mail ». A reader adds
and subtracts them, with any factors; what he finds are the groups whose cells are a sum of those of the figures shown. All of
them are listed, exactly: in a reduced basis a group is told by the pivot cells that it holds. Of figures of several documents
they would be too many: the smallest is searched, as exactly.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

Selection = Mapping[str, frozenset[str]]
"""The values that a group takes in each dimension that cuts it; a dimension that is not named is taken whole."""
UNLISTED = ""
"""Stands for the values of a dimension that no figure names: blanks, channels of the year before."""
LARGEST_RANK = 12
"""Independent figures beyond which the groups are too many to list: 4,096 candidates take a millisecond, a search ten or more."""
MOST_NODES = 20_000
"""Of a search, after which it is given up: a number of steps, which every machine counts alike."""
SOLVED, IMPOSSIBLE = 0, 2
"""What `scipy.optimize.milp` says of a search that ended."""
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Cut:
    """The groups of one population that some dimensions cut: their `places` in the lists of the caller, and the cells that each
    holds, a line a group. `is_partition` where they are a whole and its parts, which share nobody.
    """

    places: tuple[int, ...]
    cells: np.ndarray
    is_partition: bool


def cuts(selections: Sequence[Selection], sizes: Sequence[float], of_whole: Selection) -> list[Cut]:
    """The cuts of a population, given by its groups (the one of no dimension is the whole) and their sizes, NaN where unknown.
    `of_whole` are the values that its people have, in the dimensions where they are declared.

    Dimensions that no group crosses make separate cuts: a sum of figures of several that is a group is one of a single cut.
    """
    values = {name: _values(name, selections, sizes, of_whole.get(name)) for name in _names(selections)}
    found = []
    for linked in _linked(selections):
        places = tuple(place for place, chosen in enumerate(selections) if chosen.keys() <= linked)
        grid = list(product(*(values[name] for name in sorted(linked))))
        cells = np.zeros((len(places), len(grid)))
        for line, place in enumerate(places):
            taken = [selections[place].get(name) for name in sorted(linked)]
            cells[line] = [all(w is None or value in w for value, w in zip(cell, taken, strict=True)) for cell in grid]
        are_single = all(len(wanted) == 1 for place in places for wanted in selections[place].values())
        found.append(Cut(places, cells, len(linked) == 1 and are_single))
    return found


def next_smallest(
    places: Iterable[int], sizes: Sequence[float], is_gone: Sequence[bool], least: float, unlisted: float = 0.0
) -> list[int]:
    """Of the parts of a whole, those to hide beside the ones that are gone, the smallest first, until the hidden hold `least`
    people together, and more than one each: as many people as hidden parts would be one in each. Where none is gone, beside the
    `unlisted` that the whole leaves beside all of them. None where nobody is hidden.
    """
    places = list(places)
    gone = [place for place in places if is_gone[place] and sizes[place] > 0]
    held, hidden = sum(sizes[place] for place in gone) or max(unlisted, 0.0), len(gone)
    chosen: list[int] = []
    others = (place for place in places if not is_gone[place] and sizes[place] > 0)
    for place in sorted(others, key=sizes.__getitem__) if held > 0 else ():
        if held >= least and held > hidden:
            break
        chosen.append(place)
        held, hidden = held + sizes[place], hidden + 1
    return chosen


def hide_small(cut: Cut, sizes: Sequence[float], is_shown: list[bool], may_go: Sequence[int], least: float) -> None:
    """Turn `is_shown` off until no group that can be worked out from figures that `may_go` holds 1 to `least` - 1 people. They
    are tried in their order; what was hidden in vain is shown again, the largest first.
    """
    hidden = []
    choice = [place for place in may_go if place in cut.places]
    while involved := _smallest_found(cut, sizes, is_shown, choice, least):
        place = next(place for place in choice if place in involved)
        is_shown[place] = False
        hidden.append(place)
    for place in sorted(hidden, key=lambda place: -sizes[place]):
        is_shown[place] = True
        if _smallest_found(cut, sizes, is_shown, choice, least):
            is_shown[place] = False


def _smallest_found(
    cut: Cut, sizes: Sequence[float], is_shown: Sequence[bool], may_go: Collection[int], least: float
) -> frozenset[int]:
    """The figures from which the smallest of the small groups is worked out, among those that take one of `may_go`; none where
    no such group is small.
    """
    lines = [line for line, place in enumerate(cut.places) if is_shown[place]]
    people = np.array([sizes[cut.places[line]] for line in lines])
    is_free = np.array([cut.places[line] in may_go for line in lines], dtype=bool)
    cells = cut.cells[lines]
    find = _find_listed if len(_reduced(cells)[0]) <= LARGEST_RANK else _find_searched
    is_used = find(cells, people, is_free, least)
    return frozenset(cut.places[line] for line, used in zip(lines, is_used, strict=True) if used)


def _find_listed(cells: np.ndarray, people: np.ndarray, is_free: np.ndarray, least: float) -> np.ndarray:
    """The lines that make the smallest group of 1 to `least` - 1 people with one that `is_free` at least, all False where there
    is none: among all the groups, listed.
    """
    while True:
        factors, groups = groups_found(cells.tobytes(), cells.shape)
        held = factors @ people
        # A group of nobody tells each of its cells.
        nobody = groups[np.abs(held) < _NEAR].any(axis=0)
        if not nobody.any():
            break
        cells = cells[:, ~nobody]
    is_used = np.abs(factors) > _NEAR
    is_small = (held > _NEAR) & (held < least - _NEAR) & is_used[:, is_free].any(axis=1)
    if not is_small.any():
        return np.zeros(len(people), dtype=bool)
    return is_used[int(np.where(is_small, held, np.inf).argmin())]


def _find_searched(cells: np.ndarray, people: np.ndarray, is_free: np.ndarray, least: float) -> np.ndarray:
    """As `_find_listed`, where the groups are too many: mixed-integer programming finds the smallest, as exactly. Where it would
    be too long, the smallest free line, which the others may give back.
    """
    while True:
        if not (is_free.any() and cells.any()):
            return np.zeros(len(people), dtype=bool)
        groups = Groups.of(cells, people)
        nobody = groups.of_nobody()
        if not nobody.any():
            break
        cells = cells[:, ~nobody]
    known: list[np.ndarray] = []
    while (found := groups.smallest(least, known)) is not None:
        is_used = _lines_making(found, cells, is_free)
        if is_used[is_free].any():
            return is_used
        # Made of the others alone: hiding would change nothing, and the next one is looked for.
        known.append(found)
    if groups.is_sure:
        return np.zeros(len(people), dtype=bool)
    return np.arange(len(people)) == np.where(is_free, people, np.inf).argmin()


class Groups:
    """The groups that a sum of lines makes, too many to be listed. In a reduced basis, a group takes each line once or not at
    all: the variables of a search are these lines, then the cells, each once among those that are alike.
    """

    def __init__(self, basis: np.ndarray, held: np.ndarray) -> None:
        alike, self._columns = np.unique(basis, axis=1, return_inverse=True)
        rank, width = alike.shape
        self._rank, self._held = rank, np.concatenate([held, np.zeros(width)])
        self._is_group = LinearConstraint(np.hstack([alike.T, -np.eye(width)]), 0, 0)
        self._counts = np.bincount(self._columns, minlength=width)
        self.is_sure = True

    @classmethod
    def of(cls, cells: np.ndarray, people: np.ndarray) -> "Groups":
        """Those of lines of cells, with the people of each line."""
        basis, factors = _reduced(cells)
        return cls(basis, factors @ people)

    def of_nobody(self) -> np.ndarray:
        """The cells of a group of nobody, as many as there may be."""
        objective = np.concatenate([np.zeros(self._rank), -1.0 * self._counts])
        found = self._best(objective, LinearConstraint(self._held, -_NEAR, _NEAR))
        return np.zeros(self._columns.size, dtype=bool) if found is None else found

    def smallest(self, least: float, known: Iterable[np.ndarray] = ()) -> np.ndarray | None:
        """The cells of the smallest group of 1 to `least` - 1 people beside those `known`; None without any."""
        others = []
        for group in known:
            inside = np.bincount(self._columns, weights=group, minlength=self._counts.size) > 0
            others.append(
                LinearConstraint(
                    np.concatenate([np.zeros(self._rank), np.where(inside, -1.0, 1.0)]), 1 - int(inside.sum()), np.inf
                )
            )
        return self._best(self._held, LinearConstraint(self._held, 1, least - 1), *others)

    def _best(self, objective: np.ndarray, *constraints: LinearConstraint) -> np.ndarray | None:
        whole = np.ones(objective.size)
        found = milp(
            objective,
            constraints=[self._is_group, *constraints],
            integrality=whole,
            bounds=Bounds(0, 1),
            options={"node_limit": MOST_NODES},
        )
        self.is_sure &= found.status in (SOLVED, IMPOSSIBLE)
        return None if found.x is None else (found.x[self._rank :] > 0.5)[self._columns]


def _lines_making(group: np.ndarray, cells: np.ndarray, is_free: np.ndarray) -> np.ndarray:
    """The lines of a sum that makes the group, with as few free ones as may be."""
    weights = np.tile(np.where(is_free, 1.0, _NEAR), 2)
    found = linprog(weights, A_eq=np.hstack([cells.T, -cells.T]), b_eq=group.astype(float), bounds=(0, None))
    return np.abs(np.subtract(*np.split(found.x, 2))) > _NEAR


@lru_cache(maxsize=512)
def groups_found(cells: bytes, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Every group of cells that a sum of these lines makes: the factor of each line (groups × lines), and its cells as booleans
    (groups × cells). `cells` are the bytes of an array of `shape` lines × cells, of 0 and 1.
    """
    basis, factors = _reduced(np.frombuffer(cells).reshape(shape))
    choices = (np.arange(1 << len(basis))[:, None] >> np.arange(len(basis)) & 1).astype(float)
    groups = choices @ basis
    is_group = (np.abs(groups * (groups - 1)) < _NEAR).all(axis=1) & groups.any(axis=1)
    return choices[is_group] @ factors, groups[is_group] > 0.5


def _reduced(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The reduced row echelon form of the lines, and the factors that make each of its lines of the given ones."""
    lines, width = cells.shape
    work, row = np.hstack([cells, np.eye(lines)]), 0
    for column in range(width):
        if row == lines:
            break
        pivot = row + int(np.abs(work[row:, column]).argmax())
        if abs(work[pivot, column]) < _NEAR:
            continue
        work[[row, pivot]] = work[[pivot, row]]
        work[row] /= work[row, column]
        others = work[:, column].copy()
        others[row] = 0
        work -= np.outer(others, work[row])
        row += 1
    return work[:row, :width], work[:row, width:]


def _names(selections: Iterable[Selection]) -> set[str]:
    return {name for chosen in selections for name in chosen}


def _values(
    name: str, selections: Sequence[Selection], sizes: Sequence[float], declared: frozenset[str] | None
) -> list[str]:
    """The values of a dimension that somebody may have, as far as a reader knows."""
    single = {}
    for place, chosen in enumerate(selections):
        if [*chosen] == [name] and len(chosen[name]) == 1:
            single[next(iter(chosen[name]))] = sizes[place]
    named = frozenset().union(*(chosen[name] for chosen in selections if name in chosen))
    whole = next((sizes[place] for place, chosen in enumerate(selections) if not chosen), np.nan)
    # An unknown size is that of a group of which nobody can be counted yet.
    if single and abs(whole - np.nansum([*single.values()])) < _NEAR:
        return sorted(single)
    return sorted(declared | named) if declared is not None else sorted(named | {UNLISTED})


def _linked(selections: Iterable[Selection]) -> list[frozenset[str]]:
    """The dimensions that some group crosses, together; the others each alone."""
    found: list[frozenset[str]] = []
    for chosen in selections:
        touched = [one for one in found if one & chosen.keys()]
        if chosen:
            found = [one for one in found if one not in touched] + [frozenset(chosen).union(*touched)]
    return sorted(found, key=sorted)
