"""What is read of the answers to surveys: who asked, on which days, and the respondents that a crossing counts."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from qep_lib.disclosure.stored import SiteRows, is_inside
from qep_lib.errors import QepError
from qep_lib.indicators.series import serie_of
from qep_lib.indicators.survey_questions import Respondents
from qep_lib.model.period import Period
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.tables import ANSWERS
from qep_lib.store.columns import read_columns
from qep_lib.store.identity import number_things
from qep_lib.store.manifest import read_manifest


@dataclass(frozen=True, slots=True, eq=False)
class SurveyRows:
    """The answers of one survey, for the workbench: `rows` are those of single persons and stay on this machine.
    `left_out` counts the respondents of other questionnaires.
    """

    rows: pd.DataFrame
    respondents: Respondents
    left_out: int


def questionnaires_of(rows: SiteRows, period: Period) -> tuple[str, ...]:
    """Ids of the questionnaires that the answers of a period name, that of the report or an earlier one."""
    columns = ["questionnaire_id", "answered_on"]
    answers = read_columns(rows.workspace, ANSWERS, [rows.site.site_id], period.years, columns)
    found = answers.loc[is_inside(answers["answered_on"], period, rows.as_of), "questionnaire_id"]
    return tuple(sorted(found.dropna().unique()))


def questionnaire_named(rows: SiteRows) -> str | None:
    """Id of the questionnaire that the answers of the period name, the last one met."""
    return rows.questionnaire_id


def series_answered(rows: SiteRows) -> tuple[str, ...]:
    """The series of the questionnaires that were answered in the period, by first day."""
    answers = rows.answers
    firsts = answers.groupby("questionnaire_id")["answered_on"].min().sort_values(kind="stable")
    return tuple(dict.fromkeys(serie_of(rows.catalogue, str(id_)) for id_ in firsts.index))


def answer_files(rows: SiteRows) -> frozenset[str]:
    """The datasets that hold the answers of the period, to the survey wanted."""
    return frozenset(rows.answers["dataset"].unique().tolist())


def survey_days(rows: SiteRows) -> tuple[date, date] | None:
    """First and last day of the period on which an answer was given; None without a survey, or where none has a day."""
    answers = rows.answers
    days = answers.loc[~answers["dataset"].isin(_undated(rows)), "answered_on"].dropna()
    return None if days.empty else (days.min().date(), days.max().date())


def survey_rows(rows: SiteRows, questionnaire: Questionnaire | None) -> SurveyRows | None:
    """The answers of the period to that questionnaire; None without any. `QepError` in public: they are single persons'."""
    if rows.audience == "public":
        raise QepError("les réponses ligne à ligne ne sortent pas de l'atelier interne.")
    answers = rows.answers
    answers = answers.assign(answered_on=answers["answered_on"].where(~answers["dataset"].isin(_undated(rows))))
    if answers.empty or questionnaire is None:
        return None
    own = answers[answers["questionnaire_id"] == questionnaire.id]
    respondents = Respondents(own, questionnaire)
    left_out = len({*number_things(answers, "answer_id").tolist()}) - respondents.count
    return SurveyRows(own, respondents, left_out)


def _undated(rows: SiteRows) -> list[str]:
    """The files whose answers have no day of their own."""
    return [entry.dataset for entry in read_manifest(rows.workspace, [rows.site.site_id]) if entry.is_undated]
