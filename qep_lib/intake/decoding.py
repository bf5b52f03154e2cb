"""Bytes of any encoding to UTF-8: byte-order marks, strict UTF-8, then Windows-1252. Mixed encodings are refused.

Cutting them into cells is `delimited`.
"""

import codecs
import re
from typing import AnyStr

from qep_lib.errors import DataRefused
from qep_lib.intake.refusal import refuse
from qep_lib.intake.rulebook import fault

MAX_LINE_LENGTH = 1_000_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SURELY_UTF8 = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x90-\xaf]|\xed[\xa0-\xbf][\x80-\xbf]")
"""Accented letters, dashes and halves of pairs (which UTF-8 refuses): as Windows-1252 they would read « Ã© » or « â€™ »,
which is not French."""
_UTF8_BYTES = (b"\xc3", b"\x80", b"\xed")
"""Bytes without which the expression above cannot match: looking for them first is ten times faster."""
_LOOKED_AT, _NULL_SHARE = 1024, 0.8


def decode(name: str, content: bytes) -> tuple[bytes, str]:
    """(UTF-8 with line feeds only, French name of the encoding); raises `DataRefused` naming the line otherwise.

    The text stays in bytes: they are what Arrow cuts into cells, and a clean UTF-8 file is not copied.
    """
    lines, encoding = _as_utf8(name, content)
    if b"\r" in lines:
        lines = lines.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if (position := lines.find(b"\0")) >= 0:
        before = lines[lines.rfind(b"\n", 0, position) + 1 : position].decode()
        raise refuse(name, fault("nul_byte", position=len(before) + 1), row=lines.count(b"\n", 0, position) + 1)
    # A character is a byte or more: the text itself is looked at only when a line has too many bytes.
    if _endless_line(lines, b"\n") is not None and (start := _endless_line(text := lines.decode(), "\n")) is not None:
        raise refuse(name, fault("endless_line", most=MAX_LINE_LENGTH), row=text.count("\n", 0, start) + 1)
    return lines, encoding


def _endless_line(text: AnyStr, line_feed: AnyStr) -> int | None:
    """Where a line longer than the limit starts: each step jumps to the last line feed within the limit."""
    start = 0
    while len(text) - start > MAX_LINE_LENGTH:
        end = text.rfind(line_feed, start, start + MAX_LINE_LENGTH)
        if end < 0:
            return start
        start = end + 1
    return None


def _as_utf8(name: str, content: bytes) -> tuple[bytes, str]:
    for mark, codec, label in _BOMS:
        if content.startswith(mark):
            try:
                return content.decode(codec).encode(), label
            except UnicodeDecodeError as error:
                # Positions are those of `error.object`: the decoder leaves the mark out of it.
                raise _undecodable(name, error.object, error.start, label, after_mark=True) from None
    if unmarked := _unmarked_utf16(content):
        try:
            return content.decode(unmarked).encode(), "UTF-16"
        except UnicodeDecodeError as error:
            raise _undecodable(name, content, error.start, "UTF-16") from None
    try:
        content.decode("utf-8")
        return content, "UTF-8"
    except UnicodeDecodeError as error:
        if any(byte in content for byte in _UTF8_BYTES) and _SURELY_UTF8.search(content):
            raise _undecodable(name, content, error.start, "UTF-8", is_mixed=True) from None
    try:
        return content.decode("cp1252").encode(), "Windows-1252"
    except UnicodeDecodeError as error:
        raise _undecodable(name, content, error.start, "Windows-1252") from None


def _unmarked_utf16(content: bytes) -> str | None:
    """The codec of a text in UTF-16 without its mark: nearly every other byte of its start is null, and no other is."""
    first, second = content[:_LOOKED_AT:2], content[1:_LOOKED_AT:2]
    for codec, empty, full in (("utf-16-le", second, first), ("utf-16-be", first, second)):
        if len(full) > 1 and empty.count(0) > _NULL_SHARE * len(empty) and full.count(0) == 0:
            return codec
    return None


def _undecodable(
    name: str, content: bytes, position: int, encoding: str, is_mixed: bool = False, after_mark: bool = False
) -> DataRefused:
    values = {
        "byte": content[position],
        "encoding": encoding,
        "position": position - content.rfind(b"\n", 0, position),
    }
    if is_mixed:
        told = fault("mixed_encoding", **values)
    else:
        mark = f" ; la marque au début du fichier annonce pourtant de l'{encoding}" if after_mark else ""
        told = fault("wrong_encoding", **values, mark=mark)
    return refuse(name, told, row=content.count(b"\n", 0, position) + 1)
