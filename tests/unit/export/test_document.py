"""What a notebook becomes before any layout, and what is refused."""

import nbformat
import pytest
from report_samples import notebook_of, satisfaction_figure, table_of

from qep_lib.display.elements import (
    ELEMENT_MIME,
    Absent,
    Annexes,
    Cell,
    Comment,
    Explained,
    Gallery,
    Header,
    Landmarks,
    Method,
    Note,
    Table,
    TableColumn,
    Text,
)
from qep_lib.errors import ReportFailed
from qep_lib.export.blocks import Heading, Listing, Paragraph, Picture, Preformatted, Run, Shown
from qep_lib.export.document import read_document

HEADER = Header("Bilan", "Cher · 2020", (("Site", "18"),), "Données reconstituées")
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def _cell(data, source="afficher()", metadata=None, output_type="display_data"):
    output = nbformat.v4.new_output(output_type, data=data, metadata=metadata or {})
    return nbformat.v4.new_code_cell(source, outputs=[output])


def test_the_header_gives_the_title_and_is_not_repeated():
    """Title, subtitle, facts and banner come from the Header; the notebook's own h1 is left out."""
    document = read_document(notebook_of("# Carnet de travail\n\nIntroduction.", HEADER, Text(("a",))))
    assert (document.title, document.subtitle) == ("Bilan", "Cher · 2020")
    assert document.facts == (("Site", "18"),) and document.banner == "Données reconstituées"
    assert [type(block) for block in document.blocks] == [Paragraph, Shown]


def test_without_header_the_first_heading_is_the_title():
    """A plain notebook can be exported too."""
    document = read_document(notebook_of("# Mon *étude*", Text(("a",))))
    assert document.title == "Mon étude"


def test_markdown_becomes_runs_lists_and_anchors():
    """Bold, italic, code and links are kept as data; anchors are readable and unique."""
    document = read_document(
        notebook_of("# T\n\n## Été 2020\n\n**g** *i* `c` [l](https://e.fr)\n\n- a\n- b\n\n## Été 2020")
    )
    heading, paragraph, listing, again = document.blocks
    assert (heading.anchor, again.anchor) == ("s-ete-2020", "s-ete-2020-2")
    assert Run("g", is_bold=True) in paragraph.runs and Run("i", is_italic=True) in paragraph.runs
    assert Run("c", is_code=True) in paragraph.runs and Run("l", href="https://e.fr") in paragraph.runs
    assert isinstance(listing, Listing) and len(listing.items) == 2


def test_a_heading_inside_a_list_is_no_section():
    """Only headings of the document itself reach the contents list."""
    document = read_document(notebook_of("# T\n\n- # faux titre\n\n> ## faux aussi"))
    assert document.headings == ()


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//hote/x", "x.html"]
)
def test_only_web_mail_and_internal_links_survive(address):
    """Any other link stays as the Markdown text it was."""
    document = read_document(notebook_of(f"# T\n\n[ici]({address})"))
    assert document.blocks == (Paragraph((Run(f"[ici]({address})"),)),)


def test_an_error_names_its_cell_and_its_last_lines():
    """A report with a failed cell is never published as if it were whole."""
    error = nbformat.v4.new_output(
        "error", ename="KeyError", evalue="'date'", traceback=["\x1b[31mligne\x1b[0m", "KeyError: 'date'"]
    )
    cell = nbformat.v4.new_code_cell("rapport.section('x')", outputs=[error])
    with pytest.raises(ReportFailed) as failure:
        read_document(notebook_of("# T", HEADER, cell))
    assert "cellule 3 (« rapport.section('x') »)" in failure.value.message
    assert failure.value.faults == ("ligne", "KeyError: 'date'")


@pytest.mark.parametrize("mime", ["image/png", "image/svg+xml"])
def test_an_image_without_alternative_text_is_refused(mime):
    """The message names the cell and what to use instead."""
    cell = _cell({mime: PIXEL, "text/plain": "<Figure>"}, source="plt.plot(x)")
    with pytest.raises(ReportFailed, match=r"cellule 2 \(« plt.plot\(x\) »\) : image sans texte .* élément Figure"):
        read_document(notebook_of("# T", cell))


def test_nbconvert_default_alternative_text_is_no_alternative_text():
    """« No description has been provided for this image » says nothing."""
    alt = {"image/png": {"alt": "No description has been provided for this image"}}
    with pytest.raises(ReportFailed, match="image sans texte"):
        read_document(notebook_of("# T", _cell({"image/png": PIXEL}, metadata=alt)))


def test_an_image_with_alternative_text_is_kept():
    """Jupyter's own metadata may carry the text."""
    cell = _cell({"image/png": PIXEL}, metadata={"image/png": {"alt": "un point"}})
    (picture,) = read_document(notebook_of("# T", cell)).blocks
    assert isinstance(picture, Picture) and picture.alt == "un point" and picture.data.startswith(b"\x89PNG")


