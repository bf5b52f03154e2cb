"""An odd Centre-Val de Loire (`data/odd-region`) as it is published: the figures that Cher and Loir-et-Cher printed, and
nothing hidden."""

import csv
import io
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import yaml
from limits import LIMITS
from office_words import office_words
from pypdf import PdfReader

from qep_lib.disclosure.released import measured_rows
from qep_lib.display.wording import format_number
from qep_lib.model.workspace import Workspace
from qep_lib.store.results import read_results

PUBLISHED = yaml.safe_load((Path(__file__).parents[1] / "data" / "published.yml").read_text("utf-8"))
CHER, LOIR_ET_CHER = PUBLISHED["cher_2020"], PUBLISHED["loir_et_cher_2022"]
NAME = "regional_comparison"
HIDDEN_SITE = "45"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory, qep, new_workspace, odd_region):
    """The workspace where the run of the region has just succeeded."""
    root = odd_region(new_workspace(tmp_path_factory.mktemp("region") / "espace"))
    code, said = qep(root, "run", "--run", "region-24-2021")
    assert code == 0, said
    return Workspace(root)


@pytest.fixture(scope="module")
def published(workspace):
    """The folder of the public report."""
    return workspace.reports / "region-24" / "2021" / "public" / NAME


@pytest.fixture(scope="module")
def cells(published):
    """Table → its lines, with plain spaces."""
    found = {}
    for path in sorted((published / "tables").glob("*.csv")):
        lines = csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";")
        found[path.stem] = [[plain(cell) for cell in line] for line in lines]
    return found


def artefacts(folder):
    """Name → all the text of each published file: page, paper, workbook, tables, notebook, provenance."""
    texts = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".pdf":
            texts[path.name] = " ".join(page.extract_text() for page in PdfReader(path).pages)
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                texts[path.name] = " ".join(archive.read(name).decode("utf-8") for name in archive.namelist())
        elif path.suffix in (".docx", ".pptx"):
            texts[path.name] = office_words(path.read_bytes())
        elif path.suffix == ".parquet":
            texts[path.name] = pd.read_parquet(path).to_csv()
        else:
            texts[path.name] = path.read_text("utf-8-sig")
    return {name: plain(text) for name, text in texts.items()}


@pytest.fixture(scope="module")
def hidden(workspace):
    """The intervals of the survey of nine answers, wide and of no other survey: as the internal report prints them, then as
    its open data hold them."""
    frame, _ = read_results(workspace, HIDDEN_SITE, "2021")
    surveyed = [
        row
        for row in measured_rows(frame, LIMITS)
        if row.indicator_id.startswith("satisfaction_") and row.group == "" and row.has_value
    ]
    assert {row.denominator for row in surveyed} <= {7, 8, 9}
    printed = {f"{format_number(row.low)} à {format_number(row.high)} %" for row in surveyed}
    return printed, {f"{row.low!r}" for row in surveyed}


def plain(text):
    """Text with every kind of space as one space, and the apostrophe of the keyboard."""
    return re.sub(r"\s+", " ", text).replace("’", "'")


def values(cells, kind):
    """The lines, indicator then site, of the tables behind the drawings (`theme`), or of the annexes (`valeurs`)."""
    return [line for name, lines in cells.items() if name.startswith(f"{kind}-") for line in lines[1:]]


@pytest.mark.parametrize(
    ("indicator", "printed"),
    [
        ("Appels aboutis", f"{LOIR_ET_CHER['channels']['call_answer_pct']}"),
        ("Demandes d'information par courriel à temps", f"{LOIR_ET_CHER['mail']['email_reply_on_time_pct']}"),
        (
            "Délivrance des cartes d'identité et passeports (tout le CERT)",
            f"{LOIR_ET_CHER['title_delivery_delay_days']['id_documents']}",
        ),
    ],
)
def test_loir_et_cher_stands_in_the_figures_as_printed(cells, indicator, printed):
    """Its line carries the figure of the users' committee, in the drawing's table and in that of the annexes."""
    for kind in ("theme", "valeurs"):
        (line,) = [line for line in values(cells, kind) if line[0] == indicator and line[1].startswith("Loir-et-Cher")]
        assert printed in line


