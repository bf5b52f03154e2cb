"""The comparison of several sites: what `notebooks/regional_comparison.ipynb` calls, in reading order."""

from qep_lib.display.elements import Element, Gallery
from qep_lib.model.indicator import Indicator
from qep_lib.reports.base import Report
from qep_lib.reports.context import ReportContext
from qep_lib.reports.regional import (
    case_mix,
    evolution,
    files,
    funnels,
    guide,
    maps,
    matrix,
    months,
    months_in_brief,
    points,
    refusals,
    themes,
)
from qep_lib.reports.regional.gathered import gather


class RegionalComparisonReport(Report):
    """Several sites side by side, without a rank."""

    def __init__(self, context: ReportContext):
        super().__init__(context)
        self._gathered = gather(context)

    def _printed(self) -> tuple[Indicator, ...]:
        """The compared indicators, and the number of requests, which is shown month by month."""
        return (*self._gathered.indicators, self.context.indicator("requests_count"))

    def introduction(self) -> Element:
        """What is set side by side."""
        return guide.introduction(self._gathered)

    def key_figures(self) -> Element:
        """Sites, indicators, comparisons refused, points to examine."""
        return points.key_figures(self._gathered)

    def months_in_brief(self) -> Element:
        """The changes that last, month by month: how many, the plainest by name."""
        return months_in_brief.months_in_brief(self._gathered)

    def reading(self) -> Element:
        """How to read the comparison, for who never studied statistics."""
        return guide.reading_note(self._gathered)

    def points(self) -> Element:
        """What stands out of chance, and the changes for the worse."""
        return points.points_to_examine(self._gathered)

    def matrices(self) -> Element:
        """Sites and indicators, a table a theme."""
        return matrix.matrices(self._gathered)

    def not_compared(self) -> Element:
        """What is not compared, and why."""
        return refusals.refusals_table(self._gathered)

    def satisfaction(self) -> Element:
        """The survey, site by site."""
        return themes.theme_views(self._gathered, "satisfaction")

    def requests(self) -> Element:
        """Requests and complaints, site by site."""
        return themes.theme_views(self._gathered, "requests")

    def titles(self) -> Element:
        """Delays of titles, site by site."""
        return themes.theme_views(self._gathered, "titles")

    def contacts(self) -> Element:
        """Telephone, internet, mail and local authorities, site by site."""
        return themes.theme_views(self._gathered, "contacts")

    def others(self) -> Element:
        """The other indicators, site by site."""
        return themes.theme_views(self._gathered, "others")

    def label_map(self) -> Element:
        """Departments by status of their label."""
        return maps.label_map(self._gathered)

    def map_of(self, indicator_id: str | None = None) -> Element:
        """Departments by class of one indicator, by default a satisfaction criterion that is read."""
        return maps.indicator_map(self._gathered, indicator_id)

    def funnels(self) -> Element:
        """Sites against chance, from twelve comparable ones; otherwise why there is no such chart."""
        return Gallery((funnels.funnels_table(self._gathered), *funnels.funnels(self._gathered)))

    def case_mix(self) -> Element:
        """Satisfaction at equal reasons for coming, or why it is not given."""
        return case_mix.case_mix(self._gathered)

    def months_note(self) -> Element:
        """How to read the monthly charts."""
        return months.months_note(self._gathered)

    def months_of_calls(self) -> Element:
        """Calls, month by month and site by site."""
        return months.months_of_calls(self._gathered)

    def months_of_titles(self) -> Element:
        """Delays of titles, month by month and site by site."""
        return months.months_of_titles(self._gathered)

    def months_of_requests(self) -> Element:
        """Requests, month by month and site by site."""
        return months.months_of_requests(self._gathered)

    def evolution_note(self) -> Element:
        """How to read the yearly charts."""
        return evolution.evolution_note(self._gathered)

    def evolution_of_satisfaction(self) -> Element:
        """The survey over the years."""
        return evolution.evolution(self._gathered, "satisfaction")

    def evolution_of_requests(self) -> Element:
        """Requests and complaints over the years."""
        return evolution.evolution(self._gathered, "requests")

    def evolution_of_titles(self) -> Element:
        """Delays of titles over the years."""
        return evolution.evolution(self._gathered, "titles")

    def evolution_of_contacts(self) -> Element:
        """Telephone, internet and mail over the years."""
        return evolution.evolution(self._gathered, "contacts")

    def rank_interval(self, indicator_id: str) -> Element:
        """On demand only: between which ranks each site may stand for one indicator."""
        return guide.rank_table(self._gathered, indicator_id)

    def nature(self) -> Element:
        """What the data are, site by site."""
        return guide.nature_note(self._gathered)

    def files(self) -> Element:
        """Files used: each of them, or how many of what."""
        return files.files(self._gathered)