def test_a_figure_cannot_lose_its_alternative_text_on_the_way():
    """An element altered in the notebook file is refused, as its class would have."""
    data = satisfaction_figure().to_json() | {"alt": " "}
    with pytest.raises(ReportFailed, match="texte de remplacement"):
        read_document(notebook_of("# T", _cell({ELEMENT_MIME: data})))


def test_a_gallery_is_published_as_its_elements():
    """HTML, PDF and the workbook see each of them, its table included, as if each had a cell of its own."""
    figure = satisfaction_figure()
    document = read_document(notebook_of("# T", Gallery((figure, Text(("a",))))))
    assert document.blocks == (Shown(figure), Shown(Text(("a",)))) and document.tables == (figure.data,)


def test_an_unknown_element_is_refused():
    """An element of a later version is not guessed at."""
    with pytest.raises(ReportFailed, match="cellule 2.*« poster ».*inconnu"):
        read_document(notebook_of("# T", _cell({ELEMENT_MIME: {"kind": "poster", "version": 1}})))


def test_streams_are_left_out_and_plain_text_is_kept():
    """What a cell prints is for the analyst; what it displays is for the reader."""
    cell = nbformat.v4.new_code_cell(
        "x",
        outputs=[
            nbformat.v4.new_output("stream", name="stderr", text="avertissement"),
            nbformat.v4.new_output("execute_result", data={"text/plain": "42"}, execution_count=1),
        ],
    )
    assert read_document(notebook_of("# T", cell)).blocks == (Preformatted("42"),)


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        (("# Titre seul",), "rien à publier"),
        ((HEADER,), "rien à publier"),
        (("Un texte sans titre.",), "pas de titre"),
        ((HEADER, HEADER, Text(("a",))), "2 éléments Header"),
    ],
)
def test_a_report_without_content_or_title_is_refused(contents, message):
    """An empty page is never published."""
    with pytest.raises(ReportFailed, match=message):
        read_document(notebook_of(*contents))


def test_two_tables_of_one_name_are_refused():
    """One would overwrite the other's CSV file; the same table shown twice is fine."""
    one, other = (table_of("t", caption, ["a"], [("x",)]) for caption in ("Un", "Deux"))
    with pytest.raises(ReportFailed, match="« t » : « Un » et « Deux »"):
        read_document(notebook_of("# T", one, other))
    assert len(read_document(notebook_of("# T", one, one)).tables) == 1


def test_heading_levels_start_at_two():
    """Level 1 belongs to the page's title."""
    document = read_document(notebook_of(HEADER, "# A\n\n# B\n\n#### C"))
    assert [(block.level, block.text) for block in document.blocks if isinstance(block, Heading)] == [
        (2, "B"),
        (3, "C"),
    ]


def told_of(document):
    """Headings by their text, elements as they are."""
    return [block.text if isinstance(block, Heading) else block.element for block in document.blocks]


def test_the_same_words_are_read_once():
    """What is said of several cells stands under the first, and a title left with nothing goes."""
    none = Text(("Aucune demande n'est enregistrée.",))
    document = read_document(
        notebook_of("# T", "## A", none, none, "### A1", none, "### A2", Text(("a",)), "## B", none)
    )
    assert told_of(document) == ["A", none, "A2", Text(("a",))]


def test_a_sentence_already_read_is_not_read_again_among_others():
    """The new ones stay, in their order; a table may repeat what it likes."""
    document = read_document(notebook_of("# T", Text(("a", "b")), Text(("b", "c"), is_list=True), Text(("a", "c"))))
    assert told_of(document) == [Text(("a", "b")), Text(("c",), is_list=True)]


def test_a_comment_of_the_section_does_not_fill_its_last_part():
    """« Par mode de recueil » without figures goes; the comment that closes the section stays."""
    said = Comment("Commentaire du service", (Paragraph((Run("Un écran d'appel a été posé."),)),))
    document = read_document(notebook_of("# T", "## A", Text(("a",)), "### A1", absent("modes", "untold"), said))
    assert told_of(document) == ["A", Text(("a",)), said]


def absent(subject, reason="no_data"):
    """What a call gives when it has nothing to show."""
    return Absent(subject, f"{subject} : rien.", reason)


def test_what_is_absent_is_left_out_with_the_headings_that_it_leaves_bare():
    """Nested ones too; a heading that has something else stays, and so does one that the notebook itself left bare."""
    document = read_document(
        notebook_of(
            "# T", "## A", "### A1", absent("demandes"), "### A2", absent("délais", "untold"), "## B", Text(("b",)),
            "### B1", absent("appels", "untold"), "#### B11", absent("appels"), "## C", "### C1", Text(("c",)), "## D",
            "Une phrase du carnet.", absent("jalons", "untold"), "## E", "## Repères", Landmarks(),
        )
    )  # fmt: skip
    headings = [heading.text for heading in document.headings]
    assert headings == ["B", "C", "C1", "D", "E", "Repères"]
    assert document.blocks[-1] == Shown(Text(("Éléments non communiqués pour cette période : demandes et appels.",)))


