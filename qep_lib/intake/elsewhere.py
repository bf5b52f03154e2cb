"""Rows that another file of the site has given already: the same row is never counted twice.

An identifier belongs to the file and the sheet that give it: numbering starts again in each wave, sheet and tool. Where a
table has such identifiers the same number is no fault, the same row is; elsewhere (a day, a month, a figure) the key itself
is the row. Duplicates inside one sheet are `rules.drop_duplicates`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import pandas as pd

from qep_lib.errors import sure
from qep_lib.intake.faults import FaultList
from qep_lib.intake.rawtable import TEXT
from qep_lib.intake.rulebook import Reason, fault
from qep_lib.intake.rules import key_texts
from qep_lib.model.issue import line_ranges
from qep_lib.model.table import TableSpec
from qep_lib.store.identity import OWNERS
from qep_lib.store.tables import years_of

_SHOWN_LINES, _SHOWN_SHEETS = 40, 3


class _Pair(NamedTuple):
    """A line of the file, and the row of a dataset that it is set beside."""

    line: int
    dataset: str
    source_row: int


def _pairs(found: pd.DataFrame) -> Iterator[_Pair]:
    for line, dataset, source_row in zip(found["line"], found["dataset"], found["source_row"], strict=True):
        yield _Pair(int(line), dataset, int(source_row))


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What files of the site hold beside the sheet that is read, in its years: their rows, and the number of rows of each
    dataset. `own` is the dataset of the file that is read."""

    rows: pd.DataFrame
    held: Mapping[str, int]
    own: str

    @property
    def of_source(self) -> str:
        """How the names of the datasets of the same source begin."""
        return self.own[: self.own.index("/") + 1]


def check_elsewhere(
    frame: pd.DataFrame,
    elsewhere: Elsewhere,
    spec: TableSpec,
    named: tuple[str | None, str | None],
    rows_read: int,
    faults: FaultList,
    is_only_whole: bool = False,
) -> None:
    """Reject the rows of `frame` that are in other files of the site, and warn of those that may be.

    When most rows of the file are held by one dataset, it is that one under another name, or a later version: it is
    refused as a whole. With `is_only_whole` nothing else is said: rows that the tool neither numbers nor dates look alike
    by chance. `named`: the column that identifies a row for a person, and its heading. The files of one source share their
    numbers; the sheets of one file do too (`tell_restarted_numbers`).
    """
    others = elsewhere.rows
    if not len(others) or not len(frame):
        return
    same, alike = _same_rows(frame, others, spec) if spec.identifier else (_same_keys(frame, others, spec), None)
    both = same if alike is None else pd.concat([same, alike])
    for dataset, count in both["dataset"].value_counts().items():
        if 2 * count > rows_read:
            faults.add(_same_file(str(dataset), count, rows_read, elsewhere.held))
            return
    if is_only_whole:
        return
    shown, heading = named
    texts = key_texts(frame, [sure(shown)])[sure(shown)]
    texts = texts[~texts.index.duplicated()]
    _tell(same, "stored_row" if spec.identifier else "stored_key", texts, heading, faults)
    if alike is not None:
        differing = _comparison(frame, others, spec)
        for pair in _pairs(alike):
            told = fault("alike_elsewhere", where=_where(pair), differs=differing([pair]))
            faults.add(told, pair.line, heading, texts[pair.line])
        datasets = others["dataset"].astype(TEXT)
        of_source = others[datasets.str.startswith(elsewhere.of_source) & (datasets != elsewhere.own)]
        _tell_same_numbers(frame, of_source, spec, {*both["line"]}, heading, differing, faults)


def settle_earlier(
    frame: pd.DataFrame, others: pd.DataFrame, spec: TableSpec, outside: pd.Series, faults: FaultList
) -> tuple[pd.DataFrame, int]:
    """`frame` without the rows `outside` the period asked that another file has given already, and how many lines they are.

    A register that goes on holds last year's rows, which last year's file has stored: what is stored is kept, and what
    differs is told.
    """
    if not len(others) or not outside.any():
        return frame, 0
    rows = frame[outside.to_numpy()]
    differing = _comparison(rows, others, spec)
    same, alike = _same_rows(rows, others, spec) if spec.identifier else _by_their_values(rows, others, spec, differing)
    for pairs, rule in ((same, "stored_earlier"), (alike, "stored_earlier_otherwise")):
        for dataset, found in pairs.groupby("dataset", sort=True):
            told = {"rows": _counted(len(found)), "dataset": dataset, "lines": _lines(found)}
            if rule == "stored_earlier_otherwise":
                told |= {"differs": differing(_pairs(found)), "name": _name(str(dataset))}
            faults.add(fault(rule, **told), int(found["line"].min()))
    lines = {*same["line"], *alike["line"]}
    return frame[~frame.index.isin(lines)], len(lines)


