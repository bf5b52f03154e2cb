"""The indicators of a theme over the sites: small charts on shared lines, or strips of more sites than a region has."""

from collections.abc import Iterator, Sequence

from qep_lib.comparison.comparable import Candidate, ComparedIndicator
from qep_lib.comparison.middle import interval_of, middle_of
from qep_lib.comparison.readings import ReadSet
from qep_lib.disclosure.printed import printed_number
from qep_lib.display.elements import Absent, Cell, Element, Figure, Gallery, Table, TableColumn, Text
from qep_lib.display.narrow_sites import crowd_strips, site_strips
from qep_lib.display.remarks import remark_sentences
from qep_lib.display.site_dots import READINGS, SiteAxis, SiteDot, SitePanel, draw_site_dots, panels_a_page
from qep_lib.display.site_strip import NAMED, STRIPS_A_PAGE, draw_site_strips
from qep_lib.display.wording import format_count, format_number, format_target, inside_sentence, joined, value_words
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import count_cell, target_cell, value_cell, with_values
from qep_lib.reports.extremes import from_to
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.naming import sign_of, site_name
from qep_lib.reports.regional.words import (
    NOT_COMPARED,
    THEMES,
    decimals_of,
    mean_words,
    numbered,
    reading_words,
    set_notes,
    short_unit,
    shortened,
    target_of,
    theme_of,
)
from qep_lib.reports.section import shown
from qep_lib.reports.survey_in_brief import FEWEST_DOTS

TICK_DECIMALS = 2
"""Of the axis: rates of half a thousandth are on it."""
CERT_NOTE = (
    "Les titres sont instruits dans un centre d'expertise et de ressources des titres (CERT) : "
    "son chiffre vaut pour tous les départements qu'il sert."
)


@shown
def theme(gathered: Gathered, theme: str) -> Element:
    """A page of charts of the indicators that three sites or more may be compared on, and what is to be known of them."""
    chosen = [found for found in gathered.compared.values() if theme_of(found.indicator) == theme]
    panels = [panel for found in chosen for panel in _panels(gathered, found)]
    if not panels:
        title = inside_sentence(THEMES[theme][0])
        return Absent(title, f"Aucun indicateur n'a trois sites à comparer sur ce thème ({title}).", "not_comparable")
    most = STRIPS_A_PAGE if gathered.is_folded else panels_a_page(len(gathered.context.members))
    pages = list(evenly(panels, most))
    sentence, items = _sentence(gathered, theme, chosen), []
    for place, page in enumerate(pages):
        slug, caption = f"theme-{theme}", sentence
        if place:
            slug, caption = f"{slug}-{place + 1}", f"{THEMES[theme][0]}, suite"
        items.append(_figure(gathered, slug, caption, page))
    remarks = _remarks(gathered, chosen)
    return Gallery((*items, Text(remarks)) if remarks else tuple(items))


@shown
def theme_values(gathered: Gathered, theme: str) -> Element:
    """Every value of a theme with its interval, base and reading; of more sites than a region has, the matrices hold them."""
    chosen = [found for found in gathered.compared.values() if theme_of(found.indicator) == theme]
    rows = [line for found in chosen for place in range(len(found.sets)) for line in _set_lines(gathered, found, place)]
    if not rows or gathered.is_folded:
        return Absent(THEMES[theme][0], f"{THEMES[theme][0]} : pas de tableau, site par site.", "untold")
    return _values_table(f"valeurs-{theme}", f"{THEMES[theme][0]}, site par site", rows)


