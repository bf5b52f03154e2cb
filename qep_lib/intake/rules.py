"""Checks across cells and rows of a typed frame: period, future, order of dates, duplicates. One function a rule.

The index of every frame is the line number in the file. Rules of a single cell are in the converters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from qep_lib.intake.faults import FaultList, Reason
from qep_lib.intake.rawtable import TEXT
from qep_lib.model.period import Period

_ORDERED = {
    "requests": (("received_on", "replied_on", "réponse datée d'avant la réception de la demande"),),
    "title_cases": (
        ("applied_on", "decided_on", "fin d'instruction datée d'avant le dépôt de la demande"),
        ("decided_on", "available_on", "mise à disposition datée d'avant la fin de l'instruction"),
    ),
    "milestones": (("start_on", "end_on", "fin datée d'avant le début"),),
    "calls": (("statistics_on", "until_on", "fin du relevé datée d'avant son début"),),
    "service_updates": (("requested_on", "published_on", "mise en ligne datée d'avant la demande"),),
    "meetings": (
        ("requested_on", "fixed_on", "rendez-vous fixé avant d'être demandé"),
        ("requested_on", "held_on", "rendez-vous tenu avant d'être demandé"),
        ("fixed_on", "held_on", "rendez-vous tenu avant d'être fixé"),
    ),
    "local_authority_requests": (("received_on", "replied_on", "réponse datée d'avant la réception de la demande"),),
}
_OBSERVED = {
    "survey_answers": ("answered_on",),
    "requests": ("received_on", "replied_on"),
    "title_cases": ("applied_on", "decided_on", "available_on"),
    "declared_figures": ("as_of",),
    "actions": ("effective_on",),
    "title_statistics": ("month",),
    "calls": ("statistics_on", "until_on"),
    "web_statistics": ("month",),
    "social_statistics": ("month",),
    "service_updates": ("requested_on", "published_on"),
    "meetings": ("requested_on", "fixed_on", "held_on"),
    "local_authority_requests": ("received_on", "replied_on"),
    "fraud_statistics": ("month",),
    "trainings": ("held_on",),
    "mystery_contacts": ("contacted_on",),
    "self_assessment": ("assessed_on",),
}
"""Dates of things that have happened: they cannot follow the extraction."""
_WITHIN_PERIOD = {
    "survey_answers": "answered_on",
    "requests": "received_on",
    "title_statistics": "month",
    "calls": "statistics_on",
    "web_statistics": "month",
    "social_statistics": "month",
    "service_updates": "requested_on",
    "meetings": "requested_on",
    "local_authority_requests": "received_on",
    "fraud_statistics": "month",
    "trainings": "held_on",
    "mystery_contacts": "contacted_on",
}
_PART_OF = {
    "calls": (
        ("agent_requested", "presented"),
        ("answered", "agent_requested"),
        ("answered_under_5_rings", "answered"),
        ("completed", "presented"),
    ),
    "fraud_statistics": (("detected", "examined"),),
}
"""Counts that cannot exceed another one of the same row."""
_SPANS = {"calls": ("statistics_on", "until_on")}
"""First and last day of what a row covers: two rows that share a day would count it twice."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the request for import says about the file."""

    table: str
    period: Period
    extracted_on: date

    @property
    def last_day(self) -> date:
        """The last day of the period that the file can know of."""
        return min(self.period.end, self.extracted_on)


def check_dates(frame: pd.DataFrame, headings: dict[str, str], context: Context, faults: FaultList) -> None:
    """Dates inside the period, not after the extraction, and in order; `headings`: column -> heading in the file."""
    if column := _WITHIN_PERIOD.get(context.table):
        _check_period(frame[column], headings[column], context.period, faults)
    for column in _OBSERVED.get(context.table, ()):
        if column in headings:
            _check_not_future(frame[column], headings[column], context.extracted_on, faults)
    for first, second, found in _ORDERED.get(context.table, ()):
        if first in headings and second in headings:
            _check_order(frame[first], frame[second], headings, found, faults)


def check_counts(frame: pd.DataFrame, headings: dict[str, str], context: Context, faults: FaultList) -> None:
    """A part never exceeds its whole: answered calls are among those that asked for an agent."""
    for part, whole in _PART_OF.get(context.table, ()):
        if part not in headings or whole not in headings:
            continue
        is_over = (frame[part] > frame[whole]).fillna(False).astype(bool)
        for row in frame.index[is_over].tolist():
            reason = Reason(
                "part_over_whole", f"nombre plus grand que celui de la colonne « {headings[whole]} »",
                accepted=f"{frame[whole][row]} au plus", remedy="corriger l'un des deux nombres",
            )  # fmt: skip
            faults.add(reason, row, headings[part], str(frame[part][row]))


