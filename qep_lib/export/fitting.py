"""How a report is set so that its last page is half full at least, and no page holds the last line or the notes of a table alone.

Typst lays it out and says where things fall; what is left over is set a little tighter, as little as is enough.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import typst

TIGHTEST = 2
NEARLY_EMPTY = 0.5
"""Part of its text area that the last page must fill to be worth a page."""
FEW_WORDS = 0.2
"""Part of the last page under which it is for a few words: the tables before it are then in smaller type, if that spares it."""
LONG = 8
"""Pages beyond which a document is set closer wherever that saves one: a page in its middle may be for three lines."""
MARKS = "<laid-out>"
"""What the template leaves at the end, at the first cell of the last two lines of each table, at its notes: where they fell."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a report is set with: how tight it is, which tables are in smaller type and by how many steps, whether what follows a
    last page across stands on it, and whether what follows the opening stands under it."""

    tight: int = 0
    squeezed: dict[str, int] = field(default_factory=dict)
    is_tail_joined: bool = False
    is_opening_joined: bool = False

    def inputs(self) -> dict[str, str]:
        """As the template reads it."""
        squeezed = " ".join(name for name, steps in sorted(self.squeezed.items()) for _ in range(steps))
        joined = {"tail": self.is_tail_joined, "opening": self.is_opening_joined}
        words = {name: "joined" if is_joined else "" for name, is_joined in joined.items()}
        return {"tight": str(self.tight), "squeezed": squeezed} | words


@dataclass(frozen=True, slots=True)
class _Laid:
    """What came out: the tables whose last line, or notes, are alone on their page, those that end on the last two pages, how
    many pages, how full the last one is, and whether it follows a page across."""

    lone: frozenset[str]
    late: frozenset[str]
    pages: int
    last: float
    is_joinable: bool

    @property
    def cost(self) -> tuple[int, int, bool]:
        """What is to be made less."""
        return len(self.lone), self.pages, self.is_nearly_empty

    @property
    def is_nearly_empty(self) -> bool:
        return self.pages > 1 and self.last < NEARLY_EMPTY


def fitted_inputs(open_compiler: Callable[[dict[str, str]], typst.Compiler]) -> dict[str, str]:
    """The inputs of the template that leave nothing over, or the plain ones where none does better."""
    setting = Setting()
    laid = _laid(open_compiler, setting)
    for change in (_with_lone_squeezed, _with_less_pages, _without_few_words, _with_lone_squeezed):
        better = []
        for one, found in _tried(open_compiler, change(setting, laid), laid):
            if found.cost < laid.cost:
                better.append((one, found))
                # A long document is looked up more than it is read: it is as short as can be, others are as open as can be.
                if laid.pages <= LONG and not found.is_nearly_empty:
                    break
        setting, laid = min(better, key=lambda pair: pair[1].cost, default=(setting, laid))
    return setting.inputs()


def _tried(
    open_compiler: Callable[[dict[str, str]], typst.Compiler], settings: Iterator[Setting], laid: _Laid
) -> Iterator[tuple[Setting, _Laid]]:
    """Each setting and what comes out; one that spares a page and leaves a line alone for it, with that table squeezed too."""
    for one in settings:
        found = _laid(open_compiler, one)
        yield one, found
        if found.pages < laid.pages and len(found.lone) > len(laid.lone):
            yield from ((closer, _laid(open_compiler, closer)) for closer in _with_lone_squeezed(one, found))


def _with_lone_squeezed(setting: Setting, laid: _Laid) -> Iterator[Setting]:
    for steps in range(1, TIGHTEST + 1) if laid.lone else ():
        yield replace(setting, squeezed=setting.squeezed | dict.fromkeys(laid.lone, steps))


def _with_less_pages(setting: Setting, laid: _Laid) -> Iterator[Setting]:
    if not laid.is_nearly_empty and laid.pages <= LONG:
        return
    if laid.is_joinable:
        yield replace(setting, is_tail_joined=True)
    for tight in range(1, TIGHTEST + 1):
        for is_tail_joined in (False, True) if laid.is_joinable else (False,):
            yield replace(setting, tight=tight, is_tail_joined=is_tail_joined)
    # The page of two minutes is worth its own only while that costs no page that is nearly empty.
    for tight in range(TIGHTEST + 1) if laid.is_nearly_empty else ():
        yield replace(setting, tight=tight, is_tail_joined=laid.is_joinable, is_opening_joined=True)


def _without_few_words(setting: Setting, laid: _Laid) -> Iterator[Setting]:
    for steps in range(1, TIGHTEST + 1) if laid.late and laid.pages > 1 and laid.last < FEW_WORDS else ():
        yield replace(setting, squeezed=setting.squeezed | dict.fromkeys(laid.late, steps))


def _laid(open_compiler: Callable[[dict[str, str]], typst.Compiler], setting: Setting) -> _Laid:
    marks: list[dict[str, Any]] = [found["value"] for found in _query(open_compiler(setting.inputs()))]
    end = next(mark for mark in marks if mark["name"] == "")
    pages: dict[str, list[int]] = {}
    for mark in marks:
        if mark["name"]:
            pages.setdefault(mark["name"], []).append(mark["page"])
    lone = frozenset(name for name, found in pages.items() if any(after > before for before, after in pairwise(found)))
    late = frozenset(name for name, found in pages.items() if found[-1] >= end["page"] - 1)
    return _Laid(lone, late, end["page"], end["filled"], end["is_joinable"])


def _query(compiler: typst.Compiler) -> list[dict[str, Any]]:
    return json.loads(compiler.query(MARKS))
