"""What is not opened at all, and why: each refusal names the file, what it is and what to do instead."""

import io
import zipfile

import openpyxl
import pytest

from qep_lib.errors import DataRefused
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
