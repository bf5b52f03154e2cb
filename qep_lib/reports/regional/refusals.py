"""What is not compared, and why: one line a reason, a site and what the site has instead, repeated lines put together."""

from dataclasses import dataclass

from qep_lib.comparison.comparable import Reason, why_other_set
from qep_lib.display.elements import Absent, Cell, Element, Table, TableColumn
from qep_lib.display.wording import format_count, format_number
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.naming import named_or_counted, site_name
from qep_lib.reports.regional.words import (
    REASON_WORDS,
    THEMES,
    instead_words,
    reason_sentence,
    theme_of,
)
from qep_lib.reports.section import shown

LEFT_OUT = (
    "Les chiffres que les sites n'ont pas communiqués ne sont pas dans ce tableau : un tiret en tient lieu ailleurs."
)
SITE_BY_SITE = "Selon le site : le détail est dans le classeur joint."


@dataclass(frozen=True, slots=True)
class Refusal:
    """A figure of a site that is not compared."""

    reason: Reason
    theme: str
    site_id: str
    indicator: str
    instead: str
    why: str


def refusals(gathered: Gathered) -> tuple[Refusal, ...]:
    """Every (indicator, site) set aside, but those without any figure, in the order of the indicators."""
    return tuple(
        Refusal(
            aside.reason,
            theme_of(found.indicator),
            aside.candidate.site_id,
            found.indicator.short_label,
            instead_words(gathered, found.indicator, aside.candidate, aside.reason),
            reason_sentence(gathered, found.indicator, aside.candidate, aside.reason),
        )
        for found in gathered.compared.values()
        for aside in found.set_aside
        if aside.reason != "no_data"
    )


def letters(gathered: Gathered) -> dict[Reason, str]:
    """The letter of each reason that the report gives, in a fixed order; the questionnaire too where it parts two sets."""
    return gathered.read_once("letters", lambda: _letters(gathered))


def _letters(gathered: Gathered) -> dict[Reason, str]:
    used = {aside.reason for found in gathered.compared.values() for aside in found.set_aside}
    for found in gathered.compared.values():
        used |= {why_other_set(one, other) for one in found.sets for other in found.sets if one != other}
    shown = [reason for reason in REASON_WORDS if reason in used and reason != "no_data"]
    return {reason: "abcdefghijklmnop"[place] for place, reason in enumerate(shown)}


@shown
def refusals_in_brief(gathered: Gathered) -> Element:
    """A line a reason and theme: how many figures, of which sites when they are few; of a region, why for each of them."""
    known = letters(gathered)
    groups: dict[tuple[Reason, str, str], list[Refusal]] = {}
    for one in refusals(gathered):
        groups.setdefault((one.reason, one.theme, "" if gathered.is_folded else one.why), []).append(one)
    if not groups:
        return _nothing_refused()
    rows = []
    for (reason, theme, _), group in sorted(groups.items(), key=lambda item: list(known).index(item[0][0])):
        sites = dict.fromkeys(one.site_id for one in group)
        rows.append(
            (
                Cell(_reason(gathered, reason)),
                Cell(THEMES[theme][0]),
                Cell(named_or_counted([site_name(gathered, site_id) for site_id in sites])),
                Cell(format_number(len(group)), len(group)),
                Cell(group[0].why if len({one.why for one in group}) == 1 else SITE_BY_SITE),
            )
        )
    columns = (
        TableColumn("Raison", width=1.5),
        TableColumn("Thème", width=1.9),
        TableColumn("Sites", width=2.2),
        TableColumn("Chiffres", "end", 0.8),
        TableColumn("Pourquoi", width=3.4),
    )
    count = sum(len(group) for group in groups.values())
    caption = f"{format_count(count, 'chiffre mis à part', 'chiffres mis à part')}, et pourquoi"
    return Table("non-comparable-comptes", caption, columns, tuple(rows), (LEFT_OUT,), form="dense")


@shown
def refusals_table(gathered: Gathered) -> Element:
    """The detail, a line a figure, by reason in the order of their letters: what the site has instead. Of a folded report, off
    paper."""
    known = [*letters(gathered)]
    found = sorted(refusals(gathered), key=lambda one: known.index(one.reason))
    if not found:
        return _nothing_refused()
    rows = tuple(
        (
            Cell(_reason(gathered, one.reason)),
            Cell(site_name(gathered, one.site_id)),
            Cell(one.indicator),
            Cell(one.instead),
            Cell(one.why),
        )
        for one in found
    )
    columns = (
        TableColumn("Raison", width=1.4),
        TableColumn("Site", width=1.5),
        TableColumn("Indicateur", width=1.9),
        TableColumn("Ce que le site a", width=2.6),
        TableColumn("Pourquoi cela ne se compare pas", width=2.6),
    )
    form = "folded" if gathered.is_folded else "dense"
    return Table("non-comparable", "Ce qui ne se compare pas, site par site", columns, rows, (LEFT_OUT,), form=form)


def _reason(gathered: Gathered, reason: Reason) -> str:
    return f"({letters(gathered)[reason]}) {REASON_WORDS[reason]}"


def _nothing_refused() -> Absent:
    words = "Tout ce que les sites ont communiqué peut être comparé."
    return Absent("ce qui ne se compare pas", words, "untold")
