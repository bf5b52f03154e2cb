"""The action plan as elements: the annex with its usual columns, what is overdue, by source and by responsible.

Whether a finding comes back in a later exercise is `action_followup`.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Literal

import pandas as pd

from qep_lib.display.elements import Absent, Cell, Element, KeyFigure, KeyFigures, Table, TableColumn, Text
from qep_lib.display.wording import format_count, format_date, format_number, joined
from qep_lib.model.closed_lists import ACTION_SOURCES
from qep_lib.reports.apparatus import count_cell, not_given, table_nature_notes
from qep_lib.reports.context import ReportContext
from qep_lib.reports.section import shown

_COMMITMENT = re.compile(r"\bE\d{1,2}\b", re.IGNORECASE)
ACTION_SOURCE_LABELS = {
    "local_context": "contexte local",
    "self_assessment": "auto-diagnostic",
    "survey": "enquête",
    "internal_audit": "audit interne",
    "external_audit": "audit externe",
}
State = Literal["done", "late", "passed", "in_progress", "planned"]
STATE_WORDS: dict[State, tuple[str, str]] = {
    "done": ("réalisée", "réalisées"),
    "late": ("en retard",) * 2,
    "passed": ("à échéance passée",) * 2,
    "in_progress": ("en cours",) * 2,
    "planned": ("à venir",) * 2,
}
"""What the state of an action is called wherever it is said, for one action and for several. An action has one of them: one that
is late is no longer counted under way."""
COMMITTEE = "comité"
"""Where an action comes from that a committee added and that ticks no other source."""
OPEN_FIRST = ("in_progress", "planned", "done")
"""In what order a plan is read aloud."""
PASSED = "échéance passée, à vérifier"
"""Of an action whose date passed between the extraction of the plan and the cut-off: what became of it is not recorded."""
NO_SOURCE, NO_RESPONSIBLE = "origine non précisée", "responsable non précisé"


def state_of(context: ReportContext, action) -> State:
    """Done; otherwise late, or with a date that has passed since its plan was extracted; otherwise as its plan says."""
    if action.status == "done":
        return "done"
    if is_overdue(action, told_until(context)):
        return "late"
    return "passed" if is_passed(context, action) else action.status


def state_words(context: ReportContext, action) -> str:
    """The state of an action, in a table: « en retard », « échéance passée, à vérifier »."""
    state = state_of(context, action)
    return PASSED if state == "passed" else STATE_WORDS[state][0]


def states_found(context: ReportContext, actions: Iterable) -> dict[State, int]:
    """How many actions are in each state that one of them is in; their sum is the number of actions."""
    counts = Counter(state_of(context, action) for action in actions)
    return {state: counts[state] for state in STATE_WORDS if counts[state]}


def plan_sentence(context: ReportContext) -> str:
    """« 13 actions : 6 réalisées, 2 en retard au 20 janvier 2022, 2 à échéance passée et 3 à venir », « 16 lignes au plan, pour 5
    actions différentes, toutes à venir : aucune n'est commencée »."""
    stored = [*stored_actions(context).itertuples()]
    counts, total, until = states_found(context, stored), plan_size(stored), format_date(told_until(context))
    if [*counts] == ["planned"]:
        none = " : aucune n'est commencée" if len(stored) > 1 else ", non commencée"
        return f"{total}, {'toutes à venir' if len(stored) > 1 else 'à venir'}{none}"
    if len(counts) == 1:
        (state,) = counts
        dated = f" au {until}" if state == "late" else ""
        return f"{total}, {'toutes ' if len(stored) > 1 else ''}{STATE_WORDS[state][len(stored) > 1]}{dated}"
    told = [
        format_count(count, *STATE_WORDS[state]) + (f" au {until}" if state == "late" else "")
        for state, count in counts.items()
    ]
    none = " ; aucune n'est réalisée" if "done" not in counts else ""
    late = "" if "late" in counts else f" ; aucune n'est en retard au {until}"
    return f"{total} : {joined(told)}{none}{late}"


def state_headings(context: ReportContext) -> dict[State, str]:
    """How a column or a card of actions in each state of the plan is headed: « Réalisées »."""
    found = states_found(context, stored_actions(context).itertuples())
    return {state: f"{STATE_WORDS[state][1][0].upper()}{STATE_WORDS[state][1][1:]}" for state in found}


def stored_actions(context: ReportContext) -> pd.DataFrame:
    """The actions of the exercise as known at the cut-off date, by number: 2 before 10."""
    return as_known(context, context.table("actions"))


