"""`qep calendar`: the milestones of a site's label as an `.ics` file. What is due is `indicators.label_calendar`."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd

from qep_lib.cli.importing import counted
from qep_lib.cli.screen import Screen
from qep_lib.cli.single import day_or_today, known_site, require_suffix, shown, write_output
from qep_lib.errors import ParameterError
from qep_lib.export.calendar_file import CalendarEntry, export_calendar, is_own_calendar
from qep_lib.indicators.label_calendar import DueMilestone, label_calendar
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.site import Site
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.provenance import partition_years
from qep_lib.reports.label_calendar import label_events, milestone_title, status_words
from qep_lib.store.manifest import read_manifest
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
    if label is None:
        raise ParameterError(
            f"aucun label n'est déclaré pour {site.name}. À faire : l'ajouter à params/labels.yml, avec sa date et ses modules."
        )
    milestones, exercises = _stored(workspace, "milestones", site)
    trainings, _ = _stored(workspace, "trainings", site)
    events = label_events(milestones, trainings)
    due = label_calendar(label, catalogue.framework_of(site.site_id), events, day, exercises)
    waiting = [item for item in due if item.due_on is not None and item.done_on is None]
    entries = [*_due_entries(site, waiting, catalogue), *_recorded_entries(site, milestones)]
    if not entries:
        raise ParameterError(
            f"{site.name} : rien à inscrire, la date d'obtention du label n'est pas connue et aucun jalon n'est importé. "
            "À faire : compléter labelled_on dans params/labels.yml, ou importer les jalons (qep import … --source milestones)."
        )
    write_output(path, export_calendar(f"Label Qual-e-pref, {site.name}", entries, day), is_own_calendar)
    late = sum(item.status == "late" for item in waiting)
    screen.line(
        f"{counted(len(waiting), 'échéance', 'échéances')} du label, dont {late} en retard, et "
        f"{counted(len(entries) - len(waiting), 'jalon enregistré', 'jalons enregistrés')}, au {day:%d/%m/%Y}."
    )
    screen.line(f"Résultat : {shown(path, workspace.root)}")
    return 0


def _stored(workspace: Workspace, table: str, site: Site) -> tuple[pd.DataFrame, set[int]]:
    """Every stored row of the site, whatever its year, and the years that have some."""
    entries = [entry for entry in read_manifest(workspace, [site.site_id]) if entry.table == table]
    years = set[int]().union(*(partition_years(entry) for entry in entries))
    return read_table(workspace, table, [site.site_id], sorted(years)), years


def _due_entries(site: Site, due: list[DueMilestone], catalogue: Catalogue) -> Iterator[CalendarEntry]:
    framework = catalogue.framework_of(site.site_id)
    for item in due:
        # An audit gives its own decision; everything else is due once, or once a year of the label.
        what = item.opens_on if item.kind == "decision" else item.year or "+".join(item.commitments)
        description = f"{site.name} : {status_words(item)}. Référentiel {framework.version}."
        title = f"Échéance : {milestone_title(item, framework.label)}"
        yield CalendarEntry(
            f"{site.site_id} {item.kind} {what}",
            title,
            item.limit_on,
            item.limit_on,
            description[:1].upper() + description[1:],
        )


def _recorded_entries(site: Site, milestones: pd.DataFrame) -> Iterator[CalendarEntry]:
    """The latest record of each milestone: one that is planned in an exercise may be told again in the next."""
    latest = milestones.sort_values("exercise_year", kind="stable").drop_duplicates("milestone_id", keep="last")
    for row in latest.sort_values(["start_on", "milestone_id"]).itertuples():
        start: date = row.start_on.date()
        end = row.end_on.date() if pd.notna(row.end_on) else start
        yield CalendarEntry(
            f"{site.site_id} jalon {row.milestone_id}", row.label, start, end, f"{site.name}. Origine : {row.source}"
        )