@pytest.mark.parametrize("place", [0, 2])
def test_reasons_are_gathered_where_the_notebook_says(place):
    """Before or after what they are about: one sentence a reason, each subject once, what is untold told nowhere."""
    cells = ["# T", "## A", absent("demandes"), Text(("a",)), absent("Délais de l'État"), absent("demandes"),
             absent("appels", "suppressed"), absent("carte", "untold")]  # fmt: skip
    cells[1 + place : 1 + place] = ["## Repères", Landmarks()]
    texts = [block.element for block in read_document(notebook_of(*cells)).blocks if isinstance(block, Shown)]
    (told,) = [text for text in texts if text != Text(("a",))]
    assert told == Text(
        (
            "Éléments non communiqués pour cette période : demandes et délais de l'État.",
            "Détail non diffusé, car il porte sur trop peu de personnes, que l'on pourrait reconnaître : appels.",
        )
    )


def test_a_notebook_without_landmarks_loses_no_reason():
    """They then stand at the end; a document that lacks nothing has no such part."""
    told = told_of(read_document(notebook_of("# T", "## A", absent("demandes"), "## B", Text(("b",)))))
    assert told == ["B", Text(("b",)), "Repères", Text(("Élément non communiqué pour cette période : demandes.",))]
    assert told_of(read_document(notebook_of("# T", "## B", Text(("b",)), "## Repères", Landmarks()))) == [
        "B",
        Text(("b",)),
    ]


def test_absences_of_a_gallery_are_left_out_of_it():
    """What stands beside them is shown."""
    gallery = Gallery((Text(("a",)), absent("appels")))
    document = read_document(notebook_of("# T", "## A", gallery, "## Repères", Landmarks()))
    assert told_of(document)[:3] == ["A", Text(("a",)), "Repères"]


def test_what_follows_annexes_is_a_second_file():
    """With the title of annexes and the subject of the report; absences of both are told in the first."""
    document = read_document(
        notebook_of(
            Header("Bilan", "Cher, 2020"), "## A", Text(("a",)), "## Repères", Landmarks(), Annexes(),
            "## A", Text(("a",)), "## B", absent("délais"),
        )
    )  # fmt: skip
    assert told_of(document) == [
        "A", Text(("a",)), "Repères", Text(("Élément non communiqué pour cette période : délais.",)),
    ]  # fmt: skip
    assert (document.annexes.title, document.annexes.subtitle) == ("Annexes", "Cher, 2020")
    assert told_of(document.annexes) == ["A", Text(("a",))] and document.annexes.headings[0].anchor == "s-a"
    assert document.whole.blocks == (*document.blocks, *document.annexes.blocks) and document.whole.annexes is None


def test_the_banner_says_in_which_file_the_note_is():
    """« voir « Nature des données » » stood in a file that has no such section."""
    banner = "Données fictives. Ce document illustre la méthode : voir « Nature des données »."
    note, rest = Note("nature", "Nature des données", ("Tout est fictif.",)), ("## A", Text(("a",)))
    apart = read_document(notebook_of(Header("Bilan", "Cher, 2020", banner=banner), *rest, Annexes(), "## B", note))
    assert apart.banner == f"{banner[:-1]} dans les annexes." and apart.annexes.banner == banner
    for cells in ((*rest, note), (*rest, note, Annexes(), "## B", Text(("b",)))):
        assert read_document(notebook_of(Header("Bilan", "Cher, 2020", banner=banner), *cells)).banner == banner


def test_annexes_that_hold_nothing_are_no_file():
    """A heading alone, or what is absent, makes no second file."""
    for rest in ((), ("## B",), ("## B", absent("délais", "untold"))):
        assert read_document(notebook_of("# T", "## A", Text(("a",)), Annexes(), *rest)).annexes is None


def test_a_paragraph_of_method_stands_where_its_word_is_printed():
    """In a title, a cell, a note or a sentence, whatever the space; the method explains nothing that is absent."""
    method = Method(
        "Méthode", (Explained(("non diffusé", "x"), "A."), Explained(("5 %",), "B."), Explained(("Wilson",), "C."))
    )
    table = Table("t", "T", (TableColumn("a"),), ((Cell("non diffusé"),),))
    document = read_document(notebook_of("# T", "## A", table, Text(("5\u202f% des cas",)), "## Méthode", method))
    assert document.blocks[-1] == Shown(Note("method", "Méthode", ("A.", "B.")))
    bare = read_document(notebook_of("# T", "## A", Text(("a",)), "## Méthode", method))
    assert [heading.text for heading in bare.headings] == ["A"]
    assert read_document(notebook_of("# T", "## Wilson", Text(("a",)), method)).blocks[-1].element.paragraphs == ("C.",)


def test_a_caption_that_the_heading_above_says_is_marked():
    """In the same words, right under it, and nowhere else: « Par engagement » was read twice on each page."""
    tables = [table_of(name, caption, ("a",), [("b",)]) for name, caption in (("t", "par canal"), ("u", "Par canal"))]
    shown = notebook_of(Header("Titre", ""), "## Par canal", tables[0], tables[1], "## Autre", tables[0])
    blocks = [block for block in read_document(shown).blocks if isinstance(block, Shown)]
    assert [block.is_titled for block in blocks] == [True, False, False]
