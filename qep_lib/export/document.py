"""An executed notebook as a `Document`, ready for any exporter. Laying it out is done by `html`, `pdf`, `workbook`."""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from nbformat import NotebookNode

from qep_lib.display.absence import gathered
from qep_lib.display.elements import Absent, Annexes, Comment, Header, KeyFigures, Landmarks, Method, Note, Table, Text
from qep_lib.display.wording import inside_sentence, joined
from qep_lib.errors import ReportFailed
from qep_lib.export.arrangement import arranged
from qep_lib.export.blocks import Block, Document, Heading, Shown, tables_in
from qep_lib.export.markdown import read_markdown
from qep_lib.export.outputs import read_outputs
from qep_lib.model.headings import bare_title
from qep_lib.model.prose import Run

LOWEST_LEVEL = 6
SECTION_LEVEL = 2
_SEE = re.compile("voir « (?P<title>[^»]+) »")
LANDMARKS_TITLE, ANNEXES_TITLE = "Repères", "Annexes"
LEFT_OUT = Shown(Landmarks())
"""Stands for a block that is not shown, until the headings that it leaves bare are known."""


def read_document(notebook: NotebookNode) -> Document:
    """The document an executed notebook displays.

    Title and subtitle come from its `Header` element, otherwise from its first level-1 heading; that heading is
    then not repeated. Heading levels start at 2 and never skip one. Sources of code cells are left out.
    Raises `ReportFailed` for a cell in error, an image without alternative text, no title, nothing to show, or two
    different tables under one name.
    """
    blocks = list(_read_cells(arranged(notebook)))
    headers = [block.element for block in blocks if isinstance(block, Shown) and isinstance(block.element, Header)]
    if len(headers) > 1:
        raise ReportFailed(f"{len(headers)} éléments Header dans un notebook. Accepté : un seul, au début.")
    title_heading = next((block for block in blocks if isinstance(block, Heading) and block.level == 1), None)
    content = [
        block
        for block in blocks
        if block is not title_heading and not (isinstance(block, Shown) and isinstance(block.element, Header))
    ]
    if not content:
        raise ReportFailed("le notebook n'affiche rien à publier. À faire : l'exécuter, puis exporter.")
    hidden = headers[0].hidden if headers else ()
    told = _with_used_method(_without_absences(content, hidden))
    parts = [_without_bare_headings(_without_repeats(part)) for part in _files(told)]
    _check_slugs(itertools.chain(*parts))
    header = headers[0] if headers else _header_of(title_heading)
    if not header.title.strip():
        raise ReportFailed("le rapport a un titre vide. À faire : donner un titre à l'élément Header.")
    first, *annexed = [tuple(_titled(_ordered(part))) for part in parts]
    document = Document(
        title=header.title,
        subtitle=header.subtitle,
        facts=header.facts,
        banner=header.banner,
        blocks=first,
        layout=header.layout,
        paper=header.paper,
        letterhead=header.letterhead,
    )
    if not annexed:
        return document
    annexes = replace(document, title=ANNEXES_TITLE, blocks=annexed[0], letterhead=None)
    return replace(document, banner=_pointing(document.banner, first), annexes=annexes)


def _pointing(banner: str | None, blocks: Iterable[Block]) -> str | None:
    """The banner of a document in two files: a note that it sends to, and that is in the second, is said to be there."""
    titles = {block.element.title for block in blocks if isinstance(block, Shown) and isinstance(block.element, Note)}
    return banner and _SEE.sub(
        lambda found: found[0] + ("" if found["title"] in titles else " dans les annexes"), banner
    )


def _read_cells(notebook: NotebookNode) -> Iterator[Block]:
    for position, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown":
            yield from read_markdown(cell.source)
        elif cell.cell_type == "code":
            yield from read_outputs(cell, position)


def _header_of(heading: Heading | None) -> Header:
    if heading is None:
        raise ReportFailed(
            "le rapport n'a pas de titre. À faire : afficher un élément Header, ou commencer le notebook par « # Titre »."
        )
    return Header(heading.text, "")


