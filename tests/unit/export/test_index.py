"""The index page: grouping, links, failures, structure."""

import pytest
from report_samples import PageReader

from qep_lib.export.index import IndexEntry, export_index


def _entry(site="18", period="2020", title="Bilan qualité", audience="internal", **fields) -> IndexEntry:
    files = {"html": "18/2020/interne/bilan/bilan.html", "pdf": "18/2020/interne/bilan/bilan.pdf"}
    content = {"status": "ok", **files} | fields
    return IndexEntry(site, f"Préfecture {site}", f"année {period}", period, title, audience, **content)


def test_reports_are_grouped_by_site_then_latest_period():
    """One heading a site and period, whatever the order of the entries."""
    page = PageReader(export_index([_entry("41"), _entry("18", "2019"), _entry("18", "2020"), _entry("41", title="X")]))
    headings = [attributes["id"] for attributes in page.named("h2")]
    assert headings == ["site-18-2020", "site-18-2019", "site-41-2020"]
    assert len(page.named("table")) == 3
    assert len(page.named("h1")) == 1 and not page.misnested and not page.unclosed
    assert page.named("html") == [{"lang": "fr"}] and page.title == "Rapports qualité"


def test_each_file_is_linked_with_words_of_its_own():
    """« PDF » alone would say the same thing for every report to who listens to the links."""
    text = export_index([_entry()])
    page = PageReader(text)
    links = [attributes["href"] for attributes in page.named("a") if not attributes["href"].startswith("#")]
    assert links == ["18/2020/interne/bilan/bilan.html", "18/2020/interne/bilan/bilan.pdf"]
    assert "PDF : Bilan qualité, interne, Préfecture 18" in page.text


def test_a_failed_report_shows_its_message_and_links_nothing():
    """An old file is not the result of a failed run."""
    page = PageReader(export_index([_entry(status="failed", message="colonne « date » absente")]))
    assert (
        "échec" in page.text
        and "colonne «\u00a0date\u00a0» absente" in page.text
        and "1 rapport, dont 1 en échec" in page.text
    )
    assert all(attributes["href"].startswith("#") for attributes in page.named("a"))


def test_a_report_older_than_its_data_links_nothing_and_says_so():
    """Counted apart from the failures."""
    text = export_index([_entry(status="outdated", message="données plus récentes"), _entry("41")])
    page = PageReader(text)
    assert "2 rapports, dont 1 à refaire" in page.text and "à refaire données plus récentes" in " ".join(
        page.text.split()
    )
    links = [attributes["href"] for attributes in page.named("a") if not attributes["href"].startswith("#")]
    assert len(links) == 2
    both = export_index([_entry(status="outdated"), _entry("41", status="failed")])
    assert "2 rapports, dont 1 en échec, 1 à refaire" in PageReader(both).text


def test_an_unavailable_report_is_named_and_nothing_more():
    """Neither a link nor a reason."""
    page = PageReader(export_index([_entry(status="unavailable"), _entry("41")]))
    assert "2 rapports, dont 1 indisponible" in page.text
    links = [attributes["href"] for attributes in page.named("a") if not attributes["href"].startswith("#")]
    assert len(links) == 2


def test_banners_are_shown_once_a_group():
    """The nature of the data stands above its reports."""
    text = export_index(
        [_entry(banner="Données reconstituées"), _entry(audience="public", banner="Données reconstituées")]
    )
    assert text.count("Données reconstituées") == 1


def test_an_empty_index_says_what_to_do():
    """Nothing yet is a sentence, not a blank page."""
    assert "qep run" in PageReader(export_index([])).text


def test_links_that_leave_the_folder_are_refused():
    """The index only leads to the files beside it."""
    with pytest.raises(ValueError, match="refusé"):
        export_index([_entry(html="https://example.org/")])


def test_the_same_entries_give_the_same_bytes():
    """No date, no random identifier."""
    assert export_index([_entry(), _entry("41")]) == export_index([_entry("41"), _entry()])
