"""The same indicator of a site period after period: between which of them a line may be drawn, and why not elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from qep_lib.comparison.comparable import MIXED
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.period import Period

Break = Literal["missing", "provisional", "definition", "serie", "mode"]
"""Why two periods in a row do not compare: one has no figure, one is not complete, the definition changed, the
questionnaire did, or the way its answers were collected."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a site has of one period. `serie` and `mode` are those of its survey, empty for other figures."""

    period: Period
    measured: Measured | None
    serie: str = ""
    mode: str = ""

    @property
    def has_value(self) -> bool:
        """True when there is a figure to show."""
        return self.measured is not None and self.measured.has_value


@dataclass(frozen=True, slots=True)
class Evolution:
    """The periods of a site, oldest first, and what stands between each and the next: None where they compare."""

    site_id: str
    moments: tuple[Moment, ...]
    breaks: tuple[Break | None, ...]

    @property
    def is_linked(self) -> bool:
        """True when two periods in a row compare at least."""
        return None in self.breaks


def evolution_of(indicator: Indicator, site_id: str, moments: Sequence[Moment]) -> Evolution:
    """The evolution of a site over `moments`, oldest first."""
    return Evolution(site_id, tuple(moments), tuple(_why_broken(indicator, *pair) for pair in pairwise(moments)))


def _why_broken(indicator: Indicator, before: Moment, after: Moment) -> Break | None:
    if not (before.has_value and after.has_value):
        return "missing"
    rows = sure(before.measured), sure(after.measured)
    if any(row.value_note is not None or row.status == "provisional" for row in rows):
        return "provisional"
    if indicator.break_between(after.period, before.period) is not None:
        return "definition"
    # A figure declared under an indicator asserts its series, as in `indicators/changes.py`.
    if before.serie and after.serie and before.serie != after.serie:
        return "serie"
    # Mixed modes shade into one another: only two plain ones are two surveys.
    plain = {before.mode, after.mode} - {"", MIXED}
    return "mode" if len(plain) > 1 else None
