"""Mutation testing, one room of the library at a time: a small fault put in, do the room's own tests see it?

Usage: `make mutation` (every room, hours), or `make mutation ROOM=stats`, or `make mutation ROOM=stats SAMPLE=300`, which tries
that many of its mutants, always the same ones. Not in CI. A room that was interrupted goes on where it stopped, and only what
has changed since is tried again: mutmut keeps what it found under `.mutation/`. The survivors that are known, each with its
reason, are in `benchmarks/mutation_survivors.yml` (docs/mutation.md); 1 where another one survives or a room is under
`KILLED_AT_LEAST`.
"""

import argparse
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.workspaces import PROJECT

WORK = PROJECT / ".mutation"
KNOWN = PROJECT / "benchmarks" / "mutation_survivors.yml"
SEEN = (
    "qep_lib",
    "tests",
    "params",
    "notebooks",
    "examples",
    "benchmarks",
    "docs",
    "requirements.lock",
    "README.md",
    "Makefile",
)
COPIED = tuple(name for name in SEEN if name not in ("qep_lib", "tests"))
KILLED_AT_LEAST = 0.9


@dataclass(frozen=True, slots=True)
class Room:
    """What is mutated, as glob patterns, and the tests that should see it."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Survivor:
    """A fault that no test of its room saw: where it was put, the line as it was and as it became."""

    function: str
    was: str
    now: str


ROOMS = {
    "stats": Room(
        ("qep_lib/stats/*",),
        (
            "tests/unit/stats",
            "tests/properties/test_stats_properties.py",
            "tests/properties/test_comparison_properties.py",
        ),
        ("tests/unit/stats/test_simulations.py",),
    ),
    "comparison": Room(
        ("qep_lib/comparison/*",), ("tests/unit/comparison", "tests/properties/test_comparison_properties.py")
    ),
    "disclosure": Room(
        ("qep_lib/disclosure/*",),
        (
            "tests/unit/disclosure",
            "tests/properties/test_overlap_properties.py",
            "tests/properties/test_crossing_properties.py",
        ),
    ),
    "indicators": Room(
        ("qep_lib/indicators/*",),
        ("tests/unit/indicators", "tests/properties/test_indicator_properties.py"),
        # Half of the room's time, for faults that its other tests see.
        ("tests/unit/indicators/test_region_example.py", "tests/unit/indicators/test_inputs.py"),
    ),
    "intake": Room(
        (
            "qep_lib/intake/rules.py",
            "qep_lib/intake/dates.py",
            "qep_lib/intake/numbers.py",
            "qep_lib/intake/plausible.py",
        ),
        ("tests/unit/intake", "tests/properties/test_intake_properties.py"),
    ),
    "wording": Room(
        ("qep_lib/display/wording.py", "qep_lib/display/month_words.py", "qep_lib/display/nearness.py"),
        ("tests/unit/display", "tests/properties/test_wording_properties.py"),
    ),
    "export": Room(
        ("qep_lib/export/*",),
        # Open data and the pages of the imports are tried on what reports and imports give them.
        ("tests/unit/export", "tests/unit/reports/test_open_data.py", "tests/unit/intake/test_import_pages.py"),
    ),
}


def main() -> int:
    """Try the rooms named, or all of them, one after the other; print what is killed and what survives."""
    parser = argparse.ArgumentParser(prog="make mutation", description="Mutations, salle par salle")
    parser.add_argument("rooms", nargs="*", metavar="SALLE", help=", ".join(ROOMS))
    parser.add_argument("--sample", type=int, help="essayer ce nombre de mutations par salle, tirées au sort")
    asked = parser.parse_args()
    unknown = [name for name in asked.rooms if name not in ROOMS]
    if unknown:
        print(f"Salle inconnue : {', '.join(unknown)}. Salles : {', '.join(ROOMS)}.")
        return 2
    known = yaml.safe_load(KNOWN.read_text(encoding="utf-8")) or {}
    verdicts = [_try_room(name, known.get(name) or [], asked.sample) for name in asked.rooms or ROOMS]
    return 0 if all(verdicts) else 1


def _try_room(name: str, known: list[dict[str, str]], sample: int | None) -> bool:
    folder = prepare(name, ROOMS[name])
    print(f"==> {name} : mutations ; ce qui est déjà jugé ne l'est pas deux fois", flush=True)
    # Draws the mutants and finds which tests reach them, then tries none: trying is done in forks (`mutation_forks`).
    subprocess.run(
        [sys.executable, "-m", "mutmut", "run", "aucune"], cwd=folder, stderr=subprocess.DEVNULL, check=False
    )
    wanted = draw(folder, sample)
    found = _codes(folder)
    untried = [mutant for mutant in wanted if found[mutant] is None]
    # Survivors are tried again, last: a test may have been written since, and they take every test.
    if untried := untried + [mutant for mutant in wanted if found[mutant] in SURVIVED]:
        _try_mutants(folder, ROOMS[name], untried)
    tried, survived = read_verdicts(folder, wanted)
    survivors = [describe(folder, mutant) for mutant in survived]
    new = [one for one in survivors if not any(is_explained(one, reason) for reason in known)]
    share = 1 - len(survived) / max(1, tried)
    print(f"\n==> {name} : {tried - len(survived)} tués sur {tried}, {100 * share:.1f} %".replace(".", ",") + "\n")
    for one in new:
        print(f"- function: {one.function}\n  # {one.was}\n  now: {json.dumps(one.now, ensure_ascii=False)}\n  why:")
    print(f"{len(new)} survivant(s) sans raison connue, {len(survivors) - len(new)} avec.\n")
    return share >= KILLED_AT_LEAST and not new


def _try_mutants(folder: Path, room: Room, mutants: list[str]) -> None:
    """Judge them one after the other; what is found is kept at once, where mutmut keeps it."""
    command = [sys.executable, "-m", "benchmarks.mutation_forks", *_selection(room)]
    modules = {mutant: meta for meta in _metas(folder) for mutant in _codes_of(meta)}
    with subprocess.Popen(
        command, cwd=folder / "mutants", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as judging:
        judging.stdin.write("\n".join(mutants))
        judging.stdin.close()
        for line in judging.stdout:
            mutant, _, code = line.strip().partition(" ")
            if mutant in modules and code.isdigit():
                _keep(modules[mutant], mutant, int(code))
    if judging.returncode:
        raise RuntimeError(f"les mutations n'ont pas pu être essayées (code {judging.returncode})")


def _keep(meta: Path, mutant: str, code: int) -> None:
    found = json.loads(meta.read_text(encoding="utf-8"))
    found["exit_code_by_key"][mutant] = code
    meta.write_text(json.dumps(found, indent=4), encoding="utf-8")


def draw(folder: Path, size: int | None) -> list[str]:
    """`size` mutants of the room, or all, the same ones each time: in the order of the hash of their names, which says nothing of
    them.

    A larger sample holds the smaller ones. Those that no test reaches are drawn as the others.
    """
    return sorted(_codes(folder), key=lambda mutant: hashlib.sha256(mutant.encode()).digest())[:size]


def prepare(name: str, room: Room) -> Path:
    """The folder where mutmut works on a room: the project by links, and a configuration of its own."""
    folder = WORK / name
    folder.mkdir(parents=True, exist_ok=True)
    for part in SEEN:
        link = folder / part
        if not link.is_symlink():
            link.symlink_to(PROJECT / part)
    # Tests and what they read are copied once by mutmut, and never again where they stand.
    for part in ("tests", *COPIED):
        shutil.rmtree(folder / "mutants" / part, ignore_errors=True)
    # Nor what lies beside the modules: rules, templates.
    for copied in (folder / "mutants" / "qep_lib").rglob("*"):
        if copied.is_file() and copied.suffix not in (".py", ".meta"):
            copied.unlink()
    options = _options()
    lines = (
        "[tool.pytest.ini_options]",
        'pythonpath = ["."]',
        f"addopts = {json.dumps([*shlex.split(options['addopts']), '-p', 'no:cacheprovider'])}",
        f"markers = {json.dumps(options['markers'])}",
        'filterwarnings = ["error"]',
        "[tool.mutmut]",
        'source_paths = ["qep_lib"]',
        f"only_mutate = {json.dumps(room.sources)}",
        f"also_copy = {json.dumps(COPIED)}",
        f"pytest_add_cli_args_test_selection = {json.dumps(_selection(room))}",
        "use_git_change_detection = false",
    )
    (folder / "pyproject.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _selection(room: Room) -> list[str]:
    return [*room.tests, *(f"--ignore={path}" for path in room.ignored)]


def _options() -> dict[str, Any]:
    """Those of pytest in the project: the marks that tests may carry, and those that are left out."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    return project["tool"]["pytest"]["ini_options"]