def _by_their_values(
    frame: pd.DataFrame, others: pd.DataFrame, spec: TableSpec, differing: Callable[[Iterable[_Pair]], str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The lines whose key is in `others`: with the same values, then with others."""
    found = _same_keys(frame, others, spec)[["line", "dataset", "source_row"]]
    differs = [bool(differing([pair])) for pair in _pairs(found)]
    return found[[not each for each in differs]], found[differs]


def _tell_same_numbers(
    frame: pd.DataFrame,
    others: pd.DataFrame,
    spec: TableSpec,
    told: set[int],
    heading: str | None,
    differing: Callable[[Iterable[_Pair]], str],
    faults: FaultList,
) -> None:
    """One warning a file, or a sheet, of the same source that gives the same numbers to other things in the same year."""
    if not spec.recognised_by:
        return
    rows = _numbered(frame, spec)[["line", "number", "year"]]
    known = _numbered(others, spec)
    both = rows[~rows["line"].isin(told)].merge(known.drop(columns="line"), on=["number", "year"])
    for (dataset, sheet), found in both.groupby(["dataset", "sheet"], sort=True):
        found = found.drop_duplicates("line")
        where = f"« {dataset} »" + (f" (feuille « {sheet} »)" if sheet else "")
        differs = differing(_pairs(found))
        reason = fault("same_number", rows=_counted(len(found)), where=where, lines=_lines(found), differs=differs)
        faults.add(reason, int(found["line"].min()), heading)


def tell_restarted_numbers(frames: Sequence[pd.DataFrame], spec: TableSpec, faults: FaultList) -> None:
    """One warning for a workbook whose sheets give the same numbers, in one year, to different things: numbering starts again
    in each.
    """
    if not spec.recognised_by or len(frames) < 2:
        return
    key = [sure(spec.identifier), *spec.recognised_by]
    rows = pd.concat(
        [
            key_texts(frame, key).assign(sheet=frame["sheet"].astype(TEXT), year=years_of(frame, spec))
            for frame in frames
        ]
    )
    things = rows.drop_duplicates()
    again = things[things.groupby([spec.identifier, "year"], observed=True)["sheet"].transform("nunique") > 1]
    again = again[~again.duplicated(key, keep=False)]
    if len(again):
        sheets = list(dict.fromkeys(again["sheet"]))
        listed = ", ".join(f"« {sheet} »" for sheet in sheets[:_SHOWN_SHEETS])
        more = f" et {len(sheets) - _SHOWN_SHEETS} autres" if len(sheets) > _SHOWN_SHEETS else ""
        faults.add(fault("restarted_numbers", rows=_counted(len(again)), sheets=f"{listed}{more}"))


def _numbered(frame: pd.DataFrame, spec: TableSpec) -> pd.DataFrame:
    """line, number and year of each row, with where it is stored if it is."""
    texts = key_texts(frame, [sure(spec.identifier)])[sure(spec.identifier)]
    found = pd.DataFrame({"line": frame.index, "number": texts.to_numpy(), "year": years_of(frame, spec).to_numpy()})
    for name in ("dataset", "sheet", "source_row"):
        if name in frame:
            found[name] = (frame[name] if name == "source_row" else frame[name].astype(TEXT).fillna("")).to_numpy()
    return found.dropna(subset=["number", "year"])


def _comparison(frame: pd.DataFrame, others: pd.DataFrame, spec: TableSpec) -> Callable[[Iterable[_Pair]], str]:
    """What gives, of pairs of rows, the columns whose values are not the same in both rows of some pair, by their French names.

    The values of every row are written as text once, when the first pair is compared.
    """
    own = [column for column in spec.columns if column.name in frame and column.name in others]
    names = [column.name for column in own]

    @cache
    def texts() -> tuple[pd.DataFrame, pd.DataFrame]:
        mine = key_texts(frame, names).fillna("")
        theirs = key_texts(others, names).fillna("")
        theirs = theirs.assign(dataset=others["dataset"].astype(TEXT), source_row=others["source_row"].astype("Int64"))
        theirs = theirs.drop_duplicates(["dataset", "source_row"]).set_index(["dataset", "source_row"])
        return mine[~mine.index.duplicated()], theirs

    def differing(pairs: Iterable[_Pair]) -> str:
        found: set[str] = set()
        for pair in pairs:
            mine, theirs = texts()
            row, known = mine.loc[pair.line], theirs.loc[(pair.dataset, pair.source_row), :]
            found |= {name for name in names if row[name] != known[name]}
        return ", ".join(column.description.split(" ;")[0].lower() for column in own if column.name in found)

    return differing


def _counted(count: int) -> str:
    return "1 ligne" if count == 1 else f"{count} lignes"


def _lines(found: pd.DataFrame) -> str:
    lines = sorted(map(int, found["line"]))
    more = f" et {len(lines) - _SHOWN_LINES} autres" if len(lines) > _SHOWN_LINES else ""
    return f"ligne{'s' * (len(lines) > 1)} {line_ranges(lines[:_SHOWN_LINES])}{more}"


def _where(pair: _Pair) -> str:
    return f"la ligne {pair.source_row} de « {pair.dataset} »"


def _name(dataset: str) -> str:
    return dataset.rpartition("/")[2]


def _same_keys(frame: pd.DataFrame, others: pd.DataFrame, spec: TableSpec) -> pd.DataFrame:
    """The lines whose key is in `others`, with where; of a table of `measures`, only if both give one of them."""
    key = list(spec.key)
    # A blank group is part of a key: missing values must compare equal.
    known = key_texts(others, key).fillna("").assign(dataset=others["dataset"], source_row=others["source_row"])
    rows = key_texts(frame, key).fillna("").reset_index(names="line")
    if not spec.measures:
        return rows.merge(known.drop_duplicates(key), on=key).drop_duplicates("line")
    told = [
        rows[frame[name].notna().to_numpy()].merge(known[others[name].notna().to_numpy()], on=key)
        for name in spec.measures
    ]
    return pd.concat(told).drop_duplicates("line")


def _same_rows(frame: pd.DataFrame, others: pd.DataFrame, spec: TableSpec) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The lines whose every value is in `others` under the same identifier, then those that only look so."""
    kept = others[others[spec.identifier].isin(frame[spec.identifier])]
    empty = pd.DataFrame({"line": [], "dataset": [], "source_row": []})
    if kept.empty:
        return empty, empty
    rows = _things(frame.assign(line=frame.index), spec, ("line",))
    known = _things(kept, spec, OWNERS)
    key = [spec.identifier, *spec.recognised_by]
    same = rows.merge(known, on=[*key, "signature"]).drop_duplicates("line")
    if not spec.recognised_by:
        return same, empty
    alike = rows[~rows["line"].isin(same["line"])].drop(columns="signature").merge(known, on=key)
    return same, alike.drop_duplicates("line")


def _things(frame: pd.DataFrame, spec: TableSpec, owners: Sequence[str]) -> pd.DataFrame:
    """One line an identified thing (an answer and its items, a request): what recognises it, and a hash of all its values."""
    own = [column.name for column in spec.columns if column.name != "site_id"]
    texts = key_texts(frame, own).fillna("")
    key = [spec.identifier, *spec.recognised_by]
    things = texts[key].assign(signature=pd.util.hash_pandas_object(texts, index=False))
    for name in owners:
        things[name] = frame[name].astype(TEXT).fillna("") if name in OWNERS else frame[name]
    if "source_row" in frame:
        things["source_row"] = frame["source_row"]
    numbers = {"source_row": "min"} if "source_row" in things else {}
    told = dict.fromkeys(spec.recognised_by, "first") | {"signature": "sum"} | numbers
    return things.groupby([*owners, spec.identifier], sort=False).agg(told).reset_index()


def _tell(found: pd.DataFrame, rule: str, texts: pd.Series, heading: str | None, faults: FaultList) -> None:
    for pair in _pairs(found):
        faults.add(fault(rule, where=_where(pair)), pair.line, heading, texts[pair.line])


def _same_file(dataset: str, count: int, rows_read: int, held: Mapping[str, int]) -> Reason:
    gone = f", ce qui retire les {held[dataset]} lignes de ce fichier" if dataset in held else ""
    return fault("stored_elsewhere", count=count, rows_read=rows_read, dataset=dataset, name=_name(dataset), gone=gone)
