"""One preparation from the folder to `params/`: the calls that a terminal and a form share. It asks nobody anything.

Answers are kept as they come, in `data/preparation/`: an interrupted preparation goes on where it stopped, and nothing is
written to `params/` before the end.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from qep_lib.errors import DataRefused, ParameterError, sure
from qep_lib.files import replace_file
from qep_lib.intake.arrival import ImportOutcome
from qep_lib.intake.importer import check_file
from qep_lib.model.base import Nature
from qep_lib.model.campaign import Import, Run
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.characters import fold
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.params.catalogue import check_params
from qep_lib.preparation.campaign import DeclaredFile, propose_run, run_stem
from qep_lib.preparation.documents import Document, questionnaire_document, run_document, source_document
from qep_lib.preparation.draft import Draft, SetAside
from qep_lib.preparation.folder import FoundFile, read_folder
from qep_lib.preparation.knowledge import Knowledge
from qep_lib.preparation.periods import Subject
from qep_lib.preparation.propose import propose
from qep_lib.preparation.repeats import NOTHING, Earlier, Repeats, Stored
from qep_lib.preparation.stored import stored_by_others
from qep_lib.preparation.writing import Written, files_by_hand, trial, write_documents

Declared = Callable[[Path], str]
"""How a run declares a file: from the workspace when it is inside, whole otherwise."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line says of the whole folder; None where the files say it."""

    nature: Nature | None = None
    extracted_on: date | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A file as the run would import it: what came of it, or why it is refused."""

    request: Import
    outcome: ImportOutcome | None
    refusal: DataRefused | None = None


@dataclass(slots=True)
class Preparation:
    """A folder being prepared. `unsettled`: sources written before all was answered, which are looked at again;
    `not_understood`: what was filled in the list of questions and is no answer.
    """

    workspace: Workspace
    knowledge: Knowledge
    subject: Subject
    files: tuple[FoundFile, ...]
    aside: tuple[SetAside, ...]
    declared: Declared
    settings: Settings = Settings()
    answers: dict[str, str] = field(default_factory=dict)
    unsettled: frozenset[str] = frozenset()
    stored: Stored = NOTHING
    not_understood: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(
        cls, workspace: Workspace, folder: Path, site: str, period: Period, declared: Declared,
        settings: Settings = Settings(),
    ) -> "Preparation":  # fmt: skip
        """Read the folder, and what was already answered for that site; raises `ParameterError` and `QepError`."""
        catalogue = read_catalogue(workspace)
        knowledge = Knowledge(catalogue, site)
        files, aside = read_folder(folder, knowledge)
        answers, unsettled = _read_answers(workspace, site)
        subject = Subject(site, period)
        stored = stored_by_others(workspace, subject)
        return cls(workspace, knowledge, subject, files, aside, declared, settings, answers, unsettled, stored)

    @property
    def catalogue(self) -> Catalogue:
        """What `params/` said when the preparation started."""
        return self.knowledge.catalogue

    @property
    def nature(self) -> Nature:
        """Real, unless it was said otherwise or a file says of itself that it is invented."""
        if self.settings.nature is not None:
            return self.settings.nature
        words = self.knowledge.words("fictitious")
        told = (
            word
            for file in self.files
            for grid in file.grids
            for word in fold(f"{file.name} {grid.name} {' '.join(' '.join(row) for row in grid.rows[:3])}").split()
        )
        return "fictitious" if any(word.strip("()[].,;:") in words for word in told) else "real"

    def draft(self) -> Draft:
        """What is proposed with the answers so far."""
        earlier = Earlier(files_by_hand(self.workspace), self.unsettled, self.stored, self._decided())
        return propose(self.files, self.aside, self.knowledge, self.subject, self.answers, earlier)

    def _decided(self) -> dict[str, Repeats]:
        """What the runs of that site and period already leave of the files, unless a question of theirs is still open."""
        found = {}
        for run in self.catalogue.runs.values():
            for request in run.imports:
                if (request.site, request.period) != (self.subject.site, self.subject.period.code):
                    continue
                if request.source in self.unsettled or not (request.sheets_left or request.only_period is not None):
                    continue
                for file in self.files:
                    if self.declared(file.path) == request.file:
                        left = dict.fromkeys(request.sheets_left, "déjà décidé")
                        found[file.name] = Repeats(left, request.only_period)
        return found

    def answer(self, question_id: str, code: str) -> None:
        """Keep an answer, on the disk at once."""
        self.answers[question_id] = code
        self._keep()

    def take_back(self, question_id: str) -> None:
        """Forget one answer: its question is open again."""
        self.answers.pop(question_id, None)
        self._keep()

    def forget_answers(self) -> None:
        """What was written to `params/` holds the answers from now on."""
        self.answers.clear()
        self._keep()

    def run(self, draft: Draft) -> Run | None:
        """The run of the folder; None when no file is read."""
        read = [sheet for sheet in draft.sheets if sheet.source is not None]
        if not read:
            return None
        given = self.settings.extracted_on
        files = {f.name: DeclaredFile(self.declared(f.path), given or f.written_on) for f in self.files}
        as_of = self.settings.as_of or max(files[sheet.file].extracted_on for sheet in read)
        return propose_run(self.catalogue, read, self.subject, files, self.nature, as_of, self._run_id())

    def documents(self, draft: Draft) -> tuple[Document, ...]:
        """The files of `params/` that the draft would write: sources and questionnaires that are not declared yet, the run."""
        documents: dict[str, Document] = {}
        new = [sheet for sheet in draft.sheets if sheet.source is not None and sheet.known is None]
        for sheet in new:
            source = sure(sheet.source)
            mine = [other for other in new if other.source and other.source.id == source.id]
            documents[f"source {source.id}"] = source_document(source, mine)
            if sheet.questionnaire is not None:
                key = f"questionnaire {sheet.questionnaire.id}"
                documents[key] = questionnaire_document(sheet.questionnaire, mine)
        run = self.run(draft)
        if run is not None:
            documents[f"run {run.id}"] = run_document(run)
        return tuple(documents.values())

    def try_out(self, draft: Draft) -> list[Tried]:
        """Read each file as its import would, beside what is stored and with the parameters as they would be, without storing
        anything; raises `ParameterError` if they do not hold together.
        """
        run = self.run(draft)
        if run is None:
            return []
        with trial(self.workspace, self.documents(draft)) as other:
            faults = [issue for issue in check_params(other) if issue.severity == "error"]
            if faults:
                raise ParameterError(
                    "les paramètres proposés ne se tiennent pas : rien n'a été écrit.",
                    tuple(issue.sentence for issue in faults),
                )
            catalogue = read_catalogue(other)
            return [self._tried(catalogue, request) for request in run.imports]

    def write(self, draft: Draft) -> list[Written]:
        """Write what the draft says; questions without an answer are asked again another time."""
        written = write_documents(self.workspace, self.documents(draft))
        asked = {sheet.source.id for sheet in draft.sheets if sheet.source is not None and sheet.is_open}
        self.unsettled = frozenset(asked)
        if draft.questions:
            self._keep()
        else:
            self.forget_answers()
        return written

    def _tried(self, catalogue: Catalogue, request: Import) -> Tried:
        """Read as an import would read it beside what is stored: a file that the run would refuse is refused here."""
        try:
            return Tried(request, check_file(self.workspace, catalogue, request))
        except DataRefused as refusal:
            return Tried(request, None, refusal)

    def _run_id(self) -> str:
        """That of the site and period; another where a person wrote that run."""
        by_hand = files_by_hand(self.workspace)
        stem = run_stem(self.catalogue, self.subject)
        rank, name = 1, stem
        while f"runs/{name}.yml" in by_hand:
            rank += 1
            name = f"{stem}-{rank}"
        return name

    def _keep(self) -> None:
        path = _answers_path(self.workspace, self.subject.site)
        kept = {"answers": self.answers, "unsettled": sorted(self.unsettled)}
        replace_file(path, json.dumps(kept, ensure_ascii=False, indent=1).encode())


def _answers_path(workspace: Workspace, site: str) -> Path:
    return workspace.answers / f"{site}.json"


def _read_answers(workspace: Workspace, site: str) -> tuple[dict[str, str], frozenset[str]]:
    """Answers kept, none where the file is missing or damaged: they are asked again."""
    try:
        kept = json.loads(_answers_path(workspace, site).read_text(encoding="utf-8"))
        answers = {str(key): str(value) for key, value in kept["answers"].items()}
        return answers, frozenset(map(str, kept["unsettled"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}, frozenset()
