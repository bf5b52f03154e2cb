"""Contours of the departments of mainland France and Corsica, on the plane of Lambert-93. Drawing them is `maps`.

Where the file comes from is told in SOURCE.md, beside it.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

CONTOURS_FILE = Path(__file__).with_name("departements.geojson")
COUNTRY_TOLERANCE_METRES = 3000
"""Detail left out of a map of the whole country, where a printed point is 2.9 km wide (see `coverage_simplify`)."""

EXPONENT, CONSTANT = 0.7256077650, 11_754_255.426
POLE_X, POLE_Y = 700_000.0, 12_655_612.050
ECCENTRICITY = 0.08181919112
"""Lambert-93 on the GRS80 ellipsoid: constants n, C, Xs, Ys and e of IGN's note NT/G 71. Central meridian 3° E."""


@cache
def read_contours() -> Mapping[str, BaseGeometry]:
    """Department code → contour in full detail, in Lambert-93 metres. Read once a process."""
    features = json.loads(CONTOURS_FILE.read_text(encoding="utf-8"))["features"]
    outlines = shapely.transform([shape(feature["geometry"]) for feature in features], project)
    codes = (feature["properties"]["code"] for feature in features)
    return MappingProxyType(dict(zip(codes, outlines, strict=True)))


@cache
def country_contours() -> Mapping[str, BaseGeometry]:
    """The same simplified for the scale of the country: two neighbours keep one common border, without gap."""
    contours = read_contours()
    outlines = shapely.coverage_simplify(list(contours.values()), COUNTRY_TOLERANCE_METRES)
    return MappingProxyType(dict(zip(contours, outlines, strict=True)))


def project(degrees: np.ndarray) -> np.ndarray:
    """Longitudes and latitudes, in degrees, as Lambert-93 eastings and northings, in metres: two columns each.

    Lambert's conic is the legal projection of mainland France: its maps look as readers know them, and areas are true
    within 0.6 % (lengths within 0.3 %), under what an eye sees. Formulas: IGN, NT/G 71, algorithms 1 and 3.
    """
    longitude, latitude = np.radians(degrees).T
    sine = ECCENTRICITY * np.sin(latitude)
    isometric = np.log(np.tan(np.pi / 4 + latitude / 2)) - ECCENTRICITY * np.arctanh(sine)
    radius = CONSTANT * np.exp(-EXPONENT * isometric)
    angle = EXPONENT * (longitude - np.radians(3))
    return np.column_stack((POLE_X + radius * np.sin(angle), POLE_Y - radius * np.cos(angle)))
