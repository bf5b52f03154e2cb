"""Office templates: what is refused and why, and what is cut from those that are used."""

import io
import shutil
import zipfile
from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from pptx import Presentation

from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.params.catalogue import check_params
from qep_lib.params.templates import MAXIMUM_BYTES, clean_template, read_templates

PROJECT = Path(__file__).parents[3]


def saved(made):
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


SOUND = {"docx": saved(docx.Document()), "pptx": saved(Presentation())}


def changed(content, parts=(), old=b"", new=b""):
    """The archive with these parts more, and `old` replaced in its list of content types."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(buffer, "w") as made:
        for name in archive.namelist():
            part = archive.read(name)
            made.writestr(name, part.replace(old, new) if name == "[Content_Types].xml" else part)
        for name, part in parts:
            made.writestr(name, part)
    return buffer.getvalue()


def read(root, name, content):
    path = root / "params" / "modeles" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    (found,) = read_templates(Workspace(root), {"18": None})
    return found


@pytest.mark.parametrize("extension", ["docx", "pptx"])
def test_a_sound_template_is_read_for_all_or_for_a_site(tmp_path, extension):
    """By its folder."""
    found = read(tmp_path / "a", f"modele.{extension}", SOUND[extension])
    assert (found.issues, found.subject, found.template.file) == ([], "", f"params/modeles/modele.{extension}")
    found = read(tmp_path / "b", f"18/modele.{extension}", SOUND[extension])
    assert (found.issues, found.subject) == ([], "18")


DOCX_MAIN = b"wordprocessingml.document.main+xml"
BOMB = b'<!DOCTYPE a [<!ENTITY a "b">]><a/>'
FAULTS = [
    ("modele.docx", b"", "not_office", "n'est pas un DOCX"),
    ("modele.docx", b"\xd0\xcf\x11\xe0" + b"0" * 600, "not_office", "mot de passe"),
    ("modele.docx", SOUND["pptx"], "not_office", "n'est pas un DOCX"),
    ("modele.pptx", SOUND["docx"], "not_office", "n'est pas un PPTX"),
    ("modele.docx", changed(SOUND["docx"], [("word/vbaProject.bin", b"x")]), "active_content", "macros"),
    ("modele.docx", changed(SOUND["docx"], [("word/embeddings/o.bin", b"x")]), "active_content", "incorporés"),
    (
        "modele.docx",
        changed(
            SOUND["docx"],
            old=b"application/vnd.openxmlformats-officedocument." + DOCX_MAIN,
            new=b"application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
        "macros",
        "macros",
    ),
    ("modele.docx", changed(SOUND["docx"], [("word/x.xml", BOMB)]), "not_office", "illisible"),
    ("modele.docx", changed(SOUND["docx"], [("word/x.xml", b"<a>")]), "not_office", "illisible"),
    ("modele.docx", SOUND["docx"] + b"0" * MAXIMUM_BYTES, "too_big", "10 Mo"),
    ("81/modele.docx", SOUND["docx"], "unknown_site", "code du site"),
]


@pytest.mark.parametrize(("name", "content", "code", "words"), FAULTS, ids=range(len(FAULTS)))
def test_a_template_that_cannot_be_used_is_told(tmp_path, name, content, code, words):
    """In French, with its file and what to do."""
    found = read(tmp_path, name, content)
    (issue,) = found.issues
    assert (issue.severity, issue.code) == ("error", code) and found.template is None
    assert words in issue.sentence and "À faire" in issue.sentence and issue.file == f"params/modeles/{name}"


def test_an_archive_that_grows_without_end_is_refused(tmp_path):
    """A hundred million zeros fit in a hundred kilobytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/x.xml", b"0" * 100_000_001)
    assert read(tmp_path, "modele.docx", buffer.getvalue()).issues[0].code == "too_big"


@pytest.mark.parametrize(("name", "words"), [("modele.docm", "macros"), ("charte.docx", "modele.docx")])
def test_another_name_is_told_and_stops_nothing(tmp_path, name, words):
    """It is not read."""
    (issue,) = read(tmp_path, name, SOUND["docx"]).issues
    assert issue.severity == "warning" and words in issue.sentence


def test_links_to_the_outside_are_cut(tmp_path):
    """Attached template, linked image, hyperlink of a header: nothing is fetched, and the file opens."""
    word = docx.Document()
    header = word.sections[0].header.paragraphs[0]
    header.text = "Site : "
    link = header.part.relate_to("https://espion.invalid/suivi", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    element = docx.oxml.OxmlElement("w:hyperlink")
    element.set(docx.oxml.ns.qn("r:id"), link)
    header._p.append(element)
    settings = word.settings.element
    attached = word.part._settings_part.relate_to(
        "https://espion.invalid/modele.dotm",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate",
        is_external=True,
    )
    node = docx.oxml.OxmlElement("w:attachedTemplate")
    node.set(docx.oxml.ns.qn("r:id"), attached)
    settings.insert(0, node)
    path = tmp_path / "modele.docx"
    path.write_bytes(saved(word))
    assert b"espion" in everything(path.read_bytes())
    made = clean_template(path)
    assert b"espion" not in everything(made) and b"attachedTemplate" not in everything(made)
    assert made == clean_template(path)
    opened = docx.Document(io.BytesIO(made))
    assert opened.sections[0].header.paragraphs[0].text.startswith("Site")


def everything(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_a_fault_of_the_template_of_a_site_stops_that_site(tmp_path):
    """That of all stops all; a sound one counts for the reports of its site, whatever their period."""
    for name in ("params", "notebooks"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    workspace, folder = Workspace(tmp_path), tmp_path / "params" / "modeles"
    (folder / "18").mkdir(parents=True)
    (folder / "modele.docx").write_bytes(SOUND["docx"])
    (folder / "18" / "modele.docx").write_bytes(b"x")
    assert [issue.code for issue in check_params(workspace)] == ["not_office"]
    catalogue = read_catalogue(workspace)
    (left,) = catalogue.left_out
    assert (left.kind, left.sites, left.read_by) == ("template", {"18"}, ("18", ""))
    (folder / "18" / "modele.docx").write_bytes(SOUND["docx"] + b"")
    (folder / "18" / "modele.pptx").write_bytes(SOUND["pptx"])
    words = read_catalogue(workspace).own_words
    assert words.template_for("docx", "18").file == "params/modeles/18/modele.docx"
    assert words.template_for("docx", "57").file == "params/modeles/modele.docx"
    assert words.template_for("pptx", "57") is None
    assert {*words.fingerprints("18", "2019", "public", "slides")} == {"identity", "docx", "pptx"}
    assert {*words.fingerprints("18", "2020", "public", "report")} == {"identity", "texts", "docx"}
    assert {*words.fingerprints("41", "2020", "public", "report")} == {"docx"}