def _metas(folder: Path) -> list[Path]:
    """What mutmut keeps beside each mutated module."""
    return sorted((folder / "mutants").rglob("*.meta"))


def _codes_of(meta: Path) -> dict[str, int | None]:
    """What pytest gave for each mutant of a module, None where it was not tried."""
    return json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]


def _codes(folder: Path) -> dict[str, int | None]:
    return {mutant: code for meta in _metas(folder) for mutant, code in _codes_of(meta).items()}


def read_verdicts(folder: Path, wanted: list[str]) -> tuple[int, list[str]]:
    """(tried, names of those that survived or that no test reached) among the mutants `wanted`."""
    codes = _codes(folder)
    tried = [mutant for mutant in wanted if codes[mutant] is not None]
    return len(tried), [mutant for mutant in tried if codes[mutant] in SURVIVED]


SURVIVED = (0, 5, 33)
"""What pytest gave: every test passed; none was found, or none reaches the line."""


def is_explained(survivor: Survivor, reason: dict[str, str]) -> bool:
    """True where a known reason names the function and the line as it became; `*` stands for anything in either."""
    pairs = ((survivor.function, reason["function"]), (survivor.now, reason["now"]))
    return all(re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), found) for found, pattern in pairs)


def describe(folder: Path, mutant: str) -> Survivor:
    """Where a mutant is, and its line before and after; several lines are joined by « / »."""
    shown = subprocess.run(
        [sys.executable, "-m", "mutmut", "show", mutant], cwd=folder, capture_output=True, text=True, check=True
    ).stdout
    was, now = (" / ".join(_lines(shown, sign)) for sign in "-+")
    module, _, function = mutant.removeprefix("qep_lib.").partition("__mutmut_")[0].rpartition(".")
    # mutmut calls a function x_name, a method xǁClassǁname.
    return Survivor(f"{module}.{function.rpartition('ǁ')[2].removeprefix('x_')}", was, now)


def _lines(shown: str, sign: str) -> Iterator[str]:
    for line in shown.splitlines():
        if line.startswith(sign) and not line.startswith(sign * 3):
            yield line[1:].strip()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    sys.exit(main())
