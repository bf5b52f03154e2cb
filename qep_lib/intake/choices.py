"""Several answers to one question, in the shapes that tools write: a column an option, one delimited cell, rank columns.

Each gives one row a chosen option, a missing value where nothing is chosen, indexed by line.
"""

from collections.abc import Iterable, Mapping
from functools import partial

import pandas as pd

from qep_lib.intake.closed import ClosedList, parse_booleans, parse_closed
from qep_lib.intake.convert import ColumnReader
from qep_lib.intake.headings import fold
from qep_lib.intake.rawtable import TEXT
from qep_lib.model.questionnaire import Option


def read_ticked(reader: ColumnReader, columns: Mapping[str, str]) -> pd.Series:
    """One column an option; `columns`: option -> name of its bound column.

    Ticked: X, Oui, 1, or the option's own label, as some tools write it.
    """
    ticked = {
        option_id: reader.read(name, _parser_of_ticks(reader.heading(name))) for option_id, name in columns.items()
    }
    boxes = pd.DataFrame(ticked).fillna(False).astype(bool)
    chosen = boxes.stack()
    chosen = chosen[chosen].reset_index(level=1)["level_1"].astype(TEXT)
    return _with_unanswered(chosen, reader)


def read_delimited(
    reader: ColumnReader, name: str, delimiter: str, options: Iterable[Option], accepted: ClosedList
) -> pd.Series:
    """One cell holding several answers; a label that holds the delimiter itself is one answer."""
    written = [label for option in options for label in (option.label, *option.aliases)]
    labels = _cut_labels(written, delimiter.strip())
    texts = reader.texts(name)
    pieces = {text: _cut(text, delimiter.strip(), labels) for text in texts.unique().tolist()}
    return _chosen(reader, {name: texts.map(pieces).explode().astype(TEXT).fillna("")}, accepted)


def read_ranks(reader: ColumnReader, names: Iterable[str], accepted: ClosedList) -> pd.Series:
    """One answer a column, in the order in which they were given: the first under the question, the others beside it."""
    return _chosen(reader, {name: reader.texts(name) for name in names}, accepted)


def _chosen(reader: ColumnReader, columns: Mapping[str, pd.Series], accepted: ClosedList) -> pd.Series:
    """The stored values of the answers of each line; one that is given twice counts once."""
    found = []
    for name, texts in columns.items():
        filled = texts[texts != ""]
        distinct = pd.Series(filled.unique(), dtype=TEXT)
        values, reasons = reader.answers(partial(parse_closed, accepted=accepted))(distinct)
        reader.faults.add_values(filled, reader.heading(name), reasons)
        found.append(filled.map(dict(zip(distinct.tolist(), values.tolist(), strict=True))).astype(TEXT))
    chosen = pd.concat(found).dropna().sort_index(kind="stable")
    return _with_unanswered(chosen[~chosen.reset_index().duplicated().to_numpy()], reader)


def _with_unanswered(chosen: pd.Series, reader: ColumnReader) -> pd.Series:
    nothing = pd.Series(None, index=reader.raw.cells.index.difference(chosen.index), dtype=TEXT)
    return pd.concat([chosen, nothing]).sort_index(kind="stable")


def _cut_labels(labels: Iterable[str], delimiter: str) -> dict[tuple[str, ...], str]:
    """The labels that hold the delimiter, by their folded pieces."""
    cut = {tuple(fold(piece) for piece in label.split(delimiter)): label for label in labels}
    return {pieces: label for pieces, label in cut.items() if len(pieces) > 1}


def _cut(text: str, delimiter: str, labels: Mapping[tuple[str, ...], str]) -> list[str]:
    """The answers in one cell: at each place the longest declared label, else what stands before the next delimiter."""
    pieces = [piece.strip() for piece in text.split(delimiter)]
    folded = [fold(piece) for piece in pieces]
    longest = max(map(len, labels), default=1)
    found, start = [], 0
    while start < len(pieces):
        sizes = range(min(longest, len(pieces) - start), 1, -1)
        size = next((size for size in sizes if tuple(folded[start : start + size]) in labels), 1)
        found.append(pieces[start] if size == 1 else labels[tuple(folded[start : start + size])])
        start += size
    return [answer for answer in found if answer] or [""]


def _parser_of_ticks(heading: str):
    label = heading.rpartition("[")[2].rstrip("] ")
    return lambda texts: parse_booleans(texts, {"true": (heading, label, "Y")})
