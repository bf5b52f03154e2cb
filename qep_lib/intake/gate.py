"""What may be opened at all: kind of file, signature, archive limits. Nothing is parsed here; reading bytes is `filebytes`.

Every cell, name and byte of an input file is hostile (reliability.md 1): this runs before any parser sees the file.
"""

import codecs
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Literal, NamedTuple

from qep_lib.errors import DataRefused
from qep_lib.intake.filebytes import read_file
from qep_lib.intake.refusal import refuse
from qep_lib.intake.rulebook import fault

MAX_BYTES = 200 * 2**20
MAX_MEMBERS = 2_000
MAX_UNPACKED_BYTES = 2**30
MAX_RATIO = 100
RATIO_FREE_BYTES = 2**20
"""Below this unpacked size a high ratio is harmless (small files of repeated cells compress very well)."""
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCK_STARTS = ("~$", ".~lock.")
_WORKBOOK_SUFFIXES = {".xlsx", ".xlsm", ".ods"}
_TEXT_SUFFIXES = {".csv", ".txt", ".tsv"}
_ACCEPTED = "un CSV (séparateur ; , tabulation ou |) ou un classeur .xlsx"

Kind = Literal["text", "xlsx", "ods", "xls", "docx"]


class LetIn(NamedTuple):
    """A file that passed the gate: its name, as messages give it, its bytes and what they are."""

    name: str
    content: bytes
    kind: Kind


def read_input(path: Path, root: Path | None = None) -> tuple[bytes, Kind]:
    """The bytes of an acceptable file and how to read them; raises `DataRefused` otherwise. The file is only read.

    A path below `root` must not leave it by a link.
    """
    if path.name.startswith(_LOCK_STARTS):
        raise refuse(path.name, fault("lock_file"))
    content = read_file(path, root, MAX_BYTES, _ACCEPTED)
    if not content or content.isspace():
        raise refuse(path.name, fault("empty_file"))
    return content, _kind(path.name, path.suffix.lower(), content)


def _kind(name: str, suffix: str, content: bytes) -> Kind:
    if content.startswith(_OLE):
        return _kind_of_ole(name, suffix, content)
    if content.startswith(b"PK"):
        if suffix in _TEXT_SUFFIXES or not content.startswith(_ZIP):
            raise refuse(name, fault("zip_in_text", suffix=suffix))
        return _check_archive(name, content)
    if suffix == ".xls" and _is_text_named_xls(content):
        return "text"
    if suffix in _WORKBOOK_SUFFIXES or suffix == ".xls":
        found = f"ce n'est pas un classeur, malgré son nom en {suffix}"
        if b"<html" in content[:4096].lower() or b"<table" in content[:4096].lower():
            found = f"c'est une page HTML nommée {suffix}"
        raise refuse(name, fault("another_format", found=found))
    if suffix not in _TEXT_SUFFIXES:
        raise refuse(name, fault("unknown_suffix", suffix=suffix))
    head = content[:4096].lower()
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") and b"<html" in head:
        raise refuse(name, fault("html_in_text"))
    return "text"


def _is_text_named_xls(content: bytes) -> bool:
    """True for cells parted by tabulations in UTF-16 with its mark, which Drupal (Framaforms) calls a workbook."""
    if not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    head = content[:4096].decode("utf-16", errors="replace").lower()
    return "\t" in head and "<html" not in head and "<table" not in head


def _kind_of_ole(name: str, suffix: str, content: bytes) -> Kind:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise refuse(name, fault("office_password"))
    if suffix != ".xls":
        raise refuse(name, fault("ole_file"))
    return "xls"


def _check_archive(name: str, content: bytes) -> Kind:
    """xlsx, ods or docx, after the limits: number and size of members, ratio, no macro, no DOCTYPE in an XML part."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            _check_members(name, members)
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    _check_xml_part(name, archive, member)
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, OSError, zlib.error):
        raise refuse(name, fault("damaged_archive")) from None
    names = {member.filename for member in members}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    if "word/document.xml" in names:
        return "docx"
    raise refuse(name, fault("not_a_workbook"))


def _check_members(name: str, members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    is_bomb = unpacked > RATIO_FREE_BYTES and unpacked / packed > MAX_RATIO
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES or is_bomb:
        raise refuse(
            name,
            fault(
                "zip_bomb",
                size=unpacked // 2**20,
                parts=len(members),
                limit=MAX_UNPACKED_BYTES // 2**20,
                most_parts=MAX_MEMBERS,
                most_ratio=MAX_RATIO,
            ),
        )
    if any(member.filename.lower().endswith("vbaproject.bin") for member in members):
        raise refuse(name, fault("macro"))


def _check_xml_part(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """A DOCTYPE stands before the root element: the first kilobytes of the part are enough to see it."""
    with archive.open(member) as stream:
        head = stream.read(8192)
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head or "<!DOCTYPE".encode("utf-16-le") in head:
        raise _doctype(name, member.filename)


def _doctype(name: str, part: str) -> DataRefused:
    return refuse(name, fault("doctype", part=part))
