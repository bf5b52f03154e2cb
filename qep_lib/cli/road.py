"""`qep road`: the road to a label of sites that have none, laid from the national model, shown, and told as done."""

from collections.abc import Sequence
from datetime import date
from re import fullmatch

from qep_lib.cli.importing import counted, parse_day
from qep_lib.cli.screen import Screen
from qep_lib.cli.single import day_or_today, known_site
from qep_lib.display.wording import format_date
from qep_lib.errors import ParameterError
from qep_lib.files import replace_file
from qep_lib.indicators.road import laid_out, road_steps
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.road import MONTH, Road
from qep_lib.model.site import Site
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.params.isolation import refuse
from qep_lib.params.roads import road_file, road_text, with_done
from qep_lib.reports.road import task_words


def show_road(
    site_code: str, start: str | None, others: Sequence[str], done: str | None, on: str | None, as_of: str | None
) -> int:
    """Lay the road of a site, tell a task as done, then show it as it is on a day."""
    workspace, screen = Workspace.find(), Screen()
    catalogue = read_catalogue(workspace)
    site, day = known_site(catalogue, site_code), day_or_today(as_of, "as-of")
    refuse(found for found in catalogue.left_out if found.kind == "road" and site_code in found.sites)
    if start is not None:
        if done is not None:
            raise ParameterError("--start et --done ne vont pas ensemble : poser le chemin, puis dire ce qui est fait.")
        catalogue = _lay(workspace, screen, catalogue, site, start, others)
    road = catalogue.roads.get(site.site_id)
    if road is None:
        raise ParameterError(
            f"{site.name} : aucun chemin vers le label dans params/roads/. "
            f"À faire : qep road {site.site_id} --start {date.today():%Y-%m}."
        )
    if done is not None:
        road = _tell_done(workspace, screen, road, done, parse_day(on, "on") if on else date.today(), site)
    elif on is not None:
        raise ParameterError(
            "--on dit le jour d'une tâche faite : il va avec --done. Accepté : --done 1.2 --on 2020-07-15."
        )
    _show(screen, catalogue, road, day)
    return 0


def _lay(
    workspace: Workspace, screen: Screen, catalogue: Catalogue, site: Site, start: str, others: Sequence[str]
) -> Catalogue:
    """Write the road of these sites; one that is there stays as it is."""
    if not fullmatch(MONTH, start):
        raise ParameterError(f"--start « {start} » illisible. Accepté : un mois tel que 2020-06.")
    sites = [site.site_id, *(known_site(catalogue, code).site_id for code in others if code != site.site_id)]
    taken = [code for code in sites if code in catalogue.roads]
    if taken:
        raise ParameterError(
            f"{catalogue.sites[taken[0]].name} a déjà son chemin ({road_file(catalogue.roads[taken[0]].id)}) : rien n'a été "
            "écrit. À faire : le modifier là."
        )
    if catalogue.road_model is None:
        raise ParameterError("params/road_model.yml, le modèle d'où part un chemin, est absent. À faire : le remettre.")
    stem = site.site_id.lower()
    path = workspace.root / road_file(stem)
    if path.exists():
        raise ParameterError(f"{road_file(stem)} existe déjà : rien n'a été écrit. À faire : le corriger (qep check).")
    source = f"Modèle national, repris le {format_date(date.today())}"
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, road_text(stem, sites, source, laid_out(catalogue.road_model, start)).encode())
    screen.line(f"Résultat : {road_file(stem)}. À faire : y changer les mois, les tâches et qui les fait.")
    return read_catalogue(workspace)


def _tell_done(workspace: Workspace, screen: Screen, road: Road, number: str, day: date, site: Site) -> Road:
    if day > date.today():
        raise ParameterError(f"--on {day} : cette date est à venir. Accepté : le jour où la tâche a été faite.")
    text = with_done(workspace, road.id, number, day)
    replace_file(workspace.root / road_file(road.id), text.encode())
    screen.line(f"{road_file(road.id)} : tâche {number} faite le {format_date(day)}.")
    return read_catalogue(workspace).roads[site.site_id]


def _show(screen: Screen, catalogue: Catalogue, road: Road, day: date) -> None:
    names = ", ".join(catalogue.sites[code].name for code in road.sites)
    steps = road_steps(road, day)
    screen.line(f"Chemin vers le label : {names}, au {format_date(day)}.")
    for phase in steps:
        screen.line(phase.title)
        for step in phase.tasks:
            who = f" ({step.task.who})" if step.task.who else ""
            style = "bold red" if step.state == "passed" else ""
            screen.line(f"  {step.number}  {step.task.title}{who} : {task_words(step)}", style)
    late = sum(phase.count("passed") for phase in steps)
    total = sum(len(phase.tasks) for phase in steps)
    made = sum(phase.count("done") for phase in steps)
    told = f"{counted(made, 'tâche réalisée', 'tâches réalisées')} sur {total}"
    screen.line(f"{told} ; {counted(late, 'échéance passée', 'échéances passées')} sans réalisation enregistrée.")
