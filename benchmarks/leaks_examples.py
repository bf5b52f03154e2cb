"""Whether a byte of the public documents of the examples tells a number of people that they hide.

Usage: python -m benchmarks.leaks_examples (or `make leaks`).

The registers of the examples are changed row by row (another channel, kind or theme, a row less), and answers of a survey
change modes, into others of which every hidden number that can be is another, and everything public says the same. All public
documents of both worlds are then made, as `qep run` makes them: pages, PDF, workbooks, notebooks, CSV, JSON and Parquet
files, comparison of a region included. Where all their bytes are equal, fingerprints of the files apart, nobody works out which
of the two worlds is ours, whatever he combines.
"""

import csv
import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pandas as pd

from qep_lib.disclosure.populations import SIZE_FORMULAS
from qep_lib.disclosure.suppression import for_the_public
from qep_lib.indicators.measure import measure
from qep_lib.model.campaign import Import
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.store.tables import read_table

PROJECT = Path(__file__).resolve().parents[1]
COPIED = ("params", "notebooks", "examples", "requirements.lock")
RUNS = ("cher-2020", "loir-et-cher-2021", "region-24-2021")
"""Those whose public reports read a register."""
SURVEY, MODE = "examples/cher-2020/enquete_satisfaction_2020.csv", "Canal de réponse"
"""A survey whose shares by mode are hidden, the 9 answers of one of the modes giving themselves back."""
CHANGED = ("channel", "kind", "perimeter", "theme")
FINGERPRINT, SIZE = re.compile(rb"[0-9a-f]{12,64}"), re.compile(rb'"bytes": \d+')
_ROW = ["indicator_id", "site_id", "group"]


@dataclass(frozen=True, slots=True)
class Register:
    """The register of a site that an example imports."""

    request: Import
    period: Period
    as_of: date


@dataclass(frozen=True, slots=True)
class Found:
    """Of the hidden numbers of the examples, those that the other world changes, those that it cannot; the files that differ."""

    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    told_by: tuple[str, ...]
    files: int


def search(root: Path) -> Found:
    """Make both worlds under that folder and compare what is public of them."""
    ours, other = root / "ours", root / "other"
    _make(ours)
    catalogue = read_catalogue(Workspace(ours))
    changed, unchanged = [], []
    _copy(other)
    for register in _registers(catalogue):
        rows = read_table(Workspace(ours), "requests", [register.request.site], _years(register))
        world, told, kept = other_world(catalogue, rows, register)
        changed, unchanged = [*changed, *told], [*unchanged, *kept]
        _rewrite(other / register.request.file, rows, world, catalogue)
    swap_modes(other / SURVEY)
    _run(other)
    ours_said, other_said = _public_bytes(ours), _public_bytes(other)
    names = sorted(ours_said.keys() | other_said.keys())
    told_by = [name for name in names if ours_said.get(name) != other_said.get(name)]
    return Found(tuple(changed), tuple(unchanged), tuple(told_by), len(names))


