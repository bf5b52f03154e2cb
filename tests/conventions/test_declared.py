"""Every package that the library imports is one that it declares: nothing comes by luck with another."""

import ast
import sys
import tomllib
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

BEYOND = {"pydantic_core": "pydantic"}
"""Modules of packages that come with another, of the same authors and of a version tied to it."""


def test_what_is_imported_is_declared(project, modules):
    """By the name of the distribution, in the dependencies or in an extra."""
    metadata_of = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = (metadata_of["dependencies"], *metadata_of["optional-dependencies"].values())
    declared = {canonicalize_name(Requirement(line).name) for group in groups for line in group}
    owners = metadata.packages_distributions()
    imported = {name for _, tree in modules.values() for name in _top_names(tree)} - {
        "qep_lib",
        *sys.stdlib_module_names,
    }
    undeclared = {
        name
        for name in imported
        if BEYOND.get(name) not in declared
        and not {canonicalize_name(owner) for owner in owners.get(name, ())} & declared
    }
    assert undeclared == set()


def _top_names(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]
