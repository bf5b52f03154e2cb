"""`qep check`: parameters, indicators with their worked cases, then declared files. What is checked is not here."""

from qep_lib.cli.exits import DATA_REFUSED
from qep_lib.cli.importing import counted, tell_import, tell_issues
from qep_lib.cli.screen import Screen
from qep_lib.errors import ParameterError
from qep_lib.indicators.check import check_indicators
from qep_lib.indicators.worked_cases import check_worked_cases
from qep_lib.intake.importer import check_file
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.issue import Issue, has_errors
from qep_lib.model.workspace import Workspace
from qep_lib.params import check_params, read_catalogue
from qep_lib.params.letters import check_letters
from qep_lib.runs.imports import run_imports


def check_all() -> int:
    """Check the parameters, the indicators, then every declared file without writing. Exit code 2 or 3, the first that
    applies."""
    workspace, screen = Workspace.find(), Screen()
    if not _tell_parameters(screen, [*check_params(workspace), *check_letters(workspace)]):
        return ParameterError.exit_code
    catalogue = read_catalogue(workspace)
    screen.line("Recalcul des exemples chiffrés des indicateurs, quelques secondes…")
    if not _tell_parameters(screen, _indicator_issues(catalogue)):
        return ParameterError.exit_code
    cases = sum(len(indicator.worked_cases) for indicator in catalogue.indicators.values())
    screen.line(
        f"Paramètres : en ordre. {counted(cases, 'exemple chiffré recalculé', 'exemples chiffrés recalculés')}."
    )
    requests = dict.fromkeys(request for run in catalogue.runs.values() for request in run.imports)
    steps = run_imports(
        workspace, catalogue, requests, importer=check_file, on_step=lambda step: tell_import(screen, step)
    )
    refused = sum(step.refusal is not None for step in steps)
    screen.line(
        f"{counted(len(steps), 'fichier vérifié', 'fichiers vérifiés')}, {counted(refused, 'refusé', 'refusés')}."
    )
    return DATA_REFUSED if refused else 0


def _indicator_issues(catalogue: Catalogue) -> list[Issue]:
    """Indicators that cannot be measured; when all can, their worked cases as well."""
    issues = check_indicators(catalogue)
    return issues if has_errors(issues) else [*issues, *check_worked_cases(catalogue)]


def _tell_parameters(screen: Screen, issues: list[Issue]) -> bool:
    """Say every issue; False when one of them stops the check."""
    tell_issues(screen, issues)
    if has_errors(issues):
        screen.line("Paramètres : à corriger avant de lire les fichiers.")
        return False
    return True
