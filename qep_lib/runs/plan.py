"""What will be produced: every parameter checked and every job listed before any kernel starts. No job runs here."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from qep_lib.errors import ParameterError
from qep_lib.indicators.check import refuse_bad_indicators
from qep_lib.indicators.results import default_as_of
from qep_lib.model.base import Audience
from qep_lib.model.campaign import Import, Run
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.workspace import Workspace
from qep_lib.provenance import partition_years
from qep_lib.runs.notebooks import check_notebook
from qep_lib.runs.selection import select_sites
from qep_lib.store import DatasetEntry, read_manifest

AUDIENCE_FOLDERS: dict[Audience, str] = {"internal": "interne", "public": "public"}
"""Folder names under `reports/`, which people read."""


@dataclass(frozen=True, slots=True)
class Job:
    """One report to produce. Plain values only: a job crosses processes as JSON.

    `data` says what it can read: `stored` rows, rows still `to_import`, `none`, or `missing_file` when a declared file
    of its site and period is not there, for the import would be refused.
    """

    report_id: str
    report_title: str
    notebook: str
    site_id: str
    site_name: str
    period: str
    as_of: str
    audience: Audience
    data: str

    @property
    def id(self) -> str:
        """`18/2020/interne/bilan`: also where the report is published under `reports/`."""
        return "/".join((self.site_id, self.period, AUDIENCE_FOLDERS[self.audience], self.report_id))

    def to_json(self) -> dict[str, str]:
        """The job as JSON values; `Job(**value)` gives it back."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Plan:
    """Jobs in the order of the registry and of `reports.yml`, and the declared files to import first.

    `missing_files` names those that are not there.
    """

    jobs: tuple[Job, ...]
    imports: tuple[Import, ...]
    missing_files: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The plan as JSON values."""
        return {
            "jobs": [job.to_json() for job in self.jobs],
            "imports": [request.model_dump(mode="json") for request in self.imports],
            "missing_files": list(self.missing_files),
        }


def plan_run(
    workspace: Workspace,
    catalogue: Catalogue,
    sites: Sequence[str],
    periods: Sequence[str],
    reports: Sequence[str] | None = None,
    audiences: Sequence[Audience] | None = None,
    as_of: date | None = None,
) -> Plan:
    """Every report of `sites` × `periods`, once all of it is known to be runnable.

    What is not given (`reports`, `audiences`, `as_of`) comes from the declared run of that site and period, otherwise
    all reports, for internal use, as of the newest extraction. Raises one `ParameterError` with every fault: unknown
    site, period, report or audience, notebook that cannot be run, indicator that cannot be measured.
    """
    faults: list[str] = []
    _collect(faults, lambda: refuse_bad_indicators(catalogue))
    site_ids = _collect(faults, lambda: select_sites(sites, catalogue.sites)) or ()
    parsed = [period for code in periods if (period := _collect(faults, lambda code=code: Period.parse(code)))]
    faults += _unknown("rapport", reports or (), catalogue.reports)
    faults += _unknown("audience", audiences or (), AUDIENCE_FOLDERS)
    cases = [] if faults else [_case(catalogue, s, p, reports) for s in site_ids for p in parsed]
    for report_id in sorted({report_id for case in cases for report_id in case.report_ids}):
        faults.extend(check_notebook(workspace.notebooks / catalogue.reports[report_id].notebook))
    if faults:
        raise ParameterError("paramètres refusés : rien n'a été lancé.", tuple(faults))
    manifest = read_manifest(workspace, site_ids)
    jobs = [job for case in cases for job in _jobs(workspace, catalogue, manifest, case, audiences, as_of)]
    imports = dict.fromkeys(request for case in cases for request in case.imports)
    return Plan(tuple(jobs), tuple(imports), _missing_files(workspace, imports))


def plan_declared(
    workspace: Workspace,
    catalogue: Catalogue,
    runs: Iterable[Run],
    reports: Sequence[str] | None = None,
    audiences: Sequence[Audience] | None = None,
    as_of: date | None = None,
) -> Plan:
    """The plans of declared runs, one after the other; what is given replaces what they say.

    A report that two runs name appears once.
    """
    jobs: dict[str, Job] = {}
    imports: dict[Import, None] = {}
    for run in runs:
        plan = plan_run(
            workspace,
            catalogue,
            run.sites,
            [run.period],
            reports or run.reports,
            audiences or run.audiences,
            as_of or run.as_of,
        )
        jobs.update({job.id: job for job in plan.jobs})
        imports.update(dict.fromkeys(plan.imports))
    return Plan(tuple(jobs.values()), tuple(imports), _missing_files(workspace, imports))


def matching_runs(catalogue: Catalogue, site_id: str, period: Period) -> tuple[Run, ...]:
    """The declared runs of that site and period, by id."""
    return tuple(
        run
        for _, run in sorted(catalogue.runs.items())
        if site_id in run.sites and Period.parse(run.period).code == period.code
    )


def has_data(manifest: Iterable[DatasetEntry], site_id: str, period: Period) -> bool:
    """True when the store has rows of that site in a year of the period."""
    return any(entry.site_id == site_id and partition_years(entry) & {*period.years} for entry in manifest)


@dataclass(frozen=True, slots=True)
class _Case:
    """One site and one period with what the declared runs say of them."""

    site_id: str
    period: Period
    runs: tuple[Run, ...]
    report_ids: tuple[str, ...]

    @property
    def imports(self) -> tuple[Import, ...]:
        return tuple(request for run in self.runs for request in run.imports if request.site == self.site_id)


def _case(catalogue: Catalogue, site_id: str, period: Period, reports: Sequence[str] | None) -> _Case:
    runs = matching_runs(catalogue, site_id, period)
    chosen = set(reports or [report_id for run in runs for report_id in run.reports] or catalogue.reports)
    ordered = sorted(catalogue.reports.values(), key=lambda report: (report.order, report.id))
    return _Case(site_id, period, runs, tuple(report.id for report in ordered if report.id in chosen))


def _jobs(workspace, catalogue, manifest, case: _Case, audiences, as_of: date | None) -> list[Job]:
    is_stored = has_data(manifest, case.site_id, case.period)
    day = as_of or next((run.as_of for run in case.runs if run.as_of), None)
    if day is None and case.imports and not is_stored:
        day = max(request.extracted_on for request in case.imports)
    if day is None:
        day = default_as_of(workspace, case.site_id, case.period)
    data = "stored" if is_stored else "to_import" if case.imports else "none"
    if _missing_files(workspace, case.imports):
        data = "missing_file"
    wanted = audiences or [audience for run in case.runs for audience in run.audiences] or ["internal"]
    return [
        Job(
            report_id=report_id,
            report_title=catalogue.reports[report_id].title,
            notebook=catalogue.reports[report_id].notebook,
            site_id=case.site_id,
            site_name=catalogue.sites[case.site_id].name,
            period=case.period.code,
            as_of=day.isoformat(),
            audience=audience,
            data=data,
        )
        for audience in AUDIENCE_FOLDERS
        if audience in wanted
        for report_id in case.report_ids
    ]


def _missing_files(workspace: Workspace, requests: Iterable[Import]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r.file for r in requests if not (workspace.root / r.file).exists()))


def _unknown(what: str, asked: Iterable[str], accepted) -> list[str]:
    faults = []
    for word in asked:
        if word not in accepted:
            hint = did_you_mean(word, accepted)
            faults.append(f"{what} « {word} » inconnu ; {hint + ' ' if hint else ''}accepté : {', '.join(accepted)}.")
    return faults


def _collect(faults: list[str], read):
    try:
        return read()
    except ParameterError as error:
        faults.extend(error.faults or (error.message,))
        return None
