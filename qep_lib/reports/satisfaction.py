"""The satisfaction report: what `notebooks/satisfaction.ipynb` calls, in reading order."""

from qep_lib.display.elements import Element
from qep_lib.reports import findings, respondents, survey
from qep_lib.reports.base import Report
from qep_lib.reports.surveys_apart import each_survey


class SatisfactionReport(Report):
    """The satisfaction survey of one site, or each of them apart."""

    sections = ("satisfaction",)

    def key_figures(self) -> Element:
        """The survey in five figures."""
        return each_survey(self.context, survey.key_figures)

    def respondents(self) -> Element:
        """Dates, answers, response rate."""
        return each_survey(self.context, respondents.respondents_with_waves)

    def profile(self) -> Element:
        """Profile of the respondents."""
        return each_survey(self.context, respondents.profile_table)

    def reasons(self) -> Element:
        """Reasons of the visit."""
        return each_survey(self.context, respondents.reasons_table)

    def shares(self) -> Element:
        """Share satisfied by criterion, with intervals."""
        return each_survey(self.context, survey.shares_figure)

    def criteria(self) -> Element:
        """The table of criteria."""
        return each_survey(self.context, survey.criteria_table)

    def levels(self) -> Element:
        """Levels of satisfaction by criterion."""
        return each_survey(self.context, survey.levels_figure)

    def sentences(self) -> Element:
        """Each criterion in words."""
        return each_survey(self.context, survey.sentences)

    def modes(self) -> Element:
        """Satisfaction by mode of collection."""
        return each_survey(self.context, survey.mode_table)

    def findings(self) -> Element:
        """Strengths and axes of improvement."""
        return each_survey(self.context, findings.findings_text)

    def questions(self) -> Element:
        """The questions as asked."""
        return each_survey(self.context, respondents.wording_table)
