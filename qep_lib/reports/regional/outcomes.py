"""What goes well in a comparison, and what is done about what stands out of it. What stands out is `standouts`."""

from collections.abc import Iterator, Sequence

from qep_lib.display.elements import Absent, Cell, Element, Table, TableColumn, Text
from qep_lib.display.wording import format_count, format_number, format_target, in_period, inside_sentence, joined
from qep_lib.reports import own_words
from qep_lib.reports.actions import plan_notes, stored_actions
from qep_lib.reports.extremes import from_to
from qep_lib.reports.main_results import SUCCESS
from qep_lib.reports.moves import has_change, has_changed, is_worse, than_period
from qep_lib.reports.natures import named_or_counted
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.standouts import Standout, change_since, demonstrated, each_kind_first, standouts
from qep_lib.reports.section import shown
from qep_lib.reports.short_plan import opened_actions, what_who_when

MOST_WELL, MOST_ACTIONS = 3, 5


@shown
def goes_well(gathered: Gathered) -> Element:
    """At most three sentences: objectives that every compared site meets, demonstrated changes for the better, then what most of
    the sites do better than before."""
    told = each_kind_first([*_met(gathered), *_better(gathered), *_mostly_better(gathered)])
    found = [one.words for one in told][:MOST_WELL]
    if not found and gathered.indicators:
        return Text((f"Rien n'est nettement mieux {than_period(gathered.context.previous_label)}.",))
    if not found:
        return Absent("ce qui va bien", "Aucun indicateur ne se compare.", "untold")
    return Text(tuple(found), is_list=True)


@shown
def what_next(gathered: Gathered) -> Element:
    """The open actions of each site on what stands out of it, the words of the service failing any; that no plan has one failing
    both."""
    actions = list(dict.fromkeys(_actions(gathered)))
    if rows := actions[:MOST_ACTIONS]:
        columns = (
            TableColumn("Site"),
            TableColumn("Quoi"),
            TableColumn("Qui"),
            TableColumn("Quand"),
        )
        count = format_count(len(rows), "action ouverte", "actions ouvertes")
        caption = f"Aux plans d'actions des sites : {count} sur ces points"
        return Table(
            "actions-des-sites",
            caption,
            columns,
            tuple(rows),
            (*_unanswered(gathered, actions), *plan_notes(gathered.context)),
        )
    own = own_words.own_actions(gathered.context)
    if not isinstance(own, Absent):
        return own
    told = [site_id for site_id, member in gathered.members.items() if not stored_actions(member).empty]
    if not standouts(gathered):
        return Absent("actions des sites", "Rien ne ressort : aucune action n'est cherchée.", "untold")
    if not told:
        return Text((f"Aucun plan d'actions n'est communiqué ({gathered.context.period.label}).",))
    known = named_or_counted([gathered.name(site_id) for site_id in told])
    return Text((f"Aucune action ouverte sur ces points dans les plans communiqués ({known}).",))


def _actions(gathered: Gathered) -> Iterator[tuple[Cell, ...]]:
    for one in standouts(gathered):
        indicator_id, about = one.about
        levers = gathered.context.indicator(indicator_id).levers
        for site_id, member in gathered.members.items():
            if about in ("", site_id):
                for action in opened_actions(member, levers):
                    yield (Cell(gathered.name(site_id)), *map(Cell, what_who_when(member, action)))


def _unanswered(gathered: Gathered, actions: Sequence[tuple[Cell, ...]]) -> list[str]:
    """The sites that a sentence points at and whose plan answers none: they are not read as answered by another's."""
    pointed = {site_id for one in standouts(gathered) if (site_id := one.about[1])}
    answered = {action[0].text for action in actions}
    names = [gathered.name(site_id) for site_id in gathered.members if site_id in pointed]
    without = [name for name in names if name not in answered]
    return [f"Aucune action ouverte n'est communiquée pour {joined(without)}."] if without else []


def _met(gathered: Gathered) -> Iterator[Standout]:
    """The indicators of which every compared site meets the objective."""
    for figures in gathered.by_indicator():
        if all(figure.row.rating == "met" for figure in figures):
            low, *_, high = sorted(figures, key=lambda figure: figure.row.value)
            indicator, target = low.indicator, format_target(low.row.target, low.indicator)
            yield Standout(
                (indicator.id, ""),
                f"{SUCCESS} : {inside_sentence(indicator.short_label)}, les {format_number(len(figures))} sites comparés "
                f"atteignent l'objectif de {target} ({from_to(low.words, high.words)}).",
            )


def _better(gathered: Gathered) -> Iterator[Standout]:
    for figure in demonstrated(gathered, lambda pair: not is_worse(pair)):
        label = inside_sentence(figure.indicator.short_label)
        yield Standout(figure.about, f"{SUCCESS} : {label}, {figure.name}, {figure.words} ({change_since(figure)}).")


def _mostly_better(gathered: Gathered) -> Iterator[Standout]:
    """The indicators that more than half of the sites do better than before, and none worse; none of which an objective that is
    known is missed. Nothing demonstrates it: how far the sites stand from each other is said with it."""
    than, when = (told(gathered.context.previous_label) for told in (than_period, in_period))
    for figures in gathered.by_indicator():
        indicator = figures[0].indicator
        rows = [(member, (indicator, member.total(indicator.id))) for member in gathered.context.members]
        known = [(member, pair) for member, pair in rows if pair[1].has_value and has_change(pair, member)]
        moved = [pair for member, pair in known if has_changed(pair, member)]
        is_missed = any(row.rating not in (None, "met") for _, (_, row) in rows)
        if len(known) > 1 and len(moved) * 2 > len(known) and not any(map(is_worse, moved)) and not is_missed:
            which = f"{format_number(len(known))} sites dont le chiffre {when} se compare"
            where = f"dans les {which}"
            if len(moved) < len(known):
                where = f"dans {format_number(len(moved))} des {which}, moins bien dans aucun"
            low, *_, high = sorted(figures, key=lambda figure: figure.row.value)
            ends = f"de {low.words}, {low.name}, à {high.words}, {high.name}"
            yield Standout(
                (indicator.id, ""), f"Mieux {than} : {inside_sentence(indicator.short_label)}, {where} ; {ends}."
            )
