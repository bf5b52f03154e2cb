"""A notebook as its service wants it read: what is hidden is nowhere, what comes first is first."""

from dataclasses import replace

import nbformat
from report_samples import notebook_of, table_of

from qep_lib.display.elements import Absent, Annexes, Header, Landmarks, Text
from qep_lib.export.arrangement import arranged
from qep_lib.export.blocks import Heading, Shown
from qep_lib.export.document import read_document
from qep_lib.runs.execute.job import export_report

HEAD = Header("Bilan", "Site, 2020")
SECRET = "Fraude détectée en nombre"
CELLS = (
    "## Essentiel\n\nDébut.",
    Text(("Tout.",)),
    "## Satisfaction",
    Text(("Contents.",)),
    "## Fraude",
    table_of("fraude", SECRET, ["a", "b"], [["x", "y"]]),
    "### Détail de la fraude",
    Absent("fraude ailleurs", "Rien n'est connu ailleurs.", "no_data"),
    "## Titres\n\n### Volumes",
    Text(("Dix.",)),
    "### Délais",
    Text(("Vite.",)),
    "## Repères",
    Landmarks(),
)


def notebook(**asked):
    return notebook_of(replace(HEAD, **asked), *CELLS)


def headings(made):
    return [block.text for block in read_document(made).blocks if isinstance(block, Heading)]


def words(made):
    elements = (block.element for block in read_document(made).blocks if isinstance(block, Shown))
    return [line for element in elements if isinstance(element, Text) for line in element.paragraphs]


def test_a_notebook_of_which_nothing_is_asked_is_itself():
    """The same object: not one byte changes."""
    made = notebook()
    assert arranged(made) is made


def test_what_is_hidden_is_in_no_file_and_said_once():
    """Headings, tables, data, absences and the published notebook; one sentence in « Repères »."""
    made = arranged(notebook(hidden=("Fraude", "Volumes")))
    assert headings(made) == ["Essentiel", "Satisfaction", "Titres", "Délais", "Repères"]
    assert words(made)[-1] == "Parties que le service a choisi de ne pas publier dans ce document : fraude et volumes."
    files = export_report("bilan", made, read_document(made))
    assert not any(SECRET.encode() in content for content in files.values()) and "tables/fraude.csv" not in files
    assert "Dix." not in nbformat.writes(made) and "fraude ailleurs" not in nbformat.writes(made)
    assert arranged(made)["cells"] == made["cells"]
    nbformat.validate(made)


def test_sections_named_first_come_where_the_first_of_them_stood():
    """In the order that was asked; what opens the document stays its opening."""
    asked = notebook(first=("Titres", "Satisfaction"))
    assert headings(asked) == ["Essentiel", "Titres", "Volumes", "Délais", "Satisfaction", "Fraude", "Repères"]
    assert headings(arranged(arranged(asked))) == headings(asked)
    assert words(asked)[:4] == ["Tout.", "Dix.", "Vite.", "Contents."]


def test_annexes_keep_what_is_theirs_and_lose_what_is_hidden():
    """A section read first takes nothing of the second file with it; a heading that is hidden is hidden in both files."""
    asked = replace(HEAD, hidden=("Fraude",), first=("Repères", "Satisfaction"))
    annexed = ("## Fraude", table_of("fraude-detail", SECRET, ["a"], [["x"]]), "## Méthode", Text(("Comptée.",)))
    document = read_document(notebook_of(asked, *CELLS, Annexes(), *annexed))
    assert headings(notebook_of(asked, *CELLS, Annexes(), *annexed))[1:3] == ["Repères", "Satisfaction"]
    assert [heading.text for heading in document.annexes.headings] == ["Méthode"]
    assert SECRET not in str(document)
