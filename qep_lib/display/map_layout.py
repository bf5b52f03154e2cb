"""Where the departments of a map stand on its page, in inches. Colours, words and symbols are drawn by `maps`.

Overseas departments, which have no contour here, are tiles; Paris and its suburbs are drawn again in an inset.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from qep_lib.display.contours import country_contours, read_contours
from qep_lib.errors import ParameterError

INNER_SUBURBS = ("75", "92", "93", "94")
"""Paris and the departments around it: too small beside the others to be read without an inset."""
OVERSEAS = ("971", "972", "973", "974", "976")
"""The overseas departments: every map of the country has their tiles."""
_OVERSEAS_CODE = re.compile(r"9[78]\d")
_COUNTRY_LEFT, _COUNTRY_WIDTH = 1.15, 5.5
_COUNTRY_TILES_TOP = 2.1
_APART = {"90": (0.26, -0.22)}
"""Inches from the middle of the only department too narrow for its number on the map of the country: in Switzerland."""
_COUNTRY_INSET_WIDTH, _REGION_INSET_WIDTH = 1.2, 2.3
_REGION_WIDTH, _REGION_HEIGHT, _SMALL_REGION_HEIGHT, _SMALL_REGION = 6.6, 3.4, 2.5, 8
"""Inches; so many departments at most have their names in the lower of the two."""
_REGION_MARGIN = 0.04
_LEFT = 0.03
_TITLE_HEIGHT = 0.22
_INSET_TITLE, _TILES_TITLE = "Paris et petite couronne", "Outre-mer"


@dataclass(frozen=True, slots=True)
class Outline:
    """A department on the page with what to write on it: number, then name; nothing where the inset says it.

    `apart` is where its number begins, at the end of a line, when it has no room on the department.
    """

    code: str
    shape: BaseGeometry
    words: tuple[str, ...] = ()
    apart: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A map laid out on a page as wide as the text, in inches: outlines, context, tiles from `tiles_at` (left, top) downwards.

    `enlarged` is the outline on the map of what the inset shows larger; titles stand at their bottom left.
    """

    height: float
    outlines: tuple[Outline, ...] = ()
    neighbours: tuple[BaseGeometry, ...] = ()
    tiles: tuple[str, ...] = ()
    tiles_at: tuple[float, float] = (0.0, 0.0)
    tile_size: float = 0.26
    enlarged: BaseGeometry | None = None
    titles: tuple[tuple[float, float, str], ...] = ()


def map_departments(areas: Iterable[str], shown: Sequence[str] | None = None) -> list[str]:
    """Codes that a map draws, in order: those of `shown`, otherwise the whole country and whatever else `areas` names.

    A code that has neither contour nor tile is a ParameterError.
    """
    unknown = sorted(code for code in {*areas, *(shown or ())} if not _is_known(code))
    if unknown:
        raise ParameterError(
            f"carte : aucun contour pour le département {', '.join(f'« {code} »' for code in unknown)}. Sont acceptés "
            "01 à 95, 2A et 2B pour la Corse, 971 à 989 pour l'outre-mer. À faire : corriger la colonne "
            "department_code de params/sites.csv."
        )
    if shown is not None and not shown:
        raise ParameterError("carte : aucun département à montrer. À faire : donner ceux d'une région.")
    return sorted(set(shown) if shown is not None else {*read_contours(), *OVERSEAS, *areas})


def country_page(codes: Sequence[str]) -> Page:
    """The whole country with department numbers, Paris and its suburbs at the top left, tiles at the bottom left."""
    contours = country_contours()
    place = _placing(shapely.total_bounds(list(contours.values())), _COUNTRY_LEFT, 0, _COUNTRY_WIDTH)
    outlines = [
        _numbered(code, place(contour), () if code in INNER_SUBURBS else (code,)) for code, contour in contours.items()
    ]
    height = shapely.total_bounds([outline.shape for outline in outlines])[3]
    inset, _ = _inset(INNER_SUBURBS, height - _TITLE_HEIGHT, _COUNTRY_INSET_WIDTH, {})
    return Page(
        height=height,
        outlines=(*outlines, *inset),
        tiles=tuple(code for code in codes if code not in contours),
        tiles_at=(_LEFT, _COUNTRY_TILES_TOP),
        enlarged=_united(outlines, INNER_SUBURBS),
        titles=(
            (_LEFT, height - _TITLE_HEIGHT / 2, _INSET_TITLE),
            (_LEFT, _COUNTRY_TILES_TOP + _TITLE_HEIGHT / 2, _TILES_TITLE),
        ),
    )


