"""What may be opened at all: kind of file, signature, archive limits. Nothing is parsed here; reading bytes is `filebytes`.

Every cell, name and byte of an input file is hostile (reliability.md 1): this runs before any parser sees the file.
"""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Literal

from qep_lib.errors import DataRefused
from qep_lib.intake.filebytes import read_file
from qep_lib.intake.refusal import refuse

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

Kind = Literal["text", "xlsx", "ods", "xls"]


def read_input(path: Path, root: Path | None = None) -> tuple[bytes, Kind]:
    """The bytes of an acceptable file and how to read them; raises `DataRefused` otherwise. The file is only read.

    A path below `root` must not leave it by a link.
    """
    if path.name.startswith(_LOCK_STARTS):
        raise refuse(
            path.name, "lock_file", "c'est le verrou que pose un tableur tant qu'un classeur est ouvert, pas un classeur",
            accepted=_ACCEPTED, remedy="fermer le classeur, puis importer le classeur lui-même",
        )  # fmt: skip
    content = read_file(path, root, MAX_BYTES, _ACCEPTED)
    if not content or content.isspace():
        raise refuse(path.name, "empty_file", "fichier vide", accepted=_ACCEPTED, remedy="refaire l'export")
    return content, _kind(path.name, path.suffix.lower(), content)


def _kind(name: str, suffix: str, content: bytes) -> Kind:
    if content.startswith(_OLE):
        return _kind_of_ole(name, suffix, content)
    if content.startswith(b"PK"):
        if suffix in _TEXT_SUFFIXES or not content.startswith(_ZIP):
            raise refuse(
                name, "zip_in_text", f"c'est une archive ou un classeur Excel (signature ZIP) nommé {suffix}",
                accepted=_ACCEPTED, remedy="renommer en .xlsx, ou enregistrer en CSV depuis le tableur",
            )  # fmt: skip
        return _check_archive(name, content)
    if suffix in _WORKBOOK_SUFFIXES or suffix == ".xls":
        found = f"ce n'est pas un classeur, malgré son nom en {suffix}"
        if b"<html" in content[:4096].lower() or b"<table" in content[:4096].lower():
            found = f"c'est une page HTML nommée {suffix}"
        raise refuse(
            name, "not_a_workbook", found, accepted=_ACCEPTED,
            remedy="ouvrir le fichier dans le tableur et l'enregistrer en .xlsx ou en CSV",
        )  # fmt: skip
    if suffix not in _TEXT_SUFFIXES:
        raise refuse(
            name, "unknown_suffix", f"extension « {suffix} » inconnue", accepted=_ACCEPTED,
            remedy="enregistrer en .xlsx ou en CSV",
        )  # fmt: skip
    head = content[:4096].lower()
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") and b"<html" in head:
        raise refuse(name, "html_in_text", "c'est une page HTML", accepted=_ACCEPTED, remedy="refaire l'export en CSV")
    return "text"


def _kind_of_ole(name: str, suffix: str, content: bytes) -> Kind:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise refuse(
            name, "password", "classeur protégé par un mot de passe", accepted=_ACCEPTED,
            remedy="l'ouvrir dans le tableur et l'enregistrer sans mot de passe",
        )  # fmt: skip
    if suffix != ".xls":
        raise refuse(
            name, "ole_file", "ancien format Office, ou classeur protégé par un mot de passe", accepted=_ACCEPTED,
            remedy="l'ouvrir dans le tableur et l'enregistrer en .xlsx sans mot de passe",
        )  # fmt: skip
    return "xls"


def _check_archive(name: str, content: bytes) -> Kind:
    """xlsx or ods, after the limits: number and size of members, ratio, no macro, no DOCTYPE in an XML part."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            _check_members(name, members)
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    _check_xml_part(name, archive, member)
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, OSError, zipfile.zlib.error):
        raise refuse(
            name, "damaged_archive", "classeur abîmé ou coupé, l'archive ne s'ouvre pas", accepted=_ACCEPTED,
            remedy="recopier ou refaire le fichier",
        ) from None  # fmt: skip
    names = {member.filename for member in members}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    raise refuse(
        name, "not_a_workbook", "cette archive n'est pas un classeur", accepted=_ACCEPTED,
        remedy="donner le classeur lui-même, hors de toute archive",
    )  # fmt: skip


def _check_members(name: str, members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    is_bomb = unpacked > RATIO_FREE_BYTES and unpacked / packed > MAX_RATIO
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES or is_bomb:
        raise refuse(
            name, "zip_bomb", f"archive démesurée une fois ouverte ({unpacked // 2**20} Mo, {len(members)} parties)",
            accepted=f"{MAX_UNPACKED_BYTES // 2**20} Mo, {MAX_MEMBERS} parties et un rapport de {MAX_RATIO} au plus",
            remedy="supprimer les lignes, les colonnes et les feuilles vides, puis enregistrer de nouveau",
        )  # fmt: skip
    if any(member.filename.lower().endswith("vbaproject.bin") for member in members):
        raise refuse(
            name, "macro", "classeur contenant des macros", accepted="un classeur .xlsx sans macro",
            remedy="l'enregistrer au format « Classeur Excel (.xlsx) »",
        )  # fmt: skip


def _check_xml_part(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """A DOCTYPE stands before the root element: the first kilobytes of the part are enough to see it."""
    with archive.open(member) as stream:
        head = stream.read(8192)
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head or "<!DOCTYPE".encode("utf-16-le") in head:
        raise _doctype(name, member.filename)


def _doctype(name: str, part: str) -> DataRefused:
    return refuse(
        name, "doctype", f"partie XML « {part} » avec une déclaration DOCTYPE, comme dans une attaque",
        accepted=_ACCEPTED, remedy="enregistrer de nouveau le classeur depuis le tableur",
    )  # fmt: skip
