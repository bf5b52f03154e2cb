"""More answers than the visits declared: told as soon as both are known, since no response rate is made of them."""

import pandas as pd

from qep_lib.intake.arrival import Arrival
from qep_lib.intake.faults import FaultList
from qep_lib.intake.rulebook import Reason, fault
from qep_lib.model.indicator import Indicator
from qep_lib.model.period import Period
from qep_lib.model.tables import ANSWERS, DECLARED
from qep_lib.store.tables import read_sound_rows


def warn_more_answers(frame: pd.DataFrame, others: pd.DataFrame, arrival: Arrival, faults: FaultList) -> None:
    """Tell each declared number of visits that is under the answers of its mode, in its period and survey.

    `frame`: rows of the file, of one of the two tables; `others`: those that the store holds of the same table, in the same
    years. The rows of the other table are read.
    """
    table = arrival.source.table
    rates = [known for known in arrival.catalogue.indicators.values() if _is_response_rate(known)]
    if table not in (ANSWERS, DECLARED) or not rates or frame.empty:
        return
    own = pd.concat([frame, others])
    dates = own["answered_on" if table == ANSWERS else "period_start"]
    other = DECLARED if table == ANSWERS else ANSWERS
    beside = read_sound_rows(
        arrival.workspace, other, arrival.entry.site_id, sorted({*dates.dropna().dt.year.tolist()}), ()
    )
    answers, figures = (own, beside) if table == ANSWERS else (beside, own)
    answers = answers.drop_duplicates(["dataset", "questionnaire_id", "answer_id"])
    for rate in rates:
        for period, visits in _declared(figures, rate):
            found = _most_answers(answers, rate.arguments["mode"], period)
            if found > visits:
                faults.add(_reason(found, visits, period, rate))


def _is_response_rate(indicator: Indicator) -> bool:
    return getattr(indicator, "formula", None) == "survey_response_rate"


def _declared(figures: pd.DataFrame, rate: Indicator) -> list[tuple[Period, float]]:
    is_meant = (figures["indicator_id"] == rate.arguments["visits"]) & (figures["group"] == "")
    rows = figures.loc[is_meant & figures["value"].notna(), ["period", "value"]].drop_duplicates("period")
    return [(Period.parse(code), visits) for code, visits in rows.itertuples(index=False)]


def _most_answers(answers: pd.DataFrame, mode: str, period: Period) -> int:
    """Answers of that mode and period to the survey that has the most: each is set against the visits by itself."""
    is_meant = (
        (answers["mode"] == mode)
        & (answers["answered_on"] >= pd.Timestamp(period.start))
        & (answers["answered_on"] <= pd.Timestamp(period.end))
    )
    return int(answers.loc[is_meant, "questionnaire_id"].astype(str).value_counts().max() or 0) if is_meant.any() else 0


def _reason(found: int, visits: float, period: Period, rate: Indicator) -> Reason:
    return fault(
        "more_answers_than_visits", found=found, mode=rate.arguments["mode"], visits=f"{visits:g}", period=period.code,
        indicator=rate.arguments["visits"],
    )  # fmt: skip
