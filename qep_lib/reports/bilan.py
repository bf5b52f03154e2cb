"""The yearly bilan qualité: what `notebooks/bilan.ipynb` calls, section by section (domain.md, sections 1 to 8)."""

from qep_lib.display.elements import Element
from qep_lib.model.indicator import Indicator
from qep_lib.reports import (
    actions,
    assessment_grid,
    channels,
    commitments,
    contact_figures,
    label_calendar,
    milestones,
    mystery_results,
    mystery_rules,
    synthesis,
    titles,
)
from qep_lib.reports.base import Report
from qep_lib.reports.complaints import ComplaintsReport
from qep_lib.reports.context import ReportContext
from qep_lib.reports.satisfaction import SatisfactionReport
from qep_lib.reports.title_delivery import TitleDeliveryReport

CONTACTS, FRAUD = "Indicateurs de contact", "Lutte contre la fraude et signalements (article 40)"


class BilanReport(Report):
    """The bilan of one site: the three analyses, then channels, fraud, training, milestones and the action plan."""

    sections = (*synthesis.SECTIONS, "mystery", "self_assessment")

    def __init__(self, context: ReportContext):
        super().__init__(context)
        self.satisfaction = SatisfactionReport(context)
        self.complaints = ComplaintsReport(context)
        self.titles = TitleDeliveryReport(context)

    def _printed(self) -> tuple[Indicator, ...]:
        """Those of its sections, and the contact figures known beside them."""
        topics = (contact_figures.MAIL, contact_figures.LOCAL_AUTHORITIES)
        known = [indicator for topic in topics for indicator, _ in contact_figures.known(self.context, topic)]
        return (*super()._printed(), *channels.received(self.context), *known)

    def key_figures(self) -> Element:
        """The year in a few figures."""
        return synthesis.key_figures(self.context)

    def summary(self) -> Element:
        """The year in a few sentences."""
        return synthesis.summary_text(self.context)

    def conclusion(self) -> Element:
        """Targets met and missed, the action plan, the next milestone."""
        return synthesis.closing_text(self.context)

    def channels(self) -> Element:
        """Telephone, internet and social media."""
        also = channels.received(self.context)
        return channels.section_table(self.context, "channels", "canaux-contact", CONTACTS, also)

    def channel_sentences(self) -> Element:
        """The same in words."""
        return channels.section_text(self.context, "channels", CONTACTS, channels.received(self.context))

    def mail(self) -> Element:
        """Replies to letters and e-mails."""
        return contact_figures.topic_table(self.context, contact_figures.MAIL)

    def local_authorities(self) -> Element:
        """Local authorities, where module 4 or its figures are there."""
        return contact_figures.topic_table(self.context, contact_figures.LOCAL_AUTHORITIES)

    def mystery_survey(self) -> Element:
        """Results of the mystery survey, with what its plan departs from."""
        return mystery_results.channel_table(self.context, mystery_rules.verdicts(self.context))

    def self_assessment(self) -> Element:
        """Rates of the self-assessment, by module and channel."""
        return assessment_grid.module_table(self.context)

    def legend(self) -> Element:
        """The four classes, under the delays that they judge."""
        return super().legend() if titles.delays(self.context) else titles.absent(self.context)

    def fraud(self) -> Element:
        """Fraud detected and article 40 reports."""
        return channels.section_table(self.context, "fraud", "fraude", FRAUD)

    def fraud_sentences(self) -> Element:
        """The same in words."""
        return channels.section_text(self.context, "fraud", FRAUD)

    def training(self) -> Element:
        """Trained agents by commitment."""
        return channels.training_table(self.context)

    def training_sentences(self) -> Element:
        """The same in words."""
        return channels.training_text(self.context)

    def milestones(self) -> Element:
        """Milestones of the label."""
        return milestones.milestones_table(self.context)

    def milestone_sentences(self) -> Element:
        """Validity, audit, next milestone."""
        return milestones.milestones_text(self.context)

    def label_timeline(self) -> Element:
        """What the label asks for, done, late or to come."""
        return label_calendar.label_timeline(self.context)

    def uncovered_commitments(self) -> Element:
        """Commitments without any figure or evidence."""
        return commitments.uncovered_commitments(self.context)

    def action_plan(self) -> Element:
        """The annexed action plan."""
        return actions.actions_table(self.context)

    def action_summary(self) -> Element:
        """Actions by state."""
        return actions.actions_text(self.context)
