"""What will be produced: every parameter checked and every job listed before any kernel starts. No job runs here.

Whether a job is up to date is `runs.publish.freshness`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from qep_lib.display.wording import format_date
from qep_lib.errors import DataRefused, ParameterError
from qep_lib.model.base import Audience
from qep_lib.model.campaign import Import, ReportType, Run
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.left_out import LeftOut
from qep_lib.model.parameters import AUDIENCE_OF, DEFAULT_AUDIENCE
from qep_lib.model.period import Period
from qep_lib.model.subject import Subject
from qep_lib.model.suggest import unknown_words
from qep_lib.model.workspace import Workspace
from qep_lib.params.isolation import refuse
from qep_lib.params.overlay import find_file
from qep_lib.params.subjects import public_fault, subject_fault, subject_of
from qep_lib.provenance import partition_years
from qep_lib.runs.plan.selection import check_patterns, match_ids, select_codes
from qep_lib.runs.plan.soundness import PARAMETER_NAMES, check_notebook, parameter_default, refuse_unsound
from qep_lib.store.concerned import stops_of
from qep_lib.store.manifest import DatasetEntry, default_as_of, read_manifest

AUDIENCE_FOLDERS: dict[Audience, str] = {value: word for word, value in AUDIENCE_OF.items()}
"""Folder names under `reports/`, which people read."""


@dataclass(frozen=True, slots=True)
class Job:
    """One report to produce. Plain values only: a job crosses processes as JSON.

    `data` says what it can read: `stored` rows, rows still `to_import`, `none`, or `missing_file` when a declared file
    of its sites and period is not there, for the import would be refused.
    """

    report_id: str
    report_title: str
    notebook: str
    subject: Subject
    period: str
    as_of: str
    audience: Audience
    data: str

    @property
    def id(self) -> str:
        """`18/2020/interne/bilan`: also where the report is published under `reports/`."""
        return "/".join((self.subject.id, self.period, AUDIENCE_FOLDERS[self.audience], self.report_id))

    @property
    def sites(self) -> tuple[str, ...]:
        """Every site whose data it reads."""
        return self.subject.sites

    def to_json(self) -> dict[str, Any]:
        """The job as JSON values, flat: ledgers, plans and other processes hold it so."""
        of_subject = {"site_id": self.subject.id, "site_name": self.subject.name, "also_read": self.subject.also_read}
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "subject"} | of_subject

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Job":
        """The job that `to_json` wrote, possibly read back from a file."""
        plain = {**value}
        subject = Subject(plain.pop("site_id"), plain.pop("site_name"), tuple(plain.pop("also_read")))
        return cls(subject=subject, **plain)


@dataclass(frozen=True, slots=True)
class Plan:
    """Jobs in the order of the registry and of `reports.yml`, and the declared files to import first.

    `missing_files` names those that are not there; `left_out` are the faults of `params/` that took jobs away.
    """

    jobs: tuple[Job, ...]
    imports: tuple[Import, ...]
    missing_files: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The plan as JSON values."""
        return {
            "jobs": [{"id": job.id} | job.to_json() for job in self.jobs],
            "imports": [request.model_dump(mode="json") for request in self.imports],
            "missing_files": list(self.missing_files),
            "left_out": [sentence for found in self.left_out for sentence in found.sentences],
        }


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of some sites and periods. What is empty or None is not said: the declared runs say it, or every report,
    for internal use, as of the newest extraction."""

    reports: Sequence[str] | None = None
    audiences: Sequence[Audience] | None = None
    as_of: date | None = None

    def completed(self, runs: Sequence[Run]) -> "Wanted":
        """With what the runs say where it does not."""
        return Wanted(
            self.reports or [report_id for run in runs for report_id in run.reports],
            self.audiences or [audience for run in runs for audience in run.audiences],
            self.as_of or next((run.as_of for run in runs if run.as_of), None),
        )

    def faults(self, catalogue: Catalogue) -> list[str]:
        """Why it cannot be asked, in French."""
        faults = unknown_words("rapport", self.reports or (), catalogue.reports)
        return faults + unknown_words("audience", self.audiences or (), AUDIENCE_FOLDERS, is_feminine=True)


UNSAID = Wanted()


def plan_run(
    workspace: Workspace,
    catalogue: Catalogue,
    sites: Sequence[str],
    periods: Sequence[str],
    wanted: Wanted = UNSAID,
    only: Sequence[str] = (),
) -> Plan:
    """Every report of `sites` × `periods`, once all of it is known to be runnable.

    What is not `wanted` comes from the declared run of that site and period, otherwise all reports, for internal use, as of
    the newest extraction. The report of a group is planned for the site that leads
    it, with the files of all its sites; that of a region for each region, list or country asked for. `only` keeps the jobs
    whose id matches one of these patterns. Raises one `ParameterError` with every fault: unknown site, period, report or
    audience, report of a group that none of the sites leads, comparison of a single site, notebook that cannot be run,
    indicator that cannot be measured; or a pattern that matches nothing.
    """
    faults: list[str] = []
    codes = _collect(faults, lambda: select_codes(sites, catalogue.sites)) or ()
    parsed = [period for code in periods if (period := _collect(faults, partial(Period.parse, code)))]
    faults += wanted.faults(catalogue)
    declared = _runs_by_case(catalogue)
    cases = [
        _Case(code, period, wanted.completed(declared.get((code, period.code), ())))
        for code in codes
        for period in parsed
    ]
    return _plan(workspace, catalogue, cases, declared, faults, only)


def plan_declared(
    workspace: Workspace,
    catalogue: Catalogue,
    runs: Iterable[Run],
    wanted: Wanted = UNSAID,
    only: Sequence[str] = (),
) -> Plan:
    """The plans of declared runs, one after the other; what is given replaces what they say.

    A report that two runs name appears once.
    """
    faults = wanted.faults(catalogue)
    declared, cases = _runs_by_case(catalogue), []
    for run in runs:
        period, own = Period.parse(run.period), wanted.completed([run])
        for code in select_codes(run.sites, catalogue.sites):
            cases.append(_Case(code, period, own.completed(declared[code, period.code])))
    return _plan(workspace, catalogue, cases, declared, faults, only)


def has_data(entries: Iterable[DatasetEntry], period: Period) -> bool:
    """True when one of the imported files has rows in a year of the period."""
    years = {*period.years}
    return any(partition_years(entry) & years for entry in entries)


@dataclass(frozen=True, slots=True)
class _Case:
    """The code of one site or perimeter and one period, with what is asked of them."""

    code: str
    period: Period
    wanted: Wanted

    def reports(self, catalogue: Catalogue) -> Collection[str]:
        """Those that are asked for."""
        return self.wanted.reports or catalogue.reports


_RunsByCase = Mapping[tuple[str, str], tuple[Run, ...]]


def _runs_by_case(catalogue: Catalogue) -> _RunsByCase:
    """(site or perimeter, period) -> the declared runs that name them, by id."""
    found: dict[tuple[str, str], tuple[Run, ...]] = {}
    for _, run in sorted(catalogue.runs.items()):
        period = Period.parse(run.period).code
        for code in select_codes(run.sites, catalogue.sites):
            found[code, period] = (*found.get((code, period), ()), run)
    return found


def _plan(
    workspace: Workspace,
    catalogue: Catalogue,
    cases: Sequence[_Case],
    declared: _RunsByCase,
    faults: list[str],
    only: Sequence[str],
) -> Plan:
    """The jobs and imports of the cases; raises with every fault found so far and here."""
    _collect(faults, lambda: refuse_unsound(workspace, catalogue))
    wanted = () if faults else {report_id for case in cases for report_id in case.reports(catalogue)}
    for report_id in sorted(wanted):
        report = catalogue.reports[report_id]
        notebook = find_file(workspace, f"notebooks/{report.notebook}")
        unfit = check_notebook(notebook, PARAMETER_NAMES[report.scope])
        faults += unfit or _comparison_faults(catalogue, report, notebook, cases)
        asked = dict.fromkeys(case.code for case in cases if report_id in (case.wanted.reports or ()))
        if asked and (fault := subject_fault(catalogue, report_id, asked)):
            faults.append(fault)
    _refuse(faults)
    jobs: dict[str, Job] = {}
    imports: dict[Import, None] = {}
    every_id: list[str] = []
    stopped: dict[LeftOut, None] = {}
    damaged: list[DataRefused] = []
    for case in cases:
        try:
            found = {job.id: job for job in _jobs(workspace, catalogue, case, declared)}
        except DataRefused as refusal:
            # The list of what one site imported is damaged: its reports cannot be made, the others can.
            damaged.append(refusal)
            stopped[LeftOut("stored", case.code, refusal.message, (refusal.message,))] = None
            continue
        every_id += found
        for job_id in match_ids(found, only):
            if stops := stops_of(workspace, catalogue, found[job_id].sites, (case.code, case.period.code)):
                stopped.update(dict.fromkeys(stops))
                del found[job_id]
        kept = {job_id: found[job_id] for job_id in match_ids(found, only)}
        jobs.update(kept)
        for job in kept.values():
            if job.audience == "public":
                fault = public_fault(catalogue, job.report_id, job.subject, case.period) or _cut_off_fault(
                    declared, job
                )
                faults += [fault] if fault else []
            periods = catalogue.reports[job.report_id].periods(case.period)
            imports.update(dict.fromkeys(_imports(declared, job.sites, periods)))
    _refuse(faults)
    if not jobs:
        refuse(found for found in stopped if found.kind != "stored")
        for first in damaged:
            raise first
    check_patterns(only, every_id)
    return Plan(tuple(jobs.values()), tuple(imports), _missing_files(workspace, imports), tuple(stopped))


def _cut_off_fault(declared: _RunsByCase, job: Job) -> str | None:
    """Why a public report cannot stop at its day: another public one of the same site and period stops at another, and the
    difference of the two would be the few who came between."""
    for site_id in job.sites:
        for run in declared.get((site_id, job.period), ()):
            if "public" in run.audiences and run.as_of is not None and run.as_of.isoformat() != job.as_of:
                return (
                    f"rapport public « {job.report_id} », {job.subject.name}, {job.period} : arrêté au "
                    f"{format_date(date.fromisoformat(job.as_of))}, alors que le lot « {run.id} » publie les chiffres de "
                    f"{site_id} arrêtés au {format_date(run.as_of)} ; la différence des deux "
                    "montrerait quelques personnes. À faire : donner la même date d'arrêté (as_of) aux deux."
                )
    return None


def _refuse(faults: Sequence[str]) -> None:
    if faults:
        raise ParameterError("paramètres refusés : rien n'a été lancé.", tuple(dict.fromkeys(faults)))


def _comparison_faults(
    catalogue: Catalogue, report: ReportType, notebook: Path, cases: Sequence[_Case]
) -> Iterator[str]:
    """Why the period that a notebook of a region compares with by default is not one that it could, period by period."""
    if "previous" not in PARAMETER_NAMES[report.scope]:
        return
    previous = parameter_default(notebook, "previous")
    for case in cases:
        if report.id in (case.reports(catalogue)) and subject_of(catalogue, report.id, case.code):
            faults: list[str] = []
            _collect(faults, partial(report.compared_period, case.period, previous))
            yield from (f"carnet « {notebook.name} », cellule « parameters » : {fault}" for fault in faults)


def _jobs(workspace: Workspace, catalogue: Catalogue, case: _Case, declared: _RunsByCase) -> list[Job]:
    ordered = sorted(catalogue.reports.values(), key=lambda report: (report.order, report.id))
    asked = set(case.reports(catalogue))
    chosen = [
        (report, subject)
        for report in ordered
        if report.id in asked and (subject := subject_of(catalogue, report.id, case.code))
    ]
    known: dict[tuple[tuple[str, ...], tuple[Period, ...]], tuple[date, str]] = {}
    for report, subject in chosen:
        read = (subject.sites, report.periods(case.period))
        if read not in known:
            known[read] = _day_and_data(workspace, case, *read, declared)
    return [
        Job(
            report_id=report.id,
            report_title=report.title,
            notebook=report.notebook,
            subject=subject,
            period=case.period.code,
            as_of=day.isoformat(),
            audience=audience,
            data=data,
        )
        for audience in AUDIENCE_FOLDERS
        if audience in (case.wanted.audiences or [DEFAULT_AUDIENCE])
        for report, subject in chosen
        for day, data in [known[subject.sites, report.periods(case.period)]]
    ]


def _day_and_data(
    workspace: Workspace, case: _Case, sites: Sequence[str], periods: Sequence[Period], declared: _RunsByCase
) -> tuple[date, str]:
    """The cut-off date of a report that reads these sites and periods, and what it can read of them (`Job.data`)."""
    imports = _imports(declared, sites, periods)
    is_stored = has_data(read_manifest(workspace, sites), case.period)
    day = case.wanted.as_of
    if day is None and imports and not is_stored:
        day = max(request.extracted_on for request in imports)
    data = "stored" if is_stored else "to_import" if imports else "none"
    if _missing_files(workspace, imports):
        data = "missing_file"
    return day or default_as_of(workspace, sites, case.period), data


def _imports(declared: _RunsByCase, sites: Iterable[str], periods: Sequence[Period]) -> tuple[Import, ...]:
    """The files of these sites that their declared runs of those periods name."""
    found = (
        request
        for site_id in sites
        for period in periods
        for run in declared.get((site_id, period.code), ())
        for request in run.imports
        if request.site == site_id
    )
    return tuple(dict.fromkeys(found))


def _missing_files(workspace: Workspace, requests: Iterable[Import]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r.file for r in requests if not (workspace.root / r.file).exists()))


_Read = TypeVar("_Read")


def _collect(faults: list[str], read: Callable[[], _Read]) -> _Read | None:
    try:
        return read()
    except ParameterError as error:
        faults.extend(error.faults or (error.message,))
        return None
