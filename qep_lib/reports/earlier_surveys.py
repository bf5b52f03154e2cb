"""Results of earlier surveys that the documents of the period recall, as sentences. This period's are `survey`.

They are declared figures of the group `survey=<year>`: surveys are not always a year apart, and an old result often
comes without its base.
"""

from qep_lib.display.wording import format_count, value_words
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.context import ReportContext

DIMENSION = "survey"


def recalled(context: ReportContext, indicator: Indicator) -> list[str]:
    """One sentence an earlier survey of that criterion, oldest first: its value, its base, and that nothing is compared.

    Without its base a result has no interval; of another series (questionnaire, mode, season) it has no change either.
    """
    rows = sorted(context.groups(indicator.id, DIMENSION), key=lambda row: row.group_value)
    return [_sentence(context, indicator, row) for row in rows if row.has_value]


def _sentence(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    value = value_words(row, indicator, context.audience)
    if row.denominator is None:
        base = "base non communiquée : ni fourchette ni évolution n'est calculée"
    else:
        base = f"{format_count(row.denominator, 'réponse')} ; l'évolution n'est pas calculée"
    return f"Enquête de {row.group_value} : {value} ({base})."
