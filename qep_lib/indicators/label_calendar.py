"""What a label asks for and when: each milestone due, with what was done about it. Words and drawings are elsewhere.

The rules are those of the référentiel (`label`): surveillance audit, end of validity, yearly survey and users'
committee, decision after the external audit, renewal of trainings. A year is counted from the label date: the
référentiel's own way of counting is not in our sources.

`state_of` alone says what became of something dated: tables, drawings, sentences, slides and diaries all read it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from qep_lib.errors import sure
from qep_lib.indicators.label_dates import label_dates
from qep_lib.model.site import Framework, Label

State = Literal["done", "passed", "next"]
"""`done`: a record says so; `passed`: its last day is behind and no record says that it was done; `next`: to come."""
Kind = Literal["label", "survey", "users_committee", "surveillance_audit", "decision", "training", "label_end"]
AUDIT_KINDS = ("external_audit", "surveillance_audit")


def state_of(last_on: date, as_of: date, is_recorded: bool) -> State:
    """The state on `as_of` of what has until `last_on`, that day included. A date that has only gone by proves nothing."""
    if is_recorded:
        return "done"
    return "next" if as_of <= last_on else "passed"


@dataclass(frozen=True, slots=True)
class LabelEvent:
    """Something that took place or is planned, as its record told it on `told_on`: a file extracted before the last day of
    a survey can only have planned it. `commitments` are those that a training is about."""

    kind: str
    start_on: date
    end_on: date
    told_on: date
    commitments: tuple[str, ...] = ()

    def state(self, as_of: date) -> State:
        """Done when its last day is behind and its record is of that day or later."""
        return state_of(self.end_on, as_of, self.end_on <= min(as_of, self.told_on))


@dataclass(frozen=True, slots=True)
class DueMilestone:
    """One thing the label asks for, between `opens_on` and `due_on` (None: no date can be computed), both included.

    `year` counts the years of the label from 1 for what is asked every year. `extended_on` is the date with the time
    granted, `done_on` the day it was done, `planned_on` the day it is or was planned for. `state` is None without a date.
    """

    kind: Kind
    state: State | None
    opens_on: date | None
    due_on: date | None
    year: int | None = None
    extended_on: date | None = None
    done_on: date | None = None
    planned_on: date | None = None
    commitments: tuple[str, ...] = ()

    @property
    def limit_on(self) -> date | None:
        """The last day on which it is on time."""
        return self.extended_on or self.due_on

    @property
    def is_done_late(self) -> bool:
        """Done, but after its limit."""
        return self.done_on is not None and self.limit_on is not None and self.done_on > self.limit_on


def label_calendar(
    label: Label, framework: Framework, events: Iterable[LabelEvent], as_of: date
) -> tuple[DueMilestone, ...]:
    """Milestones due over the life of the label, by date, those without a date last.

    A label without a date has no yearly milestone.
    """
    ordered = sorted(_all_events(label, events), key=lambda event: (event.start_on, event.end_on))
    judge = _Judge(ordered, as_of)
    rules = framework.label
    found = [*_decisions(judge, label, rules.decision_weeks_after_external_audit)]
    dates = label_dates(label, rules)
    if dates is not None:
        granted, ends_on = sure(label.labelled_on), dates.ends_extended_on or dates.ends_on
        is_granted = granted <= as_of
        state = state_of(granted, as_of, is_granted)
        found.append(DueMilestone("label", state, granted, granted, done_on=granted if is_granted else None))
        term = _Term(granted, dates.surveillance_due_on, dates.surveillance_extended_on)
        found.append(judge.told("surveillance_audit", AUDIT_KINDS, term, ends_on))
        found += _yearly(judge, "survey", rules.satisfaction_survey_per_year, granted, dates.ends_on)
        found += _yearly(judge, "users_committee", rules.users_committee_per_year, granted, dates.ends_on)
        state = state_of(ends_on, as_of, is_recorded=False)
        found.append(DueMilestone("label_end", state, granted, dates.ends_on, extended_on=dates.ends_extended_on))
    found += _trainings(judge, label, framework)
    return tuple(sorted(found, key=lambda item: (item.due_on is None, item.due_on or date.min, item.kind)))


@dataclass(frozen=True, slots=True)
class _Term:
    """From when and until when something is asked, both included; `extended_on` with the time granted."""

    opens_on: date
    due_on: date
    extended_on: date | None = None

    @property
    def limit(self) -> date:
        """The last day on which it is done in time."""
        return self.extended_on or self.due_on


@dataclass(frozen=True, slots=True)
class _Judge:
    """Looks events up, in order of date, and says what became of a milestone at the cut-off."""

    events: Sequence[LabelEvent]
    as_of: date

    def told(
        self,
        kind: Kind,
        event_kinds: tuple[str, ...],
        term: _Term,
        looked_until: date | None = None,
        count: int = 1,
        year: int | None = None,
    ) -> DueMilestone:
        """Done by the `count`-th event that is recorded as done; one after the limit, up to `looked_until`, is done late."""
        limit = term.limit
        last = looked_until or limit
        inside = [e for e in self.events if e.kind in event_kinds and term.opens_on <= e.start_on <= last]
        done = [event.end_on for event in inside if event.state(self.as_of) == "done"]
        planned = [event.start_on for event in inside if event.state(self.as_of) != "done"]
        done_on = done[count - 1] if len(done) >= count else None
        planned_on = planned[0] if planned and done_on is None else None
        state = state_of(limit, self.as_of, done_on is not None)
        return DueMilestone(kind, state, term.opens_on, term.due_on, year, term.extended_on, done_on, planned_on)


def _all_events(label: Label, events: Iterable[LabelEvent]) -> Iterable[LabelEvent]:
    """Those of the files, and the audits that only the label's own entry tells."""
    told = [*events]
    known = {(event.kind, event.end_on) for event in told}
    own = (LabelEvent(audit.kind, audit.day, audit.day, audit.told_on) for audit in label.audits)
    return [*told, *(event for event in own if (event.kind, event.end_on) not in known)]


