"""Formulas on survey answers: how many, from whom, satisfied or not. Weights are not applied (statistics.md 1.6).

An answer counts in the base of an item only if it was given on that item: « sans objet » and blanks are outside it and
counted apart (statistics.md 1.5).
"""

import pandas as pd

from qep_lib.indicators.declared import declared_figures
from qep_lib.indicators.rows import OPTION, Context, result_rows, share_rows, stack_rows
from qep_lib.model.indicator import Indicator

ANSWER = ["site_id", "questionnaire_id", "answer_id"]
"""What identifies a respondent."""


def survey_answers_count(context: Context, indicator: Indicator) -> pd.DataFrame:
    """Number of respondents, in all and by mode."""
    answers = context.tables["survey_answers"].drop_duplicates(ANSWER)
    totals = answers.groupby("site_id").size()
    parts = [result_rows(totals.index, "", totals, float("nan"), totals, totals)]
    if "mode" in indicator.group_by:
        counts = answers.groupby(["site_id", "mode"]).size().reset_index(name="count")
        base = counts["site_id"].map(totals)
        parts.append(
            result_rows(
                counts["site_id"], "mode=" + counts["mode"], counts["count"], base, counts["count"], counts["count"]
            )
        )
    return stack_rows(parts)


def survey_response_rate(context: Context, indicator: Indicator, mode: str, visits: str) -> pd.DataFrame:
    """Respondents of one mode out of the visits declared under the indicator `visits` (95 of 311 at the Cher desk).

    The other modes have no known frame and stay out. Without a declared number of visits there is no row.
    """
    answers = context.tables["survey_answers"]
    answers = answers.loc[answers["mode"] == mode].drop_duplicates(ANSWER)
    stated = declared_figures(context)
    bases = stated.loc[(stated["indicator_id"] == visits) & (stated["group"] == "")].set_index("site_id")["value"]
    counts = answers.groupby("site_id").size()
    counts = counts.loc[counts.index.isin(bases.index)]
    return share_rows(counts.index, "", counts, counts.index.map(bases))


def survey_share(
    context: Context,
    indicator: Indicator,
    item: str | None = None,
    role: str | None = None,
    options: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Share of positive answers among those who answered: positive levels of the scale, or the `options` named.

    The item is named, or found by its role. Groups: each option of the scale, each mode, what is outside the base.
    """
    judged = _judge(context, item, role, options)
    totals = judged.groupby("site_id")[["positive", "answered"]].sum()
    parts = [share_rows(totals.index, "", totals["positive"], totals["answered"])]
    parts += _groups(context, indicator, judged, item, role)
    return stack_rows(parts)


def survey_distribution(
    context: Context, indicator: Indicator, item: str | None = None, role: str | None = None
) -> pd.DataFrame:
    """How the answers to a closed question spread over its options; the total row is 100 % of the base.

    With several answers allowed the shares may sum to more than 100 %: the base is the respondents to the question.
    """
    judged = _judge(context, item, role, ())
    totals = judged.groupby("site_id")["answered"].sum()
    parts = [share_rows(totals.index, "", totals, totals)]
    parts += _groups(context, indicator, judged, item, role)
    return stack_rows(parts)


def series_of_sites(context: Context) -> pd.Series:
    """Per site, the `serie_id` of the questionnaires answered in the period: only equal series are compared."""
    used = context.tables["survey_answers"][["site_id", "questionnaire_id"]].drop_duplicates()
    series = {key: questionnaire.serie_id for key, questionnaire in context.catalogue.questionnaires.items()}
    used = used.assign(serie_id=used["questionnaire_id"].map(series).fillna(used["questionnaire_id"]))
    return used.groupby("site_id")["serie_id"].agg(lambda names: "|".join(sorted(set(names))))


def _answers_to(context: Context, item: str | None, role: str | None) -> pd.DataFrame:
    answers = context.tables["survey_answers"]
    return answers.loc[answers["item_id"] == item if item is not None else answers["role"] == role]


def _judge(context: Context, item: str | None, role: str | None, options: tuple[str, ...]) -> pd.DataFrame:
    """One row a respondent and item: `answered`, `positive`, `not_applicable`, `blank` as 0 or 1, and the mode.

    A question with several answers has one row an option in the table: any positive one makes the answer positive.
    """
    rows = _answers_to(context, item, role)
    outside = (rows["state"] == "not_applicable") | (rows["level"] == "not_applicable")
    answered = (rows["state"] == "answered") & ~outside
    positive = rows["option_id"].isin(options) if options else rows["level"] == "positive"
    flags = rows.assign(answered=answered, positive=answered & positive, outside=outside)
    respondents = flags.groupby([*ANSWER, "item_id"], sort=False)
    judged = respondents[["answered", "positive", "outside"]].max().astype("int64")
    judged["mode"] = respondents["mode"].first()
    judged["not_applicable"] = judged["outside"] * (1 - judged["answered"])
    judged["blank"] = 1 - judged["answered"] - judged["not_applicable"]
    return judged.reset_index()


def _groups(
    context: Context, indicator: Indicator, judged: pd.DataFrame, item: str | None, role: str | None
) -> list[pd.DataFrame]:
    parts = []
    if "option" in indicator.group_by:
        parts.append(_option_rows(context, judged, item, role))
    if "mode" in indicator.group_by:
        modes = judged.groupby(["site_id", "mode"])[["positive", "answered"]].sum().reset_index()
        parts.append(share_rows(modes["site_id"], "mode=" + modes["mode"], modes["positive"], modes["answered"]))
    if "state" in indicator.group_by:
        states = judged.groupby("site_id").agg(
            not_applicable=("not_applicable", "sum"), blank=("blank", "sum"), asked=("answered", "size")
        )
        for state in ("not_applicable", "blank"):
            parts.append(share_rows(states.index, f"state={state}", states[state], states["asked"]))
    return parts


def _option_rows(context: Context, judged: pd.DataFrame, item: str | None, role: str | None) -> pd.DataFrame:
    """Share of each declared option, those that nobody chose included: a full distribution has no hole."""
    offered = judged[["site_id", *OPTION[:2]]].drop_duplicates()
    known = context.options
    known = known.loc[known["level"].isna() | (known["level"] != "not_applicable")]
    offered = offered.merge(known[OPTION], on=OPTION[:2], how="inner")
    chosen = _answers_to(context, item, role)
    chosen = chosen.loc[chosen["state"] == "answered"].drop_duplicates([*ANSWER, "item_id", "option_id"])
    counts = chosen.groupby(["site_id", *OPTION]).size().reset_index(name="count")
    counts = offered.merge(counts, on=["site_id", *OPTION], how="left")
    sums = counts.fillna({"count": 0}).groupby(["site_id", "option_id"])["count"].sum().reset_index()
    base = sums["site_id"].map(judged.groupby("site_id")["answered"].sum())
    return share_rows(sums["site_id"], "option=" + sums["option_id"], sums["count"], base)
