"""The figures of `months`, `control_figures`, `evolution_figures` and the curves of `figures` for a narrow screen: time runs
along the track, a column a month or a year. Figures without time are `narrow`, those of several sites `narrow_sites`.
"""

from collections.abc import Callable, Sequence

from babel.numbers import format_decimal

from qep_lib.display.control_figures import AXIS_SUFFIX, UNUSUAL, ControlPanel
from qep_lib.display.evolution_figures import YearLine, YearPanel
from qep_lib.display.figures import Step
from qep_lib.display.month_words import MARK_LABELS
from qep_lib.display.months import MonthPanel
from qep_lib.display.strips import Key, Piece, Strip, Strips
from qep_lib.display.style import BLUE, INK, MUTED, SERIES
from qep_lib.model.base import Unit

TOLD_DAYS = (1, 2, 5, 10, 15, 20, 30, 60)
"""Delays, in working days, at which a curve is told."""
GAP = 0.12
"""Part of a column's place that parts it from the next one."""
HEADROOM = 1.1
Words = Callable[[float], str]


def month_strips(panels: Sequence[MonthPanel], ends: tuple[str, str], current: str, previous: str) -> Strips:
    """A line a chart: a column a month from zero, a notch for the month a year before."""
    lines = []
    for panel in panels:
        words = _words("pct" if panel.is_share else "count")
        top = HEADROOM * max(value for value in (*panel.values, *panel.previous) if value is not None) or 1
        colours = [BLUE] * len(panel.values)
        pieces = (*_columns(panel.values, top, colours), *_notches(panel.previous, top, INK))
        lines.append(Strip(panel.title, _range(panel.values, words), pieces))
    keys = [Key("bar", BLUE, current)]
    if any(value is not None for panel in panels for value in panel.previous):
        keys.append(Key("notch", INK, previous))
    return Strips(tuple(lines), ends, tuple(keys))


def control_strips(
    panels: Sequence[ControlPanel], first_read: int, ends: tuple[str, str], unit: Unit, period: str
) -> Strips:
    """A line a site: a column a month, those before the period in grey, unusual ones in their colour, a notch for the mean."""
    words, lines = _words(unit), []
    for panel in panels:
        unusual = {place for place, _ in panel.marks}
        top = HEADROOM * max(value for value in (*panel.values, panel.centre) if value is not None) or 1
        colours = [
            UNUSUAL if place in unusual else BLUE if place >= first_read else MUTED
            for place in range(len(panel.values))
        ]
        mean = _notches([panel.centre] * len(panel.values), top, INK) if panel.centre is not None else ()
        told = _range(panel.values[first_read:], words)
        if panel.centre is not None:
            told += f"\nmoyenne d'avant : {words(panel.centre)}"
        lines.append(Strip(panel.title, told, (*_columns(panel.values, top, colours), *mean)))
    keys = [Key("bar", MUTED, "mois d'avant"), Key("bar", BLUE, period)]
    marks = list(dict.fromkeys(MARK_LABELS[mark] for panel in panels for _, mark in panel.marks))
    keys += [Key("bar", UNUSUAL, " ou ".join(marks))] if marks else []
    keys += [Key("notch", INK, "moyenne")] if any(panel.centre is not None for panel in panels) else []
    return Strips(tuple(lines), ends, tuple(keys))


def year_line_strips(panels: Sequence[YearPanel], years: Sequence[str], sites: Sequence[str] = ()) -> Strips:
    """A heading a chart and a line a site, or a line a chart where it is about one: a column a year, the last one in blue."""
    lines = []
    for panel in panels:
        words = _words(panel.unit)
        values = [point.value for line in panel.lines for point in line.points if point is not None]
        top = 100 if panel.unit == "pct" else HEADROOM * max(values, default=0) or 1
        if sites:
            lines.append(Strip(panel.title))
        lines += [
            _year_line(line, sites[line.place] if sites else panel.title.replace("\n", ", "), top, words)
            for line in panel.lines
        ]
    return Strips(tuple(lines), (years[0], years[-1]) if len(years) > 1 else None)


def curve_strips(steps: Sequence[Step]) -> Strips:
    """A heading a curve where there are several, then a line for each delay that it tells: how many were answered by then."""
    lines = []
    for step in steps:
        lines += [Strip(step.label)] if len(steps) > 1 else []
        last = 0.0
        for day in TOLD_DAYS:
            share = max(
                (share for time, share in zip(step.times, step.shares, strict=True) if time <= day), default=0.0
            )
            if share > last or day == TOLD_DAYS[0]:
                said = "au bout d'un jour" if day == 1 else f"au bout de {day} jours"
                lines.append(Strip(said, _words("pct")(round(share)), (Piece("bar", 0, share, SERIES[5]),)))
            last = share
            if day >= step.times[-1]:
                break
    return Strips(tuple(lines))


def _year_line(line: YearLine, label: str, top: float, words: Words) -> Strip:
    values = [None if point is None else point.value for point in line.points]
    colours = [SERIES[5]] * (len(values) - 1) + [BLUE]
    told = " → ".join("—" if value is None else words(value) for value in values)
    return Strip(label, told, _columns(values, top, colours))


def _columns(values: Sequence[float | None], top: float, colours: Sequence[str]) -> tuple[Piece, ...]:
    room = 100 / len(values)
    return tuple(
        Piece(
            "column", (place + GAP / 2) * room, (place + 1 - GAP / 2) * room, colour, height=100 * max(0, value) / top
        )
        for place, (value, colour) in enumerate(zip(values, colours, strict=True))
        if value is not None
    )


def _notches(values: Sequence[float | None], top: float, colour: str) -> tuple[Piece, ...]:
    room = 100 / len(values)
    return tuple(
        Piece("notch", place * room, (place + 1) * room, colour, height=100 * max(0, value) / top)
        for place, value in enumerate(values)
        if value is not None
    )


def _range(values: Sequence[float | None], words: Words) -> str:
    """« de 62 % à 85 % »; the value alone where it does not move."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = words(min(known)), words(max(known))
    return low if low == high else f"de {low} à {high}"


def _words(unit: Unit) -> Words:
    """How the axis of the drawing prints a value."""
    suffix = AXIS_SUFFIX.get(unit, "")
    pattern = "#,##0" if unit == "count" else "#,##0.#"
    return lambda value: format_decimal(value, format=pattern, locale="fr_FR") + suffix