def region_page(codes: Sequence[str], names: Mapping[str, str]) -> Page:
    """One region in full detail with numbers and names, among its neighbours; tiles only where it is overseas."""
    contours = read_contours()
    mainland = [code for code in codes if code in contours]
    tiles = tuple(code for code in codes if code not in contours)
    if not mainland:
        return Page(height=0.62 * len(tiles), tiles=tiles, tiles_at=(_LEFT, 0.62 * len(tiles)), tile_size=0.5)
    inner = [code for code in mainland if code in INNER_SUBURBS] if set(mainland) - set(INNER_SUBURBS) else []
    left = _REGION_INSET_WIDTH + 0.15 if inner or tiles else 0.0
    window = _widened(shapely.total_bounds([contours[code] for code in mainland]))
    across, up = window[2] - window[0], window[3] - window[1]
    highest = _SMALL_REGION_HEIGHT if len(mainland) <= _SMALL_REGION else _REGION_HEIGHT
    width = min(_REGION_WIDTH - left, highest * across / up)
    height = width * up / across
    place = _placing(window, left + (_REGION_WIDTH - left - width) / 2, 0, width)
    outlines = [Outline(code, place(contours[code]), () if code in inner else _words(code, names)) for code in mainland]
    around = (
        shapely.intersection(shape, shapely.box(*window)) for code, shape in contours.items() if code not in codes
    )
    inset, bottom = _inset(inner, height - _TITLE_HEIGHT, _REGION_INSET_WIDTH, names) if inner else ([], height)
    return Page(
        height=height,
        outlines=(*outlines, *inset),
        neighbours=tuple(place(shape) for shape in around if not shape.is_empty),
        tiles=tiles,
        tiles_at=(_LEFT, bottom - 2 * _TITLE_HEIGHT),
        enlarged=_united(outlines, inner) if inner else None,
        titles=(
            *(((_LEFT, height - _TITLE_HEIGHT / 2, _INSET_TITLE),) if inner else ()),
            *(((_LEFT, bottom - 1.5 * _TITLE_HEIGHT, _TILES_TITLE),) if tiles else ()),
        ),
    )


def _is_known(code: str) -> bool:
    return code in read_contours() or _OVERSEAS_CODE.fullmatch(code) is not None


def _numbered(code: str, shape: BaseGeometry, words: tuple[str, ...]) -> Outline:
    if code not in _APART:
        return Outline(code, shape, words)
    (middle,) = shapely.get_coordinates(shape.centroid)
    return Outline(code, shape, words, tuple(middle + _APART[code]))


def _words(code: str, names: Mapping[str, str]) -> tuple[str, ...]:
    return (code, names[code]) if names else (code,)


def _inset(codes: Sequence[str], top: float, width: float, names: Mapping[str, str]) -> tuple[list[Outline], float]:
    """Departments drawn larger at the left of the page, under `top`, and the height at which they end."""
    contours = read_contours()
    bounds = shapely.total_bounds([contours[code] for code in codes])
    bottom = top - width * (bounds[3] - bounds[1]) / (bounds[2] - bounds[0])
    place = _placing(bounds, _LEFT, bottom, width)
    return [Outline(code, place(contours[code]), _words(code, names)) for code in codes], bottom


def _placing(bounds: np.ndarray, left: float, bottom: float, width: float) -> Callable[[BaseGeometry], BaseGeometry]:
    """What brings geometries from metres to inches, so that `bounds` begin at `left` and `bottom` and are `width` wide."""
    scale = width / (bounds[2] - bounds[0])
    return lambda shape: shapely.transform(shape, lambda metres: (metres - bounds[:2]) * scale + (left, bottom))


def _widened(bounds: np.ndarray) -> np.ndarray:
    margin = _REGION_MARGIN * max(bounds[2] - bounds[0], bounds[3] - bounds[1])
    return bounds + np.array((-margin, -margin, margin, margin))


def _united(outlines: Sequence[Outline], codes: Sequence[str]) -> BaseGeometry:
    return shapely.coverage_union_all([outline.shape for outline in outlines if outline.code in codes])
