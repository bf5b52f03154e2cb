"""Words of the service itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from qep_lib.display.elements.base import Element
from qep_lib.display.elements.image import Image
from qep_lib.display.elements.media import DeckSlide, PrintedSheet, WordPage
from qep_lib.model.prose import Listing, Paragraph, Run
from qep_lib.prose import is_accepted_link


@dataclass(frozen=True, slots=True)
class Comment(Element):
    """Words of the service itself, signed: set apart from all that is measured, in every layout. `title` says what they are."""

    kind: ClassVar[str] = "comment"
    divided_by: ClassVar[str] = "content"
    title: str
    content: tuple[Paragraph | Listing | Image, ...]
    signature: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip() or not self.content:
            raise ValueError("un commentaire du service demande un titre et un texte")
        refused = [run.href for run in _runs(self.content) if run.href and not is_accepted_link(run.href)]
        if refused:
            raise ValueError("un commentaire du service mène à une adresse refusée (accepté : https:, mailto:)")

    def for_typst(self, sheet: PrintedSheet) -> dict[str, Any]:
        """What `draw-comment` reads."""
        return {
            "title": sheet.text(self.title),
            "content": [sheet.image(part) if isinstance(part, Image) else sheet.block(part) for part in self.content],
            "signature": sheet.text(self.signature),
        }

    def for_word(self, page: WordPage) -> None:
        """Beside a double bar, signed."""
        page.words_of_service(self.title, self.content, self.signature)

    def for_slide(self, slide: DeckSlide) -> None:
        """In a frame of their own, signed; pictures under them."""
        pictures = [part for part in self.content if isinstance(part, Image)]
        words = [text for part in self.content if not isinstance(part, Image) for text in slide.words(part)]
        signed = [slide.strong(self.signature)] if self.signature else []
        slide.write([slide.accented(self.title), *map(slide.body, words), *signed], is_framed=True)
        for picture in pictures:
            slide.image(picture)

    def lines(self) -> Iterator[str]:
        """Title, a line a paragraph, an item or a picture, signature."""
        yield self.title
        for part in self.content:
            match part:
                case Paragraph():
                    yield part.text
                case Listing():
                    for place, item in enumerate(part.items, start=part.start):
                        sign = f"{place}." if part.is_ordered else "-"
                        yield f"{sign} {' '.join(inner.text for inner in item)}"
                case Image():
                    yield f"{part.legend} (image : {part.alt})".strip()
        if self.signature:
            yield self.signature


def _runs(content: Iterable[Any]) -> Iterator[Run]:
    for part in content:
        match part:
            case Paragraph():
                yield from part.runs
            case Listing():
                yield from (run for item in part.items for run in _runs(item))
