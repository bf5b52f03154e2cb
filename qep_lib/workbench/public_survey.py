"""Pickers over a survey as the public document prints it. What is counted on the spot, for inside, is `explorers`."""

from collections.abc import Iterable
from typing import Any

from qep_lib.display.elements import Element
from qep_lib.errors import DataRefused
from qep_lib.model.tables import ANSWERS
from qep_lib.workbench.explorers import SHOWN_BY, SURVEY_VIEWS
from qep_lib.workbench.panel import dropdown, offer, show_only, written
from qep_lib.workbench.site_panel import NONE, SitePanel
from qep_lib.workbench.survey import Survey
from qep_lib.workbench.view_source import ViewSource

QUESTION = "question"
PUBLIC_SURVEY_VIEWS = {
    **{view: title for view, title in SURVEY_VIEWS.items() if view in SHOWN_BY},
    "modes": "Satisfaction par mode de recueil",
    QUESTION: "Une question, par réponse ou par mode",
}
"""In public nothing is counted on the spot: what the report prints."""
PUBLIC_SHOWN_BY = SHOWN_BY | {"modes": "show_modes", QUESTION: "show_question"}


class PublicSurveyExplorer(SitePanel):
    """One survey as the public document prints it: its criteria, of everybody or of a mode of collection; a question, by answer
    or by mode. Nothing is counted on the spot, so that no sequence of choices gives back what is hidden."""

    name, table = "survey", ANSWERS

    def __init__(self, bench: ViewSource, site: str | None = None, period: str | None = None, **chosen: Any):
        self.view, self.mode = dropdown("Vue"), dropdown("Filtre : mode")
        self.item, self.by = dropdown("Question"), dropdown("Selon")
        self._asked = (self.mode, self.item, self.by)
        super().__init__(bench, site, period, [(self.view, self.mode), (self.item, self.by)], chosen)

    def _fill(self) -> None:
        super()._fill()
        first, survey = self._first.pop, self._survey()
        offer(self.view, PUBLIC_SURVEY_VIEWS, first("view", None))
        offer(self.mode, {NONE: "tous"} | survey.modes(), first("mode", None))
        offer(self.item, survey.measured(), first("item", None))
        groups = survey.groups(self.item.value) if self.item.value else {}
        offer(self.by, {NONE: "ensemble seulement"} | groups, first("by", None))
        needed = {"criteria": (self.mode,), QUESTION: (self.item, self.by)}
        show_only(self._asked, needed.get(self.view.value, ()))

    def _elements(self) -> Iterable[Element]:
        survey = self._survey()
        return (survey.show_respondents(), getattr(survey, PUBLIC_SHOWN_BY[self.view.value])(*self._arguments()))

    def _arguments(self) -> list[str]:
        asked = {"criteria": (self.mode,), QUESTION: (self.item, self.by)}.get(self.view.value, ())
        if self.view.value == QUESTION and self.item.value is None:
            raise DataRefused("aucune question n'a de chiffre. À faire : choisir une autre vue ou une autre période.")
        return [picker.value for picker in asked if picker.value]

    def _call(self) -> str:
        opened = f"bench.survey({written(self.site.value, self.period.value)})"
        return f"{opened}.{PUBLIC_SHOWN_BY[self.view.value]}({written(*self._arguments())})"

    def chosen(self) -> dict[str, object]:
        """The site, the period, the view, and what that view asks."""
        names = {"criteria": ("mode",), QUESTION: ("item", "by")}.get(self.view.value, ())
        return super().chosen() | {name: getattr(self, name).value for name in ("view", *names)}

    def _survey(self) -> Survey:
        return self.bench.survey(self.site.value, self.period.value)
