"""Actions of a plan that were there before what they claim to come from: told when files are read."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from qep_lib.model.catalogue import Catalogue
from qep_lib.model.issue import Issue
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.store.manifest import DatasetEntry, read_manifest
from qep_lib.store.tables import read_table

Action = Mapping[Hashable, Any]
"""A stored row of the table `actions`, by column."""
OF_MILESTONES = {
    "survey": ("survey",),
    "internal_audit": ("internal_audit",),
    "external_audit": ("external_audit", "surveillance_audit"),
}
"""Origin of an action -> the milestones that are one."""
ORIGIN_WORDS = {
    "survey": ("enquête", "la première enquête connue de ce site commence"),
    "internal_audit": ("audit interne", "le premier audit interne connu de ce site est"),
    "external_audit": ("audit externe", "le premier audit externe connu de ce site est"),
    "self_assessment": ("auto-diagnostic", "le premier auto-diagnostic connu de ce site est"),
}


def untimely_origins(workspace: Workspace, catalogue: Catalogue, sites: Iterable[str]) -> list[Issue]:
    """A warning for each origin of a stored action that no known survey, audit or self-assessment of its site can be: all of them
    began after the action was done, or after its plan was extracted. An origin of which nothing is known is not judged.
    """
    return [*chain.from_iterable(_of_site(workspace, catalogue, site) for site in sorted({*sites}))]


def _of_site(workspace: Workspace, catalogue: Catalogue, site: str) -> Iterator[Issue]:
    entries = {entry.dataset: entry for entry in read_manifest(workspace, [site])}
    actions = _stored(workspace, site, [*entries.values()], "actions")
    if actions.empty:
        return
    firsts = _first_days(workspace, catalogue, site, [*entries.values()])
    for action in actions.to_dict("records"):
        entry = entries[action["dataset"]]
        there_on = _there_on(action, entry)
        for origin, first in firsts.items():
            if pd.notna(action[origin]) and action[origin] and first > there_on:
                yield _issue(action, entry, origin, there_on, first)


def _there_on(action: Action, entry: DatasetEntry) -> date:
    """The day on which an action was there for sure: when it was done, or when its plan was extracted."""
    if action["status"] != "done" or pd.isna(action["effective_on"]):
        return entry.extracted_on
    done_on: date = action["effective_on"].date()
    return min(entry.extracted_on, done_on)


def _issue(action: Action, entry: DatasetEntry, origin: str, there_on: date, first: date) -> Issue:
    name, known = ORIGIN_WORDS[origin]
    was = "elle est réalisée" if there_on < entry.extracted_on else "son plan est extrait"
    return Issue(
        "warning",
        "action_before_its_origin",
        f"action n° {action['action_number']} : son origine « {name} » est à vérifier, {was} le {there_on:%d/%m/%Y} et "
        f"{known} le {first:%d/%m/%Y}",
        Path(entry.file).name,
        row=None if pd.isna(action["source_row"]) else int(action["source_row"]),
        accepted="une origine antérieure à l'action",
        remedy="corriger l'origine dans le plan, ou importer les jalons d'avant (jalons, enquête, auto-diagnostic)",
    )


def _first_days(
    workspace: Workspace, catalogue: Catalogue, site: str, entries: Sequence[DatasetEntry]
) -> dict[str, date]:
    """The first day of each origin of which something is known."""
    milestones = _stored(workspace, site, entries, "milestones")
    days: dict[str, list[date]] = {
        origin: _days(milestones[milestones["kind"].isin(kinds)], "start_on") for origin, kinds in OF_MILESTONES.items()
    }
    label = catalogue.labels.get(site)
    if label is not None and label.labelled_on is not None:
        # A label is granted after an external audit, for which an internal one prepares.
        days["external_audit"].append(label.labelled_on)
    days["self_assessment"] = _days(_stored(workspace, site, entries, "self_assessment"), "assessed_on")
    days["survey"] += _days(_stored(workspace, site, entries, "survey_answers"), "answered_on")
    return {origin: min(known) for origin, known in days.items() if known}


def _days(frame: pd.DataFrame, column: str) -> list[date]:
    return [day.date() for day in frame[column].dropna().sort_values().head(1).tolist()]


def _stored(workspace: Workspace, site: str, entries: Sequence[DatasetEntry], table: str) -> pd.DataFrame:
    """All that is stored of a table for a site, whatever its years."""
    periods = [
        Period.parse(code) for entry in entries if entry.table == table for code in (entry.period, *entry.other_periods)
    ]
    return read_table(workspace, table, [site], sorted({year for period in periods for year in period.years}))
