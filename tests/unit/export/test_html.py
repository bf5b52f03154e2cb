"""The published page: structure, safety, links, reproducibility."""

import re
from dataclasses import replace

import nbformat
import pytest
from report_samples import PageReader, demo_contents, notebook_of

from qep_lib.display.elements import Figure
from qep_lib.display.strips import Piece, Strip, Strips
from qep_lib.export.html import export_html
from qep_lib.export.page import SECURITY_POLICY

LINKS = {"PDF": "bilan.pdf", "Demandes (CSV)": "tables/demandes-canal.csv"}


@pytest.fixture(scope="module")
def page(demo):
    return PageReader(export_html(demo, LINKS))


def test_the_page_is_well_formed_french_with_one_title(page):
    """Every tag is closed in order; language, title and the single h1 are set."""
    assert not page.misnested and not page.unclosed
    assert page.named("html") == [{"lang": "fr"}]
    assert page.title == "Bilan qualité – Préfecture du Cher · année 2020"
    assert len(page.named("h1")) == 1
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_headings_go_down_one_level_at_a_time(page):
    """A screen reader's outline has no hole, even when the notebook's Markdown has one."""
    holed = PageReader(export_html(notebook_of("# Titre\n\n### Trop bas\n\n###### Bien trop bas\n\n# Second titre")))
    for reader in (page, holed):
        levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_landmarks_and_skip_link_are_there(page):
    """Header, navigation, main and footer, and a first link that leads to the content."""
    for name in ("header", "nav", "main", "footer"):
        assert len(page.named(name)) == 1
    assert page.named("a")[0]["href"] == "#contenu"
    assert page.named("main")[0]["id"] == "contenu"


def test_the_contents_list_leads_to_every_section(page):
    """Each h2 and h3 has its link, each link its heading."""
    anchors = [attributes["id"] for tag, attributes in page.tags if tag in ("h2", "h3")]
    links = [attributes["href"][1:] for attributes in page.named("a") if attributes["href"].startswith("#s-")]
    assert links == anchors and len(anchors) == 7


def test_tables_have_a_caption_and_scoped_headings(page):
    """A cell can always be tied to its headings, said again where a narrow screen shows each line as a card."""
    assert len(page.named("table")) == len(page.named("caption")) == 5
    assert all(attributes.get("scope") in ("col", "row") for attributes in page.named("th"))
    said = [attributes["data-label"] for attributes in page.named("td") if "data-label" in attributes]
    assert {"Cible 2020", "Responsable"} <= {*said} and "Satisfaits" not in said


def test_only_links_summaries_and_what_scrolls_stop_the_keyboard(demo, page):
    """A table folds into cards and a drawing into lines: only a drawing that has none is scrolled, and stops the keyboard."""
    stops = [attributes for _, attributes in page.tags if attributes.get("tabindex") == "0"]
    assert [stop["class"] for stop in stops] == ["qep-drawing"]
    drawing = next(cell for cell in demo_contents() if isinstance(cell, Figure))
    strips = Strips((Strip("Courtoisie", "98,5 %", (Piece("bar", 0, 98.5, "#000091"),)),))
    folded = export_html(notebook_of("# Titre", replace(drawing, strips=strips)))
    assert 'tabindex="0"' not in folded and folded.count('role="img"') == 2


def test_a_page_leads_back_to_the_list_of_reports(demo):
    """When it is told where that is; the path stays beside the page."""
    assert '<a href="../../index.html">Tous les rapports</a>' in export_html(demo, index="../../index.html")
    assert "Tous les rapports" not in export_html(demo)
    with pytest.raises(ValueError, match="refusé"):
        export_html(demo, index="https://exemple.invalid")


def test_results_are_read_before_the_contents_list(page):
    """On a phone, and aloud: what the reader came for, then what leads elsewhere; a link at the top leads to the list."""
    names = [tag for tag, attributes in page.tags if tag in ("main", "nav") or attributes.get("id") == "sommaire"]
    assert names == ["main", "nav", "p"]
    assert [attributes["href"] for attributes in page.named("a")[:3]] == ["#contenu", "#sommaire", "#sommaire"]


def test_figures_carry_their_alternative_text_and_their_data(page):
    """Who cannot see the drawing gets what it says and the figures behind it."""
    (drawing,) = page.named("svg")
    assert "92,8\u202f% (accueil téléphonique)" in drawing["aria-label"] and drawing["role"] == "img"
    assert "Courtoisie et disponibilité" in page.text
    assert len(page.named("details")) == 1


def test_the_page_runs_nothing_and_asks_nothing_of_the_network(demo, page):
    """No script, frame, form or outside resource; the security policy comes first and says so."""
    assert not page.named("script", "iframe", "form", "object", "embed", "link", "base")
    assert page.tags[2] == ("meta", {"http-equiv": "Content-Security-Policy", "content": SECURITY_POLICY})
    style = re.search(r"<style>(.*?)</style>", export_html(demo), re.DOTALL).group(1)
    assert all(found.startswith("data:font/woff2;base64,") for found in re.findall(r"url\(([^)]*)", style))
    assert "@import" not in style and "http" not in style
    sources = [
        attributes[name] for _, attributes in page.tags for name in ("src", "srcset", "poster") if name in attributes
    ]
    assert all(source.startswith("data:") for source in sources)


def test_links_to_the_other_formats_are_relative(page, demo):
    """The files beside the page are linked by label; an address that leaves the folder's site is refused."""
    assert [a["href"] for a in page.named("a") if not a["href"].startswith(("#", "https:"))] == list(LINKS.values())
    for href in ("https://example.org/x.pdf", "javascript:alert(1)", "/etc/passwd", "//hote/x", ""):
        with pytest.raises(ValueError, match="refusé"):
            export_html(demo, {"PDF": href})


def test_ratings_are_said_in_words_and_symbols(page):
    """The class of an indicator never depends on seeing its colour."""
    text = re.sub(r"\s+", " ", page.text)
    for words in ("● conforme", "▲ écart de 25 à 50 %", "■ écart supérieur à 50 %"):
        assert words in text


def test_no_code_reaches_the_reader(demo, page):
    """Sources of code cells are for analysts."""
    assert "rapport.afficher" not in page.text
    assert "rapport.afficher" not in export_html(demo)


def test_the_same_notebook_gives_the_same_bytes():
    """Twice in one process, from notebooks built twice: nothing random, no date."""
    first, second = (export_html(notebook_of(*demo_contents()), LINKS) for _ in range(2))
    assert first == second


def test_foreign_html_is_reduced_to_its_safe_part():
    """A pandas table shows as a table; a script beside it vanishes, a picture from elsewhere too."""
    html = (
        "<h1>x</h1><script>window.PWN=1</script><img src='http://h/p.png'><table><tr><th>site</th></tr>"
        "<tr><td onclick='x()'>18 &lt; 19</td></tr></table><style>*{}</style>"
    )
    output = nbformat.v4.new_output("display_data", {"text/html": html, "text/plain": "repr"}, metadata={})
    cell = nbformat.v4.new_code_cell("df", outputs=[output])
    text = export_html(notebook_of("# Titre", cell))
    fragment = text.partition('<main id="contenu"')[2]
    assert "18 &lt; 19" in fragment and "<table>" in fragment
    for forbidden in ("PWN", "http://h", "onclick", "<h1", "<style"):
        assert forbidden not in fragment
