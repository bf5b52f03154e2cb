"""One survey of one site, as an analyst asks it: its questions, their frequencies, how they cross, its criteria."""

from collections.abc import Mapping
from functools import cached_property

import pandas as pd

from qep_lib.disclosure.answers import SurveyRows, survey_rows
from qep_lib.disclosure.crossing import cross, crossed_rows
from qep_lib.display.elements import Element
from qep_lib.display.wording import format_count
from qep_lib.errors import DataRefused, ParameterError, sure
from qep_lib.indicators.survey_questions import MODE, OWN_LABELS, Respondents, Where
from qep_lib.reports.asked import option_label, questionnaire_of
from qep_lib.reports.context import ReportContext
from qep_lib.reports.nature_notes import nature_notes
from qep_lib.reports.respondents import respondents_text
from qep_lib.reports.survey import criteria_table, mode_table, shares_figure
from qep_lib.reports.survey_levels import levels_figure
from qep_lib.workbench.crossed import Crossed
from qep_lib.workbench.naming import check_words, titled_view
from qep_lib.workbench.site import SiteResults


class Survey:
    """The answers of one survey. Opened by `Workbench.survey`.

    >>> survey = open_workbench().survey("18", "2020")
    >>> survey.cross("queue_management", by="visit_reason").figure()
    >>> survey.cross("covid_measures", by="mode", where={"visit_reason": "foreign_titles"}).frame
    """

    def __init__(self, context: ReportContext, questionnaire: str | None = None):
        self.context = context = _chosen(context, questionnaire)
        self.questionnaire = questionnaire_of(context)
        if self.questionnaire is None:
            raise DataRefused(
                f"{context.site.name} ({context.period.label}) : aucune réponse d'enquête n'est importée. "
                "À faire : choisir une autre période, ou importer l'enquête avec « qep import »."
            )

    @cached_property
    def _found(self) -> SurveyRows:
        """The answers, read when they are first counted; `DataRefused` in public, where nothing is counted on the spot."""
        if self.context.audience == "public":
            raise DataRefused(
                "en public, les réponses ne se comptent pas à la demande : un groupe caché reviendrait d'un tri à l'autre, "
                "par soustraction. À faire : show_criteria, show_levels, show_criteria_table ou show_question, qui montrent "
                "ce que le rapport public imprime ; ou rester en interne."
            )
        return sure(survey_rows(self.context.stored, self.questionnaire))

    @property
    def _respondents(self) -> Respondents:
        return self._found.respondents

    @property
    def answers(self) -> pd.DataFrame:
        """The stored answers, one row a respondent and question, as typed columns; a copy. Rows are about single persons:
        they stay on this machine.

        >>> len(survey.answers)
        1040
        """
        return self._found.rows.reset_index(drop=True)

    def questions(self) -> pd.DataFrame:
        """The questions that can be crossed, by id: label, wording, whether several answers are allowed and whether they are on
        a scale, and the label of each answer by id.

        >>> survey.questions().loc["queue_management", "label"]
        "Gestion de la file d'attente"
        """
        rows = []
        for name in self._respondents.named():
            question = self._respondents.question(name)
            wording = "" if name in OWN_LABELS else sure(self.questionnaire).item(name).wording
            accepted = {answer.id: answer.label for answer in question.answers}
            rows.append((name, question.label, wording, question.is_multiple, question.has_levels, accepted))
        columns = ["question", "label", "wording", "is_multiple", "is_scale", "answers"]
        return pd.DataFrame(rows, columns=columns).set_index("question")

    def answers_of(self, item: str) -> dict[str, str]:
        """Label by id of the answers of a question that count in its base.

        >>> survey.answers_of("waiting_time")
        {'under_10_min': 'Moins de 10 minutes', 'from_10_to_20_min': 'De 10 à 20 minutes', 'over_20_min': 'Plus de 20 minutes'}
        """
        return {answer.id: answer.label for answer in self._respondents.question(item).answers}

    def frequency(self, item: str, where: Where | None = None) -> Crossed:
        """How the answers to a question spread, among those who gave the answers of `where`.

        >>> survey.frequency("waiting_time", where={"mode": "desk"}).table()
        """
        return self._crossed(item, None, where)

    def cross(self, item: str, by: str, where: Where | None = None) -> Crossed:
        """The answers to a question, by group of another, by `"mode"` of collection or by `"month"`.

        Questions and answers are named by id or by label; `where` keeps those who gave an answer, or one of several.
        Groups under the threshold are hidden with what would give them back. Raises `ParameterError` and `DataRefused`, in
        French, for what cannot be asked, and in public.

        >>> survey.cross("queue_management", by="visit_reason", where={"mode": ["desk", "web"]}).table()
        """
        return self._crossed(item, by, where)

    def lines(self, item: str, by: str | None = None, where: Where | None = None) -> pd.DataFrame:
        """The answers behind `frequency` or `cross`, one row a respondent: its answer to `item`, its group of `by`, its mode of
        collection and its month. Groups and answers that the crossing hides are not there. For inside only; raises as `cross`.

        >>> survey.lines("queue_management", by="visit_reason", where={"mode": "desk"})
        """
        crossing = self._crossed(item, by, where).crossing
        return crossed_rows(self._respondents, crossing, item, by, where or {})

    def show_respondents(self) -> Element:
        """Dates, answers by mode, response rate.

        >>> survey.show_respondents()
        """
        return respondents_text(self.context)

    def show_levels(self) -> Element:
        """Levels of satisfaction by criterion, as the report draws them.

        >>> survey.show_levels()
        """
        return self._titled(levels_figure(self.context))

    def modes(self) -> dict[str, str]:
        """Label by id of the modes by which answers came.

        >>> survey.modes()
        {'desk': "À l'accueil", 'web': 'Sur internet'}
        """
        found = (row.group_value for row in self.context.groups("answers", "mode") if row.value != 0)
        return {mode: option_label(self.context, mode) for mode in found}

    def show_criteria(self, mode: str | None = None) -> Element:
        """Share of positive answers by criterion, with intervals, of everybody or of those who answered by that mode.

        >>> survey.show_criteria("desk")
        """
        if mode is not None:
            check_words("mode", [mode], self.modes())
        kept = {} if mode is None else {OWN_LABELS[MODE]: [self.modes()[mode]]}
        return self._titled(shares_figure(self.context, mode=mode), kept)

    def show_criteria_table(self) -> Element:
        """The table of criteria.

        >>> survey.show_criteria_table()
        """
        return self._titled(criteria_table(self.context))

    def show_modes(self) -> Element:
        """Satisfaction by mode of collection.

        >>> survey.show_modes()
        """
        return self._titled(mode_table(self.context))

    def measured(self) -> dict[str, str]:
        """Label by id of the figures made of its questions, those of `show_question`.

        >>> survey.measured()["satisfaction_clear_language_pct"]
        'Satisfaction : clarté du langage'
        """
        made = self.context.section("satisfaction")
        return {name: label for name, label in self._results.indicators().items() if name in {i.id for i in made}}

    def groups(self, indicator: str) -> dict[str, str]:
        """French words by name of the ways in which such a figure is split: `option`, `mode`…

        >>> survey.groups("satisfaction_clear_language_pct")
        {'mode': 'Mode de recueil', 'option': 'Réponse', 'state': 'Hors base et états', 'month': 'Mois'}
        """
        return self._results.groups(indicator)

    def show_question(self, indicator: str, group: str | None = None) -> Element:
        """A figure made of a question, in all or by group: as measured, for inside as in public.

        >>> survey.show_question("satisfaction_clear_language_pct", "mode")
        """
        return self._results.show_indicator(indicator, group)

    @cached_property
    def _results(self) -> SiteResults:
        return SiteResults(self.context)

    def _crossed(self, item: str, by: str | None, where: Where | None) -> Crossed:
        if not isinstance(where, Mapping | None):
            raise ParameterError(
                f'filtre « {where} » : une question et sa réponse sont attendues. Accepté : where={{"question": "réponse"}}.'
            )
        conventions = self.context.catalogue.conventions
        limits = conventions.disclosure
        found = cross(self._respondents, item, by, where or {}, limits, conventions.confidence)
        counted = self.context.total("answers")
        notes = nature_notes(self.context, [counted])
        if self._found.left_out:
            other = format_count(self._found.left_out, "réponse")
            notes.append(f"Questionnaire : {sure(self.questionnaire).title}. Hors de ce tableau : {other} à un autre.")
        return Crossed(found, self._subject, limits.internal, tuple(notes))

    @property
    def _subject(self) -> str:
        return f"{self.context.site.name}, {self.context.period.label}"

    def _titled(self, element: Element, filters: Mapping[str, list[str]] | None = None) -> Element:
        return titled_view(element, self._subject, filters)


def _chosen(context: ReportContext, questionnaire: str | None) -> ReportContext:
    """The context of the survey to that questionnaire, or of the only one; `ParameterError` naming those there are."""
    surveys = context.surveys or (context,)
    known = {found.id: survey for survey in surveys if (found := questionnaire_of(survey)) is not None}
    if questionnaire is None and len(known) < 2:
        return context
    if questionnaire not in known:
        asked = f"questionnaire « {questionnaire} » : aucune réponse" if questionnaire else "plusieurs enquêtes"
        accepted = ", ".join(f'questionnaire="{id_}"' for id_ in known)
        raise ParameterError(f"{context.site.name} ({context.period.label}) : {asked}. Accepté : {accepted}.")
    return known[questionnaire]
