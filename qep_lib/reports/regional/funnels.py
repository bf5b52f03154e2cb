"""Funnel plots of the indicators that are read over twelve comparable sites or more; the others are lines of a table.

Drawn limits and readings are one computation: the centre and the variance between sites of `ReadSet`.
"""

from collections.abc import Iterable

import numpy as np

from qep_lib.comparison.comparable import MIXED
from qep_lib.comparison.readings import ReadSet
from qep_lib.display.elements import Absent, Cell, Element, Figure, Gallery, Table, TableColumn
from qep_lib.display.funnel_figures import FunnelLimits, FunnelPoint, draw_funnel
from qep_lib.display.map_classes import CLASS_OF_READING
from qep_lib.display.narrow_sites import NAMED, funnel_strips
from qep_lib.display.spelled import full_name
from qep_lib.display.wording import UNIT_SUFFIX, format_count, format_number, format_value, inside_sentence, joined
from qep_lib.errors import sure
from qep_lib.indicators.rows import SCALES
from qep_lib.reports import columns
from qep_lib.reports.apparatus import count_cell
from qep_lib.reports.asked import option_label
from qep_lib.reports.columns import Column, column, table_of
from qep_lib.reports.regional.gathered import Figure as SiteFigure
from qep_lib.reports.regional.gathered import Gathered, Line
from qep_lib.reports.regional.words import FICTITIOUS, POINTS_AWAY
from qep_lib.reports.section import shown
from qep_lib.stats.few_sites import FEWEST_SITES
from qep_lib.stats.funnel import FIRM_SITES, NAMED_CONFIDENCE, PROVISIONAL_SITES, WATCH_CONFIDENCE, share_limits

CURVE_POINTS = 120
PROVISIONAL = f"provisoire : de {PROVISIONAL_SITES} à {FIRM_SITES - 1} sites"
CENTRE = "moyenne des sites comparés"


@shown
def funnels(gathered: Gathered) -> Element:
    """A line a set of sites that is read, then a funnel of each of which one at least is to examine; or why there is none."""
    lines = [line for line in gathered.lines if _is_readable(line)]
    if not lines:
        return Absent("sites face au hasard", _why_none(gathered), "untold")
    drawn = [line for line in lines if _outside(line)]
    return Gallery((_summary(lines), *(_figure(line, place) for place, line in enumerate(drawn, start=1))))


def _is_readable(line: Line) -> bool:
    """Enough sites, and shares that are not all alike."""
    read = line.read
    return read is not None and read.regime != "none" and 0 < read.centre < SCALES[line.indicator.unit]


def _outside(line: Line) -> list[SiteFigure]:
    return [figure for figure in line.figures if figure.code in NAMED]


def _summary(lines: list[Line]) -> Table:
    rows = []
    for line in lines:
        named, read = len(_outside(line)), sure(line.read)
        watched = sum(figure.code.startswith("watch") for figure in line.figures)
        rows.append(
            (
                Cell(_title(line)),
                count_cell(len(read.readings)),
                Cell(_share_words(line, read.centre), read.centre),
                count_cell(named),
                count_cell(watched),
                Cell("dessiné" if named else "non dessiné"),
            )
        )
    heads = (
        TableColumn("Indicateur"),
        TableColumn("Sites lus", "end"),
        TableColumn("Moyenne", "end"),
        TableColumn("À examiner", "end"),
        TableColumn("À surveiller", "end"),
        TableColumn("Entonnoir", "start"),
    )
    at_watch, at_named = (format_value(level * 100, "pct", 1) for level in (WATCH_CONFIDENCE, NAMED_CONFIDENCE))
    notes = (
        f"À examiner : hors des limites à {at_named}, et encore désigné une fois corrigé le nombre de comparaisons. "
        f"À surveiller : les autres sites hors des limites à {at_watch}. "
        "Un entonnoir n'est dessiné que si un site au moins est à examiner.",
        f"Moyenne : part de tous les cas des sites comparés, réunis. Sous {PROVISIONAL_SITES} sites comparables, il n'y a ni "
        "limites ni entonnoir ; les délais moyens et les appels n'en ont jamais, leur précision n'étant pas connue.",
    )
    return Table("entonnoirs", "Indicateurs lus par entonnoir", heads, tuple(rows), notes)


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


