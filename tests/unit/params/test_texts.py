"""The words of a service: what is taken for markup and what is not, and each fault with its file and line."""

import io
import shutil
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image

from qep_lib.model.approved import text_sha256
from qep_lib.model.prose import ImageFile, Listing, Paragraph, Run
from qep_lib.model.site import Site
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.params.catalogue import check_params
from qep_lib.params.texts import read_texts
from qep_lib.store.concerned import all_about, stops_of

PROJECT = Path(__file__).parents[3]
OUTLINE = (
    (2, "L'essentiel de l'année"),
    (2, "1. Enquête de satisfaction"),
    (3, "Satisfaction par critère"),
    (2, "2. Demandes, réclamations et suggestions"),
    (2, "3. Délais des titres"),
    (2, "5. Lutte contre la fraude"),
    (2, "8. Conclusion"),
    (2, "Annexe : plan d'actions"),
    (2, "Nature des données et méthode"),
)
FILE = "params/textes/18/2020.md"


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "params" / "textes" / "18" / "photos").mkdir(parents=True)
    photo(tmp_path / "params" / "textes" / "18" / "photos" / "accueil.jpg")
    return Workspace(tmp_path)


def photo(path, kind="JPEG", size=(40, 30), **options):
    Image.new("RGB", size, "#8899aa").save(path, kind, **options)


def site():
    """The one site of these tests; of it only the code is read."""
    return Site.model_construct(
        site_id="18", region_code="24", region="Centre-Val de Loire", department="Cher", kind="prefecture"
    )


def read(workspace, text, name="18/2020.md", approved=frozenset(), own=None):
    path = workspace.root / "params" / "textes" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (found,) = read_texts(workspace, {"18": site()}, [OUTLINE], approved, own or {})
    return found


def told(found, code):
    """Line and sentence of the one fault of that code."""
    (issue,) = [issue for issue in found.issues if issue.code == code]
    assert issue.file == found.file
    return issue.row, issue.sentence


def said(found, place=0):
    """The words of a passage, paragraph by paragraph."""
    return [part.text for part in found.texts.passages[place].content if isinstance(part, Paragraph)]


def test_a_whole_file_is_read(workspace):
    """Settings, headings by their words, audiences, paragraphs, lists, emphasis, links and images."""
    found = read(
        workspace,
        """\
---
signataire: {nom: "Camille Exemple", qualite: "Référente qualité"}
titre: "Une bonne année"
masquer: [fraude]
ordre: [titres, satisfaction]
---
## Mot du préfet

Bonjour.

## Satisfaction

Du **gras**, de l'*italique* et [un lien](https://exemple.fr).
![Le nouvel accueil](photos/accueil.jpg "Deux guichets")

3. trois
4. quatre

## Réclamations (interne)

Pour nous.

## Réclamations (public)

Pour tous.
""",
    )
    assert found.issues == []
    texts = found.texts
    assert (texts.subject, texts.period, texts.file) == ("18", "2020", FILE)
    assert texts.settings.signataire.nom == "Camille Exemple" and texts.settings.masquer == ("fraude",)
    assert [(one.heading, one.audience) for one in texts.passages] == [
        ("Mot du préfet", None),
        ("Satisfaction", None),
        ("Réclamations", "internal"),
        ("Réclamations", "public"),
    ]
    paragraph, image, listing = texts.passages[1].content
    assert [(run.text, run.is_bold, run.is_italic, run.href) for run in paragraph.runs if run.text.strip()] == [
        ("Du ", False, False, None),
        ("gras", True, False, None),
        (", de l'", False, False, None),
        ("italique", False, True, None),
        (" et ", False, False, None),
        ("un lien", False, False, "https://exemple.fr"),
        (".", False, False, None),
    ]
    assert isinstance(image, ImageFile) and image.file == "params/textes/18/photos/accueil.jpg"
    assert (image.alt, image.legend) == ("Deux guichets", "Le nouvel accueil")
    assert listing == Listing(tuple((Paragraph((run,)),) for run in _runs("trois", "quatre")), True, 3)
    public = texts.for_audience("public")
    assert [one.content[0].text for one in public.passages if one.heading == "Réclamations"] == ["Pour tous."]


def _runs(*words):
    return [Run(word) for word in words]