def as_known(context: ReportContext, actions: pd.DataFrame) -> pd.DataFrame:
    """`actions` by number, what was done after the cut-off date being not done yet."""
    # The last number: « 2021-10 » is the tenth of its year.
    order = actions["action_number"].str.extract(r"(\d+)\D*$", expand=False).astype("float64")
    is_later = (actions["effective_on"] > str(context.as_of)).fillna(False)
    known = actions.assign(
        _order=order,
        status=actions["status"].mask(is_later, "planned"),
        effective_on=actions["effective_on"].mask(is_later),
    )
    return known.sort_values(["_order", "action_number"])


def earlier_actions(context: ReportContext) -> list:
    """The actions of the exercises before, as known at the cut-off date: what the last committee was shown."""
    stored = as_known(context, context.table_of_years_read("actions"))
    return [action for action in stored.itertuples() if action.exercise_year not in context.period.years]


def same_action(before, now: Iterable):
    """The action of `now` that carries `before` over, whatever its new number; None of one that is not carried over."""
    words = same_words(before.description)
    carried = [action for action in now if words and same_words(action.description) == words]
    return min(carried, key=lambda action: same_words(action.finding) != same_words(before.finding), default=None)


def same_words(text) -> str:
    """A text of the plan without the case, the spaces and the final stop that change nothing of it; empty for none."""
    return " ".join(text.casefold().split()).rstrip(" .") if isinstance(text, str) else ""


def told_once(actions: Iterable) -> list[list]:
    """`actions` in their order, those that read the same together: what, who, when and where it stands. A grid of which several
    lines ask for one action gives a line of the plan for each.
    """
    found: dict[tuple, list] = {}
    for action in actions:
        what = same_words(action.description) or action.Index
        found.setdefault((what, str(action.responsible), str(action.due_on), action.status), []).append(action)
    return [*found.values()]


def plan_size(actions: Collection) -> str:
    """« 9 actions », « 16 lignes au plan, pour 5 actions différentes »."""
    different = len(told_once(actions))
    if different == len(actions):
        return format_count(len(actions), "action")
    lines = format_count(len(actions), "ligne")
    return f"{lines} au plan, pour {format_count(different, 'action', 'actions différentes')}"


def plan_notes(context: ReportContext) -> tuple[str, ...]:
    """What the lines of the plan are, under a table of them."""
    return tuple(table_nature_notes(context, "actions"))


def told_until(context: ReportContext) -> date:
    """The last day on which the plan can say that an action is late: the cut-off, or the day its file was extracted."""
    files = context.table("actions")["dataset"].unique()
    return min([context.as_of, *(context.extraction_days[dataset] for dataset in files)])


def absent(context: ReportContext) -> Element:
    """What is said where the exercise has no action: nobody gave its plan."""
    return not_given(context, "plan d'actions", "Plan d'actions non communiqué")


@shown
def key_figures(context: ReportContext) -> Element:
    """Actions, by state, and how many are overdue."""
    actions = stored_actions(context)
    if actions.empty:
        return absent(context)
    stored = [*actions.itertuples()]
    is_repeated = len(told_once(stored)) < len(stored)
    details = ([plan_size(stored).rpartition(", ")[2]] if is_repeated else []) + [_added_words(actions)]
    label = "Lignes du plan" if is_repeated else "Actions"
    items = [KeyFigure(label, format_number(len(stored)), ", ".join(filter(None, details)))]
    counts = states_found(context, stored)
    details = {
        "late": f"au {format_date(told_until(context))}",
        "passed": f"depuis le {format_date(told_until(context))}, à vérifier",
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
    passed = passed_actions(context)
    lines = [f"{plan_sentence(context)}."]
    if added := _added_words(actions):
        lines.append(f"{added[0].upper()}{added[1:]}.")
    undated = int((actions["due_on"].isna() & (actions["status"] != "done")).sum())
    if undated:
        lines.append(f"{format_count(undated, 'action')} sans échéance : aucun retard ne peut en être dit.")
    lines += passed_words(context, passed)
    return Text(tuple(lines))


def late_among(overdue: int, total: int, until: date) -> str:
    """« dont 2 en retard au 20 janvier 2022 », « en retard au… » of all of them: the late ones are counted in their state too."""
    which = f"dont {overdue}" if overdue < total else "toutes" if total > 1 else ""
    return f"{which} en retard au {format_date(until)}".strip()


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
            _each(text_or_dash(one.verification) for one in same),
        )
        for same in told_once(actions.itertuples())
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
            Cell(format_date(action.due_on.date())),
            count_cell((until - action.due_on.date()).days),
        )
        for action in sorted(late, key=lambda action: action.due_on)
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
    rows = list(stored_actions(context).itertuples())
    has_several = any(len(sources(action)) > 1 for action in rows)

    def named(action) -> list[str]:
        return _named_sources(action) or [NO_SOURCE]

    order = [*ACTION_SOURCE_LABELS.values(), COMMITTEE, NO_SOURCE]
    return _by(context, "actions-par-source", "par source", "Source", named, order, [note] if has_several else [])


