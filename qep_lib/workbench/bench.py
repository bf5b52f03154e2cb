"""What an analyst asks of the workspace without a report: its sites, periods, results, surveys, comparisons."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from qep_lib.disclosure.audience import internal_results
from qep_lib.disclosure.stored import periods_stored
from qep_lib.display.elements import Element
from qep_lib.errors import DataRefused, ParameterError, sure
from qep_lib.model.base import Audience
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period, newest_first
from qep_lib.model.suggest import first_of, unknown_words
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.params.perimeter import SITE_CODE, names_several, perimeter_label, read_perimeter, site_fault
from qep_lib.params.subjects import public_fault, subject_of
from qep_lib.reports.context import AUDIENCES, ReportContext, open_context
from qep_lib.store.concerned import refuse_stopped
from qep_lib.store.manifest import DatasetEntry, read_manifest
from qep_lib.workbench.beside import two_periods, two_sites
from qep_lib.workbench.explorers import RegionExplorer, RequestExplorer, SiteExplorer, SurveyExplorer
from qep_lib.workbench.exports import save_view
from qep_lib.workbench.public_survey import PublicSurveyExplorer
from qep_lib.workbench.region import Region
from qep_lib.workbench.requests import Requests
from qep_lib.workbench.site import SiteResults
from qep_lib.workbench.survey import Survey

SURVEY, REQUESTS, SITE, REGION = "satisfaction", "complaints", "bilan", "regional_comparison"
"""The reports whose data and figures a survey, a register, a site and a region are read with."""
NAMED_SITES = 6
"""Named in a message: the departments of a region; a country is counted."""
MOST_OPEN = 24
"""Contexts kept open: going back to one costs nothing, and a long session does not hold a whole country."""

_View = TypeVar("_View", bound=Survey | SiteResults | Requests | Region)


class Workbench:
    """The workspace, for whoever explores it. Figures are those of the reports of its audience; that of the public has no rows
    and counts none: it shows what the public documents print (ADR 0044). `is_served`: its views are shown to readers, without
    the calls that give them again.

    >>> from qep_lib import open_workbench
    >>> bench = open_workbench()
    >>> bench.sites()
    >>> bench.results("18", "2020").query("status == 'ok'")
    >>> bench.survey("18", "2020").cross("queue_management", by="visit_reason").figure()

    What was opened is kept until the stored data or the parameters change.
    """

    def __init__(self, workspace: Workspace, audience: Audience = "internal", is_served: bool = False):
        if faults := unknown_words("audience", [audience], AUDIENCES, is_feminine=True):
            raise ParameterError(faults[0])
        self._workspace, self.audience, self.is_served = workspace, audience, is_served
        self._opened: dict[tuple[object, ...], tuple[Catalogue, tuple[DatasetEntry, ...], Any]] = {}

    def sites(self, table: str | None = None) -> pd.DataFrame:
        """The sites that have stored data (of that table), by code: name, kind, department, region and its code.

        >>> bench.sites("survey_answers").index.tolist()
        ['18', '28', '36']
        """
        known = self._catalogue.sites
        stored = sorted({entry.site_id for entry in self._entries(table)} & known.keys(), key=list(known).index)
        rows = [
            (site.site_id, site.name, site.kind, site.department, site.region, site.region_code)
            for site in (known[code] for code in stored)
        ]
        columns = ["site_id", "name", "kind", "department", "region", "region_code"]
        return pd.DataFrame(rows, columns=columns).set_index("site_id")

    def regions(self) -> dict[str, str]:
        """Name by code (`region:24`) of the regions two prefectures of which have stored data.

        >>> bench.regions()
        {'region:24': 'Centre-Val de Loire'}
        """
        found = self.sites().query("kind == 'prefecture'")
        counted = found.groupby(["region_code", "region"]).size()
        pairs = zip(counted.index.tolist(), counted.tolist(), strict=True)
        return {f"region:{code}": name for (code, name), count in pairs if count > 1}

    def periods(self, site: str | Sequence[str], table: str | None = None) -> list[str]:
        """The periods of which a site has stored data (of that table), newest first: those of its imported files and of its
        declared figures, and each year of its rows. Of several sites, those that two of them have; in public, those of a
        public document.

        Raises `ParameterError` for an unknown site.

        >>> bench.periods("18")
        ['2020', '2019']
        >>> bench.periods(["28", "36"], "requests")
        ['2021', '2020']
        """
        sites = self._sites(site)
        having = Counter(
            code
            for site_id in sites
            for code in periods_stored(self._workspace, site_id, table)
            if self.audience == "internal" or self._is_public(site_id, code, table)
        )
        shared = [code for code, count in having.items() if count >= min(2, len(sites))]
        return newest_first(shared)

    def periods_before(self, site: str, period: str) -> list[str]:
        """The periods with data of a site that `site` and `beside` compare with that one, newest first. Raises as `periods`.

        >>> bench.periods_before("18", "2020")
        ['2019']
        """
        earlier = {one.code for one in self._catalogue.reports[SITE].periods(Period.parse(period))[1:]}
        return [code for code in self.periods(site) if code in earlier]

    def results(self, sites: str | Sequence[str], period: str) -> pd.DataFrame:
        """The results table of those sites (a code, `"region:24"`, `"all"` or a list) after suppression for the internal
        audience, one row an indicator, site, period and group, with `site_name`, `label` and `unit` in front.

        Raises `ParameterError` for an unknown site, an unreadable period or a fault of `params/` that is read for them,
        `DataRefused` in public, and where none has data of that period: rows that only say « non communiqué » are no results.

        >>> bench.results("18", "2020").query("status == 'ok' and group == ''")[["label", "value"]]
        """
        self._refuse_in_public("le tableau des résultats", "prendre les données ouvertes, à côté du rapport public")
        catalogue, read = self._catalogue, Period.parse(period)
        stored = {entry.site_id for entry in self._entries(None)}
        wanted = self._sites(sites)
        having = [site_id for site_id in wanted if site_id in stored]
        if not having:
            raise DataRefused(
                f"aucune donnée importée pour {self._named(wanted)}. À faire : importer des fichiers avec « qep import »."
            )
        refuse_stopped(self._workspace, catalogue, having)
        results = internal_results(self._workspace, catalogue, having, read)
        if (results["status"] == "no_data").all():
            codes = {code for site_id in having for code in periods_stored(self._workspace, site_id)}
            accepted = ", ".join(newest_first(codes)) or "aucune encore"
            raise DataRefused(
                f"aucune donnée de cette période ({read.label}) pour {self._named(having)}. Accepté : {accepted}. "
                "À faire : choisir une de ces périodes, ou importer des fichiers avec « qep import »."
            )
        known = catalogue.measured
        named = {
            "site_name": results["site_id"].map({key: site.name for key, site in catalogue.sites.items()}),
            "label": results["indicator_id"].map({key: indicator.label for key, indicator in known.items()}),
            "unit": results["indicator_id"].map({key: indicator.unit for key, indicator in known.items()}),
        }
        return pd.concat([pd.DataFrame(named), results], axis=1)

    def survey(self, site: str, period: str, questionnaire: str | None = None) -> Survey:
        """The survey of one site; `questionnaire` names which one, by its id, where the site had several in the period.

        Raises `ParameterError` for what is not one, or when several are there and none is named; `DataRefused` where no
        answer is stored.

        >>> bench.survey("18", "2020").frequency("waiting_time").table()
        """
        return self._open(Survey, SURVEY, _one(site, period), period, questionnaire)

    def site(self, site: str, period: str, previous: str | None = None) -> SiteResults:
        """The results of one site, compared with the year before or with the period `previous`. Raises `ParameterError` for what
        is not one, `DataRefused` where nothing is stored.

        >>> bench.site("18", "2020").show_section("complaints")
        """
        return self._open(SiteResults, SITE, _one(site, period), period, previous=previous)

    def requests(self, site: str, period: str) -> Requests:
        """The register of requests of one site, one by one: for inside only. Raises `ParameterError` for what is not one,
        `DataRefused` in public and where no request is stored.

        >>> bench.requests("18", "2020").late()
        """
        self._refuse_in_public("le registre des demandes", "ouvrir « Site », rubrique « Demandes »")
        return self._open(Requests, REQUESTS, _one(site, period), period)

    def region(self, sites: str | Sequence[str], period: str, previous: str | None = None) -> Region:
        """Several sites side by side: `"region:24"`, `"all"` or a list of codes.

        >>> bench.region(["28", "36", "45"], "2021").show("call_answer_pct")
        >>> bench.region("region:24", "2021").figures("below_target")
        """
        asked = sites if isinstance(sites, str) else tuple(sites)
        return self._open(Region, REGION, asked, period, previous=previous)

    def beside(self, site: str, period: str, other_site: str | None = None, other_period: str | None = None) -> Element:
        """The survey of a site beside that of another period, or of another site: each criterion in both, its difference, and
        whether it is demonstrated. Raises as `survey`, and `ParameterError` unless one of the two others is named.

        >>> bench.beside("28", "2021", other_site="36")
        """
        if (other_site is None) == (other_period is None):
            raise ParameterError(
                "il faut soit un autre site, soit une autre période : l'un des deux change, pas les deux."
            )
        if other_site is not None:
            return two_sites(self._open(Region, REGION, (_one(site, period), _one(other_site, period)), period))
        # The bilan: the report that is compared with whichever period one names.
        return two_periods(self.site(site, period, other_period).context, self.survey(site, sure(other_period)).context)

    def save(self, shown: Element | Sequence[Element], path: str | Path) -> Path:
        """Write what a call showed to a file: `.xlsx` its tables, `.svg` and `.png` its drawing, `.docx` and `.pdf` both.
        Raises `ParameterError` for a file that the view cannot be.

        >>> bench.save(bench.requests("18", "2020").delays(), "delais.pdf")
        """
        return save_view(tuple(shown) if isinstance(shown, Sequence) else (shown,), Path(path), self.audience)

    def explore_survey(
        self, site: str | None = None, period: str | None = None, **chosen: Any
    ) -> SurveyExplorer | PublicSurveyExplorer:
        """Pickers over one survey, for the last line of a cell: criteria, frequencies, crossings, filters. `chosen`: what the
        pickers stand on at first (`view`, `item`, `by`, `where`), as « Exporter, garder » writes it.

        >>> bench.explore_survey("18", "2020", view="cross", item="queue_management", by="visit_reason")
        """
        explorer = SurveyExplorer if self.audience == "internal" else PublicSurveyExplorer
        return explorer(self, site, period, **chosen)

    def explore_requests(self, site: str | None = None, period: str | None = None, **chosen: Any) -> RequestExplorer:
        """Pickers over the requests of one site: those late, shares in time, delays (`view`, `by`, `where`).

        >>> bench.explore_requests("18", "2020", view="on_time", by="theme")
        """
        return RequestExplorer(self, site, period, **chosen)

    def explore_site(self, site: str | None = None, period: str | None = None, **chosen: Any) -> SiteExplorer:
        """Pickers over one site: results by section, an indicator by group, monthly curves (`view`, `section`, `indicator`,
        `group`, `topic`).

        >>> bench.explore_site("18", "2020", view="section", section="requests")
        """
        return SiteExplorer(self, site, period, **chosen)

    def explore_region(self, region: str | None = None, period: str | None = None, **chosen: Any) -> RegionExplorer:
        """Pickers over one region (`"region:24"`): an indicator site by site, or two where they measure alike (`indicator`,
        `second`).

        >>> bench.explore_region("region:24", "2021", indicator="call_answer_pct")
        """
        return RegionExplorer(self, region, period, **chosen)

    def _refuse_in_public(self, what: str, instead: str) -> None:
        if self.audience == "public":
            raise DataRefused(f"{what} ne se montre pas en public : c'est pour l'interne. À faire : {instead}.")

    def _is_public(self, site_id: str, code: str, table: str | None) -> bool:
        reports = self._catalogue.reports
        report_id = next((id_ for id_ in (SURVEY, REQUESTS) if table in reports[id_].tables), SITE)
        asked = sure(subject_of(self._catalogue, report_id, site_id))
        return public_fault(self._catalogue, report_id, asked, Period.parse(code)) is None

    @property
    def _catalogue(self) -> Catalogue:
        return read_catalogue(self._workspace)

    def _entries(self, table: str | None) -> list[DatasetEntry]:
        return [entry for entry in read_manifest(self._workspace) if table in (None, entry.table)]

    def _sites(self, asked: str | Sequence[str]) -> tuple[str, ...]:
        known = self._catalogue.sites
        if isinstance(asked, str) and names_several(asked):
            return read_perimeter(asked, known).sites
        if isinstance(asked, str) and (fault := site_fault(asked, known)):
            raise ParameterError(f"{fault} Pour plusieurs sites : « region:24 », « all » ou une liste.")
        listed = (asked,) if isinstance(asked, str) else tuple(asked)
        stored = list(self.sites().index)
        if faults := unknown_words("site", [site for site in listed if site not in known], stored):
            raise ParameterError("des sites ne sont pas au registre.", tuple(faults))
        return listed

    def _named(self, sites: Sequence[str]) -> str:
        """The names of the sites of a message: the region that they make, or the first of a long list."""
        if whole := perimeter_label(sites, self._catalogue.sites):
            return whole
        names = [self._catalogue.sites[site_id].name for site_id in sites]
        return first_of(names, NAMED_SITES)

    def _open(
        self,
        view: Callable[..., _View],
        report_id: str,
        subject: str | tuple[str, ...],
        period: str,
        *options: str | None,
        previous: str | None = None,
    ) -> _View:
        """The view of that subject, opened again only when its data or the parameters have changed."""
        key = (view, subject, period, previous, *options)
        catalogue = self._catalogue
        if key in self._opened:
            former, entries, opened = self._opened[key]
            if former is catalogue and entries == self._entries_read(opened.context):
                return opened
        made = view(open_context(report_id, subject, period, None, self.audience, previous), *options)
        self._opened[key] = (catalogue, self._entries_read(made.context), made)
        if len(self._opened) > MOST_OPEN:
            del self._opened[next(iter(self._opened))]
        return made

    def _entries_read(self, context: ReportContext) -> tuple[DatasetEntry, ...]:
        return read_manifest(self._workspace, [member.site.site_id for member in context.members])


def _one(site: str, period: str) -> str:
    """What is asked of one site; a `ParameterError` that names the other call for sites together."""
    if names_several(site):
        asked = json.dumps(site, ensure_ascii=False)
        raise ParameterError(
            f"site {asked} : ce sont plusieurs sites, il en faut un seul. Accepté : {SITE_CODE}. "
            f'À faire : les comparer avec bench.region({asked}, "{period}"), ou en choisir un.'
        )
    return site


def open_workbench(audience: Audience = "internal") -> Workbench:
    """The workbench of the workspace found from here; `ParameterError` when there is none.

    >>> open_workbench().audience
    'internal'
    """
    return Workbench(Workspace.find(), audience)
