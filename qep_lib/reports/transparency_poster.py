"""The Services Publics + poster: what `notebooks/transparency_poster.ipynb` calls. Its first section is the poster itself."""

from qep_lib.display.elements import Element
from qep_lib.model.indicator import Indicator
from qep_lib.reports import transparency
from qep_lib.reports.base import Report


class TransparencyPosterReport(Report):
    """The six transparency indicators of one site and period, compared with the period just before."""

    def _printed(self) -> tuple[Indicator, ...]:
        """The indicators of the poster, whatever their section of the bilan."""
        return tuple(indicator for indicator, _, _ in transparency.lines(self.context))

    def figures(self) -> Element:
        """The figures, large."""
        return transparency.key_figures(self.context)

    def remarks(self) -> Element:
        """What a passer-by must know of them."""
        return transparency.remarks(self.context)

    def data(self) -> Element:
        """The figures as a table."""
        return transparency.data_table(self.context)
