"""Classes of a map, or of the points of a funnel: words, colours, symbols. Who is in which class is said by `reports/`."""

from dataclasses import dataclass

from qep_lib.display.rating import RATING_COLOURS, RATING_MARKS
from qep_lib.display.style import BLUE, LEVEL_COLOURS

NO_DATA_LABEL = "pas de donnée"


@dataclass(frozen=True, slots=True)
class MapClass:
    """A class of departments: a colour, and a symbol that tells it without the colour."""

    id: str
    label: str
    colour: str
    symbol: str

    def __post_init__(self) -> None:
        if not self.label.strip() or not self.symbol.strip():
            raise ValueError(f"classe de carte « {self.id} » : il lui faut un libellé et un symbole")


READING_CLASSES = (
    MapClass("above", "plus élevé que la fourchette attendue, à\u00a0examiner", LEVEL_COLOURS["positive"][0], "▲"),
    MapClass("watch_above", "à surveiller, plutôt élevé", LEVEL_COLOURS["positive"][1], "△"),
    MapClass("expected", "dans la fourchette attendue", LEVEL_COLOURS["neutral"][0], "="),
    MapClass("watch_below", "à surveiller, plutôt bas", LEVEL_COLOURS["negative"][1], "▽"),
    MapClass("below", "plus bas que la fourchette attendue, à\u00a0examiner", LEVEL_COLOURS["negative"][0], "▼"),
)
"""Readings of a funnel (statistics.md 2.4): blue, grey, orange, not to be taken for the four colours of the target."""
CLASS_OF_READING = dict(zip(("high", "watch_high", "within", "watch_low", "low"), READING_CLASSES, strict=True))
"""Code of a reading (`stats.funnel.Readings`) → its class."""
RATING_CLASSES = tuple(
    MapClass(rating, mark.word, RATING_COLOURS[rating], mark.symbol) for rating, mark in RATING_MARKS.items()
)
"""Gap to the target: the four colours of the label and their symbols."""
LABEL_CLASSES = (
    MapClass("labelled", "labellisé", BLUE, "★"),
    MapClass("ending", "labellisé, échéance dans les six mois", "#8f9bf0", "☆"),
    MapClass("ended", "label échu", "#7a4b1e", "×"),
    MapClass("not_labelled", "non labellisé", "#d9dce3", "–"),
    MapClass("undated", "modules choisis, date du label non communiquée", "#eef0f6", "…"),
    MapClass("unknown", "situation inconnue", "#ffffff", "?"),
)
"""Status of the label at a cut-off date."""
NOT_COMPARABLE = MapClass("not_comparable", "non comparable", "#e9d8f0", "≠")
NOT_READ = MapClass("not_read", "comparé, mais sans effectif ou sans objectif pour le classer", "#ffffff", "○")
"""A figure that may not stand beside the others, and one that may but has no class: neither is « pas de donnée »."""
