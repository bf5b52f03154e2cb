"""Everything a report's sections read: site, period, results after disclosure control, stored tables, provenance.

Nothing is drawn or worded here; a section takes a `ReportContext` and gives elements.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import cast, get_args

import pandas as pd

from qep_lib.disclosure.answers import answer_files, questionnaires_of, series_answered
from qep_lib.disclosure.audience import ResultsForAudience
from qep_lib.disclosure.stored import SiteRows, periods_stored
from qep_lib.errors import DataRefused, ParameterError, sure
from qep_lib.indicators.covered import Reach, reach
from qep_lib.indicators.years import wave_before, years_read
from qep_lib.model.base import Audience
from qep_lib.model.campaign import ReportType
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.indicator import Indicator, Role
from qep_lib.model.measured import Measured, MeasuredRows
from qep_lib.model.own_words import Presented, Texts
from qep_lib.model.period import Period, newest_first
from qep_lib.model.site import Framework, Label, Site, SiteGroup
from qep_lib.model.subject import Subject
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.tables import ANSWERS
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.params.perimeter import ACCEPTED as PERIMETERS
from qep_lib.params.perimeter import names_several, perimeter_label, read_perimeter, site_fault
from qep_lib.params.subjects import group_read, public_fault, subject_fault, subject_of
from qep_lib.provenance import DatasetTrace, Provenance, partition_year, trace
from qep_lib.store.concerned import questionnaires_read, refuse_stopped
from qep_lib.store.manifest import default_as_of, read_manifest

MANY_SITES = 14
"""Sites from which the long form of a comparison is folded: the largest region has thirteen departments, and its report names and
draws each of them. Of more, pages that repeat a line a site hide what they have to say: a section then shows the whole in one
drawing, names the sites that leave it, and leaves every value to the matrix and to the folded tables."""
AUDIENCES: tuple[Audience, ...] = get_args(Audience)


@dataclass(frozen=True)
class ReportContext:
    """The inputs of one report. `measured` holds the rows left after suppression, by indicator then group.

    `catalogue` is the part of `params/` that the report may read: the rest is not there, so it cannot be read.
    `group` is that of a report of a group or of a perimeter, `others` are then the contexts of its other sites: each has
    its own label, rows and tables, all have the same period, cut-off date and provenance. `earlier` are the rows of the
    earlier periods that the report shows, newest first; `compared_period` is that of the changes.

    `surveys` are the contexts of the surveys of the site, where it had several in the period: the figures of each stand
    there, and nowhere together. `serie` is then that of the one. `wave_before` is the survey before, where there is none every
    year, and what answers tell compared with it.

    `texts` are what the service wrote for these documents and this audience, `presented` how it presents itself.
    """

    report_id: str
    workspace: Workspace
    catalogue: Catalogue
    site: Site
    label: Label | None
    framework: Framework
    period: Period
    as_of: date
    audience: Audience
    measured: MeasuredRows
    provenance: Provenance
    compared_period: Period
    earlier: tuple[tuple[Period, MeasuredRows], ...] = ()
    group: SiteGroup | None = None
    others: tuple["ReportContext", ...] = ()
    serie: str | None = None
    surveys: tuple["ReportContext", ...] = ()
    wave_before: tuple[Period, MeasuredRows] | None = None
    texts: Texts | None = None
    presented: Presented | None = None

    def indicator(self, name: str) -> Indicator:
        """The declaration of an indicator; KeyError if the catalogue has none of that id.

        Here and below, `name` is the id of an indicator or the role that the catalogue gives it.
        """
        return self.catalogue.measured[self._id(name)]

    def _id(self, name: str) -> str:
        if name in self.catalogue.roles:
            return self.catalogue.roles[name]
        if name in get_args(Role):
            raise DataRefused(
                f"aucun indicateur n'a le rôle « {name} », que ce rapport demande. À faire : rendre la ligne « role: {name} » "
                "à celui de params/indicators/ qui le porte ; « qep check » dit lesquels remplacent un indicateur national."
            )
        return name

    @cached_property
    def as_survey(self) -> "ReportContext":
        """The context that the sections of a survey read: compared with the survey before, where there is none every year."""
        if self.wave_before is None:
            return self
        compared, rows = self.wave_before
        told = {id_: found for id_, found in rows.items() if self.indicator(id_).table == ANSWERS}
        return replace(self, measured={**self.measured, **told}, compared_period=compared)

    def rows(self, name: str) -> Mapping[str, Measured]:
        """The measured rows of an indicator by group, the whole being the empty one."""
        return self.measured.get(self._id(name), {})

    def row(self, name: str, group: str = "") -> Measured | None:
        """One measured row, or None when that group was not measured."""
        return self.rows(name).get(group)

    def total(self, name: str) -> Measured:
        """The row of the whole (group empty), which every indicator has."""
        row = self.row(name)
        if row is None:
            raise DataRefused(
                f"indicateur « {self._id(name)} » non mesuré pour {self.site.name} ({self.period.label}). "
                "À faire : relancer « qep run », qui mesure avant de produire."
            )
        return row

    def reach(self, table: str, period: Period | None = None) -> Reach:
        """How much of a period, by default that of the report, the site's files cover for a stored table: none, a part, or the
        whole. « Aucune demande » is true of a whole one only; a register that was not given is `none`."""
        entries = read_manifest(self.workspace, [self.site.site_id])
        return reach(entries, table, self.site.site_id, period or self.period, self.as_of)

    def total_of(self, name: str, period: Period) -> Measured | None:
        """The row of the whole in a period that the report shows; None for one that it does not."""
        if period == self.period:
            return self.row(name)
        return next((rows.get(self._id(name), {}).get("") for shown, rows in self.earlier if shown == period), None)

    def groups(self, name: str, dimension: str) -> tuple[Measured, ...]:
        """Rows of one dimension (`channel`, `option`…) in the order of the results."""
        return tuple(row for group, row in self.rows(name).items() if group.startswith(f"{dimension}="))

    def section(self, name: str) -> tuple[Indicator, ...]:
        """Indicators of a section of the bilan, in their declared order, then those made of questions that were asked here."""
        made = self.catalogue.question_indicators
        known = self.catalogue.measured.values()
        return tuple(i for i in known if i.section == name and (i.id not in made or i.id in self.measured))

    def table(self, name: str) -> pd.DataFrame:
        """Stored rows of the site for the years of the period, of a table about the service; the typed empty frame when there
        are none. A section may ask for it as often as it likes, and must not change it. `QepError` for a table of people.
        """
        return self.stored.of_service(name, self.period.years)

    def table_of_years_read(self, name: str) -> pd.DataFrame:
        """As `table`, with the earlier years on which figures may stand: those compared, a cycle, the life of a label."""
        return self.stored.of_service(name, sorted(years_read(self.catalogue, name, self.period)))

    @property
    def extraction_days(self) -> dict[str, date]:
        """The day on which each file of the report was extracted, by dataset: it tells nothing of what came later."""
        return {dataset.dataset: dataset.extracted_on for dataset in self.provenance.datasets}

    def invented_columns(self, table: str) -> frozenset[str]:
        """The columns of a table that were invented in files of its site of which the rest was not: what they hold is never told
        as known. None of a file that is invented whole, which is said as such."""
        found = [d for d in self.own_datasets(table) if d.nature != "fictitious"]
        return frozenset(column for dataset in found for column in dataset.fictitious_columns)

    def own_datasets(self, *tables: str) -> list[DatasetTrace]:
        """The files of its site that these tables hold: a comparison has read those of every site."""
        own = f"site={self.site.site_id}/"
        return [
            d for d in self.provenance.datasets if d.table in tables and any(own in path for path, _ in d.partitions)
        ]

    def questionnaires_of(self, period: Period) -> tuple[str, ...]:
        """Ids of the questionnaires that the answers of a period name, the report's own or an earlier one."""
        return questionnaires_of(self.stored, period)

    @cached_property
    def survey_files(self) -> frozenset[str]:
        """The datasets that hold the answers of the survey."""
        return answer_files(self.stored)

    @cached_property
    def stored(self) -> SiteRows:
        """The stored rows of the site, through the gate of its audience."""
        return SiteRows(self.workspace, self.catalogue, self.site, self.period, self.as_of, self.audience, self.serie)

    @cached_property
    def members(self) -> tuple["ReportContext", ...]:
        """The sites of the report, each with what it measured, in the order of their group; otherwise its only site."""
        if self.group is None:
            return (self,)
        known = {member.site.site_id: member for member in (self, *self.others)}
        return tuple(known[site_id] for site_id in self.group.sites)

    @property
    def has_many_sites(self) -> bool:
        """More sites than a region has: what is said of each of them is folded."""
        return len(self.members) >= MANY_SITES

    @property
    def current_label(self) -> str:
        """The period as a column heading: « 2020 », otherwise its full label."""
        return self.period.short_label

    @property
    def previous_label(self) -> str:
        """The compared period as a column heading."""
        return self.compared_period.short_label


