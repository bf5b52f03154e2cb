"""The figures of `figures`, `timeline` and `evolution_figures` for a narrow screen, from the same values and the same words."""

from collections.abc import Sequence
from datetime import date

from babel.numbers import format_decimal
from matplotlib.colors import to_hex

from qep_lib.display.evolution_figures import AXIS_SUFFIX, YearPanel
from qep_lib.display.figures import (
    DelayBar,
    Dot,
    DotGroup,
    Level,
    LevelBar,
    level_colours,
    series_shade,
    share_limits,
)
from qep_lib.display.month_words import short_month
from qep_lib.display.rating import RATING_COLOURS
from qep_lib.display.strips import Key, Piece, PieceKind, Strip, Strips
from qep_lib.display.style import BLUE, GRID, INK, SERIES, contrast, readable_ink
from qep_lib.display.timeline import STATE_MARKS, WINDOW_WORDS, TimelineRow
from qep_lib.indicators.label_calendar import State
from qep_lib.model.base import Rating

READ_AT = 4.5
"""Contrast under which words are not written on a bar (WCAG 1.4.3)."""
WORDS_MINIMUM = 14.0
"""Smallest part of a bar, in percent, that has room for its words on the narrowest screen."""


def level_strips(bars: Sequence[LevelBar], levels: Sequence[tuple[str, Level]]) -> Strips:
    """All levels of a question end to end, best first; `base` at the right, what is outside of it left to the table."""
    colours = [to_hex(colour) for colour in level_colours([side for _, side in levels])]
    lines = []
    for bar in bars:
        pieces, start = [], 0.0
        for share, colour, words in zip(bar.shares, colours, bar.words, strict=True):
            if share:
                ink = readable_ink(colour)
                shown = words if share >= WORDS_MINIMUM and contrast(ink, colour) >= READ_AT else ""
                pieces.append(Piece("bar", start, start + share, colour, shown, ink))
            start += share
        lines.append(Strip(bar.label, f"n = {bar.base}", tuple(pieces)))
    keys = tuple(Key("bar", colour, label) for colour, (label, _) in zip(colours, levels, strict=True))
    return Strips(tuple(lines), None, keys)


def dot_strips(dots: Sequence[Dot]) -> Strips:
    """A dot and its interval a line."""
    limits = share_limits(dots)
    lines = tuple(Strip(dot.label, dot.words, _dot_pieces(dot, limits, BLUE)) for dot in dots)
    return Strips(lines, _percents(limits))


def dot_group_strips(groups: Sequence[DotGroup], series: Sequence[str]) -> Strips:
    """A heading a group, then a line for each series that it has."""
    limits = share_limits([dot for group in groups for dot in group.dots if dot is not None])
    lines: list[Strip] = []
    for group in groups:
        lines.append(Strip(group.label))
        lines += [
            Strip(name, dot.words, _dot_pieces(dot, limits, series_shade(place)))
            for place, (name, dot) in enumerate(zip(series, group.dots, strict=True))
            if dot is not None
        ]
    return Strips(tuple(lines), _percents(limits))


def count_strips(labels: Sequence[str], counts: Sequence[float], words: Sequence[str]) -> Strips:
    """A bar a count, the largest as wide as the track."""
    most = max(counts) or 1
    return Strips(
        tuple(
            Strip(label, said, (Piece("bar", 0, 100 * count / most, SERIES[5]),) if count else ())
            for label, count, said in zip(labels, counts, words, strict=True)
        )
    )


def whole_strips(parts: Sequence[tuple[str, float, Rating]]) -> Strips:
    """One bar cut in parts, their words in the key."""
    total, start, pieces = sum(count for _, count, _ in parts), 0.0, []
    for _, count, rating in parts:
        end = start + 100 * count / total
        pieces.append(Piece("bar", start, end, RATING_COLOURS[rating]))
        start = end
    keys = tuple(Key("bar", RATING_COLOURS[rating], words) for words, _, rating in parts)
    return Strips((Strip("", "", tuple(pieces)),), None, keys)