HOSTILE = [
    "<script>alert(1)</script>",
    '<img src="https://espion.fr/x.png" onerror="alert(1)">',
    "[clic](javascript:alert(1))",
    "[clic](data:text/html;base64,xxx)",
    "[clic](fichier.html)",
    "[clic](//espion.fr)",
    '#import "@preview/x:1.0.0"',
    "$x^2$ @reference `code` ~~barré~~ {{ 7*7 }}",
    '#read("/etc/passwd")',
    "> citation",
    "```typst",
    "| a | b |",
    "=SOMME(A1)",
    "&lt;b&gt;",
    "<https://espion.fr>",
]


@pytest.mark.parametrize("line", HOSTILE)
def test_nothing_else_is_markup(workspace, line):
    """HTML, Typst, formulas, tables, code, quotations and refused links come out as they were typed."""
    found = read(workspace, f"## Satisfaction\n\nAvant.\n\n{line}\n")
    assert said(found) == ["Avant.", line]
    (paragraph,) = found.texts.passages[0].content[1:]
    assert all(run.href is None and not run.is_code for run in paragraph.runs)


def test_a_mark_that_turns_the_text_goes_and_a_control_is_shown(workspace):
    """« exe.fdp » cannot pass for « pdf.exe »."""
    assert said(read(workspace, "## Satisfaction\n\nun\u202edeux\u2066 trois\x07\n")) == ["undeux trois\ufffd"]


@pytest.mark.parametrize("line", ["[" * 49_000, "*a " * 16_000, "![" * 24_000, "a" * 49_000, "- " * 24_000])
def test_a_very_long_line_is_read_in_no_time(workspace, line):
    """Whatever it holds."""
    start = time.process_time()
    read(workspace, f"## Satisfaction\n\n{line}\n")
    assert time.process_time() - start < 5


def test_a_file_that_is_too_big_is_refused(workspace):
    """A line of a million characters is no comment."""
    row, sentence = told(read(workspace, "## Satisfaction\n\n" + "x" * 1_000_000), "too_big")
    assert "50 ko au plus" in sentence


FAULTS = [
    ("## Satisfacsion\nx\n", "unknown_heading", 1, "ou « Satisfaction par critère »"),
    ("## Suggestions et titres\nx\n", "unknown_heading", 1, "le titre d'une section"),
    ("## Demandes (internes)\nx\n", "unknown_heading", 1, "« Demandes (internes) »"),
    ("Bonjour.\n## Satisfaction\nx\n", "no_heading", 1, "écrire d'abord le titre"),
    ("\n\n# Titre\nx\n", "no_heading", 3, "« # Titre »"),
    ("## Satisfaction\na\n## Délais des titres\nb\n## satisfaction\nc\n", "duplicate_heading", 5, "déjà ligne 1"),
    ("## Satisfaction (interne)\na\n## Satisfaction\nb\n", "duplicate_heading", 3, "déjà ligne 1"),
    ("---\nmasquer: [fraude\n", "front_matter", 1, "---"),
    ("---\nmasquer: [fraude\n---\n## Satisfaction\nx\n", "yaml_syntax", 3, "YAML"),
    ("---\nmasqué: [fraude]\n---\n", "unknown_key", 2, "« masquer »"),
    ("---\n\nsignataire: Camille\n---\n", "wrong_type", 3, "un groupe de clés"),
    ("---\nsignataire: {nom: x}\n---\n", "missing_key", 2, "signataire.qualite"),
    ("---\nmasquer:\n  - fraude\n  - fraudes fiscales\n---\n", "unknown_heading", 4, "« fraudes fiscales »"),
    ("---\nordre: [titre de gloire]\n---\n", "unknown_heading", 2, "« titre de gloire »"),
    ("---\nmasquer: [nature des données]\n---\n", "not_hidden", 2, "ce que sont les données"),
    ('## Satisfaction\n\n![Accueil](photos/absente.jpg "x")\n', "missing_image", 3, "photos/absente.jpg"),
    ("## Satisfaction\n\n![Accueil](photos/accueil.jpg)\n", "no_alternative", 3, "entre guillemets"),
    ('## Satisfaction\n![Accueil](photos/accueil.jpg "  ")\n', "no_alternative", 2, "entre guillemets"),
    ('## Satisfaction\n![x](../../../dehors.png "x")\n', "image_outside", 2, "params/"),
    ('## Satisfaction\n![x](/etc/logo.png "x")\n', "image_elsewhere", 2, "PNG ou JPEG"),
    ('## Satisfaction\n![x](https://espion.fr/x.png "x")\n', "image_elsewhere", 2, "PNG ou JPEG"),
    ("## Satisfaction\na\n\n<!-- note\nsuite\n", "open_comment", 4, "-->"),
    (b"## Satisfaction\n\nAccueil r\xe9nov\xe9.\n", "not_utf8", 3, "UTF-8"),
]


