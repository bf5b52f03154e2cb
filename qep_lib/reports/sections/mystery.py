"""The mystery survey: its plan against the rules, then its results."""

from qep_lib.display.elements import Element
from qep_lib.reports import mystery_results, mystery_rules
from qep_lib.reports.context import ReportContext
from qep_lib.reports.section import Section, shown

SECTION = Section("Enquête mystère", parts=(mystery_rules, mystery_results), figures=("mystery",))


@shown
def checked_table(context: ReportContext) -> Element:
    """Results by channel, with what the plan departs from."""
    return mystery_results.channel_table(context, mystery_rules.verdicts(context))
