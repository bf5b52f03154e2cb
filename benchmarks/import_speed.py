"""Import against `pandas.read_csv` of the same files: rows per second, CPU and wall, and the peak of memory.

Usage: python benchmarks/import_speed.py [--rows N] [--respondents N] [--repeats N] [--memory]

Two seeded files are written in a throwaway workspace, a copy of params/: a register of requests, in arrival order and
shuffled, and a survey export of twelve closed questions in Windows-1252. The import is the whole `import_file`:
gate, hash, decoding, every validation, the write to the Parquet store down to the disk. `pandas.read_csv` is told the
separator and the encoding that the import has to find, and only reads (since pandas 3.1 on several threads for UTF-8).
« bare calls » is the least that any import must do, without a single check: read the bytes, hash them, cut them into
cells with pyarrow, write the stored rows as Parquet. `--memory` prints instead the peak of a process
that imports registers of growing size.
"""

import argparse
import hashlib
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet

from qep_lib.intake.importer import import_file
from qep_lib.model.campaign import Import
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

ROOT = Path(__file__).parents[1]
SEED = 20200101
TARGET = 0.5
MEMORY_ROWS = (125_000, 250_000, 500_000, 1_000_000)
FIRST_DAY = date(2020, 1, 1)
CHANNELS = ("Courriel", "Formulaire en ligne", "Courrier", "Fiche hall", "Urne", "Téléphone", "Guichet")
KINDS = ("Réclamation", "Demande d'information", "Suggestion", "Remerciement")
PERIMETERS = (*("Qual-e-pref",) * 9, "Contentieux", "Dossier en cours")
THEMES = ("Délai de traitement", "Attente au guichet", "Prise de rendez-vous", "Accueil téléphonique", "Courtoisie", "")
ACTIONS = ("Réponse écrite", "Rappel de l'usager", "Transmis au service", "Excuses et rendez-vous proposé", "")
SCALE = ("Très satisfait", "Satisfait", "Peu satisfait", "Pas du tout satisfait", "Sans objet", "")
PROFILES = ("Un particulier", "Un professionnel", "Une association")
REASONS = ("Titres de séjour (usagers étrangers)", "Demande d'information")
WAITS = ("Moins de 10 minutes", "De 10 à 20 minutes", "Plus de 20 minutes")
MORE_QUESTIONS = ("Horaires d'ouverture", "Signalétique")
"""Added to the questionnaire of params/, which has ten: the file has twelve closed questions."""


@dataclass(frozen=True)
class Case:
    """One file to import, and what `pandas.read_csv` needs to read it."""

    title: str
    file: str
    source: str
    rows: int
    encoding: str


def prepare_workspace(folder: Path) -> Workspace:
    """A copy of params/ under `folder`, with a questionnaire of twelve closed questions."""
    shutil.copytree(ROOT / "params", folder / "params")
    path = folder / "params" / "questionnaires" / "satisfaction-cher.yml"
    added = "".join(
        f'  - {{id: added_{number}, label: "{heading}", wording: "{heading} ?", role: criterion, '
        f'scale: satisfaction, column: "{heading}"}}\n'
        for number, heading in enumerate(MORE_QUESTIONS)
    )
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    return Workspace(folder)