def open_context(
    report_id: str,
    asked: str | Sequence[str],
    period: str,
    as_of: str | date | None,
    audience: str,
    previous: str | None = None,
    workspace: Workspace | None = None,
) -> ReportContext:
    """Check the parameters, load what the report reads, and hide what its audience must not see.

    `asked` is a site or, for the report of a region, a perimeter as people name it; `previous` the period that its
    figures are compared with, by default that of its type; `workspace` that of the working folder when none is given.
    Raises `ParameterError` for a parameter that cannot be used, `DataRefused` when the site has no data at all.
    """
    workspace = workspace or Workspace.find()
    catalogue = read_catalogue(workspace)
    _check_choice("rapport", report_id, catalogue.reports)
    report = catalogue.reports[report_id]
    code = _checked_code(catalogue, report, asked)
    _check_choice("paramètre audience :", audience, AUDIENCES)
    for_whom = cast(Audience, audience)
    parsed = Period.parse(_text("period", period))
    subject = subject_of(catalogue, report_id, code)
    if subject is None:
        raise ParameterError(sure(subject_fault(catalogue, report_id, [code])))
    if for_whom == "public" and (fault := public_fault(catalogue, report_id, subject, parsed)):
        raise ParameterError(fault)
    compared = report.compared_period(parsed, previous)
    sites = subject.sites
    refuse_stopped(workspace, catalogue, sites, (code, parsed.code))
    day = _day(as_of) or default_as_of(workspace, sites, parsed)
    provenance = _trace_or_refuse(workspace, catalogue, report_id, subject, parsed, day, for_whom)
    readable = catalogue.restricted_to(sites, [report_id], questionnaires_read(read_manifest(workspace, sites)))

    results = ResultsForAudience(workspace, catalogue, day, for_whom)
    own, *others = (
        ReportContext(
            report_id=report_id,
            workspace=workspace,
            catalogue=readable,
            site=readable.sites[site_id],
            label=readable.labels.get(site_id),
            framework=readable.framework_of(site_id),
            period=parsed,
            as_of=day,
            audience=for_whom,
            measured=results.rows(site_id, parsed, compared),
            provenance=provenance,
            compared_period=compared,
            earlier=tuple(
                (p, results.rows(site_id, p, p.compared(report.compared_with))) for p in report.periods(parsed)[1:]
            ),
        )
        for site_id in sites
    )
    own, *others = (_with_surveys(context, results, report, previous) for context in (own, *others))
    own = replace(own, group=group_read(catalogue, report_id, code), others=tuple(others))
    return _with_own_words(own, catalogue, code)


