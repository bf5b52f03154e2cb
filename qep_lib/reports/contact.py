"""The report on contacts: what `notebooks/channels.ipynb` calls, topic by topic. Its words and charts are beside."""

from qep_lib.display.elements import Element
from qep_lib.model.indicator import Indicator
from qep_lib.reports import contact_figures, contact_months
from qep_lib.reports.base import Report
from qep_lib.reports.contact_figures import INTERNET, LOCAL_AUTHORITIES, MAIL, SOCIAL_MEDIA, TELEPHONE, TOPICS


class ContactReport(Report):
    """Telephone, internet, social media, mail and local authorities of one site."""

    def key_figures(self) -> Element:
        """One figure a topic."""
        return contact_figures.key_figures(self.context)

    def telephone(self) -> Element:
        """Calls and voice server."""
        return contact_figures.topic_table(self.context, TELEPHONE, is_after_checks=True)

    def telephone_months(self) -> Element:
        """Calls, month by month."""
        return contact_months.months_figure(self.context, TELEPHONE)

    def internet(self) -> Element:
        """Website."""
        return contact_figures.topic_table(self.context, INTERNET, is_after_checks=True)

    def internet_months(self) -> Element:
        """Website, month by month."""
        return contact_months.months_figure(self.context, INTERNET)

    def social_media(self) -> Element:
        """Social media."""
        return contact_figures.topic_table(self.context, SOCIAL_MEDIA, is_after_checks=True)

    def social_media_months(self) -> Element:
        """Social media, month by month."""
        return contact_months.months_figure(self.context, SOCIAL_MEDIA)

    def mail(self) -> Element:
        """Replies to letters and e-mails."""
        return contact_figures.topic_table(self.context, MAIL, is_after_checks=True)

    def local_authorities(self) -> Element:
        """Local authorities and appointments of elected officials."""
        return contact_figures.topic_table(self.context, LOCAL_AUTHORITIES, is_after_checks=True)

    def checks(self) -> Element:
        """Figures that contradict each other."""
        return contact_figures.checks(self.context)

    def sentences(self) -> Element:
        """Every figure in words."""
        return contact_figures.sentences(self.context)

    def _printed(self) -> tuple[Indicator, ...]:
        """Those of which something is said."""
        return tuple(indicator for topic in TOPICS for indicator, _ in contact_figures.known(self.context, topic))
