"""`qep check`: parameters, notebooks, indicators with their worked cases, then declared files. What is checked is not here."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from qep_lib.cli.exits import DATA_REFUSED
from qep_lib.cli.importing import counted, tell_disagreements, tell_import, tell_issues, tell_left_out
from qep_lib.cli.laying import tell_shadows
from qep_lib.cli.screen import Screen
from qep_lib.errors import ParameterError, sure
from qep_lib.indicators.check import check_indicators
from qep_lib.indicators.worked_cases import check_worked_cases
from qep_lib.intake.importer import check_file
from qep_lib.model.campaign import Import
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.issue import Issue, has_errors
from qep_lib.model.workspace import Workspace
from qep_lib.params import isolation, read_catalogue
from qep_lib.params.catalogue import check_params, readable_catalogue
from qep_lib.params.document import located
from qep_lib.params.images import check_pictures
from qep_lib.params.letters import check_letters
from qep_lib.params.overlay import is_carried, list_files
from qep_lib.questions.links import indicators_of
from qep_lib.reports.notebook import unknown_calls
from qep_lib.runs.execute.imports import run_imports
from qep_lib.runs.plan.selection import select_sites
from qep_lib.store.concerned import all_about

MEASURING = ("params/indicators/", "params/questionnaires/", "params/referentiel/", "params/conventions.yml")
"""Files without which an indicator would be accused of what another file lacks."""


def check_all(sites: Sequence[str] = ()) -> int:
    """Check the parameters, the indicators, then every declared file without writing. Exit code 2 or 3, the first that
    applies. `sites`: only what concerns them; what other sites have to correct is named and changes no exit code.

    A fault in the parameters does not stop the check: the files that do not need what is faulty are read all the same.
    """
    workspace, screen = Workspace.find(), Screen()
    faults = [*check_params(workspace), *check_letters(workspace)]
    for path in list_files(workspace, "notebooks", "*.ipynb"):
        faults += unknown_calls(path, f"notebooks/{path.name}")
    catalogue = readable_catalogue(workspace) if has_errors(faults) else read_catalogue(workspace)
    if catalogue is not None:
        faults += check_pictures(workspace, catalogue.own_words.images)
    if sites:
        # A fault that all sites share leaves no catalogue of the others to tell apart.
        faults = _of_these_sites(screen, workspace, sites, faults)
    if catalogue is not None and not any(issue.file.startswith(MEASURING) for issue in faults):
        screen.line("Recalcul des exemples chiffrés des indicateurs, quelques secondes…")
        faults += located(workspace, filter(partial(_is_local, workspace), _indicator_issues(catalogue)))
    tell_issues(screen, faults)
    tell_shadows(screen, workspace)
    if is_faulty := has_errors(faults):
        screen.line("Paramètres : à corriger.")
    else:
        cases = sum(len(indicator.worked_cases) for indicator in sure(catalogue).indicators.values())
        screen.line(
            f"Paramètres : en ordre. {counted(cases, 'exemple chiffré recalculé', 'exemples chiffrés recalculés')}."
        )
    if catalogue is not None:
        _tell_questions(screen, workspace, catalogue)
    refused = _check_files(screen, workspace, catalogue, sites) if catalogue is not None else 0
    if catalogue is not None:
        chosen = select_sites(sites, catalogue.sites) if sites else catalogue.sites
        tell_disagreements(screen, workspace, catalogue, chosen)
    if is_faulty:
        return ParameterError.exit_code
    return DATA_REFUSED if refused else 0


def _tell_questions(screen: Screen, workspace: Workspace, catalogue: Catalogue) -> None:
    """Which questions feed which indicators, and which are reported under their own words."""
    for questionnaire in catalogue.questionnaires.values():
        if is_carried(workspace, f"params/questionnaires/{questionnaire.id}.yml"):
            continue
        links = {
            question.label: [
                found.id for found in indicators_of(questionnaire, question, catalogue.indicators.values())
            ]
            for question in questionnaire.questions
        }
        own = [f"« {label} »" for label, ids in links.items() if not ids]
        linked = [f"« {label} » ({', '.join(ids)})" for label, ids in links.items() if ids]
        screen.line(f"Questionnaire {questionnaire.id} : {counted(len(links), 'question', 'questions')}.")
        if linked:
            words = counted(len(linked), "liée à un indicateur national", "liées à un indicateur national")
            screen.line(f"  {words} : {', '.join(linked)}.")
        if own:
            words = counted(len(own), "reportée sous ses propres mots", "reportées sous leurs propres mots")
            screen.line(f"  {words} : {', '.join(own)}.")


def _of_these_sites(screen: Screen, workspace: Workspace, asked: Sequence[str], faults: list[Issue]) -> list[Issue]:
    """The faults without those that stop none of these sites, which are counted by file."""
    stopped, shared = isolation.parted(faults)
    if has_errors(shared):
        return faults
    catalogue = read_catalogue(workspace)
    sites = select_sites(asked, catalogue.sites)
    own = {sentence for found in all_about(workspace, catalogue, sites) for sentence in found.sentences}
    tell_left_out(screen, (found for found in catalogue.left_out if not own & {*found.sentences}))
    parted = (issue for issues in stopped.values() for issue in issues)
    return [*shared, *(issue for issue in parted if issue.sentence in own)]


def _check_files(screen: Screen, workspace: Workspace, catalogue: Catalogue, sites: Sequence[str] = ()) -> int:
    """The number of declared files that are refused; those that need a faulty parameter are named and left."""
    chosen = select_sites(sites, catalogue.sites) if sites else catalogue.sites
    declared = dict.fromkeys(request for run in catalogue.runs.values() for request in run.imports)
    requests = {request: None for request in declared if not sites or request.site in chosen}
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


def _is_local(workspace: Workspace, issue: Issue) -> bool:
    """False for what is nobody's to mend here: a national indicator of a question that this site does not ask."""
    return issue.code != "unknown_item" or not is_carried(workspace, issue.file)


def _indicator_issues(catalogue: Catalogue) -> list[Issue]:
    """Indicators that cannot be measured, and the worked cases of the others."""
    issues = check_indicators(catalogue)
    faulty = {issue.file for issue in issues if issue.severity == "error"}
    sound = {id_: known for id_, known in catalogue.indicators.items() if f"params/indicators/{id_}.yml" not in faulty}
    return [*issues, *check_worked_cases(replace(catalogue, indicators=sound))]
