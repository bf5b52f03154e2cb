"""A `Document` cut into slides: what each says, what its speaker says, what is in annexes. Drawing is `pdf` and `html`.

A heading is one slide, whose title is the message of what it shows: the caption of its drawing, table or figures, otherwise
the heading itself. A room reads what is large: what is invented is said there too; whatever does not fit
goes to the annexes whole, where type is smaller and a long table goes on from slide to slide. Notes are for who speaks. What
fits is measured by the engine that lays out the PDF; a drawing, which has no size of its own, asks for a fixed room.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from qep_lib.display.elements import Cell, Comment, Element, Figure, Image, KeyFigures, Note, Table, Text
from qep_lib.display.remarks import fictitious_words
from qep_lib.errors import sure
from qep_lib.export.blocks import Block, Document, Heading, Picture, Shown
from qep_lib.export.measures import BODY_MM, Measure, Ruler
from qep_lib.export.paper import printed
from qep_lib.model.issue import shorten
from qep_lib.model.prose import Paragraph, Run

ANNEXES, REMARKS_TITLE = "Annexes", "Remarques"
"""The heading of level 2 from which a notebook of slides is annexes, and what they end with: remarks under tables of the room."""
IN_ANNEX = "… suite en annexe"
CONTINUED = " (suite)"
SECTION_LEVEL, SLIDE_LEVEL = 2, 3
"""Headings of level 2 open a section, of level 3 a slide of it; deeper ones are words of their slide."""
LONGEST_TITLE = 130
LEAST_PT = 18.0
"""Nothing that a room is shown is set smaller (`templates/looks.typ`)."""
GAP_MM = 6.0
"""Between what a slide shows."""
ROWS_SAID, MOST_COLUMNS, CARDS_SAID = 5, 7, 4
"""Lines of a table that does not fit, columns, and figures, that a room is shown."""
ROUNDING_MM = 0.01


class Placed(NamedTuple):
    """A block of a slide and the room that it takes."""

    block: Block
    measure: Measure


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide. `section` is empty where the title is the section's own; `opens_section` on the first slide of one.

    `anchor` is unique in its deck; `level` is that of its heading in the page, 2 or 3. `is_captioned` where the title is the
    caption of what it shows, which is then not said twice; `notes` are for who speaks, who has them in the PPTX alone, `remarks`
    are those of its tables.
    """

    title: str
    anchor: str
    parts: tuple[Placed, ...] = ()
    level: int = SECTION_LEVEL
    section: str = ""
    opens_section: bool = False
    is_continued: bool = False
    is_captioned: bool = False
    is_annex: bool = False
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What it shows."""
        return tuple(part.block for part in self.parts)

    @property
    def shown_title(self) -> str:
        """The title as printed, with « (suite) » where it has been read before."""
        return f"{self.title}{CONTINUED}" if self.is_continued else self.title


@dataclass(frozen=True, slots=True)
class Deck:
    """The opening texts, shown with the document's title, and the slides: those for the room, then the annexes."""

    opening: tuple[Placed, ...]
    slides: tuple[Slide, ...]


@lru_cache(maxsize=1)
def cut_slides(document: Document) -> Deck:
    """The deck of a document. Content that no heading precedes is shown under the document's title.

    The last one is kept: a deck is written in three formats.
    """
    groups = [*_under_headings(printed(document.blocks))]
    first_annex = next((place for place, (heading, _) in enumerate(groups) if _opens_annexes(heading)), len(groups))
    ruler = Ruler((_for_room(block), "slide", True) for _, blocks in groups[:first_annex] for block in blocks)
    opening: list[Block] = []
    said: list[Slide] = []
    moved: list[tuple[str, Block]] = []
    section = Heading(SECTION_LEVEL, (Run(document.title),), "s-ouverture")
    for heading, blocks in groups[:first_annex]:
        opened = heading or section
        if heading is None:
            opening = [block for block in blocks if _is_text(block) and not _is_comment(block)]
            blocks = [block for block in blocks if block not in opening]
        elif heading.level == SECTION_LEVEL:
            section = heading
        if slide := _said(opened, section, blocks, moved, ruler):
            is_first = not any(known.section == slide.section for known in said)
            said.append(replace(slide, opens_section=bool(slide.section) and is_first))
    shown = tuple(Placed(block, ruler.measure(block, "slide", True)) for block in opening)
    annexes = [*_annexes(groups[first_annex:], moved), *_noted(said)]
    ruler = Ruler((block, "annex", slide.is_captioned) for slide, blocks in annexes for block in blocks)
    filled = [slide for opened, blocks in annexes for slide in _filled(opened, blocks, ruler)]
    return Deck(shown, (*said, *_with_first_opened(filled)))


