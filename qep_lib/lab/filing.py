"""« Mes fichiers »: a folder or dropped files, what each becomes, the questions that only a person can answer, then the import.

The preparation is that of `qep prepare`: the same answers, kept in the same place.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ipywidgets import Button, FileUpload, HBox, Layout, Output, RadioButtons, SelectMultiple, Text, VBox

from qep_lib.cli.importing import declared_path
from qep_lib.cli.preparing import STATES
from qep_lib.errors import ParameterError, QepError, sure
from qep_lib.files import replace_file
from qep_lib.lab.correcting import Correcting
from qep_lib.lab.page import show
from qep_lib.lab.subject import SubjectPicker, wide
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.preparation import wording
from qep_lib.preparation.draft import SKIP, Draft, Question, SheetDraft
from qep_lib.preparation.question_list import list_path, write_questions
from qep_lib.preparation.session import Preparation, Tried
from qep_lib.runs.guard.lock import workspace_lock
from qep_lib.workbench.bench import Workbench


class Filing(VBox):
    """From a folder to what is imported. `start` is given the words of a `qep` command."""

    def __init__(self, bench: Workbench, workspace: Workspace, start: Callable[[Sequence[str]], None]):
        self._workspace, self._start = workspace, start
        self._preparation: Preparation | None = None
        self.draft: Draft | None = None
        self._asked: list[str] = []
        self.said, self.sheets, self.question = Output(), Output(), Output()
        self.subject = SubjectPicker(bench, workspace, self.said)
        self.folder = Text(description="Dossier", placeholder="Chemin du dossier où sont les fichiers", **wide())
        self.dropped = FileUpload(description="… ou choisir des fichiers", multiple=True, layout=Layout(width="18em"))
        self.read = Button(description="Lire les fichiers", button_style="primary", icon="folder-open")
        self.back = Button(description="Question d'avant", icon="arrow-left", disabled=True)
        self.reply = Button(description="Répondre", button_style="primary", icon="check")
        self.later = Button(description="Laisser de côté", icon="forward")
        self.keep = Button(description="Écrire et importer", button_style="primary", icon="check")
        self.choice = VBox()
        self.asking = VBox([self.question, self.choice, HBox([self.reply, self.later, self.back])])
        for button, action in {
            self.read: self.read_folder,
            self.reply: self.take_reply,
            self.later: self.set_aside,
            self.back: self.take_back,
            self.keep: self.write_and_import,
        }.items():
            button.on_click(lambda pressed, action=action: self._try(action))
        self.correcting = Correcting(workspace, start)
        dropping = HBox([self.folder, self.dropped])
        super().__init__(
            [self.subject, dropping, self.read, self.said, self.asking, self.keep, self.sheets, self.correcting]
        )
        self._show()

    @property
    def preparation(self) -> Preparation:
        """The folder being read; `ValueError` before one is."""
        return sure(self._preparation)

    def refresh(self) -> None:
        """Offer what there is now."""
        self.subject.refresh()
        self.correcting.refresh()

    def read_folder(self) -> None:
        """Read the folder, or put the dropped files in one of the site's and read that."""
        site, period = self.subject.chosen()
        dropped, typed = self.dropped.value, self.folder.value.strip()
        if not dropped and not typed:
            raise ParameterError("il manque le dossier. À faire : taper son chemin, ou choisir des fichiers.")
        folder = self._workspace.root / typed
        files = [(file["name"], bytes(file["content"])) for file in dropped] or _files_elsewhere(
            self._workspace, folder
        )
        if files:
            folder = keep_dropped(self._workspace, site, period, files)
        with workspace_lock(self._workspace):
            self._preparation = Preparation.open(
                self._workspace, folder, site, Period.parse(period), lambda path: declared_path(self._workspace, path)
            )
            self._asked = []
            self.draft = self.preparation.draft()
        self.dropped.value = ()

    def take_reply(self) -> None:
        """Keep the answer that is chosen."""
        (picker,) = self.choice.children
        many = isinstance(picker, SelectMultiple)
        self._answer(" ".join(picker.value) if many else picker.value)

    def set_aside(self) -> None:
        """Leave the question without an answer: its column is not read, and it is asked again another time."""
        self._answer(SKIP)

    def take_back(self) -> None:
        """Ask the former question again."""
        self.preparation.take_back(self._asked.pop())
        self.draft = self.preparation.draft()

    def write_and_import(self) -> None:
        """Read each file as its import will, write what was decided to `params/`, then start the import."""
        draft = sure(self.draft)
        with workspace_lock(self._workspace):
            run = self.preparation.run(draft)
            if run is None:
                raise ParameterError("aucun fichier du dossier ne peut être lu tel que proposé : rien n'a été écrit.")
            tried = self.preparation.try_out(draft)
            written = self.preparation.write(draft)
            write_questions(list_path(self._workspace, self.preparation.subject), draft.questions, {})
        lines = [f"{STATES[each.state]} : {each.name}" for each in written]
        show(self.said, "said", lines=[*lines, *_refusals(tried)])
        self._preparation = self.draft = None
        self._start(["import", "--run", run.id])

    def _answer(self, code: str) -> None:
        question = sure(self.draft).questions[0]
        self.preparation.answer(question.id, code)
        self._asked.append(question.id)
        self.draft = self.preparation.draft()

    def _try(self, action: Callable[[], None]) -> None:
        self.said.outputs = ()
        try:
            action()
        except QepError as error:
            show(self.said, "fault", error=error)
        self._show()

    def _show(self) -> None:
        """What is read, the question that comes first, or the button that ends it."""
        draft = self.draft
        question = draft.questions[0] if draft and draft.questions else None
        self.asking.layout.display = None if question else "none"
        self.keep.layout.display = None if draft and not question else "none"
        self.back.disabled = not self._asked
        if draft is None:
            self.sheets.outputs = ()
            return
        if question:
            place = f"Question {len(self._asked) + 1} ; encore {len(draft.questions) - 1} ensuite."
            show(self.question, "question", text=question.text, why=question.why, place=place)
            self.choice.children = [_picker(question)]
        show(
            self.sheets,
            "sheets",
            sheets=[_told(sheet) for sheet in draft.sheets],
            personal=wording.personal_line(draft.sheets),
            aside=[
                f"{left.file}{f' (feuille {left.sheet})' if left.sheet else ''} : {left.why}" for left in draft.aside
            ],
        )


