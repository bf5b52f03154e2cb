"""What the minutes of a committee show under a point of its agenda: calls of the sections, as the reports have them."""

from collections.abc import Iterable

from qep_lib.display.absence import gathered
from qep_lib.display.elements import Absent, Element, Gallery, Text
from qep_lib.model.committee import Shown
from qep_lib.reports.context import ReportContext
from qep_lib.reports.section import open_section

REPORT = "users_committee"
"""The report whose data and figures the minutes are written from."""
CALLS: dict[Shown, tuple[tuple[str, str], ...]] = {
    "presentation": (("approach", "perimeter"), ("approach", "modules_table"), ("approach", "changes_text")),
    "role": (("approach", "role"),),
    "results": (("synthesis", "conclusion_text"),),
    "satisfaction": (("satisfaction", "criteria_table"), ("satisfaction", "findings_text")),
    "requests": (("requests", "count_text"), ("requests", "reply_text"), ("requests", "themes_table")),
    "contacts": (("committee", "contacts"),),
    "titles": (("titles", "delays_table"), ("titles", "volumes_table")),
    "self_assessment": (("self_assessment", "summary_text"), ("self_assessment", "module_table")),
    "action_plan": (("committee", "short_plan"),),
    "letters": (("letters", "letters_table"),),
    "label": (("label", "milestones_text"), ("approach", "audits_table")),
    "road": (("road", "road_text"), ("road", "road_timeline"), ("road", "late_table")),
    "wishes": (),
    "questions": (),
}
"""Section and call of each thing that a point can show; `wishes` and `questions` are places for what members say."""


def point_elements(context: ReportContext, shows: Iterable[Shown]) -> tuple[Element, ...]:
    """What a point shows of a site, in order; what is missing is told once at its end."""
    called = [(open_section(section, context), call) for shown in shows for section, call in CALLS[shown]]
    elements = [one for section, call in called for one in _parts(getattr(section, call)())]
    told = gathered(element for element in elements if isinstance(element, Absent))
    shown = [element for element in elements if not isinstance(element, Absent)]
    return (*shown, *([Text(told)] if told else []))


def _parts(element: Element) -> tuple[Element, ...]:
    return element.items if isinstance(element, Gallery) else (element,)
