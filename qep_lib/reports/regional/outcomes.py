"""What goes well in a comparison, and what is done about what stands out of it. What stands out is `standouts`."""

from collections.abc import Iterator, Sequence

from qep_lib.display.elements import Absent, Cell, Element, Table, TableColumn, Text
from qep_lib.display.spelled import spoken_name, whose_name
from qep_lib.display.wording import format_number, format_target, joined
from qep_lib.reports import own_words
from qep_lib.reports.actions import plan_notes
from qep_lib.reports.main_results import SUCCESS
from qep_lib.reports.moves import is_worse, than_period
from qep_lib.reports.natures import named_or_counted
from qep_lib.reports.plan_rows import PlanAction
from qep_lib.reports.plan_states import opened_words, passed_words, stored_actions
from qep_lib.reports.regional.gathered import Figure, Gathered
from qep_lib.reports.regional.standouts import (
    UNTESTED,
    Standout,
    change_since,
    demonstrated,
    each_kind_first,
    far_untested,
    mostly_moved,
    standouts,
    where_moved,
)
from qep_lib.reports.regional.themes import named_ends, range_words
from qep_lib.reports.section import shown
from qep_lib.reports.short_plan import opened_actions, what_who_when

MOST_WELL, MOST_ACTIONS, MOST_ALIKE = 3, 5, 3


@shown
def goes_well(gathered: Gathered) -> Element:
    """At most three sentences, by the rules of `standouts` the other way round: objectives that every compared site meets,
    demonstrated changes for the better, what most of the sites do better than before, what nothing tests and is far better. A
    figure that is pointed at is not praised, alone or in the range of all sites."""
    pointed_at = {one.about for one in standouts(gathered)}
    better, far = (
        [one for one in found if one.about not in pointed_at]
        for found in (_better(gathered), far_untested(gathered, is_bad=False))
    )
    told = each_kind_first([*_met(gathered), *better, *_mostly_better(gathered), *far])
    found = [one.words for one in told][:MOST_WELL]
    if not found and gathered.indicators:
        return Text((f"Rien n'est nettement mieux {than_period(gathered.context.previous_label)}.",))
    if not found:
        return Absent("ce qui va bien", "Aucun indicateur ne se compare.", "untold")
    return Text(tuple(found), is_list=True)


@shown
def what_next(gathered: Gathered) -> Element:
    """On each point that stands out, the open actions of the plan of its site, or that none is known there; the words of the
    service where no plan has any; that no plan has one failing both."""
    points = [(one, found) for one in standouts(gathered) for found in [list(_actions(gathered, one))]]
    if any(found for _, found in points):
        return _next_table(gathered, points)
    own = own_words.own_actions(gathered.context)
    if not isinstance(own, Absent):
        return own
    told = [site_id for site_id, member in gathered.members.items() if not stored_actions(member).empty]
    if not points:
        return Absent("actions des sites", "Rien ne ressort : aucune action n'est cherchée.", "untold")
    if not told:
        return Text((f"Aucun plan d'actions n'est communiqué ({gathered.context.period.label}).",))
    known = named_or_counted([gathered.name(site_id) for site_id in told])
    return Text((f"Aucune action ouverte sur ces points dans les plans communiqués ({known}).",))


def _actions(gathered: Gathered, one: Standout) -> Iterator[tuple[str, PlanAction]]:
    """(site, action) of the open actions on a point."""
    indicator_id, about = one.about
    for site_id, member in gathered.members.items():
        if about in ("", site_id):
            for action in opened_actions(member, gathered.context.indicator(indicator_id)):
                yield site_id, action