def other_world(
    catalogue: Catalogue, rows: pd.DataFrame, register: Register
) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Rows of which the public figures are the same and the hidden numbers are not; these numbers, and those that no change of
    a row or two could make another.
    """
    read = {id_: indicator for id_, indicator in catalogue.indicators.items() if indicator.table == "requests"}
    catalogue = replace(catalogue, indicators=read)
    public, exact = _measured(catalogue, rows, register)
    hidden = [key for key, status in zip(_keys(public), public["status"], strict=True) if status == "suppressed"]
    sizes = {id_ for id_, indicator in catalogue.indicators.items() if indicator.formula in SIZE_FORMULAS}
    wanted = [key for key in hidden if key[0] in sizes]
    world = rows
    for key in wanted:
        _, now = _measured(catalogue, world, register)
        if now.get(key) != exact.get(key):
            continue
        for tried in _changes(world, key):
            shown, numbers = _measured(catalogue, tried, register)
            if numbers.get(key) != exact.get(key) and shown.equals(public):
                world = tried
                break
    _, numbers = _measured(catalogue, world, register)
    told = {key: f"{key[1]} {register.period.code} {key[0]} {key[2]}".strip() for key in wanted}
    changed = [key for key in wanted if numbers.get(key) != exact.get(key)]
    return world, [told[key] for key in changed], [told[key] for key in wanted if key not in changed]


def _measured(catalogue: Catalogue, rows: pd.DataFrame, register: Register) -> tuple[pd.DataFrame, dict]:
    site_id = register.request.site
    results = measure(catalogue, {"requests": rows}, [site_id], register.period, register.as_of)
    shown = for_the_public(results, catalogue.indicators, catalogue.conventions.disclosure).reset_index(drop=True)
    return shown, dict(zip(_keys(results), results["value"].tolist(), strict=True))


def _keys(results: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(zip(*(results[name].tolist() for name in _ROW), strict=True))


def _changes(rows: pd.DataFrame, key: tuple[str, str, str]) -> Iterator[pd.DataFrame]:
    """The rows without one of them, then with one of the hidden group changed."""
    dimension, _, value = key[2].partition("=")
    own = rows.index[rows[dimension] == value] if dimension in rows else rows.index
    yield from (rows.drop(index=place) for place in own)
    if dimension not in CHANGED:
        return
    moves = [(place, other) for place in own for other in sorted({*rows[dimension].dropna()} - {value})]
    moves += [(place, value) for place in rows.index.difference(own)]
    for place, other in moves:
        changed = rows.copy()
        changed.at[place, dimension] = other
        yield changed


def _registers(catalogue: Catalogue) -> Iterator[Register]:
    """The registers behind the public figures of the runs, each in the period of one of them."""
    declared = [one for run in catalogue.runs.values() for one in run.imports if one.source == "request-register"]
    for request in declared:
        for name in RUNS:
            run = catalogue.runs[name]
            period = Period.parse(run.period)
            if request.site in run.sites and period.year in Period.parse(request.period).years:
                yield Register(request, period, run.as_of or request.extracted_on)
                break


def _years(register: Register) -> list[int]:
    return [*Period.parse(register.request.period).years]


def _make(root: Path) -> None:
    _copy(root)
    _run(root)


def _copy(root: Path) -> None:
    root.mkdir()
    for name in COPIED:
        source = PROJECT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, root / name)


def _run(root: Path) -> None:
    asked = [word for name in RUNS for word in ("--run", name)]
    command = [Path(sys.executable).parent / "qep", "run", *asked, "--audience", "public", "--jobs", "1"]
    subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)


def _rewrite(path: Path, rows: pd.DataFrame, world: pd.DataFrame, catalogue: Catalogue) -> None:
    """Change the file as the rows were."""
    source = catalogue.sources["request-register"]
    before, after = rows.set_index("request_id"), world.set_index("request_id")
    gone = {*before.index} - {*after.index}
    edits = {
        (request_id, column): source.columns[column].values.get(value := after.at[request_id, column], (value,))[0]
        for request_id in after.index
        for column in CHANGED
        if before[column].fillna("")[request_id] != after[column].fillna("")[request_id]
    }
    headings = {column: source.columns[column].heading for column in ("request_id", *CHANGED)}
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        _edit_sheet(book.worksheets[0], headings, edits, gone)
        book.save(path)
    else:
        path.write_text(_edited(path.read_text(encoding="utf-8-sig"), headings, edits, gone), encoding="utf-8-sig")


def swap_modes(path: Path) -> None:
    """Give the mode of the first respondent to one of another mode and other answers, and the other way round."""
    lines = list(csv.reader(io.StringIO(path.read_text(encoding="cp1252"), newline=""), delimiter=";"))
    place = lines[0].index(MODE)
    first = lines[1]
    other = next(line for line in lines[2:] if line[place] != first[place] and line[place + 3 :] != first[place + 3 :])
    first[place], other[place] = other[place], first[place]
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(lines)
    path.write_text(written.getvalue(), encoding="cp1252", newline="")


def _edit_sheet(sheet, headings: Mapping[str, Sequence[str]], edits: Mapping, gone: set[str]) -> None:
    start = next(row for row in sheet.iter_rows() if any(cell.value in headings["request_id"] for cell in row))
    places = {name: next(c.column for c in start if c.value in accepted) for name, accepted in headings.items()}
    for number in range(sheet.max_row, start[0].row, -1):
        request_id = sheet.cell(number, places["request_id"]).value
        if request_id in gone:
            sheet.delete_rows(number)
        for column in CHANGED:
            if (request_id, column) in edits:
                sheet.cell(number, places[column]).value = edits[request_id, column]


def _edited(text: str, headings: Mapping[str, Sequence[str]], edits: Mapping, gone: set[str]) -> str:
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    places = {
        name: next(i for i, cell in enumerate(lines[0]) if cell in accepted) for name, accepted in headings.items()
    }
    for line in lines[1:]:
        for column in CHANGED:
            line[places[column]] = edits.get((line[places["request_id"]], column), line[places[column]])
    written = io.StringIO()
    kept = [line for line in lines if line[places["request_id"]] not in gone]
    csv.writer(written, delimiter=";", lineterminator="\n").writerows(kept)
    return written.getvalue()


def _public_bytes(root: Path) -> dict[str, bytes]:
    """What each public file says, fingerprints apart; `index.html` too."""
    found = {}
    for path in sorted((root / "reports").rglob("*")):
        name = path.relative_to(root / "reports").as_posix()
        if not path.is_file() or ("/public/" not in name and name != "index.html"):
            continue
        if path.suffix == ".pdf":
            content = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True).stdout
        elif path.suffix in (".xlsx", ".docx", ".pptx"):
            with ZipFile(path) as office:
                content = b"".join(office.read(member) for member in sorted(office.namelist()))
        elif path.suffix == ".parquet":
            content = pd.read_parquet(path).to_csv().encode("utf-8")
        else:
            content = path.read_bytes()
        found[name] = FINGERPRINT.sub(b"#", content)
        # A fingerprint of other letters is of another width, and is packed in more bytes or fewer.
        if path.suffix == ".pdf":
            found[name] = b" ".join(found[name].split())
        elif path.name in ("provenance.json", "datapackage.json"):
            found[name] = SIZE.sub(b"#", found[name])
    return found


def main() -> int:
    """Print what differs; the exit code says whether anything does."""
    with tempfile.TemporaryDirectory() as folder:
        found = search(Path(folder))
    print(
        f"nombres masqués des exemples : {len(found.changed)} pris autres, {len(found.unchanged)} que l'on ne sait pas changer"
    )
    for name in found.unchanged:
        print(f"  inchangé : {name}")
    print(f"fichiers publics qui disent lequel des deux registres est le vrai : {len(found.told_by)} sur {found.files}")
    for name in found.told_by:
        print(f"  {name}")
    return int(bool(found.told_by))


if __name__ == "__main__":
    raise SystemExit(main())