def _opens_annexes(heading: Heading | None) -> bool:
    return heading is not None and heading.level == SECTION_LEVEL and heading.text.strip() == ANNEXES


def _under_headings(blocks: Iterable[Block]) -> Iterator[tuple[Heading | None, list[Block]]]:
    """Each heading that opens a section or a slide with the blocks up to the next one."""
    heading: Heading | None = None
    gathered: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level <= SLIDE_LEVEL:
            yield heading, gathered
            heading, gathered = block, []
        else:
            gathered.append(block)
    yield heading, gathered


# --- for the room ---------------------------------------------------------------------------------------------------


def _said(
    heading: Heading, section: Heading, blocks: Sequence[Block], moved: list[tuple[str, Block]], ruler: Ruler
) -> Slide | None:
    """The one slide of a heading, None when there is nothing to show; what has no room is added to `moved`, with its heading."""
    notes = [text for block in blocks for text in _spoken(block)]
    remarks: list[str] = []
    shown = [block for block in blocks if not _is_note(block)]
    if not shown:
        moved += [(heading.text, block) for block in blocks]
        return None
    main = next((block for block in shown if _message(block)), None)
    title = _message(main) if main else heading.text
    if len(title) > LONGEST_TITLE:
        shown.insert(0, Paragraph((Run(title),)))
    invented = [_placed(words, ruler) for words in fictitious_words([n for block in shown for n in _noted_of(block)])]
    held: list[Placed] = []
    has_main = False
    room = BODY_MM - sum(part.measure.height_mm + GAP_MM for part in invented)
    for block in shown:
        is_text = _is_text(block)
        part = None if has_main and not is_text else _shown_part(_for_room(block), room, ruler)
        if part is None or _is_cut(part.block, block):
            moved.append((heading.text, block))
        if part is not None:
            has_main |= not is_text
            held.append(part)
            room -= part.measure.height_mm + GAP_MM
            # A table that is cut stands whole in the annexes, above its own remarks.
            (notes if _is_cut(part.block, block) else remarks).extend(_noted_of(block))
    over = heading.text if main else "" if heading is section else section.text
    return Slide(
        shorten(title, LONGEST_TITLE),
        heading.anchor,
        (*held, *invented) if held else (Placed(Paragraph((Run(IN_ANNEX),)), Measure(0.0)),),
        SLIDE_LEVEL if over else heading.level,
        shorten(over, LONGEST_TITLE),
        is_captioned=main is not None,
        notes=tuple(notes),
        remarks=tuple(remarks),
    )


def _placed(words: str, ruler: Ruler) -> Placed:
    block = Paragraph((Run(words),))
    return Placed(block, ruler.measure(block, "slide", True))


def _spoken(block: Block) -> tuple[str, ...]:
    """What a note has its speaker say."""
    return block.element.paragraphs if isinstance(block, Shown) and isinstance(block.element, Note) else ()


def _noted_of(block: Block) -> tuple[str, ...]:
    """What stands in small type under a table, or under the one behind a drawing."""
    match block:
        case Shown(Table() as table) | Shown(Figure(data=table)):
            return table.notes
        case _:
            return ()


def _is_note(block: Block) -> bool:
    return isinstance(block, Shown) and isinstance(block.element, Note)


def _message(block: Block) -> str:
    """What a drawing, a table or figures come to, in their own words; empty for the rest."""
    return block.element.message if isinstance(block, Shown) else ""


def _for_room(block: Block) -> Block:
    """What a room is shown of a block, if it fits: four figures, and a table without its small print."""
    match block:
        case Shown(KeyFigures() as cards) if len(cards.items) > CARDS_SAID:
            return Shown(replace(cards, items=cards.items[:CARDS_SAID]))
        case Shown(Table(notes=notes) as table) if notes:
            return Shown(replace(table, notes=()))
        case _:
            return block