def _next_table(gathered: Gathered, points: Sequence[tuple[Standout, list[tuple[str, PlanAction]]]]) -> Table:
    """A line an action; a line for the points of a site that has none there, so that nobody is answered by another's plan."""
    rows: list[tuple[str, ...]] = []
    without: dict[str, list[str]] = {}
    told: dict[tuple[str, tuple[str, str, str]], list[str]] = {}
    answers: dict[str, dict[tuple[str, tuple[str, str, str]], PlanAction]] = {}
    for one, found in points:
        indicator_id, about = one.about
        label = whose_name(gathered.context.indicator(indicator_id))
        for site_id, action in found[:MOST_ACTIONS]:
            words = site_id, what_who_when(gathered.members[site_id], action)
            told.setdefault(words, []).append(label)
            answers.setdefault(site_id, {})[words] = action
        if not found:
            without.setdefault(about, []).append(label)
    for (site_id, three), labels in told.items():
        rows.append((gathered.name(site_id), " ; ".join(dict.fromkeys(labels)), *three))
    for site_id, labels in without.items():
        name = gathered.name(site_id) if site_id else "Tous"
        rows.append((name, " ; ".join(dict.fromkeys(labels)), _none_words(gathered, site_id), "—", "—"))
    opened = {site_id: [*found.values()] for site_id, found in answers.items()}
    answered = [
        f"{opened_words(gathered.members[site_id], found)}, {gathered.name(site_id)}"
        for site_id, found in opened.items()
    ]
    unanswered: dict[str, list[str]] = {}
    for site_id in without:
        if site_id and site_id not in opened:
            unanswered.setdefault(_none_words(gathered, site_id), []).append(gathered.name(site_id))
    told_none = [f"{words.removesuffix(' sur ce point')}, {joined(names)}" for words, names in unanswered.items()]
    caption = f"Sur ces points : {' ; '.join([*answered, *told_none])}"
    columns = tuple(map(TableColumn, ("Site", "Sur quoi", "Action", "Qui", "Quand")))
    cells = tuple(tuple(map(Cell, row)) for row in rows)
    passed = [words for site_id, found in opened.items() for words in _passed(gathered, site_id, found)]
    return Table("actions-des-sites", caption, columns, cells, (*passed, *plan_notes(gathered.context)))


def _none_words(gathered: Gathered, site_id: str) -> str:
    """What is said of a site without an action: a plan that nobody gave is not one without actions."""
    has_plan = not site_id or not stored_actions(gathered.members[site_id]).empty
    return "aucune action ouverte sur ce point" if has_plan else "aucune action communiquée"


def _passed(gathered: Gathered, site_id: str, actions: Sequence[PlanAction]) -> list[str]:
    """« Indre-et-Loire : 1 échéance est passée depuis l'extraction du plan (20 janvier 2022)… »"""
    found = passed_words(gathered.members[site_id], actions)
    return [f"{gathered.name(site_id)} : {words}" for words in found]


def _met(gathered: Gathered) -> Iterator[Standout]:
    """The indicators of which every compared site meets the objective, and none is pointed at."""
    pointed_at = _indicators_pointed_at(gathered)
    for figures in gathered.by_indicator():
        if figures[0].indicator.id not in pointed_at and all(figure.row.rating == "met" for figure in figures):
            indicator = figures[0].indicator
            target = format_target(figures[0].row.target, indicator)
            yield Standout(
                (indicator.id, ""),
                f"{SUCCESS} : {spoken_name(indicator)}, les {format_number(len(figures))} sites comparés "
                f"atteignent l'objectif de {target} ({range_words(figures)}).",
            )


def _indicators_pointed_at(gathered: Gathered) -> set[str]:
    """Those of which a site is pointed at: a sentence about all the sites would praise it too."""
    return {one.about[0] for one in standouts(gathered)}


def _better(gathered: Gathered) -> Iterator[Standout]:
    for figure in demonstrated(gathered, lambda pair: not is_worse(pair)):
        label = spoken_name(figure.indicator)
        told = f"{label}, {figure.name}, {figure.said(change_since(figure))}"
        yield Standout(figure.about, f"{SUCCESS} : {told}.")


def _mostly_better(gathered: Gathered) -> Iterator[Standout]:
    """What most sites do better and none worse, the indicators of the same sites in a sentence. Nothing demonstrates it: how far
    the sites stand from each other is said with it."""
    than, pointed_at = than_period(gathered.context.previous_label), _indicators_pointed_at(gathered)
    alike: dict[str, list[list[Figure]]] = {}
    for figures, known, moved in mostly_moved(gathered, is_bad=False):
        if figures[0].indicator.id not in pointed_at:
            alike.setdefault(where_moved(gathered, known, moved, is_bad=False), []).append(figures)
    for where, found in alike.items():
        named = [f"{spoken_name(f[0].indicator)}, {named_ends(f)}" for f in found[:MOST_ALIKE]]
        rest = found[MOST_ALIKE:]
        also = f" ; ainsi que {joined([spoken_name(f[0].indicator) for f in rest])}" if rest else ""
        yield Standout((found[0][0].indicator.id, ""), f"Mieux {than} {where}, {UNTESTED} : {' ; '.join(named)}{also}.")
