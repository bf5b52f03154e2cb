"""The report of sites that share a questionnaire: what `notebooks/survey_sites.ipynb` calls, in reading order."""

from qep_lib.display.elements import Element
from qep_lib.model.indicator import Indicator
from qep_lib.reports import grouped_survey
from qep_lib.reports.base import Report


class SurveySitesReport(Report):
    """One satisfaction survey of the sites of a group, side by side."""

    def _printed(self) -> tuple[Indicator, ...]:
        """The criteria, the answers and the visits that would weigh the sites."""
        return grouped_survey.printed(self.context)

    def key_figures(self) -> Element:
        """The answers of each site."""
        return grouped_survey.key_figures(self.context)

    def reading(self) -> Element:
        """How the sites are compared, and how not."""
        return grouped_survey.reading_note(self.context)

    def sites(self) -> Element:
        """Modules, answers and visits of each site."""
        return grouped_survey.sites_table(self.context)

    def shares(self) -> Element:
        """Share satisfied by criterion and by site, with intervals."""
        return grouped_survey.shares_figure(self.context)

    def criteria(self) -> Element:
        """The table of criteria, a site beside the other."""
        return grouped_survey.criteria_table(self.context)

    def whole(self) -> Element:
        """The figures of the group, or why there are none."""
        return grouped_survey.whole_group(self.context)

    def questions(self) -> Element:
        """The questions as asked."""
        return grouped_survey.questions_table(self.context)
