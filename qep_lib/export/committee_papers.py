"""The papers of a committee as documents to fill: invitation, attendance sheet, draft of the minutes, decisions to import.

They name persons: they are written where people's own files are, never among reports. What a point shows is `reports.meeting`.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from babel.dates import format_date as babel_date

from qep_lib.display.elements import Cell, Element, Letterhead, Table, TableColumn
from qep_lib.display.wording import NBSP, format_count, format_date, of_period
from qep_lib.export.blocks import Block, Document, Heading, Shown
from qep_lib.export.form import export_form_xlsx
from qep_lib.export.word import export_docx
from qep_lib.model.committee import KIND_TITLES, AgendaPoint, CommitteeKind, Member, Sitting
from qep_lib.model.prose import Listing, Paragraph, Run

INTERNAL = "Document interne : il nomme des personnes et ne se publie pas."
BOX = "☐"
BLANK_ROWS = 5
"""Rows left empty where nobody knows how many are needed."""
DECISION_ROWS = 10


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of a committee: whose it is, when, where, about what. `name` is « Comité local des usagers, Cher »."""

    kind: CommitteeKind
    label: str
    sites: tuple[str, ...]
    day: date
    sitting: Sitting
    agenda: tuple[AgendaPoint, ...]
    time: str
    place: str
    seat: str
    letterhead: Letterhead | None = None

    @property
    def name(self) -> str:
        """The kind of committee, and for which sites."""
        return f"{KIND_TITLES[self.kind]}, {self.label}"

    @property
    def when(self) -> str:
        """« mardi 16 février 2021 à 14 h 00 »; the hour is left to be filled where nobody told it."""
        weekday = babel_date(self.day, "EEEE", locale="fr_FR")
        hour, minutes = self.time.split(":") if self.time else ("……", "……")
        return f"{weekday} {format_date(self.day)} à {hour}{NBSP}h{NBSP}{minutes}"

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Date, place and chair; dots where somebody has to write."""
        return (
            ("Date", self.when),
            ("Lieu", self.place or "……"),
            ("Présidence", self.sitting.chair or "……"),
        )


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """How a decision is written so that it is imported as an action: its headings, which of them holds its number."""

    headings: tuple[str, ...]
    number: str
    choices: Mapping[str, Sequence[str]]
    prefix: str

    def rows(self, count: int) -> list[list[str]]:
        """Lines numbered « CLU 16/02-1 », the rest to be filled."""
        return [
            [f"{self.prefix}-{rank}" if heading == self.number else "" for heading in self.headings]
            for rank in range(1, count + 1)
        ]


def invitation(meeting: Meeting) -> Document:
    """The letter to the members, with the agenda and the structures invited."""
    contact = meeting.sitting.contact or "……"
    blocks: list[Block] = [
        _paragraph(f"{meeting.seat}, le ……"),
        _paragraph("Madame, Monsieur,"),
        _paragraph(
            f"J'ai l'honneur de vous inviter à la réunion du {_lowered(KIND_TITLES[meeting.kind])} ({meeting.label}), "
            f"le {meeting.when}, {meeting.place or 'lieu : ……'}."
        ),
        _heading("Ordre du jour"),
        _numbered(point.title for point in meeting.agenda),
        _paragraph(
            f"Si vous ne pouvez pas être présent, merci de le faire savoir ou de désigner un suppléant : {contact}."
        ),
        _paragraph("Je vous prie d'agréer, Madame, Monsieur, l'expression de ma considération distinguée."),
        _paragraph(meeting.sitting.chair or "……"),
        *_invited(meeting),
    ]
    return replace(_document(meeting, "Invitation", blocks), facts=())


def attendance(meeting: Meeting) -> Document:
    """A line a person, or a structure whose person is not known: present, excused, absent, signature."""
    columns = (
        TableColumn("Structure", width=2.6),
        TableColumn("Nom et fonction", width=2.6),
        TableColumn("Présent", "center", 0.9),
        TableColumn("Excusé", "center", 0.9),
        TableColumn("Absent", "center", 0.9),
        TableColumn("Signature", width=2),
    )
    blocks: list[Block] = [_paragraph(INTERNAL)]
    blanks = [("", "")] * BLANK_ROWS
    listed = [(college.name, _seats(college.members)) for college in meeting.sitting.colleges]
    for rank, (name, seats) in enumerate([*listed, ("Autres personnes", blanks)]):
        rows = tuple(
            (Cell(structure), Cell(f"{who}\n" if who else "\n"), *(Cell(BOX) for _ in range(3)), Cell(""))
            for structure, who in seats
        )
        blocks.append(_shown(Table(f"emargement-{rank + 1}", name, columns, rows)))
    return _document(meeting, "Feuille d'émargement", blocks)


def minutes(
    meeting: Meeting,
    period: str,
    figures: Sequence[Sequence[tuple[str, Sequence[Element]]]],
    decisions: DecisionForm,
) -> Document:
    """The draft of the minutes. `figures`: for each point of the agenda, (site, what it shows) of each site."""
    blocks: list[Block] = [
        _paragraph(INTERNAL),
        _paragraph(f"Projet de compte rendu : les chiffres sont ceux {of_period(period)}, le reste est à compléter."),
        _heading("Participants"),
        _shown(_participants(meeting)),
        _heading("Ordre du jour"),
        _numbered(point.title for point in meeting.agenda),
    ]
    for number, (point, shown) in enumerate(zip(meeting.agenda, figures, strict=True), 1):
        blocks.append(_heading(f"{number}. {point.title}"))
        blocks += _figures(shown)
        blocks += _places(number, point)
    blocks += [
        _heading("Relevé de décisions"),
        _paragraph(
            "Une ligne par décision qui devient une action. Le tableau est repris dans le plan d'actions quand ce fichier, ou le "
            "classeur decisions.xlsx, est importé."
        ),
        _shown(_decision_table(decisions)),
        _heading("Note « post réunion »"),
        _paragraph("……"),
        _heading("Annexes"),
        _paragraph("……"),
        _heading("Clôture"),
        _paragraph(f"La séance est levée à ……{NBSP}h{NBSP}……."),
    ]
    return _document(meeting, "Compte rendu", blocks)


def decisions_workbook(decisions: DecisionForm) -> bytes:
    """The table of decisions as a workbook to fill and import."""
    return export_form_xlsx("Décisions", decisions.headings, decisions.rows(DECISION_ROWS), decisions.choices)


def paper_docx(document: Document, template: bytes | None) -> bytes:
    """The document as a DOCX that remembers what it was made of, so that a change in it can be seen."""
    return signed(export_docx(document, template, to_fill=True))


def signed(content: bytes) -> bytes:
    """The office file with a mark of its content among its properties."""
    return _with_mark(content, _content_hash(content))


def is_untouched(content: bytes) -> bool:
    """True for a paper in which nobody has changed anything since it was made."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.comment.decode("ascii", "replace") == _content_hash(content)
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def _content_hash(content: bytes) -> str:
    """Of every part of the archive, whatever its comment."""
    digest = hashlib.sha256()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            digest.update(entry.filename.encode() + b"\0" + hashlib.sha256(archive.read(entry)).digest())
    return f"qep {digest.hexdigest()}"


