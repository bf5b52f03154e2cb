"""Published figures that cannot both be true of the same requests, said beside them. No figure is corrected."""

from fractions import Fraction

from qep_lib.display.wording import format_number, format_value, value_words
from qep_lib.model.indicator import Indicator
from qep_lib.reports.context import ReportContext
from qep_lib.stats.attainability import mean_contradicts_share

SHARE_AND_MEAN = {
    "email_reply_on_time_pct": ("email_reply_mean_delay_days", "email"),
    "post_reply_on_time_pct": ("post_reply_mean_delay_days", "post"),
}
"""Share answered in time -> (mean delay of the same requests, channel that gives their deadline)."""


def contradictions(context: ReportContext, indicators: tuple[Indicator, ...]) -> list[str]:
    """One sentence for each share of `indicators` that its mean delay contradicts (statistics.md 1.3).

    Only where one of the two was declared: figures computed here say on which requests they bear.
    """
    return [
        sentence
        for indicator in indicators
        if indicator.id in SHARE_AND_MEAN and (sentence := _contradiction(context, indicator))
    ]


def _contradiction(context: ReportContext, indicator: Indicator) -> str:
    mean_id, channel = SHARE_AND_MEAN[indicator.id]
    deadline = context.framework.deadlines_working_days.information_request.get(channel)
    share, mean = context.total(indicator.id), context.row(mean_id)
    if deadline is None or mean is None or not (share.has_value and mean.has_value):
        return ""
    fraction = share.value / 100
    if "declared" not in (share.origin, mean.origin) or not mean_contradicts_share(mean.value, fraction, deadline):
        return ""
    late = format_value(100 - Fraction(str(share.value)), "pct", indicator.decimals)
    least = format_number(float((1 - Fraction(str(share.value)) / 100) * (deadline + 1)), 1, keep_zeros=False)
    return (
        f"À vérifier : {value_words(share, indicator, context.audience)} de réponses dans le délai et un délai moyen de "
        f"{value_words(mean, context.indicator(mean_id), context.audience)} ne vont pas ensemble. Si {late} des réponses "
        f"prennent au moins {deadline + 1} jours, la moyenne est d'au moins {least} jour : elle ne porte sans doute que "
        "sur les réponses faites dans le délai."
    )
