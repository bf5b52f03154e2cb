"""How often what a report points at is nothing but chance: measured on simulated data, read by every sentence that says so.

`make simulation` measures them again and fails where one has moved (docs/adr/0013, docs/adr/0022).
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """Cases wrongly pointed at out of a hundred, in the worst of the situations that are promised."""

    percent: float

    @property
    def below(self) -> int:
        """The whole number that it stays under: « moins de 2 sur 100 »."""
        return math.floor(self.percent) + 1


MARKED_MONTHS = ErrorRate(1.8)
"""Of ordinary months, marked as outside their limits."""
LASTING_CHANGES = ErrorRate(4.0)
"""Of reports in which no series changed, telling a lasting change."""
FEW_SITES = ErrorRate(4.2)
"""Of reports of five to eleven ordinary sites, listing one to examine."""
ORDINARY_SITES = ErrorRate(0.5)
"""Of figures of ordinary sites read with eleven others or more, listed to examine."""
