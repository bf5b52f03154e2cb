"""The front page of the portal: order, links, failures, what the public is told, structure."""

import base64
import hashlib
import re
from datetime import date

import pytest
from invented_portal import invented_entries
from report_samples import PageReader

from qep_lib.export.entries import IndexEntry, Place
from qep_lib.export.index import export_index

CHER = Place("18", "Préfecture du Cher", "prefecture", "18 Cher", "24", "Centre-Val de Loire")
LOIR = Place("41", "Préfecture de Loir-et-Cher", "prefecture", "41 Loir-et-Cher", "24", "Centre-Val de Loire")
MOSELLE = Place("57", "Préfecture de la Moselle", "prefecture", "57 Moselle", "44", "Grand Est")
COMPARED = Place("region-24", "Comparaison : Centre-Val de Loire", "several", "", "24", "Centre-Val de Loire")
COUNTRY = Place("france", "Comparaison : France", "several")
LIMIT_BYTES = 1_000_000


def _entry(place=CHER, period="2020", title="Bilan qualité", audience="internal", **fields) -> IndexEntry:
    files = {"html": "18/2020/interne/bilan/bilan.html", "pdf": "18/2020/interne/bilan/bilan.pdf"}
    content = {"status": "ok", **files} | fields
    return IndexEntry(place, f"année {period}", period, title, audience, **content)


def _read(*entries, **options) -> PageReader:
    return PageReader(export_index(entries, **options))


def _links(page) -> list[str]:
    """Those that lead to a report."""
    return [a["href"] for a in page.named("a") if not a["href"].startswith(("#", "sites/", "regions/"))]


def _body(text: str) -> str:
    """What of a page is no rule of style, nor the words of its script."""
    return re.sub(r"(?s)<style>.*</style>|<script>.*</script>", "", text)


def _order(text: str, *words: str) -> list[str]:
    return sorted(words, key=_body(text).index)


def test_reports_stand_by_region_then_site_then_latest_period():
    """Regions by name, what several share first, comparisons of a region before its sites; whatever the order of entries."""
    entries = [
        _entry(MOSELLE),
        _entry(LOIR),
        _entry(CHER, "2019"),
        _entry(CHER, "2020"),
        _entry(COMPARED),
        _entry(COUNTRY),
    ]
    text = export_index(entries)
    names = [
        "Plusieurs régions",
        "<h3>Centre-Val de Loire",
        "Comparaison : Centre",
        "du Cher",
        "de Loir-et-Cher",
        "Grand Est",
    ]
    assert _order(text.replace("\u00a0", " "), *names) == names
    assert _order(text, "Année 2020", "Année 2019") == ["Année 2020", "Année 2019"]
    page = PageReader(text)
    assert len(page.named("h1")) == 1 and not page.misnested and not page.unclosed
    assert page.named("html") == [{"lang": "fr"}] and page.title == "Rapports qualité"


def test_a_report_is_named_once_and_its_pdf_beside_it():
    """The other formats are one click further: three thousand reports are to be opened fast."""
    page = _read(_entry(docx="18/2020/interne/bilan/bilan.docx"))
    assert _links(page) == ["18/2020/interne/bilan/bilan.html", "18/2020/interne/bilan/bilan.pdf"]


def test_links_start_from_where_the_page_is():
    """In a folder of the reports, they first leave it."""
    assert _links(_read(_entry(), root="../"))[0] == "../18/2020/interne/bilan/bilan.html"


def test_a_report_without_page_is_named_by_its_first_file():
    """And one without any file is named all the same."""
    assert _links(_read(_entry(html=None))) == ["18/2020/interne/bilan/bilan.pdf"]
    assert "Bilan qualité" in _read(_entry(html=None, pdf=None)).text


def test_failures_come_first_with_their_reason_and_link_nothing():
    """An old file is not the result of a failed run; the same reason is told once."""
    failed = {"status": "failed", "message": "colonne « date » absente"}
    text = export_index(
        [_entry(), _entry(LOIR, **failed), _entry(MOSELLE, **failed), _entry(CHER, "2019", status="outdated")]
    )
    page = PageReader(text)
    assert _order(text, "À regarder", "Tous les rapports") == ["À regarder", "Tous les rapports"]
    assert _order(text, "colonne «", "à produire de nouveau") == ["colonne «", "à produire de nouveau"]
    assert page.text.count("colonne «\u00a0date\u00a0» absente") == 1
    assert "4 rapports, 3 sites, dont 2 en échec, 1 à refaire" in page.text
    assert len(_links(page)) == 2


