"""The workbook of the cells to correct, a line a cell, and what is filled in it. Keeping corrections is `corrections`.

It shows no cell of the file but masked and cut short. A line is recognised by a mark of its cell, which nobody can make up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qep_lib.errors import sure
from qep_lib.files import replace_file
from qep_lib.intake.arrival import LISTS, Arrival, list_name
from qep_lib.intake.correcting import found_mark, lines_of_row, position_of, row_mark
from qep_lib.intake.corrections import corrections_sha256
from qep_lib.intake.faults import FaultList
from qep_lib.intake.gate import read_input
from qep_lib.intake.rawtable import RawTable
from qep_lib.intake.refusal import refuse
from qep_lib.intake.rulebook import fault
from qep_lib.intake.sheets import cell_text, read_sheets
from qep_lib.model.characters import fold, printable
from qep_lib.model.correction import WHOLE_ROW, CellCorrection
from qep_lib.model.issue import Issue, shorten
from qep_lib.persons.masking import mask
from qep_lib.store.secret import mark

EMPTIED = "(vide)"
"""What is typed to empty a cell."""
CREATED = datetime(2000, 1, 1)
TO_CORRECT, IN_THE_FILE, IMPORT = "À corriger", "Dans le fichier", "Import"
COLUMNS = ("Fichier", "Feuille", "Ligne", "Colonne", "Trouvé", "Règle", "Accepté", "À faire", "Correction", "Référence")
FILLED, REFERENCE = COLUMNS.index("Correction"), COLUMNS.index("Référence")
_WIDTHS = (24, 14, 8, 22, 28, 40, 40, 40, 28, 16)
MAY_STAY = "identical_row"
"""A line that is counted once with another: nothing is to be done where both are the same, a number of its own keeps both."""
WHERE = "Où corriger"
_WHOLE = "toute la ligne"
_REST = "rest_of_ragged_row"
_PIECES = ("cut_row", _REST)
_IN_THE_FILE_ONLY = (
    "dans le fichier d'origine, à cette ligne, puis l'importer de nouveau : ce classeur ne peut pas la corriger"
)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class FaultyCell:
    """A cell that sets its row aside: where it is, a mark of what it holds, the faults that say why."""

    sheet: str | None
    row: int
    column: str
    found: str
    issues: tuple[Issue, ...]

    def reference(self, dataset: str, key: bytes) -> str:
        """What names its line of the list."""
        return mark(key, ("reference", dataset, self.sheet or "", str(self.row), self.column, self.found))


@dataclass(frozen=True, slots=True)
class FilledList:
    """A list that somebody sent back: of which import, and (line of the list, reference, what was typed)."""

    name: str
    dataset: str
    sha256: str
    lines: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class ListedCell:
    """A line of a list in the words of its workbook, masked; `reference` names it."""

    sheet: str
    row: str
    column: str
    value: str
    rule: str
    accepted: str
    remedy: str
    reference: str


def faulty_cells(raws: Sequence[RawTable], issues: Sequence[Issue], key: bytes) -> tuple[FaultyCell, ...]:
    """The cells of a file that can be corrected, in file order, then its rows that have too few or too many fields, but one that
    touches a piece of another.
    """
    by_cell: dict[tuple[str | None, int, str], list[Issue]] = {}
    for issue in issues:
        if (issue.severity == "reject" or issue.code == MAY_STAY) and issue.row is not None and issue.column:
            by_cell.setdefault((issue.sheet, issue.row, issue.column), []).append(issue)
    found = []
    for (sheet, row, column), told in by_cell.items():
        for raw in raws:
            position = position_of(raw, column) if raw.faults.sheet == sheet else None
            held = None if position is None else found_mark(raw, row, position, key)
            if held is not None:
                found.append(FaultyCell(sheet, row, column, held, tuple(told)))
                break
    pieces = {(issue.sheet, issue.row) for issue in issues if issue.code in _PIECES}
    for issue in issues:
        held = row_mark(issue, key)
        if held is None or not any(raw.dialect is not None for raw in raws):
            continue
        lines = lines_of_row(issue)
        if not pieces & {(issue.sheet, line) for line in (lines[0] - 1, lines[-1] + 1)}:
            rest = (each for each in issues if each.code == _REST and each.sheet == issue.sheet and each.row in lines)
            found.append(FaultyCell(issue.sheet, sure(issue.row), WHOLE_ROW, held, (issue, *rest)))
    return tuple(found)


def write_list(arrival: Arrival, cells: Sequence[FaultyCell], issues: Sequence[Issue], key: bytes) -> Path | None:
    """Write the workbook in `depots/`, under a name of its own for each version of the file and of its corrections: one that is
    being filled is never written over. None where no cell can be corrected."""
    if not cells:
        return None
    version = mark(key, (arrival.entry.sha256, corrections_sha256(arrival.corrections)))[:6]
    folder = arrival.workspace.deposits / LISTS
    path = folder / f"{list_name(arrival.entry.dataset)}-{version}.xlsx"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(path, _workbook(arrival, cells, issues, key))
    return path


def read_list(path: Path, root: Path) -> FilledList:
    """What a list holds; raises `DataRefused` for a file that is not one, or in which nothing was filled."""
    rows, told = _read(path, root)
    headings = [fold(text) for text in rows[0]]
    filled, reference = headings.index(fold("Correction")), headings.index(fold("Référence"))
    lines = tuple(
        (line, row[reference].strip(), row[filled].strip()) for line, row in enumerate(rows[1:], 2) if any(row)
    )
    if not any(value for _, _, value in lines):
        raise refuse(path.name, fault("no_correction"), sheet=TO_CORRECT, column="Correction")
    return FilledList(path.name, told.get(fold("Jeu de données"), ""), told.get("sha-256", ""), lines)


def listed_cells(path: Path, root: Path) -> tuple[ListedCell, ...]:
    """The lines of a list, as a form shows them; raises `DataRefused` for a file that is not one."""
    (headings, *rows), _ = _read(path, root)
    places = {fold(text): place for place, text in enumerate(headings)}
    return tuple(
        ListedCell(
            *(row[places[fold(name)]] if fold(name) in places else "" for name in (*COLUMNS[1:FILLED], "Référence"))
        )
        for row in rows
        if any(row)
    )


def fill_list(path: Path, root: Path, typed: Mapping[str, str]) -> Path:
    """Write, beside a list, one of the same import with what was typed (reference -> correction); returns its path. It is read
    as a list that was filled by hand is."""
    _, told = _read(path, root)
    target = path.with_name(f"{path.stem}-rempli.xlsx")
    buffer = BytesIO()
    with Workbook(buffer, _OPTIONS) as book:
        for name, lines in {
            TO_CORRECT: [("Correction", "Référence"), *((value, reference) for reference, value in typed.items())],
            IMPORT: [*told.items()],
        }.items():
            sheet = book.add_worksheet(name)
            for line, cells in enumerate(lines):
                for place, words in enumerate(cells):
                    sheet.write_string(line, place, words)
    replace_file(target, buffer.getvalue())
    return target


def _read(path: Path, root: Path) -> tuple[list[list[str]], dict[str, str]]:
    """The lines of the sheet to fill, headings first, and what the list says of its import; raises `DataRefused`."""
    content, kind = read_input(path, root)
    if kind == "text":
        raise refuse(path.name, fault("not_a_correction_list", missing="un classeur"))
    sheets = {fold(sheet.name): sheet for sheet in read_sheets(path.name, content, kind)}
    missing = [f"la feuille « {name} »" for name in (TO_CORRECT, IMPORT) if fold(name) not in sheets]
    rows = [] if missing else [[cell_text(cell) for cell in row] for row in sheets[fold(TO_CORRECT)].rows]
    headings = [fold(text) for text in rows[0]] if rows else []
    missing += [
        f"la colonne « {name} »" for name in ("Correction", "Référence") if not missing and fold(name) not in headings
    ]
    if missing:
        raise refuse(path.name, fault("not_a_correction_list", missing=missing[0]))
    return rows, {fold(cell_text(row[0])): cell_text(row[1]) for row in sheets[fold(IMPORT)].rows if len(row) > 1}


def corrections_of(filled: FilledList, cells: Sequence[FaultyCell], key: bytes) -> Mapping[int, CellCorrection]:
    """Line of the list -> its correction, for the lines that were filled. Raises `DataRefused` with every line that is not one
    of the list, or that says twice what a cell is."""
    known = {cell.reference(filled.dataset, key): cell for cell in cells}
    faults = FaultList(filled.name, TO_CORRECT)
    first: dict[str, int] = {}
    found: dict[int, CellCorrection] = {}
    for line, reference, value in filled.lines:
        cell = known.get(reference)
        if not value:
            continue
        if cell is None:
            faults.add(fault("unknown_correction"), line, "Référence", reference)
        elif reference in first:
            faults.add(fault("repeated_correction", first=first[reference]), line, "Correction", value)
        else:
            first[reference] = line
            typed = "" if fold(value) == fold(EMPTIED) else value
            found[line] = CellCorrection(
                sheet=cell.sheet, row=cell.row, column=cell.column, found=cell.found, value=typed
            )
    faults.refuse_on_errors()
    return found


def refuse_faulty(filled: FilledList, found: Mapping[int, CellCorrection], issues: Sequence[Issue]) -> None:
    """Raise `DataRefused` with each correction whose cell is still at fault once corrected."""
    faults = FaultList(filled.name, TO_CORRECT)
    for line, cell in found.items():
        for issue in issues:
            if issue.severity == "reject" and (issue.sheet, issue.row, issue.column or WHOLE_ROW) == cell.place:
                reason = fault(
                    "refused_correction", row=cell.row, column=cell.column, found=issue.found, accepted=issue.accepted
                )
                faults.add(reason, line, "Correction", cell.value)
                break
    faults.refuse_on_errors()


def _workbook(arrival: Arrival, cells: Sequence[FaultyCell], issues: Sequence[Issue], key: bytes) -> bytes:
    buffer = BytesIO()
    with Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"title": f"À corriger : {printable(mask(arrival.name))}", "created": CREATED})
        text, heading = (
            book.add_format({"text_wrap": True, "valign": "top"}),
            book.add_format({"bold": True, "bottom": 2}),
        )
        blank = book.add_format(
            {"bg_color": "#fff4d6", "border": 1, "num_format": "@", "valign": "top", "text_wrap": True}
        )
        sheet = book.add_worksheet(TO_CORRECT)
        _head(sheet, COLUMNS, heading)
        for line, cell in enumerate(cells, 1):
            for place, words in enumerate(_words(arrival, cell.issues)):
                sheet.write_string(line, place, words, text)
            sheet.write_blank(line, FILLED, None, blank)
            sheet.write_string(line, REFERENCE, cell.reference(arrival.entry.dataset, key), text)
        _rest(book, arrival, cells, issues, heading, text)
        about = book.add_worksheet(IMPORT)
        about.set_column(0, 1, 60)
        for line, (name, value) in enumerate(
            (("Jeu de données", arrival.entry.dataset), ("SHA-256", arrival.entry.sha256))
        ):
            about.write_string(line, 0, name, heading)
            about.write_string(line, 1, value, text)
        about.write_string(
            3, 0, f"Remplir la colonne « Correction » (« {EMPTIED} » pour vider une cellule), puis :", text
        )
        about.write_string(4, 0, "qep import --corrected CE-FICHIER", text)
        about.write_string(
            5, 0, "Le fichier d'origine n'est pas modifié. Ne changer ni cette feuille ni « Référence ».", text
        )
        if any(cell.column == WHOLE_ROW for cell in cells):
            row = f"« {_WHOLE} » : y copier la ligne du fichier, avec ses séparateurs, puis ajouter ou ôter celui qu'il faut."
            about.write_string(7, 0, row, text)
            over = "Si elle va sur plusieurs lignes du fichier : toutes, le texte entre guillemets pouvant tenir sur une seule."
            about.write_string(8, 0, over, text)
        if IN_THE_FILE in book.sheetnames:
            kept = f"Les lignes de la feuille « {IN_THE_FILE} » ne se corrigent pas ici : les corriger dans le fichier lui-même."
            about.write_string(6, 0, kept, text)
    return buffer.getvalue()


def _rest(
    book: Workbook,
    arrival: Arrival,
    cells: Sequence[FaultyCell],
    issues: Sequence[Issue],
    heading: Format,
    text: Format,
) -> None:
    """The sheet of the faults that are of a whole row: they are corrected in the file itself."""
    listed = {issue for cell in cells for issue in cell.issues}
    others = [issue for issue in issues if issue.severity == "reject" and issue not in listed]
    if not others:
        return
    sheet = book.add_worksheet(IN_THE_FILE)
    _head(sheet, (*COLUMNS[:FILLED], WHERE), heading)
    for line, issue in enumerate(others, 1):
        for place, words in enumerate((*_words(arrival, (issue,)), _IN_THE_FILE_ONLY)):
            sheet.write_string(line, place, words, text)


def _head(sheet: Worksheet, columns: Sequence[str], heading: Format) -> None:
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(columns):
        sheet.set_column(place, place, _WIDTHS[place])
        sheet.write_string(0, place, name, heading)


def _words(arrival: Arrival, issues: Sequence[Issue]) -> tuple[str, ...]:
    """The cells of a line but the last two."""
    first = issues[0]
    place = (mask(arrival.name), first.sheet or "", "" if first.row is None else str(first.row), first.column or _WHOLE)
    told = (
        " ; ".join(dict.fromkeys(mask(issue.found) for issue in issues)),
        " ; ".join(dict.fromkeys(issue.accepted for issue in issues if issue.accepted)),
        " ; ".join(dict.fromkeys(issue.remedy for issue in issues if issue.remedy)),
    )
    return tuple(printable(words) for words in (*map(mask, place), shorten(mask(first.value or "")), *told))
