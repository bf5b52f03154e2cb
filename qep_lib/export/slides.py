"""A `Document` cut into slides: what each says, what its speaker says, what is in annexes. Drawing is `pdf` and `html`.

A heading is one slide, whose title is the message of what it shows: the caption of its drawing, table or figures, otherwise
the heading itself. A room reads what is large: whatever does not fit goes to the annexes whole, where type is smaller and a
long table goes on from slide to slide. Notes are for who speaks. Heights are estimates: the PDF template turns the page, with
the same title, where they are wrong.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qep_lib.display.elements import Cell, Comment, Element, Figure, Image, KeyFigures, Note, Table, Text
from qep_lib.export.blocks import Block, Document, Heading, Listing, Paragraph, Picture, Run, Shown
from qep_lib.export.paper import ANNEX, SLIDE, TypeArea, estimate_row_heights, estimate_text_mm, fit_table
from qep_lib.model.issue import shorten

ANNEXES, NOTES_TITLE = "Annexes", "Notes des diapositives"
"""The heading of level 2 from which a notebook of slides is annexes, and what they end with: the notes of who speaks."""
IN_ANNEX = "… suite en annexe"
CONTINUED = " (suite)"
SECTION_LEVEL, SLIDE_LEVEL = 2, 3
"""Headings of level 2 open a section, of level 3 a slide of it; deeper ones are words of their slide."""
LONGEST_TITLE = 130
BODY_MM = 126.0
"""Height left under the title of a slide."""
ROWS_SAID, MOST_COLUMNS, CARDS_SAID, CARDS_A_SLIDE = 5, 7, 4, 8
"""Lines of a table that does not fit, columns, and figures, that a room is shown; figures on a slide of the annexes."""
TABLE_FRAME_MM, NOTE_FRAME_MM, COMMENT_FRAME_MM, LINE_MM = 21.0, 18.0, 32.0, 10.5
"""Caption and headings of a table with the room around them; the same of a note, and of a signed comment; a line of a list."""
CARD_ROW_MM, CARDS_IN_A_ROW = 60.0, 2
"""A row of cards that a room is shown."""
TABLE_HEAD_MM = 15.0
"""Headings of a table whose caption is the title of its slide, with the room around them."""
PICTURE_MM = 78.0
"""A drawing is not squeezed under texts: it asks for that much, or for a slide of its own."""
ROUNDING_MM, CUT_WORDS = 0.01, 1.4


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide. `section` is empty where the title is the section's own; `opens_section` on the first slide of one.

    `anchor` is unique in its deck; `level` is that of its heading in the page, 2 or 3. `is_captioned` where the title is the
    caption of what it shows, which is then not said twice; `notes` are for who speaks; `area` has the type of its blocks: large
    for a room, smaller in annexes.
    """

    title: str
    anchor: str
    blocks: tuple[Block, ...]
    level: int = SECTION_LEVEL
    section: str = ""
    opens_section: bool = False
    is_continued: bool = False
    is_captioned: bool = False
    is_annex: bool = False
    notes: tuple[str, ...] = ()
    area: TypeArea = SLIDE

    @property
    def shown_title(self) -> str:
        """The title as printed, with « (suite) » where it has been read before."""
        return f"{self.title}{CONTINUED}" if self.is_continued else self.title


@dataclass(frozen=True, slots=True)
class Deck:
    """The opening texts, shown with the document's title, and the slides: those for the room, then the annexes."""

    opening: tuple[Block, ...]
    slides: tuple[Slide, ...]


def cut_slides(document: Document) -> Deck:
    """The deck of a document. Content that no heading precedes is shown under the document's title."""
    opening: list[Block] = []
    said: list[Slide] = []
    moved: list[tuple[str, Block]] = []
    groups = [*_under_headings(document.blocks)]
    first_annex = next((place for place, (heading, _) in enumerate(groups) if _opens_annexes(heading)), len(groups))
    section = Heading(SECTION_LEVEL, (Run(document.title),), "s-ouverture")
    for heading, blocks in groups[:first_annex]:
        opened = heading or section
        if heading is None:
            opening = [block for block in blocks if _is_text(block) and not _is_comment(block)]
            blocks = [block for block in blocks if block not in opening]
        elif heading.level == SECTION_LEVEL:
            section = heading
        if slide := _said(opened, section, blocks, moved):
            is_first = not any(known.section == slide.section for known in said)
            said.append(replace(slide, opens_section=bool(slide.section) and is_first))
    annexes = [*_annexes(groups[first_annex:], moved), *_noted(said)]
    return Deck(tuple(opening), (*said, *_with_first_opened(annexes)))


def _opens_annexes(heading: Heading | None) -> bool:
    return heading is not None and heading.level == SECTION_LEVEL and heading.text.strip() == ANNEXES


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


# --- for the room ---------------------------------------------------------------------------------------------------


