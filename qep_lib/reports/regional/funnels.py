"""Funnel plots of the indicators that are read over twelve comparable sites or more; the others are lines of a table.

Drawn limits and readings are one computation: the centre and the variance between sites of `ReadSet`.
"""

from collections.abc import Iterable

import numpy as np

from qep_lib.comparison.comparable import MIXED, ComparedSet
from qep_lib.comparison.readings import ReadSet
from qep_lib.display.elements import Absent, Cell, Element, Figure, Table, TableColumn
from qep_lib.display.funnel_figures import FunnelLimits, FunnelPoint, draw_funnel
from qep_lib.display.map_classes import CLASS_OF_READING
from qep_lib.display.narrow_sites import funnel_strips
from qep_lib.display.wording import (
    UNIT_SUFFIX,
    format_count,
    format_number,
    format_value,
    inside_sentence,
    joined,
    value_words,
)
from qep_lib.indicators.rows import SCALES
from qep_lib.model.indicator import Indicator
from qep_lib.reports.apparatus import count_cell, value_cell
from qep_lib.reports.asked import option_label
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.naming import FICTITIOUS, mark_of, site_name
from qep_lib.reports.regional.words import POINTS_AWAY
from qep_lib.stats.few_sites import FEWEST_SITES
from qep_lib.stats.funnel import FIRM_SITES, NAMED_CONFIDENCE, PROVISIONAL_SITES, WATCH_CONFIDENCE, share_limits

NAMED = ("low", "high")
WATCHED = ("watch_low", "watch_high")
CURVE_POINTS = 120
PROVISIONAL = f"provisoire : de {PROVISIONAL_SITES} à {FIRM_SITES - 1} sites"
CENTRE = "moyenne des sites comparés"


def funnels(gathered: Gathered) -> tuple[Figure, ...]:
    """A funnel for each set of sites of which one at least is to examine, in the order of the indicators."""
    drawn = [(indicator, read) for indicator, read in _readable(gathered) if _named(read)]
    return tuple(_figure(gathered, place, *one) for place, one in enumerate(drawn, start=1))


def funnels_table(gathered: Gathered) -> Element:
    """One line a set of sites that is read, drawn or not; or the sentence that says why there is no funnel at all."""
    found = list(_readable(gathered))
    if not found:
        return Absent("sites face au hasard", _why_none(gathered), "untold")
    rows = []
    for indicator, read in found:
        codes = [reading.code for reading in read.readings.values()]
        named = sum(code in NAMED for code in codes)
        rows.append(
            (
                Cell(_title(gathered, indicator, read.compared)),
                count_cell(len(codes)),
                Cell(_share_words(read.centre, indicator), read.centre),
                count_cell(named),
                count_cell(sum(code in WATCHED for code in codes)),
                Cell("dessiné" if named else "non dessiné"),
            )
        )
    columns = (
        TableColumn("Indicateur", width=3.4),
        TableColumn("Sites lus", "end", 0.8),
        TableColumn("Moyenne", "end", 0.9),
        TableColumn("À examiner", "end", 0.9),
        TableColumn("À surveiller", "end", 0.9),
        TableColumn("Entonnoir", "start", 1.1),
    )
    watched, named = (format_value(level * 100, "pct", 1) for level in (WATCH_CONFIDENCE, NAMED_CONFIDENCE))
    notes = (
        f"À examiner : hors des limites à {named}, et encore désigné une fois corrigé le nombre de comparaisons. À surveiller : "
        f"les autres sites hors des limites à {watched}. Un entonnoir n'est dessiné que si un site au moins est à examiner.",
        f"Moyenne : part de tous les cas des sites comparés, réunis. Sous {PROVISIONAL_SITES} sites comparables, il n'y a ni "
        "limites ni entonnoir ; les délais moyens et les appels n'en ont jamais, leur précision n'étant pas connue.",
    )
    return Table("entonnoirs", "Indicateurs lus par entonnoir", columns, tuple(rows), notes)


def funnel_limits(read: ReadSet, bases: Iterable[float], scale: float, confidence: float) -> FunnelLimits:
    """The limits of a read set at these bases and between, in the unit of its indicator."""
    own = np.array(sorted(set(bases)), dtype=float)
    between = np.geomspace(max(1.0, own[0] * 0.85), own[-1] * 1.05, CURVE_POINTS)
    # The bases of the sites are among those of the curve: between two of its points a line only comes near the limit.
    grid = np.unique(np.concatenate([own, between]))
    low, high = share_limits(grid, read.centre / scale, confidence, read.tau2)
    words = format_value(confidence * 100, "pct", 1)
    return FunnelLimits(
        f"limites à {words}", tuple(grid.tolist()), tuple((low * scale).tolist()), tuple((high * scale).tolist())
    )


def _readable(gathered: Gathered) -> Iterable[tuple[Indicator, ReadSet]]:
    """The sets that a funnel can be read of: enough sites, and shares that are not all alike."""
    for indicator_id, sets in gathered.read.items():
        indicator = gathered.compared[indicator_id].indicator
        for read in sets:
            if read is not None and read.regime != "none" and 0 < read.centre < SCALES[indicator.unit]:
                yield indicator, read


def _named(read: ReadSet) -> list[str]:
    return [site_id for site_id, reading in read.readings.items() if reading.code in NAMED]


