"""A drawing inside its page: its words, its names, and nothing that could reach the page."""

import base64
import re

import pytest
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure

from benchmarks.typefaces import LATIN, MARKS, PRINT, cut_face
from qep_lib.display.canvas import svg_bytes
from qep_lib.display.drawing import drawing_as_image, drawing_in_page
from qep_lib.display.faces import FACES, FOLDER, face_css
from qep_lib.display.figures import Dot, draw_counts, draw_dots
from qep_lib.export.typefaces import font_folders

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="1pt" height="1pt" viewBox="0 0 1 1">'


def coded(svg):
    return base64.b64encode(svg if isinstance(svg, bytes) else svg.encode()).decode()


def test_a_drawing_of_ours_stands_in_the_page_with_its_words_and_its_text():
    """Found, folded and grown as the other words are; the alternative text is that of the whole."""
    shown = drawing_in_page(coded(draw_counts(["Accueil <b>"], [3], ["trois"])), 'Dit "ainsi" & <autrement>', "canaux")
    assert shown.startswith('<svg role="img" aria-label="Dit &#34;ainsi&#34; &amp; &lt;autrement&gt;" xmlns=')
    assert ">Accueil &lt;b&gt;</text>" in shown and "<img" not in shown


def test_two_drawings_of_a_page_keep_their_names_apart():
    """Else the marks of one would be drawn with the shapes of the other."""
    one, other = (
        drawing_in_page(coded(draw_dots([Dot("a", 3, 2, 4, "x")], "part")), "a", name) for name in ("un", "deux")
    )
    names = [set(re.findall(r' id="([^"]*)"', shown)) for shown in (one, other)]
    assert names[0] and not names[0] & names[1]
    assert set(re.findall(r"url\(#([^)]*)\)", one)) <= names[0]


@pytest.mark.parametrize(
    "inside",
    [
        "<script>x()</script>",
        "<style>*{display:none}</style>",
        "<foreignObject><p>x</p></foreignObject>",
        '<path d="M0 0" onclick="x()"/>',
        '<use href="https://exemple.invalid/a.svg#b"/>',
        '<use href="javascript:x()"/>',
        '<image href="data:image/png;base64,AA=="/>',
        '<path d="M0 0" style="fill: url(https://exemple.invalid/a)"/>',
        '<path d="M0 0" style="fill: \\75rl(x)"/>',
        "<a href='#x'><text>x</text></a>",
        "<!-- x -->",
        "<g>",
    ],
)
def test_whatever_else_a_drawing_holds_keeps_it_an_image(inside):
    """An image runs nothing, asks nothing and styles nothing but itself."""
    shown = drawing_in_page(coded(f"{HEAD}{inside}</svg>"), "alt", "x")
    assert shown.startswith('<img src="data:image/svg+xml;base64,') and shown.endswith('alt="alt">')


def test_a_picture_of_matplotlib_stays_an_image():
    """Points are not part of what our charts draw."""
    canvas = Figure()
    canvas.subplots().imshow([[1, 2], [3, 4]])
    assert drawing_in_page(coded(svg_bytes(canvas)), "alt", "x").startswith("<img")


def test_an_image_carries_its_typeface():
    """A notebook has no typeface of ours, nor does an image see that of its page."""
    data = re.search('base64,([^"]*)', drawing_as_image(coded(draw_counts(["a"], [3], ["x"])), "alt"))[1]
    assert base64.b64decode(data).split(b"<path")[0].count(b"@font-face") == 2


def test_faces_are_cut_out_of_those_of_the_pdf():
    """To the byte: what is in the repository is what `make typefaces` writes, and weighs under 75 KB in a page."""
    for face in FACES:
        expected = cut_face(face.source, MARKS if face.source.startswith("DejaVu") else LATIN + PRINT)
        assert (FOLDER / face.file).read_bytes() == expected, f"{face.file} : lancer make typefaces"
    assert len(face_css()) < 75_000


def test_every_character_that_is_kept_is_in_a_face():
    """French, its signs and our marks; the narrow space, which Fira Sans lacks, comes from DejaVu Sans as in the PDF."""
    held = {face.file: set(TTFont(FOLDER / face.file).getBestCmap()) for face in FACES}
    marks = held.pop("DejaVuSans-marks.woff2")
    assert set(MARKS) <= marks
    for characters in held.values():
        assert not (set(LATIN + PRINT) - {0x2010, 0x2011} - characters) - _lacking()
        assert {*map(ord, "’«»œÉ€‰−…–— ")} <= characters


def _lacking():
    """What the whole typeface has not either."""
    (path,) = [folder / FACES[0].source for folder in font_folders() if (folder / FACES[0].source).exists()]
    return set(LATIN + PRINT) - set(TTFont(path).getBestCmap())
