"""A figure for a narrow screen: words, and under them a track as wide as the screen. Which pieces stand on it is `narrow`.

Words stay words: they fold, grow and are found as those of the page are.
"""

from dataclasses import dataclass
from typing import Literal

PieceKind = Literal["bar", "range", "dot", "ring", "tick", "column", "notch"]


@dataclass(frozen=True, slots=True)
class Piece:
    """What is drawn on a track, from `start` to `end` in percent of its width: a point has both alike.

    `words` stand inside a bar, in a colour that is read on it. A column stands on the foot of its track, a notch lies over it, at
    `height` percent of it.
    """

    kind: PieceKind
    start: float
    end: float
    colour: str
    words: str = ""
    ink: str = ""
    height: float = 100


@dataclass(frozen=True, slots=True)
class Strip:
    """A line: what it is, what it says, and its track; without pieces, the heading of those that follow."""

    label: str
    words: str = ""
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """What a piece of that kind and colour stands for."""

    kind: PieceKind
    colour: str
    words: str


@dataclass(frozen=True, slots=True)
class Strips:
    """The lines in reading order, what both ends of the tracks stand for, and the key of the pieces."""

    lines: tuple[Strip, ...]
    ends: tuple[str, str] | None = None
    keys: tuple[Key, ...] = ()
