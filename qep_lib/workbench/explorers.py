"""Three views with pickers: one survey, one site, one region. What they show is asked of the workbench they are given."""

from collections.abc import Iterable

from qep_lib.display.elements import Element
from qep_lib.errors import DataRefused
from qep_lib.indicators.survey_questions import MODE
from qep_lib.model.period import Period
from qep_lib.model.tables import ANSWERS
from qep_lib.workbench.panel import Panel, dropdown, offer, several, show_only
from qep_lib.workbench.region import Region
from qep_lib.workbench.site import MONTHLY, SiteResults
from qep_lib.workbench.survey import Survey

NONE = ""
NO_FILTER = {NONE: "aucun"}
FILTERS = 2
SURVEY_VIEWS = {
    "criteria": "Réponses positives par critère",
    "levels": "Niveaux de satisfaction par critère",
    "table": "Tableau des critères",
    "frequency": "Tri à plat d'une question",
    "cross": "Tri croisé de deux questions",
}
SITE_VIEWS = {
    "section": "Résultats d'une rubrique",
    "indicator": "Un indicateur, par groupe",
    "months": "Courbes mensuelles",
}


class _SitePanel(Panel):
    """Pickers of a site and of a period of which it has data, of one table or of any."""

    table: str | None = None

    def __init__(self, bench, site: str | None, period: str | None, rows: Iterable):
        self.bench = bench
        self.site, self.period = dropdown("Site"), dropdown("Période")
        self._first = {"site": site, "period": period}
        super().__init__([(self.site, self.period), *rows])

    def _fill(self) -> None:
        sites = self.bench.sites(self.table)["name"].to_dict()
        if not sites:
            raise DataRefused(
                "aucune donnée n'est importée. À faire : « qep import », ou « make report » pour les exemples."
            )
        # What the call names is chosen first, and never put back over another choice.
        offer(self.site, sites, self._first.pop("site", None))
        periods = self.bench.periods(self.site.value, self.table)
        offer(self.period, {code: Period.parse(code).label for code in periods}, self._first.pop("period", None))


class SurveyExplorer(_SitePanel):
    """One survey: its criteria, the frequency of a question, two questions crossed, among those who answered so."""

    table = ANSWERS

    def __init__(self, bench, site: str | None = None, period: str | None = None):
        self.view = dropdown("Vue")
        self.item, self.by = dropdown("Question"), dropdown("Selon")
        self.filters = [(dropdown(f"Filtre {i + 1}"), several("Réponses gardées")) for i in range(FILTERS)]
        self._asked = (self.item, self.by, *(picker for pair in self.filters for picker in pair))
        super().__init__(bench, site, period, [(self.view,), (self.item, self.by), *self.filters])

    def _fill(self) -> None:
        super()._fill()
        offer(self.view, SURVEY_VIEWS)
        survey, view = self._survey(), self.view.value
        known = survey.questions()
        questions = known["label"].to_dict()
        # At first an opinion by the mode of collection, which most surveys can show.
        offer(self.item, questions, None if self.item.value else next(iter(known.index[known["is_scale"]]), None))
        others = {name: label for name, label in questions.items() if name != self.item.value}
        offer(self.by, others, None if self.by.value else MODE)
        taken = {self.item.value, *([self.by.value] if view == "cross" else [])}
        needed = {"frequency": [self.item], "cross": [self.item, self.by]}.get(view, [])
        for asked, kept in self.filters:
            left = {name: label for name, label in questions.items() if name not in taken}
            offer(asked, NO_FILTER | left)
            offer(kept, survey.answers_of(asked.value) if asked.value else {})
            taken.add(asked.value)
            if needed:
                needed = [*needed, asked, *([kept] if asked.value else [])]
        show_only(self._asked, needed)

    def _elements(self) -> Iterable[Element]:
        survey, view = self._survey(), self.view.value
        if view in ("frequency", "cross"):
            # A filter of which no answer is chosen yet keeps everybody.
            where = {asked.value: list(kept.value) for asked, kept in self.filters if asked.value and kept.value}
            found = (
                survey.cross(self.item.value, self.by.value, where)
                if view == "cross"
                else survey.frequency(self.item.value, where)
            )
            figure = found.figure()
            return (figure,) if figure.kind == "figure" else (figure, found.table())
        shows = {"criteria": survey.show_criteria, "levels": survey.show_levels, "table": survey.show_criteria_table}
        return (survey.show_respondents(), shows[view]())

    def _survey(self) -> Survey:
        return self.bench.survey(self.site.value, self.period.value)


