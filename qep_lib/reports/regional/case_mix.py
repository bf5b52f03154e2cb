"""Satisfaction at equal reasons for coming, beside the raw one; or why differences of public could not be removed."""

from collections.abc import Iterable
from dataclasses import replace

from qep_lib.comparison.comparable import ComparedSet
from qep_lib.disclosure.case_mix import CaseMix, Lack, case_mix_of
from qep_lib.disclosure.printed import decimals_for, is_small_unanimous, printed_number
from qep_lib.display.elements import Cell, Element, Table, TableColumn, Text
from qep_lib.display.wording import format_number, format_share, format_value, interval_words
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import count_cell, value_cell
from qep_lib.reports.asked import option_label
from qep_lib.reports.context import ReportContext
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.naming import named_or_counted, site_name
from qep_lib.reports.section import shown
from qep_lib.reports.survey import CRITERION_FORMULA
from qep_lib.stats.standardisation import SMALLEST_CELL, StandardisedShare

ROLE = "visit_reason"
UNTOUCHED = "Les différences de public entre les sites ne sont pas retirées : une partie de leurs écarts peut en venir."
MOVED_POINTS = 3
"""Only the lines that standardising moves by so many points are printed: the others say again what the matrix says."""
LACK_WORDS: dict[Lack, str] = {
    "no_group": "le motif de la visite n'est pas connu",
    "small_group": f"un motif au moins y a moins de {SMALLEST_CELL} réponses à une question",
}


@shown
def case_mix(gathered: Gathered) -> Element:
    """The raw shares that equal reasons would move, and where to; otherwise the fixed sentence."""
    rows, notes, made = [], [], 0
    for sites, found in _by_sites(gathered).items():
        stored = [gathered.member(site_id).stored for site_id in sites]
        mix = case_mix_of(stored, ROLE, [indicator for indicator, _ in found])
        lines = [line for indicator, compared in found for line in _lines(gathered, indicator, compared, mix)]
        made += sum(len(shares) for shares in mix.standardised.values())
        rows += lines
        notes += _notes(gathered, found[0][1], mix)
    notes = [*dict.fromkeys(notes)]
    if not made:
        return Text((UNTOUCHED, *notes))
    about = f"Lignes imprimées : celles où les deux parts diffèrent d'au moins {MOVED_POINTS} points"
    notes.insert(0, f"{about}, {format_number(len(rows))} sur {format_number(made)}.")
    if not rows:
        return Text(tuple(notes))
    columns = (
        TableColumn("Critère", width=2),
        TableColumn("Site", width=1.7),
        TableColumn("Part brute", "end", 0.9),
        TableColumn("Fourchette indicative", "end", 1.4),
        TableColumn("Réponses (n)", "end", 0.9),
        TableColumn("À motifs égaux", "end", 1),
        TableColumn("Fourchette indicative", "end", 1.4),
    )
    caption = "Satisfaction brute, et satisfaction si les usagers de chaque site étaient venus pour les mêmes motifs"
    return Table("motifs-egaux", caption, columns, tuple(rows), tuple(notes), form="dense")


def _by_sites(gathered: Gathered) -> dict[tuple[str, ...], list[tuple[Indicator, ComparedSet]]]:
    """The compared sets of the satisfaction criteria, those of the same sites together; each is of one questionnaire."""
    found: dict[tuple[str, ...], list[tuple[Indicator, ComparedSet]]] = {}
    for compared in gathered.compared.values():
        if compared.indicator.section == "satisfaction" and compared.indicator.formula == CRITERION_FORMULA:
            for one in compared.sets:
                if one.serie:
                    found.setdefault(one.sites, []).append((compared.indicator, one))
    return found


def _lines(gathered: Gathered, indicator: Indicator, compared: ComparedSet, mix: CaseMix) -> Iterable[tuple[Cell, ...]]:
    for candidate in compared.candidates:
        if candidate.site_id not in mix.standardised:
            continue
        raw = candidate.measured
        equal = _as_measured(raw, mix.standardised[candidate.site_id][indicator.id])
        if abs(equal.value - raw.value) >= MOVED_POINTS:
            member = gathered.member(candidate.site_id)
            yield (
                Cell(indicator.short_label),
                Cell(site_name(gathered, candidate.site_id, [raw])),
                value_cell(member, raw),
                Cell(interval_words(raw, indicator, member.audience)),
                count_cell(raw.denominator),
                _equal_cell(member, indicator, equal),
                Cell(interval_words(equal, indicator, member.audience)),
            )


def _as_measured(raw: Measured, found: StandardisedShare) -> Measured:
    """The standardised share as a row, to be printed by the same rules as the raw one."""
    return replace(
        raw,
        numerator=found.share * found.effective_base,
        denominator=found.effective_base,
        value=found.share * 100,
        low=found.low * 100,
        high=found.high * 100,
    )


def _equal_cell(member: ReportContext, indicator: Indicator, equal: Measured) -> Cell:
    """Rounded from the share itself: there are no whole counts behind it."""
    text = format_value(equal.value, indicator.unit, decimals_for(equal, indicator, member.audience))
    if is_small_unanimous(equal, indicator):
        text = interval_words(equal, indicator, member.audience)
    return Cell(text, printed_number(equal, indicator, member.audience))


def _notes(gathered: Gathered, compared: ComparedSet, mix: CaseMix) -> list[str]:
    """How the figures of these sites were made; which sites have none, and why."""
    sentences = []
    if mix.standardised:
        member = gathered.member(compared.sites[0])
        public = [f"{option_label(member, reason)} : {format_share(share, 1)}" for reason, share in mix.mix.items()]
        sentences = [
            "À motifs égaux : chaque site reçoit le même mélange de motifs, celui de toutes les réponses réunies "
            f"({' ; '.join(public)}). Le nombre de visites n'est pas connu par motif, les réponses en tiennent lieu ; seules "
            "comptent celles qui donnent un motif et un seul.",
            "Le calcul change la composition des réponses, rien d'autre : il ne dit pas la cause d'un écart, qu'il se réduise ou "
            "qu'il reste. Quand deux fourchettes se recouvrent, l'écart peut tenir au hasard.",
        ]
    for lack, words in LACK_WORDS.items():
        names = [
            site_name(gathered, candidate.site_id, [candidate.measured])
            for candidate in compared.candidates
            if mix.lacking.get(candidate.site_id) == lack
        ]
        if names:
            sentences.append(f"Sans part à motifs égaux, car {words} : {named_or_counted(names)}.")
    return sentences
