"""The PDF: tagged, in French, complete, reproducible."""

import io

import pypdf
import pytest
from report_samples import action_plan, delays_table, demo_contents, notebook_of, squeezed, table_of

from qep_lib.display.elements import Annexes, Cell, Header, Table, TableColumn, Text
from qep_lib.export.document import read_document
from qep_lib.export.measures import fit_tables
from qep_lib.export.paper import breakable, split_parts
from qep_lib.export.pdf import export_pdf


@pytest.fixture(scope="module")
def pdf(demo):
    return pypdf.PdfReader(io.BytesIO(export_pdf(read_document(demo))))


def _text(reader: pypdf.PdfReader) -> str:
    return squeezed("".join(page.extract_text() for page in reader.pages))


def test_the_pdf_is_tagged_and_declares_its_language_and_title(pdf):
    """What PDF/UA asks first: a structure tree, French, a title shown, the standard named."""
    root = pdf.trailer["/Root"]
    assert "/StructTreeRoot" in root and root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert pdf.metadata.title == "Bilan qualité"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_figures_have_their_alternative_text_in_the_structure_tree(demo):
    """The drawing is a Figure with its text, not an artefact."""
    reader = pypdf.PdfReader(io.BytesIO(export_pdf(read_document(demo))))
    alts = [str(node["/Alt"]) for node in _nodes(reader.trailer["/Root"]["/StructTreeRoot"]) if "/Alt" in node]
    assert any(squeezed("92,8 % (accueil téléphonique)") in squeezed(alt) for alt in alts)


def test_tables_have_header_cells_in_the_structure_tree(pdf):
    """A table is read with its headings."""
    roles = [str(node.get("/S")) for node in _nodes(pdf.trailer["/Root"]["/StructTreeRoot"])]
    assert roles.count("/Table") >= 4 and roles.count("/TH") >= 25


def test_every_word_of_the_report_is_on_paper(pdf):
    """Figures, notes, marks, comments and the banner are all printed."""
    text = _text(pdf)
    for words in (
        "Données reconstituées à partir des chiffres publiés",
        "91,96 %",
        "212 356",
        "■ écart supérieur à 50 %",
        "L'accueil a été rapide",
        "Chiffres arrêtés au 30 novembre 2020",
        "Moins de 30 réponses",
    ):
        assert squeezed(words) in text


def test_ordinals_are_raised():
    """In titles, sentences, cells and cards alike; their words stay those that are searched."""
    table = Table("t", "au 1er mars", (TableColumn("3e trimestre"),), ((Cell("la 4e"),),))
    reader = pypdf.PdfReader(
        io.BytesIO(
            export_pdf(read_document(notebook_of(Header("Titre", "Sous-titre"), Text(("la 1re année",)), table)))
        )
    )
    nodes = [node.get("/A") for node in _nodes(reader.trailer["/Root"]["/StructTreeRoot"]) if "/A" in node]
    assert sum("/BaselineShift" in look for looks in nodes for look in looks) >= 4
    assert all(words in reader.pages[0].extract_text() for words in ("la 1re année", "au 1er mars", "3e", "4e"))


def test_the_outline_lists_the_sections(pdf):
    """A reader can jump to a section."""
    titles = [item.title for item in pdf.outline if not isinstance(item, list)]
    assert titles[0] == "1. Enquête de satisfaction" and len(titles) == 4


def test_pages_are_numbered_out_of_their_total(pdf):
    """« 2/5 » at the foot; the title is repeated at the head from the second page."""
    assert f"2/{len(pdf.pages)}" in squeezed(pdf.pages[1].extract_text())
    assert "Bilanqualité" in squeezed(pdf.pages[1].extract_text())


def test_the_action_plan_is_set_on_landscape_pages(pdf):
    """Eleven columns of text need the width; the heading comes along."""
    wide = [page for page in pdf.pages if page.mediabox.width > page.mediabox.height]
    assert wide and "Annexe" in wide[0].extract_text()
    assert pdf.pages[0].mediabox.width < pdf.pages[0].mediabox.height
    # The headings of the table are repeated on its second page.
    assert len(wide) == 2 and "Responsable" in wide[1].extract_text()


def test_the_same_document_gives_the_same_bytes():
    """No date, no random identifier."""
    first, second = (export_pdf(read_document(notebook_of(*demo_contents()))) for _ in range(2))
    assert first == second


def test_an_empty_table_says_so():
    """A table without rows is printed with a sentence rather than as a lone heading."""
    notebook = notebook_of(Header("T", ""), Table("vide", "Demandes", (TableColumn("Canal"), TableColumn("n")), ()))
    assert "Aucuneligne." in _text(pypdf.PdfReader(io.BytesIO(export_pdf(read_document(notebook)))))


def test_long_words_may_break_and_short_ones_may_not():
    """Zero-width spaces appear only where a word could leave its box; a file name breaks after its own signs."""
    assert breakable("anticonstitutionnellement 212\u202f356") == "anticonstituti\u200bonnellement 212\u202f356"
    assert breakable("enquete_satisfaction_2020.csv") == "enquete_\u200bsatisfaction_\u200b2020.\u200bcsv"
    assert breakable("réclamations\nsuggestions") == "réclamations\nsuggestions"


