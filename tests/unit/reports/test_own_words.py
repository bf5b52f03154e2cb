"""What the service wrote, in its place in a report of the Cher: commented, signed, hidden, concluded, drafted."""

import shutil
from pathlib import Path

import pytest
from PIL import Image

from qep_lib.cli.drafting import draft_texts
from qep_lib.display.elements import Absent, Comment, Gallery, Text
from qep_lib.errors import ParameterError
from qep_lib.intake.importer import import_file
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.reports.opening import open_report

PROJECT = Path(__file__).parents[3]
TEXT = """\
---
signataire: {nom: "Camille Exemple", qualite: "Référente qualité"}
titre: "Une année de réouverture"
masquer: [fraude]
ordre: [titres, satisfaction]
---
## Mot de la préfète
Bonjour.
## Satisfaction
Contents.
![Accueil](photos/a.png "Deux guichets")
## Points forts (interne)
Entre nous.
## Conclusion
Nous ferons mieux.
"""


@pytest.fixture(scope="module")
def cher(tmp_path_factory):
    """A workspace that holds the rows of the Cher in 2020: to be read, never changed."""
    root = tmp_path_factory.mktemp("cher")
    for name in ("params", "notebooks", "examples/cher-2020"):
        shutil.copytree(PROJECT / name, root / name)
    workspace = Workspace(root)
    catalogue = read_catalogue(workspace)
    for request in catalogue.runs["cher-2020"].imports:
        import_file(workspace, catalogue, request)
    return workspace


@pytest.fixture
def written(cher, tmp_path):
    """The workspace of the Cher, with its own texts of 2020."""
    for name in ("params", "notebooks", "data"):
        shutil.copytree(cher.root / name, tmp_path / name)
    folder = tmp_path / "params" / "textes" / "18"
    (folder / "photos").mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (30, 20)).save(folder / "photos" / "a.png")
    (folder / "2020.md").write_text(TEXT, encoding="utf-8")
    return Workspace(tmp_path)


def opened(workspace, audience="internal", report="bilan"):
    return open_report(report, "18", "2020", None, audience, workspace=workspace)


def test_each_passage_stands_under_its_heading(written):
    """And under the section that holds it; those of the other audience are not there; others are absent."""
    report = opened(written, report="bilan_complet")
    said = report.comment("Enquête de satisfaction")
    assert isinstance(said, Gallery) and all(isinstance(one, Comment) for one in said.items)
    first, second = said.items
    assert first.title == "Commentaire du service" and first.signature == "Camille Exemple, Référente qualité"
    assert first.content[1].alt == "Deux guichets" and second.content[0].text == "Entre nous."
    assert isinstance(opened(written, "public", report="bilan_complet").comment("Enquête de satisfaction"), Comment)
    assert isinstance(report.comment("Délais des titres"), Absent)
    word = report.prefect_word()
    assert (word.title, word.signature) == ("Mot de la préfète", "")
    with pytest.raises(ParameterError, match="n'est pas un titre de ce carnet"):
        report.comment("Enquête de satisfacsion")


def test_the_conclusion_is_theirs_and_the_facts_stay(written):
    """No word of theirs is mixed with a generated one."""
    report = opened(written)
    assert report.synthesis.closing_text().content[0].text == "Nous ferons mieux."
    facts = report.synthesis.figures_behind_conclusion()
    assert isinstance(facts, Text) and any("objectifs atteints" in line for line in facts.paragraphs)


def test_the_header_says_what_is_asked(written):
    """Headings as in the notebook of that report; what is hidden is not released as data either."""
    header = opened(written).header()
    assert header.title == "Une année de réouverture" and header.subtitle.startswith("Bilan qualité 2020 – ")
    assert header.hidden == ("Fraude détectée",)
    assert header.first == ("Vos titres : délais", "Ce que vous nous dites : la satisfaction")
    assert "fraud" not in opened(written).sections
    other = opened(written, report="satisfaction").header()
    assert other.title != "Une année de réouverture" and other.hidden == ()


def test_a_draft_is_written_then_only_added_to(written, monkeypatch, capsys):
    """A heading for each section that has data, figures in comments that are never published; a hand-made line stays."""
    monkeypatch.setenv("QEP_WORKSPACE", str(written.root))
    path = written.root / "params" / "textes" / "18" / "2020.md"
    assert draft_texts("18", "2020") == 0
    text = path.read_text("utf-8")
    assert text.startswith(TEXT) and "## Vos titres : délais" in text
    assert "## Ce que vous nous dites : la satisfaction" not in text
    assert "n'a pas changé d'une ligne" in capsys.readouterr().out
    assert draft_texts("18", "2020") == 0 and path.read_text("utf-8") == text
    path.unlink()
    assert draft_texts("18", "2020") == 0
    fresh = path.read_text("utf-8")
    assert "## Mot du préfet" in fresh and "104" in fresh
    words = read_catalogue(written).own_words.texts[("18", "2020")]
    assert words.passages == () and words.settings.masquer == ()
    path.write_bytes(b"## Satisfaction\n\xe9\n")
    with pytest.raises(ParameterError, match="UTF-8"):
        draft_texts("18", "2020")
    assert path.read_bytes() == b"## Satisfaction\n\xe9\n"
