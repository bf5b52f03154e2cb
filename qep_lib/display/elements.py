"""What a notebook cell displays: small immutable values, each with its data as JSON. No HTML here: see `render.py`.

Elements are the only way to show data. Every string is plain text: it is escaped by whoever lays it out.
"""

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar, Literal, get_args

from qep_lib.display.render import render_html, render_plain
from qep_lib.display.strips import Strips
from qep_lib.model.base import Layout, Paper, Rating
from qep_lib.model.prose import Listing, Paragraph, Run
from qep_lib.prose import is_accepted_link

ELEMENT_MIME = "application/vnd.qep.element+json"
ELEMENT_VERSION = 1
AbsenceReason = Literal["no_data", "suppressed", "not_measurable", "not_asked", "not_comparable", "untold"]
TableForm = Literal["open", "dense", "folded", "sheet"]
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class RatingMark:
    """A class of the four-colour legend: always a word and a symbol, never colour alone."""

    rating: Rating
    symbol: str
    word: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: what is printed, the raw number for spreadsheets, and a rating mark if it has one."""

    text: str
    number: float | None = None
    mark: RatingMark | None = None


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A table heading. Numbers are aligned at the end; `width` is a relative weight for paper, 0 meaning automatic."""

    label: str
    align: Literal["start", "end", "center"] = "start"
    width: float = 0


class Element:
    """Base of what a cell displays. Subclasses are frozen dataclasses whose fields are JSON-ready."""

    kind: ClassVar[str]

    def to_json(self) -> dict[str, Any]:
        """The element as data: `{"kind", "version", **fields}`; bytes become base64 text."""
        return {"kind": self.kind, "version": ELEMENT_VERSION} | {
            field.name: _plain(getattr(self, field.name)) for field in fields(self)
        }

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        data = self.to_json()
        return {ELEMENT_MIME: data, "text/html": render_html(data), "text/plain": render_plain(data)}


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that people chose, as it is published, with the text for who does not see it, and its legend."""

    mime: Literal["image/png", "image/jpeg"]
    data: bytes
    alt: str
    legend: str = ""

    def __post_init__(self):
        if self.mime not in ("image/png", "image/jpeg"):
            raise ValueError(f"image de type « {self.mime} » refusée (accepté : image/png, image/jpeg)")
        if not self.alt.strip():
            raise ValueError("une image demande un texte de remplacement (alt)")


@dataclass(frozen=True, slots=True)
class QrCode:
    """An address to go to, its words, and the drawing (SVG) that leads a telephone there."""

    label: str
    url: str
    svg: bytes

    def __post_init__(self):
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

    def __post_init__(self):
        if self.layout not in get_args(Layout) or self.paper not in get_args(Paper):
            raise ValueError(f"mise en page « {self.layout} », papier « {self.paper} » : l'un des deux est inconnu")


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure to remember: its value as printed, its base or interval, its class against the target.

    `scope` says whose figure it is where a reader could mistake it: of the site, of a centre, of the whole country.
    """

    label: str
    value: str
    detail: str = ""
    mark: RatingMark | None = None
    scope: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures(Element):
    """A row of key figures."""

    kind: ClassVar[str] = "key_figures"
    title: str
    items: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Table(Element):
    """A table with a caption; `slug` names its sheet and its CSV file. The first cell of a row is its heading.

    `form`: « dense » sets a hundred lines closer to each other; « folded » is shut behind its caption on a page and left out
    of paper, for a table that repeats in full what is shown beside it; « sheet » is in neither, for what only a spreadsheet
    can hold. A sheet of the workbook and a CSV file hold it whole in any form.
    """

    kind: ClassVar[str] = "table"
    slug: str
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    is_wide: bool = False
    form: TableForm = "open"

    def __post_init__(self):
        _check_slug(self.slug)
        if self.form not in get_args(TableForm):
            raise ValueError(f"forme de tableau « {self.form} » inconnue (accepté : {', '.join(get_args(TableForm))})")
        if not self.caption.strip():
            raise ValueError("un tableau demande une légende (caption)")
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"tableau « {self.caption} » : {len(row)} cellules pour {len(self.columns)} colonnes")


@dataclass(frozen=True, slots=True)
class Figure(Element):
    """A drawing (SVG) that cannot exist without its alternative text and the table of its data; `strips` is what a narrow screen
    shows instead."""

    kind: ClassVar[str] = "figure"
    slug: str
    caption: str
    alt: str
    svg: bytes
    data: Table
    strips: Strips | None = None

    def __post_init__(self):
        _check_slug(self.slug)
        if not self.alt.strip() or not self.caption.strip():
            raise ValueError("une figure demande une légende (caption) et un texte de remplacement (alt)")
        if not self.svg.lstrip().startswith((b"<?xml", b"<svg")):
            raise ValueError("une figure demande un dessin SVG")


