"""`qep import`: which files, and what is said of them. Reading files is `intake`."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, cast, get_args

from qep_lib.cli.confirming import confirmed
from qep_lib.cli.exits import DATA_REFUSED
from qep_lib.cli.screen import Screen
from qep_lib.errors import DataRefused, ParameterError, sure
from qep_lib.intake.arrival import ImportOutcome
from qep_lib.model.base import Nature
from qep_lib.model.campaign import Import, Run
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.issue import Issue, grouped_sentences
from qep_lib.model.left_out import LeftOut
from qep_lib.model.period import Period
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.params.isolation import refuse
from qep_lib.runs.execute.imports import ImportStep, run_imports
from qep_lib.runs.guard.lock import workspace_lock
from qep_lib.runs.plan.selection import select_sites
from qep_lib.store.manifest import read_manifest

SHOWN_ISSUES = 25
SHOWN_SITES = 5
SEVERITY_WORDS = {"error": "erreur", "reject": "ligne écartée", "warning": "avertissement"}


def import_files(
    file: str | None,
    source: str | None,
    site: str | None,
    period: str | None,
    extracted_on: str | None,
    nature: str | None,
    note: str | None,
    run_ids: Sequence[str],
    replaces: str | None = None,
    accept_rejected: bool = False,
    dropped: Sequence[str] = (),
    is_agreed: bool = False,
    only_period: bool = False,
    sheets_left: Sequence[str] = (),
) -> int:
    """Import the named file, or the files of declared runs; says what became of each. Exit code 3 if one is refused.

    `replaces`: an imported file whose place the named one takes; `accept_rejected`: a new version with rejected rows may replace
    the stored one; `dropped`: the columns that it may lose. What will go is listed and asked, unless `is_agreed`.
    `only_period` and `sheets_left`: what of the named file is not read, as in a run.
    """
    # `qep run` takes some words from here, and seldom has a file to read.
    from qep_lib.intake.importer import check_file, import_file
    from qep_lib.runs.publish.portal import refresh_index

    workspace, screen = Workspace.find(), Screen()
    options = {"source": source, "site": site, "period": period, "extracted-on": extracted_on, "nature": nature}
    accepted: dict[str, Any] = {"accept_rejected": accept_rejected, "replaces": replaces, "dropped": dropped}
    if file is None:
        of_a_file = {"note": note, "only-period": only_period, "leave-sheet": sheets_left}
        accepts = {"replace": replaces, "accept-rejected": accept_rejected, "drop-column": dropped}
        _refuse_without_file(options | accepts | of_a_file)
    catalogue = read_catalogue(workspace)
    if file is None:
        declared = dict.fromkeys(request for run in declared_runs(catalogue, run_ids) for request in run.imports)
        requests = tuple(request for request in declared if request.source in catalogue.sources)
        unread = [request for request in declared if request.source not in catalogue.sources]
    else:
        unread = []
        requests = (_request(workspace, catalogue, file, options, note, only_period, sheets_left),)
        check = partial(check_file, workspace, catalogue, requests[0], **accepted)
        going = _going(check, dropped) if any(accepted.values()) else ()
        question = f"Retirer cela et mettre à la place les lignes de {Path(file).name} ?"
        if going and not confirmed(screen, question, going, is_agreed):
            screen.line("Rien n'a été changé.")
            return 0
    with workspace_lock(workspace), screen.progress(len(requests), "Import"):
        importer = partial(import_file, **accepted)
        try:
            steps = run_imports(workspace, catalogue, requests, importer, on_step=lambda s: tell_import(screen, s))
        finally:
            # Published reports may have become older than their data, even if a later file stopped the import.
            refresh_index(workspace, catalogue)
    tell_disagreements(screen, workspace, catalogue, {step.request.site for step in steps if step.has_changed})
    return _tell_end(screen, catalogue, steps, unread)


def _tell_end(screen: Screen, catalogue: Catalogue, steps: Sequence[ImportStep], unread: Sequence[Import]) -> int:
    refused = sum(step.refusal is not None for step in steps)
    screen.line(f"{counted(len(steps), 'fichier lu', 'fichiers lus')}, {counted(refused, 'refusé', 'refusés')}.")
    for request in unread:
        screen.line(f"non lu    {request.file} : sa source « {request.source} » est à corriger d'abord", "bold red")
    tell_left_out(screen, catalogue.left_out)
    return ParameterError.exit_code if unread else DATA_REFUSED if refused else 0


def import_corrected(filled: str, other_options: Mapping[str, object]) -> int:
    """Apply a filled list of corrections to the file that it is of, and say what became of it."""
    from qep_lib.intake.importer import correct_file
    from qep_lib.runs.publish.portal import refresh_index

    if typed := [f"--{name}" for name, value in other_options.items() if value]:
        raise ParameterError(
            f"--corrected avec {', '.join(typed)} : la liste dit elle-même de quel fichier elle est. Accepté : "
            "qep import --corrected LISTE."
        )
    workspace, screen = Workspace.find(), Screen()
    catalogue = read_catalogue(workspace)
    with workspace_lock(workspace), screen.progress(1, "Import"):
        try:
            request, outcome = correct_file(workspace, catalogue, Path(os.path.normpath(Path(filled).absolute())))
            tell_import(screen, ImportStep(request, outcome=outcome))
        finally:
            refresh_index(workspace, catalogue)
    known = [entry for entry in read_manifest(workspace, [request.site]) if entry.dataset == outcome.dataset]
    corrected = sum(entry.corrected for entry in known)
    screen.line(f"{counted(corrected, 'valeur corrigée', 'valeurs corrigées')} ; le fichier reste tel quel.")
    return 0


def _going(check: Callable[[], ImportOutcome], dropped: Sequence[str]) -> list[str]:
    """What storing the file would take away, a line each; nothing when it would change nothing or be refused."""
    try:
        outcome = check()
    except DataRefused:
        # The import itself will say why.
        return []
    if outcome.is_unchanged:
        return []
    new = f"remplacées par {counted(outcome.rows_accepted, 'ligne', 'lignes')} de {outcome.rows_read} lues"
    going = [
        f"« {entry.dataset} » : {counted(entry.rows_accepted, 'ligne', 'lignes')}, période {entry.period}"
        + (f", {new}" if entry.dataset == outcome.dataset else "")
        for entry in outcome.replaced
    ]
    return going + [f"toutes les valeurs de la colonne « {heading} »" for heading in dropped if going]


def declared_runs(catalogue: Catalogue, run_ids: Sequence[str]) -> tuple[Run, ...]:
    """The declared runs of those ids, or all that have no fault; raises `ParameterError` naming every unknown one, or with
    the faults of those that are asked for."""
    refuse(found for found in catalogue.left_out if found.kind == "run" and found.id in run_ids)
    unknown = [run_id for run_id in run_ids if run_id not in catalogue.runs]
    if unknown:
        faults = (f"« {run_id} » ; {did_you_mean(run_id, catalogue.runs)}".rstrip(" ;") for run_id in unknown)
        accepted = ", ".join(catalogue.runs) or "aucun lot n'est déclaré dans params/runs/"
        raise ParameterError(f"lot inconnu. Accepté : {accepted}.", tuple(faults))
    return tuple(catalogue.runs[run_id] for run_id in run_ids or catalogue.runs)


def tell_left_out(screen: Screen, left_out: Iterable[LeftOut]) -> None:
    """What is not read for a fault of its own, whom it is about, and how to know more; nothing when there is none."""
    for found in left_out:
        if found.kind == "stored":
            screen.line(f"Laissé de côté : {' '.join(found.sentences)}", "bold red")
            continue
        named = sorted(found.sites)
        about = f" (site{'s' * (len(named) > 1)} {', '.join(named[:SHOWN_SITES])}{'…' * (len(named) > SHOWN_SITES)})"
        faults = counted(len(found.sentences), "faute", "fautes")
        screen.line(
            f"Laissé de côté : {found.file}, {faults}{about if named else ''}. À faire : qep check.", "bold red"
        )


def tell_import(screen: Screen, step: ImportStep) -> None:
    """One line for a file, then its faults."""
    screen.step()
    name = step.request.file
    if step.refusal is not None:
        screen.line(f"refusé    {name} : {step.refusal.message}", "bold red")
        _tell_sentences(screen, step.refusal.faults)
        return
    outcome = sure(step.outcome)
    screen.line(f"{_verdict(outcome)}  {name}")
    for entry in outcome.replaced:
        what = "la version précédente" if entry.dataset == outcome.dataset else f"« {entry.dataset} »"
        screen.line(f"          remplace {what} ({counted(entry.rows_accepted, 'ligne', 'lignes')})")
    tell_issues(screen, outcome.issues)
    if outcome.rejected_path is not None:
        screen.line(f"          lignes écartées, avec la raison : {outcome.rejected_path}")
    if outcome.to_correct is not None:
        screen.line(f"          cellules à corriger, à remplir : {outcome.to_correct}")


def tell_disagreements(screen: Screen, workspace: Workspace, catalogue: Catalogue, sites: Iterable[str]) -> None:
    """What the files that were imported of these sites do not agree on; nothing when they do."""
    from qep_lib.indicators.action_origins import untimely_origins

    if issues := untimely_origins(workspace, catalogue, sites):
        screen.line("À vérifier entre les fichiers importés :", "bold")
        tell_issues(screen, issues)


def tell_issues(screen: Screen, issues: Iterable[Issue]) -> None:
    """Counts by severity (of rows for those set aside), then the sentences, the gravest first, alike faults together."""
    issues = sorted(issues, key=lambda issue: list(SEVERITY_WORDS).index(issue.severity))
    if not issues:
        return
    counts = []
    for severity, word in SEVERITY_WORDS.items():
        found = [issue for issue in issues if issue.severity == severity]
        # A row with several faults is one row set aside.
        if number := len({(issue.sheet, issue.row) for issue in found} if severity == "reject" else found):
            counts.append(counted(number, word, " ".join(f"{part}s" for part in word.split())))
    screen.line(f"          {', '.join(counts)}")
    _tell_sentences(screen, grouped_sentences(issues))


def counted(number: int, one: str, several: str) -> str:
    """« 1 fichier », « 3 fichiers »; zero is singular in French."""
    return f"{number} {several if number > 1 else one}"


def parse_day(text: str, option: str) -> date:
    """A date typed on the command line; raises `ParameterError`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ParameterError(f"--{option} : date « {text} » illisible. Accepté : une date comme 2021-01-13.") from None


