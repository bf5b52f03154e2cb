"""Polluted registers: how many are read right, told or refused, silently wrong; beside pandas, CleverCSV and DuckDB.

Usage: python -m benchmarks.pollution [--step N] (or `make pollution`)

The files are those of `tests/properties` (every kind of pollution that the Pollock benchmark lists); `--step` takes one in N of
those with one fault in one place. A file is « right » when its rows are those that were written; « told » when it is refused,
by an exception or a message, or when each row that lacks has its message. A reader that gives rows under other headings than
the register's is counted apart: whoever names a column sees it. All the rest is « wrong ».
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import clevercsv
import duckdb
import pandas as pd

from benchmarks.workspaces import PROJECT
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

sys.path.insert(0, str(PROJECT / "tests"))
from properties.test_polluted_layouts import polluted_layouts
from properties.test_polluted_registers import (
    HEADINGS,
    Polluted,
    Reader,
    polluted_files,
    polluted_rows,
)

OUTCOMES = ("right", "told", "elsewhere", "wrong")
KINDS = (
    ("preamble above", ("preamble", "title '", "title before", "title \"")),
    ("lines below (footers)", ("footer", "note")),
    ("headings over several rows", ("headings under", "headings over", "headings cut", "three rows", "headings of two",
                                    "half headings", "units under", "headings on two")),
    ("no headings", ("no headings",)),
    ("several tables", ("second table", "three tables", "a table of counts", "headings before")),
    ("blank lines", ("1 blank", "3 blank", "a blank line", "blank line")),
    ("another separator on one row", ("separator changed", "separators changed")),
    ("other quotes on one row", ("quote", "quotes", "quoted with", "without its", "escape")),
    ("another line end on one row, a lone CR", ("line end", "a lone carriage", "two line ends")),
    ("a separator or a field too many", ("separator added", "field twice", "12 fields", "glued")),
    ("a separator or a field too few", ("separator lost", "field lost", "3 fields", "rows of")),
    ("a whole file in another dialect or encoding", ("separator ", "encoding", "punctuation")),
)  # fmt: skip


def main() -> None:
    """Print the two tables, in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", type=int, default=3)
    step = parser.parse_args().step
    with tempfile.TemporaryDirectory() as folder:
        own = Reader(Workspace(Path(folder)), read_catalogue(Workspace(PROJECT)))
        readers: dict[str, Callable[[Polluted], str]] = {"this reader": own.outcome} | {
            name: lambda polluted, read=read: peer_outcome(polluted, Path(folder) / "registre.csv", read)
            for name, read in PEERS.items()
        }
        found: dict[str, dict[str, Counter]] = {name: {} for name in readers}
        for polluted in files(step):
            for name, outcome in readers.items():
                found[name].setdefault(kind_of(polluted.name), Counter())[outcome(polluted)] += 1
    print(f"pandas {pd.__version__}, CleverCSV {clevercsv.__version__}, DuckDB {duckdb.__version__}\n")
    print_tables(found)


def files(step: int) -> Iterator[Polluted]:
    """Those around the table, those written in another way, and one in `step` of those with one fault in one place."""
    yield from polluted_layouts()
    yield from polluted_files()
    yield from islice(polluted_rows(), 0, None, step)


def kind_of(name: str) -> str:
    """The line of the table in which a file is counted."""
    if name.endswith("without headings"):
        return "no headings"
    is_one_row = ", row " in name
    for kind, starts in KINDS:
        if name.startswith(starts) and not (kind.startswith("a whole file") and is_one_row):
            return kind
    return "another separator on one row" if name.startswith("separator ") else "other"


def peer_outcome(polluted: Polluted, path: Path, read: Callable[[Path], pd.DataFrame]) -> str:
    """What another reader makes of the file, spaces around cells not counted."""
    path.write_bytes(polluted.content)
    try:
        frame = read(path)
    except Exception:  # whatever it raises, it has refused the file
        return "told"
    frame.columns = [str(heading).strip() for heading in frame.columns]
    if not {*HEADINGS} <= {*frame.columns} or frame.columns.duplicated().any():
        return "elsewhere"
    cells = frame[list(HEADINGS)].astype("string").fillna("")
    rows = Counter(
        tuple(cell.strip().replace("\r\n", "\n") for cell in row) for row in cells.itertuples(index=False, name=None)
    )
    return "right" if rows == Counter(polluted.rows) else "wrong"


def _duckdb(path: Path) -> pd.DataFrame:
    found = duckdb.read_csv(str(path), all_varchar=True)
    return pd.DataFrame(found.fetchall(), columns=found.columns)


PEERS: dict[str, Callable[[Path], pd.DataFrame]] = {
    "DuckDB `read_csv`, all text": _duckdb,
    "CleverCSV `read_dataframe`": lambda path: clevercsv.read_dataframe(str(path), dtype=str, keep_default_na=False),
    "pandas, separator sniffed": lambda path: pd.read_csv(
        path, sep=None, engine="python", dtype=str, keep_default_na=False
    ),
    "pandas": lambda path: pd.read_csv(path, dtype=str, keep_default_na=False),
}


def print_tables(found: dict[str, dict[str, Counter]]) -> None:
    """By kind of pollution for this reader, then in all for each."""
    own = found["this reader"]
    print("| pollution | files | right | told or refused | wrong | right by DuckDB | wrong by DuckDB |")
    print("|---|---|---|---|---|---|---|")
    other = found["DuckDB `read_csv`, all text"]
    for kind in [*(kind for kind, _ in KINDS), "other"]:
        if counts := own.get(kind):
            print(
                f"| {kind} | {counts.total()} | {counts['right']} | {counts['told']} | {counts['wrong']} | "
                f"{other[kind]['right']} | {other[kind]['wrong']} |"
            )
    print("\n| all files | right | told or refused | under no such headings | wrong |\n|---|---|---|---|---|")
    for name, by_kind in found.items():
        counts = sum(by_kind.values(), Counter())
        print(f"| {name} | " + " | ".join(str(counts[outcome]) for outcome in OUTCOMES) + " |")


if __name__ == "__main__":
    main()