def _ordered(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with heading levels that never skip one, and unique anchors."""
    previous = 1
    anchors: set[str] = set()
    for block in blocks:
        if isinstance(block, Heading):
            if not block.text.strip():
                continue
            previous = min(max(block.level, 2), previous + 1, LOWEST_LEVEL)
            block = replace(block, level=previous, anchor=_anchor(block.text, anchors))
            anchors.add(block.anchor)
        yield block


def _titled(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, those whose caption the heading right above them says in the same words being marked: it is not read twice."""
    above = None
    for block in blocks:
        element = block.element if isinstance(block, Shown) else None
        said = element.title if isinstance(element, KeyFigures) else getattr(element, "caption", "")
        is_titled = (
            bool(said) and isinstance(above, Heading) and above.text.strip().casefold() == said.strip().casefold()
        )
        yield replace(block, is_titled=True) if isinstance(block, Shown) and is_titled else block
        above = block


def _without_absences(blocks: Iterable[Block], hidden: Sequence[str] = ()) -> list[Block]:
    """The blocks less those that have nothing to show, told once where the document has its landmarks, or at its end."""
    kept, absences, place_of_landmarks = [], [], None
    for place, block in enumerate(blocks):
        element = block.element if isinstance(block, Shown) else None
        kept.append(LEFT_OUT if isinstance(element, (Absent, Landmarks)) else block)
        absences += [element] if isinstance(element, Absent) else []
        if isinstance(element, Landmarks):
            place_of_landmarks = place
    told = (*gathered(absences), *_hidden_words(hidden))
    if told and place_of_landmarks is not None:
        kept[place_of_landmarks] = Shown(Text(told))
    elif told:
        kept += [Heading(SECTION_LEVEL, (Run(LANDMARKS_TITLE),)), Shown(Text(told))]
    return kept


def _with_used_method(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with the paragraphs of method that explain a word printed elsewhere in the document, in either of its files."""
    if not any(isinstance(block, Shown) and isinstance(block.element, Method) for block in blocks):
        return list(blocks)
    said = (
        " ".join(line for block in blocks for line in _printed_lines(block))
        .replace("\u202f", " ")
        .replace("\u00a0", " ")
    )
    return [_used_method(block, said) for block in blocks]


def _printed_lines(block: Block) -> Iterable[str]:
    element = block.element if isinstance(block, Shown) else None
    if element is None:
        return [block.text] if isinstance(block, Heading) else []
    return [] if isinstance(element, Method) else element.lines()


def _used_method(block: Block, said: str) -> Block:
    element = block.element if isinstance(block, Shown) else None
    if not isinstance(element, Method):
        return block
    used = tuple(item.paragraph for item in element.items if any(word in said for word in item.words))
    return Shown(Note("method", element.title, used)) if used else LEFT_OUT


def _hidden_words(titles: Sequence[str]) -> tuple[str, ...]:
    """What was left out because the service asked for it."""
    named = joined([inside_sentence(bare_title(title)) for title in titles])
    return (f"Parties que le service a choisi de ne pas publier dans ce document : {named}.",) if titles else ()


def _files(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks of the report, then those of its annexes where it has some: empty ones are no file."""
    place = next((i for i, b in enumerate(blocks) if isinstance(b, Shown) and isinstance(b.element, Annexes)), None)
    if place is None:
        return [list(blocks)]
    parts = [list(blocks[:place]), list(blocks[place + 1 :])]
    return parts if any(not isinstance(block, Heading) and block is not LEFT_OUT for block in parts[1]) else parts[:1]


def _without_repeats(blocks: Iterable[Block]) -> list[Block]:
    """The blocks less the notes and the paragraphs that were already read, to the letter: nothing is told twice."""
    said: set[Note | str] = set()
    kept: list[Block] = []
    for block in blocks:
        element = block.element if isinstance(block, Shown) else None
        if isinstance(element, Note):
            kept.append(LEFT_OUT if element in said else block)
            said.add(element)
        elif isinstance(element, Text):
            new = tuple(words for words in element.paragraphs if words not in said)
            kept.append(
                block if new == element.paragraphs else Shown(replace(element, paragraphs=new)) if new else LEFT_OUT
            )
            said.update(new)
        else:
            kept.append(block)
    return kept


def _without_bare_headings(blocks: list[Block]) -> list[Block]:
    """The blocks without what was left out, nor the headings under which nothing else stands, deeper ones included.

    A heading that the notebook itself left bare is its author's.
    """
    kept: list[Block] = []
    end_of_bare = 0
    for place, block in enumerate(blocks):
        if isinstance(block, Heading) and place >= end_of_bare:
            scope = _under(block, blocks[place + 1 :])
            if block.level > SECTION_LEVEL:
                # A comment is about the section: it stands after the last of its parts, and is none of that part.
                scope = scope[: len(scope) - _comments_at_end(scope)]
            is_bare = all(isinstance(inner, Heading) or inner is LEFT_OUT for inner in scope)
            if is_bare and any(inner is LEFT_OUT for inner in scope):
                end_of_bare = place + 1 + len(scope)
        if place >= end_of_bare and block is not LEFT_OUT:
            kept.append(block)
    return kept


def _comments_at_end(blocks: list[Block]) -> int:
    last = itertools.takewhile(lambda b: isinstance(b, Shown) and isinstance(b.element, Comment), reversed(blocks))
    return len(list(last))


def _under(heading: Heading, following: list[Block]) -> list[Block]:
    """What stands under a heading: all that follows up to the next one that is not deeper."""
    level = max(heading.level, SECTION_LEVEL)
    return list(
        itertools.takewhile(lambda b: not isinstance(b, Heading) or max(b.level, SECTION_LEVEL) > level, following)
    )


def _anchor(text: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    # The prefix keeps headings apart from the page's own ids (« contenu », « sommaire »).
    stem = "s-" + (re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "section")
    return next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)


def _check_slugs(blocks: Iterable[Block]) -> None:
    seen: dict[str, Table] = {}
    for table in (table for block in blocks for table in tables_in(block)):
        if seen.setdefault(table.slug, table) != table:
            raise ReportFailed(
                f"deux tableaux différents portent le nom « {table.slug} » : « {seen[table.slug].caption} » et "
                f"« {table.caption} ». À faire : donner à chacun son propre nom (slug), qui sera celui de sa feuille."
            )
