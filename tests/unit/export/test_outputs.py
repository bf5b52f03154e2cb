"""Foreign outputs of a code cell: the words of an HTML fragment where no page can be, and which output is published."""

import nbformat
import pytest
from report_samples import notebook_of

from qep_lib.errors import ReportFailed
from qep_lib.export.blocks import HtmlFragment, Paragraph, Preformatted, Run
from qep_lib.export.document import read_document


def blocks_of(data, kind="display_data"):
    """What is published of a cell with that output."""
    output = nbformat.v4.new_output(kind, data, metadata={})
    return read_document(notebook_of("# T", nbformat.v4.new_code_cell("df", outputs=[output]))).blocks


def words_of(html):
    """The words of that fragment on paper."""
    (fragment,) = blocks_of({"text/html": html})
    assert isinstance(fragment, HtmlFragment)
    return fragment.text


def test_a_row_of_a_foreign_table_is_a_line_with_its_cells_set_apart():
    """A wide space between two cells, which an exporter of text keeps; no blank line, no space at the ends."""
    html = "<table>\n<tr><th>site</th><th>part</th></tr>\n<tr><td>18</td>\n<td>91 %</td></tr></table>"
    assert words_of(html) == "site   part\n18   91 %"


@pytest.mark.parametrize("tag", ["p", "div", "li", "blockquote", "pre", "dt", "dd"])
def test_each_block_has_its_own_line(tag):
    """Two paragraphs do not run into each other; a word inside a paragraph does not leave it."""
    assert words_of(f"avant<{tag}>un <b>deux</b></{tag}><{tag}>trois</{tag}>après") == "avant\nundeux\ntrois\naprès"


def test_a_line_break_is_a_line_and_spaces_are_one():
    """As a browser shows them."""
    assert words_of("un   deux\n trois<br>quatre") == "un deux trois\nquatre"


def test_the_richest_output_that_can_be_read_is_the_one_published():
    """Words rather than HTML, HTML rather than a text; what the cell printed for its author is left out."""
    assert blocks_of({"text/markdown": "dit", "text/html": "<p>x</p>", "text/plain": "y"}) == (
        Paragraph((Run("dit"),)),
    )
    assert blocks_of({"text/plain": ["a", "b"]}, "execute_result") == (Preformatted("ab"),)
    stream = nbformat.v4.new_output("stream", name="stdout", text="pour l'auteur")
    cell = nbformat.v4.new_code_cell("print(1)", outputs=[stream])
    assert read_document(notebook_of("# T", "lu", cell)).blocks == (Paragraph((Run("lu"),)),)


def test_an_error_names_the_first_line_of_its_cell_cut_where_it_is_long():
    """Sixty characters, then dots; the four last lines of what Python said, without its colours."""
    error = nbformat.v4.new_output(
        "error", ename="E", evalue="v", traceback=["\x1b[31ma\x1b[0m", "b", "", "c  ", "d", "e"]
    )
    cell = nbformat.v4.new_code_cell("\n  " + "x" * 61 + "\ny", outputs=[error])
    with pytest.raises(ReportFailed) as failure:
        read_document(notebook_of("# T", cell))
    assert failure.value.message == f"cellule 2 (« {'x' * 60}… ») : le code s'est arrêté sur une erreur."
    assert failure.value.faults == ("b", "c", "d", "e")
    exact = nbformat.v4.new_code_cell("x" * 60, outputs=[error])
    with pytest.raises(ReportFailed, match=f"cellule 2 \\(« {'x' * 60} »\\)"):
        read_document(notebook_of("# T", exact))
