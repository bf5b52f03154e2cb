"""What of a document is on paper, on pages of which orientation, and where its words may break.

How it is laid out is decided by Typst, which measures it (`templates/`); nothing here is a length.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qep_lib.display.elements import Table
from qep_lib.display.printable import tied
from qep_lib.export.blocks import Block, Heading, Shown

LANDSCAPE_COLUMNS = 9
"""A table declared wide turns its page from this many columns on; below, smaller type is enough."""
_ON_PAPER = ("open", "dense")
_UNBREAKABLE = re.compile(r"[^\s\u00a0\u202f\u200b]{25,}")
_LONGEST_STRETCH = 14
_ZERO_WIDTH_SPACE = "\u200b"


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks that follow each other on pages of one orientation."""

    is_landscape: bool
    blocks: tuple[Block, ...]

    @property
    def look(self) -> Literal["portrait", "landscape"]:
        """Which of the looks of the templates it has."""
        return "landscape" if self.is_landscape else "portrait"


def printed(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks that paper holds: all but the tables that are folded, or for a spreadsheet only."""
    return tuple(block for block in blocks if not _is_off_paper(block))


def breakable(text: str) -> str:
    """Printable `text` whose very long words carry zero-width spaces, so that no line leaves its box, and whose signs
    stay with their word, as French typography asks.
    """
    return _UNBREAKABLE.sub(_with_breaks, tied(text))


def split_parts(blocks: Sequence[Block]) -> tuple[Part, ...]:
    """Blocks grouped by orientation: the section (from its headings on) that holds a very wide table is turned whole.

    A section goes from a heading to the next one; headings that directly precede it come along, so that none is
    left alone on the page before.
    """
    parts: list[Part] = []
    for section in _sections(blocks):
        is_landscape = any(_is_very_wide(block) for block in section)
        if parts and parts[-1].is_landscape == is_landscape:
            parts[-1] = Part(is_landscape, parts[-1].blocks + section)
        else:
            parts.append(Part(is_landscape, section))
    return tuple(parts)


def _sections(blocks: Sequence[Block]) -> list[tuple[Block, ...]]:
    sections: list[list[Block]] = [[]]
    for block in blocks:
        is_lone_heading = all(isinstance(previous, Heading) for previous in sections[-1])
        if isinstance(block, Heading) and not is_lone_heading:
            sections.append([])
        sections[-1].append(block)
    return [tuple(section) for section in sections if section]


def _is_off_paper(block: Block) -> bool:
    element = block.element if isinstance(block, Shown) else None
    return isinstance(element, Table) and element.form not in _ON_PAPER


def _is_very_wide(block: Block) -> bool:
    element = block.element if isinstance(block, Shown) else None
    return isinstance(element, Table) and element.is_wide and len(element.columns) >= LANDSCAPE_COLUMNS


def _with_breaks(match: re.Match[str]) -> str:
    """File names and addresses break after their own signs; a stretch without any, every so many characters."""
    stretches = (part for part in re.split(r"(?<=[/_.\-])", match.group()) if part)
    return _ZERO_WIDTH_SPACE.join(
        part[start : start + _LONGEST_STRETCH] for part in stretches for start in range(0, len(part), _LONGEST_STRETCH)
    )
