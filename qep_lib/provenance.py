"""Where a report comes from: parameters, data files, code, and one key over all of it. Nothing here reads a clock.

Recording runs, their times and their outcomes is `runs/`.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from qep_lib.errors import DataRefused, ParameterError
from qep_lib.indicators.years import years_of_report
from qep_lib.model.base import Audience, Nature
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.fingerprint import canonical_json, fingerprint
from qep_lib.model.period import Period
from qep_lib.model.subject import Subject
from qep_lib.model.suggest import first_of
from qep_lib.model.tables import ANSWERS
from qep_lib.model.workspace import Workspace
from qep_lib.params.national import CARRIED_ROOT, LOCK, national_root
from qep_lib.params.overlay import find_file
from qep_lib.persons.masking import mask
from qep_lib.store.comments import decided_sha256
from qep_lib.store.concerned import questionnaires_read
from qep_lib.store.manifest import DatasetEntry, read_manifest
from qep_lib.version import __version__

LIBRARY = Path(__file__).resolve().parent
PROJECT = LIBRARY.parent
"""The folder that holds the library, its lock file and its repository; the workspace may be another one."""
ABSENT = "absent"
COUNTS = ("rows", "rows_rejected", "excluded", "corrected")
"""What a trace counts, told to whoever may know it by the pages alone."""
OWN_WORDS = {
    "texts": "textes du service changés (params/textes/)",
    "identity": "identité du site changée (params/identity.yml)",
    "docx": "modèle Word changé (params/modeles/)",
    "pptx": "modèle PowerPoint changé (params/modeles/)",
}
SHOWN_FILES = 3
"""Files that a reason names."""
_YEAR = re.compile(r"year=(\d{4})")
_DATE_OR_YEAR = re.compile(
    r"\b(?:\d{1,2} )?(?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc)|\b(?:19|20)\d{2}\b|\b\d{1,2}(?:er|re|e)\b"
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class DatasetTrace:
    """One imported file that a report reads; `rows` counts the accepted rows.

    Beside them: `rows_rejected`, faulty, and `excluded`, left out on purpose ((reason, rows)): no figure counts either.
    `corrected`: cells that were read as somebody corrected them. None of these numbers is published: less the figures of a
    public report, they would give those that it hides. `decided_sha256`: hash of what was decided of the comments of a survey.
    """

    dataset: str
    table: str
    file: str
    sha256: str
    period: str
    extracted_on: date
    nature: Nature
    nature_note: str | None
    fictitious_columns: tuple[str, ...]
    rows: int
    partitions: tuple[tuple[str, str], ...]
    rows_rejected: int = 0
    corrected: int = 0
    excluded: tuple[tuple[str, int], ...] = ()
    decided_sha256: str | None = None

    @property
    def shown_name(self) -> str:
        """The file's name without its folders, as it may be printed."""
        return mask(self.file.replace("\\", "/").rpartition("/")[2])

    def to_json(self) -> dict[str, Any]:
        """What is published of it, as plain JSON values, not to be changed: equal to what a record holds while nothing has
        changed.
        """
        return _dataset_json(self)


