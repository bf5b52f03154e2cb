"""A picture that people chose."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that people chose, as it is published, with the text for who does not see it, and its legend."""

    mime: Literal["image/png", "image/jpeg"]
    data: bytes
    alt: str
    legend: str = ""

    def __post_init__(self) -> None:
        if self.mime not in ("image/png", "image/jpeg"):
            raise ValueError(f"image de type « {self.mime} » refusée (accepté : image/png, image/jpeg)")
        if not self.alt.strip():
            raise ValueError("une image demande un texte de remplacement (alt)")
