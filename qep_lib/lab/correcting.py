"""« À corriger »: what the imports set aside or refused, the page that tells it, and a field a cell that can be corrected.

What is typed goes to the file that `qep import --corrected` reads: the file of the service itself is never written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ipywidgets import Button, Dropdown, Output, Text, VBox

from qep_lib.errors import ParameterError, QepError
from qep_lib.export.portal import INDEX_PAGE
from qep_lib.intake.correction_list import EMPTIED, ListedCell, fill_list, listed_cells
from qep_lib.lab.page import show
from qep_lib.lab.subject import wide
from qep_lib.model.imported import ImportRecord
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.publish.portal import IMPORTS_FOLDER
from qep_lib.store.import_records import site_imports

SHOWN_CELLS = 25
"""Fields at a time: once they are imported, the list is made again with the others."""
NONE = ""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file in a line: `page` is that of its site, `state` what became of it."""

    name: str
    site: str
    state: str
    is_kept: bool
    page: str
    workbook: str


class Correcting(VBox):
    """The files of which rows are missing, and the cells of one of them. `start` is given the words of a `qep` command."""

    def __init__(self, workspace: Workspace, start: Callable[[Sequence[str]], None]):
        self._workspace, self._start = workspace, start
        self._records: dict[str, ImportRecord] = {}
        self.fields: dict[str, Text] = {}
        self.files, self.said = Output(), Output()
        self.file = Dropdown(description="Corriger", **wide())
        self.cells = VBox()
        self.save = Button(
            description="Corriger et importer", button_style="primary", icon="check", layout={"width": "16em"}
        )
        self.file.observe(lambda change: self._show_cells(), "value")
        self.save.on_click(lambda button: self.correct())
        super().__init__([self.files, self.file, self.said, self.cells, self.save])

    def refresh(self) -> None:
        """Read again what the imports set aside."""
        try:
            sites = site_imports(self._workspace, read_catalogue(self._workspace))
        except QepError as error:
            show(self.files, "fault", error=error)
            return
        index = self._workspace.reports / IMPORTS_FOLDER / INDEX_PAGE
        told = [(site, record) for site in sites for record in (*site.refused, *site.stored)]
        told = [(site, record) for site, record in told if record.refusal or record.rows_rejected]
        rows = [_row(record, site.site_name, f"reports/{IMPORTS_FOLDER}/{site.site_id}.html") for site, record in told]
        show(self.files, "aside", rows=rows, index=f"reports/{IMPORTS_FOLDER}/{INDEX_PAGE}" if index.is_file() else "")
        lists = [(record.to_correct, record) for _, record in told if record.to_correct]
        self._records = {path: record for path, record in lists if (self._workspace.root / path).is_file()}
        chosen = self.file.value
        self.file.options = [
            ("choisir un fichier", NONE),
            *((record.name, path) for path, record in self._records.items()),
        ]
        self.file.value = chosen if chosen in self._records else NONE
        self.file.layout.display = None if self._records else "none"
        self._show_cells()

    def correct(self) -> None:
        """Put what was typed in a filled list, and start its import."""
        typed = {reference: field.value.strip() for reference, field in self.fields.items() if field.value.strip()}
        try:
            if not typed:
                raise ParameterError("rien n'est corrigé. À faire : remplir au moins une ligne.")
            filled = fill_list(self._workspace.root / self.file.value, self._workspace.root, typed)
        except QepError as error:
            show(self.said, "fault", error=error)
            return
        self._start(["import", "--corrected", str(filled)])

    def _show_cells(self) -> None:
        self.said.outputs = ()
        self.save.layout.display = None if self.file.value else "none"
        self.cells.children, self.fields = (), {}
        if not self.file.value:
            return
        try:
            found = listed_cells(self._workspace.root / self.file.value, self._workspace.root)
        except QepError as error:
            show(self.said, "fault", error=error)
            return
        shown = found[:SHOWN_CELLS]
        self.fields = {cell.reference: _field(cell) for cell in shown}
        self.cells.children = [_beside(cell, self.fields[cell.reference]) for cell in shown]
        left = len(found) - len(shown)
        lines = [
            f"Taper ce que la cellule doit dire, « {EMPTIED} » pour la vider. Le fichier d'origine reste tel quel."
        ]
        lines += [f"Encore {left} ensuite."] if left else []
        show(self.said, "said", lines=lines)


def _row(record: ImportRecord, site: str, page: str) -> FileRow:
    state = "refusé" if record.refusal else f"{record.rows_rejected} sur {record.rows_read} lignes écartées"
    return FileRow(record.name, site, state, not record.refusal, page, record.to_correct or "")


def _field(cell: ListedCell) -> Text:
    return Text(description="Correction", placeholder=cell.accepted or cell.remedy, **wide())


def _beside(cell: ListedCell, field: Text) -> VBox:
    told = Output()
    place = ", ".join(filter(None, (cell.sheet, f"ligne {cell.row}", cell.column)))
    show(told, "cell", place=place, cell=cell)
    return VBox([told, field])
