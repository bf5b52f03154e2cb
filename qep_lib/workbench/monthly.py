"""Indicators of one site month by month: each month has the figure that a report of that month would print."""

from collections.abc import Sequence

import numpy as np

from qep_lib.disclosure.months import MonthlySeries, measure_by_month
from qep_lib.display.elements import Absent, Element
from qep_lib.display.wording import STATUS_WORDS, format_measured, unit_suffix
from qep_lib.model.indicator import Indicator
from qep_lib.model.period import Period
from qep_lib.reports.context import ReportContext
from qep_lib.reports.month_panels import Month, MonthLine, draw_lines, months_of
from qep_lib.reports.nature_notes import nature_notes


def indicator_months(context: ReportContext, slug: str, title: str, indicators: Sequence[Indicator]) -> Element:
    """A small chart an indicator of which a month is known, the year before behind; a sentence where none is."""
    months = months_of(context)
    wanted = [Period.parse(f"{month}") for month in (*(months - 12), *months)]
    known = [month for month in dict.fromkeys(wanted) if month.end <= context.as_of]
    figures = measure_by_month(
        context.workspace,
        context.catalogue,
        (context.site.site_id,),
        [indicator.id for indicator in indicators],
        known,
        context.as_of,
        context.catalogue.conventions.disclosure.limits(context.audience),
    )
    lines = []
    for indicator in indicators:
        series = figures.series[indicator.id].get(context.site.site_id)
        if series is None:
            continue
        told = dict(zip(known, _told(series, indicator), strict=True))
        former, current = (
            tuple(told.get(month, Month()) for month in part) for part in (wanted[: len(months)], wanted[len(months) :])
        )
        if any(month.value is not None for month in current):
            unit = unit_suffix(2, indicator.unit).strip()
            name = indicator.short_label if indicator.unit in ("count", "pct") else f"{indicator.short_label} ({unit})"
            lines.append(MonthLine(name, current, former, indicator.unit == "pct"))
    if not lines:
        return Absent(title, f"{title}, mois par mois : aucun mois n'a de chiffre à montrer.", "untold")
    return draw_lines(context, slug, title, lines, nature_notes(context, [context.total(i.id) for i in indicators]))


def _told(series: MonthlySeries, indicator: Indicator) -> list[Month]:
    """A figure, the reason why there is none, or a dash."""
    return [
        Month(None, STATUS_WORDS["suppressed"] if status == "suppressed" else "—")
        if np.isnan(value)
        else Month(float(value), format_measured(value, indicator.unit, indicator.decimals))
        for value, status in zip(series.values.tolist(), series.status, strict=True)
    ]
