"""What is not compared, and why: one line a reason, a site and what the site has instead, repeated lines put together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qep_lib.comparison.comparable import Reason, why_other_set
from qep_lib.display.elements import Cell, Element, Gallery, Table, TableColumn, Text
from qep_lib.display.wording import format_count, format_number, joined
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.naming import named_or_counted, site_name
from qep_lib.reports.regional.words import (
    REASON_WORDS,
    THEMES,
    instead_words,
    questionnaire_words,
    reason_sentence,
    theme_of,
)

LEFT_OUT = (
    "Les chiffres que les sites n'ont pas communiqués ne sont pas dans ce tableau : un tiret en tient lieu ailleurs."
)


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
    used = {aside.reason for found in gathered.compared.values() for aside in found.set_aside}
    for found in gathered.compared.values():
        used |= {why_other_set(one, found.sets[0]) for one in found.sets[1:]}
    shown = [reason for reason in REASON_WORDS if reason in used and reason != "no_data"]
    return {reason: "abcdefghijklmnop"[place] for place, reason in enumerate(shown)}


def refusals_table(gathered: Gathered) -> Element:
    """The table, by reason in the order of their letters; of a folded report, a line a reason and theme stands before it."""
    lines = _lines(gathered)
    if not lines:
        return Text(("Tout ce que les sites ont communiqué peut être comparé.",))
    known = letters(gathered)
    rows = tuple((Cell(f"({known[reason]}) {REASON_WORDS[reason]}"), *map(Cell, words)) for reason, *words in lines)
    columns = (
        TableColumn("Raison", width=1.4),
        TableColumn("Site", width=1.3),
        TableColumn("Indicateur", width=1.6),
        TableColumn("Ce que le site a", width=3.2),
        TableColumn("Pourquoi cela ne se compare pas", width=2.2),
    )
    caption = "Ce qui ne se compare pas, et pourquoi"
    table = Table("non-comparable", caption, columns, rows, (LEFT_OUT,), is_wide=True)
    if not gathered.is_folded:
        return table
    detail = replace(table, caption=f"{caption} : le détail, site par site", form="folded")
    return Gallery((_counts_table(gathered, caption), detail))


def _counts_table(gathered: Gathered, caption: str) -> Table:
    """A line a reason and theme: how many sites, how many figures, which sites when they are few."""
    known = letters(gathered)
    groups: dict[tuple[Reason, str, str], list[Refusal]] = {}
    for one in refusals(gathered):
        groups.setdefault((one.reason, one.theme, one.why), []).append(one)
    rows = []
    for (reason, theme, why), group in sorted(groups.items(), key=lambda item: list(known).index(item[0][0])):
        sites = dict.fromkeys(one.site_id for one in group)
        rows.append(
            (
                Cell(f"({known[reason]}) {REASON_WORDS[reason]}"),
                Cell(THEMES[theme][0]),
                Cell(named_or_counted([site_name(gathered, site_id) for site_id in sites])),
                Cell(format_number(len(group)), len(group)),
                Cell(why),
            )
        )
    columns = (
        TableColumn("Raison", width=1.5),
        TableColumn("Thème", width=1.9),
        TableColumn("Sites", width=2.6),
        TableColumn("Chiffres", "end", 0.8),
        TableColumn("Pourquoi cela ne se compare pas", width=3),
    )
    notes = ("Le détail, site par site, est dans le tableau replié de la page web et dans le classeur joint.", LEFT_OUT)
    return Table("non-comparable-comptes", caption, columns, tuple(rows), notes)


def _lines(gathered: Gathered) -> list[tuple]:
    """The lines of the table: reason, sites, indicators, what the sites have, why."""
    found = refusals(gathered)
    known = letters(gathered)
    lines = [*_questionnaire_lines(gathered)]
    for reason in known:
        lines += _grouped(gathered, [one for one in found if one.reason == reason])
    lines.sort(key=lambda line: list(known).index(line[0]))
    return lines


def _grouped(gathered: Gathered, found: Sequence[Refusal]) -> list[tuple]:
    """Indicators of one site and theme together, then sites with the same line together."""
    by_site: dict[tuple[str, str, str], list[Refusal]] = {}
    for one in found:
        by_site.setdefault((one.site_id, one.theme, one.why), []).append(one)
    lines: dict[tuple, list[str]] = {}
    for (site_id, theme, why), group in by_site.items():
        name = site_name(gathered, site_id)
        is_one = len(group) == 1
        indicators = group[0].indicator if is_one else f"{THEMES[theme][0]} : {format_count(len(group), 'indicateur')}"
        instead = group[0].instead if is_one else _together(group)
        lines.setdefault((group[0].reason, indicators, instead, why), []).append(name)
    return [
        (reason, named_or_counted(names), indicators, instead, why)
        for (reason, indicators, instead, why), names in lines.items()
    ]


def _together(group: Sequence[Refusal]) -> str:
    """What a site has of many indicators, each beside its name."""
    if all(one.instead == "—" for one in group):
        return joined([one.indicator for one in group])
    return " ; ".join(f"{one.indicator} : {one.instead}" for one in group)


def _questionnaire_lines(gathered: Gathered) -> list[tuple]:
    """Surveys compared among themselves only: who asked which questionnaire."""
    apart: dict[str, list[str]] = {}
    for found in gathered.compared.values():
        for compared in found.sets:
            if compared.serie:
                names = apart.setdefault(compared.serie, [])
                names += [site for site in compared.sites if site not in names]
    if len(apart) < 2 or "serie" not in letters(gathered):
        return []
    return [
        (
            "serie",
            joined([site_name(gathered, site) for site in sites]),
            "Satisfaction",
            questionnaire_words(gathered, sites[0]),
            "Comparés entre eux seulement : les autres n'ont pas posé les mêmes questions.",
        )
        for sites in apart.values()
    ]
