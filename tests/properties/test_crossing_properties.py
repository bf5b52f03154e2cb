"""Promises of a cross-tabulation that hold for any survey: what is hidden cannot be worked out from what is shown."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from limits import LIMITS

from qep_lib.disclosure.crossing import cross, suppress
from qep_lib.disclosure.small_lines import hidden_lines
from qep_lib.errors import DataRefused
from qep_lib.indicators.survey_questions import Question
from qep_lib.questions.kind import Answer

fast = settings(max_examples=150, deadline=None)
THRESHOLD = LIMITS.internal
tables = st.integers(2, 4).flatmap(
    lambda columns: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 6, 9, 30]), min_size=columns, max_size=columns),
        min_size=2,
        max_size=6,
    )
)


class Survey:
    """A survey of two questions whose crossing is the given table."""

    def __init__(self, table, levels):
        cells = [place for place, count in np.ndenumerate(np.array(table)) for _ in range(count)]
        rows, columns = np.array(cells or np.empty((0, 2), dtype=int)).T
        self.count = len(cells)
        nobody = np.zeros(self.count, dtype=bool)
        self._questions = {
            "group": Question("group", "Groupe", _answers(len(table), None), _flags(rows, len(table)), nobody),
            "item": Question("item", "Avis", _answers(len(table[0]), levels), _flags(columns, len(table[0])), nobody),
        }

    def question(self, name):
        """One of the two."""
        return self._questions[name]

    def keep(self, where):
        """The filters asked for, as `Respondents.keep` reads them."""
        for name, places in where.items():
            yield self._questions[name], places, self._questions[name].chosen[:, places].any(axis=1)


def _answers(size, level):
    return tuple(Answer(str(place), f"Réponse {place}", level) for place in range(size))


def _flags(places, size):
    return np.asarray(places)[:, None] == np.arange(size)


def crossed(table, levels, **where):
    """The crossing of that table, or None when nothing of it may be shown."""
    try:
        return cross(Survey(table, levels), "item", where.pop("by", "group"), where, LIMITS)
    except DataRefused:
        return None


def shown(line):
    """Counts of a line, None where hidden."""
    return [share.count if share else None for share in line.shares]


@fast
@given(tables, st.sampled_from([None, "positive"]))
def test_no_small_group_is_seen_and_no_subtraction_gives_one_back(table, levels):
    """Hidden lines (columns) hold 5 people together in two lines at least: the total less the others is none of them."""
    found = crossed(table, levels)
    if found is None:
        return
    counts = np.array(table)
    for way, sizes in ((0, counts.sum(axis=1)), (1, counts.sum(axis=0))):
        flags = [line.is_hidden for line in found.lines] if way == 0 else [s is None for s in found.total.shares]
        hidden = sizes[np.array(flags)]
        assert way == 1 and levels or not ((sizes[~np.array(flags)] > 0) & (sizes[~np.array(flags)] < THRESHOLD)).any()
        if hidden.size:
            assert hidden.sum() >= THRESHOLD and (hidden > 0).sum() >= 2


@fast
@given(tables, st.sampled_from([None, "positive"]))
def test_another_table_would_show_the_same(table, levels):
    """Each hidden figure over 0 may be another: moving a person between two hidden lines or columns changes nothing shown,
    neither the figures that are left, nor the bases, nor the totals."""
    found = crossed(table, levels)
    if found is None:
        return
    counts = np.array(table)
    lines = np.flatnonzero([line.is_hidden for line in found.lines])
    columns = np.flatnonzero([share is None for share in found.total.shares])
    for (row, column), count in np.ndenumerate(counts):
        if not count or (row not in lines and column not in columns):
            continue
        other = counts.copy()
        other[row, column] -= 1
        if row in lines:
            other[next(line for line in lines if line != row), column] += 1
        else:
            other[row, next(place for place in columns if place != column)] += 1
        assert _published(other, lines, columns) == _published(counts, lines, columns)


def _published(counts, lines, columns):
    """Everything a table without these lines and columns tells: its cells, the bases of its lines, its total line."""
    kept = [column for column in range(counts.shape[1]) if column not in columns]
    own = {row: (counts[row].sum(), counts[row, kept].tolist()) for row in range(len(counts)) if row not in lines}
    return own, counts.sum(), counts[:, kept].sum(axis=0).tolist()


@fast
@given(tables)
def test_even_whoever_knows_every_margin_cannot_tell(table):
    """Two people of two hidden lines, with other answers, may be swapped: bases and totals known from elsewhere stay."""
    counts = np.array(table)
    hidden = hidden_lines(counts, counts.sum(axis=1), THRESHOLD)
    if not hidden.any() or hidden[counts.sum(axis=1) > 0].all() or (counts.sum(axis=0) > 0).sum() < 2:
        return
    held = [(row, column) for row, column in np.argwhere(counts > 0) if hidden[row]]
    for row, column in held:
        pairs = [(r, c) for r, c in held if r != row and c != column]
        crosswise = [(r, c) for r, c in held if r == row and c != column] and [
            r for r, c in held if r != row and c == column
        ]
        assert pairs or crosswise


@fast
@given(tables, st.sampled_from([None, "positive"]))
def test_hiding_twice_hides_no_more(table, levels):
    """Idempotent, with and without a filter."""
    for where in ({}, {"by": None, "group": [0, 1]}):
        found = crossed(table, levels, **where)
        if found is not None:
            assert suppress(found, THRESHOLD) == found


@fast
@given(tables, st.sampled_from([None, "positive"]))
def test_what_is_shown_is_what_was_counted(table, levels):
    """A figure is the count of its cell or is not there; bases and totals are sums."""
    found = crossed(table, levels)
    if found is None:
        return
    for line, counts in (*zip(found.lines, table, strict=True), (found.total, np.array(table).sum(axis=0).tolist())):
        assert line.n in (None, sum(counts))
        assert all(share in (None, count) for share, count in zip(shown(line), counts, strict=True))


@fast
@given(tables)
def test_a_filter_never_shows_a_small_group_by_difference(table):
    """The whole less those of two groups: 5 people or none, where both tables are shown."""
    whole, part = crossed(table, "positive", by=None), crossed(table, "positive", by=None, group=[0, 1])
    if whole is not None and part is not None:
        assert whole.total.n == part.total.n or whole.total.n - part.total.n >= THRESHOLD
