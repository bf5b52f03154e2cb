"""Words that are not accepted, told with the nearest ones that are; long lists cut short. Reading what was typed is elsewhere."""

import difflib
import unicodedata
from collections.abc import Collection, Iterable, Sequence


def did_you_mean(word: str, accepted: Iterable[str], limit: int = 3) -> str:
    """« vouliez-vous dire « x » ou « y » ? », or an empty string when nothing is near. Case does not count."""
    near = nearest(word, accepted, limit)
    return f"vouliez-vous dire {' ou '.join(f'« {match} »' for match in near)} ?" if near else ""


def nearest(word: str, candidates: Iterable[str], limit: int = 3) -> list[str]:
    """The candidates near to `word`, the nearest first; never one that reads the same: the fault is then elsewhere."""
    read = _as_read(word)
    by_lower = {_as_read(candidate).lower(): candidate for candidate in candidates if _as_read(candidate) != read}
    return [by_lower[match] for match in difflib.get_close_matches(read.lower(), by_lower, n=limit, cutoff=0.6)]


def _as_read(word: str) -> str:
    """Letters with accents have two codings that look alike."""
    return unicodedata.normalize("NFC", str(word))


def unknown_words(what: str, words: Iterable[str], accepted: Collection[str], is_feminine: bool = False) -> list[str]:
    """« rapport « bilam » inconnu ; vouliez-vous dire… accepté : … », one sentence for each word that is not accepted."""
    return [
        f"{what} « {word} » inconnu{'e' if is_feminine else ''} ; {f'{hint} ' if (hint := did_you_mean(word, accepted)) else ''}"
        f"accepté : {', '.join(accepted)}."
        for word in words
        if word not in accepted
    ]


def first_of(words: Sequence[str], most: int) -> str:
    """The first words of a list, and how many others: « 18, 2A et 3 autres »."""
    left = len(words) - most
    return ", ".join(words[:most]) + (f" et {left} autre{'s' * (left > 1)}" if left > 0 else "")
