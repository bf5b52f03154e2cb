"""The report on the action plan: what `notebooks/action_plan.ipynb` calls, in reading order."""

from qep_lib.display.elements import Element
from qep_lib.reports import action_followup, actions
from qep_lib.reports.base import Report


class ActionPlanReport(Report):
    """The action plan of one site and what became of last year's."""

    def key_figures(self) -> Element:
        """Actions by state."""
        return actions.key_figures(self.context)

    def summary(self) -> Element:
        """The same in words, and what became of last year's findings."""
        return action_followup.summary_text(self.context)

    def overdue(self) -> Element:
        """What is late."""
        return actions.overdue_table(self.context)

    def by_source(self) -> Element:
        """By source."""
        return actions.source_table(self.context)

    def by_responsible(self) -> Element:
        """By responsible."""
        return actions.responsible_table(self.context)

    def follow_up(self) -> Element:
        """Last year's findings, one by one."""
        return action_followup.followup_table(self.context)

    def plan(self) -> Element:
        """The whole plan."""
        return actions.actions_table(self.context)
