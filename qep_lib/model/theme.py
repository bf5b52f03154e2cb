"""Themes of what people write: a name, and the words that suggest it. Which theme a text has is decided by a person."""

from pydantic import Field

from qep_lib.model.base import Declaration, Identifier


class Theme(Declaration):
    """`label` is printed. `words` suggest it: whole words or groups of words; one that ends with « * » stands for all those
    that begin so. Accents and capitals do not count.
    """

    id: Identifier
    label: str = Field(min_length=1)
    words: tuple[str, ...] = ()
