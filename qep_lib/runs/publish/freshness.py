"""Whether a job is up to date, or why it must run, in words for whoever asked. Running it is `runs.execute.job`.

A published report is up to date when what decides its bytes (`Provenance.key`) is what its record says, its files are
those of the record, and the last attempt to make it did not fail.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qep_lib.files import file_sha256
from qep_lib.indicators.years import years_of_report
from qep_lib.model.campaign import Import
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.suggest import first_of
from qep_lib.model.workspace import Workspace
from qep_lib.params.approved import masked_text
from qep_lib.provenance import SHOWN_FILES, Provenance, changed_inputs, trace
from qep_lib.runs.plan.planning import Job, Plan
from qep_lib.runs.publish.published import PublishedReport, find_published
from qep_lib.runs.record.history import read_latest
from qep_lib.runs.record.outcome import Outcome
from qep_lib.store.manifest import read_manifest

FORCED = "demandé (--force)"


@dataclass(frozen=True, slots=True)
class JobState:
    """A job with what is to be done of it; `reasons`, in French, say why it is to run, `key` is that of its inputs."""

    job: Job
    state: Literal["to_run", "up_to_date", "no_data"]
    key: str | None = None
    reasons: tuple[str, ...] = ()


def trace_job(workspace: Workspace, catalogue: Catalogue, job: Job) -> Provenance:
    """The provenance that the report of `job` would have now."""
    period, as_of = Period.parse(job.period), date.fromisoformat(job.as_of)
    return trace(workspace, catalogue, job.report_id, job.subject, period, as_of, job.audience)


def examine_jobs(
    workspace: Workspace, catalogue: Catalogue, jobs: Iterable[Job], is_forced: bool = False
) -> tuple[JobState, ...]:
    """What is to be done of each job, in the same order: under a millisecond each.

    With `is_forced` every job that has data is to run.
    """
    latest = read_latest(workspace)
    lasts = ((job, latest.get(job.id)) for job in jobs)
    return tuple(_examine(workspace, catalogue, job, last.outcome if last else None, is_forced) for job, last in lasts)


def examine_plan(
    workspace: Workspace, catalogue: Catalogue, plan: Plan, is_forced: bool = False
) -> tuple[JobState, ...]:
    """As `examine_jobs`, before the plan's files are imported: a job whose declared files have changed is to run."""
    changed = [request for request in plan.imports if _is_to_import(workspace, catalogue, request)]
    states = examine_jobs(workspace, catalogue, plan.jobs, is_forced)
    return tuple(_with_imports(catalogue, state, changed) for state in states)


def _examine(workspace: Workspace, catalogue: Catalogue, job: Job, last: Outcome | None, is_forced: bool) -> JobState:
    if job.data == "none":
        return JobState(job, "no_data")
    traced = trace_job(workspace, catalogue, job)
    published = find_published(workspace, job.id)
    reasons = [FORCED] if is_forced else []
    if last is not None and last.status == "failed":
        reasons.append(f"dernier essai en échec{f' : {last.failure.sentence}' if last.failure else ''}")
    if published is None:
        reasons.append("jamais produit")
    else:
        reasons += _differences(traced, published)
    return JobState(job, "to_run" if reasons else "up_to_date", traced.key, tuple(reasons))


def _differences(traced: Provenance, published: PublishedReport) -> list[str]:
    """Why the published report is not what would be made now; empty when it is."""
    reasons = []
    if published.provenance["key"] != traced.key:
        reasons = changed_inputs(traced.to_json(), published.provenance) or ["clé de production changée"]
    if altered := published.altered_files():
        reasons.append(f"fichier publié modifié ou absent : {first_of(altered, SHOWN_FILES)}")
    return reasons


def _is_to_import(workspace: Workspace, catalogue: Catalogue, request: Import) -> bool:
    """True unless these very bytes are stored under this description; only the import itself judges the mapping."""
    request = request.model_copy(update={"nature_note": masked_text(request.nature_note, catalogue)})
    described = ("file", "period", "extracted_on", "nature", "nature_note", "fictitious_columns")
    known = [
        entry
        for entry in read_manifest(workspace, [request.site])
        if all(getattr(entry, name) == getattr(request, name) for name in described)
    ]
    return not known or file_sha256(workspace.root / request.file) not in {entry.sha256 for entry in known}


def _with_imports(catalogue: Catalogue, state: JobState, changed: Iterable[Import]) -> JobState:
    """The state once the changed files that this report reads are counted in."""
    job, period = state.job, Period.parse(state.job.period)
    tables = catalogue.reports[job.report_id].tables_read
    files = [
        request.file
        for request in changed
        if request.site in job.sites
        and (table := catalogue.sources[request.source].table) in tables
        and years_of_report(catalogue, job.report_id, table, period, job.sites) & {*Period.parse(request.period).years}
    ]
    if not files:
        return state
    return JobState(job, "to_run", state.key, (*state.reasons, f"à importer : {first_of(tuple(files), SHOWN_FILES)}"))
