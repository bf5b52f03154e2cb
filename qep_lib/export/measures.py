"""The room that blocks take, as Typst measures it with the very templates of the PDF. What is made of it is said elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from qep_lib.display.elements import Figure, KeyFigures, Table
from qep_lib.export.blocks import Block, Picture, Shown
from qep_lib.export.paper import Part
from qep_lib.export.plain_blocks import plain_block
from qep_lib.export.typesetting import ask_typst

Look = Literal["portrait", "landscape", "word-portrait", "word-landscape", "slide", "annex"]
"""Where blocks are laid out: a page, upright or turned, of the PDF or of a DOCX, whose letters are broader, a slide for a room,
one of the annexes (`templates/looks.typ`)."""

BODY_MM = 127.5
"""Height left under the title of a slide."""
PICTURE_MM, CARDS_A_SLIDE = 78.0, 8
"""The least height of a drawing on a slide, and how many figures stand on a slide of the annexes."""
_ARIAL = 1.15


class TableFit(NamedTuple):
    """Type of a table in points, and the width of each column in millimetres; `cut_from`: letters from which a word may be
    cut, 0 where none is.

    `is_whole`: the end of a page does not cut it; otherwise it cuts between rows, and in those of `cut_rows`.
    """

    size_pt: float
    widths_mm: tuple[float, ...]
    cut_from: int
    is_whole: bool = True
    cut_rows: tuple[int, ...] = ()

    @property
    def is_hyphenated(self) -> bool:
        """True where a word has to be cut."""
        return self.cut_from > 0

    def in_arial(self, most_mm: float) -> tuple[float, ...]:
        """The widths for the letters of office files, which are broader than those measured; no more than that in all."""
        broader = min(_ARIAL, most_mm / sum(self.widths_mm))
        return tuple(broader * width for width in self.widths_mm)

    def arial_pt(self, most_mm: float, least_pt: float) -> float:
        """The type of those files: smaller where there is no room to be broader: no word is cut. `least_pt` at the least."""
        lacking = min(1.0, most_mm / sum(self.widths_mm) / _ARIAL)
        return min(self.size_pt, max(least_pt, int(2 * lacking * self.size_pt) / 2))


@dataclass(frozen=True, slots=True)
class Measure:
    """Room of a block in millimetres: of each part by which it may be divided, and of the frame around them, in each piece."""

    frame_mm: float
    items_mm: tuple[float, ...] = ()
    fit: TableFit | None = None

    @property
    def height_mm(self) -> float:
        """Height of the whole."""
        return self.frame_mm + sum(self.items_mm)


class Ruler:
    """Measures blocks of a deck: those that are known beforehand in one pass of Typst, any other when it is asked for.

    A block is asked for with where it stands, and whether its caption is said above it already.
    """

    def __init__(self, asked: Iterable[tuple[Block, Look, bool]] = ()):
        self._known: dict[tuple[Block, Look, bool], tuple[Measure, ...]] = {}
        self._ask(dict.fromkeys(asked))

    def measure(self, block: Block, look: Look, is_captioned: bool) -> Measure:
        """Its measure; of a table on a slide, in the smallest type."""
        return self.measures(block, look, is_captioned)[-1]

    def measures(self, block: Block, look: Look, is_captioned: bool) -> tuple[Measure, ...]:
        """Its measure in each type that it may have, largest first: several for a table on a slide."""
        asked = (block, look, is_captioned)
        if asked not in self._known:
            self._ask([asked])
        return self._known[asked]

    def _ask(self, asked: Iterable[tuple[Block, Look, bool]]) -> None:
        self._known |= {one: (given,) for one in asked if (given := _given(*one)) is not None}
        unknown = [one for one in asked if one not in self._known]
        requests = [
            {"block": plain_block(block, is_captioned=is_captioned), "look": look, "is_fit_only": False}
            for block, look, is_captioned in unknown
        ]
        for one, answer in zip(unknown, _answers(requests), strict=True):
            self._known[one] = tuple(
                Measure(said["frame"], tuple(said["items"]), _fit(said["fit"]) if "fit" in said else None)
                for said in answer
            )


def _given(block: Block, look: Look, _: bool) -> Measure | None:
    """The room of what has no size of its own: a drawing, which is not squeezed under texts, and eight cards on an annex."""
    match block:
        case Shown(Figure()) | Picture():
            return Measure(PICTURE_MM)
        case Shown(KeyFigures(items=items)) if look == "annex":
            return Measure(0.0, (BODY_MM / CARDS_A_SLIDE,) * len(items))
    return None


@lru_cache(maxsize=4)
def fit_tables(tables: tuple[tuple[Table, Look], ...]) -> tuple[TableFit, ...]:
    """How each table is set in the width of its page. The last ones are kept: a layout is tried several times."""
    requests = [{"block": plain_block(Shown(table)), "look": look, "is_fit_only": True} for table, look in tables]
    return tuple(_fit(answer[0]["fit"]) for answer in _answers(requests))


def tables_of(parts: Iterable[Part]) -> tuple[tuple[Table, Look], ...]:
    """The tables of a document in order, and the page on which each stands."""
    return tuple(
        (block.element, part.look)
        for part in parts
        for block in part.blocks
        if isinstance(block, Shown) and isinstance(block.element, Table) and block.element.columns
    )


def _answers(requests: list[dict[str, Any]]) -> list[Any]:
    return ask_typst("measure.typ", {"title": "mesures", "asked": requests}, "measures") if requests else []


def _fit(said: dict[str, Any]) -> TableFit:
    return TableFit(**said | {"widths_mm": tuple(said["widths_mm"]), "cut_rows": tuple(said["cut_rows"])})