def _tell_sentences(screen: Screen, sentences: Sequence[str]) -> None:
    for sentence in sentences[:SHOWN_ISSUES]:
        screen.line(f"          - {sentence}")
    if len(sentences) > SHOWN_ISSUES:
        screen.line(f"          … et {len(sentences) - SHOWN_ISSUES} autres")


def _verdict(outcome: ImportOutcome) -> str:
    if outcome.is_unchanged:
        return "inchangé"
    return f"lu        {counted(outcome.rows_accepted, 'ligne', 'lignes')} sur {outcome.rows_read}"


def _refuse_without_file(options: Mapping[str, object]) -> None:
    """Raise `ParameterError` for options that describe the file to import when none is named."""
    typed = [f"--{name}" for name, value in options.items() if value not in (None, False, (), [])]
    if typed:
        raise ParameterError(
            f"{', '.join(typed)} : il manque le fichier. Accepté : qep import FICHIER … {typed[0]} …, ou, sans fichier, "
            "qep import [--run LOT] pour les fichiers que les lots déclarent."
        )


def _request(
    workspace: Workspace, catalogue: Catalogue, file: str, options: dict[str, str | None], note: str | None,
    only_period: bool = False, sheets_left: Sequence[str] = (),
) -> Import:  # fmt: skip
    """The declaration that the options spell; raises one `ParameterError` with every fault."""
    faults = [f"il manque --{name}" for name, value in options.items() if value is None]
    refuse(found for found in catalogue.left_out if options["source"] in found.sources)
    if options["source"] is not None and options["source"] not in catalogue.sources:
        hint = did_you_mean(options["source"], catalogue.sources)
        accepted = ", ".join(catalogue.sources)
        faults.append(f"--source « {options['source']} » inconnue ; {hint + ' ' if hint else ''}accepté : {accepted}")
    if options["nature"] is not None and options["nature"] not in get_args(Nature):
        faults.append(f"--nature « {options['nature']} » refusée ; accepté : {', '.join(get_args(Nature))}")
    if faults:
        raise ParameterError(f"import de {file} : options à corriger.", tuple(faults))
    given = {name: sure(value) for name, value in options.items()}
    select_sites([given["site"]], catalogue.sites)
    return Import(
        file=declared_path(workspace, Path(file)),
        source=given["source"],
        site=given["site"],
        period=Period.parse(given["period"]).code,
        extracted_on=parse_day(given["extracted-on"], "extracted-on"),
        nature=cast(Nature, given["nature"]),
        nature_note=note,
        only_period=only_period or None,
        sheets_left=tuple(sheets_left),
    )


def declared_path(workspace: Workspace, typed: Path) -> str:
    """As a run declares it: from the workspace when it is inside, whole otherwise. Its links are the gate's to judge."""
    path = Path(os.path.normpath(typed.absolute()))
    for candidate in (path, path.parent.resolve() / path.name):
        if candidate.is_relative_to(workspace.root):
            return candidate.relative_to(workspace.root).as_posix()
    return str(path)
