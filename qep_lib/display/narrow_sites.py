"""The figures of a comparison for a narrow screen: a line a site of a region, all the sites of a country on one track."""

from collections.abc import Sequence

from qep_lib.display.funnel_figures import FILLS, FunnelPoint
from qep_lib.display.site_dots import BAR, LEGEND_WORDS, SiteDot, SitePanel, axis_limits, on_one_scale, reading_colour
from qep_lib.display.strips import Key, Piece, Strip, Strips
from qep_lib.display.style import INK, MUTED
from qep_lib.errors import sure

NAMED = ("high", "low")
Limits = tuple[float, float]


def site_strips(panels: Sequence[SitePanel], sites: Sequence[str]) -> Strips:
    """A heading an indicator, then a line a site: its dot, its interval, the objective and the mean across."""
    lines = []
    for panel in panels:
        limits, lines_of = _limits(panels, panel), (panel.mean, panel.axis.target)
        lines.append(Strip(panel.title))
        for name, dot in zip(sites, panel.dots, strict=True):
            lines.append(Strip(name, dot.words, () if dot.value is None else _pieces(dot, limits, *lines_of)))
    return Strips(tuple(lines), None, _keys(panels))


def crowd_strips(panels: Sequence[SitePanel]) -> Strips:
    """A line an indicator with every site on it, those to examine named; too many sites for a line each."""
    lines = []
    for panel in panels:
        limits = axis_limits([panel])
        dots = sorted(panel.drawn, key=lambda dot: dot.code in NAMED)
        pieces = tuple(_dot(dot, limits) for dot in dots) + _across(panel.mean, panel.axis.target, limits)
        named = ", ".join(f"{dot.number} ({dot.words})" for dot in panel.drawn if dot.code in NAMED)
        ends = f"de {panel.axis.tick(min(d.at for d in dots))} à {panel.axis.tick(max(d.at for d in dots))}"
        lines.append(Strip(panel.title, f"{ends}\nà examiner : {named}" if named else ends, pieces))
    return Strips(tuple(lines), None, _keys(panels))


def funnel_strips(points: Sequence[FunnelPoint], centre: float, centre_words: str, ends: tuple[str, str]) -> Strips:
    """All the sites on one track by their share, the mean across; those outside, each on a line under it."""
    low, high = min(point.share for point in points), max(point.share for point in points)
    limits = (min(low, centre), max(high, centre))
    every = tuple(Piece("dot", at := _at(point.share, limits), at, _fill(point)) for point in points)
    lines = [Strip("", "", (*every, _tick(centre, limits, MUTED)))]
    for point in points:
        if point.label:
            at = _at(point.share, limits)
            lines.append(Strip(point.label, "", (Piece("dot", at, at, _fill(point)), _tick(centre, limits, MUTED))))
    return Strips(tuple(lines), ends, (Key("dot", INK, "un site"), Key("tick", MUTED, centre_words)))


def _pieces(dot: SiteDot, limits: Limits, mean: float | None, target: float | None) -> tuple[Piece, ...]:
    has_bar = dot.low is not None and dot.high is not None
    bar = (Piece("range", _at(sure(dot.low), limits), _at(sure(dot.high), limits), BAR),) if has_bar else ()
    return (*bar, *_across(mean, target, limits), _dot(dot, limits))


def _across(mean: float | None, target: float | None, limits: Limits) -> tuple[Piece, ...]:
    found = ((mean, MUTED), (target, INK))
    return tuple(_tick(value, limits, colour) for value, colour in found if value is not None)


def _dot(dot: SiteDot, limits: Limits) -> Piece:
    at = _at(dot.at, limits)
    return Piece("dot", at, at, reading_colour(dot.code))


def _tick(value: float, limits: Limits, colour: str) -> Piece:
    at = _at(value, limits)
    return Piece("tick", at, at, colour)


def _limits(panels: Sequence[SitePanel], panel: SitePanel) -> Limits:
    """Shares are on one scale, as they are drawn."""
    return axis_limits(on_one_scale(panel, panels))


def _at(value: float, limits: Limits) -> float:
    low, high = limits
    return min(100.0, max(0.0, 100 * (value - low) / ((high - low) or 1)))


def _fill(point: FunnelPoint) -> str:
    return FILLS[point.code] if point.code in NAMED else INK


def _keys(panels: Sequence[SitePanel]) -> tuple[Key, ...]:
    """What each sign means, as the drawing says it."""
    dots = [dot for panel in panels for dot in panel.drawn]
    keys = [Key("dot", INK, "un site")]
    keys += [Key("range", BAR, "fourchette indicative")] if any(dot.low is not None for dot in dots) else []
    keys += [Key("tick", INK, "objectif")] if any(panel.axis.target is not None for panel in panels) else []
    keys += (
        [Key("tick", MUTED, "moyenne des sites comparés")] if any(panel.mean is not None for panel in panels) else []
    )
    for words, codes in LEGEND_WORDS.items():
        found = [code for code in codes if any(dot.code == code for dot in dots)]
        keys += [Key("dot", reading_colour(code), words) for code in found]
    return tuple(keys)
