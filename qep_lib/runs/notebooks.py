"""Whether a notebook can be run: its parameters cell, its kernel, the sections it calls. Running it is `runs.engine`."""

import ast
import json
from pathlib import Path

from qep_lib.reports.notebook import unknown_calls

_OF_A_SITE = ("site", "period", "as_of", "audience")
PARAMETER_NAMES = {
    "site": _OF_A_SITE,
    "group": _OF_A_SITE,
    "region": ("sites", "period", "previous", "as_of", "audience"),
}
"""What the notebook of a report takes, by scope of the report. Papermill writes *names* into the cell as code, so no other
name is ever passed."""
KERNEL = "python3"


def check_notebook(path: Path, names: tuple[str, ...] = _OF_A_SITE) -> tuple[str, ...]:
    """Every reason, in French, why the notebook cannot be run with parameters of these names; empty when it can.

    Nothing is executed.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = [(cell["cell_type"], cell.get("metadata", {}), "".join(cell["source"])) for cell in notebook["cells"]]
    except FileNotFoundError:
        return (f"carnet « {path.name} » introuvable dans notebooks/. À faire : le remettre, ou corriger reports.yml.",)
    except (OSError, ValueError, KeyError, TypeError):
        return (f"carnet « {path.name} » illisible : ce n'est pas un carnet Jupyter (.ipynb).",)
    faults = []
    kernel = notebook.get("metadata", {}).get("kernelspec", {}).get("name", KERNEL)
    if kernel != KERNEL:
        faults.append(f"carnet « {path.name} » : noyau « {kernel} » refusé. Accepté : {KERNEL}.")
    tagged = [source for kind, metadata, source in cells if kind == "code" and "parameters" in metadata.get("tags", [])]
    if len(tagged) != 1:
        faults.append(
            f"carnet « {path.name} » : {len(tagged)} cellule(s) étiquetée(s) « parameters », il en faut une seule."
        )
    else:
        faults.extend(_check_parameters(path.name, tagged[0], names))
    faults += [issue.sentence for issue in unknown_calls(path, f"notebooks/{path.name}")]
    return tuple(faults)


def parameter_default(path: Path, name: str) -> object:
    """What the parameters cell of a notebook that can be run gives to `name`: it stays where nothing is passed."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    (cell,) = (cell for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", []))
    return next(line.value.value for line in ast.parse("".join(cell["source"])).body if line.targets[0].id == name)


def _check_parameters(name: str, source: str, accepted: tuple[str, ...]) -> list[str]:
    """Faults of the parameters cell: only `name = literal` lines, for exactly the names that are passed."""
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        return [f"carnet « {name} », cellule « parameters » : ligne {error.lineno} illisible."]
    names = []
    for statement in statements:
        if not _is_default(statement):
            return [
                f"carnet « {name} », cellule « parameters », ligne {statement.lineno} : "
                'seules des lignes comme site = "18" sont acceptées.'
            ]
        names.append(statement.targets[0].id)
    faults = []
    if unknown := [n for n in names if n not in accepted]:
        faults.append(f"carnet « {name} » : paramètre inconnu {_quoted(unknown)}. Accepté : {_quoted(accepted)}.")
    if missing := [n for n in accepted if n not in names]:
        faults.append(f"carnet « {name} » : paramètre absent de la cellule « parameters » : {_quoted(missing)}.")
    return faults


def _is_default(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Assign)
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Name)
        and isinstance(statement.value, ast.Constant)
    )


def _quoted(names) -> str:
    return ", ".join(f"« {name} »" for name in names)
