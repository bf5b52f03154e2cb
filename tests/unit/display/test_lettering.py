"""Words of a drawing: ordinals raised, and one face for each run, which Typst and a browser both have."""

import io
import re
from xml.etree import ElementTree

import pytest
import typst
from pypdf import PdfReader

from qep_lib.display.figures import DelayBar, draw_delays
from qep_lib.display.lettering import set_words
from qep_lib.export.typefaces import font_folders


def tspans(words, style="font-size: 10px; text-anchor: end"):
    """(place, words) of the runs of a label that ends at 100 points."""
    svg = ElementTree.fromstring(f"<text>{set_words(words, style, 100)}</text>")
    return [(float(run.get("x")), "".join(run.itertext())) for run in svg.iter("tspan") if run.get("x")]


def test_signs_that_the_face_lacks_have_their_own_run_and_nothing_else_changes():
    """In order, one after the other up to where the label ends; a label without such a sign is left as it was."""
    runs = tspans("64 j ■ 34 jours ▲▼")
    assert [words for _, words in runs] == ["64 j\xa0", "■", "\xa034 jours\xa0", "▲▼"]
    places = [place for place, _ in runs]
    assert places == sorted(places) and places[0] > 0 and places[-1] < 100
    assert set_words("64 j & l'été, 5\u202f%", "", 3) == "64 j &amp; l'été, 5\u202f%"


@pytest.mark.parametrize(
    ("anchor", "least", "most"), [("", 100, 101), ("; text-anchor: middle", 70, 90), ("; text-anchor: end", 40, 70)]
)
def test_a_label_keeps_its_anchor(anchor, least, most):
    """Runs have places of their own: what was centred or ended there still does."""
    assert least <= tspans("abc ■ def", f"font-size: 10px{anchor}")[0][0] < most


def test_ordinals_are_raised_and_what_follows_comes_back_to_the_line():
    """Shifts add up in a text: they must come to nothing."""
    said = set_words("la 1re année et la 2e", "", 0)
    assert re.sub("<[^>]*>", "", said) == "la 1re année et la 2e"
    assert re.findall(r'<tspan dy="-[^>]*>(\w+)<', said) == ["re", "e"]
    assert re.search(r'dy="\.266em">( année et la 2)<', said)


def test_no_drawing_falls_back_on_a_serif_on_paper():
    """A sign that Fira Sans lacks would take its whole label with it into the first face that has all of it."""
    svg = draw_delays(
        [DelayBar("Titre ✓ (1re demande)", 5.0, 6.0, 4.0, "64 j ■ 34 jours ▲", "#000091")], "jours", "2020", "2019"
    )
    pdf = typst.compile(
        b'#image(bytes(sys.inputs.svg), format: "svg")', font_paths=font_folders(), ignore_system_fonts=True,
        sys_inputs={"svg": svg.decode("utf-8")},
    )  # fmt: skip
    assert {name.split("+")[1].split("-")[0] for name in _faces(PdfReader(io.BytesIO(pdf)))} == {
        "FiraSans",
        "DejaVuSans",
    }


def _faces(pdf):
    """Every typeface of the file, those of its drawings included."""
    found = (pdf.get_object(number) for number in range(1, pdf.trailer["/Size"]))
    return {str(one["/BaseFont"]) for one in found if isinstance(one, dict) and "/BaseFont" in one}
