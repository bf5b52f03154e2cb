"""What is not compared, and why: one line a reason, a site and what the site has instead, repeated lines put together."""

from collections.abc import Iterable
from dataclasses import dataclass

from qep_lib.comparison.comparable import Candidate, Reason, why_different
from qep_lib.display.elements import Absent, Cell, Element, Table, TableColumn, TableForm
from qep_lib.display.spelled import whose_name
from qep_lib.display.wording import as_of_words, format_count, format_number, in_period, joined, value_words
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.natures import named_or_counted
from qep_lib.reports.regional.gathered import Gathered, mode_words
from qep_lib.reports.regional.words import (
    DIFFERENCE_WORDS,
    REASON_WORDS,
    THEMES,
    mark_of,
    natures_of,
    theme_of,
)
from qep_lib.reports.section import shown

LEFT_OUT = (
    "Les chiffres que les sites n'ont pas communiqués ne sont pas dans ce tableau : un tiret en tient lieu ailleurs."
)
SITE_BY_SITE = "Selon le site : le détail est dans le classeur joint."


@dataclass(frozen=True, slots=True)
class Refusal:
    """A figure of a site that is not compared, what the site has instead, and why in a sentence."""

    indicator: Indicator
    reason: Reason
    site_id: str
    instead: str
    why: str


def refusals(gathered: Gathered, indicators: Iterable[Indicator] | None = None) -> list[Refusal]:
    """Every (indicator, site) set aside, by reason in the order of their letters, then of the indicators; those without any
    figure only where `indicators` are named."""
    found = [
        Refusal(
            one.indicator,
            aside.reason,
            aside.candidate.site_id,
            _instead(gathered, one.indicator, aside.candidate, aside.reason),
            _why(gathered, one.indicator, aside.candidate, aside.reason),
        )
        for one in (gathered.compared[i.id] for i in indicators or gathered.indicators)
        for aside in one.set_aside
        if indicators or aside.reason != "no_data"
    ]
    return sorted(found, key=lambda one: [*REASON_WORDS].index(one.reason))


def letters(gathered: Gathered) -> dict[Reason, str]:
    """The letter of each reason that the report gives, in a fixed order; the questionnaire too where it parts two sets."""
    return gathered.read_once("letters", lambda: _letters(gathered))


def _letters(gathered: Gathered) -> dict[Reason, str]:
    used = {aside.reason for found in gathered.compared.values() for aside in found.set_aside}
    used.update(reason for line in gathered.lines for reason in line.reasons.values())
    given = [reason for reason in REASON_WORDS if reason in used and reason != "no_data"]
    return dict(zip(given, "abcdefghijklmnop", strict=False))


@shown
def refusals_in_brief(gathered: Gathered) -> Element:
    """A line a reason and theme: how many figures, of which sites when they are few; of a region, why for each of them."""
    groups: dict[tuple[Reason, str, str], list[Refusal]] = {}
    for one in refusals(gathered):
        groups.setdefault((one.reason, theme_of(one.indicator), "" if gathered.is_folded else one.why), []).append(one)
    rows = tuple(
        (
            Cell(_reason(gathered, reason)),
            Cell(THEMES[theme][0]),
            Cell(named_or_counted([gathered.name(site_id) for site_id in dict.fromkeys(one.site_id for one in group)])),
            Cell(format_number(len(group)), len(group)),
            Cell(group[0].why if len({one.why for one in group}) == 1 else SITE_BY_SITE),
        )
        for (reason, theme, _), group in groups.items()
    )
    columns = (
        TableColumn("Raison"),
        TableColumn("Thème"),
        TableColumn("Sites"),
        TableColumn("Chiffres", "end"),
        TableColumn("Pourquoi"),
    )
    count = sum(len(group) for group in groups.values())
    caption = f"{format_count(count, 'chiffre mis à part', 'chiffres mis à part')}, et pourquoi"
    return _table("non-comparable-comptes", caption, columns, rows, "dense", (LEFT_OUT,))


@shown
def refusals_table(gathered: Gathered) -> Element:
    """The detail, a line a figure: what the site has instead. Of a folded report, off paper."""
    form: TableForm = "folded" if gathered.is_folded else "dense"
    return refused_table(gathered, "Ce qui ne se compare pas, site par site", refusals(gathered), form, (LEFT_OUT,))