@shown
def responsible_table(context: ReportContext) -> Element:
    """Actions by responsible function and state, the busiest first."""
    found = stored_actions(context)["responsible"].map(_responsible).value_counts()
    order = sorted(found.index, key=lambda name: (name == NO_RESPONSIBLE, -found[name], name))

    def named(action) -> list[str]:
        return [_responsible(action.responsible)]

    return _by(context, "actions-par-responsable", "par responsable", "Responsable", named, order, [])


def commitments_of(action) -> frozenset[str]:
    """The engagements that the reference of an action quotes: {"E17"}; none of an action without a reference."""
    quoted = _COMMITMENT.findall(action.reference) if isinstance(action.reference, str) else ()
    return frozenset(code.upper() for code in quoted)


def sources(action) -> list[str]:
    """Names of the sources that are ticked."""
    return [name for name in ACTION_SOURCES if _is_true(getattr(action, name))]


def source_words(action) -> str:
    """« enquête et audit interne », « comité » of one that a committee added; empty where its source is not told."""
    return joined(_named_sources(action))


def _named_sources(action) -> list[str]:
    named = [ACTION_SOURCE_LABELS[name] for name in sources(action)]
    return named or ([COMMITTEE] if _is_true(action.added_in_committee) else [])


def _each(told: Iterable[str]) -> Cell:
    """What the lines that read the same tell apart, each said once."""
    return Cell(", ".join(dict.fromkeys(told)))


def text_or_dash(value) -> str:
    """A text of the plan, or a dash."""
    return value if isinstance(value, str) and value.strip() else "—"


def _by(
    context: ReportContext,
    slug: str,
    caption: str,
    heading: str,
    named: Callable[..., list[str]],
    order: Iterable[str],
    notes: list[str],
) -> Element:
    """Actions counted by what `named` gives and by state."""
    actions = list(stored_actions(context).itertuples())
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


def late_actions(context: ReportContext) -> list:
    """Actions that are not done and whose due date has passed, as far as their file can tell."""
    until = told_until(context)
    return [action for action in stored_actions(context).itertuples() if is_overdue(action, until)]


def passed_actions(context: ReportContext) -> list:
    """Actions whose due date has passed since their file was extracted: nobody recorded what became of them."""
    return [action for action in stored_actions(context).itertuples() if is_passed(context, action)]


def is_passed(context: ReportContext, action) -> bool:
    """True of an action whose due date is between the extraction of the plan and the cut-off: neither late nor to come."""
    return is_overdue(action, context.as_of) and not is_overdue(action, told_until(context))


def passed_words(context: ReportContext, passed: Collection) -> list[str]:
    """« 2 échéances sont passées depuis l'extraction du plan (20 janvier 2022), à vérifier : … »; nothing of none."""
    if not passed:
        return []
    verb = "est passée" if len(passed) == 1 else "sont passées"
    since = f"depuis l'extraction du plan ({format_date(told_until(context))})"
    return [f"{format_count(len(passed), 'échéance')} {verb} {since}, à vérifier : la suite n'est pas enregistrée."]


def open_first(actions: Iterable, late: Iterable = ()) -> list:
    """Those of `late`, then what is under way, to come and done; the nearest date first, no date last, otherwise as given."""
    overdue = {action.Index for action in late}

    def place(action) -> tuple:
        due = action.due_on if pd.notna(action.due_on) else pd.Timestamp.max
        return action.Index not in overdue, OPEN_FIRST.index(action.status), due

    return sorted(actions, key=place)


def _line_words(actions: pd.DataFrame) -> str:
    """What a row of the plan is called: an action may have several lines, which are then counted as lines everywhere."""
    return "ligne" if len(told_once(actions.itertuples())) < len(actions) else "action"


def _added_words(actions: pd.DataFrame) -> str:
    """« 15 actions proposées, 1 ajoutée en comité »; empty where the plan does not tell them apart."""
    added = int(actions["added_in_committee"].fillna(False).sum())
    if not added:
        return ""
    what = _line_words(actions)
    proposed = format_count(len(actions) - added, f"{what} proposée", f"{what}s proposées")
    return f"{proposed}, {format_count(added, 'ajoutée', 'ajoutées')} en comité"


def is_overdue(action, as_of: date) -> bool:
    """True for an action that is not done, of which the date had passed that day."""
    return action.status != "done" and pd.notna(action.due_on) and action.due_on.date() < as_of


def _responsible(value) -> str:
    words = text_or_dash(value)
    return NO_RESPONSIBLE if words == "—" else words


def _is_true(value) -> bool:
    return pd.notna(value) and bool(value)


def _date_or_dash(value) -> str:
    return value.strftime("%d/%m/%Y") if pd.notna(value) else "—"
