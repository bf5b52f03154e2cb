"""Trainings over their cycle, the self-assessment grid, mystery contacts: what their worked cases leave to say."""

from datetime import date

from qep_lib.disclosure.suppression import suppress
from qep_lib.indicators.inputs import read_inputs
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace


def test_the_cycle_of_last_year_is_compared_with_its_own_four_years(only, measured, row_of):
    """2016 counts for 2019 (cycle 2016-2019), not for 2020 (cycle 2017-2020)."""
    trainings = [
        {
            "session_id": "A",
            "held_on": date(2016, 6, 6),
            "commitments": "E4",
            "agents_trained": 10,
            "agents_concerned": 40,
        },
        {
            "session_id": "B",
            "held_on": date(2019, 6, 3),
            "commitments": "E4",
            "agents_trained": 20,
            "agents_concerned": 40,
        },
    ]
    rows = measured(only("training_cycle_pct"), trainings=trainings)
    row = row_of(rows, "training_cycle_pct", "commitment=E4")
    assert (row["value"], row["previous"], row["change"]) == (50, 75, -25)
    # The two share 2017 to 2019: no interval, no test, nothing demonstrated or denied.
    tested = ("change_low", "change_high", "change_p_adjusted", "is_change_demonstrated")
    assert [row[name] for name in tested] == [None] * 4


def test_staff_is_never_added_across_commitments(only, measured, row_of):
    """Twenty agents concerned by both commitments are twenty, not forty: no total is given."""
    sessions = [
        {
            "session_id": name,
            "held_on": date(2020, 6, 3),
            "commitments": name,
            "agents_trained": 10,
            "agents_concerned": 20,
        }
        for name in ("E4", "E28")
    ]
    for indicator_id in ("training_cycle_pct", "training_agents_count"):
        rows = measured(only(indicator_id), trainings=sessions)
        assert row_of(rows, indicator_id, "commitment=E28")["numerator"] == 10
        total = row_of(rows, indicator_id)
        assert total["value"] is total["numerator"] is total["denominator"] is None


def test_a_session_after_the_as_of_day_trained_nobody_yet(only, measured, row_of):
    """Announced in the register, not held."""
    trainings = [
        {
            "session_id": "A",
            "held_on": date(2020, 2, 3),
            "commitments": "E4",
            "agents_trained": 10,
            "agents_concerned": 40,
        },
        {
            "session_id": "B",
            "held_on": date(2020, 11, 3),
            "commitments": "E4",
            "agents_trained": 20,
            "agents_concerned": 40,
        },
    ]
    row = row_of(
        measured(only("training_cycle_pct"), trainings=trainings, as_of=date(2020, 6, 30)),
        "training_cycle_pct",
        "commitment=E4",
    )
    assert (row["value"], row["status"]) == (25, "provisional")


def test_the_years_of_the_cycle_are_read(catalogue, tmp_path, monkeypatch):
    """2016 is needed for the previous value of 2020; nothing older is opened."""
    asked = {}
    monkeypatch.setattr(
        "qep_lib.indicators.inputs.read_table",
        lambda workspace, name, sites, years: asked.update({name: list(years)}),
    )
    read_inputs(Workspace(tmp_path), catalogue, ["18"], Period.parse("2020"))
    assert (min(asked["trainings"]), max(asked["trainings"])) == (2015, 2020)
    assert asked["calls"] == [2019, 2020]


def test_modules_weigh_their_channels_alike_and_the_whole_its_lines(only, measured, row_of):
    """One line of mail weighs as much as nine of internet in the module, a tenth in the whole."""
    lines = [
        *(
            {
                "line_id": str(n),
                "exercise_year": 2020,
                "commitment": "E11",
                "module": "M1",
                "channel": "internet",
                "result": "met",
            }
            for n in range(9)
        ),
        {
            "line_id": "x",
            "exercise_year": 2020,
            "commitment": "E17",
            "module": "M1",
            "channel": "mail",
            "result": "not_met",
        },
    ]
    results = measured(only("self_assessment_completion_pct"), self_assessment=lines)
    found = {group: row_of(results, "self_assessment_completion_pct", group)["value"] for group in ("", "module=M1")}
    assert found == {"": 90, "module=M1": 50}


def test_a_line_partly_met_weighs_what_the_indicator_says(catalogue, only, measured, row_of):
    """`partly: 0.5` counts it by half."""
    id_ = "self_assessment_completion_pct"
    half = catalogue.indicators[id_].model_copy(update={"arguments": {"partly": 0.5}})
    lines = [
        {
            "line_id": result,
            "exercise_year": 2020,
            "commitment": "E1",
            "module": "M1",
            "channel": "general",
            "result": result,
        }
        for result in ("met", "partly")
    ]
    assert row_of(measured(only(**{id_: half}), self_assessment=lines), id_)["value"] == 75


def test_lines_of_a_grid_are_not_people(catalogue, only, measured, row_of):
    """Three lines or three calls point at nobody: they are shown; three users' requests are not."""
    lines = [
        {
            "line_id": str(n),
            "exercise_year": 2020,
            "commitment": "E1",
            "module": "M1",
            "channel": "mail",
            "result": "met",
        }
        for n in range(3)
    ]
    requests = [{"replied_on": date(2020, 3, 3), "request_id": str(n)} for n in range(3)]
    chosen = only("self_assessment_completion_pct", "email_reply_on_time_pct")
    shown = suppress(measured(chosen, self_assessment=lines, requests=requests), catalogue.indicators, 11)
    assert row_of(shown, "self_assessment_completion_pct")["value"] == 100
    assert row_of(shown, "email_reply_on_time_pct")["status"] == "suppressed"


def test_eighteen_calls_of_twenty_keep_their_counts_and_their_interval(only, measured, row_of):
    """« 18 sur 20 », from 69.9 to 97.2 % (statistics.md 1.1): the percentage never goes alone."""
    contacts = [
        {"contact_id": str(n), "channel": "phone", "contacted_on": date(2020, 3, 2), "half_day": "morning",
         "criterion_id": criterion, "result": "not_met" if n < 2 and criterion == "greeting" else "met"}
        for n in range(20)
        for criterion in ("greeting", "name")
    ]  # fmt: skip
    results = measured(only("mystery_score_pct", "mystery_contacts_count"), mystery_contacts=contacts)
    twice = [contact | {"dataset": name} for name in ("appels.csv", "courriels.csv") for contact in contacts]
    both = measured(only("mystery_score_pct", "mystery_contacts_count"), mystery_contacts=twice)
    assert row_of(both, "mystery_contacts_count")["value"] == 40
    for group in ("", "channel=phone", "criterion=greeting"):
        row = row_of(results, "mystery_score_pct", group)
        assert (row["numerator"], row["denominator"], round(row["low"], 1), round(row["high"], 1)) == (
            18,
            20,
            69.9,
            97.2,
        )
    assert row_of(results, "mystery_score_pct", "criterion=name")["numerator"] == 20
    assert row_of(results, "mystery_contacts_count")["value"] == 20
