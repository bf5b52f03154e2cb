"""The report on title delays: what `notebooks/title_delivery.ipynb` calls, in reading order."""

from qep_lib.display.elements import Element
from qep_lib.reports import titles
from qep_lib.reports.base import Report


class TitleDeliveryReport(Report):
    """Title delays and volumes of one site."""

    sections = titles.SECTIONS

    def key_figures(self) -> Element:
        """One figure a title."""
        return titles.key_figures(self.context)

    def provisional(self) -> Element:
        """Which figures stop before the end of the period."""
        return titles.provisional_note(self.context)

    def delays(self) -> Element:
        """Delays against targets."""
        return titles.delays_table(self.context)

    def drawing(self) -> Element:
        """Delays against targets, drawn."""
        return titles.delays_figure(self.context)

    def sentences(self) -> Element:
        """Each delay in words."""
        return titles.delays_text(self.context)

    def volumes(self) -> Element:
        """Volumes of titles."""
        return titles.volumes_table(self.context)

    def measured_events(self) -> Element:
        """What each delay counts."""
        return titles.definitions_table(self.context)