def delay_strips(bars: Sequence[DelayBar], current: str, previous: str, target: str) -> Strips:
    """A bar a delay, last year's as a hollow mark, the target, in that word, as a tick."""
    most = max(x for bar in bars for x in (bar.value, bar.previous, bar.target) if x is not None) or 1
    lines = []
    for bar in bars:
        pieces = [Piece("bar", 0, 100 * bar.value / most, bar.colour)]
        if bar.target is not None:
            pieces.append(_point("tick", 100 * bar.target / most, INK))
        if bar.previous is not None:
            pieces.append(_point("ring", 100 * bar.previous / most, INK))
        lines.append(Strip(bar.label, bar.words, tuple(pieces)))
    keys = [Key("bar", bars[0].colour, current)]
    keys += [Key("ring", INK, previous)] if any(bar.previous is not None for bar in bars) else []
    keys += [Key("tick", INK, target)] if any(bar.target is not None for bar in bars) else []
    return Strips(tuple(lines), None, tuple(keys))


def timeline_strips(rows: Sequence[TimelineRow], as_of: date, as_of_words: str, states: dict[State, str]) -> Strips:
    """A milestone a line: its window, its mark, the cut-off date across all."""
    days = [day for row in rows for day in (row.start, row.limit, row.mark_on, row.planned_on) if day] + [as_of]
    first, last = min(days), max(days)
    span = (last - first).days or 1

    def at(day: date) -> float:
        return 100 * (day - first).days / span

    lines = []
    for row in rows:
        pieces = [Piece("range", at(row.start), at(row.limit), GRID), _point("tick", at(as_of), INK)]
        if row.planned_on is not None:
            pieces.append(_point("ring", at(row.planned_on), INK))
        pieces.append(_point("dot", at(row.mark_on), STATE_MARKS[row.state][1]))
        lines.append(Strip(row.label, row.words, tuple(pieces)))
    shown = [state for state in STATE_MARKS if any(row.state == state for row in rows)]
    keys = [*(Key("dot", STATE_MARKS[state][1], states[state]) for state in shown), Key("range", GRID, WINDOW_WORDS)]
    keys.append(Key("tick", INK, as_of_words))
    keys += [Key("ring", INK, "date prévue")] if any(row.planned_on is not None for row in rows) else []
    return Strips(tuple(lines), (short_month(first), short_month(last)), tuple(keys))


def year_strips(panels: Sequence[YearPanel], years: Sequence[str]) -> Strips:
    """A heading an indicator of one site, then a bar a year from zero; a provisional figure is a hollow mark at its end."""
    lines: list[Strip] = []
    for panel in panels:
        (line,) = panel.lines
        most = 100 if panel.unit == "pct" else max(point.value for point in line.points if point is not None) or 1
        lines.append(Strip(panel.title))
        for year, point in zip(years, line.points, strict=True):
            if point is None:
                continue
            said = format_decimal(point.value, format="#,##0.##", locale="fr_FR") + AXIS_SUFFIX.get(panel.unit, "")
            width = min(100.0, 100 * point.value / most)
            bar = Piece("bar", 0, width, BLUE if year == years[-1] else SERIES[5])
            mark = (_point("ring", width, INK),) if point.is_open else ()
            lines.append(Strip(year, said, (bar, *mark)))
    is_open = any(point is not None and point.is_open for panel in panels for point in panel.lines[0].points)
    return Strips(tuple(lines), None, (Key("ring", INK, "chiffre provisoire"),) if is_open else ())


def _dot_pieces(dot: Dot, limits: tuple[float, float], colour: str) -> tuple[Piece, ...]:
    point = _point("dot", _percent_along(dot.value, limits), colour)
    if dot.low is None or dot.high is None:
        return (point,)
    return Piece("range", _percent_along(dot.low, limits), _percent_along(dot.high, limits), colour), point


def _percent_along(value: float, limits: tuple[float, float]) -> float:
    low, high = limits
    return min(100.0, max(0.0, 100 * (value - low) / (high - low)))


def _point(kind: PieceKind, place: float, colour: str) -> Piece:
    return Piece(kind, place, place, colour)


def _percents(limits: tuple[float, float]) -> tuple[str, str]:
    return f"{limits[0]:.0f}\u202f%", f"{min(limits[1], 100):.0f}\u202f%"
