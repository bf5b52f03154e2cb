"""The satisfaction report: what `notebooks/satisfaction.ipynb` calls, in reading order."""

from qep_lib.display.elements import Element
from qep_lib.reports import findings, respondents, survey
from qep_lib.reports.base import Report


class SatisfactionReport(Report):
    """One satisfaction survey of one site."""

    sections = ("satisfaction",)

    def key_figures(self) -> Element:
        """The survey in five figures."""
        return survey.key_figures(self.context)

    def respondents(self) -> Element:
        """Dates, answers, response rate."""
        return respondents.respondents_text(self.context)

    def profile(self) -> Element:
        """Profile of the respondents."""
        return respondents.profile_table(self.context)

    def reasons(self) -> Element:
        """Reasons of the visit."""
        return respondents.reasons_table(self.context)

    def shares(self) -> Element:
        """Share satisfied by criterion, with intervals."""
        return survey.shares_figure(self.context)

    def criteria(self) -> Element:
        """The table of criteria."""
        return survey.criteria_table(self.context)

    def levels(self) -> Element:
        """Levels of satisfaction by criterion."""
        return survey.levels_figure(self.context)

    def sentences(self) -> Element:
        """Each criterion in words."""
        return survey.sentences(self.context)

    def modes(self) -> Element:
        """Satisfaction by mode of collection."""
        return survey.mode_table(self.context)

    def findings(self) -> Element:
        """Strengths and axes of improvement."""
        return findings.findings_text(self.context)

    def questions(self) -> Element:
        """The questions as asked."""
        return respondents.wording_table(self.context)
