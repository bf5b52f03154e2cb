"""Long tables: where each form is shown, and that no form loses a line."""

import pytest

from qep_lib.display.elements import Cell, Figure, Table, TableColumn
from qep_lib.display.render import render_markup
from qep_lib.export.blocks import Document, Shown
from qep_lib.export.measures import Ruler
from qep_lib.export.paper import printed
from qep_lib.export.spreadsheet_cells import inert
from qep_lib.export.workbook import export_csv

ROWS = tuple((Cell(f"Site {place}"), Cell(f"{place} %", place)) for place in range(101))
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'/>"


def table(form, slug="valeurs"):
    """A line a site of a country."""
    return Table(slug, "Valeurs", (TableColumn("Site"), TableColumn("Valeur", "end")), ROWS, form=form)


@pytest.mark.parametrize(
    ("form", "is_printed", "is_in_page", "is_shut"),
    [
        ("open", True, True, False),
        ("dense", True, True, False),
        ("folded", False, True, True),
        ("sheet", False, False, False),
    ],
)
def test_each_form_is_where_it_should_be_and_whole_in_its_file(form, is_printed, is_in_page, is_shut):
    """On paper, in the page, shut behind its caption; the CSV file has its 101 lines in every form."""
    shown = Shown(table(form))
    markup = render_markup(shown.element.to_json())
    assert (printed([shown]) == (shown,)) is is_printed
    assert ("Site 100" in markup) is is_in_page and ("<details>" in markup) is is_shut
    lines = export_csv(Document("Titre", "", (), None, (shown,)))["valeurs.csv"].decode("utf-8-sig").splitlines()
    assert len(lines) == 102


def test_a_figure_is_printed_whatever_the_form_of_its_data():
    """Its data are never on paper; the page says where they are when it has not room for them."""
    for form, words in (("folded", 'class="qep-folded"'), ("sheet", "feuille « donnees » du classeur joint")):
        figure = Figure("f", "Légende", "Une courbe", SVG, table(form, "donnees"))
        assert printed([Shown(figure)]) == (Shown(figure),)
        assert words in render_markup(figure.to_json())


def test_a_dense_table_takes_two_thirds_of_the_paper_at_most():
    """Smaller type and less room around the lines."""
    heights = [Ruler().measure(Shown(table(form)), "portrait", False).height_mm for form in ("open", "dense")]
    assert heights[1] < heights[0] * 2 / 3


@pytest.mark.parametrize(
    ("banner", "last"),
    [
        ("Données fictives. Ce document illustre la méthode.", ["Nature des données", "Données fictives"]),
        ("Données reconstituées à partir des chiffres publiés ; données en partie fictives. Illustration.", None),
        (None, None),
    ],
)
def test_a_csv_alone_says_that_all_is_invented(banner, last):
    """On each line; where a part is real, the notes of the document say which."""
    csv = export_csv(Document("Titre", "", (), banner, (Shown(table("open")),)))["valeurs.csv"].decode("utf-8-sig")
    ends = [line.split(";")[-1] for line in csv.splitlines()]
    if last is None:
        assert not any("Donn" in end or "Nature" in end for end in ends)
    else:
        assert [ends[0], *{*ends[1:]}] == last


def test_an_unknown_form_is_refused():
    """A slip of the pen does not hide a table."""
    with pytest.raises(ValueError, match="forme de tableau"):
        table("pliée")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("  =1+1", "'  =1+1"),
        ('"=1+1', "'\"=1+1"),
        (" \t@x", " \t'@x"),
        ("R1;=1+1", "R1;'=1+1"),
        ("R1, +33 6", "R1, '+33 6"),
        ("a|-2+3", "a|'-2+3"),
        ("a\n=x", "a\n'=x"),
        ("délai ; - 5 jours", "délai ; - 5 jours"),
        ("« 5 » ; fin", "« 5 » ; fin"),
        ("'=déjà", "'=déjà"),
        ("x=1", "x=1"),
    ],
)
def test_no_part_of_a_text_becomes_a_formula_wherever_a_program_cuts(text, written):
    """An apostrophe stands before what would begin one, and nothing else changes; twice is once."""
    assert inert(text) == written
    assert inert(written) == written
