"""`qep letter`: the deadline in the letter, files that people can finish, and nothing overwritten."""

import re

import pytest

from qep_lib.cli.letter import write_letter
from qep_lib.errors import ParameterError


def write(kind="acknowledgement", site="18", received="2022-06-11", channel="email", about="complaint", **options):
    """The command, with ordinary options."""
    given = {"settings": (), "sent": "2022-06-13", "to": None} | options
    return write_letter(kind, site, received, channel, about, given["settings"], given["sent"], given["to"])


def texts(workspace):
    """File name -> text of the letters written as text."""
    paths = sorted((workspace.deposits / "courriers").glob("*.txt"))
    return {path.name: path.read_text(encoding="utf-8") for path in paths}


@pytest.mark.parametrize(
    ("kind", "settings", "words"),
    [
        ("acknowledgement", (), "5 jours ouvrés, c'est-à-dire au plus tard le 17 juin 2022"),
        ("redirection", ("service=la mairie de Vierzon",), "service compétent : la mairie de Vierzon"),
        ("reply", ("answer=Le hall ouvre à 9 h.",), "répondre au plus tard le 17 juin 2022.\n\nLe hall ouvre à 9 h."),
    ],
)
def test_each_letter_carries_its_deadline_and_its_words(workspace, capsys, kind, settings, words):
    """Received on Saturday 11 June 2022 by e-mail: due on Friday 17 June."""
    assert write(kind, settings=settings) == 0
    (text,) = texts(workspace).values()
    assert words in text and "Bourges, le 13 juin 2022" in text and "réclamation" in text
    assert "{{" not in text and "{%" not in text
    assert "réponse au plus tard le 17 juin 2022 (5 jours ouvrés, Préfecture du Cher)" in capsys.readouterr().out
    assert (workspace.deposits / "courriers" / f"{kind}-18-2022-06-11-email.docx").is_file()


@pytest.mark.parametrize(("sent", "is_late"), [("2022-06-17", False), ("2022-06-20", True)])
def test_a_letter_dated_after_its_own_deadline_is_written_with_a_warning(workspace, capsys, sent, is_late):
    """Better late than never, but whoever signs must know: the model speaks of a deadline still to come."""
    write(sent=sent)
    said = " ".join(capsys.readouterr().out.split())
    assert ("datée du 20 juin 2022, après ce délai" in said) == is_late
    assert len(texts(workspace)) == 1


def test_an_optional_reference_is_written_only_when_given(workspace):
    """And it tells two letters of one day apart."""
    write()
    write(settings=("reference=2022/041",))
    with_reference, without = texts(workspace).values()
    assert "référence" not in without and "rappeler la référence 2022/041" in with_reference
    assert list(texts(workspace))[0] == "acknowledgement-18-2022-06-11-email-2022-041.txt"


def test_a_letter_that_someone_finished_is_never_overwritten(workspace):
    """The same command again changes nothing; another content is refused."""
    write()
    (path,) = (workspace.deposits / "courriers").glob("*.txt")
    write()
    path.write_text("terminée à la main", encoding="utf-8")
    with pytest.raises(ParameterError, match="existe déjà et son contenu a changé : il n'est pas remplacé"):
        write()
    assert path.read_text(encoding="utf-8") == "terminée à la main"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"kind": "repli"}, "lettre « repli » inconnue"),
        ({"site": "99"}, "site « 99 » inconnu"),
        ({"received": "11/06/2022"}, "--received : date « 11/06/2022 » illisible"),
        ({"channel": "fax"}, "--channel « fax » inconnu"),
        ({"channel": "phone"}, "ne promet aucun délai"),
        ({"about": "compliment"}, "--about « compliment » inconnu"),
        ({"sent": "2022-06-10"}, "précède la réception"),
        ({"settings": ("due_on=1er avril",)}, "n'emploie pas ce mot"),
        ({"settings": ("reference",)}, "mot=valeur"),
        ({"kind": "reply"}, "il manque answer"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused_in_french(workspace, options, words):
    """Nothing is written."""
    with pytest.raises(ParameterError) as refused:
        write(**options)
    assert re.search(words, str(refused.value))
    assert not workspace.deposits.exists()


def test_the_reference_cannot_lead_the_file_elsewhere(workspace):
    """A file name is made of safe characters only."""
    write(settings=("reference=../../x y",), to=str(workspace.root / "lettres"))
    names = sorted(path.name for path in (workspace.root / "lettres").iterdir())
    assert names[0] == "acknowledgement-18-2022-06-11-email-..-..-x-y.docx"
