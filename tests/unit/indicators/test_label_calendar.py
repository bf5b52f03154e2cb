"""What a label asks for: dates from the rules, states from what was recorded, nothing claimed that no record can tell."""

from datetime import date
from pathlib import Path

import pytest

from qep_lib.indicators.label_calendar import LabelEvent, label_calendar, state_of
from qep_lib.model.site import Audit, Label
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

PROJECT = Path(__file__).parents[3]
AS_OF = date(2021, 1, 13)


@pytest.fixture(scope="module")
def framework():
    """The référentiel of December 2018."""
    return read_catalogue(Workspace(PROJECT)).frameworks["2018-12-19"]


def label(granted=date(2019, 12, 18), modules=("M1", "M2", "M3"), surveillance=0, validity=0):
    """A label of the Cher."""
    return Label(
        site_id="18",
        labelled_on=granted,
        framework="2018-12-19",
        modules=modules,
        surveillance_extension_months=surveillance,
        validity_extension_months=validity,
        source="test",
    )


def event(kind, start, end=None, commitments=(), told=date(2030, 1, 1)):
    """Something on one day unless told otherwise, whose record is of long after."""
    return LabelEvent(kind, start, end or start, told, commitments)


CHER = [
    event("survey", date(2020, 9, 14), date(2020, 9, 25)),
    event("users_committee", date(2020, 11, 24)),
    event("users_committee", date(2021, 2, 16)),
    event("external_audit", date(2021, 6, 22)),
    event("survey", date(2021, 3, 22), date(2021, 4, 1)),
]


def found(calendar, kind, year=None):
    """The one milestone of that kind and year."""
    (item,) = (item for item in calendar if item.kind == kind and item.year == year)
    return item


def test_the_cher_calendar_follows_from_its_label_date(framework):
    """Every date of the published bilan, at its cut-off date: 13 January 2021."""
    calendar = label_calendar(label(surveillance=2), framework, CHER, AS_OF)
    assert [item.due_on for item in calendar if item.due_on] == sorted(item.due_on for item in calendar if item.due_on)
    told = {(i.kind, i.year): (i.state, i.due_on, i.extended_on, i.done_on, i.planned_on) for i in calendar}
    audit_due, extended, planned = date(2021, 6, 18), date(2021, 8, 18), date(2021, 6, 22)
    assert told == {
        ("label", None): ("done", date(2019, 12, 18), None, date(2019, 12, 18), None),
        ("survey", 1): ("done", date(2020, 12, 17), None, date(2020, 9, 25), None),
        ("users_committee", 1): ("done", date(2020, 12, 17), None, date(2020, 11, 24), None),
        ("surveillance_audit", None): ("next", audit_due, extended, None, planned),
        ("decision", None): ("next", date(2021, 7, 27), None, None, None),
        ("survey", 2): ("next", date(2021, 12, 17), None, None, date(2021, 3, 22)),
        ("users_committee", 2): ("next", date(2021, 12, 17), None, None, date(2021, 2, 16)),
        ("survey", 3): ("next", date(2022, 12, 17), None, None, None),
        ("users_committee", 3): ("next", date(2022, 12, 17), None, None, None),
        ("label_end", None): ("next", date(2022, 12, 18), None, None, None),
        ("training", None): (None, None, None, None, None),
    }


def test_a_date_that_has_gone_by_proves_nothing():
    """Only a record says « done »; without one, the last day itself is still to come and the next one is past."""
    day = date(2020, 12, 12)
    assert [state_of(day, as_of, False) for as_of in (date(2020, 12, 12), date(2020, 12, 13))] == ["next", "passed"]
    assert state_of(day, date(2021, 6, 1), True) == "done"


@pytest.mark.parametrize(
    ("told", "as_of", "state"),
    [
        (date(2020, 9, 24), date(2020, 9, 24), "next"),
        (date(2020, 9, 24), date(2020, 9, 25), "next"),
        (date(2020, 9, 24), date(2020, 9, 26), "passed"),
        (date(2020, 9, 25), date(2020, 9, 25), "done"),
        (date(2021, 1, 13), date(2020, 9, 24), "next"),
        (date(2021, 1, 13), date(2020, 9, 25), "done"),
    ],
)
def test_a_record_made_before_the_last_day_only_planned_it(framework, told, as_of, state):
    """The file that announces a survey cannot say that it was held; the milestone that waits for it says the same."""
    survey = event("survey", date(2020, 9, 14), date(2020, 9, 25), told=told)
    assert survey.state(as_of) == state
    item = found(label_calendar(label(), framework, [survey], as_of), "survey", 1)
    assert (item.done_on is not None) == (state == "done")
    assert (item.planned_on is not None) == (state != "done")


@pytest.mark.parametrize(
    ("as_of", "state"),
    [(date(2021, 6, 18), "next"), (date(2021, 8, 18), "next"), (date(2021, 8, 19), "passed")],
)
def test_an_extension_moves_the_last_day_of_an_audit(framework, as_of, state):
    """The last day granted is still on time; after it nothing says that the audit was not held either."""
    calendar = label_calendar(label(surveillance=2), framework, [], as_of)
    assert found(calendar, "surveillance_audit").state == state