@pytest.mark.parametrize(("text", "code", "row", "words"), FAULTS)
def test_a_fault_is_told_with_its_line(workspace, text, code, row, words):
    """And the file is not used."""
    photo(workspace.root / "dehors.png", "PNG")
    found = read(workspace, text)
    line, sentence = told(found, code)
    assert line == row and words in sentence
    assert found.texts is None


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("81x/2020.md", "unknown_site", "un code de site"),
        ("region-99/2020.md", "unknown_site", "region-24"),
        ("18/2O20.md", "bad_period", "2022-S1"),
        ("18/2020-s1.md", "bad_period", "2022-S1"),
    ],
)
def test_a_file_of_no_site_or_no_period_is_told(workspace, name, code, words):
    """It would be read by no report."""
    assert words in told(read(workspace, "## Satisfaction\nx\n", name), code)[1]


@pytest.mark.parametrize("name", ["2020.md", "18/2020.txt", "18/2020.MD", "18/2020.docx"])
def test_a_misplaced_file_is_told_and_stops_nothing(workspace, name):
    """« ce fichier ne serait pas lu »."""
    found = read(workspace, "x", name)
    assert [(issue.code, issue.severity) for issue in found.issues] == [("misplaced_text", "warning")]


WARNINGS = [
    ("## Mot du préfet\n\n" + "mot " * 76, "long_word", 1, "76 mots"),
    ("## Mot de la préfète\n\n" + "mot " * 76, "long_word", 1, "76 mots"),
    ("## Satisfaction\n\n### Détail\n", "other_heading", 3, "imprimée telle quelle"),
    ('## Satisfaction\n\nVoir ![x](photos/accueil.jpg "y") ici.\n', "image_in_text", 3, "seule sur sa ligne"),
]


@pytest.mark.parametrize(("text", "code", "row", "words"), WARNINGS)
def test_what_may_be_printed_is_told_and_used(workspace, text, code, row, words):
    """Longer than 75 words is told, not refused."""
    found = read(workspace, text)
    line, sentence = told(found, code)
    assert line == row and words in sentence
    assert found.texts is not None and found.texts.passages


def test_a_word_of_75_words_is_not_told(workspace):
    """The limit is the last that is accepted."""
    assert read(workspace, "## Mot du préfet\n\n" + "mot " * 75).issues == []


def test_comments_of_a_draft_are_never_published(workspace):
    """Over several lines and inside one; the lines of the faults do not move; a section of comments alone says nothing."""
    text = "## Satisfaction\n<!-- 104 réponses\nmême suite -->\nOui<!-- x -->.\n## Délais des titres\n<!-- rien -->\n## Inconu\nx"
    found = read(workspace, text)
    assert told(found, "unknown_heading")[0] == 7
    found = read(workspace, text.replace("## Inconu\nx", ""))
    assert [one.heading for one in found.texts.passages] == ["Satisfaction"]
    assert said(found) == ["Oui."]


def test_what_points_to_a_person_is_masked_and_told(workspace):
    """In any style and in what stands for an image; the signatory's own name and what the site says of itself stay."""
    text = """\
---
signataire: {nom: "Camille Durand", qualite: "Référente qualité"}
---
## Satisfaction

Camille Durand remercie M. **Jean** Martin,
joignable au 06 12 34 56 78 ou au 02 48 67 18 18.

[écrire](mailto:jean.martin@exemple.fr)
"""
    found = read(workspace, text, own={"18": ("02.48.67.18.18",)})
    rows = [issue.row for issue in found.issues if issue.code == "personal_data"]
    assert rows == [6, 7] and all(issue.severity == "warning" for issue in found.issues)
    first = said(found)[0]
    assert "Camille Durand" in first and "02 48 67 18 18" in first
    assert "Martin" not in first and "Jean" not in first and "06 12" not in first
    assert "[TELEPHONE]" in first
    link = found.texts.passages[0].content[1].runs[0]
    assert link.href is None