@dataclass(frozen=True)
class Provenance:
    """Everything that decides a report's bytes. `key` covers all of it but `commit`, which names the same sources.

    `params_sha256` is of the part of `params/` that the report may read (`Catalogue.restricted_to`), `library_sha256`
    of the library's files, `notebook_sha256` of the notebook's cells, `lock_sha256` of the locked packages. `sites` are
    all those whose data are read, the report's own first. `own_words` are the hashes of what the service writes for these very
    documents, of its identity and of its templates.
    """

    parameters: Mapping[str, str]
    datasets: tuple[DatasetTrace, ...]
    library_version: str
    commit: str | None
    library_sha256: str
    notebook_sha256: str
    params_sha256: str
    lock_sha256: str
    key: str
    sites: tuple[str, ...] = ()
    own_words: Mapping[str, str] = field(default_factory=dict)

    @property
    def short_key(self) -> str:
        """First twelve characters of the key: enough to tell two reports apart on paper."""
        return self.key[:12]

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON values (dates as ISO text)."""
        told = asdict(self) | {"datasets": [dataset.to_json() for dataset in self.datasets]}
        plain: dict[str, Any] = json.loads(canonical_json(told))
        return plain


def trace(
    workspace: Workspace,
    catalogue: Catalogue,
    report_id: str,
    subject: Subject,
    period: Period,
    as_of: date,
    audience: Audience,
) -> Provenance:
    """The provenance of one report: equal inputs give an equal value, whatever the day and the machine.

    Of the parameters, only what the report may read counts: another site's label, a source or a run changes nothing.
    Uncommitted changes are not told by `commit`, but they change `library_sha256` and the key. Under a millisecond once
    the library has been hashed.
    Raises `ParameterError` when the report or its notebook does not exist.
    """
    if report_id not in catalogue.reports:
        raise ParameterError(f"rapport « {report_id} » inconnu. Accepté : {', '.join(catalogue.reports)}.")
    declared, sites = catalogue.reports[report_id], subject.sites
    parts: dict[str, Any] = {
        "parameters": {
            "report": report_id,
            "site": subject.id,
            "period": period.code,
            "as_of": as_of.isoformat(),
            "audience": audience,
        },
        "datasets": trace_datasets(workspace, catalogue, sites, period, report_id, audience),
        "library_version": __version__,
        "library_sha256": library_sha256(),
        "notebook_sha256": notebook_sha256(find_file(workspace, f"notebooks/{declared.notebook}")),
        "params_sha256": catalogue.fingerprint_for(
            sites, [report_id], questionnaires_read(read_manifest(workspace, sites))
        ),
        "lock_sha256": lock_sha256(),
        "sites": sites,
        "own_words": catalogue.own_words.fingerprints(subject.id, period.code, audience, declared.layout),
    }
    keyed = parts | {"datasets": [[one.to_json(), *attrgetter(*COUNTS)(one)] for one in parts["datasets"]]}
    return Provenance(**parts, commit=_own_commit(), key=fingerprint(keyed))


def trace_datasets(
    workspace: Workspace,
    catalogue: Catalogue,
    sites: Sequence[str],
    period: Period,
    report_id: str,
    audience: Audience,
) -> tuple[DatasetTrace, ...]:
    """The imported files that this report of these sites reads, in a fixed order: those with rows in the years that its
    figures stand on (`indicators.years`), of what it reads beside them with rows of its own."""
    report = catalogue.reports[report_id]
    years = {table: years_of_report(catalogue, report_id, table, period, sites) for table in report.tables}
    years |= {table: frozenset(period.years) for table in report.beside}
    entries = (e for e in read_manifest(workspace, sites) if years.get(e.table, frozenset()) & partition_years(e))
    traces = (_dataset_trace(workspace, entry) for entry in sorted(entries, key=lambda entry: entry.dataset))
    return tuple(
        replace(one, nature_note=without_counts(one.nature_note)) if audience == "public" else one for one in traces
    )


def changed_datasets(now: Iterable[Mapping[str, Any]], then: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Names of the files that were added, withdrawn or changed between two lists of datasets (as JSON values)."""
    after, before = ({entry["dataset"]: entry for entry in entries} for entries in (now, then))
    names = [name for name in sorted(after.keys() | before.keys()) if after.get(name) != before.get(name)]
    return tuple(dict.fromkeys(str((after.get(name) or before[name])["file"]) for name in names))


def changed_inputs(now: Mapping[str, Any], then: Mapping[str, Any]) -> list[str]:
    """What of a report is no longer what it was, in French words; `now` and `then` are provenances as JSON values."""
    reasons = []
    as_of, former = now["parameters"]["as_of"], then["parameters"].get("as_of")
    if as_of != former:
        reasons.append(f"date d'arrêté changée : {as_of} au lieu de {former}")
    if files := changed_datasets(now["datasets"], then["datasets"]):
        reasons.append(f"données changées : {first_of(files, SHOWN_FILES)}")
    if now["params_sha256"] != then["params_sha256"]:
        reasons.append("paramètres changés")
    reasons += _changed_words(now.get("own_words", {}), then.get("own_words", {}))
    if now["notebook_sha256"] != then["notebook_sha256"]:
        reasons.append("carnet changé")
    if now["library_version"] != then["library_version"]:
        reasons.append(f"bibliothèque changée (version {now['library_version']} au lieu de {then['library_version']})")
    elif now["library_sha256"] != then["library_sha256"]:
        reasons.append(f"bibliothèque changée (version {now['library_version']}, fichiers modifiés)")
    if now["lock_sha256"] != then["lock_sha256"]:
        reasons.append("versions des paquets changées (requirements.lock)")
    return reasons


def _changed_words(now: Mapping[str, str], then: Mapping[str, str]) -> list[str]:
    return [words for name, words in OWN_WORDS.items() if now.get(name) != then.get(name)]


def has_newer_data(workspace: Workspace, catalogue: Catalogue, traced: Mapping[str, Any], period: Period) -> bool:
    """True when the stored data that a report of `period` reads are no longer those of its provenance (as JSON values)."""
    asked = traced["parameters"]
    try:
        now = trace_datasets(workspace, catalogue, traced["sites"], period, asked["report"], asked["audience"])
    except DataRefused:
        # A list of imports that cannot be read says nothing of the data: the report is not shown as current.
        return True
    return bool(changed_datasets([dataset.to_json() for dataset in now], traced["datasets"]))


def without_counts(note: str | None) -> str | None:
    """The sentences of a note that tell no number but dates and years: in public a count that somebody wrote beside a file
    could be one that the figures hide. None when nothing is left."""
    kept = [told for told in _SENTENCE_END.split(note or "") if not re.search(r"\d", _DATE_OR_YEAR.sub("", told))]
    return " ".join(kept) or None