def _with_own_words(context: ReportContext, catalogue: Catalogue, code: str) -> ReportContext:
    """`context` with what the service wrote for these documents, and how it presents itself."""
    words = catalogue.own_words
    return replace(
        context,
        texts=words.texts_for(code, context.period.code, context.audience),
        presented=words.identities.get(code),
    )


def _with_surveys(
    context: ReportContext, results: ResultsForAudience, report: ReportType, previous: str | None
) -> ReportContext:
    """`context` with that of each of its surveys, where the site had several in the period, and with the survey before unless
    the period of the changes is named."""
    if _is_apart(context):
        site_id = context.site.site_id
        surveys = (
            replace(
                context,
                serie=serie,
                measured=results.rows(site_id, context.period, context.compared_period, serie),
                earlier=tuple(
                    (p, results.rows(site_id, p, p.compared(report.compared_with), serie)) for p, _ in context.earlier
                ),
            )
            for serie in series_answered(context.stored)
        )
        context = replace(context, surveys=tuple(surveys))
    return context if previous is not None else _with_wave(context, results)


def _with_wave(context: ReportContext, results: ResultsForAudience) -> ReportContext:
    """`context`, and each of its surveys, with what is compared with the survey before."""
    site_id = context.site.site_id
    wave = wave_before(context.catalogue, site_id, context.period)
    if wave is None or wave == context.compared_period:
        return context
    surveys = (_with_wave(survey, results) for survey in context.surveys)
    rows = results.rows(site_id, context.period, wave, context.serie)
    return replace(context, surveys=tuple(surveys), wave_before=(wave, rows))


