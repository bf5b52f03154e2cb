"""Which sites a fault of `params/` stops: those that the faulty file names, and those whose stored answers it explains."""

from collections.abc import Collection, Iterable
from contextlib import suppress

from qep_lib.errors import DataRefused
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.left_out import LeftOut
from qep_lib.model.tables import TABLES
from qep_lib.model.workspace import Workspace
from qep_lib.params.isolation import refuse
from qep_lib.store.manifest import ANY_QUESTIONNAIRE, DatasetEntry, read_manifest

COMMITTEE = "committee"
"""No report reads a committee: its fault stops its own papers alone."""


def stops_of(
    workspace: Workspace, catalogue: Catalogue, sites: Collection[str], document: tuple[str, str] | None = None
) -> tuple[LeftOut, ...]:
    """What is left out of the catalogue and that a report of these sites would read; `document`: its subject and period,
    without which no word of a service is read."""
    asked = frozenset(sites)
    return tuple(
        found
        for found in catalogue.left_out
        if found.kind != COMMITTEE
        and (
            (_is_read(found.read_by, document) if found.read_by else asked & found.sites)
            or _explains(workspace, found, asked)
        )
    )


def all_about(workspace: Workspace, catalogue: Catalogue, sites: Collection[str]) -> tuple[LeftOut, ...]:
    """What is left out and is about these sites: what stops their reports, what they wrote themselves, and their committee."""
    asked = frozenset(sites)
    stops = stops_of(workspace, catalogue, sites)
    return tuple(
        found
        for found in catalogue.left_out
        if found in stops or ((found.read_by or found.kind == COMMITTEE) and asked & found.sites)
    )


def refuse_stopped(
    workspace: Workspace, catalogue: Catalogue, sites: Collection[str], document: tuple[str, str] | None = None
) -> None:
    """Raise `ParameterError` with the faults that stop a report of these sites, if any."""
    refuse(stops_of(workspace, catalogue, sites, document))


def questionnaires_read(entries: Iterable[DatasetEntry]) -> frozenset[str] | None:
    """The ids of those that answers are stored of; None, all of them, where an entry does not say which."""
    named = {entry.questionnaire for entry in entries if entry.questionnaire or TABLES[entry.table].has_questionnaire}
    return None if named & {"", ANY_QUESTIONNAIRE} else frozenset(named)


def readable_entries(workspace: Workspace, sites: Iterable[str]) -> list[DatasetEntry]:
    """The imported files of these sites, but for a site whose list is damaged: its own commands tell it."""
    found: list[DatasetEntry] = []
    for site_id in sites:
        with suppress(DataRefused):
            found += read_manifest(workspace, [site_id])
    return found


def _is_read(read_by: tuple[str, str], document: tuple[str, str] | None) -> bool:
    return document is not None and all(wanted in ("", own) for wanted, own in zip(read_by, document, strict=True))


def _explains(workspace: Workspace, found: LeftOut, sites: frozenset[str]) -> bool:
    """Answers are read with their questionnaire; other stored rows need their source no more."""
    if found.kind != "questionnaire":
        return False
    return any(e.dataset.partition("/")[0] in found.sources for e in readable_entries(workspace, sorted(sites)))
