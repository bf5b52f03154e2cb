"""What of a `Document` is on its poster, and what stays for its page: the first section, and the others."""

from qep_lib.display.elements import KeyFigure, KeyFigures, Note, Text
from qep_lib.errors import ReportFailed
from qep_lib.export.blocks import Block, Document, Heading, Shown

SECTION_LEVEL = 2
MOST_CARDS = 6


def cut_poster(document: Document) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """(the first section without its heading, what follows it): a wall shows the former, the HTML page both."""
    starts = [
        position
        for position, block in enumerate(document.blocks)
        if isinstance(block, Heading) and block.level == SECTION_LEVEL
    ]
    first = starts[0] if starts else -1
    second = starts[1] if len(starts) > 1 else len(document.blocks)
    return document.blocks[first + 1 : second], document.blocks[second:]


def poster_cards(document: Document) -> tuple[KeyFigure, ...]:
    """The figures of the poster; `ReportFailed` when there are more than can be read from afar, or none."""
    shown = (block.element for block in cut_poster(document)[0] if isinstance(block, Shown))
    cards = tuple(item for element in shown if isinstance(element, KeyFigures) for item in element.items)
    if not 0 < len(cards) <= MOST_CARDS:
        raise ReportFailed(
            f"« {document.title} » : {len(cards)} chiffres dans la première section de l'affiche. Accepté : de 1 à "
            f"{MOST_CARDS}."
        )
    return cards


def poster_texts(document: Document) -> tuple[str, ...]:
    """The sentences that stand under the figures."""
    shown = (block.element for block in cut_poster(document)[0] if isinstance(block, Shown))
    return tuple(text for element in shown if isinstance(element, (Text, Note)) for text in element.paragraphs)