def _said(heading: Heading, section: Heading, blocks: Sequence[Block], moved: list[tuple[str, Block]]) -> Slide | None:
    """The one slide of a heading, None when there is nothing to show; what has no room is added to `moved`, with its heading."""
    notes = [text for block in blocks for text in _spoken(block)]
    shown = [block for block in blocks if not _is_note(block)]
    if not shown:
        moved += [(heading.text, block) for block in blocks]
        return None
    main = next((block for block in shown if _message(block)), None)
    title = _message(main) if main else heading.text
    if len(title) > LONGEST_TITLE:
        shown.insert(0, Paragraph((Run(title),)))
    held, room, area, has_main = [], BODY_MM, SLIDE, False
    for block in shown:
        is_text = _is_text(block)
        part, height, size = (None, 0.0, None) if has_main and not is_text else _shown_part(block, room, block is main)
        if part is None or _is_cut(part, block):
            moved.append((heading.text, block))
        if part is not None:
            has_main |= not is_text
            held.append(part)
            room -= height
            notes += _noted_of(block)
            area = area._replace(sizes_pt=(size,)) if size else area
    over = heading.text if main else "" if heading is section else section.text
    return Slide(
        shorten(title, LONGEST_TITLE),
        heading.anchor,
        tuple(held) or (Paragraph((Run(IN_ANNEX),)),),
        SLIDE_LEVEL if over else heading.level,
        shorten(over, LONGEST_TITLE),
        is_captioned=main is not None,
        notes=tuple(notes),
        area=area,
    )


def _spoken(block: Block) -> tuple[str, ...]:
    """What a note has its speaker say."""
    return block.element.paragraphs if _is_note(block) else ()


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
    match block:
        case Shown(Table() | Figure() as element):
            return element.caption
        case Shown(KeyFigures() as element):
            return element.title
        case _:
            return ""


