"""One row of the results table as an audience may have it. The table itself, as a frame, is made by `indicators/`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from qep_lib.model.base import Nature, Origin, Rating, Status
from qep_lib.model.campaign import Disclosure

REMARK_REASON = " : "
"""In a remark, stands between what cannot both be true and why."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A measured indicator for one site, period and group, once what its audience may not know is gone: the rows that
    `disclosure` gives, and it alone makes them.

    Fields are those of `tables.RESULTS`, in their order, None where missing; then the `limits` that it is told within, and the
    `decimals` of its site where they are its own.
    """

    indicator_id: str
    site_id: str
    period: str
    group: str
    numerator: float | None
    denominator: float | None
    n: int | None
    value: float | None
    low: float | None
    high: float | None
    status: Status
    as_of: date | None
    origin: Origin
    nature: Nature
    source: str | None
    target: float | None
    target_note: str | None
    gap: float | None
    rating: Rating | None
    is_target_in_interval: bool | None
    previous: float | None
    previous_denominator: float | None
    change: float | None
    change_low: float | None
    change_high: float | None
    change_p_adjusted: float | None
    is_change_demonstrated: bool | None
    remark: str | None = None
    value_note: str | None = None
    previous_note: str | None = None
    limits: Disclosure = field(kw_only=True, repr=False)
    decimals: int | None = field(default=None, kw_only=True, repr=False)

    @property
    def group_value(self) -> str:
        """« email » for the group « channel=email », empty for the total."""
        return self.group.partition("=")[2]

    @property
    def has_value(self) -> bool:
        """True when a figure can be printed."""
        return self.value is not None

    @property
    def compared(self) -> float | None:
        """The previous value where the two compare: that of a whole period says nothing of a figure that stops before its end."""
        return None if self.status == "provisional" else self.previous


MeasuredRows = Mapping[str, Mapping[str, Measured]]
"""Rows by indicator then group."""
