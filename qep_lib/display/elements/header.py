"""The head of a report: what it is about, what its data are, how the service presents itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, get_args

from qep_lib.display.elements.base import Element
from qep_lib.display.elements.image import Image
from qep_lib.model.base import Layout, Paper


@dataclass(frozen=True, slots=True)
class QrCode:
    """An address to go to, its words, and the drawing (SVG) that leads a telephone there."""

    label: str
    url: str
    svg: bytes

    def __post_init__(self) -> None:
        if not re.match("https?://", self.url, re.IGNORECASE):
            raise ValueError("un QR code mène à une adresse qui commence par https://")

    @property
    def alt(self) -> str:
        """What stands for the drawing."""
        return f"QR code menant à {self.url}"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """How a service presents itself: its mark and name at the head of a document, how to reach it at its foot."""

    names: tuple[str, ...]
    logo: Image | None = None
    contacts: tuple[tuple[str, str], ...] = ()
    opinion: QrCode | None = None


@dataclass(frozen=True, slots=True)
class Header(Element):
    """First thing of a report: what it is about and what its data are. `banner` is a warning no reader may miss.

    `layout` and `paper` travel with it, so that an executed notebook is all that an exporter needs; so do the headings that
    the service asked to leave out (`hidden`) or to read `first`.
    """

    kind: ClassVar[str] = "header"
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...] = ()
    banner: str | None = None
    layout: Layout = "report"
    paper: Paper = "a4"
    letterhead: Letterhead | None = None
    hidden: tuple[str, ...] = ()
    first: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.layout not in get_args(Layout) or self.paper not in get_args(Paper):
            raise ValueError(f"mise en page « {self.layout} », papier « {self.paper} » : l'un des deux est inconnu")

    def lines(self) -> Iterator[str]:
        """Names of the service, title, subtitle, facts, warning."""
        yield from self.letterhead.names if self.letterhead else ()
        yield self.title
        yield self.subtitle
        for label, value in self.facts:
            yield f"{label} : {value}"
        if self.banner:
            yield f"Attention : {self.banner}"
