"""Checks of `params/committees/` and `params/roads/`: files of sites that do something together."""

from collections.abc import Collection, Iterable, Iterator

from qep_lib.model.committee import KIND_TITLES, Committee
from qep_lib.model.issue import Issue
from qep_lib.model.road import Road, RoadPhase, RoadTask
from qep_lib.model.suggest import did_you_mean
from qep_lib.params.contents import check_repeated
from qep_lib.params.document import Document, KeyPath


def check_committees(files: Iterable[tuple[str, Document, Committee]], known_sites: Collection[str]) -> Iterator[Issue]:
    """The faults of each, and a site that two of them name."""
    held: dict[str, str] = {}
    for _, document, committee in files:
        yield from _check_committee(document, committee)
        yield from _check_sites(document, committee.sites, known_sites, held, "un comité")


def check_roads(files: Iterable[tuple[str, Document, Road]], known_sites: Collection[str]) -> Iterator[Issue]:
    """The faults of each, and a site that two of them name."""
    walked: dict[str, str] = {}
    for _, document, road in files:
        yield from _check_road(document, road)
        yield from _check_sites(document, road.sites, known_sites, walked, "un chemin vers le label")


def _check_committee(document: Document, committee: Committee) -> Iterator[Issue]:
    """A college, a structure of it and a point of the agenda are each named once."""
    for kind in KIND_TITLES:
        sitting = committee.sitting(kind)
        if sitting is None:
            continue
        colleges: list[tuple[KeyPath, str]] = []
        for i, college in enumerate(sitting.colleges):
            path: KeyPath = (kind, "colleges", i)
            colleges.append(((*path, "name"), college.name))
            members = [((*path, "members", j, "structure"), m.structure) for j, m in enumerate(college.members)]
            yield from check_repeated(document, members, "structure")
        yield from check_repeated(document, colleges, "collège")
        points = [((kind, "agenda", i, "title"), point.title) for i, point in enumerate(sitting.agenda)]
        yield from check_repeated(document, points, "point de l'ordre du jour")


def _check_road(document: Document, road: Road) -> Iterator[Issue]:
    """Phases, and the tasks of each, are named once; months come by two and in their order."""
    phases = [(("phases", i, "title"), phase.title) for i, phase in enumerate(road.phases)]
    yield from check_repeated(document, phases, "phase")
    for i, phase in enumerate(road.phases):
        yield from _bad_months(document, ("phases", i), phase)
        tasks = [(("phases", i, "tasks", j, "title"), task.title) for j, task in enumerate(phase.tasks)]
        yield from check_repeated(document, tasks, "tâche")
        for j, task in enumerate(phase.tasks):
            yield from _bad_months(document, ("phases", i, "tasks", j), task)


def _bad_months(document: Document, path: KeyPath, timed: RoadPhase | RoadTask) -> Iterator[Issue]:
    first, last = timed.first_month, timed.last_month
    if (first is None) != (last is None):
        missing = "first_month" if first is None else "last_month"
        found = f"il manque {missing} : un mois de début va avec un mois de fin"
        yield document.issue(path, "half_a_span", found, value=None, accepted='un mois tel que "2020-06"')
    elif first is not None and last is not None and first > last:
        found, remedy = "le dernier mois précède le premier", "corriger l'un des deux"
        yield document.issue((*path, "last_month"), "backward_months", found, remedy=remedy)


def _check_sites(
    document: Document, sites: tuple[str, ...], known: Collection[str], taken: dict[str, str], what: str
) -> Iterator[Issue]:
    """Sites exist, are named once, and no other file of that kind names them; `taken`: site -> file, filled here."""
    yield from check_repeated(document, [(("sites", i), site) for i, site in enumerate(sites)], "site")
    for i, site in enumerate(sites):
        path: KeyPath = ("sites", i)
        if site not in known:
            accepted, remedy = "un site de params/sites.csv", did_you_mean(site, known)
            found = "site absent du registre"
            yield document.issue(path, "unknown_id", found, value=site, accepted=accepted, remedy=remedy)
        elif taken.setdefault(site, document.file) != document.file:
            found, remedy = f"ce site a déjà {what} dans {taken[site]}", "le retirer de l'un des deux fichiers"
            yield document.issue(path, "repeated", found, value=site, remedy=remedy)