def write_register(path: Path, rows: int, is_shuffled: bool = False) -> None:
    """A register of `rows` requests of 2020, UTF-8: a tenth of the free texts is found once only."""
    draw = random.Random(SEED)
    lines = []
    for number in range(rows):
        received = FIRST_DAY + timedelta(days=number * 366 // rows)
        replied = "" if draw.random() < 0.1 else f"{received + timedelta(days=draw.randrange(40)):%d/%m/%Y}"
        action = draw.choice(ACTIONS) if draw.random() < 0.9 else f"Dossier {draw.randrange(10**9)} revu"
        lines.append(
            f"2020-{number:07};{received:%d/%m/%Y};{draw.choice(CHANNELS)};{draw.choice(KINDS)};"
            f"{draw.choice(PERIMETERS)};{draw.choice(THEMES)};{replied};{action}"
        )
    if is_shuffled:
        draw.shuffle(lines)
    header = "N° d'enregistrement;Reçu le;Canal;Nature;Périmètre;Thème;Répondu le;Suite donnée"
    path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")


def write_survey(path: Path, rows: int) -> None:
    """A survey export of `rows` respondents of 2020 and twelve closed questions, Windows-1252."""
    draw = random.Random(SEED)
    headings = (
        "N° de réponse", "Date de saisie", "Canal de réponse", "Vous êtes", "Motif de votre visite",
        "Mesures sanitaires", "Confort et propreté", "Courtoisie et disponibilité", "Confidentialité",
        "Clarté du langage", "File d'attente", "Temps d'attente", "Accueil téléphonique", *MORE_QUESTIONS,
    )  # fmt: skip
    answers = (PROFILES, REASONS, *(SCALE,) * 6, WAITS, *(SCALE,) * 3)
    lines = [";".join(headings)]
    for number in range(rows):
        day = FIRST_DAY + timedelta(days=number * 366 // rows)
        cells = [f"2020-{number:06}", f"{day:%d/%m/%Y}", draw.choice(("Accueil", "Internet"))]
        lines.append(";".join(cells + [draw.choice(options) for options in answers]))
    path.write_text("\n".join([*lines, ""]), encoding="cp1252")


def measure(run: Callable[[], object]) -> tuple[float, float]:
    """(wall, CPU of all threads) of one call, in seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - wall, time.process_time() - cpu


def run_import(workspace: Workspace, catalogue, case: Case) -> None:
    """Import the file into an empty store; every row must come in."""
    request = Import(
        file=case.file, source=case.source, site="18", period="2020", extracted_on=date(2021, 3, 1),
        nature="fictitious", nature_note="Fichier de mesure, tiré au sort.",
    )  # fmt: skip
    assert import_file(workspace, catalogue, request).rows_accepted == case.rows


def prepare_bare_calls(workspace: Workspace, case: Case) -> Callable[[], None]:
    """What no import can do without, from the file to rows as they are stored (already sorted and coded)."""
    path = workspace.root / case.file
    (partition,) = workspace.store.rglob("*.parquet")
    stored = parquet.read_table(partition, partitioning=None)
    for position, column in enumerate(stored.columns):
        coded = column.combine_chunks().dictionary_encode() if pa.types.is_string(column.type) else None
        if coded is not None and 2 * len(coded.dictionary) < len(coded):
            stored = stored.set_column(position, stored.column_names[position], coded)

    def run() -> None:
        content = path.read_bytes()
        hashlib.sha256(content).hexdigest()
        arrow_csv.read_csv(
            pa.BufferReader(content),
            read_options=arrow_csv.ReadOptions(encoding=case.encoding),
            parse_options=arrow_csv.ParseOptions(delimiter=";", newlines_in_values=True),
        )
        uncoded = ["request_id", "source_row"]
        parquet.write_table(
            stored, path.with_suffix(".parquet"), compression="zstd", write_statistics=False,
            use_dictionary=[name for name in stored.column_names if name not in uncoded],
            column_encoding={"source_row": "DELTA_BINARY_PACKED"},
        )  # fmt: skip

    return run


def time_case(workspace: Workspace, catalogue, case: Case, repeats: int) -> dict[str, tuple[float, float]]:
    """Median (wall, CPU) of the import and of what it is compared with, in turn at each repeat."""
    path, data = workspace.root / case.file, workspace.root / "data"
    shutil.rmtree(data, ignore_errors=True)
    run_import(workspace, catalogue, case)
    runs = {
        "read_csv": lambda: pd.read_csv(path, sep=";", encoding=case.encoding),
        "read_csv dtype=str": lambda: pd.read_csv(
            path, sep=";", encoding=case.encoding, dtype=str, keep_default_na=False
        ),
        "bare calls": prepare_bare_calls(workspace, case),
        "import": lambda: run_import(workspace, catalogue, case),
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for _ in range(repeats):
        for name, run in runs.items():
            shutil.rmtree(data, ignore_errors=True)
            times[name].append(measure(run))
    return {name: tuple(map(statistics.median, zip(*kept, strict=True))) for name, kept in times.items()}


def print_case(case: Case, size: int, medians: dict[str, tuple[float, float]]) -> None:
    """A line a way of reading: seconds, rows per second, and how the import compares with it."""
    print(f"\n{case.title}: {case.rows:,} rows, {size / 2**20:.1f} MiB")
    wall, cpu = medians["import"]
    for name, (other_wall, other_cpu) in medians.items():
        line = f"  {name:<20} wall {other_wall:6.3f} s  CPU {other_cpu:6.3f} s  {case.rows / other_wall:>11,.0f} rows/s"
        if name != "import":
            line += f"   import reaches {other_wall / wall:4.2f} of it (CPU {other_cpu / cpu:4.2f})"
        print(line)
    reached = medians["read_csv"][0] / wall
    print(f"  target {TARGET} of read_csv: {'reached' if reached >= TARGET else 'MISSED'} ({reached:.2f})")


def compare_speed(folder: Path, rows: int, respondents: int, repeats: int) -> None:
    """Write the files, time every case, print the ratios."""
    workspace = prepare_workspace(folder)
    catalogue = read_catalogue(workspace)
    cases = (
        Case("Register", "registre.csv", "request-register", rows, "utf-8"),
        Case("Register, shuffled", "registre_melange.csv", "request-register", rows, "utf-8"),
        Case("Survey of 12 questions", "enquete.csv", "satisfaction-survey-cher", respondents, "cp1252"),
    )
    write_register(workspace.root / cases[0].file, rows)
    write_register(workspace.root / cases[1].file, rows, is_shuffled=True)
    write_survey(workspace.root / cases[2].file, respondents)
    for case in cases:
        size = (workspace.root / case.file).stat().st_size
        print_case(case, size, time_case(workspace, catalogue, case, repeats))


def print_peak(folder: Path, rows: int) -> None:
    """Import a register of `rows` in this process and print the memory before it and at its peak."""
    workspace = prepare_workspace(folder)
    catalogue = read_catalogue(workspace)
    case = Case("Register", "registre.csv", "request-register", rows, "utf-8")
    write = "import sys; from pathlib import Path; import import_speed as bench; "
    write += "bench.write_register(Path(sys.argv[1]), int(sys.argv[2]))"
    arguments = [sys.executable, "-c", write, str(workspace.root / case.file), str(rows)]
    subprocess.run(arguments, check=True, cwd=Path(__file__).parent)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    run_import(workspace, catalogue, case)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = (workspace.root / case.file).stat().st_size
    mebibytes = size / 2**20
    print(
        f"{rows:>9,} rows, file {mebibytes:6.1f} MiB: {before:5.0f} MiB before, peak {peak:6.0f} MiB, "
        f"added {peak - before:6.0f} MiB = {(peak - before) / mebibytes:4.1f} × the file"
    )


def main() -> None:
    """Read the arguments and run what they ask."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=300_000, help="rows of the register")
    parser.add_argument("--respondents", type=int, default=50_000, help="respondents of the survey")
    parser.add_argument("--repeats", type=int, default=5, help="timed rounds, after one import that is not timed")
    parser.add_argument("--memory", action="store_true", help="peak of memory instead of speed")
    parser.add_argument("--peak-of", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.peak_of:
            print_peak(Path(folder), arguments.peak_of)
        elif arguments.memory:
            for rows in MEMORY_ROWS:
                # A process of its own each: the peak of a process never comes down.
                subprocess.run([sys.executable, __file__, "--peak-of", str(rows)], check=True)
        else:
            compare_speed(Path(folder), arguments.rows, arguments.respondents, arguments.repeats)


if __name__ == "__main__":
    main()
