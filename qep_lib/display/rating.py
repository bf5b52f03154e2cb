"""The four classes of a figure that has an objective: colour, symbol and words of each. Nothing is drawn here."""

from qep_lib.display.elements import RatingMark
from qep_lib.model.base import Rating

RATING_COLOURS: dict[Rating, str] = {"met": "#1b7f4d", "near": "#8a6d00", "off": "#b34000", "far": "#a8123a"}
RATING_MARKS: dict[Rating, RatingMark] = {
    "met": RatingMark("met", "●", "objectif atteint"),
    "near": RatingMark("near", "◐", "écart inférieur à 25\u202f%"),
    "off": RatingMark("off", "◆", "écart de 25 à 50\u202f%"),
    "far": RatingMark("far", "■", "écart supérieur à 50\u202f%"),
}
"""The legend printed by the Cher bilan: at or better than the objective, gap under 25 %, 25 to 50 %, over 50 %."""
