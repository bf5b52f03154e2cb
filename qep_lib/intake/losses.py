"""What a new version would take away from the stored one: rows that it rejects, columns that it no longer has.

Nothing goes unsaid: the refusal tells what would be lost, and the option that accepts it. Storing is `importer`.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

import pandas as pd

from qep_lib.errors import DataRefused
from qep_lib.intake.arrival import Arrival
from qep_lib.intake.headings import as_tuple
from qep_lib.intake.reading import Reading
from qep_lib.intake.refusal import refuse, refused
from qep_lib.intake.rulebook import fault
from qep_lib.intake.versions import Predecessors
from qep_lib.model.characters import fold
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.tables import TABLES
from qep_lib.store.tables import read_sound_dataset

_KEPT_COLUMNS = ("dataset", "sheet", "source_row", "nature")


def lossy_version(reading: Reading, before: Predecessors, path: Path | None) -> DataRefused | None:
    """The refusal of a new version with rejected rows: it would displace good rows. `path`: the list of rejects.

    The same bytes read again (under other parameters) are refused only if more rows are rejected than the first time.
    """
    entry, stored = reading.entry, sum(known.rows_accepted for known in before.replaced)
    if not entry.rows_rejected or not stored:
        return None
    if any(known.sha256 == entry.sha256 and entry.rows_rejected <= known.rows_rejected for known in before.replaced):
        return None
    listed = f" listées dans {path.as_posix()}" if path is not None else ""
    message = (
        f"{Path(entry.file).name} : nouvelle version refusée, {entry.rows_rejected} ligne(s) écartée(s) sur "
        f"{entry.rows_read} ; la version déjà rangée ({stored} ligne(s)) est gardée. À faire : corriger les "
        f"lignes{listed}, puis réimporter ; ou, en ajoutant --accept-rejected, remplacer les {stored} ligne(s) rangées "
        f"(période {entry.period}) par les {entry.rows_accepted} bonnes lignes de ce fichier."
    )
    return refused([issue for issue in reading.issues if issue.severity == "reject"], message)


def refuse_lost_columns(arrival: Arrival, reading: Reading, dropped: Collection[str] = ()) -> None:
    """Raise when the stored version has values in a column (or a question) where the new one has none at all.

    `dropped`: headings whose loss is accepted; one that is not lost is refused, since another is meant. The same bytes under
    other parameters may lose what these took away.
    """
    accepted = {fold(heading) for heading in dropped}
    found = [
        (known, dict(_lost(arrival, read_sound_dataset(arrival.workspace, known), reading.frame)))
        for known in arrival.before.replaced
        if dropped or known.sha256 != reading.entry.sha256
    ]
    _refuse_not_lost(arrival, dropped, list(dict.fromkeys(heading for _, lost in found for heading in lost)))
    for known, lost in found:
        if known.sha256 == reading.entry.sha256:
            continue
        lost = {heading: count for heading, count in lost.items() if fold(heading) not in accepted}
        if lost:
            told = ", ".join(f"« {heading} » ({count} valeur(s))" for heading, count in lost.items())
            options = " ".join(f"--drop-column « {heading} »" for heading in lost)
            raise refuse(
                arrival.name,
                fault("lost_columns", rows=known.rows_accepted, period=known.period, told=told, options=options),
            )


def _refuse_not_lost(arrival: Arrival, dropped: Collection[str], lost: list[str]) -> None:
    folded = {fold(heading) for heading in lost}
    wrong = [heading for heading in dropped if fold(heading) not in folded]
    if wrong:
        near = did_you_mean(wrong[0], lost)
        listed = ", ".join(f"« {heading} »" for heading in lost) or "aucune, il ne lui en manque pas"
        reason = fault("not_a_lost_column", wanted=wrong[0], hint=f" ({near})" if near else "", lost=listed)
        raise refuse(arrival.name, reason)


def _lost(arrival: Arrival, before: pd.DataFrame, after: pd.DataFrame) -> Iterator[tuple[str, int]]:
    """(heading, number of values) of each column filled before and empty after; of each question answered only before."""
    source = arrival.source
    for column in TABLES[source.table].columns:
        if column.name in before and column.name not in _KEPT_COLUMNS:
            count = int(before[column.name].notna().sum())
            if count and not after[column.name].notna().any():
                binding = source.columns.get(column.name)
                yield as_tuple(binding.heading)[0] if binding and binding.heading else column.description, count
    if source.questionnaire is None:
        return
    labels = {item.id: item.label for item in arrival.catalogue.questionnaires[source.questionnaire].items}
    answered = before[before["state"] == "answered"]["item_id"].value_counts()
    known = set(after[after["state"] == "answered"]["item_id"].unique())
    for item_id, count in answered.items():
        if count and item_id not in known:
            yield labels.get(str(item_id), str(item_id)), int(count)
