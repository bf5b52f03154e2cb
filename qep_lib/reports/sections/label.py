"""The life of the label: milestones recorded and due, commitments without any figure or evidence."""

from qep_lib.display.elements import Absent, Element, Text
from qep_lib.reports import commitments, label_calendar, milestones
from qep_lib.reports.apparatus import label_facts
from qep_lib.reports.context import ReportContext
from qep_lib.reports.section import Section, shown

SECTION = Section("Jalons du label", parts=(milestones, label_calendar, commitments))


@shown
def framework_text(context: ReportContext) -> Element:
    """Since when the site has the label, its modules, the version of the framework."""
    told = tuple(f"{name} : {words}." for name, words in label_facts(context))
    return Text(told) if told else Absent("label", "Aucun label n'est enregistré pour ce site.", "untold")