def evenly(panels: Sequence, most: int) -> Iterator[Sequence]:
    """As few pages as `most` panels a page make, none with one panel where the others are full."""
    size = -(-len(panels) // -(-len(panels) // most))
    return (panels[start : start + size] for start in range(0, len(panels), size))


def indicator_figure(gathered: Gathered, found: ComparedIndicator) -> Figure:
    """The charts of one indicator, one a set of sites that may be compared, for whoever asks for it; there must be one."""
    panels = _panels(gathered, found, fewest=2)
    return _figure(gathered, "indicateur", f"{found.indicator.label} ({gathered.context.period.label})", panels)


_Panel = tuple[ComparedIndicator, int, SitePanel]
"""A chart, with its indicator and the place of its set."""


def _panels(gathered: Gathered, found: ComparedIndicator, fewest: int = FEWEST_DOTS) -> list[_Panel]:
    indicator, panels = found.indicator, []
    target = target_of([candidate.measured for candidate in found.candidates])
    is_share = indicator.unit == "pct"
    axis = SiteAxis(
        lambda tick: format_number(tick, TICK_DECIMALS, keep_zeros=False) + short_unit(indicator), is_share, target
    )
    for place, (compared, read) in enumerate(zip(found.sets, gathered.read[indicator.id], strict=True)):
        if len(compared.candidates) < fewest:
            continue
        rows = {candidate.site_id: candidate.measured for candidate in compared.candidates}
        aside = {one.candidate.site_id: one.reason for one in found.set_aside}
        dots = tuple(
            _dot(gathered, indicator, row, read)
            if (row := rows.get(member.site.site_id))
            else SiteDot(member.site.department_code, None, "—" if aside.get(member.site.site_id) == "no_data" else NOT_COMPARED)
            for member in gathered.context.members
        )  # fmt: skip
        middle = middle_of(indicator, compared, read)
        panels.append((found, place, SitePanel(_title(found, place, target), dots, middle and middle.value, axis)))
    return panels


def _title(found: ComparedIndicator, place: int, target: float | None) -> str:
    """« Délai moyen, jours ouvrés (objectif 5 j) »."""
    title = numbered(found, place) + (", jours ouvrés" if found.indicator.unit == "working_days" else "")
    if target is None:
        return title
    return f"{title} (objectif {shortened(format_target(target, found.indicator), found.indicator)})"


def _dot(gathered: Gathered, indicator: Indicator, row: Measured, read: ReadSet | None) -> SiteDot:
    context = gathered.context
    low, high = interval_of(indicator, row, context.catalogue.conventions.confidence) or (None, None)
    printed = printed_number(row, indicator, context.audience)
    reading = read.readings.get(row.site_id) if read else None
    words = shortened(value_words(row, indicator, context.audience), indicator) + sign_of(gathered, row)
    number = gathered.member(row.site_id).site.department_code
    return SiteDot(number, row.value if printed is None else printed, words, low, high, reading.code if reading else "")


def _figure(gathered: Gathered, slug: str, caption: str, panels: Sequence[_Panel]) -> Figure:
    names = [site_name(gathered, member.site.site_id) for member in gathered.context.members]
    drawn = [panel for _, _, panel in panels]
    told = [_told(gathered, names, *one) for one in panels]
    lines = [line for found, place, _ in panels for line in _set_lines(gathered, found, place)]
    return Figure(
        slug,
        caption,
        f"Un point par site, dans l'ordre des départements. {' '.join(told)}",
        draw_site_strips(drawn) if gathered.is_folded else draw_site_dots(drawn, names),
        _values_table(slug, f"{caption} : valeurs", lines, "folded" if gathered.is_folded else "open"),
        crowd_strips(drawn) if gathered.is_folded else site_strips(drawn, names),
    )


def _told(gathered: Gathered, names: Sequence[str], found: ComparedIndicator, place: int, panel: SitePanel) -> str:
    """A chart read aloud: every site of a region; of more, how many there are and those that are to examine."""
    middle = mean_words(gathered, found, place)
    mean = f" ; moyenne {middle}" if middle != "—" else ""
    named = list(zip(names, panel.dots, strict=True))
    if gathered.is_folded:
        outside = [f"{name} {dot.words}" for name, dot in named if dot.code in NAMED]
        examined = f" ; à examiner : {joined(outside)}" if outside else ""
        return f"{panel.title} : {format_count(len(panel.drawn), 'site')}{mean}{examined}."
    words = [f"{name} {dot.words}{f' ({READINGS[dot.code].label})' if dot.code else ''}" for name, dot in named]
    return f"{panel.title} : {', '.join(words)}{mean}."


def _sentence(gathered: Gathered, theme: str, chosen: Sequence[ComparedIndicator]) -> str:
    """What the page says: who is to examine, else that nobody is, else between what the sites differ most."""
    title = THEMES[theme][0]
    examined = [
        (found, candidate)
        for found in chosen
        for candidate in found.candidates
        if (found.indicator.id, candidate.site_id) in gathered.to_examine
    ]
    if examined:
        found, first = examined[0]
        named = f"{site_name(gathered, first.site_id)}, {inside_sentence(found.indicator.short_label)}"
        if len(examined) == 1:
            return f"{title} : un chiffre à examiner, {named}"
        return f"{title} : {len(examined)} chiffres à examiner, dont {named}"
    drawn = [found for found in chosen if found.sets]
    tested = [found for found in drawn if any(gathered.read[found.indicator.id])]
    if tested:
        return f"{title} : {_nobody_examined(len(tested), len(drawn))}"
    found, rows = max(
        ((found, _by_value(found)) for found in chosen if found.sets),
        key=lambda one: (one[1][-1].value - one[1][0].value) / (abs(one[1][-1].value) or 1),
    )
    ends = (value_words(row, found.indicator, gathered.context.audience) for row in (rows[0], rows[-1]))
    return f"{title} : {from_to(*ends)} selon les sites pour « {inside_sentence(found.indicator.short_label)} »"


def _nobody_examined(tested: int, drawn: int) -> str:
    """« aucun chiffre de l'année à examiner, parmi les 3 indicateurs testés (sur 5) »: what no test tells is not denied."""
    if drawn == 1:
        return "aucun chiffre de l'année à examiner d'un site à l'autre"
    among = (
        f"les {drawn} indicateurs, tous testés"
        if tested == drawn
        else (f"{format_count(tested, 'indicateur testé', 'indicateurs testés')} sur {drawn}")
    )
    return f"aucun chiffre de l'année à examiner d'un site à l'autre, parmi {among}"


def _by_value(found: ComparedIndicator) -> list[Measured]:
    return sorted((candidate.measured for candidate in found.sets[0].candidates), key=lambda row: row.value)


def _remarks(gathered: Gathered, chosen: Sequence[ComparedIndicator]) -> tuple[str, ...]:
    """Sets apart, contradictions, broken series, and the indicators that nobody may be compared on."""
    context = gathered.context
    sentences = [note for found in chosen for note in set_notes(gathered, found)]
    for found in chosen:
        sentences += _contradictions(gathered, found)
        if found.sets and (broken := found.indicator.break_between(context.period, context.compared_period)):
            sentences.append(f"{found.indicator.short_label}, série rompue : {broken.note}")
    if any(found.sets and found.indicator.grain == "cert" for found in chosen):
        sentences.append(CERT_NOTE)
    alone = [found.indicator.short_label for found in chosen if max(map(_size, found.sets), default=0) < FEWEST_DOTS]
    if alone:
        sentences.append(f"Moins de trois sites comparables, donc sans figure : {joined(alone)}.")
    return tuple(dict.fromkeys(sentences))


def _size(compared) -> int:
    return len(compared.candidates)


def _contradictions(gathered: Gathered, found: ComparedIndicator) -> Iterator[str]:
    """« À vérifier (Loir-et-Cher) : … »: in full under the first indicator that shows one of the two, in short under the
    other."""
    for candidate in found.candidates:
        said, site_id = candidate.measured.remark, candidate.site_id
        if said:
            bearing = next(
                other
                for other in gathered.compared.values()
                if any((c.site_id, c.measured.remark) == (site_id, said) for c in other.candidates)
            )
            name = site_name(gathered, site_id, [candidate.measured])
            audience = gathered.context.audience
            yield from remark_sentences([candidate.measured], audience, name, is_recalled=bearing is not found)


# --- tables ---------------------------------------------------------------------------------------------------------

_COLUMNS = (
    TableColumn("Indicateur", width=2.8),
    TableColumn("Site", width=1.9),
    TableColumn("Valeur", "end", 0.9),
    TableColumn("Fourchette indicative", "end", 1.3),
    TableColumn("Base", "end", 0.8),
    TableColumn("Objectif", "end", 0.9),
    TableColumn("Lecture", width=3),
)


def _values_table(slug: str, caption: str, rows: Sequence[tuple[Cell, ...]], form: str = "dense") -> Table:
    """Columns of which no site has anything are not drawn."""
    return Table(slug, caption, *with_values(_COLUMNS, rows), form=form)


def _set_lines(gathered: Gathered, found: ComparedIndicator, place: int) -> list[tuple[Cell, ...]]:
    read = gathered.read[found.indicator.id][place]
    return [_line(gathered, found, place, read, candidate) for candidate in found.sets[place].candidates]


def _line(
    gathered: Gathered, found: ComparedIndicator, place: int, read: ReadSet | None, candidate: Candidate
) -> tuple[Cell, ...]:
    row, indicator = candidate.measured, found.indicator
    reading = read.readings.get(candidate.site_id) if read else None
    return (
        Cell(numbered(found, place)),
        Cell(site_name(gathered, candidate.site_id, [row])),
        value_cell(gathered.context, row),
        Cell(_interval_words(gathered, indicator, row)),
        count_cell(row.denominator or None),
        target_cell(row, indicator),
        Cell(reading_words(reading.code if reading else "")),
    )


def _interval_words(gathered: Gathered, indicator: Indicator, row: Measured) -> str:
    """« 78 à 88 % », a dash without an interval."""
    interval = interval_of(indicator, row, gathered.context.catalogue.conventions.confidence)
    if interval is None:
        return "—"
    decimals = decimals_of(gathered, indicator)
    return " à ".join(format_number(bound, decimals) for bound in interval) + short_unit(indicator)
