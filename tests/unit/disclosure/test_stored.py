"""The stored rows of a site, and the periods of which it has some."""

from datetime import date

import pytest

from qep_lib.disclosure.stored import SiteRows, periods_stored
from qep_lib.errors import QepError
from qep_lib.model.period import Period

CALLS = {"statistics_on": date(2020, 3, 1), "until_on": date(2020, 3, 31), "agent_requested": 1000, "answered": 902}


@pytest.fixture
def rows_of(catalogue):
    """`rows_of(workspace)`: the rows of site 18 for a report of 2020."""

    def build(workspace, site_id="18"):
        return SiteRows(
            workspace, catalogue, catalogue.sites[site_id], Period.parse("2020"), date(2021, 1, 13), "internal"
        )

    return build


def test_rows_about_the_service_are_those_of_the_site_and_of_the_years(stored, rows_of):
    """Calls of another site, or of another year, are not read; a table without rows is an empty one."""
    stored("calls", [{**CALLS, "site_id": "41", "dataset": "essai/41/essai.csv"}])
    workspace = stored("calls", [CALLS, {**CALLS, "statistics_on": date(2019, 3, 1), "until_on": date(2019, 3, 31)}])
    rows = rows_of(workspace)
    assert rows.of_service("calls", [2020])[["site_id", "answered"]].to_numpy().tolist() == [["18", 902]]
    assert len(rows.of_service("calls", range(2019, 2021))) == 2
    assert rows.of_service("milestones", [2020]).empty


def test_rows_are_read_once_for_a_report(stored, rows_of):
    """What is read again is the same table, by table and years."""
    rows = rows_of(stored("calls", [CALLS]))
    assert rows.read("calls", [2020]) is rows.read("calls", range(2020, 2021))
    assert rows.read("calls", [2019]).empty and rows.read("requests", [2020]).empty


@pytest.mark.parametrize("name", ["requests", "survey_answers", "title_cases"])
def test_no_report_reads_the_rows_of_people(name, stored, rows_of):
    """Whatever the audience, and whatever is stored."""
    with pytest.raises(QepError, match=f"« {name} » : ses lignes sont celles de personnes, aucun rapport ne les lit"):
        rows_of(stored("calls", [CALLS])).of_service(name, [2020])


def test_periods_are_those_of_the_files_and_each_year_of_their_rows(stored):
    """A file of the third quarter, and one of eighteen months, which is asked for year by year."""
    stored("requests", [{"received_on": date(2021, 8, 2)}], "2021-T3")
    both = [CALLS, {**CALLS, "statistics_on": date(2019, 9, 1), "until_on": date(2019, 9, 30)}]
    workspace = stored("calls", [{**row, "dataset": "appels/18/a.csv"} for row in both], "2019-07-01..2020-12-31")
    assert periods_stored(workspace, "18") == {"2021-T3", "2021", "2019", "2020"}
    assert periods_stored(workspace, "18", "requests") == {"2021-T3", "2021"}
    assert periods_stored(workspace, "18", "calls") == {"2019", "2020"}
    assert periods_stored(workspace, "18", "title_cases") == periods_stored(workspace, "41") == frozenset()


def test_declared_figures_are_of_the_periods_that_they_name(stored):
    """Not of their file's: a table of several years is declared in one."""
    figures = [{"indicator_id": "call_answer_pct", "group": "", "value": 90.0, "source": "tableau de bord"}]
    rows = [{**figures[0], "period": period} for period in ("2018", "2020-S1")]
    assert periods_stored(stored("declared_figures", rows, "2022"), "18") == {"2018", "2020-S1"}


def test_a_list_that_nothing_is_measured_of_gives_no_period(stored):
    """Milestones are of a cycle of years; the calls after them in the register of imports still count."""
    told = {"milestone_id": "1", "exercise_year": 2020, "kind": "management_review", "label": "Revue", "source": "plan"}
    stored("milestones", [{**told, "start_on": date(2020, 3, 1), "dataset": "a/18/jalons.csv"}], "2020-S1")
    workspace = stored("calls", [{**CALLS, "dataset": "b/18/appels.csv"}], "2020-T1")
    assert periods_stored(workspace, "18") == {"2020-T1", "2020"}
