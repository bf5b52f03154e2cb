"""The pages of the imports: rows that add up, columns by what they became, refused files, nothing of a person, same bytes."""

import re

import pytest
from page_words import without_tags

from qep_lib.errors import DataRefused
from qep_lib.export.index import export_index
from qep_lib.runs.publish.forgetting import find_dataset, find_dataset_traces, find_row_traces, forget
from qep_lib.runs.publish.portal import write_import_pages
from qep_lib.store.import_records import read_record, site_imports

GOOD = 40
SURVEY_ROW = ("A1", "14/09/2020", "Accueil", "Très satisfait", "X", "", "Permis ; Carte", "8", "Merci")


def page(desk, site="18"):
    """The page of a site, without its style sheet, one space for any blank."""
    write_import_pages(desk.workspace, desk.catalogue)
    text = (desk.workspace.reports / "imports" / f"{site}.html").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", without_tags(text.partition("</style>")[2]))


@pytest.fixture
def faulty(desk):
    """43 rows read = 41 kept + 2 set aside, of which one has two faults; one column is left, another unknown."""
    rows = [desk.row(number) for number in range(GOOD)]
    rows += [desk.row(50, Canal="Mme Durand, 06 12 34 56 78"), desk.row(51, **{"Reçu le": "31/02/2020", "Nature": "?"})]
    rows += [desk.row(52)]
    headings = [*desk.register_headings, "Nom", "Bureau"]
    desk.put("registre.csv", desk.delimited(headings, *([*row, "Mme Durand", "B1"] for row in rows)))
    return desk


def test_rows_read_are_rows_kept_set_aside_and_left_out(faulty):
    """A row of two faults is one row, under the first of them."""
    record = read_record(faulty.workspace, "register/18/2020/registre.csv")
    assert (record.rows_read, record.rows_accepted, record.rows_rejected) == (43, 41, 2)
    assert sum(rule.rows for rule in record.rules) == 2
    assert "43 lignes lues = 41 gardées + 2 mises de côté car fautives + 0 exclue par la source" in page(faulty)


def test_each_column_says_what_it_became_or_why_it_is_not_read(faulty):
    """In the words of the table, whatever the file calls it."""
    columns = {
        c.heading: c.becomes or c.why for c in read_record(faulty.workspace, "register/18/2020/registre.csv").columns
    }
    assert columns["Reçu le"] == "Date de réception"
    assert "ignored_columns" in columns["Nom"] and columns["Bureau"].startswith("ni la source")


def test_a_question_is_told_in_its_own_words(desk):
    """A survey's columns become questions; two ticks are one of them."""
    desk.put("enquete.csv", desk.delimited(desk.survey_headings, SURVEY_ROW), source="survey")
    columns = {c.heading: c.becomes for c in read_record(desk.workspace, "survey/18/2020/enquete.csv").columns}
    assert columns["N° réponse"] == "Identifiant de la réponse"
    assert columns["Connu par [Presse]"] == columns["Connu par [Site]"] == "Question « Sources »"


def test_nothing_of_a_person_is_on_the_page(faulty):
    """Faulty cells are masked and cut to 40 characters."""
    text = page(faulty)
    assert "Durand" not in text and "06 12" not in text and "[NOM]" in text


def test_a_refused_file_is_told_with_its_rules_until_it_changes(desk):
    """What was stored stays described; a file that has been changed since says nothing any more."""
    with pytest.raises(DataRefused):
        desk.put_register(*(desk.row(number, Canal="Pigeon") for number in range(3)))
    assert "Refusé, rien n'en est rangé." in page(desk) and "3 lignes lues = 0 gardée + 3 mises" in page(desk)
    desk.write("registre.csv", "autre chose")
    assert site_imports(desk.workspace, desk.catalogue) == ()


def test_a_file_that_cannot_be_read_is_told_with_the_reason(desk):
    """No column, no row: why, and nothing else."""
    with pytest.raises(DataRefused):
        desk.put("registre.csv", "a;b\n1;2\n")
    assert "colonne absente" in page(desk)


def test_the_same_imports_give_the_same_bytes(faulty):
    """No date of the day, no order of the disk; an unchanged page is not written again."""
    path = write_import_pages(faulty.workspace, faulty.catalogue).parent / "18.html"
    before = path.read_bytes(), path.stat().st_mtime_ns
    write_import_pages(faulty.workspace, faulty.catalogue)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_forgotten_file_leaves_no_page(faulty):
    """Neither its record, nor what is told of it."""
    entry = find_dataset(faulty.workspace, "registre.csv")
    forget(faulty.workspace, find_dataset_traces(faulty.workspace, entry), {})
    write_import_pages(faulty.workspace, faulty.catalogue)
    assert read_record(faulty.workspace, entry.dataset) is None
    assert not (faulty.workspace.reports / "imports" / "18.html").exists()


def test_a_forgotten_row_takes_the_parts_of_cells_away(faulty):
    """The counts are those of the store, and no cell is quoted any more."""
    entry = find_dataset(faulty.workspace, "registre.csv")
    forget(faulty.workspace, find_row_traces(faulty.workspace, faulty.catalogue, entry, "R3", None), {})
    text = page(faulty)
    assert "42 lignes lues = 40 gardées + 2 mises" in text and "[NOM]" not in text


def test_the_index_links_the_imports_where_they_are_only():
    """A copy of the reports has no page of imports."""
    assert 'href="imports/index.html"' in export_index([], imports="imports/index.html")
    assert "imports" not in export_index([]).partition("</style>")[2]
