"""The road to the label: Essonne's printed plan, task by task, the national model laid like it, and states by hand."""

from datetime import date
from pathlib import Path

import pytest

from qep_lib.indicators.road import laid_out, late_tasks, road_steps
from qep_lib.model.road import Road, RoadPhase, RoadTask
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

CATALOGUE = read_catalogue(Workspace(Path(__file__).parents[3]))
ESSONNE = CATALOGUE.roads["91"]
PHASE_COUNTS = {
    "organiser": 6,
    "évaluer": 4,
    "mettre en œuvre": 3,
    "faire un bilan": 3,
    "se faire auditer": 4,
    "communiquer": 3,
}


@pytest.fixture(scope="module")
def plan(published):
    """The plan as the published document prints it."""
    return published["essonne_2019"]["labelling_plan"]


@pytest.fixture(scope="module")
def printed(plan):
    """(phase, first month, last month, task), capitals apart, of each printed task."""
    return [(part["phase"], part["from"], part["to"], task) for part in plan for task in part["tasks"]]


def lowered(phases):
    """The same of a road."""
    return [
        (phase.title.lower(), phase.first_month, phase.last_month, task.title[0].lower() + task.title[1:])
        for phase in phases
        for task in phase.tasks
    ]


def test_every_phase_and_task_of_essonne_is_as_printed(printed):
    """Six phases and 23 tasks, in their order, with their months; one road for the three sites."""
    found = [(phase, first, last, task) for phase, first, last, task in lowered(ESSONNE.phases)]
    assert [(p, f, e, t.lower()) for p, f, e, t in found] == [(p, f, e, t.lower()) for p, f, e, t in printed]
    assert {phase.title.lower(): len(phase.tasks) for phase in ESSONNE.phases} == PHASE_COUNTS
    assert ESSONNE.sites == ("91", "91-etampes", "91-palaiseau")
    assert all(CATALOGUE.roads[site] == ESSONNE for site in ESSONNE.sites)


def test_the_national_model_laid_in_june_2020_gives_the_same_months(printed):
    """It was drawn from that plan: same phases, same spans; only « (projet) » of the external audit is of Essonne alone."""
    laid = [(p, f, e, t.lower()) for p, f, e, t in lowered(laid_out(CATALOGUE.road_model, "2020-06"))]
    assert laid == [(p, f, e, t.lower().removesuffix(" (projet)")) for p, f, e, t in printed]
    assert all(task.who for phase in laid_out(CATALOGUE.road_model, "2020-06") for task in phase.tasks)


@pytest.mark.parametrize(
    ("start", "first", "last"),
    [("2021-01", "2021-01", "2021-03"), ("2021-11", "2021-11", "2022-01"), ("2021-12", "2021-12", "2022-02")],
)
def test_months_go_over_the_end_of_a_year(start, first, last):
    """The first phase lasts three months."""
    phase = laid_out(CATALOGUE.road_model, start)[0]
    assert (phase.first_month, phase.last_month) == (first, last)


@pytest.mark.parametrize(
    ("as_of", "states"),
    [
        (date(2020, 5, 31), ["next"] * 5 + ["undated"]),
        (date(2020, 6, 1), ["under_way"] + ["next"] * 4 + ["undated"]),
        (date(2020, 8, 31), ["under_way"] + ["next"] * 4 + ["undated"]),
        (date(2020, 9, 1), ["passed", "under_way", "next", "next", "next", "undated"]),
        (date(2020, 11, 15), ["passed", "under_way", "under_way", "next", "next", "undated"]),
        (date(2021, 3, 10), ["passed", "passed", "passed", "under_way", "under_way", "undated"]),
        (date(2021, 7, 1), ["passed"] * 5 + ["undated"]),
    ],
)
def test_the_state_of_each_phase_by_hand(as_of, states):
    """From the first day of a month to the last of another, both included."""
    steps = road_steps(ESSONNE, as_of)
    assert [{task.state for task in phase.tasks} for phase in steps] == [{state} for state in states]
    late = sum(PHASE_COUNTS[phase] for phase, state in zip(PHASE_COUNTS, states, strict=True) if state == "passed")
    assert len(late_tasks(steps)) == late


def test_what_is_told_as_done_is_done_from_that_day_on():
    """A task with months of its own is judged by these; one done after its last day is done late; later is not yet."""
    tasks = (
        RoadTask(title="a", done_on=date(2021, 2, 1)),
        RoadTask(title="b", done_on=date(2021, 2, 28)),
        RoadTask(title="c", first_month="2021-05", last_month="2021-05"),
    )
    phase = RoadPhase(title="p", first_month="2021-01", last_month="2021-01", tasks=tasks)
    road = Road(id="x", sites=("18",), phases=(phase,), source="s")
    (step,) = road_steps(road, date(2021, 2, 10))
    assert [task.state for task in step.tasks] == ["done", "passed", "next"]
    assert [task.is_done_late for task in step.tasks] == [True, True, False]
    assert [task.number for task in step.tasks] == ["1.1", "1.2", "1.3"]
    assert (step.start_on, step.end_on) == (date(2021, 1, 1), date(2021, 5, 31))
    assert [task.task.title for task in late_tasks((step,))] == ["b"]