def _shown_part(block: Block, room: float, ruler: Ruler) -> Placed | None:
    """What of a block fits in `room` millimetres; None when nothing of it does."""
    measure = ruler.measure(block, "slide", True)
    match block:
        case Shown(Table() as table):
            return _first_rows(table, ruler.measures(block, "slide", True), room)
        case Shown(Text() as text) if measure.height_mm > room + ROUNDING_MM:
            kept = max(0, _count_within(measure, room) - 1)
            shorter = Shown(replace(text, paragraphs=(*text.paragraphs[:kept], IN_ANNEX)))
            return Placed(shorter, replace(measure, items_mm=measure.items_mm[: kept + 1])) if kept else None
        case _:
            fits = isinstance(block, Shown) and isinstance(block.element, KeyFigures)
            return Placed(block, measure) if fits or measure.height_mm <= room + ROUNDING_MM else None


def _count_within(measure: Measure, room: float) -> int:
    """How many of its first parts fit in `room`."""
    heights = itertools.accumulate(measure.items_mm, initial=measure.frame_mm)
    return sum(height <= room + ROUNDING_MM for height in heights) - 1


def _is_cut(part: Block, block: Block) -> bool:
    """True where a part of the block is not shown; notes apart, which the speaker has."""
    match part, block:
        case Shown(Table() as kept), Shown(Table() as whole):
            return kept.rows != whole.rows
        case _:
            return part != block


def _first_rows(table: Table, measures: tuple[Measure, ...], room: float) -> Placed | None:
    """The table in the largest type in which it fits in `room` without cutting a word, otherwise its first lines and where the
    others are; None when not a line fits, or too many columns."""
    if len(table.columns) > MOST_COLUMNS:
        return None
    for measure in measures:
        if measure.height_mm <= room + ROUNDING_MM and (measure is measures[-1] or not sure(measure.fit).is_hyphenated):
            return Placed(Shown(table), measure)
    line = min(measure.items_mm, default=0.0)
    count = min(ROWS_SAID, _count_within(measure, room - line))
    if count < 1:
        return None
    end = (Cell(IN_ANNEX), *[Cell("")] * (len(table.columns) - 1))
    kept = replace(measure, items_mm=(*measure.items_mm[:count], line))
    return Placed(Shown(replace(table, rows=(*table.rows[:count], end))), kept)


# --- annexes --------------------------------------------------------------------------------------------------------


def _annexes(
    groups: Sequence[tuple[Heading | None, list[Block]]], moved: Sequence[tuple[str, Block]]
) -> Iterator[tuple[Slide, Sequence[Block]]]:
    """What had no room before, then what the notebook itself puts in annexes: each first slide, and what it has to show."""
    for number, (heading_text, block) in enumerate(moved, start=1):
        title = shorten(_message(block) or heading_text, LONGEST_TITLE)
        opened = Slide(title, f"s-suite-en-annexe-{number}", (), SLIDE_LEVEL, ANNEXES, is_annex=True)
        yield replace(opened, is_captioned=bool(_message(block))), [block]
    section = ANNEXES
    for opening, blocks in groups:
        heading = sure(opening)
        title = shorten(heading.text, LONGEST_TITLE)
        is_section = heading.level == SECTION_LEVEL
        if is_section and not _opens_annexes(heading):
            section = title
        level, over = (SECTION_LEVEL, "") if is_section else (SLIDE_LEVEL, section)
        whole = [] if len(heading.text) <= LONGEST_TITLE else [Paragraph((Run(heading.text),))]
        yield Slide(title, heading.anchor, (), level, over, is_annex=True), [*whole, *blocks]


def _noted(said: Iterable[Slide]) -> Iterator[tuple[Slide, Sequence[Block]]]:
    """What stands under the tables that a room is shown, slide by slide: what a speaker says is not printed."""
    words: list[Block] = []
    for slide in said:
        if slide.remarks:
            words += [
                Paragraph((Run(slide.title, is_bold=True),)),
                *(Paragraph((Run(note),)) for note in slide.remarks),
            ]
    yield Slide(REMARKS_TITLE, "s-remarques", (), SLIDE_LEVEL, ANNEXES, is_annex=True), words