@pytest.mark.parametrize(("held", "is_late"), [(date(2021, 6, 18), False), (date(2021, 6, 19), True)])
def test_an_audit_after_its_limit_is_done_and_said_to_be_late(framework, held, is_late):
    """The limit itself is on time."""
    audit = event("surveillance_audit", held)
    item = found(label_calendar(label(), framework, [audit], date(2022, 1, 1)), "surveillance_audit")
    assert (item.state, item.done_on, item.is_done_late) == ("done", held, is_late)


def test_an_audit_that_only_the_label_tells_is_one_of_its_events_and_is_not_told_twice(framework):
    """Its own entry has the audit; a file that has it too adds nothing to it, another day is another audit."""
    day = date(2021, 6, 22)
    audits = (Audit(kind="surveillance_audit", day=day, told_on=date(2021, 7, 1)),)
    own = label().model_copy(update={"audits": audits})
    for events in ([], [event("surveillance_audit", day)]):
        assert found(label_calendar(own, framework, events, date(2022, 1, 1)), "surveillance_audit").done_on == day
    earlier = [event("surveillance_audit", date(2021, 5, 3))]
    assert found(label_calendar(own, framework, earlier, date(2022, 1, 1)), "surveillance_audit").done_on == date(
        2021, 5, 3
    )


def test_what_ends_after_the_cut_off_is_planned_not_done(framework):
    """A survey still running has no result yet."""
    survey = event("survey", date(2020, 9, 14), date(2020, 9, 25))
    running = found(label_calendar(label(), framework, [survey], date(2020, 9, 24)), "survey", 1)
    assert (running.state, running.planned_on) == ("next", date(2020, 9, 14))
    ended = found(label_calendar(label(), framework, [survey], date(2020, 9, 25)), "survey", 1)
    assert (ended.state, ended.planned_on) == ("done", None)


def test_a_year_of_the_label_ends_the_day_before_its_anniversary(framework):
    """A committee held on the anniversary counts for the following year, and for that one only."""
    committee = event("users_committee", date(2020, 12, 18))
    calendar = label_calendar(label(), framework, [committee], date(2020, 12, 31))
    assert [found(calendar, "users_committee", year).state for year in (1, 2, 3)] == ["passed", "done", "next"]


def test_several_events_a_year_are_all_needed_when_the_rules_ask_for_several(framework):
    """With two committees a year, one is not enough."""
    rules = framework.label.model_copy(update={"users_committee_per_year": 2})
    asked = framework.model_copy(update={"label": rules})
    committees = [event("users_committee", date(2020, 3, 1)), event("users_committee", date(2020, 10, 1))]
    one = found(label_calendar(label(), asked, committees[:1], date(2020, 11, 1)), "users_committee", 1)
    two = found(label_calendar(label(), asked, committees, date(2020, 11, 1)), "users_committee", 1)
    assert (one.state, two.state, two.done_on) == ("next", "done", date(2020, 10, 1))


def test_the_decision_on_the_label_itself_is_its_date(framework):
    """Five weeks after the audit; nothing records the decisions that follow other audits."""
    audit = event("external_audit", date(2019, 11, 20))
    done = found(label_calendar(label(), framework, [audit], date(2020, 6, 1)), "decision")
    assert (done.state, done.due_on, done.done_on) == ("done", date(2019, 12, 25), date(2019, 12, 18))
    later = event("external_audit", date(2021, 6, 22))
    unknown = found(label_calendar(label(), framework, [later], date(2021, 9, 1)), "decision")
    assert (unknown.state, unknown.due_on) == ("passed", date(2021, 7, 27))


def test_a_label_without_a_date_still_has_its_decision(framework):
    """Loir-et-Cher, audited on 28 July 2022: the decision was due five weeks later, nothing else has a date."""
    audit = event("external_audit", date(2022, 7, 28))
    calendar = label_calendar(label(None, ("M1", "M4")), framework, [audit], date(2022, 6, 27))
    assert [(item.kind, item.due_on) for item in calendar] == [("decision", date(2022, 9, 1)), ("training", None)]


def test_trainings_are_renewed_four_years_after_the_last_one_for_the_chosen_modules(framework):
    """Each commitment has its own cycle; those due on one day are told together, those never trained have no date."""
    trainings = [
        event("training", date(2017, 3, 1), commitments=("E4",)),
        event("training", date(2020, 3, 2), commitments=("E4",)),
        event("training", date(2016, 5, 9), commitments=("E23", "E33")),
        event("training", date(2021, 2, 1), commitments=("E28",)),
    ]
    calendar = label_calendar(label(), framework, trainings, AS_OF)
    assert [(i.commitments, i.due_on, i.state) for i in calendar if i.kind == "training"] == [
        (("E23", "E33"), date(2020, 5, 9), "passed"),
        (("E4",), date(2024, 3, 2), "next"),
        (("E28",), None, None),
    ]
    only_general = label_calendar(label(modules=("M1",)), framework, trainings, AS_OF)
    assert [i.commitments for i in only_general if i.kind == "training"] == [("E4",)]


def test_the_end_of_a_label_is_extended_then_past(framework):
    """Thirty-six months, and the months granted on top of them."""
    extended = found(label_calendar(label(validity=6), framework, [], date(2023, 1, 1)), "label_end")
    assert (extended.state, extended.due_on, extended.limit_on) == ("next", date(2022, 12, 18), date(2023, 6, 18))
    past = found(label_calendar(label(), framework, [], date(2023, 1, 1)), "label_end")
    assert past.state == "passed"
