"""The poster: one page whatever the words, large and contrasted, a missing figure said, the whole of it in the page."""

import io
import re
from pathlib import Path

import pypdf
import pytest
from report_samples import HOSTILE_CASES, PageReader, elements_saying, hostile_value, notebook_of, squeezed, table_of

import qep_lib.export.page
from qep_lib.display.elements import Header, KeyFigure, KeyFigures, Text
from qep_lib.errors import ReportFailed
from qep_lib.export.document import read_document
from qep_lib.export.html import export_html
from qep_lib.export.pdf import export_pdf

TEMPLATES = Path(qep_lib.export.page.__file__).parent / "templates"
SHEETS = {"a4": (210, 297), "a3": (297, 420)}
POINTS_A_MM = 72 / 25.4
CARDS = (
    KeyFigure(
        "Satisfaction des usagers", "86\u202f%", "+2 points depuis le 2e trimestre 2021", scope="Chiffre national"
    ),
    KeyFigure("Appels décrochés", "Non communiqué", "", scope="Chiffre de la préfecture du Cher"),
)
LONGEST = "Sous-préfecture de Saint-Germain-en-Laye et de la communauté d'agglomération anticonstitutionnelle "


def poster_of(
    cards=CARDS,
    paper="a3",
    banner=None,
    title="Affiche Transparence",
    subtitle="Préfecture du Cher",
    texts=("Source : a.",),
):
    """The notebook of a poster with these words."""
    return notebook_of(
        Header(title, subtitle, (("Site", "x"),), banner, layout="poster", paper=paper),
        "## Nos résultats",
        KeyFigures("Nos résultats", tuple(cards)),
        Text(tuple(texts)),
        "## Données",
        table_of("donnees", "Données de l'affiche", ["Indicateur", "Chiffre"], [("Appels", ("86", 86))]),
    )


def read_pdf(notebook):
    return pypdf.PdfReader(io.BytesIO(export_pdf(read_document(notebook))))


@pytest.mark.parametrize("paper", SHEETS)
def test_a_poster_is_one_page_of_the_paper_declared(paper):
    """Upright, to the millimetre."""
    pages = read_pdf(poster_of(paper=paper)).pages
    assert len(pages) == 1
    size = tuple(round(float(side) / POINTS_A_MM) for side in (pages[0].mediabox.width, pages[0].mediabox.height))
    assert size == SHEETS[paper]


@pytest.mark.parametrize("paper", SHEETS)
@pytest.mark.parametrize("count", [1, 2, 3, 5, 6])
def test_it_stays_one_page_with_the_longest_names(paper, count):
    """Long names, long labels, a banner and long remarks: smaller type, never a second page nor a lost card."""
    cards = [
        KeyFigure(f"{number} {LONGEST * 2}", "123 456 789,99 jours", LONGEST, scope=LONGEST) for number in range(count)
    ]
    notebook = poster_of(cards, paper, LONGEST * 4, LONGEST * 3, LONGEST * 3, [LONGEST * 5] * 8)
    (page,) = read_pdf(notebook).pages
    text = squeezed(page.extract_text())
    assert all(squeezed(f"{number} Sous-préf") in text for number in range(count))


@pytest.mark.parametrize("case", HOSTILE_CASES, ids=lambda case: case["id"])
def test_hostile_text_stays_text_on_one_page(case):
    """Whatever the words hold, one page, and its HTML runs nothing."""
    text = hostile_value(case)
    cards = [KeyFigure(text, text, text, scope=text)] * 6
    notebook = poster_of(cards, "a4", text, f"h {text}", text, [text] * 4)
    (page,) = read_pdf(notebook).pages
    assert "root:" not in page.extract_text()
    reader = PageReader(export_html(notebook))
    assert not reader.misnested and not reader.named("script", "iframe", "form", "object")
    assert [image["src"][:5] for image in reader.named("img")] == []


