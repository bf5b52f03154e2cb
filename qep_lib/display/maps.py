"""Maps of departments as SVG, from classes already given. No department is classed here, no file is read.

Classes are told by colour and by symbol, and their words stand under the map. A region of three departments:

    areas = {"18": "met", "36": "near", "37": None}
    names = {"18": "Cher", "36": "Indre", "37": "Indre-et-Loire"}
    draw_map(areas, RATING_CLASSES, names, ("18", "36", "37"))
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from shapely.geometry.base import BaseGeometry

from qep_lib.display.canvas import WIDTH_INCHES, fold, svg_bytes
from qep_lib.display.map_classes import NO_DATA_LABEL, MapClass
from qep_lib.display.map_layout import Outline, Page, country_page, map_departments, region_page
from qep_lib.display.style import BAND, GRID, INK, MUTED, drawing_style, readable_ink
from qep_lib.errors import sure

HATCH, HATCH_COLOUR = "/////", "#b4b8c4"
BORDER = 0.35
COUNTRY_SIZE, NUMBER_SIZE, NAME_SIZE = 6.6, 9.0, 7.8
"""Points: numbers on the map of the country, numbers and names on that of a region."""
SMALLEST = 0.8
"""What is written on a department too small for it shrinks to this share of its size, no further."""
NAME_WIDTHS = (14, 10)
"""Names are folded to so many characters, the second where it fits better."""
NAMED_MAXIMUM = 14
"""Departments beyond which a map has no room for names: more than any region has."""
LEGEND_COLUMNS, LEGEND_WIDTH, LEGEND_SIZE = 2, 46, 8.5
_POINTS_PER_INCH = 72
_LINE, _LETTER = 1.2, 0.56
"""Height of a line and mean width of a letter of Fira Sans, as shares of its size."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How a class is drawn: `ink` is what is written on its colour."""

    label: str
    colour: str
    ink: str
    symbol: str
    hatch: str | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """Middle of the best place for a block, in inches, and the share of its size at which it fits there."""

    x: float
    y: float
    fit: float


_NO_DATA = _Look(NO_DATA_LABEL, "#ffffff", INK, "", HATCH)


def draw_map(
    areas: Mapping[str, str | None],
    classes: Sequence[MapClass],
    names: Mapping[str, str],
    shown: Sequence[str] | None = None,
) -> bytes:
    """Departments in the colour and with the symbol of the class that `areas` gives, hatched where it gives none.

    `shown` are the departments of a region, drawn in full detail with their names, or their numbers alone when there are
    more than `NAMED_MAXIMUM`; without it, the country with the numbers of its departments. `names` holds every department
    of the map. Unknown department: ParameterError.
    """
    codes = map_departments(areas, shown)
    looks = _looks(codes, areas, classes)
    page = country_page(codes) if shown is None else region_page(codes, names if len(codes) <= NAMED_MAXIMUM else {})
    legend, depth = _legend(looks, classes)
    with drawing_style():
        # The scales are in inches: what is placed stands where it is said, and nothing is laid out.
        canvas = Canvas(figsize=(WIDTH_INCHES, page.height + depth))
        axes = canvas.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, WIDTH_INCHES)
        axes.set_ylim(-depth, page.height)
        _draw_outlines(axes, page, looks)
        for index, code in enumerate(page.tiles):
            _draw_tile(axes, page, index, f"{code} {names[code]}", looks[code])
        for left, top, look, words in legend:
            _swatch(axes, shapely.box(left, top - 0.17, left + 0.3, top), look, LEGEND_SIZE)
            axes.text(left + 0.38, top - 0.085, words, va="center", fontsize=LEGEND_SIZE)
        return svg_bytes(canvas)