def test_an_approved_paragraph_stays(workspace):
    """Somebody read it and said so, in approved_texts.yml."""
    words = "Merci à M. Martin."
    found = read(workspace, f"## Satisfaction\n\n{words}\n", approved={text_sha256(words)})
    assert said(found) == [words] and found.issues == []


def test_an_image_behind_a_link_to_the_outside_is_refused(workspace):
    """A symbolic link is followed before it is judged."""
    outside = workspace.root / "data" / "restreint"
    outside.mkdir(parents=True)
    photo(outside / "scan.png", "PNG")
    (workspace.root / "params" / "textes" / "18" / "photos" / "lien.png").symlink_to(outside / "scan.png")
    found = read(workspace, '## Satisfaction\n![x](photos/lien.png "y")\n')
    assert told(found, "image_outside")[0] == 2


@pytest.mark.parametrize(
    "content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a" + b"0" * 50, b"%PDF-1.7"]
)
def test_another_kind_of_file_is_no_image(workspace, content):
    """Whatever its name says: SVG may hold scripts and addresses."""
    (workspace.root / "params" / "textes" / "18" / "photos" / "x.png").write_bytes(content)
    found = read(workspace, '## Satisfaction\n![x](photos/x.png "y")\n')
    assert told(found, "wrong_image")[0] == 2


def test_an_image_of_too_many_points_is_refused_by_its_head(workspace):
    """Nothing of it is opened: 20,000 by 20,000 white points are a few kilobytes."""
    head = io.BytesIO()
    Image.new("1", (10, 10)).save(head, "PNG")
    made = bytearray(head.getvalue())
    made[16:24] = (20_000).to_bytes(4, "big") * 2
    made[29:33] = zlib.crc32(bytes(made[12:29])).to_bytes(4, "big")
    (workspace.root / "params" / "textes" / "18" / "photos" / "x.png").write_bytes(bytes(made))
    found = read(workspace, '## Satisfaction\n![x](photos/x.png "y")\n')
    assert told(found, "image_too_big")[0] == 2


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    root = tmp_path_factory.mktemp("whole")
    for name in ("params", "notebooks"):
        shutil.copytree(PROJECT / name, root / name)
    return root


def test_a_fault_of_texts_stops_their_reports_alone(whole, tmp_path):
    """Those of that site and that period; `check_params` tells it; a warning stops nothing."""
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    workspace = Workspace(tmp_path)
    (tmp_path / FILE).write_text("## Satisfacsion\nx\n", encoding="utf-8")
    (tmp_path / "params/textes/57/2021.md").write_text("## Satisfaction\n\n### x\n", encoding="utf-8")
    assert {issue.code for issue in check_params(workspace)} == {"unknown_heading", "other_heading"}
    catalogue = read_catalogue(workspace)
    (left,) = catalogue.left_out
    assert (left.kind, left.sites, left.read_by) == ("texts", {"18"}, ("18", "2020"))
    assert ("57", "2021") in catalogue.own_words.texts and ("18", "2020") not in catalogue.own_words.texts
    assert stops_of(workspace, catalogue, ["18"], ("18", "2020")) == (left,)
    assert stops_of(workspace, catalogue, ["18"], ("18", "2021")) == ()
    assert stops_of(workspace, catalogue, ["18", "41"], ("region-24", "2020")) == ()
    assert stops_of(workspace, catalogue, ["18"]) == ()
    assert all_about(workspace, catalogue, ["18"]) == (left,) and all_about(workspace, catalogue, ["57"]) == ()


def test_a_fault_of_an_identity_stops_its_site_alone(whole, tmp_path):
    """At any period; the logo is judged as an image of a text."""
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    workspace, path = Workspace(tmp_path), tmp_path / "params" / "identity.yml"
    text = path.read_text("utf-8")
    faults = [
        ("logo-exemple.png", "absent.png", "missing_image"),
        ('site: "57"', 'site: "18"', "duplicate_id"),
        ('site: "57"', 'site: "570"', "unknown_site"),
        ("https://avis", "javascript:avis", "wrong_form"),
        ('alt: "Logo', 'alte: "Logo', "unknown_key"),
    ]
    for old, new, code in faults:
        path.write_text(text.replace(old, new), encoding="utf-8")
        issues = check_params(workspace)
        assert code in {issue.code for issue in issues} and all(issue.row for issue in issues)
        catalogue = read_catalogue(workspace)
        (left,) = catalogue.left_out
        assert left.kind == "identities" and left.read_by[1] == ""
        assert len(catalogue.own_words.identities) == 1
