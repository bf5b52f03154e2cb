"""`qep check`: parameters, indicators with their worked cases, then declared files. What is checked is not here."""

from dataclasses import replace

from qep_lib.cli.exits import DATA_REFUSED
from qep_lib.cli.importing import counted, tell_import, tell_issues
from qep_lib.cli.screen import Screen
from qep_lib.errors import ParameterError
from qep_lib.indicators.check import check_indicators
from qep_lib.indicators.worked_cases import check_worked_cases
from qep_lib.intake.importer import check_file
from qep_lib.model.campaign import Import
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.issue import Issue, has_errors
from qep_lib.model.workspace import Workspace
from qep_lib.params import check_params, read_catalogue, readable_catalogue
from qep_lib.params.document import located
from qep_lib.params.letters import check_letters
from qep_lib.runs.imports import run_imports

MEASURING = ("params/indicators/", "params/questionnaires/", "params/referentiel/", "params/conventions.yml")
"""Files without which an indicator would be accused of what another file lacks."""


def check_all() -> int:
    """Check the parameters, the indicators, then every declared file without writing. Exit code 2 or 3, the first that
    applies.

    A fault in the parameters does not stop the check: the files that do not need what is faulty are read all the same.
    """
    workspace, screen = Workspace.find(), Screen()
    faults = [*check_params(workspace), *check_letters(workspace)]
    catalogue = readable_catalogue(workspace) if has_errors(faults) else read_catalogue(workspace)
    if catalogue is not None and not any(issue.file.startswith(MEASURING) for issue in faults):
        screen.line("Recalcul des exemples chiffrés des indicateurs, quelques secondes…")
        faults += located(workspace.root, _indicator_issues(catalogue))
    tell_issues(screen, faults)
    if is_faulty := has_errors(faults):
        screen.line("Paramètres : à corriger.")
    else:
        cases = sum(len(indicator.worked_cases) for indicator in catalogue.indicators.values())
        screen.line(
            f"Paramètres : en ordre. {counted(cases, 'exemple chiffré recalculé', 'exemples chiffrés recalculés')}."
        )
    refused = _check_files(screen, workspace, catalogue) if catalogue is not None else 0
    if is_faulty:
        return ParameterError.exit_code
    return DATA_REFUSED if refused else 0


def _check_files(screen: Screen, workspace: Workspace, catalogue: Catalogue) -> int:
    """The number of declared files that are refused; those that need a faulty parameter are named and left."""
    requests = dict.fromkeys(request for run in catalogue.runs.values() for request in run.imports)
    checked = [request for request in requests if _can_be_read(catalogue, request)]
    for request in requests.keys() - {*checked}:
        screen.line(
            f"non vérifié : {request.file}, dont la source « {request.source} » ou le site est à corriger d'abord"
        )
    steps = run_imports(
        workspace, catalogue, checked, importer=check_file, on_step=lambda step: tell_import(screen, step)
    )
    refused = sum(step.refusal is not None for step in steps)
    screen.line(
        f"{counted(len(steps), 'fichier vérifié', 'fichiers vérifiés')}, {counted(refused, 'refusé', 'refusés')}."
    )
    return refused


def _can_be_read(catalogue: Catalogue, request: Import) -> bool:
    return request.source in catalogue.sources and request.site in catalogue.sites


def _indicator_issues(catalogue: Catalogue) -> list[Issue]:
    """Indicators that cannot be measured, and the worked cases of the others."""
    issues = check_indicators(catalogue)
    faulty = {issue.file for issue in issues if issue.severity == "error"}
    sound = {id_: known for id_, known in catalogue.indicators.items() if f"params/indicators/{id_}.yml" not in faulty}
    return [*issues, *check_worked_cases(replace(catalogue, indicators=sound))]