class SiteExplorer(_SitePanel):
    """One site: the results of a section, an indicator by group, monthly curves."""

    def __init__(self, bench, site: str | None = None, period: str | None = None):
        self.view, self.section, self.topic = dropdown("Vue"), dropdown("Rubrique"), dropdown("Sujet")
        self.indicator, self.group = dropdown("Indicateur"), dropdown("Groupe")
        self._asked = (self.section, self.indicator, self.group, self.topic)
        super().__init__(bench, site, period, [(self.view,), self._asked])

    def _fill(self) -> None:
        super()._fill()
        offer(self.view, SITE_VIEWS)
        found = self._results()
        offer(self.section, found.sections())
        offer(self.indicator, found.indicators())
        offer(
            self.group,
            {NONE: "ensemble seulement"} | (found.groups(self.indicator.value) if self.indicator.value else {}),
        )
        offer(self.topic, {slug: topic.title for slug, topic in MONTHLY.items()})
        needed = {"section": [self.section], "indicator": [self.indicator, self.group], "months": [self.topic]}
        show_only(self._asked, needed[self.view.value])

    def _elements(self) -> Iterable[Element]:
        found = self._results()
        if self.view.value == "months":
            return (found.show_months(self.topic.value),)
        if self.section.value is None:
            raise DataRefused(
                "aucun indicateur n'a de chiffre pour ce site et cette période. À faire : en choisir une autre."
            )
        if self.view.value == "section":
            return (found.show_section(self.section.value),)
        return (found.show_indicator(self.indicator.value, self.group.value or None),)

    def _results(self) -> SiteResults:
        return self.bench.site(self.site.value, self.period.value)


class RegionExplorer(Panel):
    """One region: an indicator site by site, who is not compared and why; or two indicators side by side."""

    def __init__(self, bench, region: str | None = None, period: str | None = None):
        self.bench = bench
        self.region, self.period = dropdown("Région"), dropdown("Période")
        self.indicator, self.second = dropdown("Indicateur"), dropdown("À côté de")
        self._first = {"region": region, "period": period}
        super().__init__([(self.region, self.period), (self.indicator, self.second)])

    def _fill(self) -> None:
        regions = self.bench.regions()
        if not regions:
            raise DataRefused(
                "aucune région n'a deux préfectures dont les données sont importées. À faire : en importer, ou essayer "
                "« qep example », un pays fictif."
            )
        offer(self.region, regions, self._first.pop("region", None))
        periods = self.bench.periods(self.region.value)
        offer(self.period, {code: Period.parse(code).label for code in periods}, self._first.pop("period", None))
        indicators = self._compared().indicators()
        offer(self.indicator, indicators)
        others = {name: label for name, label in indicators.items() if name != self.indicator.value}
        offer(self.second, {NONE: "aucun autre indicateur"} | others)

    def _elements(self) -> Iterable[Element]:
        found = self._compared()
        if self.indicator.value is None:
            raise DataRefused("aucun indicateur n'a de chiffre dans cette région. À faire : choisir une autre période.")
        if self.second.value:
            return (found.show_side_by_side(self.indicator.value, self.second.value),)
        return found.show(self.indicator.value)

    def _compared(self) -> Region:
        return self.bench.region(self.region.value, self.period.value)
