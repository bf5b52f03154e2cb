"""The same indicators over the years of the report: a small chart an indicator, or a chart a change of more sites than colours.

Only the sites of a compared set share a figure. A site's own series may still be broken from one year to the next: its
points are then drawn without a line.
"""

from collections.abc import Sequence

from qep_lib.comparison.evolution import Evolution
from qep_lib.display.elements import Absent, Cell, Element, Figure, Gallery, Note, Table, TableColumn, TableForm, Text
from qep_lib.display.evolution_figures import YearPanel, draw_indicators, draw_sites
from qep_lib.display.narrow_time import year_line_strips
from qep_lib.display.spelled import whose_name
from qep_lib.display.style import SERIES
from qep_lib.display.wording import format_count, joined
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.reports import columns
from qep_lib.reports.extremes import from_to
from qep_lib.reports.regional.gathered import Figure as SiteFigure
from qep_lib.reports.regional.gathered import Gathered, Line
from qep_lib.reports.regional.words import THEMES, theme_of
from qep_lib.reports.section import shown
from qep_lib.reports.survey import CRITERION_FORMULA
from qep_lib.reports.years import (
    BREAK_WORDS,
    broken_words,
    figures_of,
    followed,
    labels_of,
    periods_of,
    since_first_figure,
    told,
    waves_of,
    year_cells,
    year_line,
)

MOST_PANELS, MOST_INDICATORS = 18, 12
"""Charts of one figure, a chart a site or a chart an indicator."""
FOLLOWED = (
    "replies_on_time",
    "complaint_replies_on_time",
    "calls_answered",
    "calls_completed",
    "calls_answered_fast",
)
"""Roles of the indicators shown beside the criteria of satisfaction and the delays of titles."""
DEMONSTRATED = ("évolution démontrée", "évolutions démontrées")
SERIES_WORDS = ("évolution d'un indicateur dans un site", "évolutions d'un indicateur dans un site")
WHERE = "Les chiffres de chaque site, année par année, sont dans le classeur joint."
Years = tuple[Line, Evolution]
"""What one site has of a line, year after year."""


@shown
def evolution_note(gathered: Gathered) -> Note:
    """When two years are linked, and what is not said of them."""
    years = format_count(len(periods_of(gathered.context)), "période")
    return Note(
        "method",
        "Comment lire les évolutions",
        (
            "Deux périodes ne sont reliées que si elles se comparent : même définition, même questionnaire, même mode de "
            "recueil, périodes complètes. Ailleurs la ligne du site s'interrompt ; un pointillé de sa couleur y "
            "marque une rupture de série.",
            f"Avec {years} au plus, aucune tendance n'est calculée. Le tableau joint à chaque figure marque ▲ ou ▼ une "
            "évolution démontrée depuis la période comparée.",
        ),
    )


@shown
def evolution(gathered: Gathered, theme: str) -> Element:
    """The indicators of a theme that two years in a row allow to compare for one site at least."""
    found, title = _followed(gathered, theme), THEMES[theme][0]
    if not found:
        words = f"{title} : aucun indicateur comparé n'a deux années de suite comparables."
        return Absent(f"{title}, d'une année à l'autre", words, "not_comparable")
    labels = labels_of(found[0][1])
    slug, caption = f"evolution-{theme}", f"{title}, {from_to(labels[0], labels[-1])}"
    if len(gathered.members) > len(SERIES):
        return Gallery(tuple(_of_changes(gathered, slug, caption, found)))
    # The sets that share a questionnaire in one figure.
    pages = [
        (words, lines[start : start + MOST_INDICATORS])
        for words in dict.fromkeys(line.set_words for line, _ in found)
        for lines in [list(dict.fromkeys(line for line, _ in found if line.set_words == words))]
        for start in range(0, len(lines), MOST_INDICATORS)
    ]
    figures = []
    for place, (words, lines) in enumerate(pages, start=1):
        shown_years = [(line, years) for line, years in found if line in lines]
        about = f"{caption} ({words})" if words else caption
        figures.append(_of_indicators(gathered, f"{slug}-{place}" if place > 1 else slug, about, shown_years))
    return Gallery(tuple(figures))


def _followed(gathered: Gathered, theme: str) -> list[Years]:
    """What each site has of each line of the theme that has two years in a row to compare."""
    waves = {site: waves_of(member) for site, member in gathered.members.items()} if theme == "satisfaction" else {}
    found = []
    for line in gathered.lines_of(theme):
        if _is_followed(line.indicator):
            sites = line.compared.sites
            every = [followed(gathered.members[site], line.indicator, waves.get(site)) for site in sites]
            if any(years.is_linked for years in every):
                found += [(line, years) for years in every]
    return list(zip((line for line, _ in found), since_first_figure([years for _, years in found]), strict=True))


