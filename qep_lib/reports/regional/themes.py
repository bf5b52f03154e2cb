"""The indicators of a theme over the sites: small charts on shared lines, or strips of more sites than a region has."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from qep_lib.comparison.comparable import ComparedIndicator
from qep_lib.disclosure.printed import printed_number
from qep_lib.display.elements import Absent, Cell, Element, Figure, Gallery, Table, TableForm
from qep_lib.display.map_classes import CLASS_OF_READING
from qep_lib.display.narrow_sites import crowd_strips, site_strips
from qep_lib.display.remarks import remark_sentences
from qep_lib.display.site_dots import SiteAxis, SiteDot, SitePanel, draw_site_dots, panels_a_page
from qep_lib.display.site_strip import NAMED, STRIPS_A_PAGE, draw_site_strips
from qep_lib.display.spelled import full_name, spoken_name, whose_name
from qep_lib.display.wording import format_count, format_number, inside_sentence, joined
from qep_lib.errors import sure
from qep_lib.reports import columns
from qep_lib.reports.columns import Column, column, table_of
from qep_lib.reports.extremes import ends_of, ends_words
from qep_lib.reports.regional.gathered import Figure as SiteFigure
from qep_lib.reports.regional.gathered import Gathered, Line
from qep_lib.reports.regional.words import NOT_COMPARED, SIGN_WORDS, THEMES, reading_words, short_unit, theme_of
from qep_lib.reports.section import shown
from qep_lib.reports.survey_in_brief import FEWEST_DOTS

TICK_DECIMALS = 2
"""Of the axis: rates of half a thousandth are on it."""
SITE: Column[SiteFigure] = column("Site", lambda one: one.name)
VALUE: Column[SiteFigure] = column(
    "Valeur",
    lambda one: Cell(one.words + one.sign, printed_number(one.row, one.indicator, one.context.audience)),
    "end",
)
"""As its report prints it, with the sign of what it is where its site is not all invented."""
INTERVAL: Column[SiteFigure] = column("Fourchette indicative", lambda one: one.interval_words, "end")
READING: Column[SiteFigure] = column("Lecture", lambda one: reading_words(one.code))
Panel = tuple[Line, SitePanel]
_Item = TypeVar("_Item")


@shown
def theme(gathered: Gathered, theme: str) -> Element:
    """A page of charts of the indicators that three sites or more may be compared on, and what is to be known of them."""
    title, lines = THEMES[theme][0], gathered.lines_of(theme)
    panels = [(line, _panel(line)) for line in lines if len(line.figures) >= FEWEST_DOTS]
    if not panels:
        title = inside_sentence(title)
        return Absent(title, f"Aucun indicateur n'a trois sites à comparer sur ce thème ({title}).", "not_comparable")
    most = STRIPS_A_PAGE if gathered.is_folded else panels_a_page(len(gathered.context.members))
    figures = [
        _figure(gathered, f"theme-{theme}-{place}" if place > 1 else f"theme-{theme}", caption, page)
        for place, page in enumerate(evenly(panels, most), start=1)
        for caption in [f"{title}, suite" if place > 1 else f"{title} : {_finding(gathered, lines)}"]
    ]
    return Gallery((*figures[:-1], replace(figures[-1], notes=_remarks(gathered, theme))))


@shown
def theme_values(gathered: Gathered, theme: str) -> Element:
    """Every value of a theme with its interval, base and reading; of more sites than a region has, the matrices hold them."""
    title, lines = THEMES[theme][0], gathered.lines_of(theme)
    if not lines or gathered.is_folded:
        return Absent(title, f"{title} : pas de tableau, site par site.", "untold")
    return _values_table(f"valeurs-{theme}", f"{title}, site par site", lines)


def values_columns(lines: Sequence[Line]) -> tuple[Column[SiteFigure], ...]:
    """The name of each line, then all that is known of a figure beside the others."""
    named = {figure: line.name for line in lines for figure in line.figures}
    indicator: Column[SiteFigure] = column("Indicateur", lambda one: named[one])
    return indicator, SITE, VALUE, INTERVAL, columns.BASE, columns.TARGET, READING


def _values_table(slug: str, caption: str, lines: Sequence[Line], form: TableForm = "dense") -> Table:
    figures = [figure for line in lines for figure in line.figures]
    return table_of(slug, caption, values_columns(lines), figures, sign_notes(figures), form)


def sign_notes(figures: Iterable[SiteFigure]) -> list[str]:
    """What the signs beside these figures mean."""
    shown_signs = {figure.sign for figure in figures}
    return [f"{sign} {words}." for sign, words in SIGN_WORDS.items() if sign in shown_signs]


def evenly(panels: Sequence[_Item], most: int) -> Iterator[Sequence[_Item]]:
    """As few pages as `most` panels a page make, none with one panel where the others are full."""
    size = -(-len(panels) // -(-len(panels) // most))
    return (panels[start : start + size] for start in range(0, len(panels), size))


def indicator_figure(lines: Sequence[Line]) -> Figure:
    """The charts of one indicator, one a set of sites that may be compared, for whoever asks for it; there must be one."""
    gathered, label = lines[0].gathered, full_name(lines[0].indicator)
    panels = [(line, _panel(line)) for line in lines]
    return _figure(gathered, "indicateur", f"{label} ({gathered.context.period.label})", panels)


def _panel(line: Line) -> SitePanel:
    """« Délai moyen, jours ouvrés (objectif 5 j) », a dot a site."""
    unit, figures = short_unit(line.indicator), {figure.row.site_id: figure for figure in line.figures}
    dots = []
    for site_id, member in line.gathered.members.items():
        code = member.site.department_code
        if (one := figures.get(site_id)) is None:
            dots.append(SiteDot(code, None, "—" if line.reasons[site_id] == "no_data" else NOT_COMPARED))
            continue
        printed = printed_number(one.row, line.indicator, line.gathered.context.audience)
        value = one.row.value if printed is None else printed
        low, high = one.interval or (None, None)
        dots.append(SiteDot(code, value, one.short, low, high, one.code))
    axis = SiteAxis(
        lambda tick: format_number(tick, TICK_DECIMALS, keep_zeros=False) + unit,
        line.indicator.unit == "pct",
        line.target,
    )
    title = line.title if line.target is None else f"{line.title} (objectif {line.target_words})"
    return SitePanel(title, tuple(dots), line.middle.value if line.middle else None, axis)


def _figure(gathered: Gathered, slug: str, caption: str, panels: Sequence[Panel]) -> Figure:
    names = [gathered.name(site_id) for site_id in gathered.members]
    drawn = [panel for _, panel in panels]
    told = [_told(line, panel, names) for line, panel in panels]
    is_folded = gathered.is_folded
    return Figure(
        slug,
        caption,
        f"Un point par site, dans l'ordre des départements. {' '.join(told)}",
        draw_site_strips(drawn) if is_folded else draw_site_dots(drawn, names),
        _values_table(slug, f"{caption} : valeurs", [line for line, _ in panels], "folded" if is_folded else "open"),
        crowd_strips(drawn) if is_folded else site_strips(drawn, names),
    )


def _told(line: Line, panel: SitePanel, names: Sequence[str]) -> str:
    """A chart read aloud: every site of a region; of more, how many there are and those that are to examine."""
    mean = f" ; moyenne {line.mean_words}" if line.middle else ""
    named = list(zip(names, panel.dots, strict=True))
    if line.gathered.is_folded:
        outside = [f"{name} {dot.words}" for name, dot in named if dot.code in NAMED]
        examined = f" ; à examiner : {joined(outside)}" if outside else ""
        return f"{panel.title} : {format_count(len(panel.drawn), 'site')}{mean}{examined}."
    words = [f"{name} {dot.words}{f' ({CLASS_OF_READING[dot.code].label})' if dot.code else ''}" for name, dot in named]
    return f"{panel.title} : {', '.join(words)}{mean}."


def _finding(gathered: Gathered, lines: Sequence[Line]) -> str:
    """What the page says: who is to examine, else that nobody is, else between what the sites differ most."""
    if examined := [figure for line in lines for figure in line.examined]:
        first = examined[0]
        named = f"{gathered.name(first.row.site_id)}, {spoken_name(first.indicator)}"
        count = f"{len(examined)} chiffres à examiner, dont" if len(examined) > 1 else "un chiffre à examiner,"
        return f"{count} {named}"
    drawn = {line.indicator.id for line in lines}
    tested = {line.indicator.id for line in lines if line.read}
    if tested:
        return _nobody_examined(len(tested), len(drawn))
    line = max((line for line in lines if not line.place), key=_spread)
    return f"{range_words(line.figures)} selon les sites pour « {spoken_name(line.indicator)} »"


def named_ends(figures: Sequence[SiteFigure]) -> str:
    """« de 72,7 j, Indre, à 124,6 j, Loiret »."""
    return ends_words(figures, _value, lambda figure: f"{figure.words}, {figure.name},").removesuffix(",")


def range_words(figures: Sequence[SiteFigure]) -> str:
    """« de 72,7 j à 124,6 j »."""
    return ends_words(figures, _value, lambda figure: figure.words)


def _value(figure: SiteFigure) -> float:
    return sure(figure.row.value)


def _spread(line: Line) -> float:
    """How far its sites stand from each other, beside the highest."""
    low, high = (sure(end.row.value) for end in ends_of(line.figures, _value))
    return (high - low) / (abs(high) or 1)


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


def _remarks(gathered: Gathered, theme: str) -> tuple[str, ...]:
    """Sets apart, contradictions, broken series."""
    context, lines = gathered.context, gathered.lines_of(theme)
    chosen = [found for found in gathered.compared.values() if theme_of(found.indicator) == theme]
    sentences = [note for line in lines for note in line.notes]
    for found in chosen:
        sentences += _contradictions(gathered, found)
        if found.sets and (broken := found.indicator.break_between(context.period, context.compared_period)):
            sentences.append(f"{whose_name(found.indicator)}, série rompue : {broken.note}")
    return tuple(dict.fromkeys(sentences))


def too_few_words(gathered: Gathered) -> list[str]:
    """The indicators that are in no chart: two dots are no figure."""
    drawn = {line.indicator.id for line in gathered.lines if len(line.figures) >= FEWEST_DOTS}
    alone = [spoken_name(one) for one in gathered.indicators if one.id not in drawn]
    return [f"Moins de trois sites comparables, donc sans figure : {joined(alone)}."] if alone else []


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
            name = gathered.name(site_id)
            audience = gathered.context.audience
            yield from remark_sentences([candidate.measured], audience, name, is_recalled=bearing is not found)
