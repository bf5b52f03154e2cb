"""The library's layers: imports go down, none is hidden, none goes round in a circle."""

import ast
import re
from graphlib import TopologicalSorter

import pytest

LAYERS = (
    ("closing", "errors", "persons", "systems", "unpromised", "version"),
    ("files", "traces"),
    ("model",),
    ("questions",),
    ("calendars", "prose", "school_holidays"),
    ("params",),
    ("store",),
    ("stats",),
    ("intake",),
    ("preparation",),
    ("indicators",),
    ("disclosure",),
    ("comparison",),
    ("fictitious",),
    ("display",),
    ("provenance",),
    ("reports",),
    ("export",),
    ("workbench",),
    ("kernels",),
    ("runs",),
    ("serving",),
    ("cli",),
    ("lab",),
)
"""Ground floor first; a module may import its own part and those below."""
FLOORS = {part: floor for floor, parts in enumerate(LAYERS) for part in parts}
ROAD = ("guard", "plan", "record", "publish", "execute")
"""The rooms of `runs/`, ground floor first: a batch plans, executes, publishes and keeps a record, with guards under all."""
TOGETHER = {
    "ground": ("closing", "errors", "files", "persons", "systems", "traces", "unpromised", "version"),
    "words": ("calendars", "prose", "school_holidays"),
}
ROOM = {part: room for room, parts in TOGETHER.items() for part in parts}
"""As `docs/architecture.md` draws them."""
PUBLIC_FACE = "qep_lib"
"""The package root: notebooks import it, it imports the reports, and no internal module imports it."""


def imported(tree, modules):
    """Dotted names of the library's modules that a module imports, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "qep_lib")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "les imports relatifs cachent l'étage"
            if node.module and node.module.split(".")[0] == "qep_lib":
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    yield inner if inner in modules else node.module


def test_every_part_of_the_library_has_its_floor(modules):
    """A new folder must say where it stands."""
    assert {name.split(".")[1] for name in modules if name != PUBLIC_FACE} <= set(FLOORS)


def test_imports_only_go_down(modules):
    """A module imports its own part or a lower floor, and never the package root."""
    faults = []
    for name, (_, tree) in modules.items():
        if name == PUBLIC_FACE:
            continue
        part = name.split(".")[1]
        for target in imported(tree, modules):
            if target == PUBLIC_FACE:
                faults.append(f"{name} importe la racine qep_lib")
            elif target.split(".")[1] != part and FLOORS[target.split(".")[1]] >= FLOORS[part]:
                faults.append(f"{name} importe {target}, qui n'est pas plus bas")
    assert faults == []


def test_the_rooms_of_a_run_only_import_those_below(modules):
    """And `runs/` itself holds nothing but them."""
    faults = []
    for name, (_, tree) in modules.items():
        room = name.removeprefix("qep_lib.runs.").split(".")[0]
        if not name.startswith("qep_lib.runs."):
            continue
        below = ROAD[: ROAD.index(room) + 1]
        own = (target for target in imported(tree, modules) if target.startswith("qep_lib.runs."))
        faults += [f"{name} importe {target}" for target in own if target.split(".")[2] not in below]
    assert faults == []


def test_there_is_no_import_circle(modules):
    """Sorting the modules by their imports succeeds; a package's own `__init__` counts as a module."""
    graph = {name: set(imported(tree, modules)) - {name} for name, (_, tree) in modules.items()}
    assert len(list(TopologicalSorter(graph).static_order())) >= len(modules)


def test_imports_are_in_plain_sight(modules):
    """No import for types only, and none inside a function but in the command line, for its start-up time, and in the public
    face, for both."""
    faults = []
    for name, (path, tree) in modules.items():
        if name == PUBLIC_FACE:
            continue
        assert "TYPE_CHECKING" not in path.read_text(encoding="utf-8"), f"{name} a un import réservé aux types"
        if name.split(".")[1] == "cli":
            continue
        for function in ast.walk(tree):
            if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                faults += [
                    f"{name}, ligne {node.lineno}"
                    for node in ast.walk(function)
                    if isinstance(node, (ast.Import, ast.ImportFrom))
                ]
    assert faults == []


@pytest.fixture
def page(project):
    """The text of the page."""
    return (project / "docs" / "architecture.md").read_text(encoding="utf-8")


def rooms_imported(modules):
    """Pairs (room, room that it imports)."""
    for name, (_, tree) in modules.items():
        for target in imported(tree, modules) if name != "qep_lib" else ():
            one, other = (ROOM.get(part, part) for part in (name.split(".")[1], target.split(".")[1]))
            if one != other:
                yield one, other


def led_to(room, arrows):
    """The rooms that the arrows lead to, however far."""
    found, waiting = set(), [room]
    while waiting:
        here = waiting.pop()
        new = {other for one, other in arrows if one == here} - found
        found |= new
        waiting += new
    return found


def test_the_drawing_is_that_of_the_imports(modules, page):
    """No arrow without an import, no import that the arrows do not lead to, no arrow that two others say."""
    drawn = set(re.findall(r"^  (\w+) --> (\w+)$", page, re.MULTILINE))
    found = set(rooms_imported(modules))
    assert drawn - found == set()
    assert {(one, other) for one, other in found if other not in led_to(one, drawn)} == set()
    assert [(one, other) for one, other in drawn if other in led_to(one, drawn - {(one, other)})] == []


def test_every_place_that_it_names_exists(page, project):
    """Files and folders between backquotes."""
    named = re.findall(r"`((?:qep_lib|tests|notebooks|docs)/[\w/.]*)`", page)
    assert len(named) > 6 and [name for name in named if not (project / name).exists()] == []
