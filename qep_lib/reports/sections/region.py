"""Several sites side by side, without a rank."""

from qep_lib.model.indicator import Indicator
from qep_lib.reports.regional import (
    case_mix,
    evolution,
    funnels,
    guide,
    maps,
    matrix,
    months,
    outcomes,
    refusals,
    standouts,
    themes,
)
from qep_lib.reports.regional.gathered import Gathered, gather
from qep_lib.reports.section import Section


def _compared(gathered: Gathered) -> tuple[Indicator, ...]:
    """The compared indicators, and the number of requests, which is shown month by month."""
    return (*gathered.indicators, gathered.context.indicator("requests_received"))


SECTION = Section(
    "Comparaison régionale",
    parts=(
        case_mix,
        evolution,
        funnels,
        guide,
        maps,
        matrix,
        months,
        outcomes,
        refusals,
        standouts,
        themes,
    ),
    figures=_compared,
    reads=gather,
)
