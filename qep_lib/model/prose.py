"""Words in their styles: paragraphs, lists and images that a person wrote. Reading them from Markdown is `qep_lib.prose`."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style. `href`, when given, is an http(s), mailto or # address."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    is_code: bool = False
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """Its words without their styles."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; each item is a tuple of blocks, of paragraphs in what people write. `start` is the first number of an ordered
    one."""

    items: tuple[tuple[Any, ...], ...]
    is_ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class ImageFile:
    """An image that a text or an identity names: its file from the workspace's root, the hash of its bytes, what it shows
    for who does not see it (`alt`, never empty), and its legend."""

    file: str
    sha256: str
    alt: str
    legend: str = ""


Prose = Paragraph | Listing | ImageFile
