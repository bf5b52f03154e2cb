"""Fraud detected and article 40 reports."""

from qep_lib.display.elements import Element
from qep_lib.reports import channels
from qep_lib.reports.context import ReportContext
from qep_lib.reports.plain_results import plain_table
from qep_lib.reports.section import Section, shown

CAPTION = "Lutte contre la fraude et signalements (article 40)"
SECTION = Section("Lutte contre la fraude", figures=("fraud",))


@shown
def fraud_table(context: ReportContext) -> Element:
    """Every figure against last year and its target."""
    return channels.section_table(context, "fraud", "fraude", CAPTION)


@shown
def fraud_text(context: ReportContext) -> Element:
    """The same in words."""
    return channels.section_text(context, "fraud", CAPTION)


@shown
def plain_fraud(context: ReportContext) -> Element:
    """Fraud detected, in one short table that says which way is better."""
    indicators = [indicator for indicator, _ in channels.known(context, "fraud")]
    if not indicators:
        return channels.absent(context, CAPTION)
    note = "Ces taux disent la fraude détectée, non celle qui est commise."
    return plain_table(context, "fraude-en-bref", "Fraude détectée dans les dossiers examinés", indicators, [note])
