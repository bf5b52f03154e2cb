"""Each indicator with its sites: dots and intervals against the target and the mean, and who is not there."""

from collections.abc import Iterator, Sequence

from qep_lib.comparison.comparable import Candidate, ComparedIndicator, ComparedSet
from qep_lib.comparison.middle import Middle, interval_of, middle_of
from qep_lib.comparison.readings import ReadSet
from qep_lib.disclosure.printed import printed_number
from qep_lib.display.elements import Cell, Figure, Table, TableColumn
from qep_lib.display.remarks import remark_sentences
from qep_lib.display.site_dots import SiteAxis, SiteDot, SitePanel, draw_site_dots
from qep_lib.display.wording import (
    UNIT_SUFFIX,
    format_number,
    format_target,
    format_value,
    inside_sentence,
    target_words,
    unit_suffix,
    value_words,
)
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import count_cell, value_cell
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.naming import named_or_counted, site_name
from qep_lib.reports.regional.words import (
    POOLED_WORDS,
    REASON_WORDS,
    base_word,
    reading_words,
    set_words,
    slug_of,
    unread_sentence,
)

CERT_NOTE = "Chiffre du centre qui instruit (CERT), pour tous les départements qu'il sert."


def target_of(rows: Sequence[Measured]) -> float | None:
    """The target that the sites share; None when they have none, or not the same."""
    targets = {row.target for row in rows}
    return targets.pop() if len(targets) == 1 else None


def middle_words(gathered: Gathered, indicator: Indicator, middle: Middle | None) -> str:
    """« 84 % » with the decimals of the indicator."""
    return "—" if middle is None else format_value(middle.value, indicator.unit, _decimals(gathered, indicator))


def centre_words(gathered: Gathered, indicator: Indicator, read: ReadSet) -> str:
    """« médiane 84 % » of five to eleven sites, « moyenne 84 % » of more: what they are read against."""
    value = format_value(read.centre, indicator.unit, _decimals(gathered, indicator))
    return f"{'médiane' if read.regime == 'none' else 'moyenne'} {value}"


def site_figure(gathered: Gathered, found: ComparedIndicator) -> Figure:
    """A dot and its interval a site, a panel a set of sites that may be compared; there must be one."""
    panels = site_panels(gathered, found)
    listed = []
    for panel, middle in zip(panels, site_means(gathered, found), strict=True):
        words = [f"{dot.label} {dot.words}{_read_aloud(dot)}" for dot in panel.dots]
        mean = f" (moyenne {middle_words(gathered, found.indicator, middle)})" if middle else ""
        listed.append(f"{panel.title + ' : ' if panel.title else ''}{', '.join(words)}{mean}")
    axis = site_axis(found, panels)
    aim = f"{axis.target_words[:1].upper()}{axis.target_words[1:]}. " if axis.target_words else ""
    return Figure(
        figure_slug(gathered, found.indicator),
        figure_caption(gathered, found.indicator),
        f"Un point par site, dans l'ordre des départements. {aim}{'. '.join(listed)}.",
        draw_site_dots(panels, axis),
        site_data(gathered, found),
    )


def site_panels(gathered: Gathered, found: ComparedIndicator) -> list[SitePanel]:
    """A panel a set; its title says what its sites share."""
    indicator, panels = found.indicator, []
    means = site_means(gathered, found)
    for place, (compared, read) in enumerate(zip(found.sets, gathered.read[indicator.id], strict=True)):
        title = set_words(gathered, indicator, compared)
        if place:
            title = f"À ne pas comparer avec ce qui précède : {title}"
        dots = tuple(_dot(gathered, indicator, c.site_id, c.measured, read) for c in compared.candidates)
        mean = means[place]
        panels.append(SitePanel(title[:1].upper() + title[1:], dots, mean.value if mean else None))
    return panels


def site_means(gathered: Gathered, found: ComparedIndicator) -> list[Middle | None]:
    """The mean of each set, None where it has none."""
    return [
        middle_of(found.indicator, compared, read)
        for compared, read in zip(found.sets, gathered.read[found.indicator.id], strict=True)
    ]


