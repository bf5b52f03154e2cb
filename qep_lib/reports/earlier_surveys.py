"""Results of earlier surveys that the documents of the period recall, as sentences. This period's are `survey`.

They are declared figures of the group `survey=<year>`: surveys are not always a year apart, and an old result often
comes without its base.
"""

from decimal import Decimal

from qep_lib.disclosure.printed import decimals_for, is_small_unanimous, printed_end
from qep_lib.display.wording import NBSP, format_count, format_number, value_words
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.context import ReportContext
from qep_lib.stats.rounding import round_half_up

DIMENSION = "survey"


def recalled(context: ReportContext, indicator: Indicator) -> list[str]:
    """One sentence an earlier survey of that criterion, oldest first: its value, its base, and what changed where that shows.

    Without its base a result has no interval; of another series (questionnaire, mode, season) it has no change either.
    """
    return [_sentence(context, indicator, row) for row in _told(context, indicator)]


def last_recalled(context: ReportContext, indicator: Indicator) -> Measured | None:
    """The latest earlier survey of a criterion, or None."""
    return next(iter(reversed(_told(context, indicator))), None)


def moved_since(context: ReportContext, indicator: Indicator, earlier: Measured) -> str:
    """« 30 points de moins qu'à l'enquête de 2019, dont le nombre de réponses n'est pas connu »: of a share that the
    interval of this survey parts from the earlier one, whatever the base of that one; empty otherwise, or where the figure is not
    told exactly.
    """
    row = context.total(indicator.id)
    if (
        row.low is None
        or row.high is None
        or row.low <= sure(earlier.value) <= row.high
        or is_small_unanimous(row, indicator)
    ):
        return ""
    decimals = decimals_for(row, indicator, context.audience)
    change = printed_end(row, indicator, decimals) - printed_end(earlier, indicator, decimals)
    unknown = "" if earlier.denominator is not None else ", dont le nombre de réponses n'est pas connu"
    when = f"à l'enquête de {earlier.group_value}{unknown}"
    return points_words(change, when) if indicator.unit == "pct" else ""


def points_words(change: Decimal | float, when: str) -> str:
    """« 30 points de moins qu'en 2019 », of a printed change in points; `when` begins with a vowel."""
    points = abs(round_half_up(change, 0))
    unit = "point" if points < 2 else "points"
    return f"{format_number(points)}{NBSP}{unit} de {'moins' if change < 0 else 'plus'} qu'{when}"


def _told(context: ReportContext, indicator: Indicator) -> list[Measured]:
    rows = sorted(context.groups(indicator.id, DIMENSION), key=lambda row: row.group_value)
    return [row for row in rows if row.has_value]


def _sentence(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    value = value_words(row, indicator, context.audience)
    base = "base non communiquée" if row.denominator is None else format_count(row.denominator, "réponse")
    if moved := moved_since(context, indicator, row):
        return f"Enquête de {row.group_value} : {value} ({base}). Cette année : {moved.partition(' qu')[0]}."
    return f"Enquête de {row.group_value} : {value} ({base} ; l'évolution n'est pas calculée)."
