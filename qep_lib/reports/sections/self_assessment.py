"""The self-assessment grid: rates, what is left to do, what has no evidence."""

from qep_lib.reports import assessment_grid, assessment_lines
from qep_lib.reports.section import Section

SECTION = Section("Auto-diagnostic", parts=(assessment_grid, assessment_lines), figures=("self_assessment",))
