"""A figure year after year, at one site or at several: what may be linked, what is drawn and told of it.

With so few years no trend is computed. What may be linked: `comparison/evolution.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qep_lib.comparison.comparable import dominant_mode
from qep_lib.comparison.evolution import Break, Evolution, Moment, evolution_of
from qep_lib.display.elements import Cell
from qep_lib.display.evolution_figures import YearLine, YearPoint
from qep_lib.display.wording import in_period
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.period import Period
from qep_lib.model.tables import TABLES
from qep_lib.reports.apparatus import value_cell
from qep_lib.reports.context import ReportContext

ANSWERS = "answers"
BREAK_WORDS: dict[Break, str] = {
    "provisional": "année incomplète",
    "definition": "définition modifiée",
    "serie": "autre questionnaire",
    "mode": "autre mode de recueil",
}
"""Why a series is broken; a year without a figure shows by itself."""
Waves = Mapping[Period, tuple[str, str]]
"""(series, mode) of the survey of each period."""


def periods_of(context: ReportContext) -> tuple[Period, ...]:
    """Those of the report, oldest first."""
    return (*(period for period, _ in reversed(context.earlier)), context.period)


def waves_of(context: ReportContext) -> Waves:
    """The surveys of a site."""
    found, declared = {}, context.catalogue.questionnaires
    for period, rows in ((context.period, context.measured), *context.earlier):
        series = {declared[id_].serie_id if id_ in declared else id_ for id_ in context.questionnaires_of(period)}
        answers = rows.get(context.indicator(ANSWERS).id, {}).values()
        modes = ((row.group_value, row.value or 0) for row in answers if row.group.startswith("mode="))
        found[period] = "|".join(sorted(series)), dominant_mode(modes)
    return found


def followed(context: ReportContext, indicator: Indicator, waves: Waves | None = None) -> Evolution:
    """What a site has of an indicator, period after period; `waves` are wanted for those of a survey."""

    def moment(period: Period) -> Moment:
        row = context.total_of(indicator.id, period)
        is_surveyed = row is not None and TABLES[indicator.table].has_questionnaire and row.origin == "computed"
        return Moment(period, row, *(waves[period] if waves and is_surveyed else ()))

    return evolution_of(indicator, context.site.site_id, [moment(period) for period in periods_of(context)])


def since_first_figure(lines: Sequence[Evolution]) -> list[Evolution]:
    """Without the first periods, of which none has a figure."""
    known = [place for line in lines for place, moment in enumerate(line.moments) if moment.has_value]
    first = min(known, default=0)
    return [replace(line, moments=line.moments[first:], breaks=line.breaks[first:]) for line in lines]


def figures_of(line: Evolution) -> list[Measured]:
    """The rows that have a figure to show."""
    return [sure(moment.measured) for moment in line.moments if moment.has_value]


def labels_of(line: Evolution) -> list[str]:
    """Its periods as headings."""
    return [moment.period.short_label for moment in line.moments]


def year_line(line: Evolution, place: int = 0) -> YearLine:
    """What is drawn of it; `place` is that of its colour."""
    points: list[YearPoint | None] = []
    for rank, moment in enumerate(line.moments):
        row, is_linked = moment.measured, rank > 0 and line.breaks[rank - 1] is None
        points.append(
            None
            if row is None or row.value is None
            else YearPoint(row.value, row.low, row.high, is_linked, row.status == "provisional")
        )
    breaks = tuple(rank for rank, reason in enumerate(line.breaks) if reason in BREAK_WORDS)
    return YearLine(tuple(points), breaks, place)


def year_cells(context: ReportContext, line: Evolution) -> list[Cell]:
    """Its figures as their reports print them, a dash where a period was not read."""
    return [Cell("—") if one.measured is None else value_cell(context, one.measured) for one in line.moments]


def told(context: ReportContext, name: str, line: Evolution) -> str:
    """« Indre (fictif) : 81 % en 2019, 55 % en 2020 ; autre questionnaire entre 2019 et 2020 »."""
    cells = zip(line.moments, year_cells(context, line), labels_of(line), strict=True)
    shown = ", ".join(f"{cell.text} {in_period(label)}" for moment, cell, label in cells if moment.has_value)
    return f"{name} : {' ; '.join([shown, *broken_words(line)])}"


def broken_words(line: Evolution) -> list[str]:
    """« autre questionnaire entre 2019 et 2020 », for each place where its series is broken."""
    labels = labels_of(line)
    return [
        f"{BREAK_WORDS[reason]} entre {labels[place]} et {labels[place + 1]}"
        for place, reason in enumerate(line.breaks)
        if reason in BREAK_WORDS
    ]
