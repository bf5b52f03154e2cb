"""The action plan as it is read aloud: the next actions, then five columns, what is late and open first. The annex: `actions`."""

from datetime import date

import pandas as pd

from qep_lib.display.elements import Cell, Element, Table, TableColumn
from qep_lib.display.wording import format_count, format_date
from qep_lib.reports.actions import (
    ACTION_STATUS_LABELS,
    OPEN_FIRST,
    absent,
    is_overdue,
    late_actions,
    open_first,
    stored_actions,
    text_or_dash,
    told_until,
)
from qep_lib.reports.context import ReportContext
from qep_lib.reports.section import shown

NEXT_ACTIONS, MOST_LINES = 3, 12


@shown
def next_actions(context: ReportContext) -> Element:
    """Three actions that are not done: what, who, when; the late ones first, then those that are under way."""
    actions = stored_actions(context)
    if actions.empty:
        return absent(context)
    opened = [action for action in _in_order(context) if action.status != "done"]
    shown_actions = opened[:NEXT_ACTIONS]
    if not shown_actions:
        return absent_of_open(len(actions))
    rows = tuple(
        (Cell(text_or_dash(action.description)), Cell(text_or_dash(action.responsible)), Cell(_when(action)))
        for action in shown_actions
    )
    columns = (TableColumn("Quoi", width=3.2), TableColumn("Qui", width=1.5), TableColumn("Quand", width=1.2))
    rest = len(opened) - len(rows)
    others = f", {format_count(rest, 'autre action ouverte', 'autres actions ouvertes')} au plan" if rest else ""
    count = format_count(len(rows), "action")
    until = told_until(context)
    late = sum(is_overdue(action, until) for action in shown_actions)
    told = (
        f"À mener d'abord : {count}, dont {late} en retard au {format_date(until)}"
        if late
        else f"Les prochaines échéances : {count}"
    )
    return Table("prochaines-actions", f"{told}{others}", columns, rows)


@shown
def short_table(context: ReportContext) -> Element:
    """Finding, action, who, when, where it stands; a long plan ends on how many lines the annex has more."""
    if stored_actions(context).empty:
        return absent(context)
    ordered = _in_order(context)
    rows = tuple(
        (
            Cell(text_or_dash(action.finding)),
            Cell(text_or_dash(action.description)),
            Cell(text_or_dash(action.responsible)),
            Cell(_when(action)),
            Cell(_state(context, action)),
        )
        for action in ordered[:MOST_LINES]
    )
    columns = (
        TableColumn("Constat", width=2.6),
        TableColumn("Action", width=2.8),
        TableColumn("Qui", width=1.6),
        TableColumn("Quand", width=1.2),
        TableColumn("Où en est-on", width=1.3),
    )
    rest = len(ordered) - len(rows)
    verb = "est" if rest < 2 else "sont"
    notes = (f"{format_count(rest, 'autre action', 'autres actions')} {verb} dans les annexes.",) if rest else ()
    return Table("plan-court", _sentence(context, ordered), columns, rows, notes)


def absent_of_open(count: int) -> Element:
    """All is done: a result, in a table of its own words."""
    words = f"Les {count} actions du plan sont réalisées" if count > 1 else "L'action du plan est réalisée"
    return Table("prochaines-actions", words, (TableColumn("Suite"),), ((Cell("Plan suivant à établir"),),))


def _in_order(context: ReportContext) -> list:
    return open_first(stored_actions(context).itertuples(), late_actions(context))


def _sentence(context: ReportContext, actions: list) -> str:
    """« 9 actions : 3 réalisées, 3 en cours, 3 à venir », late ones said."""
    until = told_until(context)
    late = sum(is_overdue(action, until) for action in actions)
    counts = {status: sum(action.status == status for action in actions) for status in OPEN_FIRST}
    if counts["planned"] == len(actions) and not late:
        return f"{format_count(len(actions), 'action')}, {'toutes à venir' if len(actions) > 1 else 'à venir'}"
    parts = [
        words
        for status, words in (
            ("done", format_count(counts["done"], "réalisée")),
            ("in_progress", f"{counts['in_progress']} en cours"),
            ("planned", f"{counts['planned']} à venir"),
        )
        if counts[status]
    ]
    delay = f" ; {late} en retard au {format_date(until)}" if late else ""
    return f"{format_count(len(actions), 'action')} : {', '.join(parts)}{delay}"


def _state(context: ReportContext, action) -> str:
    if is_overdue(action, told_until(context)):
        return "en retard"
    if action.status == "done" and pd.notna(action.effective_on):
        return f"réalisée le {_day(action.effective_on.date())}"
    return "à venir" if action.status == "planned" else ACTION_STATUS_LABELS[action.status]


def _when(action) -> str:
    return _day(action.due_on.date()) if pd.notna(action.due_on) else "sans échéance"


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")