def keep_dropped(workspace: Workspace, site: str, period: str, files: Sequence[tuple[str, bytes]]) -> Path:
    """Put dropped files (name, content) in the folder of the site and period under `depots/`; returns that folder.

    A file that is there under the same name with other bytes stays: the new one takes a number.
    """
    folder = workspace.deposits / site / period
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files:
        safe = Path(name.replace("\\", "/")).name.lstrip(".") or "fichier"
        path, number = folder / safe, 2
        while path.exists() and path.read_bytes() != content:
            path, number = folder / f"{Path(safe).stem} ({number}){Path(safe).suffix}", number + 1
        if not path.exists():
            replace_file(path, content)
    return folder


def _files_elsewhere(workspace: Workspace, folder: Path) -> list[tuple[str, bytes]]:
    """The files of a folder that is out of the workspace, where no run may read them: they are copied, and stay where they
    were."""
    if not folder.is_dir() or folder.resolve().is_relative_to(workspace.root.resolve()):
        return []
    return [(path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.is_file()]


def _picker(question: Question) -> RadioButtons | SelectMultiple:
    options = [(label, code) for code, label in question.choices]
    wide = Layout(width="100%")
    if question.many:
        return SelectMultiple(options=options, rows=min(len(options), 10), layout=wide)
    return RadioButtons(options=options, value=question.default, layout=wide)


def _told(sheet: SheetDraft) -> dict[str, Any]:
    known = sheet.known is not None
    return {
        "title": wording.title_of(sheet),
        "reason": wording.reason_of(sheet),
        "columns": () if known else wording.column_rows(sheet),
        "lines": () if known else wording.value_lines(sheet),
        "notes": sheet.notes,
        "is_asked": False,
    }


def _refusals(tried: Sequence[Tried]) -> list[str]:
    return [f"refusé : {each.request.file} : {each.refusal.message}" for each in tried if each.refusal is not None]
