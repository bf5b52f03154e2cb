"""What `qep retry` runs: jobs with data and not published, planned again as they were asked. Running is `runs.execute.batch`."""

from collections.abc import Mapping
from datetime import date

from qep_lib.model.catalogue import Catalogue
from qep_lib.model.workspace import Workspace
from qep_lib.runs.plan.planning import Plan, Wanted, plan_run
from qep_lib.runs.plan.settings import RunSettings
from qep_lib.runs.record.history import RETRIED, Latest


def jobs_to_retry(catalogue: Catalogue, latest: Mapping[str, Latest]) -> dict[str, Latest]:
    """The jobs that failed, were interrupted or never started, and whose site and report are still declared."""
    return {
        job_id: last
        for job_id, last in latest.items()
        if last.outcome.status in RETRIED
        and all(site_id in catalogue.sites for site_id in last.outcome.job.sites)
        and last.outcome.job.report_id in catalogue.reports
    }


def plan_retry(workspace: Workspace, catalogue: Catalogue, wanted: Mapping[str, Latest]) -> Plan:
    """The plan of these jobs and no other, with the cut-off date typed at the time; without one, as of the newest data.

    Raises `ParameterError` as `plan_run` does.
    """
    by_day: dict[str | None, list[str]] = {}
    for job_id, latest in wanted.items():
        by_day.setdefault(typed_as_of(latest), []).append(job_id)
    plans = []
    for day, ids in by_day.items():
        chosen = [wanted[job_id].outcome.job for job_id in ids]
        plans.append(
            plan_run(
                workspace,
                catalogue,
                sites=list(dict.fromkeys(job.subject.id for job in chosen)),
                periods=list(dict.fromkeys(job.period for job in chosen)),
                wanted=Wanted(
                    reports=list(dict.fromkeys(job.report_id for job in chosen)),
                    audiences=list(dict.fromkeys(job.audience for job in chosen)),
                    as_of=date.fromisoformat(day) if day else None,
                ),
                only=ids,
            )
        )
    return Plan(
        jobs=tuple(job for plan in plans for job in plan.jobs),
        imports=tuple(dict.fromkeys(request for plan in plans for request in plan.imports)),
        missing_files=tuple(dict.fromkeys(file for plan in plans for file in plan.missing_files)),
        left_out=tuple(dict.fromkeys(found for plan in plans for found in plan.left_out)),
    )


def former_settings(wanted: Mapping[str, Latest]) -> RunSettings | None:
    """The settings of the last batch among those that these jobs come from; None if another version wrote them."""
    header = max((latest.header for latest in wanted.values()), key=lambda header: header["run"])
    try:
        return RunSettings(**header["settings"])
    except TypeError:
        return None


def typed_as_of(latest: Latest) -> str | None:
    """The cut-off date that was typed for a job, by `qep run` or, for a job that was already a retry, before it."""
    asked = latest.header["asked"]
    return asked.get("as_of") or asked.get("as_of_by_job", {}).get(latest.outcome.job.id)
