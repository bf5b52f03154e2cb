"""Nothing is left over: no line of a table alone on its page, no last page for a few words."""

import io
import json
from dataclasses import replace

import pypdf
import pytest
from report_samples import notebook_of

from qep_lib.display.elements import Cell, Figure, Header, Table, TableColumn, Text
from qep_lib.export import pdf
from qep_lib.export.document import read_document
from qep_lib.export.fitting import Setting, fitted_inputs

BANNER = "Données fictives. Ce document illustre la méthode."


def pages_of(document):
    """The words of each page of the PDF of a document."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.export_pdf(document))).pages]


def written(*elements):
    """A report with a banner, which comes last."""
    return read_document(notebook_of(Header("Essai", "Site, 2022", banner=BANNER), *elements))


def lines(count):
    """A table of that many lines, numbered from 1."""
    rows = tuple((Cell(f"ligne {n}"), Cell("Un constat dit en quelques mots")) for n in range(1, count + 1))
    return Table("essai", "Essai", (TableColumn("Nom"), TableColumn("Constat")), rows)


@pytest.fixture
def plainly(monkeypatch):
    """The function that lays a document out as it comes."""

    def lay_out(document):
        with monkeypatch.context() as patch:
            patch.setattr(pdf, "fitted_inputs", lambda _: Setting().inputs())
            return pages_of(document)

    return lay_out


def test_a_banner_has_no_page_of_its_own(plainly):
    """Where it would be alone, the document is set a little closer; where it is not, nothing changes."""
    found = [written(Text(("Une phrase de la longueur d'une ligne.",) * count)) for count in range(30, 46)]
    left_over = [
        document for document in found if len(plainly(document)) == 2 and "Une phrase" not in plainly(document)[1]
    ]
    assert left_over
    assert all(len(pages_of(document)) == 1 for document in left_over)
    assert pages_of(found[0]) == plainly(found[0])


def test_the_last_line_of_a_table_is_not_alone(plainly):
    """It is brought back by smaller type, and every line is still there."""
    count = next(
        count for count in range(25, 60) if sum("ligne" in page for page in plainly(written(lines(count)))) > 1
    )
    document = written(lines(count))
    assert plainly(document)[-1].count("ligne ") == 1
    assert pages_of(document)[-1].count("ligne ") != 1
    words = "".join(pages_of(document))
    assert all(f"ligne {n}" in words for n in range(1, count + 1))


class Compiler:
    """A layout engine that answers as `answer` says for its inputs."""

    def __init__(self, inputs, answer, is_joinable, late=()):
        self.inputs, self.answer, self.is_joinable, self.late = inputs, answer, is_joinable, late

    def query(self, _):
        """The marks, as Typst gives them."""
        pages, filled, lone = self.answer(self.inputs)
        rows = [{"name": name, "page": page} for name in lone for page in (1, 2)]
        rows += [{"name": name, "page": pages - 1} for name in self.late for _ in range(2)]
        end = {"name": "", "page": pages, "filled": filled, "is_joinable": self.is_joinable}
        return json.dumps([{"value": mark} for mark in [*rows, end]])


def fitted(answer, is_joinable=False, late=()):
    """The inputs chosen, and all that was tried."""
    tried = []

    def open_compiler(inputs):
        tried.append(inputs)
        return Compiler(inputs, answer, is_joinable, late)

    return fitted_inputs(open_compiler), tried


def test_what_leaves_nothing_over_is_laid_out_once():
    """A second look would cost as much as the first."""
    chosen, tried = fitted(lambda _: (3, 0.8, []))
    assert chosen == Setting().inputs() and len(tried) == 1


def test_only_what_may_join_is_tried_so():
    """Elsewhere the first trial would lay out what was just laid out."""
    for is_joinable, tights in ((True, ["0", "0", "1", "1", "2", "2"]), (False, ["0", "1", "2"])):
        _, tried = fitted(lambda _: (3, 0.1, []), is_joinable)
        assert [inputs["tight"] for inputs in tried if not inputs["opening"]] == tights
        opened = [inputs for inputs in tried if inputs["opening"]]
        assert [inputs["tight"] for inputs in opened] == ["0", "1", "2"]
        assert {bool(inputs["tail"]) for inputs in opened} == {is_joinable}


def test_of_as_many_pages_the_last_is_not_for_a_few_words():
    """As if the tail, on the page across, left the banner over: standing on its own, a little closer, it is as short."""

    def answer(inputs):
        if inputs["tail"]:
            return 3, 0.05, []
        return (3, 0.6, []) if inputs["tight"] != "0" else (4, 0.1, [])

    chosen, _ = fitted(answer, is_joinable=True)
    assert chosen == {"tight": "1", "squeezed": "", "tail": "", "opening": ""}


def test_a_long_document_is_as_short_as_can_be():
    """Nine pages, whose last is full, become eight; eight are as open as they come."""
    chosen, _ = fitted(lambda inputs: (8 if inputs["tight"] == "2" else 9, 0.9, []))
    assert chosen["tight"] == "2"
    chosen, tried = fitted(lambda inputs: (7 if inputs["tight"] == "2" else 8, 0.9, []))
    assert chosen == Setting().inputs() and len(tried) == 1


def test_what_no_setting_mends_stays_as_it_is():
    """Tighter for nothing would be harder to read."""
    chosen, _ = fitted(lambda _: (3, 0.1, ["0-4"]))
    assert chosen == Setting().inputs()


def test_as_little_as_is_enough():
    """The first step that saves the page is kept; a table is set smaller before the whole is."""
    chosen, _ = fitted(lambda inputs: (2, 0.9, []) if inputs["tight"] in "12" else (3, 0.1, []))
    assert chosen["tight"] == "1"
    chosen, _ = fitted(lambda inputs: (2, 0.9, []) if inputs["squeezed"] == "0-4 0-4" else (2, 0.9, ["0-4"]))
    assert chosen == {"tight": "0", "squeezed": "0-4 0-4", "tail": "", "opening": ""}


def test_a_table_does_not_begin_with_a_line_alone_at_the_foot_of_a_page(plainly):
    """Its heading and its first three lines stand together, under the title that names it."""
    for count in range(34, 46):
        words = plainly(written(Text(("Une phrase de la longueur d'une ligne.",) * count), lines(40)))
        begun = next(page for page in words if "ligne 1 " in page)
        assert "ligne 3 " in begun, count


def test_a_last_page_for_a_few_words_costs_the_tables_before_it_smaller_type():
    """Only then: a page that is two fifths full is worth it."""

    def answer(last):
        return lambda inputs: (14, 0.9, []) if "1-3" in inputs["squeezed"] else (15, last, [])

    assert fitted(answer(0.12), late=("1-3",))[0]["squeezed"] == "1-3"
    assert fitted(answer(0.4), late=("1-3",))[0]["squeezed"] == ""


def test_the_notes_of_a_table_are_not_alone_on_their_page(plainly):
    """They are read under the lines that they are about."""

    def noted(count):
        return written(replace(lines(count), notes=("Une note sous le tableau.",)), Text(("Une phrase après.",) * 40))

    def is_orphan(pages):
        return any("Une note" in page and "ligne" not in page.partition("Une note")[0] for page in pages)

    found = [document for count in range(38, 44) if is_orphan(plainly(document := noted(count)))]
    assert found and not any(is_orphan(pages_of(document)) for document in found)


def test_a_drawing_stays_with_the_words_that_say_how_it_is_read(plainly):
    """« Lecture : … » at the head of the next page is read of nothing."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"><rect width="400" height="200"/></svg>'
    table = Table("dessin-donnees", "Données", (TableColumn("Nom"),), ((Cell("un"),),))
    figure = Figure("dessin", "Un dessin", "Un rectangle.", svg, table)
    for count in range(20, 42, 2):
        above = Text(("Une phrase de la longueur d'une ligne.",) * count)
        pages = plainly(written(above, figure, Text(("Lecture : un rectangle.",))))
        assert "Un dessin" in next(page for page in pages if "Lecture" in page), count