def _shown_part(block: Block, room: float, is_titled: bool) -> tuple[Block | None, float, float | None]:
    """What of a block fits in `room` millimetres, its height, and the type of a table; None when nothing of it does."""
    match block:
        case Shown(Table() as table):
            frame = TABLE_HEAD_MM if is_titled else TABLE_FRAME_MM
            part, size, height = _first_rows(table, room - frame)
            return (None, 0.0, None) if part is None else (Shown(part), height + frame, size)
        case Shown(KeyFigures() as cards):
            fewer = cards if len(cards.items) <= CARDS_SAID else replace(cards, items=cards.items[:CARDS_SAID])
            return Shown(fewer), CARD_ROW_MM * -(-len(fewer.items) // CARDS_IN_A_ROW), None
        case Shown(Text() as text):
            heights = [estimate_text_mm(paragraph) for paragraph in text.paragraphs]
            count = sum(sum(heights[: place + 1]) <= room for place in range(len(heights)))
            if count == len(heights):
                return block, sum(heights), None
            kept = text.paragraphs[: max(0, count - 1)]
            return (Shown(replace(text, paragraphs=(*kept, IN_ANNEX))), room, None) if kept else (None, 0.0, None)
        case _:
            (_, height), *others = _parts(block, SLIDE)
            fits = not others and height <= room + ROUNDING_MM
            return (block, height, None) if fits else (None, 0.0, None)


def _is_cut(part: Block, block: Block) -> bool:
    """True where a part of the block is not shown; notes apart, which the speaker has."""
    match part, block:
        case Shown(Table() as kept), Shown(Table() as whole):
            return kept.rows != whole.rows
        case _:
            return part != block


def _first_rows(table: Table, room: float) -> tuple[Table | None, float, float]:
    """(the table, the largest type in which it fits in `room` without cutting a word, its height), otherwise its first lines
    and where the others are; None when not a line fits, or too many columns."""
    if len(table.columns) > MOST_COLUMNS:
        return None, SLIDE.sizes_pt[-1], 0.0
    bare = replace(table, notes=())
    for size in SLIDE.sizes_pt:
        fit = fit_table(table, SLIDE.width_mm, (size,))
        # Words cut at the end of their lines take more of them than their length tells.
        more = CUT_WORDS if fit.is_hyphenated else 1.0
        heights = [more * height for height in estimate_row_heights(table, fit, SLIDE.width_mm)]
        is_last = size == SLIDE.sizes_pt[-1]
        if sum(heights) <= room + ROUNDING_MM and (is_last or not fit.is_hyphenated):
            return bare, size, sum(heights)
    count = sum(sum(heights[: place + 1]) + LINE_MM <= room for place in range(min(ROWS_SAID, len(heights))))
    if not count:
        return None, size, 0.0
    end = (Cell(IN_ANNEX), *[Cell("")] * (len(table.columns) - 1))
    return replace(bare, rows=(*table.rows[:count], end)), size, room


# --- annexes --------------------------------------------------------------------------------------------------------


def _annexes(
    groups: Sequence[tuple[Heading | None, list[Block]]], moved: Sequence[tuple[str, Block]]
) -> Iterator[Slide]:
    """What had no room before, then what the notebook itself puts in annexes."""
    for number, (heading_text, block) in enumerate(moved, start=1):
        title = shorten(_message(block) or heading_text, LONGEST_TITLE)
        opened = Slide(title, f"s-suite-en-annexe-{number}", (), SLIDE_LEVEL, ANNEXES, is_annex=True, area=ANNEX)
        yield from _filled(replace(opened, is_captioned=bool(_message(block))), [block])
    section = ANNEXES
    for heading, blocks in groups:
        title = shorten(heading.text, LONGEST_TITLE)
        is_section = heading.level == SECTION_LEVEL
        if is_section and not _opens_annexes(heading):
            section = title
        level, over = (SECTION_LEVEL, "") if is_section else (SLIDE_LEVEL, section)
        slide = Slide(title, heading.anchor, (), level, over, is_annex=True, area=ANNEX)
        whole = [] if len(heading.text) <= LONGEST_TITLE else [Paragraph((Run(heading.text),))]
        yield from _filled(slide, [*whole, *blocks])


def _noted(said: Iterable[Slide]) -> Iterator[Slide]:
    """What the speaker says, slide by slide, for who has the paper alone."""
    words: list[Block] = []
    for slide in said:
        if slide.notes:
            words += [Paragraph((Run(slide.title, is_bold=True),)), *(Paragraph((Run(note),)) for note in slide.notes)]
    opened = Slide(NOTES_TITLE, "s-notes-des-diapositives", (), SLIDE_LEVEL, ANNEXES, is_annex=True, area=ANNEX)
    return _filled(opened, words)


def _with_first_opened(slides: Iterable[Slide]) -> Iterator[Slide]:
    seen: set[str] = set()
    for slide in slides:
        yield replace(slide, opens_section=True) if slide.section and slide.section not in seen else slide
        seen |= {slide.section, slide.title}


def _filled(opened: Slide, blocks: Sequence[Block]) -> Iterator[Slide]:
    """The slides that these blocks take, none when there is no block."""
    slide, held, height, count = opened, [], 0.0, 1
    for block in blocks:
        for part, needed in _parts(block, opened.area):
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
    return isinstance(shown, (Text, Note)) or _is_comment(block) or not isinstance(block, (Shown, Picture))


def _is_comment(block: Block) -> bool:
    """True for words of the service without a picture."""
    shown = block.element if isinstance(block, Shown) else None
    return isinstance(shown, Comment) and not any(isinstance(part, Image) for part in shown.content)


def _parts(block: Block, area: TypeArea) -> Iterator[tuple[Block, float]]:
    """A block, or the parts of one too long for a slide, each with the height it needs in millimetres."""
    match block:
        case Shown(element):
            yield from ((Shown(part), height) for part, height in _element_parts(element, area))
        case Paragraph() | Heading():
            yield block, estimate_text_mm("".join(run.text for run in block.runs), area.text_pt)
        case Listing():
            yield block, LINE_MM * len(block.items)
        case _:
            yield block, PICTURE_MM


def _element_parts(element: Element, area: TypeArea) -> Iterator[tuple[Element, float]]:
    match element:
        case Table():
            heights = estimate_row_heights(element, fit_table(element, area.width_mm, area.sizes_pt), area.width_mm)
            notes = sum(estimate_text_mm(note, area.sizes_pt[-1]) for note in element.notes)
            parts = list(_divided(element.rows, heights, TABLE_FRAME_MM + notes))
            for rows, height in parts:
                # The notes stand where the table ends, as under a table of several pages.
                yield replace(element, rows=rows, notes=element.notes if rows is parts[-1][0] else ()), height
        case Text() | Note():
            frame = NOTE_FRAME_MM if isinstance(element, Note) else 0.0
            heights = [estimate_text_mm(paragraph, area.text_pt) for paragraph in element.paragraphs]
            for paragraphs, height in _divided(element.paragraphs, heights, frame):
                yield replace(element, paragraphs=paragraphs), height
        case Comment():
            heights = [_said_mm(part, area) for part in element.content]
            parts = list(_divided(element.content, heights, COMMENT_FRAME_MM))
            # It is signed where its words end.
            worded = [content for content, _ in parts if not all(isinstance(part, Image) for part in content)]
            last = worded[-1] if worded else parts[-1][0]
            for content, height in parts:
                yield replace(element, content=content, signature=element.signature if content is last else ""), height
        case KeyFigures():
            # Two rows of cards fill a slide.
            for items, height in _divided(element.items, [BODY_MM / CARDS_A_SLIDE] * len(element.items), 0.0):
                yield replace(element, items=items), height
        case _:
            yield element, PICTURE_MM


def _said_mm(part: Paragraph | Listing | Image, area: TypeArea) -> float:
    match part:
        case Paragraph():
            return estimate_text_mm(part.text, area.text_pt)
        case Listing():
            return sum(_said_mm(inner, area) for item in part.items for inner in item)
        case _:
            return PICTURE_MM


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
