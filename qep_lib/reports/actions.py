"""The action plan as elements: the annex with its usual columns, what is overdue, by source and by responsible.

Whether a finding comes back in a later exercise is `action_followup`.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date

import pandas as pd

from qep_lib.display.elements import Absent, Cell, Element, KeyFigure, KeyFigures, Table, TableColumn, Text
from qep_lib.display.wording import format_count, format_date, format_number, joined
from qep_lib.errors import sure
from qep_lib.model.closed_lists import ACTION_SOURCES
from qep_lib.reports.apparatus import count_cell, not_given
from qep_lib.reports.context import ReportContext
from qep_lib.reports.nature_notes import table_nature_notes
from qep_lib.reports.plan_rows import PlanAction, plan_rows
from qep_lib.reports.plan_states import (
    AFTER_DUE,
    NO_RESULT,
    is_done_late,
    late_actions,
    passed_words,
    plan_sentence,
    plan_size,
    state_headings,
    state_words,
    states_found,
    stored_actions,
    told_once,
    told_until,
)
from qep_lib.reports.section import shown

_COMMITMENT = re.compile(r"(?<![^\W_])E\d{1,2}(?![^\W_])", re.IGNORECASE)
"""A code, that an underline may part from the next as well as a space: « E23_E33 »."""
ACTION_SOURCE_LABELS = {
    "local_context": "contexte local",
    "self_assessment": "auto-diagnostic",
    "survey": "enquête",
    "internal_audit": "audit interne",
    "external_audit": "audit externe",
}
COMMITTEE = "comité"
"""Where an action comes from that a committee added and that ticks no other source."""
NO_SOURCE, NO_RESPONSIBLE = "origine non précisée", "responsable non précisé"


def plan_notes(context: ReportContext) -> tuple[str, ...]:
    """What the lines of the plan are, under a table of them."""
    return tuple(table_nature_notes(context, "actions"))


def absent(context: ReportContext) -> Element:
    """What is said where the exercise has no action: nobody gave its plan."""
    return not_given(context, "plan d'actions", "Plan d'actions non communiqué")


@shown
def key_figures(context: ReportContext) -> Element:
    """Actions, by state, and how many are overdue."""
    actions = stored_actions(context)
    if actions.empty:
        return absent(context)
    stored = plan_rows(actions)
    is_repeated = len(told_once(stored)) < len(stored)
    label, detail = ("Lignes du plan", plan_size(stored).rpartition(", ")[2]) if is_repeated else ("Actions", "")
    items = [KeyFigure(label, format_number(len(stored)), detail)]
    counts = states_found(context, stored)
    after = sum(map(is_done_late, stored))
    details = {
        "done": f"dont {after} {AFTER_DUE}" if after else "",
        "late": f"au {format_date(told_until(context))}",
        "passed": f"depuis le {format_date(told_until(context))}",
    }
    items += [
        KeyFigure(word, format_number(counts[state]), details.get(state, ""))
        for state, word in state_headings(context).items()
    ]
    return KeyFigures("Le plan d'actions en bref", tuple(items))


@shown
def actions_text(context: ReportContext) -> Element:
    """How many actions, by state, how many are overdue, and those that a committee added."""
    actions = stored_actions(context)
    if actions.empty:
        return absent(context)
    lines = [f"{plan_sentence(context)}."]
    if added := _added_words(actions):
        lines.append(f"{added[0].upper()}{added[1:]}.")
    undated = int((actions["due_on"].isna() & (actions["status"] != "done")).sum())
    if undated:
        lines.append(f"{format_count(undated, 'action')} sans échéance : aucun retard ne peut en être dit.")
    lines += passed_words(context)
    return Text(tuple(lines))


@shown
def actions_table(context: ReportContext) -> Element:
    """The action plan with its usual columns; overdue actions are said to be, lines that read the same stand together."""
    actions = stored_actions(context)
    if actions.empty:
        return absent(context)
    rows = tuple(
        (
            *(
                _each(text_or_dash(getattr(one, name)) for one in same)
                for name in ("action_number", "finding", "reference")
            ),
            _each(source_words(one) or "—" for one in same),
            Cell(state_words(context, same[0])),
            Cell(_date_or_dash(same[0].due_on)),
            _each(_date_or_dash(one.effective_on) for one in same),
            Cell(text_or_dash(same[0].description)),
            Cell(text_or_dash(same[0].responsible)),
            _each(_verification(one) for one in same),
        )
        for same in told_once(plan_rows(actions))
    )
    columns = (
        TableColumn("N°"),
        TableColumn("Constat"),
        TableColumn("Référence"),
        TableColumn("Origine"),
        TableColumn("Avancement"),
        TableColumn("Échéance"),
        TableColumn("Réalisée le"),
        TableColumn("Action"),
        TableColumn("Responsable"),
        TableColumn("Vérification"),
    )
    notes = tuple(table_nature_notes(context, "actions"))
    return Table("plan-actions", "Actions, échéances et responsables", columns, rows, notes, is_wide=True)


def _verification(action: PlanAction) -> str:
    told = text_or_dash(action.verification)
    return NO_RESULT if told == "—" and action.status == "done" else told


@shown
def overdue_table(context: ReportContext) -> Element:
    """Actions that are not done and whose due date has passed, the latest first."""
    if context.table("actions").empty:
        return absent(context)
    late, until = late_actions(context), told_until(context)
    if not late:
        return Absent("actions en retard", f"Aucune action n'est en retard au {format_date(until)}.", "untold")
    rows = tuple(
        (
            Cell(text_or_dash(action.action_number)),
            Cell(text_or_dash(action.description)),
            Cell(text_or_dash(action.responsible)),
            Cell(format_date(due_on)),
            count_cell((until - due_on).days),
        )
        for due_on, action in sorted(((_due_day(action), action) for action in late), key=lambda pair: pair[0])
    )
    columns = (
        TableColumn("N°"),
        TableColumn("Action"),
        TableColumn("Responsable"),
        TableColumn("Échéance"),
        TableColumn("Jours de retard", "end"),
    )
    notes = tuple(table_nature_notes(context, "actions"))
    return Table("actions-en-retard", f"Actions en retard au {format_date(until)}", columns, rows, notes)


@shown
def source_table(context: ReportContext) -> Element:
    """Actions by source and state."""
    note = "Une action qui vient de plusieurs sources compte dans chacune : les lignes ne s'additionnent pas."
    rows = plan_rows(stored_actions(context))
    has_several = any(len(sources(action)) > 1 for action in rows)

    def named(action: PlanAction) -> list[str]:
        return _named_sources(action) or [NO_SOURCE]

    order = [*ACTION_SOURCE_LABELS.values(), COMMITTEE, NO_SOURCE]
    return _by(context, "actions-par-source", "par source", "Source", named, order, [note] if has_several else [])


@shown
def responsible_table(context: ReportContext) -> Element:
    """Actions by responsible function and state, the busiest first."""
    found = stored_actions(context)["responsible"].map(_responsible).value_counts()
    order = sorted(found.index, key=lambda name: (name == NO_RESPONSIBLE, -found[name], name))

    def named(action: PlanAction) -> list[str]:
        return [_responsible(action.responsible)]

    return _by(context, "actions-par-responsable", "par responsable", "Responsable", named, order, [])


def commitments_of(action: PlanAction) -> frozenset[str]:
    """The engagements that the reference of an action quotes: {"E17"}; none of an action without a reference."""
    quoted = _COMMITMENT.findall(action.reference) if isinstance(action.reference, str) else ()
    return frozenset(code.upper() for code in quoted)


def sources(action: PlanAction) -> list[str]:
    """Names of the sources that are ticked."""
    return [name for name in ACTION_SOURCES if _is_true(getattr(action, name))]


def source_words(action: PlanAction) -> str:
    """« enquête et audit interne », « comité » of one that a committee added; empty where its source is not told."""
    return joined(_named_sources(action))


def _named_sources(action: PlanAction) -> list[str]:
    named = [ACTION_SOURCE_LABELS[name] for name in sources(action)]
    return named or ([COMMITTEE] if _is_true(action.added_in_committee) else [])


def _each(told: Iterable[str]) -> Cell:
    """What the lines that read the same tell apart, each said once."""
    return Cell(", ".join(dict.fromkeys(told)))


def text_or_dash(value: object) -> str:
    """A text of the plan, or a dash."""
    return value if isinstance(value, str) and value.strip() else "—"


def _by(
    context: ReportContext,
    slug: str,
    caption: str,
    heading: str,
    named: Callable[[PlanAction], list[str]],
    order: Iterable[str],
    notes: list[str],
) -> Element:
    """Actions counted by what `named` gives and by state."""
    actions = plan_rows(stored_actions(context))
    if not actions:
        return absent(context)
    rows, headings = [], state_headings(context)
    for name in order:
        chosen = [action for action in actions if name in named(action)]
        if chosen:
            found = states_found(context, chosen)
            label = name[0].upper() + name[1:]
            rows.append((Cell(label), *map(count_cell, (len(chosen), *(found.get(state, 0) for state in headings)))))
    unit = f"{_line_words(stored_actions(context)).capitalize()}s"
    columns = (
        TableColumn(heading),
        *(TableColumn(word, "end") for word in (unit, *headings.values())),
    )
    return Table(slug, f"{unit} {caption}", columns, tuple(rows), (*notes, *table_nature_notes(context, "actions")))


def _line_words(actions: pd.DataFrame) -> str:
    """What a row of the plan is called: an action may have several lines, which are then counted as lines everywhere."""
    return "ligne" if len(told_once(plan_rows(actions))) < len(actions) else "action"


def _added_words(actions: pd.DataFrame) -> str:
    """« 15 actions proposées, 1 ajoutée en comité »; empty where the plan does not tell them apart."""
    added = int(actions["added_in_committee"].fillna(False).sum())
    if not added:
        return ""
    what = _line_words(actions)
    proposed = format_count(len(actions) - added, f"{what} proposée", f"{what}s proposées")
    return f"{proposed}, {format_count(added, 'ajoutée', 'ajoutées')} en comité"


def _responsible(value: object) -> str:
    words = text_or_dash(value)
    return NO_RESPONSIBLE if words == "—" else words


def _due_day(action: PlanAction) -> date:
    return sure(action.due_on).date()


def _is_true(value: bool | None) -> bool:
    return bool(value)


def _date_or_dash(day: pd.Timestamp | None) -> str:
    return "—" if day is None else day.strftime("%d/%m/%Y")
