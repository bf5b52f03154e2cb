"""The same indicators over the years of the report, a small chart a site. What may be linked: `comparison/evolution.py`.

Only the sites of a compared set share a figure. A site's own series may still be broken from one year to the next: its
points are then drawn without a line. With so few years no trend is computed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qep_lib.comparison.comparable import dominant_mode
from qep_lib.comparison.evolution import Break, Evolution, Moment, evolution_of
from qep_lib.disclosure.printed import change_number, printed_number
from qep_lib.display.elements import Absent, Cell, Element, Figure, Gallery, Note, Table, TableColumn, Text
from qep_lib.display.evolution_figures import YearLine, YearPanel, YearPoint, draw_indicators, draw_sites
from qep_lib.display.narrow_time import year_line_strips
from qep_lib.display.style import SERIES
from qep_lib.display.wording import change_mark_words, format_count, in_period, joined, value_words
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.period import Period
from qep_lib.model.tables import TABLES
from qep_lib.reports.context import ReportContext
from qep_lib.reports.extremes import from_to
from qep_lib.reports.regional.gathered import ANSWERS, Gathered
from qep_lib.reports.regional.naming import site_name
from qep_lib.reports.regional.words import THEMES, set_words, slug_of, theme_of
from qep_lib.reports.section import shown
from qep_lib.reports.survey import CRITERION_FORMULA

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
SERIES_WORDS = ("série suivie (un site, un indicateur)", "séries suivies (un site, un indicateur)")
WHERE = "Les chiffres de chaque site, année par année, sont dans le classeur joint."
BREAK_WORDS: dict[Break, str] = {
    "provisional": "année incomplète",
    "definition": "définition modifiée",
    "serie": "autre questionnaire",
    "mode": "autre mode de recueil",
}
"""Why a series is broken; a year without a figure shows by itself."""


@dataclass(frozen=True, slots=True)
class _Followed:
    """One compared set of one indicator over the years; `words` tell it from another set."""

    indicator: Indicator
    words: str
    lines: tuple[Evolution, ...]

    @property
    def labels(self) -> list[str]:
        """The periods, oldest first, as headings."""
        return [moment.period.short_label for moment in self.lines[0].moments]


Waves = Mapping[tuple[str, Period], tuple[str, str]]
"""(series, mode) of the survey of a site and period."""


@shown
def evolution_note(gathered: Gathered) -> Note:
    """When two years are linked, and what is not said of them."""
    years = format_count(len(_periods(gathered.context)), "période")
    return Note(
        "method",
        "Comment lire les évolutions",
        (
            "Deux périodes ne sont reliées que si elles se comparent : même définition, même questionnaire, même mode de "
            "recueil, périodes complètes. Ailleurs la ligne s'interrompt ; une rupture de série est marquée en pointillé.",
            f"Avec {years} au plus, aucune tendance n'est calculée. Le tableau joint à chaque figure marque ▲ ou ▼ une "
            "évolution démontrée depuis la période comparée.",
        ),
    )


@shown
def evolution(gathered: Gathered, theme: str) -> Element:
    """The indicators of a theme that two years in a row allow to compare for one site at least."""
    followed = _followed(gathered, theme)
    if not followed:
        words = f"{THEMES[theme][0]} : aucun indicateur comparé n'a deux années de suite comparables."
        return Absent(f"{THEMES[theme][0]}, d'une année à l'autre", words, "not_comparable")
    if len(gathered.context.members) > len(SERIES):
        figures = _figure_of_theme(gathered, theme, followed)
    else:
        figures = _figures_by_indicator(gathered, theme, followed)
    return Gallery(tuple(figures))


def _followed(gathered: Gathered, theme: str) -> list[_Followed]:
    """Each set of each indicator of the theme that has two years in a row to compare."""
    waves = _waves(gathered) if theme == "satisfaction" else {}
    periods = _periods(gathered.context)
    found = []
    for indicator in gathered.indicators:
        if theme_of(indicator) != theme or not _is_followed(indicator):
            continue
        for compared in gathered.compared[indicator.id].sets:
            members = [gathered.member(site_id) for site_id in compared.sites]
            lines = [
                evolution_of(indicator, m.site.site_id, [_moment(m, indicator, period, waves) for period in periods])
                for m in members
            ]
            if any(line.is_linked for line in lines):
                found.append(_Followed(indicator, set_words(gathered, indicator, compared), tuple(lines)))
    return _since_first_figure(found)


def _since_first_figure(followed: Sequence[_Followed]) -> list[_Followed]:
    """Without the first years, of which none of the sites has a figure."""
    known = [
        place for one in followed for line in one.lines for place, moment in enumerate(line.moments) if moment.has_value
    ]
    first = min(known, default=0)
    return [
        replace(
            one, lines=tuple(Evolution(line.site_id, line.moments[first:], line.breaks[first:]) for line in one.lines)
        )
        for one in followed
    ]


def _is_followed(indicator: Indicator) -> bool:
    is_delay = theme_of(indicator) == "titles" and indicator.unit == "days"
    return is_delay or indicator.role in FOLLOWED or indicator.formula == CRITERION_FORMULA


def _periods(context: ReportContext) -> tuple[Period, ...]:
    """Those of the report, oldest first."""
    return (*(period for period, _ in reversed(context.earlier)), context.period)


def _waves(gathered: Gathered) -> Waves:
    found = {}
    declared = gathered.context.catalogue.questionnaires
    for member in gathered.context.members:
        for period, rows in ((member.period, member.measured), *member.earlier):
            series = {declared[id_].serie_id if id_ in declared else id_ for id_ in member.questionnaires_of(period)}
            answers = rows.get(member.indicator(ANSWERS).id, {}).values()
            modes = ((row.group_value, row.value or 0) for row in answers if row.group.startswith("mode="))
            found[member.site.site_id, period] = "|".join(sorted(series)), dominant_mode(modes)
    return found


def _figures_by_indicator(gathered: Gathered, theme: str, followed: Sequence[_Followed]) -> list[Element]:
    """A few sites: a chart an indicator, a line a site; the sets that share a questionnaire in one figure."""
    context = gathered.context
    places = {member.site.site_id: place for place, member in enumerate(context.members)}
    names = [site_name(gathered, site_id, _rows(followed, site_id)) for site_id in places]
    pages = [
        chosen[start : start + MOST_INDICATORS]
        for words in dict.fromkeys(one.words for one in followed)
        for chosen in [[one for one in followed if one.words == words]]
        for start in range(0, len(chosen), MOST_INDICATORS)
    ]
    figures: list[Element] = []
    taken: set[str] = set()
    for chosen in pages:
        panels = [
            YearPanel(
                one.indicator.short_label,
                one.indicator.unit,
                tuple(_line(line, places[line.site_id]) for line in one.lines),
            )
            for one in chosen
        ]
        svg = draw_indicators(panels, chosen[0].labels, names)
        slug, caption = slug_of(f"evolution {THEMES[theme][0]}", taken), _caption(THEMES[theme][0], chosen[0])
        taken.add(slug)
        told = [f"{one.indicator.short_label}. {_told_all(gathered, one, one.lines)}" for one in chosen]
        alternative = f"Petits graphiques, un par indicateur, une ligne par site. {' '.join(told)}"
        strips = year_line_strips(panels, chosen[0].labels, names)
        figures.append(Figure(slug, caption, alternative, svg, _table(gathered, slug, caption, chosen), strips))
    return figures


def _figure_of_theme(gathered: Gathered, theme: str, followed: Sequence[_Followed]) -> list[Element]:
    """More sites than colours: a chart for each change that is demonstrated, and one table, for the workbook, of all
    that is followed."""
    changed = [(one, line) for one in followed for line in one.lines if _is_demonstrated(line)]
    count = sum(len(one.lines) for one in followed)
    slug, caption = (
        slug_of(f"evolution {THEMES[theme][0]}", set()),
        _caption(THEMES[theme][0], replace(followed[0], words="")),
    )
    table = _table(gathered, slug, caption, followed)
    if not changed:
        none = "aucune évolution n'est démontrée ou ne peut être testée : rien n'est dessiné"
        return [Text((f"Sur {format_count(count, *SERIES_WORDS)}, {none}. {WHERE}",)), table]
    drawn = changed[:MOST_PANELS]
    panels = [_panel(one, line, f"{_name(gathered, line)}\n{one.indicator.short_label}") for one, line in drawn]
    told = " ".join(f"{one.indicator.short_label}, {_told(gathered, one.indicator, line)}" for one, line in drawn)
    alternative = f"Petits graphiques, un par évolution démontrée, les autres sites en gris. {told}"
    some = (
        f", les {len(drawn)} premières dans l'ordre des indicateurs puis des départements"
        if len(drawn) < len(changed)
        else ""
    )
    caption += f" : {format_count(len(changed), *DEMONSTRATED)}{some}"
    left_out = format_count(count - len(drawn), *SERIES_WORDS)
    return [
        Figure(
            slug,
            caption,
            alternative,
            draw_sites(panels, followed[0].labels),
            table,
            year_line_strips(panels, followed[0].labels),
        ),
        Text((f"Non dessinées : {left_out}. {WHERE}",)),
    ]


def _is_demonstrated(line: Evolution) -> bool:
    return line.moments[-1].measured.is_change_demonstrated


def _panel(one: _Followed, line: Evolution, title: str) -> YearPanel:
    """One site, with the others of its set behind."""
    others = tuple(_line(other, 0) for other in one.lines if other.site_id != line.site_id)
    return YearPanel(title, one.indicator.unit, (_line(line, 0),), others)


def _caption(title: str, one: _Followed) -> str:
    return f"{title}, {from_to(one.labels[0], one.labels[-1])}" + (f" ({one.words})" if one.words else "")


def _rows(followed: Sequence[_Followed], site_id: str) -> list[Measured]:
    lines = [line for one in followed for line in one.lines if line.site_id == site_id]
    return [moment.measured for line in lines for moment in line.moments if moment.has_value]


def _moment(member: ReportContext, indicator: Indicator, period: Period, waves: Waves) -> Moment:
    row = member.total_of(indicator.id, period)
    is_surveyed = row is not None and TABLES[indicator.table].has_questionnaire and row.origin == "computed"
    return Moment(period, row, *(waves[member.site.site_id, period] if is_surveyed else ()))


def _line(line: Evolution, place: int) -> YearLine:
    points = []
    for rank, moment in enumerate(line.moments):
        row, is_linked = moment.measured, rank > 0 and line.breaks[rank - 1] is None
        is_open = moment.has_value and row.status == "provisional"
        points.append(YearPoint(row.value, row.low, row.high, is_linked, is_open) if moment.has_value else None)
    breaks = tuple(rank for rank, reason in enumerate(line.breaks) if reason in BREAK_WORDS)
    return YearLine(tuple(points), breaks, place)


def _name(gathered: Gathered, line: Evolution) -> str:
    return site_name(gathered, line.site_id, [moment.measured for moment in line.moments if moment.has_value])


def _told_all(gathered: Gathered, one: _Followed, lines: Sequence[Evolution]) -> str:
    return " ".join(_told(gathered, one.indicator, line) for line in lines)


def _told(gathered: Gathered, indicator: Indicator, line: Evolution) -> str:
    """« Indre (fictif) : 81 % en 2019, 55 % en 2020 ; autre questionnaire entre 2019 et 2020. »"""
    audience = gathered.context.audience
    shown = [
        f"{value_words(moment.measured, indicator, audience)} {in_period(moment.period.short_label)}"
        for moment in line.moments
        if moment.has_value
    ]
    return f"{_name(gathered, line)} : {' ; '.join([', '.join(shown), *_break_words(line)])}."


def _break_words(line: Evolution) -> list[str]:
    return [
        f"{BREAK_WORDS[reason]} entre {line.moments[place].period.short_label} et {line.moments[place + 1].period.short_label}"
        for place, reason in enumerate(line.breaks)
        if reason in BREAK_WORDS
    ]


def _table(gathered: Gathered, slug: str, caption: str, followed: Sequence[_Followed]) -> Table:
    context = gathered.context
    columns = (
        TableColumn("Indicateur", width=1.8),
        TableColumn("Site", width=1.6),
        *(TableColumn(label, "end") for label in followed[0].labels),
        TableColumn(f"Évolution depuis {context.previous_label}", "end", 1.2),
        TableColumn("Séries rompues", width=1.6),
    )
    rows = []
    for one in followed:
        for line in one.lines:
            cells = [_cell(moment.measured, one.indicator, context) for moment in line.moments]
            change, broken = _change(one.indicator, line, context), joined(_break_words(line)) or "—"
            label = one.indicator.short_label
            rows.append((Cell(label), Cell(_name(gathered, line)), *cells, change, Cell(broken)))
    form = "sheet" if len(context.members) > len(SERIES) else "open"
    return Table(slug, f"{caption} : valeurs", columns, tuple(rows), is_wide=True, form=form)


def _change(indicator: Indicator, line: Evolution, context: ReportContext) -> Cell:
    """The change since the compared period, unless the series is broken on the way."""
    last = line.moments[-1].measured
    compared = next((p for p, moment in enumerate(line.moments) if moment.period == context.compared_period), 0)
    if any(reason in BREAK_WORDS for reason in line.breaks[compared:]):
        return Cell("série rompue")
    return Cell(change_mark_words(last, indicator, context.audience), change_number(last, indicator, context.audience))


def _cell(row: Measured | None, indicator: Indicator, context: ReportContext) -> Cell:
    if row is None:
        return Cell("non communiqué")
    return Cell(value_words(row, indicator, context.audience), printed_number(row, indicator, context.audience))
