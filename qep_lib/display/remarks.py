"""Figures that cannot both be true of the same requests, in words for each audience. The rule is `indicators.consistency`."""

from collections.abc import Iterable

from qep_lib.display.wording import inside_sentence, typeset
from qep_lib.model.base import Audience
from qep_lib.model.measured import REMARK_REASON, Measured

DECLARED_MEAN = "Délai moyen tel qu'il est communiqué : il ne tient peut-être pas compte des demandes en retard."
"""What a public document says of a mean that its share in time contradicts: the check itself is for whoever corrects it."""


def remark_sentences(
    rows: Iterable[Measured], audience: Audience, of: str = "", is_recalled: bool = False
) -> list[str]:
    """« À vérifier (Cher) : … » for the figures that cannot both be true, each remark once; without its reason where the
    document has already given it. A public document says once how to read the mean."""
    remarks = dict.fromkeys(row.remark for row in rows if row.remark)
    if audience == "public":
        return [f"{of} : {inside_sentence(DECLARED_MEAN)}" if of else DECLARED_MEAN] if remarks else []
    head = f"À vérifier ({of})" if of else "À vérifier"
    said = [
        f"{remark.partition(REMARK_REASON)[0]} (expliqué plus haut)" if is_recalled else remark for remark in remarks
    ]
    return [f"{head} : {typeset(words)}." for words in said]


FICTITIOUS_FIGURES, FICTITIOUS_LINES = "Chiffres fictifs", "Lignes fictives"
"""How a sentence on what is invented begins: all of it that a slide has room for."""


def fictitious_words(notes: Iterable[str]) -> tuple[str, ...]:
    """« Chiffres fictifs. », each once, of the notes that say so at length."""
    return tuple(
        f"{words}." for words in (FICTITIOUS_FIGURES, FICTITIOUS_LINES) if any(n.startswith(words) for n in notes)
    )
