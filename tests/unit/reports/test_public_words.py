"""What the documents of each audience may say of the inside, and the method that each explains: read on their own documents."""

import re

import pytest
from report_calls import document_of, lines_of

from benchmarks.sentences import faults, section_lines
from qep_lib.display.elements import Note
from qep_lib.display.printable import tied
from qep_lib.export.blocks import Shown
from qep_lib.model.tables import TABLES
from qep_lib.model.workspace import Workspace
from qep_lib.reports.method import TITLE
from qep_lib.reports.opening import open_report

REPORTS = (
    "action_plan",
    "bilan",
    "bilan_complet",
    "channels",
    "complaints",
    "mystery_survey",
    "self_assessment",
    "title_delivery",
    "transparency_poster",
    "users_committee",
)
INSIDE = re.compile(
    r"\.(?:ya?ml|csv|xlsx|parquet|json|ipynb|md)\b|\b[a-z0-9]+(?:_[a-z0-9]+)+\b|\b(?:report|period|audience|site) = "
    r"|\bqep\b|\bcarnet|\b(?:params|examples|reports)/|SHA|à confirmer|nos sources"
)
"""Names of files, of tables and of indicators, parameters, commands, and doubts that are the maker's own."""
OF_THE_TOOL = re.compile(
    r"\.(?:ya?ml|parquet|json|ipynb|md)\b|\b[a-z0-9]+(?:_[a-z0-9]+)+\b|\b(?:report|period|audience|site|as_of) = "
    r"|\bqep\b|\b(?:params|examples|reports)/|\b[a-z]+(?:-[a-z]+)+/"
)
"""What no document says, inside neither: whoever audits reads French, and the names of the files that the service gave."""


def method_of(document):
    """The paragraphs of method that a document prints."""
    notes = [block.element for block in document.whole.blocks if isinstance(block, Shown)]
    return [p for note in notes if isinstance(note, Note) and note.title == TITLE for p in note.paragraphs]


def test_every_table_has_a_name_for_readers():
    """What was given is told in words, with its article."""
    assert all(table.given.startswith(("le ", "la ", "les ", "l'")) for table in TABLES.values())


def of_the_tool(context, document):
    """The lines of a document that say something of the tool, the names of the files that it was given left out."""
    given = [tied(dataset.shown_name) for dataset in context.provenance.datasets]
    lines = []
    for line in lines_of(document):
        bare = tied(line)
        for name in given:
            bare = bare.replace(name, "")
        lines += [line] if OF_THE_TOOL.search(bare) else []
    return lines


@pytest.mark.parametrize("report_id", REPORTS)
def test_a_public_document_tells_nothing_of_the_inside(documents, report_id):
    """No file, no slug, no parameter, no command; « nos sources » would make the service doubt its own rules."""
    said = [line for line in lines_of(documents(report_id, "public")[1]) if INSIDE.search(line)]
    assert said == []


def test_a_public_survey_of_a_group_tells_nothing_of_the_inside(bare_site):
    """Also where most of it is missing."""
    said = list(lines_of(document_of(open_report("survey_sites", "41", "2022", None, "public"))))
    assert said and [line for line in said if INSIDE.search(line)] == []


@pytest.mark.parametrize("report_id", REPORTS)
def test_an_internal_document_names_the_files_of_the_service_and_nothing_of_the_tool(documents, report_id):
    """No declaration, no id, no English parameter: a file that was imported has the name that the service gave it."""
    context, document = documents(report_id, "internal")
    assert of_the_tool(context, document) == []
    said = " ".join(lines_of(document))
    assert report_id == "transparency_poster" or any(d.shown_name in said for d in context.provenance.datasets)


@pytest.mark.parametrize("audience", ["internal", "public"])
@pytest.mark.parametrize(
    ("report_id", "asked", "period"),
    [("satisfaction", "18", "2020"), ("regional_comparison", "region:24", "2021")],
)
def test_surveys_and_comparisons_say_nothing_of_the_tool_either(
    odd_workspace, monkeypatch, report_id, asked, period, audience
):
    """The two kinds of report that the invented site has not."""
    monkeypatch.setattr(
        "qep_lib.display.canvas.FigureCanvasSVG.print_svg", lambda canvas, out, **_: out.write("<svg></svg>")
    )
    report = open_report(report_id, asked, period, None, audience, workspace=Workspace(odd_workspace))
    assert of_the_tool(report.context, document_of(report)) == []


@pytest.mark.parametrize("report_id", REPORTS)
def test_no_sentence_of_a_document_has_a_fault_that_a_rule_sees(documents, report_id):
    """Agreement, elision, punctuation: what `make sentences` prints for a person to read."""
    shown = [block.element for block in documents(report_id, "public")[1].whole.blocks if isinstance(block, Shown)]
    said = [tied(line) for element in shown for line in section_lines(element)]
    assert said and [(line, faults(line)) for line in said if faults(line)] == []


@pytest.mark.parametrize("report_id", sorted({*REPORTS} - {"action_plan", "transparency_poster", "users_committee"}))
def test_the_method_explains_what_is_printed_and_nothing_else(documents, report_id):
    """Each paragraph has its word elsewhere in the document, and each word that needs one has its paragraph, once."""
    _, document = documents(report_id, "public")
    told, items = method_of(document), documents.explained[report_id, "public"]
    said = " ".join(line for line in lines_of(document) if line not in told).replace("\u202f", " ").replace("\xa0", " ")
    expected = [item.paragraph for item in items if any(word in said for word in item.words)]
    assert told == expected and len(told) == len({*told})
    assert told or report_id not in ("bilan", "bilan_complet", "channels", "complaints")


def test_a_public_survey_tells_nothing_of_the_inside(tmp_path_factory, imported_workspace, monkeypatch):
    """Answers rebuilt from a published document, beside figures that are its own."""
    workspace = imported_workspace(tmp_path_factory.mktemp("cher") / "espace", ["cher-2020"])
    monkeypatch.setattr(
        "qep_lib.display.canvas.FigureCanvasSVG.print_svg", lambda canvas, out, **_: out.write("<svg></svg>")
    )
    report = open_report("satisfaction", "18", "2020", "2021-01-13", "public", workspace=workspace)
    document = document_of(report)
    assert [line for line in lines_of(document) if INSIDE.search(line)] == []
    assert any("Wilson" in paragraph for paragraph in method_of(document))
    assert not any("ouvré" in paragraph or "Kish" in paragraph for paragraph in method_of(document))
