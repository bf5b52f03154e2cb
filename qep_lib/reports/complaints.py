"""The report on requests, complaints and suggestions: what `notebooks/complaints.ipynb` calls, in reading order."""

from qep_lib.display.elements import Element
from qep_lib.reports import replies, requests
from qep_lib.reports.base import Report


class ComplaintsReport(Report):
    """The register of requests of one site."""

    sections = ("requests",)

    def key_figures(self) -> Element:
        """The register in five figures."""
        return requests.key_figures(self.context)

    def count(self) -> Element:
        """How many, against last year."""
        return requests.count_text(self.context)

    def channels(self) -> Element:
        """Requests by channel, drawn."""
        return requests.channel_figure(self.context)

    def channel_table(self) -> Element:
        """Requests by channel."""
        return requests.channel_table(self.context)

    def kinds(self) -> Element:
        """Requests by kind."""
        return requests.kinds_table(self.context)

    def outside(self) -> Element:
        """What is counted apart."""
        return requests.outside_table(self.context)

    def replies(self) -> Element:
        """Replies in time, in words."""
        return replies.reply_text(self.context)

    def reply_table(self) -> Element:
        """Replies in time, by channel."""
        return replies.reply_table(self.context)

    def curve(self) -> Element:
        """Share answered as days pass."""
        return replies.reply_curve(self.context)

    def overdue(self) -> Element:
        """Requests without an answer."""
        return replies.overdue_table(self.context)

    def themes(self) -> Element:
        """Themes and what was done."""
        return requests.themes_table(self.context)
