"""What a source writes of its « cible », in the word of documents, « objectif », and in agreement with it."""

import re

_SAID = (
    (re.compile(r"^néant$", re.IGNORECASE), "pas d'objectif"),
    (re.compile(r"^sans cible\b"), "sans objectif"),
    (re.compile(r"^aucune cible déclarée\b"), "aucun objectif déclaré"),
    (re.compile(r"^locale?\b", re.IGNORECASE), "fixé localement"),
)


def objective_note(written: str) -> str:
    """« fixé localement, 3 jours ouvrés » of « locale, 3 jours ouvrés »; other words as they are written."""
    for pattern, said in _SAID:
        written = pattern.sub(said, written)
    return written
