"""The pages of sites and regions: what they list, marks over the years, what the public is told, links that lead somewhere."""

import posixpath
from datetime import date

import pytest
from invented_portal import invented_entries
from report_samples import PageReader, squeezed

from qep_lib.display.rating import RATING_MARKS
from qep_lib.export.entries import IndexEntry, Place
from qep_lib.export.marks import MarkedFigure, SiteMarks
from qep_lib.export.portal import Portal, export_portal

CHER = Place("18", "Préfecture du Cher", "prefecture", "18 Cher", "24", "Centre-Val de Loire")
LOIR = Place("41", "Préfecture de Loir-et-Cher", "prefecture", "41 Loir-et-Cher", "24", "Centre-Val de Loire")
COMPARED = Place("region-24", "Comparaison : Centre-Val de Loire", "several", "", "24", "Centre-Val de Loire")
COUNTRY = Place("france", "Comparaison : France", "several")
MARKS = SiteMarks(
    ("2020", "2021"),
    (
        ("Appels décrochés", (MarkedFigure("91,96 %", RATING_MARKS["met"]), MarkedFigure("", RATING_MARKS["far"]))),
        ("Traitement", (None, MarkedFigure("64 j", RATING_MARKS["far"]))),
    ),
)
PORTAL_FOLDER = {"": "", "../": "public/"}
"""Where the front page is, by what leads from it to the reports."""


def _entry(place=CHER, period="2020", audience="internal", **fields) -> IndexEntry:
    folder = f"{place.id}/{period}/{audience}/bilan/bilan"
    files = {kind: f"{folder}.{kind}" for kind in ("html", "pdf", "docx", "xlsx")}
    content = {"status": "ok", "as_of": date(2021, 1, 13)} | files | fields
    return IndexEntry(place, f"année {period}", period, "Bilan qualité", audience, **content)


def _pages(*entries, is_public=False, **options) -> dict[str, str]:
    return dict(export_portal(Portal(entries, is_public, **options)))


def test_there_is_a_page_a_site_one_a_region_and_the_front_page_comes_last():
    """It never links a page that is not there yet. A comparison of several regions is on the front page only."""
    pages = _pages(_entry(), _entry(LOIR), _entry(COMPARED), _entry(COUNTRY))
    assert [*pages] == ["sites/18.html", "sites/41.html", "regions/24.html", "index.html"]


@pytest.mark.parametrize("root", ["", "../"])
def test_every_link_leads_to_a_page_of_the_portal_or_to_a_file_of_a_report(root):
    """From each page, in the folder of the reports or in one of its own."""
    entries = [_entry(), _entry(CHER, "2019"), _entry(LOIR), _entry(COMPARED), _entry(COUNTRY)]
    pages = _pages(*entries, root=root)
    files = {path for entry in entries for _, path in entry.files}
    own = {posixpath.join(PORTAL_FOLDER[root], name) for name in pages}
    for name, text in pages.items():
        here = posixpath.dirname(posixpath.join(PORTAL_FOLDER[root], name))
        links = [a["href"] for a in PageReader(text).named("a") if not a["href"].startswith("#")]
        assert {posixpath.normpath(posixpath.join(here, link)) for link in links} <= files | own
        assert links


def test_a_site_shows_its_reports_over_the_years_in_every_format():
    """The latest period first; each link says which report it is of."""
    page = PageReader(_pages(_entry(CHER, "2019"), _entry(sentence="Les 3 objectifs sont atteints"))["sites/18.html"])
    assert page.title == "Préfecture du Cher\u00a0: rapports qualité"
    assert page.text.index("Année 2020") < page.text.index("Année 2019")
    assert "Les 3 objectifs sont atteints" in page.text and "13 janvier 2021" in page.text
    assert "DOCX : Bilan qualité, interne, Préfecture du Cher, année 2019" in page.text.replace("\u00a0", " ")
    assert not page.misnested and not page.unclosed and len(page.named("h1")) == 1


def test_a_site_shows_a_row_of_marks_an_indicator():
    """A symbol, the figure, and words for who does not see the symbol; a class alone where the report tells no figure."""
    page = PageReader(_pages(_entry(), marks_of=lambda place: MARKS)["sites/18.html"])
    words = squeezed(page.text)
    assert squeezed("Appels décrochés ● 91,96 % : objectif atteint ■ écart supérieur à 50 %") in words
    assert squeezed("Traitement ■ 64 j") in words
    assert [cell for cell in page.named("th") if cell.get("scope") == "col"][:3] == [{"scope": "col"}] * 3
    assert "Objectifs" not in _pages(_entry())["sites/18.html"]


def test_a_failure_is_told_on_the_page_of_its_site_inside_only():
    """Its reason may quote a row."""
    failed = _entry(status="failed", message="Mme DURAND")
    assert "Mme DURAND" in _pages(failed)["sites/18.html"]
    assert not [text for text in _pages(failed, is_public=True).values() if "interne" in text.replace("/internal/", "")]
    unavailable = _entry(status="unavailable", message="Mme DURAND", audience="public")
    assert not [text for text in _pages(unavailable, is_public=True).values() if "DURAND" in text]


def test_a_region_shows_its_comparisons_and_its_sites():
    """With what is to be noted of each: new reports, and those that are not current."""
    entries = [_entry(COMPARED), _entry(is_new=True), _entry(CHER, "2019", status="outdated"), _entry(LOIR)]
    page = PageReader(_pages(*entries)["regions/24.html"])
    words = squeezed(page.text)
    assert squeezed("2 sites ; 1 comparaison") in words
    assert squeezed("Préfecture du Cher année 2020 2 1 nouveau 1 n'est pas à jour") in words
    assert not page.misnested and not page.unclosed


def test_a_region_shows_where_each_of_its_sites_stands():
    """The marks of its latest period counted by class, in words too; a site without any has none, and no mark is no column."""
    marks = {"18": MARKS}
    page = _pages(_entry(), _entry(LOIR), marks_of=lambda place: marks.get(place.id, SiteMarks()))["regions/24.html"]
    words = squeezed(PageReader(page).text)
    assert squeezed("Préfecture du Cher année 2020 1 ■ 2 : écart supérieur à 50 % (2021)") in words
    assert page.count('class="qep-badge') == 2, "one class, and its legend"
    assert "Objectifs" not in _pages(_entry(), _entry(LOIR))["regions/24.html"]


def test_the_same_portal_gives_the_same_bytes():
    """Whatever the order in which sites come."""
    assert _pages(_entry(), _entry(LOIR)) == _pages(_entry(LOIR), _entry())


def test_the_pages_of_the_country_are_as_many_as_its_sites_and_regions():
    """334 and 18, for 3,340 reports."""
    names = [name.partition("/")[0] for name, _ in export_portal(Portal(invented_entries(), False))]
    assert (names.count("sites"), names.count("regions"), names[-1]) == (334, 18, "index.html")
