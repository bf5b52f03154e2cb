"""What is read of the answers to surveys: who asked, on which days, and single answers inside only."""

from datetime import date

import pytest

from qep_lib.disclosure.answers import (
    answer_files,
    questionnaire_named,
    questionnaires_of,
    series_answered,
    survey_days,
    survey_rows,
)
from qep_lib.disclosure.stored import SiteRows
from qep_lib.errors import QepError
from qep_lib.model.period import Period

CHER, ESSONNE = "satisfaction-cher", "satisfaction-essonne"
SERIE = "satisfaction-cher-2020"


@pytest.fixture
def surveys(stored, catalogue):
    """`surveys({file: answers})`: those files of site 18, for a report of 2020 as known on 13 January 2021."""

    def build(files, as_of=date(2021, 1, 13), audience="internal", period="2020", serie=None, undated=()):
        for name, rows in files.items():
            told = [{"dataset": f"essai/18/{name}", **row} for row in rows]
            workspace = stored("survey_answers", told, is_undated=name in undated)
        return SiteRows(workspace, catalogue, catalogue.sites["18"], Period.parse(period), as_of, audience, serie)

    return build


def answer(day, number, questionnaire=CHER, option="individual", item="profile", mode="desk"):
    """What one person answered to one question."""
    said = {"item_id": item, "option_id": option, "state": "answered", "mode": mode}
    return {"questionnaire_id": questionnaire, "answered_on": day, "answer_id": str(number), **said}


def test_only_the_answers_of_the_period_known_on_the_cut_off_day_count(surveys):
    """Both ends of the period included, the cut-off day too; each of these days has a file of its own."""
    days = {
        "before.csv": date(2019, 12, 31),
        "first.csv": date(2020, 1, 1),
        "cut.csv": date(2020, 10, 5),
        "later.csv": date(2020, 10, 6),
    }
    files = {name: [answer(day, 1)] for name, day in days.items()}
    assert answer_files(surveys(files, date(2020, 10, 5))) == {"essai/18/first.csv", "essai/18/cut.csv"}
    assert survey_days(surveys(files, date(2020, 10, 5))) == (date(2020, 1, 1), date(2020, 10, 5))
    assert survey_days(surveys(files)) == (date(2020, 1, 1), date(2020, 10, 6))
    assert survey_days(surveys({"last.csv": [answer(date(2020, 6, 30), 1)]}, period="2020-S1"))[1] == date(2020, 6, 30)


def test_a_report_of_one_survey_reads_that_one(surveys):
    """Of two in a year, the one of the series wanted; without a choice, both."""
    files = {
        "accueil.csv": [answer(date(2020, 3, 2), 1)],
        "ecran.csv": [answer(date(2020, 9, 14), 1, ESSONNE)],
    }
    assert answer_files(surveys(files, serie=SERIE)) == {"essai/18/accueil.csv"}
    assert survey_days(surveys(files, serie="satisfaction-essonne-2019")) == (date(2020, 9, 14),) * 2
    assert len(answer_files(surveys(files))) == 2
    assert questionnaire_named(surveys(files, serie=SERIE)) == CHER
    assert survey_days(surveys(files, serie="autre")) is None


def test_series_are_in_the_order_of_their_first_day(surveys):
    """Whatever their names; a questionnaire that is no longer declared is a series of its own."""
    files = {
        "a.csv": [answer(date(2020, 9, 14), 1), answer(date(2020, 11, 3), 2)],
        "b.csv": [answer(date(2020, 10, 1), 1, "ancien"), answer(date(2020, 3, 2), 2, ESSONNE)],
    }
    assert series_answered(surveys(files)) == ("satisfaction-essonne-2019", SERIE, "ancien")
    assert series_answered(surveys({"a.csv": files["a.csv"]}, period="2018")) == ()


