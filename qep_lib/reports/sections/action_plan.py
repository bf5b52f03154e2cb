"""The action plan, and what became of the findings of the last one."""

from qep_lib.reports import action_followup, actions, short_plan
from qep_lib.reports.section import Section

SECTION = Section("Plan d'actions", parts=(actions, action_followup, short_plan))