def refused_table(
    gathered: Gathered, caption: str, found: Iterable[Refusal], form: TableForm = "open", notes: tuple[str, ...] = ()
) -> Element:
    """A line a figure of `found`."""
    rows = tuple(
        (
            Cell(_reason(gathered, one.reason)),
            Cell(gathered.name(one.site_id)),
            Cell(whose_name(one.indicator)),
            Cell(one.instead),
            Cell(one.why),
        )
        for one in found
    )
    columns = (
        TableColumn("Raison"),
        TableColumn("Site"),
        TableColumn("Indicateur"),
        TableColumn("Ce que le site a"),
        TableColumn("Pourquoi cela ne se compare pas"),
    )
    return _table("non-comparable", caption, columns, rows, form, notes)


def _table(
    slug: str,
    caption: str,
    columns: tuple[TableColumn, ...],
    rows: tuple[tuple[Cell, ...], ...],
    form: TableForm,
    notes: tuple[str, ...],
) -> Element:
    if not rows:
        words = "Tout ce que les sites ont communiqué peut être comparé."
        return Absent("ce qui ne se compare pas", words, "untold")
    return Table(slug, caption, columns, rows, notes, form=form)


def _reason(gathered: Gathered, reason: Reason) -> str:
    letter = letters(gathered).get(reason)
    return f"({letter}) {REASON_WORDS[reason]}" if letter else REASON_WORDS[reason]


def _instead(gathered: Gathered, indicator: Indicator, candidate: Candidate, reason: Reason) -> str:
    """What stands in place of the figure that is not compared, with the start of a delay defined otherwise."""

    def told(indicator: Indicator, row: Measured, when: str = "") -> str:
        value = value_words(row, indicator, gathered.context.audience)
        return " ".join(filter(None, (value, when, mark_of(natures_of([row])))))

    if reason == "definition":
        other, row = sure(candidate.look_alike)
        start = f", depuis : {other.measurement.start_event}" if other.measurement.start_event else ""
        return f"{whose_name(other)} : {told(other, row)}{start}"
    if reason == "period":
        period, row = sure(candidate.elsewhere)
        return told(indicator, row, in_period(period.short_label))
    row = candidate.measured
    as_of = f" ({as_of_words(row)})" if as_of_words(row) else ""
    return f"{told(indicator, row)}{as_of}" if row.has_value else "—"


def _why(gathered: Gathered, indicator: Indicator, candidate: Candidate, reason: Reason) -> str:
    """Why the figure of a site is in no chart, for a reader who knows nothing of the method."""
    threshold = gathered.context.catalogue.conventions.disclosure.threshold(gathered.context.audience)
    match reason:
        case "suppressed":
            return (
                f"Chiffre de moins de {threshold} personnes, ou dont on déduirait celui de moins de {threshold} autres par "
                "soustraction : rien n'est diffusé, pour ne désigner personne."
            )
        case "no_request":
            return "Aucune demande dans la période : il n'y a pas de taux."
        case "not_measurable":
            return "Ses données ne permettent pas de mesurer cet indicateur."
        case "definition":
            found = [DIFFERENCE_WORDS[name] for name in why_different(indicator, sure(candidate.look_alike)[0])]
            return f"Le site publie un autre indicateur, qui diffère par {joined(found) or 'les faits comptés'}."
        case "period":
            return f"Aucun chiffre pour la période comparée ({gathered.context.period.label})."
        case "perimeter":
            return "Le chiffre est celui de tout le pays : il ne dit rien de ce site."
        case "serie":
            return "Son enquête n'a pas posé les mêmes questions."
        case "mode":
            mode = mode_words(gathered.members[candidate.site_id], candidate.mode)
            return f"Même questionnaire, mais recueilli autrement ({mode})."
        case "provisional":
            return "Chiffre arrêté à une autre date que celui des autres sites."
        case "months":
            known = candidate.measured.value_note
            return f"Chiffre d'une partie de la période : {known}." if known else "Les autres sites n'ont pas ces mois."
        case "population":
            if candidate.population:
                return f"Son registre ne tient que des {candidate.population} ; celui des autres sites tient toutes les demandes."
            return "Son registre tient toutes les demandes ; celui des autres sites n'en tient qu'une partie."
        case "alone":
            # Another site may have it hidden, or for another year: only what can be shown is told.
            return f"Aucun autre site n'a de chiffre à montrer {in_period(gathered.context.current_label)}."
        case _:
            return "Le site n'a pas communiqué ce chiffre."
