"""The report on the self-assessment: what `notebooks/self_assessment.ipynb` calls, in reading order."""

from qep_lib.display.elements import Element
from qep_lib.reports import assessment_grid, assessment_lines
from qep_lib.reports.base import Report


class SelfAssessmentReport(Report):
    """The self-assessment grid of one site."""

    sections = ("self_assessment",)

    def key_figures(self) -> Element:
        """One figure a module."""
        return assessment_grid.key_figures(self.context)

    def summary(self) -> Element:
        """Lines by result, and how each module's rate is made."""
        return assessment_grid.summary_text(self.context)

    def drawing(self) -> Element:
        """Lines by result, drawn."""
        return assessment_grid.drawing(self.context)

    def modules(self) -> Element:
        """By module, with its channels."""
        return assessment_grid.module_table(self.context)

    def channels(self) -> Element:
        """By channel."""
        return assessment_grid.channel_table(self.context)

    def commitments(self) -> Element:
        """By commitment."""
        return assessment_grid.commitment_table(self.context)

    def gaps(self) -> Element:
        """What is left to do."""
        return assessment_lines.gaps_table(self.context)

    def evidence(self) -> Element:
        """Lines without evidence."""
        return assessment_lines.evidence_table(self.context)
