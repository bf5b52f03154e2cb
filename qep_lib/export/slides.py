"""A `Document` cut into slides: what each one holds, and where a long table or list goes on. Drawing is `pdf` and `html`.

A heading opens a slide and is its title; a slide holds its texts and one figure, table or row of key figures. What does
not fit goes to the next slide, under the same title with « (suite) ». Heights are estimates: the PDF template turns the
page, with that same title, where they are wrong.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qep_lib.display.elements import Element, KeyFigures, Note, Table, Text
from qep_lib.export.blocks import Block, Document, Heading, Listing, Paragraph, Picture, Run, Shown
from qep_lib.export.paper import SLIDE, estimate_row_heights, estimate_text_mm, fit_table
from qep_lib.model.issue import shorten

CONTINUED = " (suite)"
SECTION_LEVEL, SLIDE_LEVEL = 2, 3
"""Headings of level 2 open a section, of level 3 a slide of it; deeper ones are words of their slide."""
ABSENCES_TITLE = "Sans donnée pour cette période"
LONGEST_TITLE = 110
BODY_MM = 97.0
"""Height left under the title of a slide."""
CARDS_A_SLIDE = 8
TABLE_FRAME_MM, NOTE_FRAME_MM, LINE_MM = 16.0, 14.0, 7.5
"""Caption and headings of a table with the room around them; the same of a note; a line of a list."""
PICTURE_MM = 58.0
"""A drawing is not squeezed under texts: it asks for that much, or for a slide of its own."""
ROUNDING_MM = 0.01


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide. `section` is empty where the title is the section's own; `opens_section` on the first slide of one.

    `anchor` is unique in its deck; `level` is that of its heading in the page, 2 or 3.
    """

    title: str
    anchor: str
    blocks: tuple[Block, ...]
    level: int = SECTION_LEVEL
    section: str = ""
    opens_section: bool = False
    is_continued: bool = False

    @property
    def shown_title(self) -> str:
        """The title as printed, with « (suite) » where it has been read before."""
        return f"{self.title}{CONTINUED}" if self.is_continued else self.title


@dataclass(frozen=True, slots=True)
class Deck:
    """The opening texts, shown with the document's title, and the slides."""

    opening: tuple[Block, ...]
    slides: tuple[Slide, ...]


def cut_slides(document: Document) -> Deck:
    """The deck of a document. Content that no heading precedes is shown under the document's title."""
    opening: list[Block] = []
    slides: list[Slide] = []
    current = Slide(shorten(document.title, LONGEST_TITLE), "s-ouverture", ())
    section = ""
    for heading, blocks in _under_headings(document.blocks):
        if heading is None:
            opening = [block for block in blocks if _is_text(block)]
            blocks = [block for block in blocks if not _is_text(block)]
        elif heading.level == SECTION_LEVEL:
            section = shorten(heading.text, LONGEST_TITLE)
            current = Slide(section, heading.anchor, ())
            blocks = _with_whole_title(heading, blocks)
        else:
            is_first = not any(slide.section == section or slide.title == section for slide in slides)
            title = shorten(heading.text, LONGEST_TITLE)
            current = Slide(title, heading.anchor, (), SLIDE_LEVEL, section, bool(section) and is_first)
            blocks = _with_whole_title(heading, blocks)
        # What a whole section lacks is said once, not under each of its titles.
        if not (slides and blocks and section == slides[-1].section and tuple(blocks) == slides[-1].blocks):
            slides += _filled(current, blocks)
    return Deck(tuple(opening), tuple(_with_absences_joined(slides)))


def _with_absences_joined(slides: Iterable[Slide]) -> Iterator[Slide]:
    """Slides that only say what is not there, one after the other, make one: a meeting does not turn empty pages."""
    for is_absence, group in itertools.groupby(slides, _is_absence):
        found = list(group)
        if not is_absence or len(found) == 1:
            yield from found
            continue
        blocks = [block for slide in found for block in slide.blocks]
        yield from _filled(Slide(ABSENCES_TITLE, found[0].anchor, ()), blocks)


def _is_absence(slide: Slide) -> bool:
    elements = [block.element if isinstance(block, Shown) else None for block in slide.blocks]
    return all(isinstance(element, Note) and element.level == "info" for element in elements)