@dataclass(frozen=True, slots=True)
class Text(Element):
    """Sentences written by the library: paragraphs, or a list when `is_list`."""

    kind: ClassVar[str] = "text"
    paragraphs: tuple[str, ...]
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Note(Element):
    """A remark set apart: information, a warning, a method, or the nature of the data."""

    kind: ClassVar[str] = "note"
    level: Literal["info", "warning", "method", "nature"]
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comment(Element):
    """Words of the service itself, signed: set apart from all that is measured, in every layout. `title` says what they are."""

    kind: ClassVar[str] = "comment"
    title: str
    content: tuple[Paragraph | Listing | Image, ...]
    signature: str = ""

    def __post_init__(self):
        if not self.title.strip() or not self.content:
            raise ValueError("un commentaire du service demande un titre et un texte")
        refused = [run.href for run in _runs(self.content) if run.href and not is_accepted_link(run.href)]
        if refused:
            raise ValueError("un commentaire du service mène à une adresse refusée (accepté : https:, mailto:)")


@dataclass(frozen=True, slots=True)
class Comments(Element):
    """Themes of free-text answers with their counts; `approved` holds texts a person has rewritten and approved."""

    kind: ClassVar[str] = "comments"
    title: str
    themes: tuple[tuple[str, str], ...]
    approved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Absent(Element):
    """What a call gives when it has nothing to show. A notebook says why in one sentence; a document leaves it out, with the
    heading that it leaves bare, and its `Landmarks` name its `subject` (« délais des titres ») if the reason is told there.

    `reason`: a status of the figures; the survey did not ask; nothing compares; « untold », where there is nothing to tell.
    """

    kind: ClassVar[str] = "absent"
    subject: str
    sentence: str
    reason: AbsenceReason

    def __post_init__(self):
        if self.reason not in get_args(AbsenceReason) or not self.sentence.strip():
            raise ValueError(f"absence de « {self.subject} » : il faut une phrase et une raison connue")


@dataclass(frozen=True, slots=True)
class Landmarks(Element):
    """Where a document says, once for all of its sections, what it has not and why."""

    kind: ClassVar[str] = "landmarks"


@dataclass(frozen=True, slots=True)
class Explained:
    """One paragraph of method, and the words of a document that call for it: one of them is enough."""

    words: tuple[str, ...]
    paragraph: str


@dataclass(frozen=True, slots=True)
class Method(Element):
    """How the figures are made: a document keeps the paragraphs of which it prints a word, and explains nothing absent."""

    kind: ClassVar[str] = "method"
    title: str
    items: tuple[Explained, ...]


@dataclass(frozen=True, slots=True)
class Annexes(Element):
    """Where a report goes on in its second file: what is read first stands before, the detail that proves it after."""

    kind: ClassVar[str] = "annexes"


@dataclass(frozen=True, slots=True)
class Gallery(Element):
    """Several elements that one cell displays, in reading order; whoever exports a report sees each of them as its own."""

    kind: ClassVar[str] = "gallery"
    items: tuple[Element, ...]

    def __post_init__(self):
        if not self.items or any(isinstance(item, (Header, Gallery)) for item in self.items):
            raise ValueError("une suite d'éléments (gallery) en demande au moins un, sans en-tête ni autre suite")


ELEMENT_KINDS: dict[str, type[Element]] = {
    cls.kind: cls
    for cls in (
        *(
            Header,
            KeyFigures,
            Table,
            Figure,
            Text,
            Note,
            Comment,
            Comments,
            Absent,
            Landmarks,
            Method,
            Annexes,
            Gallery,
        ),
    )
}


def _runs(content: Iterable[Any]) -> Iterator[Run]:
    for part in content:
        match part:
            case Paragraph():
                yield from part.runs
            case Listing():
                yield from (run for item in part.items for run in _runs(item))


def _check_slug(slug: str) -> None:
    if not _SLUG.fullmatch(slug) or len(slug) > 31:
        raise ValueError(f"nom « {slug} » refusé : minuscules, chiffres et tirets, 31 caractères au plus")


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        plain = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return ({"kind": value.kind} | plain) if isinstance(value, Element) else plain
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Iterable) and not isinstance(value, (str, dict)):
        return [_plain(item) for item in value]
    return value
