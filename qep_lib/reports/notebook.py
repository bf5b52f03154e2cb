"""What a notebook calls of the library and what sections offer, both read as text: nothing is run, nothing imported."""

import ast
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from qep_lib.errors import sure
from qep_lib.model.headings import headings_of
from qep_lib.model.issue import Issue, shorten
from qep_lib.model.suggest import did_you_mean

HERE = Path(__file__).parent
OPENING = "open_report"
_SHOWN = re.compile(r"^@shown\ndef (\w+)\(", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Named:
    """What a cell (from 1) takes from a report: `report.titles.delays_table`, or `report.legend`, which has no `call`."""

    cell: int
    written: str
    name: str
    call: str = ""


@cache
def section_names() -> tuple[str, ...]:
    """The sections of the library: a module each, in alphabetical order."""
    return tuple(sorted(path.stem for path in (HERE / "sections").glob("[a-z]*.py")))


@cache
def offered_calls(section: str) -> frozenset[str]:
    """The names of the calls of a section: what is marked `@shown` in its module and in its parts."""
    module = HERE / "sections" / f"{section}.py"
    tree = ast.parse(module.read_text(encoding="utf-8"))
    imports = {
        alias.asname or alias.name: HERE.parents[1] / Path(*sure(node.module).split("."), f"{alias.name}.py")
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    said = next(
        node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SECTION"
    )
    parts = [known.value for known in ast.walk(said) if isinstance(known, ast.keyword) and known.arg == "parts"]
    named = [word.id for part in parts for word in ast.walk(part) if isinstance(word, ast.Name)]
    files = [module, *(imports[name] for name in named)]
    return frozenset(name for path in files for name in _SHOWN.findall(path.read_text(encoding="utf-8")))


@cache
def surrounding_calls() -> frozenset[str]:
    """The names of what every report offers beside its sections: header, legend, files…"""
    tree = ast.parse((HERE / "report.py").read_text(encoding="utf-8"))
    report = next(node for node in tree.body if isinstance(node, ast.ClassDef))
    made = {node.name for node in report.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")}
    return frozenset(made | {"context", "sections"})


def called_sections(path: Path, hidden: Collection[str] = ()) -> tuple[str, ...]:
    """The sections that a notebook calls, each once, in its order; none of a file that is no notebook. What stands under a
    `hidden` heading is not called."""
    return tuple(dict.fromkeys(found.name for found in _named(path, hidden) if found.name in section_names()))


def calls_by_title(path: Path) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The headings of level 2 of a notebook, each with the (section, call) of the cells that stand under it."""
    found: dict[str, list[tuple[str, str]]] = {}
    titles = _titles_of_cells(path)
    for named in _named(path):
        if named.name in section_names() and named.call in offered_calls(named.name) and (title := titles[named.cell]):
            found.setdefault(title, []).append((named.name, named.call))
    return tuple((title, tuple(dict.fromkeys(calls))) for title, calls in found.items())


def _titles_of_cells(path: Path) -> dict[int, str]:
    """Number of a cell -> the heading of level 2 that it stands under, empty before the first."""
    titles, title = {}, ""
    for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"], 1):
        if cell["cell_type"] == "markdown":
            title = next((words for level, words in headings_of("".join(cell["source"])) if level == 2), title)
        titles[number] = title
    return titles


def unknown_calls(path: Path, file: str) -> list[Issue]:
    """A fault for each section or call that a notebook asks for and that the library has not; `file` is how it is named."""
    return [issue for found in _named(path) if (issue := _unknown(found, file))]


def _unknown(found: Named, file: str) -> Issue | None:
    is_section = found.name in section_names()
    word, what = (found.call, "appel") if is_section else (found.name, "section")
    accepted = offered_calls(found.name) if is_section else {*section_names(), *surrounding_calls()}
    if not word or word in accepted:
        return None
    words = f"cellule {found.cell} : {what} « {shorten(found.written)} » inconnu{'' if is_section else 'e'}"
    hint = did_you_mean(word, sorted(accepted)) or _place_of(found, word)
    return Issue("error", "unknown_call", words, file, accepted=", ".join(sorted(accepted)), remedy=hint)


def _place_of(found: Named, word: str) -> str:
    """« écrire « report.contacts.mail » » for a call written without its section; empty where no section offers it."""
    report = found.written.partition(".")[0]
    places = [f"« {report}.{name}.{word} »" for name in section_names() if word in offered_calls(name)]
    return f"écrire {' ou '.join(places[:3])}" if places else ""


def _named(path: Path, hidden: Collection[str] = ()) -> list[Named]:
    """What each code cell takes from the reports that the notebook opens."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = [
            (number, "".join(cell["source"]))
            for number, cell in _under_others(cells, hidden)
            if cell["cell_type"] == "code"
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    trees = [(number, tree) for number, source in sources if (tree := _parsed(source)) is not None]
    reports = {name for _, tree in trees for name in _opened(tree)}
    return [found for number, tree in trees for found in _of_cell(number, tree, reports)]


def _under_others(cells: list[dict[str, Any]], hidden: Collection[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The cells that stand under no hidden heading, with their number."""
    depth = 0
    for number, cell in enumerate(cells, 1):
        if cell["cell_type"] == "markdown":
            for level, words in headings_of("".join(cell["source"])):
                if not depth or level <= depth:
                    depth = level if words in hidden else 0
        if not depth:
            yield number, cell


def _parsed(source: str) -> ast.Module | None:
    """A cell as Python, without the lines that only IPython reads (%time, !ls); None where it still cannot be read."""
    lines = ["" if line.lstrip().startswith(("%", "!", "?")) else line for line in source.splitlines()]
    try:
        return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError):
        return None


def _opened(tree: ast.Module) -> Iterator[str]:
    """The names given to `open_report(…)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            called = node.value.func
            if getattr(called, "attr", getattr(called, "id", "")) == OPENING:
                yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _of_cell(number: int, tree: ast.Module, reports: set[str]) -> Iterator[Named]:
    inner = set()
    for node in ast.walk(tree):  # From the outside in: `report.titles.delays_table` is met before its `report.titles`.
        if not isinstance(node, ast.Attribute) or id(node) in inner:
            continue
        chain = _chain(node)
        if chain and chain[0] in reports:
            inner |= {id(part) for part in ast.walk(node)}
            yield Named(number, ".".join(chain[:3]), *chain[1:3])


def _chain(node: ast.Attribute) -> list[str]:
    """`report.titles.delays_table` as its three names; empty where it does not start with a name."""
    names: list[str] = []
    owner: ast.expr = node
    while isinstance(owner, ast.Attribute):
        names.append(owner.attr)
        owner = owner.value
    return [owner.id, *reversed(names)] if isinstance(owner, ast.Name) else []
