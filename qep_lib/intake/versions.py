"""What a site has stored already, seen from a file about to be imported: its former version, what it takes away.

Reading the file is `reading`; the decisions below compare it with the manifest, row by row comparisons are `rules`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qep_lib.errors import ParameterError
from qep_lib.intake.refusal import refuse
from qep_lib.intake.rulebook import fault
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.workspace import Workspace
from qep_lib.store.manifest import DatasetEntry, read_manifest


@dataclass(frozen=True, slots=True)
class Predecessors:
    """`known`: the same dataset as stored; `withdrawn`: the other datasets that this import takes away."""

    known: DatasetEntry | None = None
    withdrawn: tuple[DatasetEntry, ...] = ()

    @property
    def replaced(self) -> tuple[DatasetEntry, ...]:
        """Everything whose rows go away when the file is stored."""
        return (*((self.known,) if self.known else ()), *self.withdrawn)

    @property
    def withdrawn_names(self) -> tuple[str, ...]:
        """Names of the other datasets that this import takes away."""
        return tuple(entry.dataset for entry in self.withdrawn)


def find_predecessors(
    workspace: Workspace, entry: DatasetEntry, replaces: str | None, sheets_of: Mapping[str, frozenset[str]]
) -> Predecessors:
    """What `entry` replaces: its own former version, and the dataset (or file) that `replaces` names. `sheets_of`: source -> the
    sheets that it names: two sources may each read their own of one workbook.

    Raises `ParameterError` when `replaces` names nothing or several datasets; `DataRefused` when the same bytes are
    already stored under a name that is not replaced, since they would count twice.
    """
    stored = [other for other in read_manifest(workspace, [entry.site_id]) if other.table == entry.table]
    known = next((other for other in stored if other.dataset == entry.dataset), None)
    others = [other for other in stored if other is not known]
    withdrawn = [other for other in others if _is_former_name(other, entry)]
    if replaces is not None and not (known and replaces in _names(known)):
        withdrawn += _named(replaces, others, entry, known)
    for other in others:
        if other not in withdrawn and other.sha256 == entry.sha256 and not _read_apart(other, entry, sheets_of):
            raise refuse(
                Path(entry.file).name,
                fault(
                    "same_content",
                    file=other.file,
                    period=other.period,
                    dataset=other.dataset,
                    rows=other.rows_accepted,
                ),
            )
    return Predecessors(known, tuple(dict.fromkeys(withdrawn)))


def _read_apart(other: DatasetEntry, entry: DatasetEntry, sheets_of: Mapping[str, frozenset[str]]) -> bool:
    """True for one file of which two sources read sheets of their own."""
    mine, theirs = (sheets_of.get(each.dataset.split("/", 1)[0], frozenset()) for each in (entry, other))
    return other.file == entry.file and bool(mine) and bool(theirs) and mine.isdisjoint(theirs)


def is_same(known: DatasetEntry, entry: DatasetEntry) -> bool:
    """True when the same bytes were stored under the same mapping and the same description."""
    described = (
        "table",
        "file",
        "sha256",
        "period",
        "extracted_on",
        "nature",
        "nature_note",
        "fictitious_columns",
        "is_declared",
        "only_period",
        "sheets_left",
    )
    return all(
        getattr(known, name) == getattr(entry, name) for name in (*described, "mapping_sha256", "corrections_sha256")
    )


def _is_former_name(other: DatasetEntry, entry: DatasetEntry) -> bool:
    """True for the same dataset in a store written before names held the period, or before a person's name left them."""
    source, site_id, period, name = entry.dataset.split("/", 3)
    is_same_file = other.file == entry.file and other.dataset.startswith(f"{source}/{site_id}/{period}/")
    return is_same_file or (other.dataset, other.period) == (f"{source}/{site_id}/{name}", period)


def _names(entry: DatasetEntry) -> tuple[str, str, str]:
    return entry.dataset, entry.file, Path(entry.file).name


def _named(
    replaces: str, others: list[DatasetEntry], entry: DatasetEntry, known: DatasetEntry | None
) -> list[DatasetEntry]:
    """The one dataset that `replaces` names. Nothing when it is already gone and `entry` stands in its place."""
    found = [other for other in others if replaces in _names(other)]
    if len(found) > 1:
        listed = ", ".join(f"« {other.dataset} »" for other in found)
        raise ParameterError(
            f"--replace « {replaces} » : plusieurs fichiers importés portent ce nom. Accepté : {listed}."
        )
    if not found and not (known and is_same(known, entry)):
        near = did_you_mean(replaces, [name for other in others for name in _names(other)])
        listed = ", ".join(f"« {other.dataset} »" for other in others) or "aucun, rien de tel n'est encore importé"
        raise ParameterError(
            f"--replace « {replaces} » : aucun fichier importé de ce nom pour le site {entry.site_id}"
            f"{' ; ' + near if near else '.'} Accepté : {listed}."
        )
    return found
