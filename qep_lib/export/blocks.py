"""What a published document is made of: frozen values in reading order. Making them from a notebook is `document.py`."""

from dataclasses import dataclass

from qep_lib.display.elements import Element, Figure, Table
from qep_lib.model.base import Layout, Paper


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style. `href`, when given, is an http(s), mailto or # address."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    is_code: bool = False
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 to 6 (the title alone is level 1); `anchor` is unique in its document."""

    level: int
    runs: tuple[Run, ...]
    anchor: str = ""

    @property
    def text(self) -> str:
        """The heading without its styles."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of Markdown."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; each item is a tuple of blocks. `start` is the first number of an ordered one."""

    items: tuple[tuple["Block", ...], ...]
    is_ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Preformatted:
    """Text whose spaces and line ends count."""

    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""


@dataclass(frozen=True, slots=True)
class HtmlFragment:
    """An output that came as HTML: `html` has passed the allow-list, `text` says the same on paper."""

    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """An image with its alternative text, which is never empty. `mime` is image/png or image/svg+xml."""

    mime: str
    data: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An element of the library, where the notebook displayed it."""

    element: Element


Block = Heading | Paragraph | Listing | Quote | Preformatted | Rule | HtmlFragment | Picture | Shown


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. All but `blocks` comes from its `Header` element; they follow in reading order."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    banner: str | None
    blocks: tuple[Block, ...]
    layout: Layout = "report"
    paper: Paper = "a4"

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Headings in order, for contents lists."""
        return tuple(block for block in self.blocks if isinstance(block, Heading))

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, displayed as such or behind a figure, in order; the same one shown twice counts once."""
        found: dict[str, Table] = {}
        for block in self.blocks:
            element = block.element if isinstance(block, Shown) else None
            table = element.data if isinstance(element, Figure) else element
            if isinstance(table, Table):
                found.setdefault(table.slug, table)
        return tuple(found.values())
