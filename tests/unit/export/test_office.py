"""What office files share: marks in words, titles of remarks, drawings, archives without a clock."""

import base64
import io
import zipfile

import pytest
from PIL import Image as Points
from report_samples import FAR, POINT, satisfaction_figure

from qep_lib.display.elements import Image, Note
from qep_lib.export.blocks import Paragraph, Picture, Run, Shown
from qep_lib.export.office import drawing_of, mark_words, without_clock
from qep_lib.export.raster import DOTS_PER_INCH, draw_png, picture_svg

SQUARE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48"><rect width="96" height="48" fill="#00f"/></svg>'
)


def test_a_mark_is_a_symbol_that_does_not_leave_its_word():
    """One space that no line breaks."""
    assert mark_words(FAR) == "■\u00a0écart supérieur à 50 %"


@pytest.mark.parametrize(
    ("note", "title"),
    [
        (Note("warning", "Prudence", ("x",)), "Attention\u00a0: Prudence"),
        (Note("warning", "Attention", ("x",)), "Attention"),
        (Note("method", "Comment lire", ("x",)), "Méthode\u00a0: Comment lire"),
    ],
)
def test_a_remark_says_what_kind_it_is_unless_its_title_does(note, title):
    """Never « Attention : Attention »."""
    assert note.full_title == title


def test_an_archive_keeps_its_content_and_loses_its_hours():
    """The same names and bytes, in the same order, compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("b.xml", (2024, 5, 6, 7, 8, 10)), b"b" * 1000)
        archive.writestr("a/a.xml", b"a")
    content = without_clock(buffer.getvalue())
    with zipfile.ZipFile(io.BytesIO(content)) as fixed:
        entries = fixed.infolist()
        assert [(entry.filename, fixed.read(entry)) for entry in entries] == [("b.xml", b"b" * 1000), ("a/a.xml", b"a")]
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_DEFLATED}


def test_a_figure_and_a_picture_have_a_drawing_and_words_have_none():
    """That of the figure, as it is."""
    figure = satisfaction_figure()
    assert drawing_of(Shown(figure)) == figure.svg
    assert drawing_of(Picture("image/svg+xml", SQUARE, "un carré")) == SQUARE
    assert drawing_of(Paragraph((Run("lu"),))) is None and drawing_of(Shown(Note("info", "", ("x",)))) is None


def test_drawings_become_points_in_their_order():
    """Three hundred to the inch; no drawing, no work."""
    made = draw_png((SQUARE, SQUARE.replace(b'svg" width="96"', b'svg" width="192"')))
    sizes = [Points.open(io.BytesIO(content)).size for content in made]
    assert DOTS_PER_INCH == 300 and [height for _, height in sizes] == [150, 150]
    assert sizes[0][0] == 300 and sizes[1][0] == 600
    assert draw_png(()) == () and len(draw_png((SQUARE,))) == 1


def test_a_picture_of_points_travels_in_a_drawing_of_its_own_size():
    """As base64: the page asks the network for nothing."""
    buffer = io.BytesIO()
    Points.new("RGB", (120, 80)).save(buffer, "JPEG")
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    assert picture_svg(Image("image/jpeg", buffer.getvalue(), "x")) == (
        '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80">'
        f'<image width="120" height="80" href="data:image/jpeg;base64,{data}"/></svg>'
    )
    assert 'width="1" height="1"' in picture_svg(Picture("image/png", POINT, "un point"))
    assert picture_svg(Picture("image/svg+xml", SQUARE, "un carré")) == SQUARE.decode()