def _is_followed(indicator: Indicator) -> bool:
    is_delay = theme_of(indicator) == "titles" and indicator.unit == "days"
    return is_delay or indicator.role in FOLLOWED or indicator.formula == CRITERION_FORMULA


def _of_indicators(gathered: Gathered, slug: str, caption: str, found: Sequence[Years]) -> Figure:
    """A few sites: a chart an indicator, a line a site."""
    places = {site_id: place for place, site_id in enumerate(gathered.members)}
    names = [gathered.name(site) for site in places]
    panels, said = [], []
    for line in dict.fromkeys(line for line, _ in found):
        every = [years for other, years in found if other == line]
        lines = tuple(year_line(years, places[years.site_id]) for years in every)
        panels.append(YearPanel(whose_name(line.indicator), line.indicator.unit, lines))
        said.append(f"{whose_name(line.indicator)}. {' '.join(f'{_told(gathered, years)}.' for years in every)}")
    labels = labels_of(found[0][1])
    return Figure(
        slug,
        caption,
        f"Petits graphiques, un par indicateur, une ligne par site. {' '.join(said)}",
        draw_indicators(panels, labels, names),
        _table(gathered, slug, caption, found),
        year_line_strips(panels, labels, names),
    )


def _of_changes(gathered: Gathered, slug: str, caption: str, found: Sequence[Years]) -> list[Element]:
    """More sites than colours: a chart for each change that is demonstrated, and one table, for the workbook, of all
    that is followed."""
    table, labels = _table(gathered, slug, caption, found), labels_of(found[0][1])
    changed = [(line, years) for line, years in found if sure(years.moments[-1].measured).is_change_demonstrated]
    if not changed:
        none = "aucune n'est démontrée ou ne peut être testée : rien n'est dessiné"
        return [Text((f"Sur {format_count(len(found), *SERIES_WORDS)}, {none}. {WHERE}",)), table]
    drawn = changed[:MOST_PANELS]
    panels = [
        YearPanel(
            f"{_name(gathered, years)}\n{whose_name(line.indicator)}",
            line.indicator.unit,
            (year_line(years),),
            tuple(year_line(other) for same, other in found if same == line and other.site_id != years.site_id),
        )
        for line, years in drawn
    ]
    said = " ".join(f"{whose_name(line.indicator)}, {_told(gathered, years)}." for line, years in drawn)
    some = (
        f", les {len(drawn)} premières dans l'ordre des indicateurs puis des départements"
        if len(drawn) < len(changed)
        else ""
    )
    return [
        Figure(
            slug,
            f"{caption} : {format_count(len(changed), *DEMONSTRATED)}{some}",
            f"Petits graphiques, un par évolution démontrée, les autres sites en gris. {said}",
            draw_sites(panels, labels),
            table,
            year_line_strips(panels, labels),
        ),
        Text((f"Non dessinées : {format_count(len(found) - len(drawn), *SERIES_WORDS)}. {WHERE}",)),
    ]


def _name(gathered: Gathered, years: Evolution) -> str:
    return gathered.name(years.site_id)


def _told(gathered: Gathered, years: Evolution) -> str:
    return told(gathered.members[years.site_id], _name(gathered, years), years)


def _table(gathered: Gathered, slug: str, caption: str, found: Sequence[Years]) -> Table:
    context = gathered.context
    heads = (
        TableColumn("Indicateur"),
        TableColumn("Site"),
        *(TableColumn(label, "end") for label in labels_of(found[0][1])),
        TableColumn(f"Évolution depuis {context.previous_label}", "end"),
        TableColumn("Séries rompues"),
    )
    rows = tuple(
        (
            Cell(whose_name(line.indicator)),
            Cell(_name(gathered, years)),
            *year_cells(gathered.members[years.site_id], years),
            _change(gathered, line, years),
            Cell(joined(broken_words(years)) or "—"),
        )
        for line, years in found
    )
    form: TableForm = "sheet" if len(gathered.members) > len(SERIES) else "open"
    figures = [SiteFigure(gathered, line.indicator, row) for line, years in found for row in figures_of(years)]
    notes = tuple(columns.bounds_of(figures))
    return Table(slug, f"{caption} : valeurs", heads, rows, notes, is_wide=True, form=form)


def _change(gathered: Gathered, line: Line, years: Evolution) -> Cell:
    """The change since the compared period, unless the series is broken on the way."""
    compared = gathered.context.compared_period
    place = next((place for place, moment in enumerate(years.moments) if moment.period == compared), 0)
    if any(reason in BREAK_WORDS for reason in years.breaks[place:]):
        return Cell("série rompue")
    return columns.CHANGE.cell(SiteFigure(gathered, line.indicator, sure(years.moments[-1].measured)))