def _why_none(gathered: Gathered) -> str:
    most = max((len(line.figures) for line in gathered.lines), default=0)
    return (
        f"Cette figure demande au moins {PROVISIONAL_SITES} sites comparables sur un même indicateur, ici "
        f"{f'{most} au plus' if most else 'aucun'} : elle n'est pas dessinée. Avec moins de sites, on ne peut pas savoir de "
        "combien des sites ordinaires diffèrent entre eux : n'est désigné, à partir de "
        f"{FEWEST_SITES} sites, que celui qui est à plus de {POINTS_AWAY} points de leur médiane."
    )


def _title(line: Line) -> str:
    """The indicator; where several of its sets are compared, with how the answers of this one came."""
    label, mode = full_name(line.indicator), line.compared.mode
    if not line.has_siblings or not mode:
        return label
    told = "plusieurs modes de recueil" if mode == MIXED else option_label(line.gathered.context, mode)
    return f"{label} ({inside_sentence(told)})"


def _share_words(line: Line, share: float) -> str:
    return format_value(share, line.indicator.unit, max(1, line.indicator.decimals))


def _figure(line: Line, place: int) -> Figure:
    read, indicator, scale = sure(line.read), line.indicator, SCALES[line.indicator.unit]
    shown_figures = [figure for figure in line.figures if figure.reading]
    marks = [figure.gathered.marks[figure.row.site_id] for figure in shown_figures]
    are_all_fictitious = set(marks) == {FICTITIOUS}
    bases = [sure(figure.row.denominator) for figure in shown_figures]
    watch, named = (funnel_limits(read, bases, scale, level) for level in (WATCH_CONFIDENCE, NAMED_CONFIDENCE))
    points = []
    for figure, mark in zip(shown_figures, marks, strict=True):
        number, row = figure.context.site.department_code, figure.row
        label = f"{number} {'' if are_all_fictitious else mark}".strip() if figure.code in NAMED else ""
        base = sure(row.denominator)
        points.append(FunnelPoint(base, scale * sure(row.numerator) / base, figure.code, label))
    provisional = f" ({PROVISIONAL})" if read.regime == "provisional" else ""
    average = _share_words(line, read.centre)
    caption = f"{_title(line)} : {format_count(len(points), 'site')} autour de la {CENTRE}, {average}{provisional}"
    counted = "réponses" if indicator.is_sample else "cas"
    drawing = draw_funnel(
        points,
        (watch, named),
        read.centre,
        f"moyenne : {average}",
        f"nombre de {counted}",
        UNIT_SUFFIX[indicator.unit],
        "données fictives" if are_all_fictitious else "",
    )
    alternative = (
        f"Entonnoir : la part de chaque site selon son nombre de {counted}, entre des limites qui se resserrent "
        f"autour de la {CENTRE}. {_outside_words(line)} Les autres sites sont dans le tableau."
    )
    shares = [point.share for point in points]
    ends = _share_words(line, min(shares)), _share_words(line, max(shares))
    strips = funnel_strips(points, read.centre, f"moyenne : {average}", ends)
    data = _data_table(line, f"entonnoir-{place}-donnees", caption, shown_figures, named)
    return Figure(f"entonnoir-{place}", caption, alternative, drawing, data, strips)


def _outside_words(line: Line) -> str:
    """A sentence for the named sites of each side, in department order."""
    sides = {
        code: [f"{one.name} ({one.words})" for one in line.figures if one.code == code] for code in ("low", "high")
    }
    labels = {code: CLASS_OF_READING[code].label for code in sides}
    return " ".join(
        f"{labels[code][0].upper()}{labels[code][1:]} : {joined(sites)}." for code, sites in sides.items() if sites
    )


def _data_table(line: Line, slug: str, caption: str, figures: list[SiteFigure], named: FunnelLimits) -> Table:
    """One line a site, in department order: its base, its share, the 99.8 % limits at its base, its reading."""

    def limits(figure: SiteFigure) -> str:
        at, decimals = named.bases.index(figure.row.denominator), max(1, figure.indicator.decimals)
        bounds = (format_number(bound[at], decimals) for bound in (named.low, named.high))
        return " à ".join(bounds) + UNIT_SUFFIX[figure.indicator.unit]

    drawn: tuple[Column[SiteFigure], ...] = (
        column("Site", lambda one: f"{one.context.site.department_code} {one.name}"),
        columns.BASE.named("Réponses (n)" if line.indicator.is_sample else "Cas (n)"),
        columns.VALUE.named("Part"),
        column("Fourchette attendue (99,8\u202f%)", limits, "end"),
        column("Lecture", lambda one: CLASS_OF_READING[one.code].label),
    )
    # Of a folded report, the page has these figures with those of the strip; the limits of each site are in the workbook.
    return table_of(slug, caption, drawn, figures, form="sheet" if line.gathered.is_folded else "open")
