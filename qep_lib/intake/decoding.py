"""Bytes to text: byte-order marks, strict UTF-8, then Windows-1252; mixed encodings and NUL bytes are refused.

Cutting the text into cells is `delimited`.
"""

import codecs
import re

from qep_lib.errors import DataRefused
from qep_lib.intake.faults import refuse

MAX_LINE_LENGTH = 1_000_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SURELY_UTF8 = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x90-\xaf]")
"""Accented letters and dashes in UTF-8: as Windows-1252 they would read « Ã© » or « â€™ », which is not French."""
_UTF8_LEADS = (b"\xc3", b"\xe2\x80")
"""Bytes without which the expression above cannot match: looking for them first is ten times faster."""
_REMEDY = "enregistrer le fichier en « CSV UTF-8 » depuis le tableur"


def decode(name: str, content: bytes) -> tuple[str, str]:
    """(text with line feeds only, French name of the encoding); raises `DataRefused` naming the line otherwise."""
    text, encoding = _decode(name, content)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (position := text.find("\0")) >= 0:
        raise refuse(
            name, "nul_byte", f"octet nul au caractère {position - text.rfind(chr(10), 0, position)} de la ligne",
            row=text.count("\n", 0, position) + 1, accepted="un fichier de texte", remedy="refaire l'export",
        )  # fmt: skip
    if (position := _endless_line(text)) is not None:
        raise refuse(
            name, "endless_line", f"ligne de plus de {MAX_LINE_LENGTH} caractères",
            row=text.count("\n", 0, position) + 1, accepted="une ligne par enregistrement", remedy="refaire l'export",
        )  # fmt: skip
    return text, encoding


def _endless_line(text: str) -> int | None:
    """Where a line longer than the limit starts: each step jumps to the last line feed within the limit."""
    start = 0
    while len(text) - start > MAX_LINE_LENGTH:
        line_feed = text.rfind("\n", start, start + MAX_LINE_LENGTH)
        if line_feed < 0:
            return start
        start = line_feed + 1
    return None


def _decode(name: str, content: bytes) -> tuple[str, str]:
    for mark, codec, label in _BOMS:
        if content.startswith(mark):
            try:
                return content.decode(codec), label
            except UnicodeDecodeError as error:
                # Positions are those of `error.object`: the decoder leaves the mark out of it.
                raise _undecodable(name, error.object, error.start, label, after_mark=True) from None
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        if any(lead in content for lead in _UTF8_LEADS) and _SURELY_UTF8.search(content):
            raise _undecodable(name, content, error.start, "UTF-8", is_mixed=True) from None
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError as error:
        raise _undecodable(name, content, error.start, "Windows-1252") from None


def _undecodable(
    name: str, content: bytes, position: int, encoding: str, is_mixed: bool = False, after_mark: bool = False
) -> DataRefused:
    found = f"octet 0x{content[position]:02X} illisible en {encoding}, au caractère "
    found += str(position - content.rfind(b"\n", 0, position))
    if is_mixed:
        found += " ; d'autres lignes sont en UTF-8 : deux encodages sont mélangés"
    if after_mark:
        found += f" ; la marque au début du fichier annonce pourtant de l'{encoding}"
    return refuse(
        name, "mixed_encoding" if is_mixed else "wrong_encoding", found, row=content.count(b"\n", 0, position) + 1,
        accepted="UTF-8, UTF-16 (avec marque d'ordre) ou Windows-1252, le même pour tout le fichier", remedy=_REMEDY,
    )  # fmt: skip
