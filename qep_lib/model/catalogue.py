"""All of `params/` once read and checked, and the part of it that one report may read. Reading is `params/`."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from qep_lib.model.approved import text_sha256
from qep_lib.model.campaign import Conventions, ReportType, Run, Source
from qep_lib.model.correspondence import Correspondence
from qep_lib.model.fingerprint import fingerprint
from qep_lib.model.indicator import Indicator
from qep_lib.model.letter import LetterTemplate
from qep_lib.model.perimeter import is_perimeter, lonely_region_fault, read_perimeter, sites_read
from qep_lib.model.period import Period
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.release import Release, release_fault, releases_inside
from qep_lib.model.school_calendar import SchoolCalendar
from qep_lib.model.site import Framework, Label, Site, SiteGroup
from qep_lib.persons.masking import mask

MONTHS_A_YEAR = 12
SHOWN_CODES = 5


@dataclass(frozen=True)
class Catalogue:
    """`params/` in memory. Keys are ids; `public_holidays` maps zone -> day -> French name (the official list),
    `school_calendars` are those entered by hand, `letters` the model letters that can be used, by kind; `releases` says
    what declared runs publish of each site for other periods than years; `approved_texts` are the hashes of the texts that
    a person has read and that may stay as they are (`model.approved`).
    """

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
    letters: Mapping[str, LetterTemplate] = field(default_factory=dict)
    groups: tuple[SiteGroup, ...] = ()
    releases: Mapping[str, tuple[Release, ...]] = field(default_factory=dict)
    approved_texts: frozenset[str] = frozenset()

    @cached_property
    def ordered_indicators(self) -> tuple[Indicator, ...]:
        """The indicators in their declared order."""
        return tuple(sorted(self.indicators.values(), key=lambda indicator: (indicator.order, indicator.id)))

    def framework_of(self, site_id: str) -> Framework:
        """The référentiel that the site's label names, otherwise the newest version."""
        label = self.labels.get(site_id)
        version = label.framework if label else max(self.frameworks)
        return self.frameworks[version]

    def years_read(self, table: str, period: Period) -> frozenset[int]:
        """Years of the stored rows of `table` on which the figures of `period` may stand: those it compares, and more
        for what began earlier.

        A title delivered in January was decided, and is stored, the year before. Trainings count over a cycle of years
        and milestones over the life of a label, of which the first year is not whole: one year more.
        """
        return self.years_standing_on(table, period.compared_years)

    def years_standing_on(self, table: str, years: Iterable[int]) -> frozenset[int]:
        """As `years_read`, for figures of those calendar years that are compared with no other."""
        before = 0
        rules = [framework.label for framework in self.frameworks.values()]
        if table == "title_cases" and any(i.arguments.get("end") == "available_on" for i in self.indicators.values()):
            before = 1
        elif table == "trainings":
            before = max((known.training_cycle_years for known in rules), default=1)
        elif table == "milestones":
            before = max((math.ceil(known.validity_months / MONTHS_A_YEAR) for known in rules), default=1)
        return frozenset(year - back for year in years for back in range(before + 1))

    def masked(self, text: str | None) -> str | None:
        """`text` without what points to a person; as it is where a person has approved it."""
        return text if text is None or text_sha256(text) in self.approved_texts else mask(text)

    @cached_property
    def declared_files(self) -> frozenset[tuple[str, str, str, str]]:
        """(source, site, period, name of the file) of what declared runs import: what identifies a dataset."""
        requests = (request for run in self.runs.values() for request in run.imports)
        return frozenset((r.source, r.site, r.period, r.file.rpartition("/")[2]) for r in requests)

    def correspondence_of(self, version: str) -> Correspondence | None:
        """The correspondence with Services Publics + of that version of the framework, or None."""
        return next((found for found in self.correspondences if version in found.frameworks), None)

    def years_of_report(self, report_id: str, table: str, period: Period) -> frozenset[int]:
        """As `years_read`, for all the periods that this report of `period` shows."""
        periods = self.reports[report_id].periods(period)
        return frozenset().union(*(self.years_read(table, shown) for shown in periods))

    def group_read(self, report_id: str, subject: str) -> SiteGroup | None:
        """The sites that this report is about: those of the group that the site `subject` leads, or of the perimeter of
        that id; None for a report of one site."""
        scope = self.reports[report_id].scope
        if scope == "region" and is_perimeter(subject):
            return read_perimeter(subject, self.sites)
        if scope == "group":
            return next((group for group in self.groups if group.lead == subject), None)
        return None

    def has_report(self, report_id: str, subject: str) -> bool:
        """False for the report of a group, asked of a site that leads none, and for that of a region, asked of a site."""
        if self.reports[report_id].scope == "site":
            return not is_perimeter(subject)
        return self.group_read(report_id, subject) is not None

    def subject_fault(self, report_id: str, subjects: Iterable[str]) -> str | None:
        """Why that report is for none of these sites or perimeters, in French; None when it is for one at least."""
        asked = [*subjects]
        if any(self.has_report(report_id, subject) for subject in asked):
            return None
        if self.reports[report_id].scope == "region":
            if alone := lonely_region_fault(filter(self.sites.__contains__, asked), self.sites):
                return f"rapport « {report_id} » : {alone}"
            return (
                f"rapport « {report_id} » : il compare plusieurs préfectures et n'a été demandé que pour {_some(asked)}. "
                "À faire : demander une région (« region:24 »), « all », ou plusieurs sites, une quarantaine au plus."
            )
        if self.reports[report_id].scope == "site":
            return (
                f"rapport « {report_id} » : il porte sur un site et se demande site par site. À faire : nommer un site."
            )
        asked = [subject for subject in asked if not is_perimeter(subject)]
        leads = ", ".join(f"{group.lead} ({group.label})" for group in self.groups) or "aucun groupe n'est déclaré"
        return (
            f"rapport « {report_id} » : il porte sur un groupe de sites et se demande au site qui le mène ; "
            f"{', '.join(asked)} n'en mène{'nt' * (len(asked) > 1)} aucun. Accepté : {leads}. "
            "À faire : demander ce site, ou déclarer le groupe dans params/groups.yml."
        )

    def also_read(self, report_id: str, subject: str) -> tuple[str, ...]:
        """The other sites whose data this report of this subject reads, in the order of their group."""
        group = self.group_read(report_id, subject)
        return tuple(other for other in group.sites if other != subject) if group else ()

    def public_fault(self, report_id: str, subject: str, period: Period) -> str | None:
        """Why this public report cannot be made beside the other public documents of its sites, in French, or None."""
        tables = self.reports[report_id].tables
        for site_id in sites_read(subject, self.also_read(report_id, subject)):
            if fault := release_fault(period, tables, self.releases.get(site_id, ())):
                return f"rapport public « {report_id} », {self.sites[site_id].name}, {period.label} : {fault}"
        return None

    def public_inside(self, site_id: str, period: Period) -> tuple[Release, ...]:
        """What is published of a site for shorter periods, strictly inside this one."""
        return releases_inside(period, self.releases.get(site_id, ()))

    def restricted_to(self, sites: Collection[str], reports: Collection[str] = ()) -> "Catalogue":
        """What a report of these sites may read: what is not in it cannot change the report.

        Rows, labels and frameworks of these sites, these types of report, and all that sites share (indicators,
        questionnaires, conventions, calendars, correspondences, letters). Neither sources, whose effect is in the stored
        rows, nor runs but for what they release of these sites; of the groups, those that one of these sites leads, if one
        of these reports is about a group.
        """
        return replace(
            self,
            sites=_only(self.sites, sites),
            labels=_only(self.labels, sites),
            frameworks={version: self.frameworks[version] for version in self._versions(sites)},
            reports=_only(self.reports, reports),
            groups=self._groups_read(sites, reports),
            releases=_only(self.releases, sites),
            sources={},
            runs={},
        )

    def fingerprint_for(self, sites: Collection[str], reports: Collection[str] = ()) -> str:
        """SHA-256 of what `restricted_to` keeps. What sites share is hashed once, the rest costs microseconds."""
        versions, releases = self._versions(sites), _only(self.releases, sites)
        return fingerprint(
            {
                "shared": self._shared_fingerprint,
                "sites": _only(self.sites, sites),
                "labels": _only(self.labels, sites),
                "frameworks": {version: self._framework_fingerprints[version] for version in versions},
                "reports": _only(self.reports, reports),
                "groups": self._groups_read(sites, reports),
                "releases": {site_id: [r.to_json() for r in found] for site_id, found in releases.items()},
            }
        )

    def _groups_read(self, sites: Collection[str], reports: Collection[str]) -> tuple[SiteGroup, ...]:
        if all(report.scope != "group" for report in _only(self.reports, reports).values()):
            return ()
        return tuple(group for group in self.groups if group.lead in sites)

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
        letters = [[letter.kind, letter.subject, letter.body] for letter in self.letters.values()]
        read = (self.indicators, self.questionnaires, self.conventions, self.school_calendars, self.correspondences)
        return fingerprint([*read, days, letters])

    @cached_property
    def indicators_fingerprint(self) -> str:
        """Hash of the indicators and of all that they name: questionnaires, conventions, every référentiel."""
        return fingerprint([self._shared_fingerprint, self._framework_fingerprints])

    @cached_property
    def _framework_fingerprints(self) -> Mapping[str, str]:
        return {version: fingerprint(framework) for version, framework in self.frameworks.items()}


def _some(codes: Sequence[str]) -> str:
    """The first codes of a list that may hold hundreds."""
    return ", ".join(codes[:SHOWN_CODES]) + ("…" if len(codes) > SHOWN_CODES else "")


def _only(declared: Mapping, wanted: Collection[str]) -> dict:
    return {key: declared[key] for key in wanted if key in declared}
