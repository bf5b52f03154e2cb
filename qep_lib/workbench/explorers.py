"""Views with pickers: a survey, requests, a site, a region. What they show is asked of the workbench they are given."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from qep_lib.display.elements import Element, Figure
from qep_lib.errors import DataRefused
from qep_lib.indicators.survey_questions import MODE
from qep_lib.model.period import Period
from qep_lib.model.tables import ANSWERS
from qep_lib.workbench.crossed import Crossed
from qep_lib.workbench.naming import check_words
from qep_lib.workbench.panel import Panel, dropdown, offer, several, show_only, words_of, written
from qep_lib.workbench.region import FIGURES, Region
from qep_lib.workbench.requests import GROUPS, Requests
from qep_lib.workbench.site import SiteResults
from qep_lib.workbench.site_panel import NONE, SitePanel
from qep_lib.workbench.survey import Survey
from qep_lib.workbench.view_source import ViewSource

REQUESTS = "requests"
NO_FILTER = {NONE: "aucun"}
FILTERS = 3
SURVEY_VIEWS = {
    "criteria": "Réponses positives par critère",
    "levels": "Niveaux de satisfaction par critère",
    "table": "Tableau des critères",
    "frequency": "Tri à plat d'une question",
    "cross": "Tri croisé de deux questions",
    "beside": "À côté d'une autre enquête",
}
CROSSED = ("frequency", "cross")
SHOWN_BY = {
    "criteria": "show_criteria",
    "levels": "show_levels",
    "table": "show_criteria_table",
}
"""Call of a survey by view."""
REQUEST_VIEWS = {
    "late": "Demandes hors délai",
    "on_time": "Dans le délai, par groupe",
    "delays": "Répartition des délais",
    "curve": "Courbe des réponses, par canal",
    "lines": "Demandes une à une",
}
ONE, CHOSEN, EVERYWHERE = "one", "chosen", "all"
EVERYWHERE_WORDS = "France entière"
MOST_LISTED = 40
"""Sites that a comparison may be asked for one by one."""
REGION_VIEWS = {ONE: "Un indicateur, site par site", **{which: title for which, (title, *_) in FIGURES.items()}}
SITE_KINDS = {"prefecture": "Préfectures", "sub_prefecture": "Sous-préfectures", CHOSEN: "Choisis un par un"}
SITE_VIEWS = {
    "section": "Résultats d'une rubrique",
    "indicator": "Un indicateur, par groupe",
    "months": "Courbes mensuelles",
}


class SurveyExplorer(SitePanel):
    """One survey: its criteria, the frequency of a question, two questions crossed, among those who answered so."""

    name, table = "survey", ANSWERS

    def __init__(self, bench: ViewSource, site: str | None = None, period: str | None = None, **chosen: Any):
        self.view = dropdown("Vue")
        self.item, self.by = dropdown("Question"), dropdown("Selon")
        self.other = dropdown("À côté de")
        self.filters = [(dropdown(f"Filtre {i + 1}"), several(f"Réponses {i + 1}")) for i in range(FILTERS)]
        self._asked = (self.other, self.item, self.by, *(picker for pair in self.filters for picker in pair))
        super().__init__(bench, site, period, [(self.view, self.other), (self.item, self.by), *self.filters], chosen)

    def _fill(self) -> None:
        super()._fill()
        offer(self.view, SURVEY_VIEWS, self._first.pop("view", None))
        survey, view = self._survey(), self.view.value
        if view == "beside":
            self._offer_others()
        known = survey.questions()
        questions = words_of(known["label"])
        # At first an opinion by the mode of collection, which most surveys can show.
        opinion = None if self.item.value else next(iter(known.index[known["is_scale"]]), None)
        offer(self.item, questions, self._first.pop("item", opinion))
        others = {name: label for name, label in questions.items() if name != self.item.value}
        offer(self.by, others, self._first.pop("by", None if self.by.value else MODE))
        first = list((self._first.pop("where", None) or {}).items())
        taken = {self.item.value, *([self.by.value] if view == "cross" else [])}
        needed = {"frequency": [self.item], "cross": [self.item, self.by], "beside": [self.other]}.get(view, [])
        for asked, kept in self.filters:
            left = {name: label for name, label in questions.items() if name not in taken}
            wanted, answers = first.pop(0) if first else (None, ())
            offer(asked, NO_FILTER | left, wanted)
            offer(kept, survey.answers_of(asked.value) if asked.value else {})
            if answers:
                wanted = (answers,) if isinstance(answers, str) else tuple(answers)
                check_words("réponse", wanted, survey.answers_of(asked.value), is_feminine=True)
                kept.value = wanted
            taken.add(asked.value)
            if view in CROSSED:
                needed = [*needed, asked, *([kept] if asked.value else [])]
        show_only(self._asked, needed)

    def _offer_others(self) -> None:
        """The earlier periods of this survey, then the other sites that have one of that period, as the words of a call."""
        earlier = self.bench.periods_before(self.site.value, self.period.value)
        periods = [code for code in self.bench.periods(self.site.value, ANSWERS) if code in earlier]
        sites = words_of(self.bench.sites(ANSWERS)["name"])
        having = [
            id_ for id_ in sites if self.period.value in self.bench.periods(id_, ANSWERS) and id_ != self.site.value
        ]
        options = {f"other_period={code}": f"Même site, {Period.parse(code).label}" for code in periods}
        options |= {f"other_site={id_}": f"{sites[id_]}, même période" for id_ in having}
        offer(self.other, options, self._first.pop("other", None))

    def _beside(self) -> dict[str, str]:
        if not self.other.value:
            raise DataRefused(
                "aucune autre enquête à mettre à côté : ni période plus ancienne de ce site, ni autre site de cette période. "
                "À faire : importer l'enquête avec « qep import »."
            )
        return dict([self.other.value.split("=", 1)])

    def _elements(self) -> Iterable[Element]:
        survey, view = self._survey(), self.view.value
        if view == "beside":
            shown = self.bench.beside(self.site.value, self.period.value, **self._beside())
            # What is demonstrated is read in the table: it stands there without being asked for.
            return (shown, shown.data) if isinstance(shown, Figure) and not self.with_table.value else (shown,)
        if view in CROSSED:
            found = self._crossed(survey)
            figure = found.figure()
            return (figure,) if figure.kind == "figure" else (figure, found.table())
        return (survey.show_respondents(), getattr(survey, SHOWN_BY[view])())

    def _crossed(self, survey: Survey) -> Crossed:
        if self.view.value == "cross":
            return survey.cross(self.item.value, self.by.value, self._where())
        return survey.frequency(self.item.value, self._where())

    def _where(self) -> dict[str, list[str]]:
        """A filter of which no answer is chosen yet keeps everybody."""
        return {asked.value: list(kept.value) for asked, kept in self.filters if asked.value and kept.value}

    def _call(self) -> str:
        opened, view = f"bench.survey({written(self.site.value, self.period.value)})", self.view.value
        if view == "beside":
            return f"bench.beside({written(self.site.value, self.period.value, **self._beside())})"
        if view == "cross":
            return f"{opened}.cross({written(self.item.value, by=self.by.value, where=self._where())}).figure()"
        if view == "frequency":
            return f"{opened}.frequency({written(self.item.value, where=self._where())}).figure()"
        return f"{opened}.{SHOWN_BY[view]}()"

    def chosen(self) -> dict[str, object]:
        """The site, the period, the view, and what that view asks."""
        asked = {"item": self.item.value, "where": self._where()} if self.view.value in CROSSED else {}
        by = {"by": self.by.value} if self.view.value == "cross" else {}
        other = {"other": self.other.value} if self.view.value == "beside" else {}
        return super().chosen() | {"view": self.view.value, **asked, **by, **other}

    def _lines(self) -> pd.DataFrame:
        if self.view.value not in CROSSED:
            raise DataRefused("les lignes se voient derrière un tri. À faire : choisir un tri à plat ou un tri croisé.")
        return self._survey().lines(
            self.item.value, self.by.value if self.view.value == "cross" else None, self._where()
        )

    def _survey(self) -> Survey:
        return self.bench.survey(self.site.value, self.period.value)


class SiteExplorer(SitePanel):
    """One site: the results of a section, an indicator by group, monthly curves."""

    name = "site"

    def __init__(self, bench: ViewSource, site: str | None = None, period: str | None = None, **chosen: Any):
        self.view, self.section, self.topic = dropdown("Vue"), dropdown("Rubrique"), dropdown("Sujet")
        self.indicator, self.group = dropdown("Indicateur"), dropdown("Groupe")
        self.previous = dropdown("Comparée à")
        self._asked = (self.section, self.indicator, self.group, self.topic)
        super().__init__(bench, site, period, [(self.view, self.previous), self._asked], chosen)

    def _fill(self) -> None:
        super()._fill()
        first = self._first.pop
        offer(self.view, SITE_VIEWS, first("view", None))
        earlier = self.bench.periods_before(self.site.value, self.period.value)
        labels = {code: Period.parse(code).label for code in earlier}
        offer(self.previous, {NONE: "l'année d'avant"} | labels, first("previous", None))
        found = self._results()
        offer(self.section, found.sections(), first("section", None))
        offer(self.indicator, found.indicators(), first("indicator", None))
        groups = found.groups(self.indicator.value) if self.indicator.value else {}
        offer(self.group, {NONE: "ensemble seulement"} | groups, first("group", None))
        offer(self.topic, found.topics(), first("topic", None))
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

    def _call(self) -> str:
        opened = f"bench.site({written(self.site.value, self.period.value, previous=self.previous.value)})"
        asked = {
            "months": f"show_months({written(self.topic.value)})",
            "section": f"show_section({written(self.section.value)})",
            "indicator": f"show_indicator({written(self.indicator.value, group=self.group.value)})",
        }
        return f"{opened}.{asked[self.view.value]}"

    def chosen(self) -> dict[str, object]:
        """The site, the period, the view, the period compared with, and what that view asks."""
        names = {"months": ["topic"], "section": ["section"], "indicator": ["indicator", "group"]}[self.view.value]
        return super().chosen() | {name: getattr(self, name).value for name in ("view", "previous", *names)}

    def _results(self) -> SiteResults:
        return self.bench.site(self.site.value, self.period.value, self.previous.value or None)


class RequestExplorer(SitePanel):
    """The requests of one site: those that were late, shares in time by group, delays; among those of a channel, a theme…"""

    name, table = "requests", REQUESTS

    def __init__(self, bench: ViewSource, site: str | None = None, period: str | None = None, **chosen: Any):
        self.view, self.by = dropdown("Vue"), dropdown("Selon")
        self.filters = {name: dropdown(label) for name, label in GROUPS.items()}
        super().__init__(bench, site, period, [(self.view, self.by), tuple(self.filters.values())], chosen)

    def _fill(self) -> None:
        super()._fill()
        offer(self.view, REQUEST_VIEWS, self._first.pop("view", None))
        offer(self.by, GROUPS, self._first.pop("by", None))
        where = self._first.pop("where", None) or {}
        found = self._requests()
        for name, picker in self.filters.items():
            # One value a filter, whether it is written as one or, as for a survey, in a list.
            wanted = where.get(name, ())
            wanted = wanted if isinstance(wanted, str) else next(iter(wanted), None)
            offer(picker, {NONE: "tous"} | found.values_of(name), wanted)
        show_only((self.by,), (self.by,) if self.view.value == "on_time" else ())
        show_only(self.filters.values(), () if self.view.value == "curve" else self.filters.values())

    def _elements(self) -> Iterable[Element]:
        found, where = self._requests(), self._where()
        if self.view.value == "curve":
            return (found.curve(),)
        if self.view.value == "on_time":
            return (found.on_time(self.by.value, where),)
        return (getattr(found, self.view.value)(where),)

    def _where(self) -> dict[str, str]:
        return {name: picker.value for name, picker in self.filters.items() if picker.value}

    def _call(self) -> str:
        opened, view = f"bench.requests({written(self.site.value, self.period.value)})", self.view.value
        if view == "curve":
            return f"{opened}.curve()"
        by = (self.by.value,) if view == "on_time" else ()
        return f"{opened}.{view}({written(*by, where=self._where())})"

    def chosen(self) -> dict[str, object]:
        """The site, the period, the view, and its filters."""
        by = {"by": self.by.value} if self.view.value == "on_time" else {}
        return super().chosen() | {"view": self.view.value, **by, "where": self._where()}

    def _lines(self) -> pd.DataFrame:
        return self._requests().named_lines(self._where())

    def _requests(self) -> Requests:
        return self.bench.requests(self.site.value, self.period.value)


class RegionExplorer(Panel):
    """Several sites: an indicator site by site, who is not compared and why; two indicators; those that improved, are below
    their target, or are to be examined. The sites are the prefectures of a region, its sub-prefectures, or chosen one by one.
    """

    name = "region"

    def __init__(self, bench: ViewSource, region: str | None = None, period: str | None = None, **chosen: Any):
        self.bench = bench
        self.region, self.period = dropdown("Région"), dropdown("Période")
        self.kind, self.sites = dropdown("Sites"), several("Sites choisis")
        self.view = dropdown("Vue")
        self.indicator, self.second = dropdown("Indicateur"), dropdown("À côté de")
        self._first: dict[str, Any] = {"region": region, "period": period, **chosen}
        super().__init__(
            [(self.region, self.kind), (self.sites,), (self.period, self.view), (self.indicator, self.second)]
        )

    def _fill(self) -> None:
        first = self._first.pop
        regions = self.bench.regions()
        if not regions:
            raise DataRefused(
                "aucune région n'a deux préfectures dont les données sont importées. À faire : en importer, ou essayer "
                "« qep example », un pays fictif."
            )
        offer(self.region, regions | {EVERYWHERE: EVERYWHERE_WORDS}, first("region", None))
        having = self.bench.sites()
        if self.region.value != EVERYWHERE:
            having = having[having["region_code"] == self.region.value.partition(":")[2]]
        offer(self.kind, SITE_KINDS, first("kind", None))
        offer(self.sites, words_of(having["name"]))
        if wanted := first("sites", None):
            self.sites.value = tuple(code for code in wanted if code in having.index)
        self._having = having
        show_only((self.sites,), (self.sites,) if self.kind.value == CHOSEN else ())
        periods = self.bench.periods(self._subject())
        offer(self.period, {code: Period.parse(code).label for code in periods}, first("period", None))
        offer(self.view, REGION_VIEWS, first("view", None))
        indicators = self._compared().indicators()
        offer(self.indicator, indicators, first("indicator", None))
        others = {name: label for name, label in indicators.items() if name != self.indicator.value}
        offer(self.second, {NONE: "aucun autre indicateur"} | others, first("second", None))
        show_only((self.indicator, self.second), (self.indicator, self.second) if self.view.value == ONE else ())

    def _elements(self) -> Iterable[Element]:
        found = self._compared()
        if self.view.value != ONE:
            return (found.figures(self.view.value),)
        if self.indicator.value is None:
            raise DataRefused("aucun indicateur n'a de chiffre pour ces sites. À faire : choisir une autre période.")
        if self.second.value:
            return (found.show_side_by_side(self.indicator.value, self.second.value),)
        return found.show(self.indicator.value)

    def _call(self) -> str:
        opened = f"bench.region({written(self._subject(), self.period.value)})"
        if self.view.value != ONE:
            return f"{opened}.figures({written(self.view.value)})"
        if self.second.value:
            return f"{opened}.show_side_by_side({written(self.indicator.value, self.second.value)})"
        return f"{opened}.show({written(self.indicator.value)})"

    def chosen(self) -> dict[str, object]:
        """The region, the period, which of its sites, the view, and what that view asks."""
        names = ("region", "period", "kind", "view", *(("indicator", "second") if self.view.value == ONE else ()))
        sites = {"sites": list(self.sites.value)} if self.kind.value == CHOSEN else {}
        return {name: getattr(self, name).value for name in names} | sites

    def _subject(self) -> str | list[str]:
        """What the workbench is asked: a region by its name, other sites by their codes. Of a country, the prefectures that have
        data: to read a hundred that have none takes ten seconds, to say nothing of each."""
        if self.kind.value == "prefecture" and self.region.value != EVERYWHERE:
            return self.region.value
        if self.kind.value == CHOSEN:
            sites = list(self.sites.value)
        else:
            sites = list(self._having.index[self._having["kind"] == self.kind.value])
            if self.kind.value == "prefecture" and len(sites) > MOST_LISTED:
                return EVERYWHERE
        if len(sites) < 2:
            raise DataRefused(self._too_few(len(sites)))
        return sites

    def _too_few(self, count: int) -> str:
        if self.kind.value == CHOSEN:
            return "il faut au moins deux sites. À faire : en choisir d'autres (Ctrl + clic pour plusieurs)."
        here = "une seule a des" if count else "aucune n'a de"
        everywhere = (self.bench.sites()["kind"] == self.kind.value).sum()
        wider = (
            f"choisir « {EVERYWHERE_WORDS} » dans « Région » (le pays en a {everywhere}), ou " if everywhere > 1 else ""
        )
        return (
            f"{SITE_KINDS[self.kind.value]} ({self.region.label}) : {here} données importées, il en faut deux pour comparer. "
            f"À faire : {wider}importer les fichiers d'une autre."
        )

    def _compared(self) -> Region:
        return self.bench.region(self._subject(), self.period.value)