def test_the_questionnaires_of_another_period_are_named_in_order(surveys):
    """Those answered in the year asked, not in the report's; alphabetical, each once."""
    files = {
        "2019.csv": [answer(date(2019, 1, 1), 1, ESSONNE), answer(date(2019, 12, 31), 2), answer(date(2019, 5, 5), 3)],
        "2020.csv": [answer(date(2020, 5, 5), 1, "ancien")],
    }
    rows = surveys(files)
    assert questionnaires_of(rows, Period.parse("2019")) == (CHER, ESSONNE)
    assert questionnaires_of(rows, rows.period) == ("ancien",)
    assert questionnaires_of(rows, Period.parse("2018")) == ()
    assert questionnaires_of(surveys(files, date(2019, 6, 1)), Period.parse("2019")) == (CHER, ESSONNE)
    assert questionnaires_of(surveys(files, date(2018, 12, 31)), Period.parse("2019")) == ()


@pytest.mark.parametrize("names", [("a.csv", "b.csv"), ("b.csv", "a.csv")])
def test_the_last_questionnaire_met_is_named(names, surveys):
    """In the order of the store, which is not that of the files; None without an answer."""
    files = dict(zip(names, ([answer(date(2020, 3, 2), 1, ESSONNE)], [answer(date(2020, 3, 2), 1)]), strict=True))
    assert questionnaire_named(surveys(files)) == ESSONNE
    assert questionnaire_named(surveys(files, period="2018")) is None


def test_a_file_without_days_tells_no_day(surveys):
    """Its answers count, and stand on the first day of their period, on which nobody answered."""
    files = {"sans.csv": [answer(date(2020, 1, 1), 1)], "avec.csv": [answer(date(2020, 3, 2), 1)]}
    assert survey_days(surveys(files, undated={"sans.csv"})) == (date(2020, 3, 2),) * 2
    rows = surveys({"sans.csv": files["sans.csv"], "avec.csv": files["avec.csv"]}, undated={"sans.csv", "avec.csv"})
    assert survey_days(rows) is None
    assert len(answer_files(rows)) == 2


def test_single_answers_never_leave_the_workbench(surveys, catalogue):
    """Public reports have counted ones."""
    with pytest.raises(QepError, match="les réponses ligne à ligne ne sortent pas de l'atelier interne"):
        survey_rows(
            surveys({"a.csv": [answer(date(2020, 3, 2), 1)]}, audience="public"), catalogue.questionnaires[CHER]
        )


def test_the_answers_to_one_questionnaire_and_how_many_people_it_leaves_out(surveys, catalogue):
    """Two people answered this one, one of them to two questions, and three another one, of two files."""
    files = {
        "a.csv": [
            answer(date(2020, 3, 2), 1),
            answer(date(2020, 3, 2), 1, item="visit_reason", option="information"),
            answer(date(2020, 3, 3), 2, option="professional"),
            answer(date(2020, 3, 3), 3, ESSONNE),
        ],
        "b.csv": [answer(date(2020, 3, 3), 1, ESSONNE), answer(date(2020, 3, 3), 2, ESSONNE)],
    }
    found = survey_rows(surveys(files, undated={"b.csv"}), catalogue.questionnaires[CHER])
    assert (len(found.rows), found.respondents.count, found.left_out) == (3, 2, 3)
    assert set(found.rows["questionnaire_id"]) == {CHER} and found.rows["answered_on"].notna().all()
    profile = found.respondents.question("profile")
    assert profile.chosen.sum(axis=0).tolist() == [1, 1, 0]
    other = survey_rows(surveys(files, undated={"b.csv"}), catalogue.questionnaires[ESSONNE])
    # The day on which those of the second file answered is not known.
    assert other.rows.groupby("dataset")["answered_on"].count().tolist() == [1, 0]


def test_without_a_questionnaire_or_an_answer_there_are_no_rows(surveys, catalogue):
    """None in both cases."""
    rows = surveys({"a.csv": [answer(date(2020, 3, 2), 1)]})
    assert survey_rows(rows, None) is None
    rows = surveys({"a.csv": [answer(date(2020, 3, 2), 1)]}, period="2018")
    assert survey_rows(rows, catalogue.questionnaires[CHER]) is None
