"""Cells made fit to be stored: composed, without control characters or hidden marks; what was changed is told.

Which characters are meant is `model.characters`; each distinct text is looked at once, whatever the reader.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from qep_lib.intake.rawtable import TEXT, RawTable, columns_of
from qep_lib.intake.rulebook import Reason, fault
from qep_lib.model.characters import find_control, find_unseen, plain

_DOUBTFUL = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{300}-\x{36f}\x{61c}\x{1100}-\x{11ff}\x{200b}\x{200e}\x{200f}"
    r"\x{202a}-\x{202e}\x{2060}\x{2066}-\x{2069}\x{2126}\x{212a}\x{212b}\x{fdd0}-\x{fdef}\x{feff}\x{fffe}\x{ffff}"
    r'\x{1fffe}-\x{1ffff}\x{2fffe}-\x{10ffff}]|^=".*"$'
)
"""What a text must hold to be worth a look: one pass of RE2 over the distinct texts."""
_ORDINARY = bytes(set(range(0x20, 0x7F)) - set(b"'`=\"")) + b"\t\n"
"""What texts that need no look are made of."""
_WINDOWS = re.compile("[\x80-\x9f]")
_WRAPPED = re.compile("(['`´‘’“”″])(?P<text>.*)\\1", re.DOTALL)
_AS_TEXT = re.compile(r'="([^"]*)"')


def clean_cells(raw: RawTable) -> RawTable:
    """`raw` with every text fit to be stored; a warning stands at each cell that lost or changed a character.

    Composing accents (NFC), and reading `="00001"` as 00001, change nothing that is seen: they are not told.
    """
    columns: dict[int, pd.Series] = {}
    reasons = dict(raw.cell_reasons)
    for position, column in columns_of(raw.cells).items():
        texts = column.cat.categories
        if are_ordinary(known := pa.array(texts, pa.string())):
            continue
        doubtful = pc.match_substring_regex(known, _DOUBTFUL).to_numpy(zero_copy_only=False)
        if not doubtful.any():
            continue
        places = np.flatnonzero(doubtful)
        cleaned = {place: _cleaned(texts[place]) for place in places.tolist()}
        columns[position] = _recoded(column, {place: text for place, (text, _) in cleaned.items()})
        codes, told = column.cat.codes.to_numpy(), {place: reason for place, (_, reason) in cleaned.items() if reason}
        for row in np.flatnonzero(np.isin(codes, [*told])).tolist():
            reasons.setdefault((int(column.index[row]), position), told[int(codes[row])])
    if not columns:
        return raw
    return replace(raw, cells=_with(raw.cells, columns), cell_reasons=reasons)


def are_ordinary(texts: pa.StringArray) -> bool:
    """True for printable ASCII without quotes nor signs of equality, as identifiers and dates are: seen at a glance."""
    data = texts.buffers()[2]
    return data is None or not data.to_pybytes().translate(None, _ORDINARY)


def clean_headings(headings: Iterable[str]) -> tuple[str, ...]:
    """Headings as they are compared and told, without the marks that another quoting left around them."""
    found = (_WRAPPED.fullmatch(plain(heading).strip()) or plain(heading).strip() for heading in headings)
    return tuple(heading if isinstance(heading, str) else heading["text"].strip() for heading in found)


def _with(cells: pd.DataFrame, columns: dict[int, pd.Series]) -> pd.DataFrame:
    return pd.DataFrame(columns_of(cells) | columns)


def _recoded(column: pd.Series, cleaned: dict[int, str]) -> pd.Series:
    """The coded column with other texts; two texts may have become one, or nothing."""
    texts = column.cat.categories.to_numpy(dtype=object).copy()
    for place, text in cleaned.items():
        texts[place] = text or None
    codes, distinct = pd.factorize(pd.Series(texts, dtype=TEXT))
    known = pd.Index(distinct, dtype=TEXT)
    # An empty cell has the code -1: it takes the last value.
    return pd.Series(
        pd.Categorical.from_codes(np.append(codes, -1).take(column.cat.codes.to_numpy()), known), index=column.index
    )


def _cleaned(text: str) -> tuple[str, Reason | None]:
    """A text as it is stored, and what must be told of it."""
    if match := _AS_TEXT.fullmatch(text):
        text = match[1]
    told = None
    if find_unseen(text):
        told = fault("hidden_character", character=find_unseen(text))
    repaired = _WINDOWS.sub(_as_windows, text)
    if repaired != text:
        told = fault("windows_punctuation")
    if control := find_control(repaired):
        told = fault("control_character", character=control)
    return plain(repaired).strip(), told


def _as_windows(match: re.Match[str]) -> str:
    """The character that Windows-1252 has there; a few places are empty."""
    return bytes([ord(match[0])]).decode("cp1252", errors="ignore") or match[0]