def _looks(codes: Sequence[str], areas: Mapping[str, str | None], classes: Sequence[MapClass]) -> dict[str, _Look]:
    """Department → how it is drawn."""
    if len({area_class.symbol for area_class in classes}) < len(classes):
        raise ValueError("carte : deux classes ont le même symbole, seule leur couleur les distinguerait")
    of_class = {c.id: _Look(c.label, c.colour, readable_ink(c.colour), c.symbol) for c in classes}
    foreign = sorted({area for area in areas.values() if area is not None} - of_class.keys())
    if foreign:
        raise ValueError(f"carte : classe « {foreign[0]} » inconnue ; classes : {', '.join(of_class)}")
    return {code: _NO_DATA if (area := areas.get(code)) is None else of_class[area] for code in codes}


def _draw_outlines(axes: Axes, page: Page, looks: Mapping[str, _Look]) -> None:
    for shape in page.neighbours:
        axes.add_patch(PathPatch(_path(shape), facecolor=BAND, edgecolor=GRID, linewidth=0.7))
    for outline in page.outlines:
        _fill(axes, outline.shape, looks[outline.code])
    # Once for both neighbours, over the white edge of each: borders are seen on dark colours and on light ones.
    borders = shapely.union_all([shapely.boundary(outline.shape) for outline in page.outlines])
    axes.add_collection(LineCollection(_lines(borders), colors=INK, linewidths=BORDER, capstyle="round"))
    if page.enlarged is not None:
        around = shapely.boundary(page.enlarged)
        axes.add_collection(LineCollection(_lines(around), colors=INK, linewidths=0.8, joinstyle="round"))
    for left, middle, words in page.titles:
        axes.text(left, middle, words, va="center", fontsize=8, color=MUTED)
    for outline in page.outlines:
        if outline.apart is not None:
            _write_apart(axes, outline, looks[outline.code])
        elif outline.words:
            _write_on(axes, outline, looks[outline.code])


def _write_on(axes: Axes, outline: Outline, look: _Look) -> None:
    """Symbol and number, then the name, where the department has the most room for a block of that shape."""
    number, *name = outline.words
    size = NUMBER_SIZE if name else COUNTRY_SIZE
    # A small department takes a narrower block: symbol above its number, name folded shorter.
    heads = [f"{look.symbol}{space}{number}".strip() for space in (" ", "\n")]
    blocks = [(head, *(fold(words, width) for words in name)) for width in NAME_WIDTHS for head in heads]
    place, (head, *name) = max(((_room(outline.shape, block, size), block) for block in blocks), key=_fit)
    shrink = min(1.0, max(SMALLEST, place.fit))
    effects = [withStroke(linewidth=2, foreground=look.colour)] if look.hatch else None
    style: dict[str, Any] = {"ha": "center", "color": look.ink, "path_effects": effects, "linespacing": 1.05}
    if not name:
        axes.text(place.x, place.y, head, va="center", fontsize=size * shrink, **style)
        return
    under = (_height(head, size) - _height(name[0], NAME_SIZE)) / 2 * shrink
    axes.text(place.x, place.y - under, head, va="bottom", fontsize=size * shrink, fontweight="bold", **style)
    axes.text(place.x, place.y - under, name[0], va="top", fontsize=NAME_SIZE * shrink, **style)


def _write_apart(axes: Axes, outline: Outline, look: _Look) -> None:
    (middle,) = shapely.get_coordinates(outline.shape.centroid)
    apart = sure(outline.apart)
    axes.plot(*zip(middle, apart, strict=True), color=INK, linewidth=0.6)
    axes.plot(*middle, marker="o", markersize=2.2, color=look.ink, markeredgewidth=0)
    words = f" {look.symbol} {outline.words[0]}"
    axes.text(apart[0], apart[1], words, va="center", fontsize=COUNTRY_SIZE, gid=f"label-{outline.code}")


