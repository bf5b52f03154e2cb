"""Mutation testing: its rooms and its list of survivors follow the code."""

import ast
import shlex
import tomllib

import yaml

from benchmarks import mutation
from benchmarks.mutation import KNOWN, ROOMS, Survivor, is_explained


def test_every_room_has_its_code_and_its_tests(project):
    """A pattern that matches nothing would be a room where everything passes."""
    for name, room in ROOMS.items():
        assert all(any(project.glob(pattern)) for pattern in room.sources), name
        assert all((project / path).exists() for path in (*room.tests, *room.ignored)), name


def test_a_room_knows_the_marks_of_the_tests_and_leaves_the_long_ones(project, tmp_path, monkeypatch):
    """A mark that pytest does not know stops it where warnings are errors: the room would try nothing."""
    monkeypatch.setattr(mutation, "WORK", tmp_path)
    options = [
        tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
        for folder in (project, mutation.prepare("export", ROOMS["export"]))
    ]
    assert options[0]["markers"] == options[1]["markers"]
    left_out = [given[given.index("-m") + 1] for given in (shlex.split(options[0]["addopts"]), options[1]["addopts"])]
    assert left_out[0] == left_out[1] and "not long" in left_out[0]


def test_every_known_survivor_has_a_reason_and_a_function(project):
    """A function that is gone takes its survivors with it."""
    for name, known in yaml.safe_load(KNOWN.read_text(encoding="utf-8")).items():
        folders = {pattern.split("/")[1] for pattern in ROOMS[name].sources}
        functions = {
            f"{path.relative_to(project / 'qep_lib').with_suffix('').as_posix().replace('/', '.')}.{node.name}"
            for folder in folders
            for path in (project / "qep_lib" / folder).rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.FunctionDef)
        }
        for one in known:
            assert set(one) == {"function", "now", "why"} and len(one["why"]) > 20, one
            assert one["function"] == "*" or one["function"] in functions, one["function"]


def test_a_reason_explains_its_own_survivor_only():
    """The function and the line as it became; `*` stands for anything, other signs for themselves."""
    survivor = Survivor("stats.changes.holm", "x = [1]", "x = [2]  # (a.b)")
    assert is_explained(survivor, {"function": "*", "now": "x = [2]*"})
    assert is_explained(survivor, {"function": "stats.changes.holm", "now": "*(a.b)"})
    assert not is_explained(survivor, {"function": "stats.changes", "now": "*"})
    assert not is_explained(survivor, {"function": "*", "now": "x = [2]  # (aXb)"})
