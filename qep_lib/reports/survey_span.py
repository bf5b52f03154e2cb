"""The criteria of a survey of which nothing parts any two, on one card: from where to where they go."""

from collections.abc import Sequence

from qep_lib.display.elements import KeyFigure
from qep_lib.display.wording import value_words
from qep_lib.errors import sure
from qep_lib.reports.context import ReportContext
from qep_lib.reports.extremes import are_alike, ends_words
from qep_lib.reports.moves import Pair


def span_card(context: ReportContext, measured: Sequence[Pair]) -> list[KeyFigure]:
    """« De 78 % à 84 %, selon le critère »; nothing where one stands out, or where there is one alone."""
    if not are_alike([(row.low, row.high) for _, row in measured]):
        return []
    words = ends_words(
        measured, lambda pair: sure(pair[1].value), lambda pair: value_words(pair[1], pair[0], context.audience)
    )
    return [KeyFigure("Réponses positives", words, "selon le critère")]