def _is_apart(context: ReportContext) -> bool:
    """True when something that answers tell is not measured, as it is where a site has several surveys."""
    surveyed = (id_ for id_, indicator in context.catalogue.indicators.items() if indicator.table == ANSWERS)
    return (
        any(context.total(id_).status == "not_measurable" for id_ in surveyed)
        and len(series_answered(context.stored)) > 1
    )


def _checked_code(catalogue: Catalogue, report: ReportType, asked: str | Sequence[str]) -> str:
    """The site, or the id of the perimeter; a `ParameterError` for what is neither."""
    if report.scope == "region":
        if not isinstance(asked, (str, list, tuple)):
            raise ParameterError(f"paramètre « sites » : {asked!r} refusé. Accepté : {PERIMETERS}.")
        return read_perimeter(asked, catalogue.sites).id
    site_id = _text("site", asked)
    if fault := site_fault(site_id, catalogue.sites):
        instead = " À faire : pour plusieurs sites, le carnet regional_comparison." if names_several(asked) else ""
        raise ParameterError(fault + instead)
    return site_id


def _trace_or_refuse(
    workspace: Workspace,
    catalogue: Catalogue,
    report_id: str,
    subject: Subject,
    period: Period,
    day: date,
    audience: Audience,
) -> Provenance:
    provenance = trace(workspace, catalogue, report_id, subject, period, day, audience)
    tables = catalogue.reports[report_id].tables
    # Years that are shown beside those of the period are nothing to report by themselves.
    if not any(
        years_read(catalogue, dataset.table, period) & {partition_year(path) for path, _ in dataset.partitions}
        for dataset in provenance.datasets
        if dataset.table in tables
    ):
        named = perimeter_label(provenance.sites, catalogue.sites)
        named = named or ", ".join(catalogue.sites[site_id].name for site_id in provenance.sites)
        codes = {code for site_id in provenance.sites for code in periods_stored(workspace, site_id)}
        having = ", ".join(newest_first(codes))
        raise DataRefused(
            f"aucune donnée importée pour {named} ({period.label}). "
            f"{f'Périodes qui en ont : {having}. ' if having else ''}"
            "À faire : importer ses fichiers avec « qep import », ou déclarer un lot dans params/runs/."
        )
    return provenance


def _text(name: str, value: object) -> str:
    # Papermill's « -p » turns 18 into a number and 01 into 1: only the text form keeps the code.
    if not isinstance(value, str):
        raise ParameterError(
            f'paramètre « {name} » : {value!r} est un nombre. À faire : l\'écrire entre guillemets, comme "18" ou '
            f'"2020" (avec la commande papermill : -r {name} {value}).'
        )
    return value


def _check_choice(what: str, value: str, accepted: Collection[str]) -> None:
    if value in accepted:
        return
    hint = did_you_mean(value, accepted)
    known = "" if len(accepted) > 12 else f" Accepté : {', '.join(accepted)}."
    raise ParameterError(f"{what} « {value} » inconnu{' : ' + hint if hint else '.'}{known}")


def _day(as_of: str | date | None) -> date | None:
    if as_of is None or isinstance(as_of, date):
        return as_of
    try:
        return date.fromisoformat(as_of)
    except ValueError:
        raise ParameterError(f"date d'arrêté « {as_of} » illisible. Accepté : une date comme 2021-01-13.") from None
