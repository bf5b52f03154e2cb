"""What is drawn from the rows of the register of requests: curves of replies, requests still waiting, what was done by theme."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from qep_lib.calendars import deadline_dates, reply_delays, working_calendar, working_days_between
from qep_lib.disclosure.stored import SiteRows
from qep_lib.errors import QepError
from qep_lib.indicators.requests import promised_days
from qep_lib.stats.delays import KaplanMeier, judge_cases, kaplan_meier

JUDGED_KINDS = ("information_request", "complaint", "suggestion")


@dataclass(frozen=True, slots=True, eq=False)
class ReplyCurve:
    """Share of the `count` requests of a channel answered (percents) after so many working days (`times`, ascending), as far
    as enough requests are waiting; the median delay and its interval, NaN where not reached.
    """

    channel: str
    count: int
    times: np.ndarray
    shares: np.ndarray
    median: float
    median_low: float
    median_high: float


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request without an answer on the last day that its register tells of, by its number at the register."""

    request_id: str
    channel: str
    received_on: date
    theme: str | None


def reply_curves(rows: SiteRows, channels: Iterable[str]) -> dict[str, ReplyCurve | None]:
    """The curve of each of these channels, whose rates are shown to the audience; None where too few requests make it.

    Open requests are censored (Kaplan-Meier). A curve stops where fewer requests than the threshold are still waiting, so
    that its tail is nobody's case.
    """
    threshold = rows.catalogue.conventions.disclosure.threshold(rows.audience)
    requests = _judged(rows)
    curves: dict[str, ReplyCurve | None] = {}
    for channel in channels:
        chosen = requests[requests["channel"] == channel]
        is_enough = len(chosen) >= threshold
        curves[channel] = (
            _curve(channel, kaplan_meier(*_durations(rows, chosen)), len(chosen), threshold) if is_enough else None
        )
    return curves


def _curve(channel: str, estimate: KaplanMeier, count: int, threshold: int) -> ReplyCurve:
    shown = estimate.at_risk >= threshold
    return ReplyCurve(
        channel,
        count,
        estimate.times[shown],
        100 * (1 - estimate.survival[shown]),
        estimate.median,
        estimate.median_low,
        estimate.median_high,
    )


def waiting_requests(rows: SiteRows) -> tuple[WaitingRequest, ...]:
    """The requests without an answer, the oldest first; none of them is anybody's business outside: empty in public."""
    if rows.audience == "public":
        return ()
    requests = _judged(rows)
    waiting = requests[~_is_answered(requests, rows.known_until(requests))].sort_values("received_on")
    columns = (waiting[name] for name in ("request_id", "channel", "received_on", "theme"))
    return tuple(
        WaitingRequest(request_id, channel, received_on.date(), theme if isinstance(theme, str) else None)
        for request_id, channel, received_on, theme in zip(*columns, strict=True)
    )


def register_days(rows: SiteRows) -> tuple[date, ...]:
    """The last days of which the register tells: one, unless files extracted on several days hold the requests of the period."""
    return tuple(np.unique(rows.known_until(_judged(rows))).tolist())


def actions_by_theme(rows: SiteRows) -> Mapping[str, tuple[str, ...]]:
    """What the register says was done, theme by theme, in alphabetical order."""
    requests = _judged(rows).dropna(subset=["theme", "action_taken"])
    return {
        str(theme): tuple(sorted(set(actions)))
        for theme, actions in requests.groupby("theme", sort=True)["action_taken"]
    }


def _judged(rows: SiteRows) -> pd.DataFrame:
    """Requests inside the perimeter that call for an answer, received in the period and by the cut-off day."""
    requests = rows.read("requests", rows.period.years)
    inside = (requests["perimeter"] == "inside") & requests["kind"].isin(JUDGED_KINDS)
    dated = requests["received_on"].between(str(rows.period.start), str(min(rows.period.end, rows.as_of)))
    return requests[inside & dated]


def _durations(rows: SiteRows, requests: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Working days until the answer, or until the last day known for those that wait; whether it was answered."""
    calendar, until = _calendar(rows), rows.known_until(requests)
    is_observed = _is_answered(requests, until)
    convention = rows.catalogue.conventions.working_days.convention
    waited = working_days_between(requests["received_on"], until, calendar, convention)
    replied = reply_delays(requests["received_on"], requests["replied_on"], calendar, convention)
    return np.where(is_observed, replied, waited), is_observed


def _is_answered(requests: pd.DataFrame, until: np.ndarray) -> np.ndarray:
    """Whether each request was answered by the last day of which its register tells."""
    return (requests["replied_on"] <= pd.Series(until, index=requests.index)).to_numpy()


def request_lines(rows: SiteRows) -> pd.DataFrame:
    """The judged requests of the period, one row each, the oldest first: `request_id`, `kind`, `channel`, `theme`,
    `received_on`, `replied_on`, `days` (working days until the answer, or so far), `promised` (working days, missing where
    nothing is promised), `state` (`on_time`, `answered_late`, `overdue_open`, `not_yet_due` or `no_deadline`) and
    `action_taken`. What was masked at the import stays masked.

    Raises `QepError` in public: they are single persons' requests.
    """
    if rows.audience == "public":
        raise QepError("les demandes une à une ne sortent pas de l'atelier interne.")
    requests = _judged(rows).sort_values(["received_on", "request_id"])
    framework = rows.catalogue.framework_of(rows.site.site_id)
    promised = np.array(
        [
            known if (known := promised_days(framework.deadlines_working_days, kind, channel)) is not None else np.nan
            for kind, channel in zip(requests["kind"], requests["channel"], strict=True)
        ],
        dtype=float,
    )
    days, is_answered = _durations(rows, requests)
    due = deadline_dates(
        requests["received_on"], promised, _calendar(rows), rows.catalogue.conventions.working_days.convention
    )
    told = judge_cases(requests["received_on"], requests["replied_on"], due, rows.known_until(requests))
    # In the words of the rate within the deadline: a case whose deadline still runs is not judged, even answered.
    states = np.select(
        [~told.is_judged, ~told.is_due, told.is_in_time, told.is_answered],
        ["no_deadline", "not_yet_due", "on_time", "answered_late"],
        "overdue_open",
    )
    return requests[["request_id", "kind", "channel", "theme", "received_on", "replied_on", "action_taken"]].assign(
        days=days, promised=promised, state=states, is_answered=is_answered
    )


def _calendar(rows: SiteRows) -> np.busdaycalendar:
    years = range(rows.period.start.year, rows.as_of.year + 2)
    return working_calendar(rows.site.holiday_zone, years, rows.catalogue.public_holidays)
