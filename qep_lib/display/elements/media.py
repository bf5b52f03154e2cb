"""What an element writes itself on: a sheet of the PDF, a page of Word, a slide. `export` has each of them, and its library."""

from collections.abc import Iterable
from typing import Any, Protocol

from qep_lib.display.elements.image import Image


class PrintedSheet(Protocol):
    """A page of the PDF: its words may break, its blocks and pictures are what the templates read (`export/plain_blocks`)."""

    def text(self, value: Any) -> str:
        """Words that may break."""

    def texts(self, values: Iterable[str]) -> list[str]:
        """Each of them, as `text`."""

    def caption(self, words: str) -> str:
        """The words, but where they are said above."""

    def mark(self, mark: Any) -> dict[str, str] | None:
        """A mark of the legend (`RatingMark`)."""

    def image(self, image: Image) -> dict[str, Any]:
        """A picture with its legend."""

    def block(self, block: Any) -> dict[str, Any]:
        """A block of words."""


class WordPage(Protocol):
    """A page of Word, written from top to bottom (`export/word`)."""

    def paragraph(self, text: str, style: str | None = None) -> object:
        """A paragraph in a named style."""

    def points(self, texts: Iterable[str]) -> None:
        """The points of a list."""

    def box(self, title: str, paragraphs: Iterable[str]) -> None:
        """A remark set apart."""

    def words_of_service(self, title: str, content: Iterable[Any], signature: str) -> None:
        """Words of the service, signed."""

    def caption(self, text: str) -> None:
        """What the next drawing says."""

    def picture(self, alt: str) -> None:
        """The next drawing."""

    def table(self, table: Any) -> None:
        """A table of the format (`Table`)."""


class DeckSlide(Protocol):
    """A slide, written under what it holds (`export/presentation`). A line of it is what `body`, `small`, `strong` and `accented`
    give."""

    def body(self, text: str) -> Any:
        """A line in the type of the slide."""

    def small(self, text: str) -> Any:
        """A line in small print."""

    def strong(self, text: str) -> Any:
        """A title among small print."""

    def accented(self, text: str) -> Any:
        """A title in the colour of the State."""

    def words(self, block: Any) -> Iterable[str]:
        """The lines of a block of words."""

    def write(self, lines: Iterable[Any], is_framed: bool = False) -> None:
        """A box of these lines."""

    def caption(self, words: str) -> None:
        """What a drawing or a table says, but where it is the title of the slide."""

    def image(self, image: Image) -> None:
        """A picture that people chose, and its legend."""

    def picture(self, alt: str) -> None:
        """The next drawing."""

    def cards(self, items: Iterable[Any]) -> None:
        """Figures in boxes (`KeyFigure`)."""

    def table(self, table: Any) -> None:
        """A table of the format (`Table`)."""
