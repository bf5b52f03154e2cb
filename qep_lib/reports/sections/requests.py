"""The register of requests, complaints and suggestions."""

from qep_lib.reports import replies, requests, requests_in_brief
from qep_lib.reports.section import Section

SECTION = Section(
    "Demandes, réclamations et suggestions", parts=(requests, replies, requests_in_brief), figures=("requests",)
)
