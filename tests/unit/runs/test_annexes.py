"""The second file of a report: published beside the first, in the same formats, linked both ways."""

import io
import re

import docx
import nbformat
import pypdf
import pytest

from qep_lib.display.elements import Annexes, Cell, Header, Table, TableColumn, Text
from qep_lib.export.document import read_document
from qep_lib.runs.execute.job import export_report


def table(slug):
    """A table of one line."""
    return Table(slug, f"Tableau {slug}", (TableColumn("Canal"),), ((Cell(slug),),))


@pytest.fixture(scope="module")
def files():
    """What is made of a report with annexes."""
    shown = [
        Header("Six objectifs atteints", "Bilan, Cher, 2020"),
        Text(("Première page.",)),
        table("a"),
        Annexes(),
        table("b"),
    ]
    cells = [nbformat.v4.new_markdown_cell("# Bilan\n\n## Essentiel", id="titre")]
    for number, element in enumerate(shown):
        output = nbformat.v4.new_output("display_data", data=element._repr_mimebundle_())
        cells.append(nbformat.v4.new_code_cell("report", outputs=[output], execution_count=number, id=f"c{number}"))
    notebook = nbformat.v4.new_notebook(cells=cells)
    return export_report("bilan", notebook, read_document(notebook))


def test_both_files_are_made_in_each_format_that_is_read(files):
    """One workbook holds the tables of both."""
    made = {name for name in files if "/" not in name}
    assert made == {
        "bilan.html", "bilan.pdf", "bilan.docx", "bilan-annexes.html", "bilan-annexes.pdf", "bilan-annexes.docx",
        "bilan.xlsx", "bilan.ipynb",
    }  # fmt: skip
    assert {name for name in files if name.startswith("tables/")} == {"tables/a.csv", "tables/b.csv"}


def test_pages_lead_to_each_other(files):
    """From the words at their end, and among their other formats."""
    first, second = (files[f"{name}.html"].decode("utf-8") for name in ("bilan", "bilan-annexes"))
    assert first.count('href="bilan-annexes.html"') == 2 and second.count('href="bilan.html"') == 2
    assert "Tableau b" not in first and "Tableau b" in second
    formats = {"bilan.html", "bilan-annexes.pdf", "bilan-annexes.docx"}
    assert set(re.findall(r'href="([^#"]+)"', second)) == {*formats, "../../../../index.html"}


@pytest.mark.parametrize(("name", "other"), [("bilan", "bilan-annexes"), ("bilan-annexes", "bilan")])
def test_paper_and_word_lead_to_the_same_format(files, name, other):
    """A reader of the PDF is not sent to a page."""
    reader = pypdf.PdfReader(io.BytesIO(files[f"{name}.pdf"]))
    found = [note.get_object()["/A"]["/URI"] for page in reader.pages for note in page.get("/Annots", ())]
    assert f"{other}.pdf" in found
    word = docx.Document(io.BytesIO(files[f"{name}.docx"]))
    assert f"{other}.docx" in [relation.target_ref for relation in word.part.rels.values()]
