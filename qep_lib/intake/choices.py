"""Several answers to one question, in the shapes that tools write: a column an option, one delimited cell, rank columns.

Each gives the `line`, `place` and `option` of every answer, line by line. A line that chose nothing is not there.
"""

from collections.abc import Iterable, Mapping
from functools import partial

import pandas as pd

from qep_lib.intake.closed import ClosedList, parse_booleans, parse_closed
from qep_lib.intake.convert import ColumnReader, Parser
from qep_lib.intake.headings import rank_name
from qep_lib.intake.rawtable import TEXT
from qep_lib.model.characters import fold
from qep_lib.model.questionnaire import Option


def read_ticked(reader: ColumnReader, columns: Mapping[str, str]) -> pd.DataFrame:
    """One column an option; `columns`: option -> name of its bound column.

    Ticked: X, Oui, 1, or the option's own label, as some tools write it.
    """
    ticked = {
        option_id: reader.read(name, _parser_of_ticks(reader.heading(name))) for option_id, name in columns.items()
    }
    boxes = pd.DataFrame(ticked).fillna(False).astype(bool)
    return _several([boxes.index[boxes[option_id]] for option_id in columns], [*columns])


def read_delimited(
    reader: ColumnReader, name: str, delimiter: str, options: Iterable[Option], accepted: ClosedList
) -> pd.DataFrame:
    """One cell holding several answers; a label that holds the delimiter itself is one answer."""
    written = [label for option in options for label in (option.label, *option.aliases)]
    labels = _cut_labels(written, delimiter.strip())
    texts = reader.texts(name)
    pieces = {text: _cut(text, delimiter.strip(), labels) for text in texts.unique().tolist()}
    answers = texts.map(pieces).explode().astype(TEXT).fillna("")
    return _chosen(reader, [(name, answers, answers.groupby(level=0).cumcount())], accepted)


def read_side_by_side(reader: ColumnReader, name: str, columns: int, accepted: ClosedList) -> pd.DataFrame:
    """One answer a column, in the order in which they were given: the first under the question, the others beside it."""
    names = [rank_name(name, place) for place in range(columns)]
    return _chosen(reader, [(bound, reader.texts(bound), place) for place, bound in enumerate(names)], accepted)


def _chosen(
    reader: ColumnReader, columns: Iterable[tuple[str, pd.Series, pd.Series | int]], accepted: ClosedList
) -> pd.DataFrame:
    """The stored values of (name, texts, their places), line by line."""
    found = []
    for name, texts, places in columns:
        distinct = pd.Series(texts[texts != ""].unique(), dtype=TEXT)
        values, reasons = reader.answers(partial(parse_closed, accepted=accepted))(distinct)
        reader.faults.add_values(texts[texts != ""], reader.heading(name), reasons)
        known = texts.map(dict(zip(distinct.tolist(), values.tolist(), strict=True))).astype(TEXT)
        found.append(pd.DataFrame({"line": texts.index, "place": places, "option": known.to_numpy()}))
    return pd.concat(found).dropna().sort_values(["line", "place"], kind="stable", ignore_index=True)


def _several(lines: Iterable[pd.Index], options: Iterable[str]) -> pd.DataFrame:
    parts = [
        pd.DataFrame({"line": own, "place": place, "option": option})
        for place, (own, option) in enumerate(zip(lines, options, strict=True))
    ]
    return pd.concat(parts).sort_values(["line", "place"], kind="stable", ignore_index=True)


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


def _parser_of_ticks(heading: str) -> Parser:
    label = heading.rpartition("[")[2].rstrip("] ")
    return lambda texts: parse_booleans(texts, {"true": (heading, label, "Y")})
