"""All of `params/` once read and checked, and the part of it that one report may read. Reading is `params/`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from qep_lib.model.campaign import Conventions, ReportType, Run, Source
from qep_lib.model.committee import AgendaFile, Committee
from qep_lib.model.correspondence import Correspondence
from qep_lib.model.fingerprint import fingerprint
from qep_lib.model.indicator import Indicator
from qep_lib.model.left_out import LeftOut
from qep_lib.model.letter import LetterTemplate
from qep_lib.model.own_words import OwnWords
from qep_lib.model.period import Period
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.recognition import Recognition
from qep_lib.model.release import Release, releases_inside
from qep_lib.model.road import Road, UsualRoad
from qep_lib.model.school_calendar import SchoolCalendar
from qep_lib.model.site import Framework, Label, LabelledSite, Site, SiteGroup
from qep_lib.model.theme import Theme

_T = TypeVar("_T")


@dataclass(frozen=True)
class Catalogue:
    """`params/` in memory. Keys are ids; `public_holidays` maps zone -> day -> French name (the official list),
    `school_calendars` are those entered by hand, `letters` the model letters that can be used, by kind; `releases` says
    what declared runs publish of each site for other periods than years; `approved_texts` are the hashes of the texts that
    a person has read and that may stay as they are (`model.approved`); `themes` are those of comments; `recognition` is what is
    known of files not seen yet; `question_indicators` are made of the questions that no indicator reads (`questions.links`);
    `survey_waves`, by site and period, is the period that declared runs compare its survey with; `left_out` is what has a
    fault and is not here; `own_words` are what services write of themselves, apart from all that is measured; `committees`
    and `roads` are by site, `agendas` and `road_model` what they start from. `departments`: name by code.
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
    survey_waves: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    approved_texts: frozenset[str] = frozenset()
    question_indicators: Mapping[str, Indicator] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    themes: tuple[Theme, ...] = ()
    recognition: Recognition = Recognition()
    own_words: OwnWords = field(default_factory=OwnWords.none)
    committees: Mapping[str, Committee] = field(default_factory=dict)
    agendas: AgendaFile | None = None
    roads: Mapping[str, Road] = field(default_factory=dict)
    road_model: UsualRoad | None = None
    labelled_sites: Mapping[str, LabelledSite] = field(default_factory=dict)
    departments: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def ordered_indicators(self) -> tuple[Indicator, ...]:
        """The indicators in their declared order."""
        return tuple(sorted(self.indicators.values(), key=lambda indicator: (indicator.order, indicator.id)))

    @cached_property
    def measured(self) -> Mapping[str, Indicator]:
        """All that is measured, by id in its order: the indicators, then those made of questions."""
        made = sorted(self.question_indicators.values(), key=lambda indicator: (indicator.order, indicator.id))
        return {indicator.id: indicator for indicator in (*self.ordered_indicators, *made)}

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """Role -> id of the indicator that has it."""
        return {indicator.role: indicator.id for indicator in self.indicators.values() if indicator.role}

    def framework_of(self, site_id: str) -> Framework:
        """The référentiel that the site's label names, otherwise the newest version."""
        label = self.labels.get(site_id)
        version = label.framework if label else max(self.frameworks)
        return self.frameworks[version]

    def version_before(self, version: str) -> str | None:
        """The version of the framework that this one took the place of, or None: versions start with their year."""
        return max((known for known in self.frameworks if known < version), default=None)

    @cached_property
    def declared_files(self) -> frozenset[tuple[str, str, str, str]]:
        """(source, site, period, name of the file) of what declared runs import: what identifies a dataset."""
        requests = (request for run in self.runs.values() for request in run.imports)
        return frozenset((r.source, r.site, r.period, r.file.rpartition("/")[2]) for r in requests)

    def correspondence_of(self, version: str) -> Correspondence | None:
        """The correspondence with Services Publics + of that version of the framework, or None."""
        return next((found for found in self.correspondences if version in found.frameworks), None)

    def public_inside(self, site_id: str, period: Period) -> tuple[Release, ...]:
        """What is published of a site for shorter periods, strictly inside this one."""
        return releases_inside(period, self.releases.get(site_id, ()))

    def restricted_to(
        self, sites: Collection[str], reports: Collection[str] = (), questionnaires: Collection[str] | None = None
    ) -> "Catalogue":
        """What a report of these sites may read: what is not in it cannot change the report.

        Rows, labels and frameworks of these sites, these types of report, the questionnaires of the series of these ones
        (all of them by default), and all that sites share (indicators, conventions, calendars, correspondences, letters).
        Neither sources, whose effect is in the stored rows, nor committees, whose members are persons, nor what files are
        recognised by, nor runs but for what they
        release of these sites; of the groups, those that one of these sites leads, if one of these reports is about a group.
        """
        return replace(
            self,
            sites=_only(self.sites, sites),
            labels=_only(self.labels, sites),
            questionnaires=_only(self.questionnaires, self._questionnaires_read(questionnaires)),
            question_indicators=self._made_of(questionnaires),
            frameworks={version: self.frameworks[version] for version in self._versions(sites)},
            reports=_only(self.reports, reports),
            groups=self._groups_read(sites, reports),
            releases=_only(self.releases, sites),
            survey_waves=_only(self.survey_waves, sites),
            sources={},
            runs={},
            recognition=Recognition(),
            own_words=OwnWords.none(),
            committees={},
            agendas=None,
            roads=_only(self.roads, sites),
            road_model=None,
        )

    def fingerprint_for(
        self, sites: Collection[str], reports: Collection[str] = (), questionnaires: Collection[str] | None = None
    ) -> str:
        """SHA-256 of what `restricted_to` keeps. What sites share is hashed once, the rest costs microseconds."""
        versions, releases = self._versions(sites), _only(self.releases, sites)
        return fingerprint(
            {
                "shared": self._shared_fingerprint,
                "sites": _only(self.sites, sites),
                "labels": _only(self.labels, sites),
                "questionnaires": _only(self._questionnaire_fingerprints, self._questionnaires_read(questionnaires)),
                "frameworks": {version: self._framework_fingerprints[version] for version in versions},
                "reports": _only(self.reports, reports),
                "groups": self._groups_read(sites, reports),
                "survey_waves": _only(self.survey_waves, sites),
                "roads": _only(self.roads, sites),
                "labelled_sites": self.labelled_sites,
                "departments": self.departments,
                "releases": {site_id: [r.to_json() for r in found] for site_id, found in releases.items()},
            }
        )

    def _questionnaires_read(self, wanted: Collection[str] | None) -> tuple[str, ...]:
        """Those, and the others of their series, whose waves are compared."""
        if wanted is None:
            return tuple(self.questionnaires)
        series = {self.questionnaires[name].serie_id for name in wanted if name in self.questionnaires}
        return tuple(name for name, known in self.questionnaires.items() if known.serie_id in series)

    def _made_of(self, questionnaires: Collection[str] | None) -> Mapping[str, Indicator]:
        """The indicators that are made of questions of these questionnaires."""
        series = {self.questionnaires[name].serie_id for name in self._questionnaires_read(questionnaires)}
        made = self.question_indicators.items()
        return {name: indicator for name, indicator in made if indicator.measurement.serie_id in series}

    def _groups_read(self, sites: Collection[str], reports: Collection[str]) -> tuple[SiteGroup, ...]:
        if all(report.scope != "group" for report in _only(self.reports, reports).values()):
            return ()
        return tuple(group for group in self.groups if group.lead in sites)

    def _versions(self, sites: Collection[str]) -> set[str]:
        """The framework versions that these sites use, the newest for one without a label, and the one before each."""
        known = [self.labels[site_id].framework if site_id in self.labels else "" for site_id in sites]
        newest = max(self.frameworks, default="")
        named = {version or newest for version in known} & self.frameworks.keys()
        return named | {before for version in named if (before := self.version_before(version))}

    def prepare_fingerprints(self) -> None:
        """Hash beforehand what `fingerprint_for` hashes once, for a process whose children will all need it."""
        self.indicators_fingerprint  # noqa: B018 - a cached property: asking for it is what fills it

    @cached_property
    def _shared_fingerprint(self) -> str:
        days = {zone: sorted(names.items()) for zone, names in self.public_holidays.items()}
        letters = [[letter.kind, letter.subject, letter.body] for letter in self.letters.values()]
        read = (
            self.indicators,
            self.conventions,
            self.school_calendars,
            self.correspondences,
            self.themes,
        )
        return fingerprint([*read, days, letters])

    @cached_property
    def indicators_fingerprint(self) -> str:
        """Hash of the indicators and of all that they name: questionnaires, conventions, every référentiel."""
        return fingerprint([self._shared_fingerprint, self._questionnaire_fingerprints, self._framework_fingerprints])

    @cached_property
    def _questionnaire_fingerprints(self) -> Mapping[str, str]:
        return {name: fingerprint(questionnaire) for name, questionnaire in self.questionnaires.items()}

    @cached_property
    def _framework_fingerprints(self) -> Mapping[str, str]:
        return {version: fingerprint(framework) for version, framework in self.frameworks.items()}


def _only(declared: Mapping[str, _T], wanted: Collection[str]) -> dict[str, _T]:
    return {key: declared[key] for key in wanted if key in declared}
