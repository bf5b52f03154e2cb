"""Levels of the invented data: the centre of each figure, how far sites and years stray from it, and its source.

What is drawn around them is in the module of each table. No level is written in the code.
"""

import csv
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

LEVELS_FILE = Path(__file__).with_name("levels.csv")
MOST_DEVIATIONS = 2
"""Draws of a level stay within that many deviations of it, so that a plausible level stays plausible everywhere."""


@dataclass(frozen=True, slots=True)
class Level:
    """One line of `levels.csv`: deviations are those of sites around the centre and of years around a site."""

    name: str
    centre: float
    site_spread: float
    year_noise: float
    maximum: float | None
    source: str


@cache
def read_levels() -> Mapping[str, Level]:
    """Every level by name, in file order."""
    with LEVELS_FILE.open(encoding="utf-8", newline="") as file:
        return {row["name"]: _level(row) for row in csv.DictReader(file)}


def shares(family: str) -> dict[str, float]:
    """Member -> centre of a family such as `requests_channel`, from lines named `requests_channel.<member>`."""
    start = f"{family}."
    return {name.removeprefix(start): level.centre for name, level in read_levels().items() if name.startswith(start)}


def draw_members(rng: np.random.Generator, family: str, count: int) -> tuple[np.ndarray, tuple[str, ...]]:
    """(codes, members) of a family: each code is the place of a member, drawn in its share."""
    known = shares(family)
    weights = np.array(list(known.values()))
    return rng.choice(weights.size, count, p=weights / weights.sum()), tuple(known)


def generator(seed: int, *words: str | int) -> np.random.Generator:
    """A stream of its own for what `words` name: it never depends on what else is drawn, nor in which order."""
    return np.random.default_rng([seed, zlib.crc32("/".join(map(str, words)).encode())])


@dataclass(frozen=True, slots=True)
class SiteLevels:
    """The levels of one site: the same site always strays in the same way under the same seed."""

    seed: int
    site_id: str

    def of(self, name: str, year: int) -> float:
        """The level `name` of the site that year."""
        level = read_levels()[name]
        stray = _deviation(self.seed, self.site_id, name), _deviation(self.seed, self.site_id, name, year)
        drawn = level.centre + level.site_spread * stray[0] + level.year_noise * stray[1]
        return drawn if level.maximum is None else min(drawn, level.maximum)


def centre(name: str) -> float:
    """The centre of a level that neither sites nor years change."""
    return read_levels()[name].centre


def _deviation(seed: int, *words: str | int) -> float:
    return float(np.clip(generator(seed, *words).standard_normal(), -MOST_DEVIATIONS, MOST_DEVIATIONS))


def _level(row: Mapping[str, str]) -> Level:
    maximum = float(row["maximum"]) if row["maximum"] else None
    middle, site_spread, year_noise = (float(row[name]) for name in ("centre", "site_spread", "year_noise"))
    return Level(row["name"], middle, site_spread, year_noise, maximum, row["source"])
