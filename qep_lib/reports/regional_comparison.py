"""The comparison of several sites: what `notebooks/regional_comparison.ipynb` calls, in reading order."""

from qep_lib.model.indicator import Indicator
from qep_lib.reports.base import Report
from qep_lib.reports.context import ReportContext
from qep_lib.reports.regional.gathered import gather


class RegionalComparisonReport(Report):
    """Several sites side by side, without a rank."""

    def __init__(self, context: ReportContext):
        super().__init__(context)
        self._gathered = gather(context)

    def _printed(self) -> tuple[Indicator, ...]:
        """The compared indicators."""
        return self._gathered.indicators
