"""Two sites alone on shares that may be compared: the differences that chance does not explain."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from qep_lib.errors import sure
from qep_lib.indicators.rows import SCALES
from qep_lib.model.campaign import Conventions
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.stats.changes import adjust_p_values, newcombe, score_p_value


def set_against(
    pairs: Sequence[tuple[Indicator, Measured, Measured]], conventions: Conventions
) -> tuple[Measured, ...]:
    """The first row of each pair with the second as what it is compared with, in place of a former period.

    Shares of independent people: Newcombe's interval (1998, method 10) and the score test, p-values adjusted over all the pairs
    (Benjamini-Hochberg); demonstrated as a change is (statistics.md 1.4). Without both counts, nothing is compared.
    """
    counts = np.array(
        [[row.numerator, row.denominator, other.numerator, other.denominator] for _, row, other in pairs], dtype=float
    ).reshape(-1, 4)
    counts[(counts[:, 1] == 0) | (counts[:, 3] == 0) | np.isnan(counts).any(axis=1)] = np.nan
    x1, n1, x2, n2 = counts.T
    low, high = newcombe(x1, n1, x2, n2, conventions.confidence)
    adjusted = adjust_p_values(score_p_value(x1, n1, x2, n2))
    is_shown = (adjusted <= conventions.change_false_discovery_rate) & ((low > 0) | (high < 0))
    found = []
    for place, (indicator, row, other) in enumerate(pairs):
        is_tested, scale = not np.isnan(adjusted[place]), float(SCALES[indicator.unit])
        found.append(
            replace(
                row,
                previous=other.value,
                previous_denominator=other.denominator,
                previous_note=None,
                change=sure(row.value) - sure(other.value) if is_tested else None,
                change_low=low[place] * scale if is_tested else None,
                change_high=high[place] * scale if is_tested else None,
                change_p_adjusted=adjusted[place] if is_tested else None,
                is_change_demonstrated=bool(is_shown[place]) if is_tested else None,
            )
        )
    return tuple(found)
