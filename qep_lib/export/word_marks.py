"""What Word has and python-docx has no call for: fields, links, places, a numbering for each list, a bar beside a remark."""

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from qep_lib.display.printable import ordinal_parts, tied
from qep_lib.errors import sure


def _element(tag: str, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """A field of that code, already filled in: nothing has to be brought up to date to read it."""
    start_field(paragraph, instruction)
    paragraph.add_run(shown)
    end_field(paragraph)


def start_field(paragraph: Paragraph, instruction: str) -> None:
    """What follows, until `end_field`, is what the field shows."""
    code = OxmlElement("w:instrText")
    code.text = instruction
    code.set(qn("xml:space"), "preserve")
    for element in (_element("w:fldChar", fldCharType="begin"), code, _element("w:fldChar", fldCharType="separate")):
        paragraph.add_run()._r.append(element)


def end_field(paragraph: Paragraph) -> None:
    """The end of what the field shows."""
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType="end"))


def draw_bar(paragraph: Paragraph) -> None:
    """A bar on the left: a remark set apart, whatever its words."""
    borders = OxmlElement("w:pBdr")
    borders.append(_element("w:left", val="single", sz="18", space="8", color="5C68E5"))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def set_apart(paragraph: Any) -> None:
    """A double bar on the left of a paragraph (its XML element): words that no calculation gave."""
    borders = OxmlElement("w:pBdr")
    borders.append(_element("w:left", val="double", sz="12", space="10", color="000091"))
    properties = paragraph.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def has_numbering(word: Any, style: str) -> bool:
    """Whether that style draws the bullets or the numbers of a list by itself."""
    properties = word.styles[style].element.pPr
    if properties is None or properties.numPr is None or properties.numPr.numId is None:
        return False
    known = word.part.numbering_part.element.num_lst
    return any(number.numId == properties.numPr.numId.val for number in known)


def new_numbering(word: Any, style: str, start: int) -> int:
    """A numbering of its own for each ordered list: otherwise the second would go on where the first stopped."""
    numbering = word.part.numbering_part.element
    own = word.styles[style].element.pPr.numPr.numId.val
    abstract = next(num for num in numbering.num_lst if num.numId == own).abstractNumId.val
    made = numbering.add_num(abstract)
    made.add_lvlOverride(ilvl=0).add_startOverride(start)
    return made.numId


def set_numbering(paragraph: Paragraph, number: int) -> None:
    """Make the paragraph an item of that numbering."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


def add_link(paragraph: Paragraph, text: str, address: str | None = None, place: int | None = None) -> None:
    """A link to an address outside, or to a numbered place of the document."""
    link = OxmlElement("w:hyperlink")
    if address is not None:
        link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    else:
        link.set(qn("w:anchor"), _place_name(sure(place)))
    before = len(paragraph.runs)
    add_words(paragraph, text)
    link.extend(run._r for run in paragraph.runs[before:])
    paragraph._p.append(link)


def add_words(paragraph: Paragraph, text: str, is_bold: bool | None = None, is_italic: bool | None = None) -> list[Run]:
    """Words at the end of a paragraph, as they are printed, in as many runs as their ordinals ask."""
    runs = []
    for part, is_raised in ordinal_parts(tied(text)):
        run = paragraph.add_run(part)
        run.bold, run.italic, run.font.superscript = is_bold, is_italic, is_raised or None
        runs.append(run)
    return runs


def mark_place(paragraph: Paragraph, place: int) -> None:
    """Where links to that place lead."""
    paragraph._p.append(_element("w:bookmarkStart", id=str(place), name=_place_name(sure(place))))
    paragraph._p.append(_element("w:bookmarkEnd", id=str(place)))


def _place_name(place: int) -> str:
    return f"_Toc{place:08}"