def check_overlaps(frame: pd.DataFrame, headings: dict[str, str], context: Context, faults: FaultList) -> None:
    """Rows that cover days another row of the file covers already are rejected; the first one in time stays.

    The same first day is left to the check of duplicates; without a last day nothing is covered.
    """
    if context.table not in _SPANS:
        return
    first, last = _SPANS[context.table]
    if last not in frame:
        return
    rows = frame.loc[~frame.index.isin(list(faults.rejected_rows)), [first, last]].dropna()
    rows = rows.sort_values(first, kind="stable").drop_duplicates(first)
    until, holder = None, 0
    for row, start, end in rows.itertuples():
        if until is not None and start <= until:
            reason = Reason(
                "overlapping_rows", f"jours déjà couverts par la ligne {holder}, jusqu'au {until:%d/%m/%Y}",
                accepted=f"un début après le {until:%d/%m/%Y}", remedy="corriger les dates, ou garder une seule des lignes",
            )  # fmt: skip
            faults.add(reason, row, headings[first], f"{start:%d/%m/%Y}")
            continue
        until, holder = end, row


def longest_span(frame: pd.DataFrame, context: Context) -> int:
    """Days of the longest row of a table whose rows cover several, 0 for another table."""
    if not set(span := _SPANS.get(context.table, ())) <= set(frame.columns) or not span:
        return 0
    days = (frame[span[1]] - frame[span[0]]).dt.days
    return int(days.max()) if days.notna().any() else 0


def _check_period(days: pd.Series, heading: str, period: Period, faults: FaultList) -> None:
    start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    reason = Reason(
        "outside_period", "date hors de la période importée",
        accepted=f"du {period.start:%d/%m/%Y} au {period.end:%d/%m/%Y} (période {period.code})",
        remedy="importer cette ligne avec sa période, ou corriger la date",
    )  # fmt: skip
    for row, day in days[(days < start) | (days > end)].items():
        faults.add(reason, row, heading, f"{day:%d/%m/%Y}")


def _check_not_future(days: pd.Series, heading: str, extracted_on: date, faults: FaultList) -> None:
    reason = Reason(
        "future_date", "date postérieure à l'extraction du fichier", accepted=f"{extracted_on:%d/%m/%Y} au plus tard",
        remedy="corriger la date, ou la date d'extraction (extracted_on)",
    )  # fmt: skip
    for row, day in days[days > pd.Timestamp(extracted_on)].items():
        faults.add(reason, row, heading, f"{day:%d/%m/%Y}")


def _check_order(first: pd.Series, second: pd.Series, headings: dict, found: str, faults: FaultList) -> None:
    for row in first.index[second < first].tolist():
        faults.add(
            Reason(
                "dates_out_of_order", found, accepted=f"{first[row]:%d/%m/%Y} ou après",
                remedy="corriger l'une des deux dates",
            ),
            row, headings[second.name], f"{second[row]:%d/%m/%Y}",
        )  # fmt: skip


def drop_duplicates(frame: pd.DataFrame, key: Sequence[str], heading: str, faults: FaultList) -> pd.DataFrame:
    """`frame` with each key once. An identical row is told and dropped; a different one is rejected, the first stays."""
    repeated = frame.duplicated(list(key))
    if not repeated.any():
        return frame
    keys, identical = key_texts(frame, key), frame.duplicated()
    firsts = keys.loc[~repeated].reset_index(names="_line").set_index(list(key))["_line"]
    for row in frame.index[repeated].tolist():
        values = tuple(keys.loc[row])
        first = int(firsts[values if len(values) > 1 else values[0]])
        shown = " / ".join(str(value) for value in values if isinstance(value, str) and value)
        if identical[row]:
            reason = Reason(
                "identical_row", f"ligne identique à la ligne {first}, comptée une seule fois", severity="warning"
            )
        else:
            reason = Reason(
                "duplicate_key", f"identifiant déjà vu ligne {first} avec d'autres valeurs ; la ligne {first} est gardée",
                accepted="un identifiant par ligne", remedy="corriger l'identifiant ou supprimer l'une des deux lignes",
            )  # fmt: skip
        faults.add(reason, row, heading, shown)
    return frame.loc[~repeated]


def key_texts(frame: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    """The key as a person reads it: days in French, numbers as text."""
    texts = frame[list(key)]
    days = {name: texts[name].dt.strftime("%d/%m/%Y") for name in texts.select_dtypes("datetime")}
    return texts.assign(**days).astype(TEXT)
