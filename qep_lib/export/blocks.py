"""What a published document is made of: frozen values in reading order. Making them from a notebook is `document.py`."""

import itertools
import re
from dataclasses import dataclass, field, replace

from qep_lib.display.elements import Comment, Element, Letterhead, Table
from qep_lib.display.wording import NATURE_WORDS
from qep_lib.model.base import Layout, Paper
from qep_lib.model.prose import Listing, Paragraph, Run


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
    """An element of the library, where the notebook displayed it; `is_titled` where the heading right above says its caption."""

    element: Element
    is_titled: bool = field(default=False, compare=False)


RUNNING_CONTACTS = ("Téléphone", "Courriel", "Accessibilité")
"""Of the contacts of a service, those that fit in the foot of a page."""

Block = Heading | Paragraph | Listing | Quote | Preformatted | Rule | HtmlFragment | Picture | Shown


def tables_in(block: Block) -> tuple[Table, ...]:
    """The tables that a block shows, or that stand behind its figure."""
    shown = block.element.tables if isinstance(block, Shown) else ()
    return tuple(table for table in shown if isinstance(table, Table))


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. All but `blocks` comes from its `Header` element; they follow in reading order.

    `annexes` is its second file, where it has one: the first then opens on what it says, without a list of contents.
    """

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    banner: str | None
    blocks: tuple[Block, ...]
    layout: Layout = "report"
    paper: Paper = "a4"
    letterhead: Letterhead | None = None
    annexes: "Document | None" = None

    @property
    def whole(self) -> "Document":
        """Both files as one, for what has to hold every table."""
        annexed = self.annexes.blocks if self.annexes else ()
        return replace(self, blocks=(*self.blocks, *annexed), annexes=None)

    @property
    def nature_mark(self) -> str:
        """What each page says across itself of data that are not real records, the first words of the banner: a page alone
        must not pass for real."""
        return re.split(r"[.;:]| à ", self.banner or "")[0].strip()

    @property
    def is_wholly_invented(self) -> bool:
        """True where nothing is real, so that no table says of its own figures what they are."""
        return self.nature_mark.lower() == NATURE_WORDS["fictitious"]

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Headings in order, for contents lists."""
        return tuple(block for block in self.blocks if isinstance(block, Heading))

    @property
    def opening_words(self) -> tuple[Shown, ...]:
        """Words of the service that no heading precedes: read on the first page, before any contents list."""
        before = itertools.takewhile(lambda block: not isinstance(block, Heading), self.blocks)
        return tuple(block for block in before if isinstance(block, Shown) and isinstance(block.element, Comment))

    @property
    def running_contact(self) -> str:
        """The ways to reach the service that the foot of each page repeats."""
        contacts = self.letterhead.contacts if self.letterhead else ()
        return " · ".join(f"{label} : {value}" for label, value in contacts if label in RUNNING_CONTACTS)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, displayed as such or behind a figure, in order; the same one shown twice counts once."""
        found: dict[str, Table] = {}
        for block in self.blocks:
            for table in tables_in(block):
                found.setdefault(table.slug, table)
        return tuple(found.values())
