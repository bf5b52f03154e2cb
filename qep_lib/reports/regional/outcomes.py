"""What goes well in a comparison, and what is done about what stands out of it. What stands out is `standouts`."""

from collections.abc import Iterator

from qep_lib.display.elements import Absent, Cell, Element, Table, TableColumn, Text
from qep_lib.display.wording import format_count, format_number, format_target, in_period, inside_sentence, value_words
from qep_lib.model.indicator import Indicator
from qep_lib.reports import own_words
from qep_lib.reports.actions import plan_notes, stored_actions
from qep_lib.reports.extremes import from_to
from qep_lib.reports.main_results import SUCCESS
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.naming import named_or_counted, site_name
from qep_lib.reports.regional.standouts import Standout, change_since, demonstrated, each_kind_first, standouts
from qep_lib.reports.section import shown
from qep_lib.reports.short_plan import opened_actions, what_who_when
from qep_lib.reports.verdicts import has_changed, is_worse, than_period

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
    return Text(tuple(f"{SUCCESS} : {words}" for words in found), is_list=True)


@shown
def what_next(gathered: Gathered) -> Element:
    """The open actions of each site on what stands out of it, the words of the service failing any; that no plan has one failing
    both."""
    rows = list(dict.fromkeys(_actions(gathered)))[:MOST_ACTIONS]
    if rows:
        columns = (
            TableColumn("Site", width=1.4),
            TableColumn("Quoi", width=3.2),
            TableColumn("Qui", width=1.5),
            TableColumn("Quand", width=1.1),
        )
        count = format_count(len(rows), "action ouverte", "actions ouvertes")
        notes = plan_notes(gathered.context)
        return Table(
            "actions-des-sites", f"Aux plans d'actions des sites : {count} sur ces points", columns, tuple(rows), notes
        )
    own = own_words.own_actions(gathered.context)
    if not isinstance(own, Absent):
        return own
    told = [member for member in gathered.context.members if not stored_actions(member).empty]
    if not standouts(gathered):
        return Absent("actions des sites", "Rien ne ressort : aucune action n'est cherchée.", "untold")
    if not told:
        return Text((f"Aucun plan d'actions n'est communiqué ({gathered.context.period.label}).",))
    known = named_or_counted([site_name(gathered, member.site.site_id) for member in told])
    return Text((f"Aucune action ouverte sur ces points dans les plans communiqués ({known}).",))


def _actions(gathered: Gathered) -> Iterator[tuple[Cell, ...]]:
    for one in standouts(gathered):
        indicator_id, site_id = one.about
        commitment = gathered.context.indicator(indicator_id).commitment
        for member in gathered.context.members:
            if commitment is None or site_id not in ("", member.site.site_id):
                continue
            for action in opened_actions(member, commitment):
                name = site_name(gathered, member.site.site_id)
                yield (Cell(name), *map(Cell, what_who_when(member, action)))


def _met(gathered: Gathered) -> Iterator[Standout]:
    """The indicators of which every compared site meets the objective."""
    for found in gathered.compared.values():
        rows = [candidate.measured for candidate in found.candidates]
        if len(rows) > 1 and all(row.rating == "met" for row in rows):
            rows.sort(key=lambda row: row.value)
            yield Standout((found.indicator.id, ""), _met_words(gathered, found.indicator, rows))


def _met_words(gathered: Gathered, indicator: Indicator, rows: list) -> str:
    ends = (value_words(row, indicator, gathered.context.audience) for row in (rows[0], rows[-1]))
    return (
        f"{inside_sentence(indicator.short_label)}, les {format_number(len(rows))} sites comparés atteignent l'objectif de "
        f"{format_target(rows[0].target, indicator)} ({from_to(*ends)})."
    )


def _better(gathered: Gathered) -> Iterator[Standout]:
    for indicator, row in demonstrated(gathered, for_better=True):
        name = site_name(gathered, row.site_id, [row])
        value = value_words(row, indicator, gathered.context.audience)
        words = f"{inside_sentence(indicator.short_label)}, {name}, {value} ({change_since(gathered, indicator, row)})."
        yield Standout((indicator.id, row.site_id), words)


def _mostly_better(gathered: Gathered) -> Iterator[Standout]:
    """The indicators that more than half of the sites do better than before, and none worse."""
    for indicator in gathered.indicators:
        rows = [(member, member.total(indicator.id)) for member in gathered.context.members]
        known = [(member, (indicator, row)) for member, row in rows if row.has_value and row.previous is not None]
        moved = [pair for member, pair in known if has_changed(pair, member)]
        if len(known) > 1 and len(moved) * 2 > len(known) and not any(map(is_worse, moved)):
            than = than_period(gathered.context.previous_label)
            which = f"qui ont aussi un chiffre {in_period(gathered.context.previous_label)}"
            where = f"dans {format_number(len(moved))} sites sur les {format_number(len(known))} {which}, moins bien dans aucun"
            if len(moved) == len(known):
                where = f"dans les {format_number(len(known))} sites {which}"
            yield Standout(
                (indicator.id, ""),
                f"{inside_sentence(indicator.short_label)}, mieux {than} {where}.",
            )