def _under_headings(blocks: Iterable[Block]) -> Iterator[tuple[Heading | None, list[Block]]]:
    """Each heading that opens a section or a slide with the blocks up to the next one."""
    heading, gathered = None, []
    for block in blocks:
        if isinstance(block, Heading) and block.level <= SLIDE_LEVEL:
            yield heading, gathered
            heading, gathered = block, []
        else:
            gathered.append(block)
    yield heading, gathered


def _with_whole_title(heading: Heading, blocks: list[Block]) -> list[Block]:
    """A title too long for its place is cut there and said whole under it."""
    return blocks if len(heading.text) <= LONGEST_TITLE else [Paragraph((Run(heading.text),)), *blocks]


def _filled(opened: Slide, blocks: Sequence[Block]) -> Iterator[Slide]:
    """The slides that these blocks take, none when there is no block."""
    slide, held, height, count = opened, [], 0.0, 1
    for block in blocks:
        for part, needed in _parts(block):
            has_main = not all(_is_text(known) for known in held)
            if held and (height + needed > BODY_MM or (has_main and not _is_text(part))):
                yield replace(slide, blocks=tuple(held))
                count += 1
                anchor = f"{opened.anchor}-suite-{count}"
                slide = replace(opened, anchor=anchor, is_continued=True, opens_section=False)
                held, height = [], 0.0
            held.append(part)
            height += needed
    if held:
        yield replace(slide, blocks=tuple(held))


def _is_text(block: Block) -> bool:
    """True for words that may stand beside the one thing that a slide shows."""
    shown = block.element if isinstance(block, Shown) else None
    return isinstance(shown, (Text, Note)) or not isinstance(block, (Shown, Picture))


def _parts(block: Block) -> Iterator[tuple[Block, float]]:
    """A block, or the parts of one too long for a slide, each with the height it needs in millimetres."""
    match block:
        case Shown(element):
            yield from ((Shown(part), height) for part, height in _element_parts(element))
        case Paragraph() | Heading():
            yield block, estimate_text_mm("".join(run.text for run in block.runs))
        case Listing():
            yield block, LINE_MM * len(block.items)
        case _:
            yield block, PICTURE_MM


def _element_parts(element: Element) -> Iterator[tuple[Element, float]]:
    match element:
        case Table():
            heights = estimate_row_heights(element, fit_table(element, *SLIDE), SLIDE.width_mm)
            notes = sum(estimate_text_mm(note, SLIDE.sizes_pt[-1]) for note in element.notes)
            parts = list(_divided(element.rows, heights, TABLE_FRAME_MM + notes))
            for rows, height in parts:
                # The notes stand where the table ends, as under a table of several pages.
                yield replace(element, rows=rows, notes=element.notes if rows is parts[-1][0] else ()), height
        case Text() | Note():
            frame = NOTE_FRAME_MM if isinstance(element, Note) else 0.0
            heights = [estimate_text_mm(paragraph) for paragraph in element.paragraphs]
            for paragraphs, height in _divided(element.paragraphs, heights, frame):
                yield replace(element, paragraphs=paragraphs), height
        case KeyFigures():
            # Two rows of cards fill a slide.
            for items, height in _divided(element.items, [BODY_MM / CARDS_A_SLIDE] * len(element.items), 0.0):
                yield replace(element, items=items), height
        case _:
            yield element, PICTURE_MM


def _divided(items: tuple, heights: Sequence[float], frame: float) -> Iterator[tuple[tuple, float]]:
    """`items` in as few parts as fit under `frame`, of like heights: (part, its height with the frame)."""
    room, left = max(BODY_MM - frame, BODY_MM / 4), sum(heights)
    parts_left = _fewest_parts(heights, room)
    part, height = [], 0.0
    for item, own in zip(items, heights, strict=True):
        # A part is closed when the next item would overflow it, or take it further from its due height than it is now.
        if part and (height + own > room + ROUNDING_MM or height + own / 2 > left / parts_left + ROUNDING_MM):
            yield tuple(part), height + frame
            left, parts_left = left - height, max(1, parts_left - 1)
            part, height = [], 0.0
        part.append(item)
        height += own
    yield tuple(part), height + frame


def _fewest_parts(heights: Sequence[float], room: float) -> int:
    count, height = 1, 0.0
    for own in heights:
        if height and height + own > room + ROUNDING_MM:
            count, height = count + 1, 0.0
        height += own
    return count
