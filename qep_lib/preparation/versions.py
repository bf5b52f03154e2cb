"""Several versions of one file in a folder: which one is read is asked, never guessed; copies of the same bytes are told."""

from collections.abc import Sequence
from itertools import combinations

from qep_lib.preparation.draft import Decisions, Question, SetAside, question_id
from qep_lib.preparation.folder import FoundFile

_ALIKE = 0.5
"""Share of the rows of the shorter file that stand in the other one from which they are versions of each other."""
_FEWEST_ROWS = 5
MOST_SHOWN = 30


def set_versions_aside(files: Sequence[FoundFile], decisions: Decisions) -> tuple[list[FoundFile], list[SetAside]]:
    """(the files that are read, the others and why)."""
    rows = {file.name: _rows(file) for file in files}
    groups = _groups(files, rows)
    left: dict[str, str] = {}
    for group in groups:
        distinct: list[FoundFile] = []
        for file in sorted(group, key=lambda f: (f.written_on, f.name), reverse=True):
            same = next((f for f in distinct if rows[f.name] == rows[file.name]), None)
            if same is not None:
                left[file.name] = f"les mêmes lignes que « {same.name} »"
            else:
                distinct.append(file)
        if len(distinct) < 2:
            continue
        names = sorted(file.name for file in distinct)
        answer = decisions.ask(
            Question(
                question_id("version", *names),
                f"{len(distinct)} fichiers tiennent en partie les mêmes lignes : lequel faut-il lire ?",
                "les lire tous compterait deux fois les mêmes lignes",
                tuple(
                    (f.name, f"{f.name}, {len(rows[f.name])} lignes, écrit le {f.written_on:%d/%m/%Y}")
                    for f in distinct[:MOST_SHOWN]
                ),
                distinct[0].name,
            )  # fmt: skip
        )
        for file in distinct:
            if file.name != answer:
                kept = f"« {answer} » a été choisi" if answer else "à choisir parmi les versions"
                left[file.name] = f"une version d'un même fichier : {kept}"
    return [file for file in files if file.name not in left], [SetAside(name, why) for name, why in left.items()]


def _groups(files: Sequence[FoundFile], rows: dict[str, frozenset[tuple[str, ...]]]) -> list[list[FoundFile]]:
    """Files that hold the same rows, by chains: a first draft, a second, a final one."""
    group = {file.name: {file.name} for file in files}
    for one, other in combinations(files, 2):
        if _are_versions(rows[one.name], rows[other.name]):
            joined = group[one.name] | group[other.name]
            for name in joined:
                group[name] = joined
    found = {frozenset(names) for names in group.values() if len(names) > 1}
    return [[file for file in files if file.name in names] for names in sorted(found, key=sorted)]


def _rows(file: FoundFile) -> frozenset[tuple[str, ...]]:
    """The rows of the file that say something: three cells and more."""
    return frozenset(tuple(row) for grid in file.grids for row in grid.rows if sum(map(bool, row)) >= min(3, len(row)))


def _are_versions(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> bool:
    shorter = min(len(one), len(other))
    if one == other:
        return shorter > 1
    return shorter >= _FEWEST_ROWS and len(one & other) >= _ALIKE * shorter
