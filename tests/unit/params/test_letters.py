"""Model letters: each file is a kind, and a model that cannot be used is told with its line."""

import pytest

from qep_lib.errors import ParameterError
from qep_lib.model.workspace import Workspace
from qep_lib.params.letters import check_letters, letter_kinds, read_letter

GOOD = "Objet : votre {{ about }}\n\nMadame, Monsieur,\n\n{{ answer }}\n"


@pytest.fixture
def workspace(tmp_path):
    """A workspace with one good letter."""
    (tmp_path / "params" / "letters").mkdir(parents=True)
    (tmp_path / "params" / "letters" / "reply.txt.j2").write_text(GOOD, encoding="utf-8")
    return Workspace(tmp_path)


def put(workspace, content, name="bad.txt.j2"):
    """Write another model."""
    path = workspace.params / "letters" / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def test_the_letters_of_the_project_are_in_order(project):
    """The three that the issue names, without a fault."""
    assert letter_kinds(project) == ("acknowledgement", "redirection", "reply")
    assert check_letters(project) == []
    assert read_letter(project, "reply").words >= {"answer", "due_on", "received_on"}


def test_adding_a_letter_is_adding_a_file(workspace):
    """Its name is the word that the command takes; line ends of Windows and a byte order mark are accepted."""
    put(workspace, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(), "apology.txt.j2")
    assert letter_kinds(workspace) == ("apology", "reply")
    found = read_letter(workspace, "apology")
    assert (found.subject, found.words) == ("votre {{ about }}", {"about", "answer"})
    assert "\r" not in found.body


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        ("Madame,\n\nBonjour\n", "no_subject", 1),
        ("Objet :\n\nBonjour\n", "no_subject", 1),
        ("", "no_subject", 1),
        ("Objet : a\n\n \n", "empty_body", 2),
        ("Objet : a\n\nligne trois\n{{ x }\n", "template_syntax", 4),
        ("Objet : {% if %}\n\nBonjour\n", "template_syntax", 1),
        ("Objet : a\n\n{% if x %}sans fin\n", "template_syntax", None),
        ("Objet : été\n\nBonjour\n".encode("cp1252"), "not_utf8", None),
        ("Objet : a\n" + "x" * 100_001, "too_big", None),
    ],
)
def test_a_model_that_cannot_be_used_is_told_with_its_line(workspace, content, code, row):
    """`qep check` lists it, `qep letter` refuses it with the same sentence; the other letters stay usable."""
    put(workspace, content)
    (issue,) = check_letters(workspace)
    assert (issue.code, issue.file) == (code, "params/letters/bad.txt.j2")
    assert row is None or issue.row == row
    with pytest.raises(ParameterError) as refused:
        read_letter(workspace, "bad")
    assert refused.value.message == issue.sentence
    assert read_letter(workspace, "reply").kind == "reply"


@pytest.mark.parametrize("kind", ["repli", "../labels", "reply.txt.j2", ""])
def test_an_unknown_letter_is_refused_with_the_known_ones(workspace, kind):
    """A path is not a kind: nothing outside the folder is read."""
    with pytest.raises(ParameterError, match="inconnue. Accepté : reply."):
        read_letter(workspace, kind)


def test_without_any_letter_the_message_says_so(tmp_path):
    """Workspaces made before the letters have no such folder."""
    with pytest.raises(ParameterError, match="n'en contient aucune"):
        read_letter(Workspace(tmp_path), "reply")
    assert check_letters(Workspace(tmp_path)) == []
