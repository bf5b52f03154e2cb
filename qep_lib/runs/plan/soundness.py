"""What must hold before a job is listed: its notebook can be run, the declared indicators can be measured. Nothing runs here."""

import ast
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from pkgutil import resolve_name

from qep_lib.files import replace_file
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.fingerprint import fingerprint
from qep_lib.model.parameters import OF_SCOPE
from qep_lib.model.workspace import Workspace
from qep_lib.provenance import library_sha256
from qep_lib.reports.notebook import unknown_calls

CHECK = "qep_lib.indicators.check:refuse_bad_indicators"


def refuse_unsound(workspace: Workspace, catalogue: Catalogue) -> None:
    """Raise `ParameterError` with every indicator that cannot be measured; a sound catalogue is only looked at once."""
    key = fingerprint([library_sha256(), catalogue.indicators_fingerprint])
    with suppress(OSError):
        if workspace.soundness.read_text(encoding="utf-8") == key:
            return
    resolve_name(CHECK)(catalogue)
    # Remembering it saves time and nothing else: a plan creates no folder for it, and one that cannot be written is told
    # where it matters.
    if workspace.soundness.parent.is_dir():
        with suppress(OSError):
            replace_file(workspace.soundness, key.encode())


PARAMETER_NAMES = {scope: tuple(each.name for each in given) for scope, given in OF_SCOPE.items()}
"""What the notebook of a report takes, by scope of the report. Papermill writes *names* into the cell as code, so no other
name is ever passed."""
KERNEL = "python3"


def check_notebook(path: Path, names: tuple[str, ...] = PARAMETER_NAMES["site"]) -> tuple[str, ...]:
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
    defaults = filter(None, map(_default, ast.parse("".join(cell["source"])).body))
    return next(value for known, value in defaults if known == name)


def _check_parameters(name: str, source: str, accepted: tuple[str, ...]) -> list[str]:
    """Faults of the parameters cell: only `name = literal` lines, for exactly the names that are passed."""
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        return [f"carnet « {name} », cellule « parameters » : ligne {error.lineno} illisible."]
    names = []
    for statement in statements:
        default = _default(statement)
        if default is None:
            return [
                f"carnet « {name} », cellule « parameters », ligne {statement.lineno} : "
                'seules des lignes comme site = "18" sont acceptées.'
            ]
        names.append(default[0])
    faults = []
    if unknown := [n for n in names if n not in accepted]:
        faults.append(f"carnet « {name} » : paramètre inconnu {_quoted(unknown)}. Accepté : {_quoted(accepted)}.")
    if missing := [n for n in accepted if n not in names]:
        faults.append(f"carnet « {name} » : paramètre absent de la cellule « parameters » : {_quoted(missing)}.")
    return faults


def _default(statement: ast.stmt) -> tuple[str, object] | None:
    """(name, value) of a line `name = literal`; None for any other."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)):
            return name, value
        case _:
            return None


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"« {name} »" for name in names)
