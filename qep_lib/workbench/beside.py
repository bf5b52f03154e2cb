"""Two surveys in one view, criterion by criterion: two periods of a site, or two sites of a period, with what is demonstrated."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qep_lib.comparison.pairs import set_against
from qep_lib.display.elements import Cell, Element, Figure, Note, Table, TableColumn
from qep_lib.display.figures import Dot, DotGroup, draw_dot_groups
from qep_lib.display.wording import NARROW, change_words, interval_words, joined, value_words
from qep_lib.errors import DataRefused, sure
from qep_lib.model.base import Audience
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import value_cell
from qep_lib.reports.context import ReportContext
from qep_lib.reports.nature_notes import nature_notes
from qep_lib.reports.regional.words import REASON_WORDS
from qep_lib.reports.survey import criteria, has_survey, is_declared_only
from qep_lib.workbench.region import Region

READINGS = {True: "démontré", False: "non démontré", None: "non testé"}
RULE = (
    "Démontré : le hasard l'explique mal, compte tenu du nombre de critères testés ensemble ; les autres écarts ne se "
    "commentent pas."
)


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion in both surveys: `first` is compared with `second`; `reason` says why it is not."""

    indicator: Indicator
    first: Measured
    second: Measured | None
    reason: str

    def said(self, audience: Audience) -> tuple[str, str]:
        """The difference as printed, and what may be said of it."""
        words = change_words(self.first, self.indicator, audience)
        if not words:
            return "—", self.reason
        return words, READINGS[self.first.is_change_demonstrated]


def two_periods(now: ReportContext, then: ReportContext) -> Element:
    """The criteria of `now`, a survey compared with the period of `then`, each with its change as the report tests it."""
    lines = [
        Line(indicator, row, then.row(indicator.id), row.previous_note or "non comparé")
        for indicator, row in criteria(now)
    ]
    names = tuple(context.period.label for context in (now, then))
    return _shown(now, (now, then), names, lines, now.site.name)


def two_sites(region: Region) -> Element:
    """The criteria of the two sites of `region`, each compared where the questionnaire and the mode of collection allow it."""
    context, sites = region.context, region.context.members
    for site in sites:
        if not has_survey(site) and not is_declared_only(site):
            raise DataRefused(
                f"{site.site.name} ({site.period.label}) : aucune enquête n'est importée. "
                "À faire : choisir un autre site ou une autre période."
            )
    found = [one for one in region.compared.values() if one.indicator.section == "satisfaction"]
    pairs = [
        (one.indicator, first.measured, second.measured)
        for one in found
        if one.sets and one.indicator.measurement.statistic == "share"
        for first, second in [one.sets[0].candidates]
    ]
    against = {row.indicator_id: row for row in set_against(pairs, context.catalogue.conventions)}
    lines = []
    for one in found:
        first, second = (site.total(one.indicator.id) for site in sites)
        # A former period is not what these sites are compared with.
        first = against.get(one.indicator.id, replace(first, change=None))
        why = dict.fromkeys(REASON_WORDS[aside.reason] for aside in one.set_aside if aside.reason != "alone")
        lines.append(Line(one.indicator, first, second, joined([*why]) or READINGS[None]))
    return _shown(context, sites, tuple(site.site.name for site in sites), lines, context.period.label)


def _shown(
    context: ReportContext, both: Sequence[ReportContext], names: tuple[str, ...], lines: Sequence[Line], subject: str
) -> Element:
    """A band a criterion and a dot a survey; without any interval to draw, the table alone."""
    lines = [line for line in lines if line.first.has_value or (line.second and line.second.has_value)]
    if not lines:
        said = f"{joined([*names])} : aucun critère n'est mesuré dans ces deux enquêtes."
        return Note("info", "Pas de critère commun", (said, "À faire : choisir une autre période ou un autre site."))
    table = _table(context, both, names, lines, subject)
    rows = [(line, (line.first, line.second)) for line in lines]
    groups = [
        DotGroup(line.indicator.short_label, tuple(_dot(context, line, row) for row in pair)) for line, pair in rows
    ]
    drawn = [group for group in groups if any(group.dots)]
    if not drawn:
        return table
    said = " ; ".join(f"{group.label} : {joined([dot.words for dot in group.dots if dot])}" for group in drawn)
    svg = draw_dot_groups(drawn, names, "part de réponses positives (le point) et fourchette indicative (la barre)")
    return Figure("deux-enquetes-dessin", table.caption, f"Un point et sa fourchette par enquête. {said}.", svg, table)


def _table(
    context: ReportContext, both: Sequence[ReportContext], names: tuple[str, ...], lines: Sequence[Line], subject: str
) -> Table:
    rows = tuple(
        (
            Cell(line.indicator.short_label),
            *(
                cell
                for own, row in zip(both, (line.first, line.second), strict=True)
                for cell in _value_cells(own, line.indicator, row)
            ),
            *map(Cell, line.said(context.audience)),
        )
        for line in lines
    )
    columns = [TableColumn("Critère")]
    for name in names:
        columns += [TableColumn(name, "end"), TableColumn("Fourchette indicative", "end")]
    columns += [TableColumn("Écart", "end"), TableColumn("Lecture")]
    shown = [row for line in lines for row in (line.first, line.second) if row is not None]
    caption = f"Deux enquêtes côte à côte{NARROW}: {joined([*names])} ({subject})"
    return Table("deux-enquetes", caption, tuple(columns), rows, (RULE, *nature_notes(context, shown)), is_wide=True)


def _value_cells(context: ReportContext, indicator: Indicator, row: Measured | None) -> tuple[Cell, Cell]:
    if row is None:
        return Cell("—"), Cell("—")
    return value_cell(context, row), Cell(interval_words(row, indicator, context.audience) or "—")


def _dot(context: ReportContext, line: Line, row: Measured | None) -> Dot | None:
    if row is None or not row.has_value or line.indicator.unit != "pct":
        return None
    return Dot("", sure(row.value), row.low, row.high, value_words(row, line.indicator, context.audience))