def _room(shape: BaseGeometry, block: Sequence[str], size: float) -> _Place:
    """The best place in `shape` for a block: its head, in points of `size`, and its name, if any, under it."""
    sizes = (size, NAME_SIZE)
    height = sum(_height(text, points) for text, points in zip(block, sizes, strict=False))
    width = max(_width(text, points) for text, points in zip(block, sizes, strict=False))
    # Squashed by the block's proportions, its place becomes that of a circle, which shapely finds.
    squashing = np.array((height / width, 1))
    squashed: Any = shapely.transform(shape, lambda inches: inches * squashing)
    middle, edge = shapely.get_coordinates(shapely.maximum_inscribed_circle(squashed))
    fit = 2 * np.hypot(*(edge - middle)) / (height * np.sqrt(2))
    x, y = middle / squashing
    return _Place(x, y, float(fit))


def _height(text: str, size: float) -> float:
    return len(text.split("\n")) * size * _LINE / _POINTS_PER_INCH


def _width(text: str, size: float) -> float:
    return max(map(len, text.split("\n"))) * size * _LETTER / _POINTS_PER_INCH


def _fit(choice: tuple[_Place, Sequence[str]]) -> float:
    return min(1.0, choice[0].fit)


def _draw_tile(axes: Axes, page: Page, index: int, words: str, look: _Look) -> None:
    left, size = page.tiles_at[0], page.tile_size
    top = page.tiles_at[1] - index * 1.24 * size
    text = 8 if size < 0.4 else 10
    _swatch(axes, shapely.box(left, top - size, left + size, top), look, text + 1)
    axes.text(left + 1.3 * size, top - size / 2, fold(words, 20), va="center", fontsize=text, linespacing=1.0)


def _swatch(axes: Axes, shape: BaseGeometry, look: _Look, size: float) -> None:
    _fill(axes, shape, look)
    axes.add_patch(PathPatch(_path(shape), facecolor="none", edgecolor=INK, linewidth=BORDER))
    (middle,) = shapely.get_coordinates(shape.centroid)
    axes.text(middle[0], middle[1], look.symbol, ha="center", va="center", fontsize=size, color=look.ink)


def _fill(axes: Axes, shape: BaseGeometry, look: _Look) -> None:
    path = _path(shape)
    if look.hatch:
        axes.add_patch(PathPatch(path, facecolor=look.colour, edgecolor=HATCH_COLOUR, linewidth=0, hatch=look.hatch))
    else:
        axes.add_patch(PathPatch(path, facecolor=look.colour, edgecolor="white", linewidth=1.1, joinstyle="round"))


def _path(shape: BaseGeometry) -> Path:
    """All the rings of a shape as one path: holes turn the other way, so that they stay empty."""
    polygons = (part for part in shapely.get_parts(shape) if part.geom_type == "Polygon")
    oriented = (shapely.orient_polygons(part) for part in polygons)
    rings = [ring for part in oriented for ring in (part.exterior, *part.interiors)]
    return Path.make_compound_path(*(Path(shapely.get_coordinates(ring), closed=True) for ring in rings))


def _lines(shape: BaseGeometry) -> list[np.ndarray]:
    return [shapely.get_coordinates(part) for part in shapely.get_parts(shapely.line_merge(shape))]


def _legend(
    looks: Mapping[str, _Look], classes: Sequence[MapClass]
) -> tuple[list[tuple[float, float, _Look, str]], float]:
    """Entries (left, top, look, words) under the map, in columns read downwards, and their depth in inches."""
    drawn = list(looks.values())
    entries = [_Look(c.label, c.colour, readable_ink(c.colour), c.symbol) for c in classes]
    entries += [_NO_DATA] if _NO_DATA in drawn else []
    words = [fold(f"{look.label} ({drawn.count(look)})".replace(" (", "\u00a0("), LEGEND_WIDTH) for look in entries]
    rows = -(-len(entries) // LEGEND_COLUMNS)
    row_height = 0.12 + 0.125 * max(text.count("\n") + 1 for text in words)
    placed = [
        (0.05 + index // rows * WIDTH_INCHES / LEGEND_COLUMNS, -0.15 - index % rows * row_height, look, text)
        for index, (look, text) in enumerate(zip(entries, words, strict=True))
    ]
    return placed, 0.15 + rows * row_height