def test_a_failure_without_a_reason_says_so():
    """Never a blank."""
    assert "cause inconnue" in _read(_entry(status="failed")).text


def test_many_reasons_stay_short():
    """Eight of them are shown, the most frequent first; the others wait."""
    entries = [_entry(CHER, str(2000 + n), status="failed", message=f"motif {n:02}.") for n in range(12)]
    text = export_index([*entries, _entry(LOIR, status="failed", message="motif 11.")])
    assert _order(text, "motif 11.", "motif 00.", "4 autres motifs", "motif 10.") == [
        "motif 11.", "motif 00.", "4 autres motifs", "motif 10.",
    ]  # fmt: skip


def test_an_unavailable_report_is_named_and_nothing_more():
    """Neither a link nor a reason."""
    page = _read(_entry(status="unavailable", message="Mme DURAND"), _entry(LOIR), is_public=True)
    assert "dont 1 indisponible" in page.text and len(_links(page)) == 2 and "DURAND" not in page.text


def test_the_date_of_the_data_stands_above_the_reports_that_share_it():
    """Two reports of a period cut off on two days are in two lists."""
    page = _read(_entry(as_of=date(2021, 1, 13)), _entry(title="X", as_of=date(2021, 2, 1)))
    assert "arrêté au 13 janvier 2021" in page.text and "arrêté au 1er février 2021" in page.text
    assert len(page.named("h5")) == 2


def test_what_is_new_is_marked_and_counted():
    """At the report, at its site, at its region and in the head."""
    page = _read(_entry(is_new=True), _entry(LOIR))
    assert "1 nouveau" in page.text and page.text.count("nouveau") == 4


def test_the_public_page_says_nothing_of_audiences():
    """They are all theirs; neither the word nor the filter is there."""
    text = export_index([_entry(audience="public")], is_public=True)
    assert "interne" not in text.replace("18/2020/interne/", "") and "diffusion" not in _body(text)
    assert "diffusion" in export_index([_entry()])


def test_one_banner_of_all_is_told_once_at_the_head():
    """Otherwise it stands above the reports that it is about."""
    same = export_index([_entry(banner="Données fictives"), _entry(LOIR, banner="Données fictives")])
    assert same.count("Données fictives") == 1
    other = _body(
        export_index([_entry(banner="Données fictives"), _entry(title="X", banner="Données fictives"), _entry(LOIR)])
    )
    assert other.count("Données fictives") == 1 and _order(other, "du Cher", "Données fictives")[0] == "du Cher"


def test_an_empty_index_says_what_to_do_and_has_nothing_to_search():
    """Nothing yet is a sentence, not a blank page."""
    page = _read()
    assert "qep run" in page.text and page.named("form", "script") == []


def test_links_that_leave_the_folder_are_refused():
    """The index only leads to the files beside it."""
    with pytest.raises(ValueError, match="refusé"):
        export_index([_entry(html="https://example.org/")])


def test_the_only_script_is_the_one_that_the_policy_names():
    """By its hash: a script that came in a title would not run. Nothing is asked of the network."""
    text = export_index([_entry()])
    (script,) = re.findall(r"(?s)<script>(.*?)</script>", text)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert f"script-src 'sha256-{digest}'" in policy and policy.startswith("default-src 'none'")
    assert not re.search(r"innerHTML|insertAdjacent|document\.write|fetch\(|https?:", script)


def test_the_search_is_hidden_until_its_script_shows_it():
    """Without a script nothing dead is shown; every field has its label, and the count is announced."""
    page = _read(_entry())
    (form,) = page.named("form")
    assert "hidden" in form and form["role"] == "search"
    assert {label["for"] for label in page.named("label")} == {field["id"] for field in page.named("input", "select")}
    assert {"role": "status"} in page.named("p")


def test_the_same_entries_give_the_same_bytes():
    """No date of making, no random identifier."""
    assert export_index([_entry(), _entry(LOIR)]) == export_index([_entry(LOIR), _entry()])


def test_the_reports_of_the_country_open_under_a_megabyte():
    """3,340 reports, 334 sites, two years, titles as long as real ones."""
    entries = invented_entries()
    assert len(entries) == 3340
    assert len(export_index(entries, imports="imports/index.html").encode()) < LIMIT_BYTES
