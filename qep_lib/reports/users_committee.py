"""The deck of the users' committee (CLU): what `notebooks/users_committee.ipynb` calls, slide by slide."""

from qep_lib.display.elements import Element
from qep_lib.model.indicator import Indicator
from qep_lib.reports import (
    committee,
    findings,
    label_calendar,
    letters,
    milestones,
    replies,
    requests,
    synthesis,
    titles,
)
from qep_lib.reports.base import Report
from qep_lib.reports.surveys_apart import each_survey


class UsersCommitteeReport(Report):
    """The year of one site as it is told to its users, one message a slide."""

    sections = synthesis.SECTIONS

    def _printed(self) -> tuple[Indicator, ...]:
        """Those of its sections, and the contact figures received beside them."""
        return (*super()._printed(), *committee.contact_indicators(self.context))

    def meeting(self) -> Element:
        """When the committee meets."""
        return committee.meeting(self.context)

    def agenda(self) -> Element:
        """The points of the meeting."""
        return committee.agenda(self.context)

    def key_figures(self) -> Element:
        """The year in a few figures."""
        return synthesis.key_figures(self.context)

    def conclusion(self) -> Element:
        """Targets met and missed."""
        return synthesis.conclusion_text(self.context)

    def shares(self) -> Element:
        """Share satisfied by criterion, drawn."""
        return committee.shares_figure(self.context)

    def findings(self) -> Element:
        """Strengths and axes of improvement."""
        return each_survey(self.context, findings.findings_text)

    def request_count(self) -> Element:
        """How many requests, against last year."""
        return committee.request_count(self.context)

    def request_channels(self) -> Element:
        """Requests by channel, drawn."""
        return requests.channel_figure(self.context)

    def replies(self) -> Element:
        """Replies in time, by channel."""
        return replies.reply_table(self.context)

    def follow_up(self) -> Element:
        """Themes and what was done about them."""
        return committee.follow_up(self.context)

    def contacts(self) -> Element:
        """Telephone, internet, mail."""
        return committee.contacts(self.context)

    def delays(self) -> Element:
        """Title delays against targets."""
        return titles.delays_table(self.context)

    def delays_drawing(self) -> Element:
        """Title delays, drawn."""
        return titles.delays_figure(self.context)

    def action_plan(self) -> Element:
        """The action plan, in five columns."""
        return committee.short_plan(self.context)

    def milestones(self) -> Element:
        """Validity of the label, next milestone."""
        return milestones.milestones_text(self.context)

    def timeline(self) -> Element:
        """The life of the label, drawn."""
        return label_calendar.label_timeline(self.context, is_wide=True)

    def letters(self) -> Element:
        """The model letters."""
        return letters.letters_table(self.context)

    def sources(self) -> Element:
        """Where the figures come from."""
        return committee.sources(self.context)
