"""Folders as they come: empty, full of other things, with several versions of one file; each is told in a sentence."""

import sys

import pytest

from qep_lib.errors import ParameterError
from qep_lib.preparation.folder import MOST_FILES, read_folder

REGISTER = "N°;Arrivée;Voie;Nature;Qual-e-pref ?\n" + "".join(f"{n};04/01/2022;Mél;Info;Oui\n" for n in range(1, 9))


@pytest.fixture
def read(knowledge, tmp_path):
    """What is read of the folder of the test, and what is left."""
    return lambda: read_folder(tmp_path, knowledge)


def fault(read):
    """The message of a folder of which nothing can be made."""
    with pytest.raises(ParameterError) as error:
        read()
    return str(error.value)


def test_an_empty_folder_says_so(read):
    """And what to put there."""
    assert "est vide" in fault(read)


def test_a_missing_folder_and_a_file_are_told_apart(knowledge, tmp_path):
    """One is looked for, the other is to be put in a folder."""
    (tmp_path / "a.csv").write_text(REGISTER, encoding="utf-8")
    for name, told in (("absent", "introuvable"), ("a.csv", "est un fichier")):
        with pytest.raises(ParameterError, match=told):
            read_folder(tmp_path / name, knowledge)


def test_foreign_files_are_named_with_what_to_do(read, tmp_path):
    """A PDF, a letter, a picture: each has its sentence, and nothing else stops."""
    for name in ("bilan.pdf", "lettre.docx", "hall.JPG", "envoi.zip", "notes.xyz"):
        (tmp_path / name).write_bytes(b"x")
    assert "aucun fichier qui se lise" in fault(read)
    (tmp_path / "registre.csv").write_text(REGISTER, encoding="utf-8")
    found, aside = read()
    assert [file.name for file in found] == ["registre.csv"]
    told = {left.file: left.why for left in aside}
    assert {name: told[name].split(" :")[0] for name in told} == {
        "bilan.pdf": "un PDF",
        "lettre.docx": "un document Word",
        "hall.JPG": "une image",
        "envoi.zip": "une archive",
        "notes.xyz": "extension « .xyz » inconnue",
    }


def test_a_damaged_file_is_left_and_the_others_are_read(read, tmp_path):
    """The sentence is that of an import."""
    (tmp_path / "registre.csv").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "abime.xlsx").write_bytes(b"PK\x03\x04 cut short")
    found, (left,) = read()
    assert (len(found), left.file) == (1, "abime.xlsx")
    assert "abîmé" in left.why


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_out_of_the_folder_is_not_followed(read, tmp_path):
    """A file is the file itself."""
    secret = tmp_path.parent / "ailleurs.csv"
    secret.write_text(REGISTER, encoding="utf-8")
    (tmp_path / "registre.csv").symlink_to(secret)
    assert "un lien" in fault(read)


def test_hidden_files_of_the_system_are_nobodys(read, tmp_path):
    """They are not even told."""
    for name in (".DS_Store", "Thumbs.db", "desktop.ini"):
        (tmp_path / name).write_bytes(b"x")
    assert "est vide" in fault(read)


def test_a_folder_of_everything_is_refused_whole(read, tmp_path):
    """It is not that of a year."""
    for number in range(MOST_FILES + 1):
        (tmp_path / f"{number}.csv").write_text("a", encoding="utf-8")
    assert f"plus de {MOST_FILES} fichiers" in fault(read)


def test_a_file_without_end_is_told_with_its_size(read, tmp_path, monkeypatch):
    """It is not even opened."""
    (tmp_path / "grand.csv").write_text(REGISTER, encoding="utf-8")
    monkeypatch.setattr("qep_lib.preparation.folder.MOST_BYTES", 10)
    assert "trop gros" in fault(read)


def test_versions_of_one_file_are_asked_and_copies_are_told(folder_draft, tmp_path):
    """Twenty versions are one question; what is not chosen is left, and none is read before the answer."""
    for number in range(1, 21):
        extra = "".join(f"{n};05/01/2022;Mél;Info;Oui\n" for n in range(9, 9 + number))
        (tmp_path / f"registre v{number}.csv").write_text(REGISTER + extra, encoding="utf-8")
    (tmp_path / "registre (copie).csv").write_bytes((tmp_path / "registre v3.csv").read_bytes())
    draft = folder_draft(tmp_path, period="2022")
    (question,) = draft.questions
    assert "20 fichiers" in question.text
    assert draft.sheets == ()
    told = [left.why for left in draft.aside]
    assert sum("les mêmes lignes que" in why for why in told) == 1
    chosen = folder_draft(tmp_path, period="2022", answers={question.id: "registre v7.csv"})
    assert [sheet.file for sheet in chosen.sheets] == ["registre v7.csv"]
    assert chosen.questions == ()


def test_two_quarters_of_one_register_are_both_read(folder_draft, tmp_path):
    """The same headings, other rows: one source, two files."""
    for quarter, month in (("T1", "02"), ("T2", "05")):
        rows = "".join(f"{n};{n:02d}/{month}/2022;Mél;Info;Oui\n" for n in range(1, 9))
        (tmp_path / f"registre {quarter}.csv").write_text(REGISTER.split("\n")[0] + "\n" + rows, encoding="utf-8")
    draft = folder_draft(tmp_path, period="2022")
    assert len({sheet.source.id for sheet in draft.sheets}) == 1
    assert [sheet.file for sheet in draft.sheets] == ["registre T1.csv", "registre T2.csv"]