@pytest.mark.parametrize(
    ("name", "key"), [("Courtoisie", "courtesy"), ("Orientation", "orientation"), ("Temps d'attente", "waiting_time")]
)
def test_loir_et_cher_is_alone_with_its_questions_as_printed(cells, name, key):
    """No other survey that may be shown asked them: in no figure, and each value stands in what is not compared."""
    mine = " ".join(" ".join(line) for line in cells["non-comparable"] if line[1] == "Loir-et-Cher")
    assert f"{name} {LOIR_ET_CHER['satisfaction']['criteria_pct'][key]} % (reconstitué)" in mine


def test_cher_is_set_aside_with_its_figures_of_2020_as_printed(cells):
    """Another period: in no figure, and each value stands in the table of what is not compared."""
    mine = " ".join(" ".join(line) for line in cells["non-comparable"] if line[1] == "Cher")
    calls = str(CHER["channels"]["call_answer_pct"][2020]).replace(".", ",")
    delay = str(CHER["title_processing_delay_days"]["id_documents"][2020]).replace(".", ",")
    assert f"Appels décrochés {calls} % en 2020" in mine
    assert f"cartes d'identité et passeports (tout le CERT) {delay} j en 2020" in mine
    for name, key in (("Confidentialité", "confidentiality"), ("Clarté du langage", "clear_language")):
        assert f"{name} {CHER['satisfaction']['criteria_pct'][key]} % en 2020 (reconstitué)" in mine
    shown = [*values(cells, "theme"), *values(cells, "valeurs")]
    assert len({line[0] for line in shown}) > 25 and not [line for line in shown if line[1].startswith("Cher")]


def test_nothing_of_a_survey_of_nine_answers_is_in_any_public_file(published, hidden):
    """Each interval stands in the annexes, the workbook and the notebook of the internal report, and in no public file."""
    printed, held = hidden
    inside = artefacts(published.parents[1] / "interne" / NAME)
    for suffix in ("-annexes.html", ".ipynb", ".xlsx"):
        assert [words for words in printed if words not in inside[NAME + suffix]] == []
    for name in ("resultats.csv", "resultats.parquet"):
        assert [figure for figure in held if figure not in inside[name]] == []
    outside = artefacts(published)
    assert len(printed) > 2 and len(outside) > 20
    for name, text in outside.items():
        assert [words for words in printed | held if words in text] == [], name


def test_the_site_of_nine_answers_has_no_line_in_the_survey(cells):
    """Neither in a figure's table, nor in the matrix, where its cells refer to the reason."""
    heading, *lines = cells["matrice"]
    place, names = heading.index("Loiret (fictif)"), [line[0] for line in lines]
    survey = lines[names.index("SATISFACTION") + 1 : names.index("DEMANDES ET RÉCLAMATIONS")]
    assert len(survey) > 5 and {line[place] for line in survey} == {"(a)", "—"}
    shown = [line[1] for line in values(cells, "theme") if line[0] == "Confidentialité"]
    assert shown == ["Eure-et-Loir (fictif)", "Indre (fictif)", "Indre-et-Loire (fictif)"]


def test_a_region_is_read_in_twelve_pages(published):
    """Its annexes are another file, where the method stands; no heading is left bare."""
    pages = [page.extract_text() for page in PdfReader(published / f"{NAME}.pdf").pages]
    assert len(pages) <= 12
    first = plain(pages[0])
    assert "Ce qui ressort" in first and "Sommaire" not in first and "MÉTHODE" not in plain(" ".join(pages))
    assert (published / f"{NAME}-annexes.pdf").is_file()


@pytest.mark.parametrize("end", ["", "-annexes"])
def test_no_two_captions_of_a_document_are_alike(published, end):
    """Whoever is told « le tableau des titres » finds one."""
    page = (published / f"{NAME}{end}.html").read_text("utf-8")
    found = [
        plain(re.sub("<[^>]+>", "", words))
        for words in re.findall("<(?:fig)?caption[^>]*>(.*?)</(?:fig)?caption>", page, re.S)
    ]
    assert len(found) > 5 and len(found) == len(set(found))


def test_what_is_read_under_a_drawing_is_on_its_page(published):
    """The remarks of the telephone and the mail stand under their charts, and no page opens on them."""
    pages = [plain(page.extract_text()) for page in PdfReader(published / f"{NAME}.pdf").pages]
    remark = "Loir-et-Cher : délai moyen tel qu'il est communiqué"
    (page,) = [text for text in pages if remark in text]
    assert page.index("Téléphone, internet, courriers et collectivités :") < page.index(remark)