def _why_none(gathered: Gathered) -> str:
    counts = [len(one.sites) for found in gathered.compared.values() for one in found.sets]
    most = f"{max(counts)} au plus" if counts else "aucun"
    return (
        f"Cette figure demande au moins {PROVISIONAL_SITES} sites comparables sur un même indicateur, ici {most} : elle n'est "
        "pas dessinée. Avec moins de sites, on ne peut pas savoir de combien des sites ordinaires diffèrent entre eux : n'est "
        f"désigné, à partir de {FEWEST_SITES} sites, que celui qui est à plus de {POINTS_AWAY} points de leur médiane."
    )


def _title(gathered: Gathered, indicator: Indicator, compared: ComparedSet) -> str:
    """The indicator; where several of its sets are compared, with how the answers of this one came."""
    if len(gathered.compared[indicator.id].sets) < 2 or not compared.mode:
        return indicator.label
    mode = "plusieurs modes de recueil" if compared.mode == MIXED else option_label(gathered.context, compared.mode)
    return f"{indicator.label} ({inside_sentence(mode)})"


def _share_words(share: float, indicator: Indicator) -> str:
    return format_value(share, indicator.unit, max(1, indicator.decimals))


def _figure(gathered: Gathered, place: int, indicator: Indicator, read: ReadSet) -> Figure:
    scale = SCALES[indicator.unit]
    shown = [candidate for candidate in read.compared.candidates if candidate.site_id in read.readings]
    marks = [mark_of([candidate.measured]) for candidate in shown]
    are_all_fictitious = set(marks) == {FICTITIOUS}
    bases = [candidate.measured.denominator for candidate in shown]
    watch, named = (funnel_limits(read, bases, scale, level) for level in (WATCH_CONFIDENCE, NAMED_CONFIDENCE))
    points = []
    for candidate, mark in zip(shown, marks, strict=True):
        code, row = read.readings[candidate.site_id].code, candidate.measured
        number = gathered.member(candidate.site_id).site.department_code
        label = f"{number} {'' if are_all_fictitious else mark}".strip() if code in NAMED else ""
        points.append(FunnelPoint(row.denominator, scale * row.numerator / row.denominator, code, label))
    provisional = f" ({PROVISIONAL})" if read.regime == "provisional" else ""
    caption = (
        f"{_title(gathered, indicator, read.compared)} : {format_count(len(points), 'site')} autour de la {CENTRE}, "
        f"{_share_words(read.centre, indicator)}{provisional}"
    )
    drawing = draw_funnel(
        points,
        (watch, named),
        read.centre,
        f"moyenne : {_share_words(read.centre, indicator)}",
        f"nombre de {_unit_words(indicator)}",
        UNIT_SUFFIX[indicator.unit],
        "données fictives" if are_all_fictitious else "",
    )
    alternative = (
        f"Entonnoir : la part de chaque site selon son nombre de {_unit_words(indicator)}, entre des limites qui se resserrent "
        f"autour de la {CENTRE}. {_outside_words(gathered, indicator, read)} Les autres sites sont dans le tableau."
    )
    data = _data_table(gathered, f"entonnoir-{place}-donnees", caption, indicator, read, named)
    centre = f"moyenne : {_share_words(read.centre, indicator)}"
    ends = (min(point.share for point in points), max(point.share for point in points))
    strips = funnel_strips(points, read.centre, centre, tuple(_share_words(end, indicator) for end in ends))
    return Figure(f"entonnoir-{place}", caption, alternative, drawing, data, strips)


def _outside_words(gathered: Gathered, indicator: Indicator, read: ReadSet) -> str:
    """A sentence for the named sites of each side, in department order."""
    sentences = []
    for code in NAMED:
        found = [one for one in read.compared.candidates if one.site_id in read.readings]
        words = [
            f"{site_name(gathered, one.site_id, [one.measured])} "
            f"({value_words(one.measured, indicator, gathered.context.audience)})"
            for one in found
            if read.readings[one.site_id].code == code
        ]
        if words:
            label = CLASS_OF_READING[code].label
            sentences.append(f"{label[0].upper()}{label[1:]} : {joined(words)}.")
    return " ".join(sentences)


def _data_table(
    gathered: Gathered, slug: str, caption: str, indicator: Indicator, read: ReadSet, named: FunnelLimits
) -> Table:
    """One line a site, in department order: its base, its share, the 99.8 % limits at its base, its reading."""
    rows = []
    for candidate in read.compared.candidates:
        if candidate.site_id not in read.readings:
            continue
        member, row = gathered.member(candidate.site_id), candidate.measured
        at = named.bases.index(row.denominator)
        low, high = (format_number(bound[at], max(1, indicator.decimals)) for bound in (named.low, named.high))
        rows.append(
            (
                Cell(f"{member.site.department_code} {site_name(gathered, candidate.site_id, [row])}"),
                count_cell(row.denominator),
                value_cell(member, row),
                Cell(f"{low} à {high}{UNIT_SUFFIX[indicator.unit]}"),
                Cell(CLASS_OF_READING[read.readings[candidate.site_id].code].label),
            )
        )
    columns = (
        TableColumn("Site", width=1.8),
        TableColumn("Réponses (n)" if indicator.is_sample else "Cas (n)", "end", 0.8),
        TableColumn("Part", "end", 0.8),
        TableColumn("Fourchette attendue (99,8\u202f%)", "end", 1.5),
        TableColumn("Lecture", width=2.2),
    )
    # Of a folded report, the page has these figures with those of the strip; the limits of each site are in the workbook.
    return Table(slug, caption, columns, tuple(rows), form="sheet" if gathered.is_folded else "open")


def _unit_words(indicator: Indicator) -> str:
    return "réponses" if indicator.is_sample else "cas"
