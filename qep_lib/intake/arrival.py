"""A file that arrives: let in by the gate, described, compared with what its site has stored. None of it is read yet.

A run asks for its files every time and most have not changed: telling so loads neither pandas nor any reader.
"""

import glob
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qep_lib.errors import ParameterError, sure
from qep_lib.intake.corrections import corrections_sha256, read_corrections
from qep_lib.intake.gate import Kind, LetIn, read_input
from qep_lib.intake.versions import Predecessors, find_predecessors, is_same
from qep_lib.model.campaign import Import, Source
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.correction import Corrections
from qep_lib.model.issue import Issue
from qep_lib.model.period import Period
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.tables import DECLARED
from qep_lib.model.workspace import Workspace
from qep_lib.params.approved import masked_text
from qep_lib.persons.masking import RULES_VERSION as PERSONS_VERSION
from qep_lib.persons.masking import mask
from qep_lib.questions.forms import form_of
from qep_lib.store.comments import are_kept
from qep_lib.store.manifest import DatasetEntry, is_intact
from qep_lib.store.secret import mark, read_key

LISTS = "a-corriger"
"""Folder of `depots/` where the workbooks of cells to correct are."""
REJECTS_NAME_LENGTH, FILE_NAME_LENGTH = 80, 240
RULES_VERSION = "8"
"""Part of a mapping's hash: raise it when a rule of the intake changes what an unchanged file gives."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did. Rows are rows of the file; `issues` are warnings and rejects, in file order.

    `replaced`: the entries, as they were stored, whose rows gave way to those of the file. `to_correct`: the list of its cells
    to correct.
    """

    dataset: str
    is_unchanged: bool
    rows_read: int
    rows_accepted: int
    issues: tuple[Issue, ...] = ()
    rejected_path: Path | None = None
    replaced: tuple[DatasetEntry, ...] = ()
    to_correct: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """A file that passed the gate, with all that is needed to read it; `entry` is its line of the manifest to be.

    `before` is what it takes the place of; `note` the note declared with it as it was typed, which `entry` has masked;
    `corrections` those that are kept beside the file.
    """

    workspace: Workspace
    catalogue: Catalogue
    source: Source
    entry: DatasetEntry
    content: bytes
    kind: Kind
    before: Predecessors
    note: str | None = None
    corrections: Corrections | None = None

    @property
    def file(self) -> LetIn:
        """The file as the gate let it in."""
        return LetIn(self.name, self.content, self.kind)

    @property
    def name(self) -> str:
        """The file's own name, as messages give it."""
        return Path(self.entry.file).name

    @property
    def period(self) -> Period:
        """The period asked."""
        return Period.parse(self.entry.period)

    @property
    def is_stored(self) -> bool:
        """True when importing would change nothing: same file, nothing to withdraw, and its rows still there."""
        known = self.before.known
        return (
            known is not None
            and not self.before.withdrawn
            and is_same(known, self.entry)
            and is_intact(self.workspace, known)
            and (not asks_for_words(self) or are_kept(self.workspace, known))
        )


def receive(workspace: Workspace, catalogue: Catalogue, request: Import, replaces: str | None = None) -> Arrival:
    """Let a file in; the parameters are checked before it is opened.

    Raises `ParameterError` for an unknown site, source, period or `replaces`, `DataRefused` for a file that cannot be
    opened or that is already stored under another name.
    """
    if request.site not in catalogue.sites:
        raise _unknown(
            "site inconnu", request.site, catalogue.sites, "un code de params/sites.csv, entre guillemets (« 01 »)"
        )
    if request.source not in catalogue.sources:
        raise _unknown("source inconnue", request.source, catalogue.sources, ", ".join(sorted(catalogue.sources)))
    source = catalogue.sources[request.source]
    period = Period.parse(request.period).code
    path = workspace.root / request.file
    content, kind = read_input(path, workspace.root)
    corrections = read_corrections(path)
    entry = DatasetEntry(
        dataset=f"{source.id}/{request.site}/{period}/{_shown_name(workspace, catalogue, path.name)}",
        table=source.table,
        site_id=request.site,
        file=request.file,
        sha256=hashlib.sha256(content).hexdigest(),
        period=period,
        extracted_on=request.extracted_on,
        nature=request.nature,
        nature_note=masked_text(request.nature_note, catalogue),
        fictitious_columns=request.fictitious_columns,
        only_period=bool(request.only_period),
        sheets_left=request.sheets_left,
        mapping_sha256=_mapping_hash(catalogue, source),
        is_declared=(request.source, request.site, request.period, path.name) in catalogue.declared_files,
        is_undated=source.answered_on is not None,
        corrections_sha256=corrections_sha256(corrections),
        questionnaire=source.questionnaire or "",
    )
    named = {
        id_: frozenset(known.sheets) for id_, known in catalogue.sources.items() if isinstance(known.sheets, tuple)
    }
    before = find_predecessors(workspace, entry, replaces, named)
    return Arrival(workspace, catalogue, source, entry, content, kind, before, request.nature_note, corrections)


