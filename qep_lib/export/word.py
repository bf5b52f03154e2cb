"""A `Document` as a DOCX file that its readers can correct: real headings, lists and tables, figures as pictures.

It says what the PDF says, with the same numbers (`printed`). Words are data: they never become XML or a field of the word
processor. What is changed in it is not read back, and it says so at its end.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from qep_lib.display.elements import (
    Image,
    KeyFigures,
    Table,
)
from qep_lib.display.printable import tied
from qep_lib.export.blocks import Block, Document, Heading, HtmlFragment, Picture, Preformatted, Quote, Rule, Shown
from qep_lib.export.measures import Look, fit_tables, tables_of
from qep_lib.export.office import describe, drawing_of, without_clock
from qep_lib.export.paper import Part, printed, split_parts
from qep_lib.export.raster import draw_png
from qep_lib.export.word_marks import (
    add_field,
    add_link,
    add_words,
    draw_bar,
    end_field,
    has_numbering,
    mark_place,
    new_numbering,
    set_apart,
    set_numbering,
    start_field,
)
from qep_lib.export.word_styles import ACCENT, COMMENT_STYLE, SOFT, add_missing_styles, set_own_looks
from qep_lib.export.word_tables import table_markup
from qep_lib.model.prose import Listing, Paragraph, Run

NOT_READ_BACK = "Ce fichier est une copie à corriger : ce qui y est changé n'est pas relu par les rapports suivants."
CONTENTS_TITLE, CONTACTS_TITLE = "Sommaire", "Nous joindre"
_MARGIN_MM = 19.5
_UPRIGHT_MM, _TURNED_MM = 171.0, 258.0
"""Width of the text block of a page, in each orientation."""
_LOWEST_IN_CONTENTS = 3
_TALLEST_FIGURE_MM = 190.0
_TALLEST_PHOTO_MM, _LOGO_MM, _CODE_MM = 75.0, 22.0, 22.0


def export_docx(document: Document, template: bytes | None = None, to_fill: bool = False) -> bytes:
    """The document as a DOCX in French, with contents, captions and alternative texts; same document, same bytes.

    `template`: a DOCX whose styles, headers and page are used instead of ours, its own text left out. `to_fill`: a paper that
    people go on writing, without contents nor the sentence on what is read back.
    """
    page = _Page(document, template, to_fill)
    page.write()
    buffer = io.BytesIO()
    page.word.save(buffer)
    return without_clock(buffer.getvalue())


_WORD_LOOKS: dict[Look, Look] = {"portrait": "word-portrait", "landscape": "word-landscape"}
"""A page of Word beside that of the templates: its words are set in another typeface."""


class _Page:
    """The file being written. Blocks are added at its end, in reading order."""

    def __init__(self, document: Document, template: bytes | None, to_fill: bool):
        self.document = replace(document, blocks=printed(document.blocks))
        self.word = docx.Document(None if template is None else io.BytesIO(template))
        self.is_own, self.to_fill = template is None, to_fill
        self._drawings = iter(
            draw_png(tuple(drawing for block in self.document.blocks for drawing in _drawings(block)))
        )
        opening = self.document.opening_words
        self._parts = split_parts([block for block in self.document.blocks if block not in opening])
        asked: tuple[tuple[Table, Look], ...] = tuple(
            (table, _WORD_LOOKS[look]) for table, look in (*tables_of(self._parts), *_cards(self._parts))
        )
        self._fits = {table: fit for (table, _), fit in zip(asked, fit_tables(asked), strict=True)}
        self._places, self._is_titled = 0, False
        self.width_mm = _UPRIGHT_MM

    def write(self) -> None:
        self._prepare()
        self._open()
        for part in self._parts:
            self._turn(part.is_landscape)
            for block in part.blocks:
                self._add(block)
        if self.document.banner is not None:
            self.box("Attention", (self.document.banner,))
        self._say_contacts()
        if not self.to_fill:
            self.paragraph(NOT_READ_BACK, "Remarque")

    # --- the file ---------------------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        body = self.word.element.body
        for element in list(body):
            if element.tag != qn("w:sectPr"):
                body.remove(element)
        if self.is_own:
            self._set_own_page()
            set_own_looks(self.word)
        add_missing_styles(self.word)
        # The template of python-docx is in English: the spelling checker and screen readers need the true language.
        for language in self.word.styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), "fr-FR")
        self._style_ids = {style.name: style.style_id for style in self.word.styles}
        describe(self.word.core_properties, self.document)

    def _set_own_page(self) -> None:
        section = self.word.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(_MARGIN_MM)
        section.top_margin, section.bottom_margin = Mm(24), Mm(21)
        foot = section.footer.paragraphs[0]
        if self.document.running_contact:
            add_words(foot, f"{self.document.running_contact}\n")
        add_words(foot, " – ".join(filter(None, (self.document.title, self.document.subtitle, "page\u00a0"))))
        add_field(foot, " PAGE ", "1")
        for run in foot.runs:
            run.font.size, run.font.color.rgb = Pt(8), SOFT

    def _turn(self, is_landscape: bool) -> None:
        """Blocks that follow stand on pages of that orientation."""
        section = self.word.sections[-1]
        if is_landscape != (section.orientation == WD_ORIENT.LANDSCAPE):
            section = self.word.add_section()
            section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
            section.page_width, section.page_height = section.page_height, section.page_width
        self.width_mm = _TURNED_MM if is_landscape else _UPRIGHT_MM

    def _open(self) -> None:
        self._present()
        self.paragraph(self.document.title, "Title")
        if self.document.subtitle:
            self.paragraph(self.document.subtitle, "Subtitle")
        if self.document.nature_mark:
            self.paragraph(self.document.nature_mark, "Remarque")
        for name, value in self.document.facts:
            paragraph = self.paragraph("", "Cellule")
            add_words(paragraph, f"{name}\u00a0: ", is_bold=True)
            add_words(paragraph, value)
        for block in self.document.opening_words:
            self._add(block)
        if len(self.document.headings) > 2 and self.document.annexes is None and not self.to_fill:
            self._add_contents()

    def _present(self) -> None:
        """The mark and the name of the service."""
        head = self.document.letterhead
        if head is None:
            return
        if head.logo is not None:
            shape = self.word.add_picture(io.BytesIO(head.logo.data), height=Mm(_LOGO_MM))
            shape._inline.docPr.set("descr", tied(head.logo.alt))
        for name in head.names:
            add_words(self.paragraph("", "Cellule"), name, is_bold=True)

    def _say_contacts(self) -> None:
        """How to reach the service, and the code that leads to its form."""
        head = self.document.letterhead
        if head is None or not (head.contacts or head.opinion):
            return
        self.paragraph(CONTACTS_TITLE, "Légende de tableau")
        for label, value in head.contacts:
            paragraph = self.paragraph("", "Cellule")
            add_words(paragraph, f"{label}\u00a0: ", is_bold=True)
            add_words(paragraph, value)
        if head.opinion is not None:
            (code,) = draw_png((head.opinion.svg,))
            shape = self.word.add_picture(io.BytesIO(code), width=Mm(_CODE_MM))
            shape._inline.docPr.set("descr", tied(head.opinion.alt))
            add_link(self.paragraph("", "Cellule"), head.opinion.label, address=head.opinion.url)

    def _add_contents(self) -> None:
        """A table of contents that Word can bring up to date, already filled: nothing has to be updated to read it."""
        shown = [heading for heading in self.document.headings if heading.level <= _LOWEST_IN_CONTENTS]
        self.paragraph(CONTENTS_TITLE, "Légende de tableau")
        for place, heading in enumerate(shown):
            paragraph = self.paragraph("", "Sommaire")
            paragraph.paragraph_format.left_indent = Mm(5 * (heading.level - 2))
            if place == 0:
                start_field(paragraph, ' TOC \\o "1-2" \\h \\z ')
            add_link(paragraph, heading.text, place=place + 1)
            if place == len(shown) - 1:
                end_field(paragraph)

    # --- blocks -----------------------------------------------------------------------------------------------------

    def _add(self, block: Block, style: str | None = None, level: int = 1) -> None:
        match block:
            case Heading():
                paragraph = self.paragraph("", f"Heading {block.level - 1}")
                if block.level <= _LOWEST_IN_CONTENTS:
                    self._places += 1
                    mark_place(paragraph, self._places)
                _add_runs(paragraph, block.runs)
            case Paragraph():
                _add_runs(self.paragraph("", style), block.runs)
            case Listing():
                self._add_list(block, level)
            case Quote():
                for child in block.blocks:
                    self._add(child, "Quote")
            case Preformatted() | HtmlFragment():
                self.paragraph(block.text)
            case Picture():
                self.picture(block.alt)
            case Rule():
                self.paragraph("")
            case Shown():
                self._is_titled = block.is_titled
                block.element.for_word(self)
                self._is_titled = False

    def _add_list(self, listing: Listing, level: int) -> None:
        name = "List Number" if listing.is_ordered else "List Bullet"
        style = name if level == 1 else f"{name} {min(level, 3)}"
        is_numbered = has_numbering(self.word, style)
        number = new_numbering(self.word, style, listing.start) if listing.is_ordered and is_numbered else None
        for rank, item in enumerate(listing.items, start=listing.start):
            for place, child in enumerate(item):
                if isinstance(child, Listing):
                    self._add_list(child, level + 1)
                    continue
                if place == 0 and not is_numbered and isinstance(child, Paragraph):
                    child = Paragraph((Run(f"{rank}.\u00a0" if listing.is_ordered else "•\u00a0"), *child.runs))
                self._add(child, style if place == 0 else "List Continue")
                if place == 0 and number is not None:
                    set_numbering(self.word.paragraphs[-1], number)

    def points(self, texts: Iterable[str]) -> None:
        """A list, a point a text."""
        self._add_list(Listing(tuple((Paragraph((Run(text),)),) for text in texts)), 1)

    def table(self, table: Table) -> None:
        """A table under its caption, its notes after it."""
        self.caption(table.caption)
        if table.columns:
            is_to_fill = self.to_fill and any(not cell.text.strip() for row in table.rows for cell in row)
            made = parse_xml(
                table_markup(table, self._fits[table], self._style_ids["Cellule"], self.width_mm, is_to_fill)
            )
            self.word.element.body.insert_element_before(made, "w:sectPr")
        for note in table.notes or ("",):  # two tables in a row without a paragraph between them would be one
            self.paragraph(note, "Remarque")

    def box(self, title: str, paragraphs: Iterable[str]) -> None:
        """A remark set apart."""
        head = self.paragraph("", "Encadré")
        add_words(head, title, is_bold=True)
        head.paragraph_format.keep_with_next = True
        draw_bar(head)
        for text in paragraphs:
            draw_bar(self.paragraph(text, "Encadré"))

    def words_of_service(self, title: str, content: Iterable[Block | Image], signature: str) -> None:
        """Words of the service: beside a double bar of the State's blue, signed."""
        first = len(self.word.element.body)
        head = self.paragraph("", COMMENT_STYLE)
        head.paragraph_format.keep_with_next, head.paragraph_format.space_before = True, Pt(8)
        for run in add_words(head, title, is_bold=True):
            run.font.all_caps, run.font.size, run.font.color.rgb = True, Pt(8), ACCENT
        for part in content:
            if isinstance(part, Image):
                self._add_image(part)
            else:
                self._add(part, COMMENT_STYLE)
        if signature:
            signed = self.paragraph("", COMMENT_STYLE)
            add_words(signed, signature, is_bold=True)
            signed.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        added = list(self.word.element.body)[first - 1 : -1]
        for element in added:
            set_apart(element)
        self.paragraph("")

    def _add_image(self, image: Image) -> None:
        """A picture as its own file, with its alternative text and its legend."""
        shape = self.word.add_picture(io.BytesIO(image.data))
        scale = min(Mm(self.width_mm * 0.8) / shape.width, Mm(_TALLEST_PHOTO_MM) / shape.height)
        shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
        shape._inline.docPr.set("descr", tied(image.alt))
        if image.legend:
            self.paragraph(image.legend, "Remarque")

    def picture(self, alt: str) -> None:
        """The next drawing, no wider than the page, with its alternative text."""
        shape = self.word.add_picture(io.BytesIO(next(self._drawings)))
        scale = min(1.0, Mm(self.width_mm) / shape.width, Mm(_TALLEST_FIGURE_MM) / shape.height)
        shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
        shape._inline.docPr.set("descr", tied(alt))

    def caption(self, text: str) -> None:
        """The line above what it names, but where a heading says it."""
        if not self._is_titled:
            self.paragraph(text, "Légende de tableau")

    def paragraph(self, text: str, style: str | None = None) -> WordParagraph:
        """A paragraph at the end of the file."""
        paragraph = self.word.add_paragraph()
        if style is not None:
            paragraph._p.style = self._style_ids[style]  # python-docx looks each name up among all the styles again
        if text:
            add_words(paragraph, text)
        return paragraph


def _drawings(block: Block) -> Iterator[bytes]:
    """The SVG of a block and of the blocks in it, in the order in which `_Page` adds them."""
    match block:
        case Quote():
            for child in block.blocks:
                yield from _drawings(child)
        case Listing():
            for item in block.items:
                for child in item:
                    yield from _drawings(child)
        case _:
            if (drawing := drawing_of(block)) is not None:
                yield drawing


def _cards(parts: Iterable[Part]) -> tuple[tuple[Table, Look], ...]:
    """Cards as the tables that they are here."""
    return tuple(
        (block.element.as_table(), part.look)
        for part in parts
        for block in part.blocks
        if isinstance(block, Shown) and isinstance(block.element, KeyFigures)
    )


def _add_runs(paragraph: WordParagraph, runs: Iterable[Run]) -> None:
    for run in runs:
        # A # address leads inside the HTML page; on paper its words are enough.
        if run.href is not None and not run.href.startswith("#"):
            add_link(paragraph, run.text, address=run.href)
            continue
        for added in add_words(paragraph, run.text, run.is_bold or None, run.is_italic or None):
            if run.is_code:
                added.font.name = "DejaVu Sans Mono"