def test_words_and_missing_figures_are_printed():
    """The figure, whose it is, its change; « Non communiqué » where there is none."""
    text = squeezed(read_pdf(poster_of(banner="Données fictives.")).pages[0].extract_text())
    for words in (
        "86%",
        "+2 points depuis le 2e trimestre 2021",
        "Chiffre national",
        "Non communiqué",
        "Données fictives.",
    ):
        assert squeezed(words) in text


def test_the_poster_is_its_first_section_and_the_page_has_the_rest():
    """Tables are for the page, the workbook and the CSV files."""
    assert "Donnéesdel'affiche" not in squeezed(read_pdf(poster_of()).pages[0].extract_text())
    html = export_html(poster_of(paper="a4"))
    reader = PageReader(html)
    assert "Données de l’affiche" in reader.text and not reader.misnested and not reader.unclosed
    assert "@page { size: A4; }" in html and "Chiffre de la préfecture du Cher" in reader.text
    assert [table.slug for table in read_document(poster_of()).tables] == ["donnees"]


def test_the_poster_is_tagged_and_reproducible():
    """PDF/UA, and the same bytes twice."""
    document = read_document(poster_of())
    assert export_pdf(document) == export_pdf(document)
    root = read_pdf(poster_of()).trailer["/Root"]
    assert root["/Lang"] == "fr" and b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


@pytest.mark.parametrize("count", [0, 7])
def test_too_many_figures_for_a_wall_are_refused(count):
    """Seven would be too small to be read from afar, none is no poster."""
    with pytest.raises(ReportFailed, match=f"{count} chiffres.*de 1 à 6"):
        export_pdf(read_document(poster_of([KeyFigure("a", "1")] * count)))


@pytest.mark.parametrize(("words", "least_pt"), [("26,6", 83), ("conduire", 30), ("rapide", 22)])
def test_words_are_large_enough_to_be_read_from_afar(words, least_pt):
    """On A3 a figure of 90 points where its words leave room, a label of two lines of 34 (0.25° is 8.7 mm at 2 m)."""
    card = KeyFigure(
        "Délai : permis de conduire", "26,6\u00a0jours", "↓ plus rapide (−5\u00a0jours)", scope="Chiffre national"
    )
    sizes = []

    def visit(text, _, matrix, __, size):
        if words in text:
            sizes.append(size * abs(matrix[3]))

    read_pdf(poster_of([card] * 6, "a3")).pages[0].extract_text(visitor_text=visit)
    assert sizes and min(sizes) >= least_pt


def test_every_colour_of_words_stands_out_from_what_is_behind():
    """At least 7 to 1 for what a poster says (WCAG AAA), 4.5 for its small print."""
    common = (TEMPLATES / "common.typ").read_text(encoding="utf-8")
    colours = dict(re.findall(r'#let ([a-z-]+) = rgb\("(#[0-9a-f]{6})"\)', common)) | {"white": "#ffffff"}
    banner = re.search(
        r'banner.*fill: rgb\("(#[0-9a-f]{6})"\)', (TEMPLATES / "poster.typ").read_text(encoding="utf-8")
    )[1]
    assert contrast(colours["white"], colours["accent"]) >= 7
    assert contrast(colours["accent"], colours["tint"]) >= 7
    assert contrast(colours["ink"], colours["tint"]) >= 7
    assert contrast(banner, colours["white"]) >= 7
    assert contrast(colours["soft"], colours["tint"]) >= 4.5


def contrast(first, second) -> float:
    """The contrast of two colours as WCAG 2.1 defines it."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour) -> float:
    """Relative luminance of #rrggbb."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_elements_of_every_kind_leave_the_page_whole():
    """A poster whose first section also holds tables and drawings prints its figures, and its page shows all."""
    header, cards, *others = elements_saying("mot")
    notebook = notebook_of(Header("T", "", layout="poster"), "## A", cards, *others)
    assert len(read_pdf(notebook).pages) == 1
    assert PageReader(export_html(notebook)).named("img")