def _shown_name(workspace: Workspace, catalogue: Catalogue, name: str) -> str:
    """The name of a file in that of its dataset, which is printed beside figures: of a person's name, a mark of it."""
    masked = masked_text(name, catalogue)
    return name if masked == name else f"{mark(read_key(workspace), (name,))} {masked}"


def asks_for_words(arrival: Arrival) -> bool:
    """True for a survey that has an open question: its comments are stored beside its rows."""
    questionnaire = arrival.catalogue.questionnaires.get(arrival.source.questionnaire or "")
    return questionnaire is not None and any(form_of(item).holds_words for item in questionnaire.questions)


def stored_outcome(arrival: Arrival) -> ImportOutcome | None:
    """What importing this file does when it changes nothing; None when the file must be read."""
    if not arrival.is_stored:
        return None
    known, path = sure(arrival.before.known), rejects_path(arrival.workspace, arrival.entry.dataset)
    kept = path if known.rows_rejected and path.exists() else None
    return ImportOutcome(known.dataset, True, known.rows_read, known.rows_accepted, (), kept)


def rejects_path(workspace: Workspace, dataset: str) -> Path:
    """Where the faults of that dataset go: a name to be read, short enough for any disk, and a hash that no other has.

    « registré » and « registrè », or names that differ by their capitals only, are two files.
    """
    return workspace.restricted / "rejets" / f"{_slug(dataset)}.{_digest(dataset)[:12]}.csv"


def list_name(dataset: str) -> str:
    """How the workbooks of its cells to correct begin: the name of the file, and what tells it from another of that name."""
    return f"{_slug(dataset.rpartition('/')[2])}.{_digest(dataset)[:6]}"


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "_", mask(text).replace("/", "__"))[:REJECTS_NAME_LENGTH].strip("._")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def former_rejects_path(workspace: Workspace, dataset: str) -> Path:
    """Where older versions kept them, with the whole rows: what is found there goes away."""
    slug = re.sub(r"[^A-Za-z0-9._-]+", "_", dataset.replace("/", "__")).strip("._")
    return workspace.restricted / "rejets" / f"{slug[:FILE_NAME_LENGTH]}.csv"


def lists_of(workspace: Workspace, dataset: str) -> tuple[Path, ...]:
    """The workbooks of cells to correct that were written for that dataset."""
    return tuple(sorted((workspace.deposits / LISTS).glob(f"{glob.escape(list_name(dataset))}-*.xlsx")))


def _unknown(what: str, value: str, known: Iterable[str], accepted: str) -> ParameterError:
    near = did_you_mean(value, known)
    return ParameterError(f"{what} : « {value} »{' ; ' + near if near else '.'} Accepté : {accepted}.")


def _mapping_hash(catalogue: Catalogue, source: Source) -> str:
    """Of all that decides what a file's bytes become: source, questionnaire, known indicators, tolerated share, masking."""
    questionnaire = catalogue.questionnaires.get(source.questionnaire) if source.questionnaire else None
    parts = [
        RULES_VERSION,
        source.model_dump(mode="json"),
        questionnaire.model_dump(mode="json") if questionnaire else None,
        sorted((name, i.unit, i.label, i.short_label) for name, i in catalogue.indicators.items())
        if source.table == DECLARED
        else None,
        catalogue.conventions.rejected_share_max,
        PERSONS_VERSION,
        sorted(catalogue.approved_texts),
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
