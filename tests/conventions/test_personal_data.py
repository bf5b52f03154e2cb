"""Rows reach the store by one door, which masks them; nobody is told to empty a folder by hand."""

import ast
import re

STORING = {"replace_dataset", "remove_dataset", "store_new_site"}
MAY_STORE = {
    "qep_lib.store.tables",
    "qep_lib.intake.importer",
    "qep_lib.runs.publish.forgetting",
    "qep_lib.fictitious.country",
}
"""The importer stores what `intake.reading` gives; forgetting stores fewer of the same rows; a drawn country has no people."""
EMPTYING = re.compile(
    r"(?:supprim|effac|vid|delet|remov|eras)\w*[^.\n]{0,40}(?:\bdata/|dossier data|data/store)", re.IGNORECASE
)


def called(tree):
    """Names of the functions that a module calls."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_rows_are_stored_from_few_places(modules):
    """A new way into the store must say how its texts are masked."""
    assert {name for name, (_, tree) in modules.items() if STORING & {*called(tree)}} <= MAY_STORE


def test_what_is_read_is_masked_before_it_is_stored(modules):
    """Every `Reading` is made where `mask_rows` is called, and the importer stores nothing else."""
    makers = {
        name for name, (_, tree) in modules.items() if name.startswith("qep_lib.intake.") and "Reading" in called(tree)
    }
    assert makers == {"qep_lib.intake.reading"}
    assert "mask_rows" in called(modules["qep_lib.intake.reading"][1])


def test_nobody_is_told_to_empty_a_folder_of_data(project, modules):
    """`qep forget` lists what goes; an emptied store loses what no file holds any more."""
    pages = [project / "README.md", *(project / "docs").rglob("*.md"), *(path for path, _ in modules.values())]
    told = [
        f"{path.name} : {found[0]}" for path in pages for found in EMPTYING.finditer(path.read_text(encoding="utf-8"))
    ]
    assert told == []