def _yearly(judge: _Judge, kind: Kind, count: int, granted: date, ends_on: date) -> Iterable[DueMilestone]:
    """One milestone a year of the label; each ends the day before the anniversary."""
    year = 1
    while count and (opens_on := granted + relativedelta(years=year - 1)) < ends_on:
        closes_on = min(granted + relativedelta(years=year), ends_on) - timedelta(days=1)
        yield judge.told(kind, (kind,), _Term(opens_on, closes_on), count=count, year=year)
        year += 1


def _decisions(judge: _Judge, label: Label, weeks: int) -> Iterable[DueMilestone]:
    """The decision that follows each external audit. Only that of the label itself is recorded anywhere: its date."""
    for audit in (event for event in judge.events if event.kind == "external_audit"):
        due_on = audit.end_on + timedelta(weeks=weeks)
        granted = label.labelled_on
        is_this_label = granted is not None and audit.end_on <= granted <= due_on and granted <= judge.as_of
        state = state_of(due_on, judge.as_of, is_this_label)
        yield DueMilestone("decision", state, audit.end_on, due_on, done_on=granted if is_this_label else None)


def _trainings(judge: _Judge, label: Label, framework: Framework) -> Iterable[DueMilestone]:
    """The renewal of each training of the chosen modules, one milestone for those due on the same day.

    The cycle runs from the last recorded training: without one there is no date.
    """
    chosen = {c.id for module in framework.modules if module.id in label.modules for c in module.commitments}
    by_last: dict[date | None, list[str]] = {}
    for commitment in (word for word in framework.label.training_commitments if word in chosen):
        held = [e.end_on for e in judge.events if commitment in e.commitments and e.state(judge.as_of) == "done"]
        by_last.setdefault(max(held, default=None), []).append(commitment)
    for last, commitments in by_last.items():
        due_on = last and last + relativedelta(years=framework.label.training_cycle_years)
        state = state_of(due_on, judge.as_of, is_recorded=False) if due_on else None
        yield DueMilestone("training", state, last, due_on, commitments=tuple(commitments))
