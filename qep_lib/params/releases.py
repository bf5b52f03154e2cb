"""What declared public runs release, and why a public document of a period cannot be made. What a release is: `model.release`."""

from collections.abc import Iterable, Mapping

from qep_lib.model.campaign import ReportType, Run
from qep_lib.model.period import Period
from qep_lib.model.release import Release
from qep_lib.model.site import SiteGroup

PUBLIC_KINDS = ("year", "half", "quarter")
"""Periods of public documents: each lies inside another one or apart from it, months and chosen dates may not."""


def releases_of(
    runs: Iterable[Run], reports: Mapping[str, ReportType], groups: Iterable[SiteGroup]
) -> dict[str, tuple[Release, ...]]:
    """Site -> what its declared public runs release: their period, those that their reports show beside it and those that
    all of these are compared with, in the order of time; calendar years left out."""
    led = {group.lead: group.sites for group in groups}
    found: dict[str, dict[Period, frozenset[str]]] = {}
    for run in runs:
        if "public" not in run.audiences:
            continue
        for report in (reports[report_id] for report_id in run.reports):
            sites = {
                site for lead in run.sites for site in (led.get(lead, (lead,)) if report.scope == "group" else (lead,))
            }
            for period in _shown(report, Period.parse(run.period)):
                for site_id in sites:
                    of_site = found.setdefault(site_id, {})
                    of_site[period] = of_site.get(period, frozenset()) | {*report.tables}
    return {
        site_id: tuple(Release(period, tables) for period, tables in sorted(of_site.items()))
        for site_id, of_site in sorted(found.items())
    }


def _shown(report: ReportType, period: Period) -> set[Period]:
    shown = report.periods(period)
    return {p for p in (*shown, *(p.compared(report.compared_with) for p in shown)) if p.kind != "year"}


def release_fault(period: Period, tables: Iterable[str], releases: Iterable[Release]) -> str | None:
    """Why no public report of this period can be made from these tables, in French; None when it can."""
    if period.kind not in PUBLIC_KINDS:
        alike = period.named_alike
        if alike is not None and alike.kind in PUBLIC_KINDS:
            return (
                f"ces deux dates sont celles de « {alike.code} » ({alike.label}), et un rapport public nomme l'année, le "
                f"semestre ou le trimestre sur lequel il porte. À faire : demander la période {alike.code}."
            )
        return (
            "un rapport public porte sur une année, un semestre ou un trimestre, qui s'emboîtent ; d'autres dates laisseraient "
            "trouver de petits groupes par différence. À faire : choisir l'une de ces périodes, ou un rapport interne."
        )
    if period.kind == "year" or any(r.period == period and {*tables} <= r.tables for r in releases):
        return None
    return (
        "avant de publier un semestre ou un trimestre, on le déclare : le rapport de l'année ne rendra pas, par soustraction, "
        "ce qu'il ne montre pas. À faire : le déclarer dans params/runs/ (sites, period, reports, audiences: [public])."
    )
