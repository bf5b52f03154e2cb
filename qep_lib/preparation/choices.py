"""Several answers in one cell: what parts them, and which labels hold the sign that parts. Nothing is read here."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from qep_lib.model.recognition import Tool
from qep_lib.preparation.grid import GridColumn
from qep_lib.preparation.knowledge import bare

SEPARATORS = (";", ", ", " / ", "|")
MOST_LABELS = 20
_RECURRING = 0.8
_COMES_BACK, _ENOUGH_ANSWERS, _SENTENCE = 3, 15, 25
_LAST = ("autre", "autres", "autre motif", "autre demarche", "autre usager")


def find_separator(
    texts: Counter[str], tool: Tool | None, declared: Sequence[str] | None
) -> tuple[str, list[str]] | None:
    """(sign, labels) where cells hold several answers; None where each holds one.

    `declared`: the labels, where the tool tells them. Otherwise two pieces that are always side by side are one label.
    """
    for separator in tool.separators if tool is not None and tool.separators else SEPARATORS:
        if not separator.strip() or not any(separator.strip() in text for text in texts):
            continue
        if declared is not None:
            if _is_made_of(texts, separator, declared):
                return separator.strip(), [*declared]
            continue
        cut = {text: _pieces(text, separator) for text in texts}
        joined = _joined(cut, separator)
        if _recur(joined, texts):
            return separator.strip(), ordered_choices(_counts(joined, texts))
    return None


def ordered_choices(texts: Counter[str]) -> list[str]:
    """The answers, the commonest first, « Autre » at the end: the order of the form is not in the file. Bands of numbers (« 18 à
    25 ans », « Plus de 60 ans ») are in their own order.
    """
    numbers = {text: re.findall(r"\d+", text) for text in texts}
    if len(texts) > 2 and all(numbers.values()):
        return sorted(texts, key=lambda text: (int(numbers[text][0]), not bare(text).startswith("moins")))
    return sorted(texts, key=lambda text: (bare(text) in _LAST, -texts[text], bare(text)))


def free_answers(texts: Counter[str], is_usual: Callable[[str], bool]) -> frozenset[str]:
    """What people wrote themselves under « Autre : … »: answers met once that nobody expects, beside answers that all come back.

    Such a text is not an answer to print: it may say who wrote it.
    """
    once = frozenset(text for text, count in texts.items() if count == 1 and not is_usual(text))
    is_plain = all(count >= _COMES_BACK for text, count in texts.items() if text not in once)
    is_long = any(len(text) >= _SENTENCE for text in once)
    return once if is_plain and texts.total() >= _ENOUGH_ANSWERS and (len(once) > 1 or is_long) else frozenset()


def told_of_comments(columns: Iterable[GridColumn]) -> str:
    """What is said of a column in which people write what they think."""
    is_reached = any(column.reached.cells for column in columns)
    told = " ; des numéros ou des adresses y sont écrits : masqués à l'import" if is_reached else ""
    return f"texte libre : seule sa présence est comptée{told}"


def is_other(label: str) -> bool:
    """True for « Autre »."""
    return bare(label) in _LAST


def _pieces(text: str, separator: str) -> list[str]:
    return [piece.strip() for piece in text.split(separator.strip()) if piece.strip()]


def _joined(cut: dict[str, list[str]], separator: str) -> dict[str, list[str]]:
    """The same, where pieces that never go one without the other are one label: « Titre de séjour, renouvellement »."""
    glue = separator if separator.endswith(" ") else f"{separator} "
    while True:
        following: dict[str, set[str | None]] = {}
        preceding: dict[str, set[str | None]] = {}
        for pieces in cut.values():
            for place, piece in enumerate(pieces):
                following.setdefault(piece, set()).add(pieces[place + 1] if place + 1 < len(pieces) else None)
                preceding.setdefault(piece, set()).add(pieces[place - 1] if place else None)
        pair = next(
            (
                (first, second)
                for first, after in following.items()
                if len(after) == 1 and (second := next(iter(after))) is not None
                and preceding[second] == {first} and (second[0].islower() or len(cut) > 3)
            ),
            None,
        )  # fmt: skip
        if pair is None:
            return cut
        cut = {text: _merge(pieces, pair, glue) for text, pieces in cut.items()}


def _merge(pieces: list[str], pair: tuple[str, str], glue: str) -> list[str]:
    found: list[str] = []
    for piece in pieces:
        if found and (found[-1], piece) == pair:
            found[-1] = f"{pair[0]}{glue}{pair[1]}"
        else:
            found.append(piece)
    return found


def _recur(joined: dict[str, list[str]], texts: Counter[str]) -> bool:
    """True when some cell holds several labels, which are few and come back from cell to cell."""
    if not any(len(pieces) > 1 for pieces in joined.values()):
        return False
    met = Counter(piece for pieces in joined.values() for piece in set(pieces))
    counts = _counts(joined, texts)
    again = sum(count for piece, count in counts.items() if met[piece] > 1 or count > 1)
    return (
        len(counts) <= MOST_LABELS and again >= _RECURRING * counts.total() and len(counts) <= max(3, texts.total() / 2)
    )


def _counts(joined: dict[str, list[str]], texts: Counter[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text, pieces in joined.items():
        for piece in pieces:
            counts[piece] += texts[text]
    return counts


def _is_made_of(texts: Counter[str], separator: str, declared: Sequence[str]) -> bool:
    labels = {bare(label) for label in declared}
    several = [text for text in texts if bare(text) not in labels]
    return bool(several) and all(_covers(text, separator, labels) for text in several)


def _covers(text: str, separator: str, labels: set[str]) -> bool:
    pieces = _pieces(text, separator)
    start = 0
    while start < len(pieces):
        size = next(
            (n for n in range(len(pieces) - start, 0, -1) if bare(" ".join(pieces[start : start + n])) in labels), 0
        )
        if not size:
            return False
        start += size
    return True
