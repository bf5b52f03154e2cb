"""The report on mystery surveys: what `notebooks/mystery_survey.ipynb` calls, the plan first, then the results."""

from qep_lib.display.elements import Element
from qep_lib.reports import mystery_results, mystery_rules
from qep_lib.reports.base import Report


class MysterySurveyReport(Report):
    """One mystery survey of one site."""

    sections = ("mystery",)

    def rules(self) -> Element:
        """The plan against the rules, in words."""
        return mystery_rules.rules_text(self.context)

    def rule_table(self) -> Element:
        """The plan against the rules, rule by rule."""
        return mystery_rules.rules_table(self.context)

    def gaps(self) -> Element:
        """Missing half-days and contacts out of the rules."""
        return mystery_rules.gaps_table(self.context)

    def key_figures(self) -> Element:
        """Results as counts."""
        return mystery_results.key_figures(self.context)

    def sentences(self) -> Element:
        """Results in words."""
        return mystery_results.results_text(self.context)

    def channels(self) -> Element:
        """Results by channel."""
        return mystery_results.channel_table(self.context)

    def criteria(self) -> Element:
        """Results by criterion."""
        return mystery_results.criterion_table(self.context)

    def drawing(self) -> Element:
        """Results by criterion, drawn."""
        return mystery_results.criterion_figure(self.context)
