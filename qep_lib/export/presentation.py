"""The deck of a `Document` as a PPTX file that its readers can correct: native titles, texts and tables, notes, pictures.

Slides are those of the PDF (`slides.cut_slides`), with the same words and numbers, 18 points at least before the annexes. What
their speaker says is in their notes: the alternative text of a drawing, the remarks under a table.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.text.text import Font
from pptx.util import Mm, Pt

from qep_lib.display.elements import (
    Image,
    KeyFigure,
    RatingMark,
    Table,
)
from qep_lib.display.printable import ordinal_parts, tied
from qep_lib.errors import sure
from qep_lib.export.blocks import Block, Document, Heading, HtmlFragment, Picture, Preformatted, Quote, Shown
from qep_lib.export.measures import Measure
from qep_lib.export.office import (
    FONT,
    RATING_INKS,
    describe,
    drawing_of,
    mark_words,
    without_clock,
)
from qep_lib.export.presentation_template import chosen_layouts, fit_to_template, room_under
from qep_lib.export.raster import draw_png
from qep_lib.export.slides import LEAST_PT, Placed, Slide, cut_slides
from qep_lib.model.characters import printable
from qep_lib.model.prose import Listing, Paragraph

_ACCENT, _INK, _SOFT, _TINT = (RGBColor.from_string(colour) for colour in ("000091", "1E1E2E", "565A67", "F5F6FB"))
_ALIGNMENTS = {"start": PP_ALIGN.LEFT, "end": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}
_WIDTH_MM, _HEIGHT_MM, _SIDE_MM, _TOP_MM, _FOOT_MM = 338.67, 190.5, 18.3, 46.0, 13.0
_WORDS_MM = _WIDTH_MM - 2 * _SIDE_MM
_TITLE_PT, _OPENING_PT, _SMALL_PT, _ANNEX_LEAST_PT = 32, 45, 14, 12
"""Titles, the small print of annexes, the least type of their tables; what a room is shown has `slides.LEAST_PT` instead."""
_ROOM_CARDS, _ANNEX_CARDS, _CARD_MM, _GAP_MM = 2, 4, 58.0, 5.0
_LINE_MM, _BROADER = 12.0, 1.1
"""A line of its own; its letters are broader than those with which blocks are measured."""
_TITLE_LAYOUT, _SLIDE_LAYOUT = 0, 5
"""« Title Slide » and « Title Only » of the sample presentation of python-pptx, and of most templates."""

Line = tuple[str, float, RGBColor, bool]
"""Words, their size in points and colour, true where they are bold."""


def export_pptx(document: Document, template: bytes | None = None) -> bytes:
    """The slides of the document in French, 16:9; same document, same bytes.

    `template`: a PPTX whose looks and layouts are used instead of ours; its own slides go.
    """
    deck = _DeckFile(document, template)
    deck.write_file()
    buffer = io.BytesIO()
    deck.file.save(buffer)
    return without_clock(buffer.getvalue())


class _DeckFile:
    """The file being written, slide after slide; `y` is where the next block of the slide begins, in millimetres."""

    def __init__(self, document: Document, template: bytes | None):
        self.document, self.deck = document, cut_slides(document)
        self.file = Presentation(None if template is None else io.BytesIO(template))
        self.is_own = template is None
        drawings = [drawing_of(block) for slide in self.deck.slides for block in slide.blocks]
        self._drawings = iter(draw_png(tuple(svg for svg in drawings if svg is not None)))
        self.shapes: Any = None
        self.notes: list[str] = []
        self.y = 0.0
        self.measure = Measure(0.0)
        self.is_captioned = self.is_annex = False

    def write_file(self) -> None:
        """Every slide, from the first."""
        self._prepare()
        self._open()
        for slide in self.deck.slides:
            self._add_slide(slide)
        if not self.is_own:
            fit_to_template(self.file, _WIDTH_MM, _HEIGHT_MM)

    def _prepare(self) -> None:
        slides = self.file.slides._sldIdLst
        for slide in list(slides):
            self.file.part.drop_rel(slide.rId)
            slides.remove(slide)
        if self.is_own:
            self.file.slide_width, self.file.slide_height = Mm(_WIDTH_MM), Mm(_HEIGHT_MM)
            self._place_titles()
        describe(self.file.core_properties, self.document)
        self.opening_layout, self.slide_layout = chosen_layouts(self.file, _TITLE_LAYOUT, _SLIDE_LAYOUT)

    def _place_titles(self) -> None:
        """The sample presentation is 4:3: its titles are put where ours stand, its other places go."""
        for number, (top, height) in {_TITLE_LAYOUT: (32.0, 34.0), _SLIDE_LAYOUT: (17.0, 24.0)}.items():
            for place in list(self.file.slide_layouts[number].placeholders):
                if place.placeholder_format.type is None or place.placeholder_format.idx >= 10:
                    place._element.getparent().remove(place._element)
                    continue
                is_subtitle = place.placeholder_format.idx == 1
                place.left, place.width = Mm(_SIDE_MM), Mm(_WORDS_MM)
                place.top, place.height = Mm(69.0 if is_subtitle else top), Mm(16.0 if is_subtitle else height)

    def _open(self) -> None:
        slide = self.file.slides.add_slide(self.opening_layout)
        self.shapes, self.notes, self.y = slide.shapes, [], 90.0
        self._title(self.document.title, _OPENING_PT)
        self._present()
        subtitle = next((place for place in slide.placeholders if place.placeholder_format.idx == 1), None)
        if subtitle is not None:
            _write(subtitle.text_frame, [(self.document.subtitle, 24, _SOFT, False)], PP_ALIGN.LEFT)
            if not self.is_own:
                self.y = room_under(self.file, subtitle, _WIDTH_MM, _HEIGHT_MM)
        facts = [self.small(f"{name}\u00a0: {value}") for name, value in self.document.facts]
        if self.document.banner is not None:
            facts.insert(0, self.small(self.document.banner, RGBColor.from_string("8A3200"), is_bold=True))
        for part in self.deck.opening:
            self._add(part)
        self._box(facts, _LINE_MM)
        self._say_notes(slide)

    def _present(self) -> None:
        """The mark of the service, at the upper right; its name where it has none."""
        head = self.document.letterhead
        if head is None:
            return
        if head.logo is None:
            box = self.shapes.add_textbox(Mm(_SIDE_MM), Mm(10.0), Mm(_WORDS_MM), Mm(16.0))
            _write(box.text_frame, [self.strong(name) for name in head.names])
            return
        mark = self.shapes.add_picture(io.BytesIO(head.logo.data), Mm(0), Mm(8.0))
        scale = min(Mm(80.0) / mark.width, Mm(27.0) / mark.height)
        mark.width, mark.height = int(mark.width * scale), int(mark.height * scale)
        mark.left = Mm(_WIDTH_MM - _SIDE_MM) - mark.width
        mark._element.nvPicPr.cNvPr.set("descr", tied(head.logo.alt))

    def _add_slide(self, cut: Slide) -> None:
        slide = self.file.slides.add_slide(self.slide_layout)
        self.shapes, self.notes, self.y = slide.shapes, [*cut.notes, *cut.remarks], _TOP_MM
        self.is_captioned, self.is_annex = cut.is_captioned, cut.is_annex
        self._say_nature()
        self._title(cut.shown_title, _TITLE_PT)
        if cut.section:
            box = self.shapes.add_textbox(Mm(_SIDE_MM), Mm(7.0), Mm(_WORDS_MM), Mm(9.0))
            _write(box.text_frame, [(cut.section, LEAST_PT, _SOFT, False)])
        for part in cut.parts:
            self._add(part)
        self._say_notes(slide)

    def _say_nature(self) -> None:
        """What the data are when they are not real records, across the slide and behind its words."""
        words = self.document.nature_mark
        if not words:
            return
        box = self.shapes.add_textbox(Mm(_SIDE_MM), Mm(_HEIGHT_MM / 2 - 15.0), Mm(_WORDS_MM), Mm(30.0))
        box.rotation = -24
        _write(box.text_frame, [(words, 64, RGBColor.from_string("F7ECE4"), True)], PP_ALIGN.CENTER)

    def _title(self, words: str, size: float) -> None:
        place = self.shapes.title
        if place is None:
            place = self.shapes.add_textbox(Mm(_SIDE_MM), Mm(13.0), Mm(_WORDS_MM), Mm(24.0))
        frame = place.text_frame
        frame.vertical_anchor, frame.word_wrap = MSO_ANCHOR.MIDDLE, True
        if not self.is_own:
            _add_words(frame.paragraphs[0], words)
            return
        _write(
            frame,
            [(words, size if len(words) <= 60 else max(size * 0.75, LEAST_PT), _ACCENT, True)],
            PP_ALIGN.LEFT,
        )

    def _say_notes(self, slide: Any) -> None:
        if self.notes:
            slide.notes_slide.notes_text_frame.text = "\n".join(map(tied, self.notes))

    # --- blocks -----------------------------------------------------------------------------------------------------

    def _add(self, part: Placed) -> None:
        block, self.measure = part.block, part.measure
        match block:
            case Shown():
                block.element.for_slide(self)
            case Picture():
                self.picture(block.alt)
            case _:
                self.write([self.body(text) for text in self.words(block)])

    def body(self, text: str) -> Line:
        """A line in the type of the slide."""
        return text, 16 if self.is_annex else 20, _INK, False

    def small(self, text: str, colour: RGBColor = _INK, is_bold: bool = False) -> Line:
        """A line in small print."""
        return text, _SMALL_PT if self.is_annex else LEAST_PT, colour, is_bold

    def strong(self, text: str) -> Line:
        """A title among small print."""
        return self.small(text, is_bold=True)

    def accented(self, text: str) -> Line:
        """A title in the colour of the State."""
        return self.small(text, _ACCENT, is_bold=True)

    def words(self, block: Block) -> Iterator[str]:
        """The lines of a block of words."""
        return _words(block)

    def caption(self, words: str) -> None:
        """What a drawing or a table says, but where it is the title of the slide."""
        if not self.is_captioned:
            self._line(self.strong(words))

    def write(self, lines: Iterable[Line], is_framed: bool = False) -> None:
        """A box of these lines under what the slide holds, as high as what is placed."""
        self._box([*lines], self.measure.height_mm * _BROADER, is_framed)

    def _line(self, line: Line) -> None:
        self._box([line], _LINE_MM)

    def _box(self, lines: Sequence[Line], height: float, is_framed: bool = False) -> None:
        lines = [line for line in lines if line[0]]
        if not lines:
            return
        box = self.shapes.add_textbox(Mm(_SIDE_MM), Mm(self.y), Mm(_WORDS_MM), Mm(height))
        _write(box.text_frame, lines)
        self.y += height + _GAP_MM / 2
        if is_framed:
            box.line.color.rgb, box.line.width = _ACCENT, Pt(1.25)

    def image(self, image: Image) -> None:
        """A picture that people chose, and its legend."""
        self._place(io.BytesIO(image.data), image.alt)
        if image.legend:
            self._line(self.small(image.legend, _SOFT))

    def cards(self, items: Iterable[KeyFigure]) -> None:
        """Figures in boxes, a few a row."""
        per_row = _ANNEX_CARDS if self.is_annex else _ROOM_CARDS
        value_pt, label_pt = (30, _SMALL_PT) if self.is_annex else (48, LEAST_PT)
        width = (_WORDS_MM - (per_row - 1) * _GAP_MM) / per_row
        items = list(items)
        for start in range(0, len(items), per_row):
            for place, item in enumerate(items[start : start + per_row]):
                left = _SIDE_MM + place * (width + _GAP_MM)
                box = self.shapes.add_textbox(Mm(left), Mm(self.y), Mm(width), Mm(_CARD_MM))
                box.fill.solid()
                box.fill.fore_color.rgb = _TINT
                _write(
                    box.text_frame,
                    [
                        (item.full_label, label_pt, _INK, False),
                        (item.value, value_pt, _ACCENT, True),
                        *_mark_line(item.mark, label_pt),
                        *([(item.detail, label_pt, _SOFT, False)] if item.detail else []),
                    ],
                )
            self.y += _CARD_MM + _GAP_MM

    def table(self, table: Table) -> None:
        """A table as it was measured."""
        if not table.columns:
            return
        fit, heights = sure(self.measure.fit), (_LINE_MM, *self.measure.items_mm)
        widths, size_pt = (
            fit.in_arial(_WORDS_MM),
            fit.arial_pt(_WORDS_MM, _ANNEX_LEAST_PT if self.is_annex else LEAST_PT),
        )
        shape = self.shapes.add_table(
            len(heights), len(table.columns), Mm(_SIDE_MM), Mm(self.y), Mm(sum(widths)), Mm(sum(heights))
        )
        shape.name = printable(table.caption)[:80]
        made = shape.table
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Mm(width)
        for row, height in zip(made.rows, heights, strict=True):
            row.height = Mm(height)
        for place, column in enumerate(table.columns):
            _fill(made.cell(0, place), [(column.label, size_pt, _INK, True)], column.align)
        for number, cells in enumerate(table.rows, start=1):
            for place, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
                text = cell.text_alone
                written = [(text, size_pt, _INK, False)] if text else []
                _fill(made.cell(number, place), written + _mark_line(cell.mark, size_pt), column.align)
        self.y += sum(heights) + _GAP_MM
        if self.is_annex:
            self.notes += table.notes

    def picture(self, alt: str) -> None:
        """The next drawing in the room that is left, with its alternative text, which the notes say too."""
        self._place(io.BytesIO(next(self._drawings)), alt)
        self.notes.append(alt)

    def _place(self, picture: io.BytesIO, alt: str) -> None:
        room = max(40.0, _HEIGHT_MM - _FOOT_MM - self.y)
        shape = self.shapes.add_picture(picture, Mm(_SIDE_MM), Mm(self.y))
        scale = min(Mm(_WORDS_MM) / shape.width, Mm(room) / shape.height)
        shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
        shape._element.nvPicPr.cNvPr.set("descr", tied(alt))
        self.y += shape.height / Mm(1) + _GAP_MM


def _write(frame: Any, lines: list[Line], align: Any = None) -> None:
    """The lines as paragraphs of the frame: (text, size in points, colour, bold)."""
    frame.word_wrap = True
    for place, (text, size, colour, is_bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = align
        for font in _add_words(paragraph, text):
            font.name, font.size, font.bold = FONT, Pt(size), is_bold
            font.color.rgb, font.language_id = colour, MSO_LANGUAGE_ID.FRENCH


def _add_words(paragraph: Any, text: str) -> list[Font]:
    """Words at the end of a paragraph, as they are printed; the type of each run that their ordinals ask."""
    fonts = []
    for part, is_raised in ordinal_parts(tied(text)):
        run = paragraph.add_run()
        run.text = part
        if is_raised:
            run.font._element.set("baseline", "30000")
        fonts.append(run.font)
    return fonts


def _fill(cell: Any, lines: list[Line], align: str) -> None:
    _write(cell.text_frame, lines, _ALIGNMENTS[align])
    cell.margin_left = cell.margin_right = Mm(1.8)
    cell.margin_top = cell.margin_bottom = Mm(0.8)
    # Without fill: bands of colour come from the table style and would hide what the marks say.
    cell.fill.background()


def _mark_line(mark: RatingMark | None, size: float) -> list[Line]:
    return [] if mark is None else [(mark_words(mark), size, RGBColor.from_string(RATING_INKS[mark.rating]), False)]


def _words(block: Block) -> Iterator[str]:
    match block:
        case Paragraph() | Heading():
            yield "".join(run.text for run in block.runs)
        case Listing():
            for item in block.items:
                yield "•\u00a0" + " ".join(text for child in item for text in _words(child))
        case Quote():
            for child in block.blocks:
                yield from _words(child)
        case Preformatted() | HtmlFragment():
            yield block.text
