"""Satisfaction at equal reasons for coming, beside the raw one; or why differences of public could not be removed."""

from dataclasses import replace

from qep_lib.disclosure.case_mix import CaseMix, Lack, case_mix_of
from qep_lib.disclosure.printed import decimals_for, is_small_unanimous, printed_number
from qep_lib.display.elements import Cell, Element, Text
from qep_lib.display.wording import format_number, format_share, format_value, interval_words
from qep_lib.errors import sure
from qep_lib.model.measured import Measured
from qep_lib.reports import columns
from qep_lib.reports.asked import option_label
from qep_lib.reports.columns import Column, column, table_of
from qep_lib.reports.natures import named_or_counted
from qep_lib.reports.regional.gathered import Figure, Gathered, Line
from qep_lib.reports.regional.themes import SITE
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
    equal, notes, made = {}, [], 0
    for sites, lines in _by_sites(gathered).items():
        stored = [gathered.members[site_id].stored for site_id in sites]
        mix = case_mix_of(stored, ROLE, [line.indicator for line in lines])
        made += sum(len(shares) for shares in mix.standardised.values())
        notes += _notes(lines[0], mix)
        for figure in (figure for line in lines for figure in line.figures if figure.row.site_id in mix.standardised):
            found = _as_measured(figure.row, mix.standardised[figure.row.site_id][figure.indicator.id])
            if abs(sure(found.value) - sure(figure.row.value)) >= MOVED_POINTS:
                equal[figure] = Figure(gathered, figure.indicator, found)
    notes = [*dict.fromkeys(notes)]
    if not made:
        return Text((UNTOUCHED, *notes))
    about = f"Lignes imprimées : celles où les deux parts diffèrent d'au moins {MOVED_POINTS} points"
    notes.insert(0, f"{about}, {format_number(len(equal))} sur {format_number(made)}.")
    if not equal:
        return Text(tuple(notes))
    drawn: tuple[Column[Figure], ...] = (
        columns.INDICATOR.named("Critère"),
        SITE,
        columns.VALUE.named("Part brute"),
        columns.INTERVAL,
        columns.BASE.named("Réponses (n)"),
        column("À motifs égaux", lambda one: _equal_cell(equal[one]), "end"),
        column("Fourchette indicative", lambda one: columns.INTERVAL.cell(equal[one]), "end"),
    )
    caption = "Satisfaction brute, et satisfaction si les usagers de chaque site étaient venus pour les mêmes motifs"
    return table_of("motifs-egaux", caption, drawn, equal, notes, "dense")


def _by_sites(gathered: Gathered) -> dict[tuple[str, ...], list[Line]]:
    """The lines of the satisfaction criteria, those of the same sites together; each is of one questionnaire."""
    found: dict[tuple[str, ...], list[Line]] = {}
    for line in gathered.lines:
        if (
            line.indicator.section == "satisfaction"
            and line.indicator.formula == CRITERION_FORMULA
            and line.compared.serie
        ):
            found.setdefault(line.compared.sites, []).append(line)
    return found


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


def _equal_cell(equal: Figure) -> Cell:
    """Rounded from the share itself: there are no whole counts behind it."""
    row, indicator, audience = equal.row, equal.indicator, equal.gathered.context.audience
    text = format_value(row.value, indicator.unit, decimals_for(row, indicator, audience))
    if is_small_unanimous(row, indicator):
        text = interval_words(row, indicator, audience)
    return Cell(text, printed_number(row, indicator, audience))


def _notes(line: Line, mix: CaseMix) -> list[str]:
    """How the figures of these sites were made; which sites have none, and why."""
    sentences = []
    if mix.standardised:
        member = line.figures[0].context
        public = [f"{option_label(member, reason)} : {format_share(share, 1)}" for reason, share in mix.mix.items()]
        sentences = [
            "À motifs égaux : chaque site reçoit le même mélange de motifs, celui de toutes les réponses réunies "
            f"({' ; '.join(public)}). Le nombre de visites n'est pas connu par motif, les réponses en tiennent lieu ; seules "
            "comptent celles qui donnent un motif et un seul.",
            "Le calcul change la composition des réponses, rien d'autre : il ne dit pas la cause d'un écart, qu'il se réduise ou "
            "qu'il reste. Quand deux fourchettes se recouvrent, l'écart peut tenir au hasard.",
        ]
    for lack, words in LACK_WORDS.items():
        names = [figure.name for figure in line.figures if mix.lacking.get(figure.row.site_id) == lack]
        if names:
            sentences.append(f"Sans part à motifs égaux, car {words} : {named_or_counted(names)}.")
    return sentences
