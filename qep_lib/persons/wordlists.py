"""The lists of words of `words/`, one a file: they can be read and mended without reading code. Rules are beside."""

from functools import cache
from pathlib import Path


@cache
def known_names() -> frozenset[str]:
    """Every first name, ambiguous or not."""
    return words("first_names") | words("ambiguous_names")


@cache
def words(name: str) -> frozenset[str]:
    """The words of a list of `words/`, folded and in small letters."""
    lines = (Path(__file__).parent / "words" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(" ".join(line for line in lines if not line.startswith("#")).split())