def site_axis(found: ComparedIndicator, panels: Sequence[SitePanel]) -> SiteAxis:
    """What the panels share: the unit, the target, the column of bases where one is known."""
    indicator = found.indicator
    target = target_of([c.measured for compared in found.sets for c in compared.candidates])
    has_bases = any(dot.base != "—" for panel in panels for dot in panel.dots)
    return SiteAxis(
        lambda tick: format_number(tick) + _short_unit(indicator),
        indicator.unit == "pct",
        target,
        f"cible {format_target(target, indicator)}" if target is not None else "",
        base_word(indicator) if has_bases else "",
    )


def figure_caption(gathered: Gathered, indicator: Indicator) -> str:
    """The indicator, with the days that it counts, and the period."""
    days = ", en jours ouvrés" if indicator.unit == "working_days" else ""
    return f"{indicator.label}{days} ({gathered.context.period.label})"


def figure_slug(gathered: Gathered, indicator: Indicator) -> str:
    """The name of the sheet of an indicator, which no other one bears."""
    return slug_of(indicator.short_label, {*_slugs_before(gathered, indicator)})


def _slugs_before(gathered: Gathered, indicator: Indicator) -> list[str]:
    """Names already given to the indicators that come before."""
    taken: list[str] = []
    for found in gathered.indicators:
        if found.id == indicator.id:
            return taken
        taken.append(slug_of(found.short_label, {*taken}))
    return taken


def _read_aloud(dot: SiteDot) -> str:
    return f" : {reading_words(dot.code)[2:]}" if dot.code else ""


def _dot(gathered: Gathered, indicator: Indicator, site_id: str, row: Measured, read: ReadSet | None) -> SiteDot:
    context = gathered.context
    interval = interval_of(indicator, row, context.catalogue.conventions.confidence)
    low, high = interval or (None, None)
    printed = printed_number(row, indicator, context.audience)
    reading = read.readings.get(site_id) if read else None
    return SiteDot(
        site_name(gathered, site_id, [row]),
        gathered.member(site_id).site.department_code,
        row.value if printed is None else printed,
        _shortened(value_words(row, indicator, context.audience), indicator),
        low,
        high,
        format_number(row.denominator) if row.denominator else "—",
        reading.code if reading else "",
    )


def _shortened(words: str, indicator: Indicator) -> str:
    """The words of a value with the unit written beside a dot, whether it was in the plural or in the singular."""
    for number in (2, 1):
        words = words.replace(unit_suffix(number, indicator.unit), _short_unit(indicator))
    return words


def _short_unit(indicator: Indicator) -> str:
    """The unit beside a dot: the caption says which days are counted."""
    return UNIT_SUFFIX["days" if indicator.unit == "working_days" else indicator.unit]


def _decimals(gathered: Gathered, indicator: Indicator) -> int:
    # A mean over sites is never more precise than what a public document prints of each.
    return (
        0
        if gathered.context.audience == "public" and indicator.unit == "pct" and indicator.is_sample
        else indicator.decimals
    )


def site_interval_words(gathered: Gathered, indicator: Indicator, row: Measured) -> str:
    """« 78 à 88 % », a dash without an interval."""
    interval = interval_of(indicator, row, gathered.context.catalogue.conventions.confidence)
    if interval is None:
        return "—"
    decimals = _decimals(gathered, indicator)
    return " à ".join(format_number(bound, decimals) for bound in interval) + UNIT_SUFFIX[indicator.unit]


