"""The fictitious example through the command: every new report published, legible, and labelled on each page."""

import html
import re

import pytest
from page_words import without_tags
from pypdf import PdfReader

REPORTS = ("channels", "mystery_survey", "self_assessment", "action_plan", "title_delivery", "bilan")


@pytest.fixture(scope="module")
def reports(tmp_path_factory, qep, new_workspace):
    """`reports/53/2022` of a workspace where the fictitious run has just succeeded."""
    root = new_workspace(tmp_path_factory.mktemp("fictif") / "espace")
    code, said = qep(root, "run", "--run", "fictif-2022")
    assert code == 0, said
    return root / "reports" / "53" / "2022"


def text_of(source):
    """What a page shows, with ordinary spaces and apostrophes."""
    shown = without_tags(re.sub(r"<(style|script)\b.*?</\1>", " ", source, flags=re.S))
    return re.sub(r"\s+", " ", html.unescape(shown)).replace("’", "'")


@pytest.mark.parametrize("audience", ["interne", "public"])
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_whole_in_html_and_pdf(reports, name, audience):
    """Nothing reads « None » or « nan », every figure has its alternative, every page says that nothing is real."""
    folder = reports / audience / name
    source = (folder / f"{name}.html").read_text("utf-8")
    assert not re.search(r"\b(None|nan|NaT)\b", text_of(source))
    assert all(re.search(r'alt="[^"]+"', image) for image in re.findall(r"<img\b[^>]*>", source))
    pages = [page.extract_text() for page in PdfReader(folder / f"{name}.pdf").pages]
    assert pages and all("Données fictives" in page for page in pages)


def whole_bilan(folder):
    """What the bilan and its annexes show."""
    return "".join(text_of((folder / "bilan" / f"bilan{end}.html").read_text("utf-8")) for end in ("", "-annexes"))


def test_the_bilan_prints_the_sections_that_it_takes_from_the_other_reports(reports):
    """Mail, module 4, mystery survey and self-assessment: the same captions as in their own report."""
    bilan = whole_bilan(reports / "interne")
    for caption in ("Collectivités territoriales (module 4)", "Contacts mystère satisfaisants, par canal"):
        assert caption in bilan
    assert "Par module et par canal" in bilan and "Ensemble M4" in bilan
    assert "Délai de délivrance : permis de conduire" in bilan


def test_a_public_bilan_tells_replies_in_time_and_no_comment_of_the_grid(reports):
    """Replies to mail are with the requests; comments of the grid are nowhere."""
    assert "Réponses dans le délai" in text_of((reports / "public" / "bilan" / "bilan.html").read_text("utf-8"))
    grid = (reports / "public" / "self_assessment" / "self_assessment.html").read_text("utf-8")
    assert "DONNÉES FICTIVES" not in grid
