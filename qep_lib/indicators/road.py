"""The road to a label on a day: which tasks are done, late, under way, to come. What the road is: `model.road`."""

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qep_lib.errors import sure
from qep_lib.indicators.label_calendar import state_of
from qep_lib.model.road import Road, RoadPhase, RoadTask, UsualRoad

TaskState = Literal["done", "passed", "under_way", "next", "undated"]
"""`passed`: its last month is over and nobody told that it was done; `undated`: it goes all along, and is not told as done."""


@dataclass(frozen=True, slots=True)
class TaskStep:
    """A task with its days, both included (None: all along), and what became of it. `number` is « 2.3 »."""

    number: str
    phase: str
    task: RoadTask
    start_on: date | None
    end_on: date | None
    state: TaskState

    @property
    def is_done_late(self) -> bool:
        """Done, but after its last day."""
        return self.task.done_on is not None and self.end_on is not None and self.task.done_on > self.end_on


@dataclass(frozen=True, slots=True)
class PhaseStep:
    """A phase with its days, those of its tasks included, and its tasks."""

    title: str
    start_on: date | None
    end_on: date | None
    tasks: tuple[TaskStep, ...]

    def count(self, *states: TaskState) -> int:
        """How many of its tasks are in one of these states."""
        return sum(task.state in states for task in self.tasks)


def road_steps(road: Road, as_of: date) -> tuple[PhaseStep, ...]:
    """Its phases in their order, as known on `as_of`: what was done later is not done yet."""
    return tuple(_phase_step(number, phase, as_of) for number, phase in enumerate(road.phases, 1))


def late_tasks(steps: tuple[PhaseStep, ...]) -> list[TaskStep]:
    """The tasks whose last day is behind and that nobody told as done, the latest first."""
    late = [task for phase in steps for task in phase.tasks if task.state == "passed"]
    return sorted(late, key=lambda task: sure(task.end_on))


def laid_out(model: UsualRoad, first_month: str) -> tuple[RoadPhase, ...]:
    """The phases of the national model for a road that starts in that month."""
    return tuple(
        RoadPhase(
            title=phase.title,
            first_month=_shifted(first_month, phase.starts_after),
            last_month=_shifted(first_month, phase.starts_after, phase.lasts),
            tasks=tuple(RoadTask(title=task.title, who=task.who) for task in phase.tasks),
        )
        for phase in model.phases
    )


def _shifted(month: str, after: int | None, lasts: int | None = 1) -> str | None:
    """The last of the `lasts` months that start `after` months later; None for what goes all along."""
    if after is None or lasts is None:
        return None
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + after + lasts - 1, 12)
    return f"{year:04}-{number + 1:02}"


def _phase_step(number: int, phase: RoadPhase, as_of: date) -> PhaseStep:
    tasks = tuple(_task_step(f"{number}.{rank}", phase, task, as_of) for rank, task in enumerate(phase.tasks, 1))
    starts = [task.start_on for task in tasks if task.start_on is not None]
    ends = [task.end_on for task in tasks if task.end_on is not None]
    return PhaseStep(phase.title, min(starts, default=None), max(ends, default=None), tasks)


def _task_step(number: str, phase: RoadPhase, task: RoadTask, as_of: date) -> TaskStep:
    timed = phase if task.first_month is None else task
    start_on, end_on = _first_day(timed.first_month), _last_day(timed.last_month)
    return TaskStep(number, phase.title, task, start_on, end_on, _state(task, start_on, end_on, as_of))


def _state(task: RoadTask, start_on: date | None, end_on: date | None, as_of: date) -> TaskState:
    is_done = task.done_on is not None and task.done_on <= as_of
    if end_on is None:
        return "done" if is_done else "undated"
    state = state_of(end_on, as_of, is_done)
    return "under_way" if state == "next" and sure(start_on) <= as_of else state


def _first_day(month: str | None) -> date | None:
    return None if month is None else date(int(month[:4]), int(month[5:]), 1)


def _last_day(month: str | None) -> date | None:
    if month is None:
        return None
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, calendar.monthrange(year, number)[1])