def site_data(gathered: Gathered, found: ComparedIndicator) -> Table:
    """A line a site, with everything that the drawing shows."""
    indicator, rows = found.indicator, []
    has_sets = len(found.sets) > 1
    has_target = any(c.measured.target is not None for compared in found.sets for c in compared.candidates)
    for place, (compared, read) in enumerate(zip(found.sets, gathered.read[indicator.id], strict=True), start=1):
        group = f"groupe {place}" if gathered.is_folded else set_words(gathered, indicator, compared)
        for candidate in compared.candidates:
            row = candidate.measured
            reading = read.readings.get(candidate.site_id) if read else None
            rows.append(
                (
                    Cell(site_name(gathered, candidate.site_id, [row])),
                    *([Cell(group)] if has_sets else []),
                    value_cell(gathered.context, row),
                    Cell(site_interval_words(gathered, indicator, row)),
                    count_cell(row.denominator),
                    *([Cell(target_words(row, indicator), row.target)] if has_target else []),
                    Cell(reading_words(reading.code if reading else "")),
                )
            )
    columns = (
        TableColumn("Site", width=2),
        *([TableColumn("Comparé avec", width=2.4)] if has_sets else []),
        TableColumn("Valeur", "end", 1),
        TableColumn("Fourchette indicative", "end", 1.4),
        TableColumn(base_word(indicator).capitalize(), "end", 1),
        *([TableColumn("Cible", "end", 1)] if has_target else []),
        TableColumn("Lecture", width=2),
    )
    form = "folded" if gathered.is_folded else "open"
    slug = figure_slug(gathered, indicator)
    return Table(slug, f"{indicator.label}, site par site", columns, tuple(rows), form=form)


def site_remarks(gathered: Gathered, found: ComparedIndicator) -> tuple[str, ...]:
    """Under a figure: what the dashed line is, why there is no reading, a broken series, the sites that are not there."""
    indicator, context = found.indicator, gathered.context
    sentences = []
    for place, (compared, read) in enumerate(zip(found.sets, gathered.read[indicator.id], strict=True)):
        mean = _mean_sentence(gathered, indicator, compared, read)
        is_one_of_several = mean and len(found.sets) > 1
        sentences.append(f"Groupe {place + 1}, {inside_sentence(mean)}" if is_one_of_several else mean)
    sentences += dict.fromkeys(unread_sentence(indicator, compared) for compared in found.sets)
    sentences += _contradictions(gathered, found)
    if indicator.grain == "cert":
        sentences.append(CERT_NOTE)
    if broken := indicator.break_between(context.period, context.compared_period):
        sentences.append(f"Série rompue. {broken.note}")
    return tuple(
        " ".join(filter(None, part)) for part in ([*sentences], [_aside_sentence(gathered, found)]) if any(part)
    )


def _contradictions(gathered: Gathered, found: ComparedIndicator) -> list[str]:
    """« À vérifier (Loir-et-Cher) : … »: in full under the first figure that draws one of the two, in short under the other."""
    sentences = []
    for candidate in _drawn(found):
        said, site_id = candidate.measured.remark, candidate.site_id
        bearing = (
            other
            for other in gathered.compared.values()
            if any((c.site_id, c.measured.remark) == (site_id, said) for c in _drawn(other))
        )
        if said:
            name = site_name(gathered, site_id, [candidate.measured])
            sentences += remark_sentences(
                [candidate.measured], gathered.context.audience, name, is_recalled=next(bearing) is not found
            )
    return sentences


def _drawn(found: ComparedIndicator) -> Iterator[Candidate]:
    return (candidate for compared in found.sets for candidate in compared.candidates)


def _mean_sentence(gathered: Gathered, indicator: Indicator, compared: ComparedSet, read: ReadSet | None) -> str:
    middle = middle_of(indicator, compared, read)
    if middle is None:
        return ""
    words = middle_words(gathered, indicator, middle)
    if middle.kind == "plain":
        return f"Moyenne : {words}, chaque site comptant autant."
    pooled = POOLED_WORDS.get(base_word(indicator), "toutes les bases réunies")
    some = middle.site_count < len(compared.candidates)
    return (
        f"Moyenne : {words}, {pooled}{f' ({middle.site_count} sites, dont les comptes sont connus)' if some else ''}."
    )


def _aside_sentence(gathered: Gathered, found: ComparedIndicator) -> str:
    """« Ne sont pas dans la figure : Cher (autre période) ; Loiret (non diffusé). »"""
    by_reason: dict[str, list[str]] = {}
    for aside in found.set_aside:
        by_reason.setdefault(REASON_WORDS[aside.reason], []).append(site_name(gathered, aside.candidate.site_id))
    parts = [f"{named_or_counted(names)} ({words})" for words, names in by_reason.items()]
    return f"Pas dans la figure : {' ; '.join(parts)}." if parts else ""