def notebook_sha256(path: Path) -> str:
    """Hash of what a notebook says: cell types, sources and tags. Outputs, counts and cell ids do not count."""
    try:
        return _said_sha256(path.read_bytes())
    except FileNotFoundError:
        raise ParameterError(f"carnet introuvable : {path.name}. À faire : le remettre dans notebooks/.") from None
    except (ValueError, KeyError, TypeError):
        raise ParameterError(f"carnet illisible : {path.name} n'est pas un carnet Jupyter.") from None


@cache
def library_sha256() -> str:
    """Hash of the library's files, names and contents. Taken once a process: what was imported is what runs.

    Compiled files do not count, nor the catalogue that an installed package carries, of which `params_sha256` and
    `notebook_sha256` tell what is read; line ends read the same on every system.
    """
    return fingerprint({path.relative_to(LIBRARY).as_posix(): _text_sha256(path) for path in _library_files()})


def _library_files() -> Iterator[Path]:
    for folder, folders, names in os.walk(LIBRARY):
        # Not gone through: there are as many compiled files as others.
        folders[:] = [name for name in folders if name != "__pycache__" and Path(folder, name) != CARRIED_ROOT]
        yield from (Path(folder, name) for name in names if not name.startswith("."))


@cache
def lock_sha256() -> str:
    """Hash of the locked packages; `ABSENT` for a library installed away from its lock file. Once a process."""
    return _text_sha256(national_root() / LOCK) or ABSENT


def read_commit(folder: Path) -> str | None:
    """The commit checked out in `folder`, read from its `.git` without starting a program; None outside a repository.

    Reading by hand keeps git itself optional, and costs a hundredth of a process.
    """
    git = folder / ".git"
    if git.is_file():
        git = (folder / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()).resolve()
    try:
        head = (git / "HEAD").read_text(encoding="utf-8").strip()
    except OSError:
        return None
    if not head.startswith("ref:"):
        return head
    name = head.removeprefix("ref:").strip()
    shared = git / "commondir"
    common = (git / shared.read_text(encoding="utf-8").strip()).resolve() if shared.is_file() else git
    for root in (git, common):
        if (root / name).is_file():
            return (root / name).read_text(encoding="utf-8").strip()
    return _packed_commit(common / "packed-refs", name)


def _packed_commit(packed: Path, name: str) -> str | None:
    if not packed.is_file():
        return None
    lines = (line.split(" ", 1) for line in packed.read_text(encoding="utf-8").splitlines())
    return next((parts[0] for parts in lines if len(parts) == 2 and parts[1] == name), None)


def partition_years(entry: DatasetEntry) -> set[int]:
    """The years in which a dataset has stored rows."""
    return {year for path, _ in entry.partitions if (year := partition_year(path)) is not None}


def partition_year(path: str) -> int | None:
    """The year of the rows in a stored file, from its path."""
    found = _YEAR.search(path)
    return int(found[1]) if found else None


@lru_cache(maxsize=64)
def _said_sha256(content: bytes) -> str:
    cells = json.loads(content)["cells"]
    return fingerprint(
        [[c["cell_type"], "".join(c["source"]), sorted(c.get("metadata", {}).get("tags", []))] for c in cells]
    )


@cache
def _own_commit() -> str | None:
    return read_commit(PROJECT)


def _dataset_trace(workspace: Workspace, entry: DatasetEntry) -> DatasetTrace:
    return DatasetTrace(
        dataset=entry.dataset,
        table=entry.table,
        file=entry.file,
        sha256=entry.sha256,
        period=entry.period,
        extracted_on=entry.extracted_on,
        nature=entry.nature,
        nature_note=entry.nature_note,
        fictitious_columns=tuple(entry.fictitious_columns),
        rows=entry.rows_accepted,
        partitions=tuple(sorted((path, digest) for path, digest in entry.partitions)),
        rows_rejected=entry.rows_rejected,
        corrected=entry.corrected,
        excluded=tuple((mask(reason), count) for reason, count in entry.excluded),
        decided_sha256=decided_sha256(workspace, entry) if entry.table == ANSWERS else None,
    )


@lru_cache(maxsize=4096)
def _dataset_json(traced: DatasetTrace) -> dict[str, Any]:
    # Published: what a person put in the name of a file goes no further than this machine, nor does its folder outside.
    is_elsewhere = traced.file.startswith("/") or traced.file[1:3] in (":/", ":\\")
    shown = {"dataset": mask(traced.dataset), "file": traced.shown_name if is_elsewhere else mask(traced.file)}
    told = {name: value for name, value in asdict(traced).items() if name not in COUNTS}
    plain: dict[str, Any] = json.loads(canonical_json(told | shown))
    return plain


def _text_sha256(path: Path) -> str | None:
    """Hash of a file's content with line ends as on Unix; None when there is no such file."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest() if path.is_file() else None
