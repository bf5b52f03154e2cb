"""How a site is named beside its figures, in every view of a comparison: what is not its own record is said in its name."""

from collections.abc import Iterable

from qep_lib.model.measured import Measured
from qep_lib.model.site import Site
from qep_lib.reports.context import ReportContext

FICTITIOUS, RECONSTRUCTED = "(fictif)", "(reconstitué)"


def plain_name(site: Site) -> str:
    """The department of a prefecture, the whole name of a sub-prefecture."""
    return site.department if site.kind == "prefecture" else site.name


def marked_name(member: ReportContext, rows: Iterable[Measured]) -> str:
    """« Indre (fictif) », « Cher (reconstitué) », or the name alone: after the figures that stand beside it."""
    return f"{plain_name(member.site)} {mark_of(rows)}".strip()


def mark_of(rows: Iterable[Measured]) -> str:
    """What the figures of one site are: one of the two marks, empty for real ones."""
    natures = {row.nature for row in rows if row.has_value}
    return FICTITIOUS if "fictitious" in natures else RECONSTRUCTED if "reconstructed" in natures else ""