def _with_first_opened(slides: Iterable[Slide]) -> Iterator[Slide]:
    seen: set[str] = set()
    for slide in slides:
        yield replace(slide, opens_section=True) if slide.section and slide.section not in seen else slide
        seen |= {slide.section, slide.title}


def _filled(opened: Slide, blocks: Sequence[Block], ruler: Ruler) -> Iterator[Slide]:
    """The slides that these blocks take, none when there is no block."""
    held: list[Placed] = []
    slide, height, count = opened, 0.0, 1
    for part in (
        part for block in blocks for part in _parts(block, ruler.measure(block, "annex", opened.is_captioned))
    ):
        needed = part.measure.height_mm
        has_drawing = any(map(_is_drawing, [part.block, *(known.block for known in held)]))
        has_main = not all(_is_text(known.block) for known in held)
        if held and (height + needed > BODY_MM or (has_drawing and has_main and not _is_text(part.block))):
            yield replace(slide, parts=tuple(held))
            count += 1
            anchor = f"{opened.anchor}-suite-{count}"
            slide = replace(opened, anchor=anchor, is_continued=True, opens_section=False)
            held, height = [], 0.0
        held.append(part)
        height += needed + GAP_MM
    if held:
        yield replace(slide, parts=tuple(held))


def _is_text(block: Block) -> bool:
    """True for words that may stand beside the one thing that a slide shows."""
    shown = block.element if isinstance(block, Shown) else None
    return isinstance(shown, (Text, Note)) or _is_comment(block) or not isinstance(block, (Shown, Picture))


def _is_drawing(block: Block) -> bool:
    """True for what has no size of its own: it takes the room that its slide leaves."""
    return isinstance(block, Picture) or (isinstance(block, Shown) and isinstance(block.element, (Figure, Image)))


def _is_comment(block: Block) -> bool:
    """True for words of the service without a picture."""
    shown = block.element if isinstance(block, Shown) else None
    return isinstance(shown, Comment) and not any(isinstance(part, Image) for part in shown.content)


def _parts(block: Block, measure: Measure) -> Iterator[Placed]:
    """A block, or the parts of one too long for a slide."""
    name = block.element.divided_by if isinstance(block, Shown) else ""
    if not isinstance(block, Shown) or not name or measure.height_mm <= BODY_MM:
        yield Placed(block, measure)
        return
    parts = list(_divided(getattr(block.element, name), measure))
    # Notes stand where the table ends, as under a table of several pages; a comment is signed where its words end.
    last = next((p for p in reversed(parts) if not all(isinstance(item, Image) for item in p[0])), parts[-1])
    for items, part in parts:
        divided: dict[str, Any] = {name: items}
        element: Element = replace(block.element, **divided)
        match element:
            case Table() if part is not last[1]:
                element = replace(element, notes=())
            case Comment() if part is not last[1]:
                element = replace(element, signature="")
        yield Placed(Shown(element), part)


def _divided(items: tuple[Any, ...], measure: Measure) -> Iterator[tuple[tuple[Any, ...], Measure]]:
    """`items` in as few parts as fit with their frame, of like heights, each with its own measure."""
    room, left = max(BODY_MM - measure.frame_mm, BODY_MM / 4), sum(measure.items_mm)
    parts_left = _fewest_parts(measure.items_mm, room)
    start, height = 0, 0.0
    for place, own in enumerate(measure.items_mm):
        # A part is closed when the next item would overflow it, or take it further from its due height than it is now.
        if place > start and (height + own > room + ROUNDING_MM or height + own / 2 > left / parts_left + ROUNDING_MM):
            yield items[start:place], replace(measure, items_mm=measure.items_mm[start:place])
            left, parts_left = left - height, max(1, parts_left - 1)
            start, height = place, 0.0
        height += own
    yield items[start:], replace(measure, items_mm=measure.items_mm[start:])


def _fewest_parts(heights: Sequence[float], room: float) -> int:
    count, height = 1, 0.0
    for own in heights:
        if height and height + own > room + ROUNDING_MM:
            count, height = count + 1, 0.0
        height += own
    return count
