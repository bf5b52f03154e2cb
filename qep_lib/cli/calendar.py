"""`qep calendar`: the milestones of a site's label as an `.ics` file. What is due is `indicators.label_calendar`."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from qep_lib.cli.importing import counted
from qep_lib.cli.screen import Screen
from qep_lib.cli.single import day_or_today, known_site, require_suffix, shown, write_output
from qep_lib.errors import ParameterError
from qep_lib.export.calendar_file import CalendarEntry, export_calendar, is_own_calendar
from qep_lib.indicators.label_calendar import DueMilestone, label_calendar
from qep_lib.indicators.road import road_steps
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.site import Site
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.provenance import partition_years
from qep_lib.reports.frame_rows import rows_as
from qep_lib.reports.label_calendar import (
    MilestoneRow,
    label_events,
    milestone_event,
    milestone_title,
    state_words,
    status_words,
)
from qep_lib.reports.road import task_words
from qep_lib.store.manifest import DatasetEntry, read_manifest
from qep_lib.store.tables import read_table

FILE_NAME = "calendrier-label.ics"
SUFFIXES = (".ics",)


def write_calendar(site_code: str, to: str | None, as_of: str | None) -> int:
    """Write the label's calendar of a site: what is due and not done, and every recorded milestone."""
    workspace, screen = Workspace.find(), Screen()
    catalogue = read_catalogue(workspace)
    site, day = known_site(catalogue, site_code), day_or_today(as_of, "as-of")
    path = Path(to) if to else workspace.reports / site.site_id / FILE_NAME
    require_suffix(path, SUFFIXES)
    label = catalogue.labels.get(site.site_id)
    if label is None and site.site_id not in catalogue.roads:
        raise ParameterError(
            f"aucun label n'est déclaré pour {site.name}. À faire : qep label {site.site_id} --obtained DATE --modules 1,2."
        )
    stored = read_manifest(workspace, [site.site_id])
    extraction_days = {entry.dataset: entry.extracted_on for entry in stored}
    milestones, trainings = (_rows(workspace, name, site, stored) for name in ("milestones", "trainings"))
    events = label_events(milestones, trainings, extraction_days)
    due = label_calendar(label, catalogue.framework_of(site.site_id), events, day) if label else ()
    waiting = [item for item in due if item.due_on is not None and item.done_on is None]
    entries = [
        *_due_entries(site, waiting, catalogue, day),
        *_recorded_entries(site, milestones, extraction_days, day),
    ]
    steps = [*_road_entries(catalogue, site, day)]
    entries += steps
    if not entries:
        raise ParameterError(
            f"{site.name} : rien à inscrire, la date d'obtention du label n'est pas connue et aucun jalon n'est importé. "
            "À faire : qep label {site.site_id} --obtained DATE, ou importer les jalons (qep import … --source milestones)."
        )
    write_output(path, export_calendar(f"Label Qual-e-pref, {site.name}", entries, day), is_own_calendar)
    passed = counted(sum(item.state == "passed" for item in waiting), "passée", "passées")
    screen.line(
        f"{counted(len(waiting), 'échéance', 'échéances')} du label, dont {passed} sans réalisation enregistrée, et "
        f"{counted(len(entries) - len(waiting) - len(steps), 'jalon enregistré', 'jalons enregistrés')}, au {day:%d/%m/%Y}."
    )
    if steps:
        tasks = counted(len(steps), "tâche à faire", "tâches à faire")
        screen.line(f"{tasks} du chemin vers le label.")
    screen.line(f"Résultat : {shown(path, workspace.root)}")
    return 0


def _road_entries(catalogue: Catalogue, site: Site, day: date) -> Iterator[CalendarEntry]:
    """The tasks of the road that are not done, from their first day to their last; those without months are in no diary."""
    road = catalogue.roads.get(site.site_id)
    label = catalogue.labels.get(site.site_id)
    if road is None or (label is not None and label.labelled_on is not None and label.labelled_on <= day):
        return
    for phase in road_steps(road, day):
        for step in phase.tasks:
            if step.start_on is None or step.end_on is None or step.state == "done":
                continue
            who = f" Qui : {step.task.who}." if step.task.who else ""
            told = f"{site.name} : {task_words(step)}. Phase : {phase.title}.{who}"
            key = f"{site.site_id} chemin {road.id} {phase.title} {step.task.title}"
            yield CalendarEntry(key, f"Vers le label : {step.task.title}", step.start_on, step.end_on, told)


def _rows(workspace: Workspace, table: str, site: Site, stored: Iterable[DatasetEntry]) -> pd.DataFrame:
    """Every stored row of the site, whatever its year."""
    years = set[int]().union(*(partition_years(entry) for entry in stored if entry.table == table))
    return read_table(workspace, table, [site.site_id], sorted(years))


def _due_entries(site: Site, due: list[DueMilestone], catalogue: Catalogue, day: date) -> Iterator[CalendarEntry]:
    framework = catalogue.framework_of(site.site_id)
    for item in due:
        if item.limit_on is None:
            continue
        # An audit gives its own decision; everything else is due once, or once a year of the label.
        what = item.opens_on if item.kind == "decision" else item.year or "+".join(item.commitments)
        description = f"{site.name} : {status_words(item, day)}. Référentiel {framework.version}."
        title = f"Échéance : {milestone_title(item, framework.label)}"
        yield CalendarEntry(
            f"{site.site_id} {item.kind} {what}",
            title,
            item.limit_on,
            item.limit_on,
            description[:1].upper() + description[1:],
        )


def _recorded_entries(
    site: Site, milestones: pd.DataFrame, extraction_days: Mapping[str, date], day: date
) -> Iterator[CalendarEntry]:
    """The latest record of each milestone, with its state: one planned in an exercise may be told again in the next."""
    latest = milestones.sort_values("exercise_year", kind="stable").drop_duplicates("milestone_id", keep="last")
    for row in rows_as(MilestoneRow, latest.sort_values(["start_on", "milestone_id"])):
        event = milestone_event(row, extraction_days)
        told = f"{site.name} : {state_words(event.state(day), event.kind)}. Origine : {row.source}"
        yield CalendarEntry(f"{site.site_id} jalon {row.milestone_id}", row.label, event.start_on, event.end_on, told)