def test_columns_get_room_in_proportion_to_what_they_hold():
    """Widths fill the page, no column is narrower than its longest word, a small table stays small."""
    small = table_of("t", "c", ["a", "b"], [("x", "1")])
    delays, plan, little = fit_tables(((delays_table(), "portrait"), (action_plan(), "landscape"), (small, "portrait")))
    for fit, available in ((delays, 171), (plan, 258)):
        assert sum(fit.widths_mm) == pytest.approx(available, abs=0.1) and not fit.is_hyphenated
    assert plan.widths_mm[1] > plan.widths_mm[0] and plan.widths_mm[9] > plan.widths_mm[4]
    assert sum(little.widths_mm) < 0.6 * 171


def test_a_column_is_never_narrower_than_its_heading_nor_its_longest_word():
    """« Réali-sées », « quali-té » were printed; a heading takes one line where there is room for it."""
    columns = tuple(map(TableColumn, ("Constat", "Où en est-on aujourd'hui", "Action")))
    rows = ((Cell("Attente longue à l'accueil"), Cell("à venir"), Cell("Ouvrir un guichet")),) * 3
    (fit,) = fit_tables(((Table("t", "c", columns, rows), "portrait"),))
    (same,) = fit_tables(((Table("t", "c", (columns[0], TableColumn("x"), columns[2]), rows), "portrait"),))
    assert not fit.is_hyphenated and fit.widths_mm[1] > 1.5 * same.widths_mm[1]


def test_sentences_share_by_their_letters_what_short_cells_leave_and_cells_to_fill_have_room():
    """A date keeps its year; a definition has more room than its source; « … » waits for a decision to be written."""
    long, middle = "Part des usagers satisfaits ou très satisfaits " * 3, "Calculé d'après les réponses " * 3
    rows = ((Cell("31 mars 2021"), Cell(long), Cell(middle), Cell("…")),) * 4
    columns = tuple(map(TableColumn, ("Quand", "Définition", "Origine", "Décision")))
    (fit,) = fit_tables(((Table("t", "c", columns, rows), "portrait"),))
    day, definition, origin, decision = fit.widths_mm
    assert definition > 1.2 * origin > origin > day and decision > day and not fit.is_hyphenated


def test_only_a_long_word_is_cut_while_columns_hold_the_others():
    """« fic-tif » was cut because another word of the table was too long; a table too wide for its page may cut any."""
    crammed = table_of("t", "c", [f"{n}" for n in range(30)], [tuple(["administratif"] * 30)])
    long = table_of("t", "c", ["a", "b"], [("constitutionnellement", "fictif")])
    fits = fit_tables(((long, "portrait"), (crammed, "portrait")))
    assert [fit.cut_from for fit in fits] == [14, 4]


def test_type_shrinks_until_the_longest_words_fit_and_a_longer_one_is_hyphenated():
    """Ten columns of a word each on an upright page: smaller type; a word that no column can hold is cut, and told so."""
    words = table_of("t", "c", [f"mot {n}" for n in range(10)], [tuple(["administratif"] * 10)])
    endless = table_of("t", "c", ["a", "b"], [("constitutionnellement", "1")])
    crowded, cut, plain = fit_tables(tuple((table, "portrait") for table in (words, endless, delays_table())))
    assert crowded.size_pt < plain.size_pt and not crowded.is_hyphenated
    assert cut.is_hyphenated


def test_only_the_section_of_a_very_wide_table_is_turned():
    """What stands before and after stays upright, and no heading is left behind."""
    document = read_document(
        notebook_of("# T\n\n## A\n\ntexte\n\n## Annexes\n\n### Plan", action_plan(), "## Fin", Text(("z",)))
    )
    parts = split_parts(document.blocks)
    assert [part.is_landscape for part in parts] == [False, True, False]
    assert [heading.text for heading in parts[1].blocks[:2]] == ["Annexes", "Plan"]


def _nodes(node):
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _nodes(child)
    elif hasattr(node, "get"):
        yield node
        if "/K" in node:
            yield from _nodes(node["/K"])


SENTENCE = "Six objectifs sur huit sont atteints ; le renouvellement des titres de séjour reste trop long, et le délai augmente"


@pytest.mark.parametrize(("lines", "page_of_second"), [(3, 1), (24, 2)])
def test_the_first_section_has_its_page_where_it_fills_it(lines, page_of_second):
    """A short one is followed at once; pages are numbered all the same, and no page repeats half of a long title."""
    cells = [
        Header(SENTENCE, "Bilan qualité 2020 – Cher"),
        "## L'essentiel",
        *(
            Text((f"Phrase {number} de la première page, assez longue pour tenir une ligne.",))
            for number in range(lines)
        ),
        "## La suite",
        *(Text((f"Phrase {number} de la suite du bilan.",)) for number in range(60)),
        Annexes(),
        "## Détail",
        Text(("Le détail.",)),
    ]
    pages = [
        page.extract_text()
        for page in pypdf.PdfReader(io.BytesIO(export_pdf(read_document(notebook_of(*cells))))).pages
    ]
    assert [number for number, page in enumerate(pages, 1) if "La suite" in page] == [page_of_second]
    assert [f"{number}/{len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(pages)
    assert not any("Six objectifs" in page for page in pages[1:])
