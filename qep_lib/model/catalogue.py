"""All of `params/` once read and checked, and the part of it that one report may read. Reading is `params/`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from qep_lib.model.campaign import Conventions, ReportType, Run, Source
from qep_lib.model.correspondence import Correspondence
from qep_lib.model.fingerprint import fingerprint
from qep_lib.model.indicator import Indicator
from qep_lib.model.period import Period
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.school_calendar import SchoolCalendar
from qep_lib.model.site import Framework, Label, Site


@dataclass(frozen=True)
class Catalogue:
    """`params/` in memory. Keys are ids; `public_holidays` maps zone -> day -> French name (the official list),
    `school_calendars` are those entered by hand."""

    sites: Mapping[str, Site]
    labels: Mapping[str, Label]
    frameworks: Mapping[str, Framework]
    indicators: Mapping[str, Indicator]
    questionnaires: Mapping[str, Questionnaire]
    sources: Mapping[str, Source]
    reports: Mapping[str, ReportType]
    runs: Mapping[str, Run]
    conventions: Conventions
    public_holidays: Mapping[str, Mapping[date, str]]
    school_calendars: tuple[SchoolCalendar, ...] = ()
    correspondences: tuple[Correspondence, ...] = ()

    def framework_of(self, site_id: str) -> Framework:
        """The référentiel that the site's label names, otherwise the newest version."""
        label = self.labels.get(site_id)
        version = label.framework if label else max(self.frameworks)
        return self.frameworks[version]

    def years_read(self, table: str, period: Period) -> frozenset[int]:
        """Years of the stored rows of `table` on which the figures of `period` may stand: those it compares, and more
        for what began earlier.

        A title delivered in January was decided, and is stored, the year before. Trainings count over a cycle of years,
        of which the first is not whole: one year more.
        """
        years = period.compared_years
        before = 0
        if table == "title_cases" and any(i.arguments.get("end") == "available_on" for i in self.indicators.values()):
            before = 1
        elif table == "trainings":
            before = max((known.label.training_cycle_years for known in self.frameworks.values()), default=1)
        return years | {min(years) - back for back in range(1, before + 1)} | {year - 1 for year in years if before}

    def correspondence_of(self, version: str) -> Correspondence | None:
        """The correspondence with Services Publics + of that version of the framework, or None."""
        return next((found for found in self.correspondences if version in found.frameworks), None)

    def restricted_to(self, sites: Collection[str], reports: Collection[str] = ()) -> "Catalogue":
        """What a report of these sites may read: what is not in it cannot change the report.

        Rows, labels and frameworks of these sites, these types of report, and all that sites share (indicators,
        questionnaires, conventions, calendars, correspondences). Neither sources, whose effect is in the stored rows, nor runs.
        """
        return replace(
            self,
            sites=_only(self.sites, sites),
            labels=_only(self.labels, sites),
            frameworks={version: self.frameworks[version] for version in self._versions(sites)},
            reports=_only(self.reports, reports),
            sources={},
            runs={},
        )

    def fingerprint_for(self, sites: Collection[str], reports: Collection[str] = ()) -> str:
        """SHA-256 of what `restricted_to` keeps. What sites share is hashed once, the rest costs microseconds."""
        versions = self._versions(sites)
        return fingerprint(
            {
                "shared": self._shared_fingerprint,
                "sites": _only(self.sites, sites),
                "labels": _only(self.labels, sites),
                "frameworks": {version: self._framework_fingerprints[version] for version in versions},
                "reports": _only(self.reports, reports),
            }
        )

    def _versions(self, sites: Collection[str]) -> set[str]:
        """The framework versions that these sites use; an unlabelled site uses the newest."""
        known = [self.labels[site_id].framework if site_id in self.labels else "" for site_id in sites]
        newest = max(self.frameworks, default="")
        return {version or newest for version in known} & self.frameworks.keys()

    def prepare_fingerprints(self) -> None:
        """Hash beforehand what `fingerprint_for` hashes once, for a process whose children will all need it."""
        self.indicators_fingerprint  # noqa: B018 - a cached property: asking for it is what fills it

    @cached_property
    def _shared_fingerprint(self) -> str:
        days = {zone: sorted(names.items()) for zone, names in self.public_holidays.items()}
        return fingerprint(
            [self.indicators, self.questionnaires, self.conventions, days, self.school_calendars, self.correspondences]
        )

    @cached_property
    def indicators_fingerprint(self) -> str:
        """Hash of the indicators and of all that they name: questionnaires, conventions, every référentiel."""
        return fingerprint([self._shared_fingerprint, self._framework_fingerprints])

    @cached_property
    def _framework_fingerprints(self) -> Mapping[str, str]:
        return {version: fingerprint(framework) for version, framework in self.frameworks.items()}


def _only(declared: Mapping, wanted: Collection[str]) -> dict:
    return {key: declared[key] for key in wanted if key in declared}
