"""One row of the results table as a Python value. The table itself, as a frame, is made by `indicators/`."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qep_lib.model.base import Nature, Origin, Rating, Status


@dataclass(frozen=True, slots=True)
class Measured:
    """A measured indicator for one site, period and group; fields are those of `tables.RESULTS`, None where missing."""

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

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Measured":
        """The value of one record of the results frame (`frame.to_dict("records")`)."""
        return cls(**{name: _python(record[name]) for name in cls.__dataclass_fields__})

    @property
    def group_value(self) -> str:
        """« email » for the group « channel=email », empty for the total."""
        return self.group.partition("=")[2]

    @property
    def has_value(self) -> bool:
        """True when a figure can be printed."""
        return self.value is not None


def _python(value: Any) -> Any:
    if value is None or value != value or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime().date()
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and math.isnan(value) else value
