"""Where each figure of a site stands against its objective, period by period, as its published reports say it.

Reading them back is done in `runs/`; laying the table out is `portal`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qep_lib.display.elements import RatingMark
from qep_lib.display.rating import RATING_MARKS
from qep_lib.display.verdict import objective_mark
from qep_lib.display.wording import value_words
from qep_lib.errors import sure
from qep_lib.model.base import Audience
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.period import Period

MOST_PERIODS = 12
"""Columns of the table: a year of months, three of quarters."""


@dataclass(frozen=True, slots=True)
class MarkedFigure:
    """A figure as printed and its mark; no words where the report gives the mark alone."""

    words: str
    mark: RatingMark


@dataclass(frozen=True, slots=True)
class SiteMarks:
    """`periods`: heading of each column, the oldest first; `rows`: label of an indicator and a figure a column, None where
    no report has one."""

    periods: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[MarkedFigure | None, ...]], ...] = ()


def tabulate_marks(
    figures: Mapping[str, Iterable[Measured]], indicators: Mapping[str, Indicator], audience: Audience
) -> SiteMarks:
    """The marks of a site from its `figures`, by code of period; `indicators` are those still declared, in their order.

    A figure without a class has no mark; an indicator without any mark has no row, a period without any no column. Only the
    latest periods are told.
    """
    marked = {
        (row.indicator_id, period): _marked(row, indicators[row.indicator_id], audience)
        for period, rows in figures.items()
        for row in rows
        if row.rating is not None and row.indicator_id in indicators
    }
    periods = sorted({period for _, period in marked}, key=Period.parse)[-MOST_PERIODS:]
    told = {indicator_id for indicator_id, period in marked if period in periods}
    rows = tuple(
        (indicator.short_label, tuple(marked.get((indicator_id, period)) for period in periods))
        for indicator_id, indicator in indicators.items()
        if indicator_id in told
    )
    return SiteMarks(tuple(Period.parse(period).short_label for period in periods), rows)


def _marked(row: Measured, indicator: Indicator, audience: Audience) -> MarkedFigure:
    if not row.has_value:
        # All the answers of a few agree: the report tells bounds, which say little in so small a place.
        return MarkedFigure("", RATING_MARKS[sure(row.rating)])
    return MarkedFigure(
        value_words(row, indicator, audience), sure(objective_mark(row, indicator, audience, is_brief=True))
    )
