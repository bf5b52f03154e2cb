"""`params/` and `notebooks/` are read through `params.overlay` alone: a file may be the workspace's own or the package's."""

import ast

WRITERS = {
    "qep_lib.model.workspace",
    "qep_lib.params.local",
    "qep_lib.params.overlay",
    "qep_lib.params.schemas",
    "qep_lib.fictitious.workspace",
    "qep_lib.preparation.writing",
}
"""Modules that may name the local folders: the overlay itself, and what writes there."""


def test_nobody_else_names_the_local_folders(modules):
    """`workspace.params / …` would miss the national file of that name: `find_file` and `list_files` do not."""
    faults = [
        f"{name}, ligne {node.lineno} : workspace.{node.attr} ; lire par params.overlay (find_file, list_files)"
        for name, (_, tree) in modules.items()
        if name not in WRITERS
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in ("params", "notebooks")
        and isinstance(node.value, (ast.Name, ast.Attribute))
        and (node.value.id if isinstance(node.value, ast.Name) else node.value.attr) in ("workspace", "_workspace")
    ]
    assert faults == []
