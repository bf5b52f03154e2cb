"""The styles of a DOCX: those of our own files, and those that a template lacks."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from qep_lib.export.office import FONT

INK, SOFT, ACCENT = RGBColor(0x1E, 0x1E, 0x2E), RGBColor(0x56, 0x5A, 0x67), RGBColor(0x00, 0x00, 0x91)
COMMENT_STYLE = "Commentaire du service"
_LOOKS = {
    # name: (size in points, colour)
    "Title": (27, ACCENT),
    "Subtitle": (13.5, SOFT),
    "Heading 1": (17, ACCENT),
    "Heading 2": (12.5, INK),
} | {f"Heading {level}": (10.5, INK) for level in range(3, 6)}
_WRITTEN_STYLES = (
    *("Quote", "List Continue", "List Bullet", "List Bullet 2", "List Bullet 3"),
    *("List Number", "List Number 2", "List Number 3"),
)
_STYLES = {
    # name: (based on, size in points, colour, room above and below in points, kept with what follows)
    "Légende de tableau": ("Normal", 10, INK, (10, 4), True),
    "Remarque": ("Normal", 9, SOFT, (0, 6), False),
    "Commentaire du service": ("Normal", 10, INK, (0, 4), False),
    "Encadré": ("Normal", 9.5, INK, (0, 4), False),
    "Cellule": ("Normal", 9, INK, (1, 1), False),
    "Sommaire": ("Normal", 10, INK, (0, 3), False),
}


def set_own_looks(word: Any) -> None:
    """The typefaces, sizes and colours of a file that follows no template."""
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(10), INK
    normal.paragraph_format.space_after = Pt(6)
    for name, (size, colour) in _LOOKS.items():
        style = word.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), colour
        style.font.bold, style.font.italic = name not in ("Subtitle",), False
        # The theme's typeface would win over the one asked for.
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            if "Theme" in attribute:
                del fonts.attrib[attribute]
        for attribute in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(attribute), FONT)


def add_missing_styles(word: Any) -> None:
    """Those that a template does not have, as they are in our own files."""
    styles = word.styles
    if "Normal" not in styles:
        styles.add_style("Normal", WD_STYLE_TYPE.PARAGRAPH)
    for name in (*_LOOKS, *_WRITTEN_STYLES):
        if name in styles:
            continue
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        style.base_style = styles["Normal"]
        if name in _LOOKS:
            style.font.size, style.font.color.rgb = Pt(_LOOKS[name][0]), _LOOKS[name][1]
            style.font.bold = name != "Subtitle"
        elif name.startswith("List"):
            style.paragraph_format.left_indent = Mm(6)
        if name.startswith("Heading"):
            level = OxmlElement("w:outlineLvl")
            level.set(qn("w:val"), str(int(name[-1]) - 1))
            style.element.get_or_add_pPr().append(level)
    for name, (base, size, colour, (above, below), is_kept) in _STYLES.items():
        if name in word.styles:
            continue
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = word.styles[base]
        style.font.size, style.font.color.rgb = Pt(size), colour
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)
        style.paragraph_format.keep_with_next = is_kept
        style.font.bold = name == "Légende de tableau" or None
