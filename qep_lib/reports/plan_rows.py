"""A line of the action plan, as elements read it."""

from typing import Literal, NamedTuple

import pandas as pd

from qep_lib.reports.frame_rows import rows_as

ActionStatus = Literal["planned", "in_progress", "done"]


class PlanAction(NamedTuple):
    """A row of the table `actions`; None for what the plan does not say."""

    Index: int
    exercise_year: int
    action_number: str
    finding: str | None
    reference: str | None
    local_context: bool | None
    self_assessment: bool | None
    survey: bool | None
    internal_audit: bool | None
    external_audit: bool | None
    added_in_committee: bool | None
    status: ActionStatus
    due_on: pd.Timestamp | None
    effective_on: pd.Timestamp | None
    description: str | None
    responsible: str | None
    verification: str | None


def plan_rows(actions: pd.DataFrame) -> list[PlanAction]:
    """The rows of the table `actions`, in order."""
    return rows_as(PlanAction, actions)
