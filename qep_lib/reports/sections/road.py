"""The road to the label of a site that has none."""

from qep_lib.reports import road
from qep_lib.reports.section import Section

SECTION = Section("Le chemin vers le label", parts=(road,))