def _with_mark(content: bytes, mark: str) -> bytes:
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = mark.encode("ascii")
    return buffer.getvalue()


def _figures(shown: Sequence[tuple[str, Sequence[Element]]]) -> Iterator[Block]:
    """What all sites show alike, once, then what is of each under its name."""
    alike = [element for element in shown[0][1] if all(element in other for _, other in shown)] if shown else []
    yield from (_shown(element) for element in alike)
    for site, elements in shown:
        own = [element for element in elements if element not in alike]
        if own and len(shown) > 1:
            yield _heading(site, 3)
        yield from (_shown(element) for element in own)


def _participants(meeting: Meeting) -> Table:
    columns = (
        TableColumn("Collège", width=1.8),
        TableColumn("Structure", width=2.4),
        TableColumn("Nom et fonction", width=2.4),
        TableColumn("Présent, excusé ou absent", width=1.6),
    )
    rows = [
        (Cell(college.name), Cell(structure), Cell(who), Cell(""))
        for college in meeting.sitting.colleges
        for structure, who in _seats(college.members)
    ]
    rows += [(Cell(""), Cell(""), Cell(""), Cell(""))] * (1 if rows else BLANK_ROWS)
    return Table("participants", "Présents avec leur fonction, excusés, absents", columns, tuple(rows))


def _places(number: int, point: AgendaPoint) -> Iterator[Block]:
    """Where the secretary writes: what was said, each question with its answer, the wishes."""
    yield _paragraph("Présentation et échanges : ……")
    if "wishes" in point.shows:
        columns = (
            TableColumn("De", width=1.4),
            TableColumn("Souhait ou suggestion", width=3),
            TableColumn("Suite", width=2),
        )
        yield _shown(_blank(f"souhaits-{number}", "Souhaits et suggestions", columns))
    columns = (TableColumn("De", width=1.4), TableColumn("Question", width=2.6), TableColumn("Réponse", width=2.6))
    yield _shown(_blank(f"questions-{number}", "Questions des membres et réponses", columns))


def _decision_table(decisions: DecisionForm) -> Table:
    columns = tuple(TableColumn(heading, width=1) for heading in decisions.headings)
    rows = tuple(tuple(Cell(cell or "\n") for cell in row) for row in decisions.rows(BLANK_ROWS))
    accepted = tuple(f"{heading} : {', '.join(words)}." for heading, words in decisions.choices.items())
    return Table("decisions", "Décisions, à reprendre au plan d'actions", columns, rows, accepted)


def _blank(slug: str, caption: str, columns: tuple[TableColumn, ...]) -> Table:
    return Table(slug, caption, columns, (tuple(Cell("\n") for _ in columns),) * 2)


def _invited(meeting: Meeting) -> Iterator[Block]:
    colleges = meeting.sitting.colleges
    if not colleges:
        return
    count = sum(len(college.members) for college in colleges)
    yield _heading(f"Destinataires : {format_count(count, 'structure')}")
    for college in colleges:
        yield Paragraph((Run(f"{college.name} : ", is_bold=True), Run(", ".join(m.structure for m in college.members))))


def _seats(members: Iterable[Member]) -> list[tuple[str, str]]:
    """(structure, « nom, fonction ») of each person, or the structure alone."""
    return [
        (member.structure, ", ".join(filter(None, (person.name, person.function))) if person else "")
        for member in members
        for person in member.people or (None,)
    ]


def _document(meeting: Meeting, title: str, blocks: Iterable[Block]) -> Document:
    return Document(title, meeting.name, meeting.facts, None, tuple(blocks), letterhead=meeting.letterhead)


def _heading(text: str, level: int = 2) -> Heading:
    return Heading(level, (Run(text),))


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def _numbered(texts: Iterable[str]) -> Listing:
    return Listing(tuple((_paragraph(text),) for text in texts), is_ordered=True)


def _shown(element: Element) -> Block:
    return Shown(element)


def _lowered(title: str) -> str:
    return title[0].lower() + title[1:]
