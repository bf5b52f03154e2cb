"""Texts that a person has read and that may stay as they are, whatever the rules on personal data see in them."""

import hashlib
import unicodedata
from datetime import date
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from qep_lib.errors import sure
from qep_lib.model.base import Declaration


class ApprovedText(Declaration):
    """A whole cell or note, written out, or its SHA-256 where it is not to be read here; who said so, and when."""

    text: str | None = Field(default=None, min_length=1)
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    approved_by: str = Field(min_length=1)
    approved_on: date
    reason: str = ""

    @model_validator(mode="after")
    def _has_one_of_both(self) -> Self:
        if (self.text is None) == (self.sha256 is None):
            message = "donner le texte (text) ou son empreinte (sha256), l'un des deux"
            raise PydanticCustomError("approved_text", message, {"path": ("text",)})
        return self

    @property
    def digest(self) -> str:
        """The SHA-256 by which it is recognised."""
        return self.sha256 or text_sha256(sure(self.text))


def text_sha256(text: str) -> str:
    """Hash of a text, however its accents are coded and its ends are spaced."""
    return hashlib.sha256(unicodedata.normalize("NFC", text.strip()).encode()).hexdigest()
