"""Which lines of a table of counts are too small to be shown, and which others go with them. Words and tables are elsewhere.

Same rule as `disclosure` for a table crossed on the spot: the group of respondents is protected (statistics.md 3).
"""

import numpy as np
import numpy.typing as npt

FEWEST_HIDDEN = 2
"""A line hidden alone is the total less the others."""


def hidden_lines(
    counts: npt.ArrayLike, sizes: npt.ArrayLike, threshold: int, left_out: npt.ArrayLike | None = None
) -> np.ndarray:
    """One flag a line of `counts` (lines × answers): True where nothing of it may be shown.

    `sizes` are the people of each line; `left_out` those that a filter takes out of it, where fewest: the line with and
    without the filter would give them back. A line is small when one of them is over 0 and under `threshold`. Where one
    is, the next smallest are hidden too, until the hidden ones are two at least, hold `threshold` people together, and
    did not all give the same answer, unless everybody did.
    """
    counts, sizes = np.atleast_2d(np.asarray(counts, dtype=float)), np.asarray(sizes, dtype=float)
    hidden = is_small(sizes, threshold)
    if left_out is not None:
        hidden |= is_small(left_out, threshold)
    if not hidden.any():
        return hidden
    answers = min(2, int((counts.sum(axis=0) > 0).sum()))
    for place in np.argsort(sizes, kind="stable"):
        held = hidden & (sizes > 0)
        spread = int((counts[held].sum(axis=0) > 0).sum())
        if held.sum() >= FEWEST_HIDDEN and sizes[held].sum() >= threshold and spread >= answers:
            break
        hidden[place] |= sizes[place] > 0
    return hidden


def is_small(sizes: npt.ArrayLike, threshold: int) -> np.ndarray:
    """True for a group of somebody, but of fewer than `threshold` people; nobody is no group."""
    sizes = np.asarray(sizes, dtype=float)
    return (sizes > 0) & (sizes < threshold)
