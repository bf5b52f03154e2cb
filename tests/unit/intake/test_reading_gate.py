"""What is not opened at all, and why: each refusal names the file, what it is and what to do instead."""

import errno
import io
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

from qep_lib.errors import DataRefused
from qep_lib.intake import filebytes
from qep_lib.intake.gate import read_input


def workbook_bytes():
    """A small valid workbook."""
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.save(stream)
    return stream.getvalue()


def repacked(changes):
    """The small workbook with some parts replaced or added."""
    source, target = zipfile.ZipFile(io.BytesIO(workbook_bytes())), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, changes.get(name, source.read(name)))
        for name in changes.keys() - set(source.namelist()):
            archive.writestr(name, changes[name])
    return target.getvalue()


def bomb():
    """A sheet of 300 MB that packs into a few hundred kB."""
    return repacked({"xl/worksheets/sheet1.xml": b"<row><c><v>1</v></c></row>" * 12_000_000})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst>&e;</sst>'


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        pytest.param("vide.csv", b"", "fichier vide", id="A01 empty"),
        pytest.param("blanc.csv", b" \n\r\n ", "fichier vide", id="A01 blank"),
        pytest.param("renomme.csv", workbook_bytes(), "signature ZIP) nommé .csv", id="A04 workbook named csv"),
        pytest.param("export.xls", b"<html><table></table></html>", "page HTML nommée .xls", id="A05 HTML named xls"),
        pytest.param("tronque.xlsx", workbook_bytes()[:2000], "classeur abîmé ou coupé", id="A06 truncated"),
        pytest.param("protege.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "mot de passe", id="A07 password"),
        pytest.param("ancien.xlsx", OLE + b"x", "ancien format Office", id="A07 old format named xlsx"),
        pytest.param("dtd.xlsx", repacked({"xl/sharedStrings.xml": ENTITY}), "DOCTYPE", id="A10 external entity"),
        pytest.param("macro.xlsm", repacked({"xl/vbaProject.bin": b"x"}), "macros", id="A11 macro"),
        pytest.param("archive.xlsx", repacked({"xl/workbook.xml": b""})[:0] + b"PK\x05\x06" + b"\0" * 18, "ZIP",
                     id="A06 empty archive"),
        pytest.param("note.docx", b"texte", "extension « .docx » inconnue", id="unknown suffix"),
        pytest.param("texte.xlsx", b"a;b\n1;2\n", "ce n'est pas un classeur", id="text named xlsx"),
    ],
)  # fmt: skip
def test_a_file_of_the_wrong_kind_is_refused(tmp_path, name, content, says):
    """The sentence says what the file really is."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataRefused) as refusal:
        read_input(path)
    assert str(refusal.value).startswith(f"{name} : ")
    assert says in str(refusal.value)
    assert "À faire : " in str(refusal.value)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    """A08: the declared size and ratio are enough."""
    path = tmp_path / "bombe.xlsx"
    path.write_bytes(bomb())
    assert path.stat().st_size < 2_000_000
    with pytest.raises(DataRefused, match="archive démesurée une fois ouverte"):
        read_input(path)


def test_a_link_is_not_followed(tmp_path):
    """A15: a link could lead to any file of the machine."""
    (tmp_path / "cible.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    (tmp_path / "lien.csv").symlink_to(tmp_path / "cible.csv")
    with pytest.raises(DataRefused, match="pas un fichier ordinaire"):
        read_input(tmp_path / "lien.csv")


def test_a_link_that_leads_to_itself_is_told(tmp_path):
    """As a file or as a folder on the way."""
    (tmp_path / "boucle").symlink_to(tmp_path / "boucle")
    for path in (tmp_path / "boucle", tmp_path / "boucle" / "a.csv"):
        with pytest.raises(DataRefused, match="c'est un lien"):
            read_input(path, tmp_path)


def test_a_folder_that_is_a_link_out_of_the_workspace_is_not_followed(tmp_path):
    """One that stays inside is an ordinary folder."""
    root = tmp_path / "espace"
    for folder in (root / "depots", tmp_path / "ailleurs"):
        folder.mkdir(parents=True)
        (folder / "a.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    (root / "sortie").symlink_to(tmp_path / "ailleurs")
    (root / "dedans").symlink_to(root / "depots")
    with pytest.raises(DataRefused, match="mène hors de l'espace de travail"):
        read_input(root / "sortie" / "a.csv", root)
    assert read_input(root / "dedans" / "a.csv", root)[1] == "text"
    assert read_input(tmp_path / "ailleurs" / "a.csv", root)[1] == "text"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="tubes nommés : POSIX")
@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_what_is_no_file_is_refused_without_waiting(tmp_path, kind):
    """A named pipe without a writer would keep the batch for ever; /dev/zero has no end."""
    path = tmp_path / "export.csv"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path = Path("/dev/zero")
    with pytest.raises(DataRefused, match="pas un fichier ordinaire"):
        read_input(path)


@pytest.mark.parametrize("character", ["\0", "\x1b", "\n", "\u202e", "\udce9", "\u200b"])
@pytest.mark.parametrize("part", ["file", "folder"])
def test_a_name_that_no_message_could_repeat_is_refused(tmp_path, character, part):
    """Controls, invisible characters and bytes that are no text never reach the screen nor the store."""
    name = f"reg{character}istre.csv" if part == "file" else f"dos{character}sier/registre.csv"
    with pytest.raises(DataRefused, match="caractère invisible ou illisible") as refusal:
        read_input(tmp_path / name)
    assert character not in str(refusal.value)
    assert str(refusal.value).startswith("reg?istre.csv : " if part == "file" else "registre.csv : ")


def test_a_name_too_long_for_the_disk_is_said_to_be(tmp_path):
    """Not « fichier introuvable »."""
    with pytest.raises(DataRefused, match="nom de fichier trop long"):
        read_input(tmp_path / f"{'n' * 300}.csv")


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.EACCES, "le droit de lire ce fichier manque"),
        (errno.EIO, r"le système ne peut pas lire ce fichier \(erreur EIO\)"),
    ],
)
def test_a_file_that_cannot_be_read_is_itself_blamed(tmp_path, monkeypatch, number, says):
    """Not its folder, not the program."""

    def refuse_to_open(*_):
        raise OSError(number, "no")

    (tmp_path / "a.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    monkeypatch.setattr(filebytes.os, "open", refuse_to_open)
    with pytest.raises(DataRefused, match=f"^a.csv : {says}"):
        read_input(tmp_path / "a.csv")


@pytest.mark.parametrize(("writes", "is_read"), [(1, True), (2, True), (9, False)])
def test_a_file_written_while_it_is_read_is_read_again_or_refused(tmp_path, monkeypatch, writes, is_read):
    """An export that is still being copied never gives half of its rows."""
    path, real, left = tmp_path / "a.csv", os.fstat, [writes]
    path.write_text("a;b\n1;2\n", encoding="utf-8")

    def grow_after_a_look(handle):
        status = real(handle)
        if left[0] > 0:
            left[0] -= 1
            with path.open("a", encoding="utf-8") as stream:
                stream.write("3;4\n")
        return status

    monkeypatch.setattr(filebytes.os, "fstat", grow_after_a_look)
    monkeypatch.setattr(filebytes.time, "sleep", lambda _: None)
    if is_read:
        assert read_input(path)[0] == path.read_bytes()
    else:
        with pytest.raises(DataRefused, match="change pendant sa lecture"):
            read_input(path)


def test_a_missing_file_is_told_with_its_path(tmp_path):
    """The whole path helps to see a wrong folder."""
    with pytest.raises(DataRefused, match=r"absent\.csv : fichier introuvable"):
        read_input(tmp_path / "absent.csv")


def test_the_end_of_a_long_path_is_what_a_message_shows(tmp_path):
    """The folder and the name of the missing file, whatever their depth."""
    path = tmp_path.joinpath(*["un dossier au nom assez long"] * 5, "depots", "absent.csv")
    with pytest.raises(DataRefused, match=r"cherché : « ….*/depots/absent\.csv »"):
        read_input(path)


def test_too_big_a_file_is_refused_unread(tmp_path):
    """A sparse file of 201 MB is refused on its size."""
    path = tmp_path / "gros.csv"
    with path.open("wb") as stream:
        stream.truncate(201 * 2**20)
    with pytest.raises(DataRefused, match="fichier de 201 Mo"):
        read_input(path)


@pytest.mark.parametrize(("name", "kind"), [("a.xlsx", "xlsx"), ("a.csv", "text"), ("a.tsv", "text")])
def test_an_acceptable_file_comes_back_as_it_is(tmp_path, name, kind):
    """Bytes are handed over with the way to read them."""
    content = workbook_bytes() if kind == "xlsx" else b"a;b\n1;2\n"
    (tmp_path / name).write_bytes(content)
    assert read_input(tmp_path / name) == (content, kind)
