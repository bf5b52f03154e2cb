"""The origins of an action in one column (« Enquête, audit interne »), instead of one column each."""

import re

import pandas as pd

from qep_lib.intake.closed import ClosedList, parse_closed
from qep_lib.intake.convert import ColumnReader
from qep_lib.intake.rawtable import TEXT
from qep_lib.model.campaign import Source
from qep_lib.model.characters import fold
from qep_lib.model.closed_lists import ACTION_SOURCES, NO_ORIGIN

ORIGINS = "origins"
"""The binding of the one column that holds the origins of an action."""
BETWEEN_ORIGINS = re.compile(r"\s*(?:[;,/+\n]| et )\s*")
"""The usual signs between the origins of one action."""


def read_origins(reader: ColumnReader, source: Source) -> dict[str, pd.Series]:
    """origin -> whether each action has it, from one column: « Enquête », « Audit interne, auto-diagnostic ».

    A cell that is a label as a whole is one origin; otherwise it is cut at the `delimiter` of the source, or at the usual
    signs. An empty cell says none, like a label of `NO_ORIGIN`.
    """
    binding = source.columns[ORIGINS]
    accepted = ClosedList.build(binding.values or dict.fromkeys((*ACTION_SOURCES, NO_ORIGIN), ()), "origine")
    texts = reader.texts(ORIGINS)
    between = (
        BETWEEN_ORIGINS if binding.delimiter is None else re.compile(rf"\s*{re.escape(binding.delimiter.strip())}\s*")
    )
    # Spaces go first: thousands of them would each be tried as the start of a sign.
    plain = {text: "\n".join(" ".join(line.split()) for line in text.split("\n")) for text in texts.unique().tolist()}
    pieces = {text: [text] if fold(text) in accepted.folded else between.split(bare) for text, bare in plain.items()}
    written = pd.Series(sorted({piece for found in pieces.values() for piece in found if piece}), dtype=TEXT)
    values, reasons = parse_closed(written, accepted)
    known = dict(zip(written.tolist(), values.tolist(), strict=True))
    for text, found in pieces.items():
        if faulty := next((reasons[piece] for piece in found if piece in reasons), None):
            reader.faults.add_values(texts, reader.heading(ORIGINS), {text: faulty})
    has = {text: {known.get(piece) for piece in found} for text, found in pieces.items()}
    return {
        origin: texts.map({text: origin in found for text, found in has.items()}).astype("boolean")
        for origin in ACTION_SOURCES
    }
