"""« Mes textes »: what a service writes of its year, section by section, beside the figures to write from."""

from ipywidgets import Button, HBox, Layout, Output, Textarea, VBox

from qep_lib.cli.drafting import AUDIENCE, PREFECT, REPORT, sections_with_data
from qep_lib.errors import ParameterError, QepError
from qep_lib.files import replace_file
from qep_lib.lab.page import show
from qep_lib.lab.subject import SubjectPicker
from qep_lib.model.issue import Issue
from qep_lib.model.workspace import Workspace
from qep_lib.params.catalogue import check_params
from qep_lib.params.document import read_text
from qep_lib.params.texts import FOLDER, PREFECT_WORDS
from qep_lib.params.writing_texts import with_words_under, words_under
from qep_lib.reports.opening import open_report
from qep_lib.workbench.bench import Workbench


class Commenting(VBox):
    """A field a section that has data, in the order of the bilan; only what was changed is written."""

    def __init__(self, bench: Workbench, workspace: Workspace):
        self._workspace = workspace
        self.said = Output()
        self.subject = SubjectPicker(bench, workspace, self.said)
        self.opening = Button(description="Ouvrir", icon="pencil")
        self.save = Button(description="Enregistrer", button_style="primary", icon="check", disabled=True)
        self.fields: dict[str, Textarea] = {}
        self._former: dict[str, str] = {}
        self._name = ""
        self.sections = VBox()
        self.opening.on_click(lambda button: self.show_sections())
        self.save.on_click(lambda button: self.write())
        super().__init__([self.subject, HBox([self.opening, self.save]), self.said, self.sections])

    def refresh(self) -> None:
        """Offer what there is now."""
        self.subject.refresh()

    def show_sections(self) -> None:
        """The sections of that site and period, with what is already written."""
        try:
            site, period = self.subject.chosen()
            report = open_report(REPORT, site, period, None, AUDIENCE, workspace=self._workspace)
            sections = [(PREFECT, (f"{PREFECT_WORDS} mots au plus.",)), *sections_with_data(report)]
            self._name = f"{FOLDER}/{site}/{period}.md"
            text = self._read()
        except QepError as error:
            show(self.said, "fault", error=error)
            return
        self._former = {title: words_under(text, title) for title, _ in sections}
        self.fields = {title: _field(title, self._former[title]) for title, _ in sections}
        self.sections.children = [_beside(self.fields[title], lines) for title, lines in sections]
        self.save.disabled = False
        show(
            self.said, "said", lines=[f"Écrit dans {self._name} ; paragraphes, listes, **gras** et liens sont repris."]
        )

    def write(self) -> None:
        """Put what was changed under its headings; nothing else of the file moves."""
        changed = {
            title: field.value for title, field in self.fields.items() if field.value.strip() != self._former[title]
        }
        if not changed:
            show(self.said, "said", lines=["Rien n'a changé."])
            return
        try:
            text = self._read()
            for title, words in changed.items():
                text = with_words_under(text, title, words)
            path = self._workspace.root / self._name
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, text.encode())
            self._former |= {title: words.strip() for title, words in changed.items()}
            told = [issue.sentence for issue in check_params(self._workspace) if self._name in issue.sentence]
        except QepError as error:
            show(self.said, "fault", error=error)
            return
        show(self.said, "said", lines=[f"Enregistré : {', '.join(changed)}. « Produire » refait ses rapports.", *told])

    def _read(self) -> str:
        path = self._workspace.root / self._name
        if not path.exists():
            return ""
        read = read_text(path, self._name)
        if isinstance(read, Issue):
            raise ParameterError(f"{read.sentence} Rien n'a été écrit.")
        return read


def _field(title: str, words: str) -> Textarea:
    return Textarea(
        value=words, placeholder=f"{title} : ce que le service en dit", layout=Layout(width="100%", height="8em")
    )


def _beside(field: Textarea, lines: tuple[str, ...]) -> VBox:
    figures = Output(layout=Layout(flex="1 1 0", max_height="10em", overflow="auto"))
    show(figures, "words", lines=lines)
    heading = Output()
    show(heading, "heading", title=field.placeholder.partition(" : ")[0])
    written = VBox([field], layout=Layout(flex="1 1 0"))
    return VBox([heading, HBox([written, figures], layout=Layout(grid_gap="1em"))])
