"""The actions of a plan as they are known: which they are, in which state each is, how it is said. Elements: `actions`."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from typing import Literal

import pandas as pd

from qep_lib.display.wording import format_count, format_date, inside_sentence, joined
from qep_lib.reports.context import ReportContext
from qep_lib.reports.plan_rows import PlanAction, plan_rows

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
OPEN_FIRST = ("in_progress", "planned", "done")
"""In what order a plan is read aloud."""
PASSED = "échéance passée, suite non enregistrée"
"""Of an action whose date passed between the extraction of the plan and the cut-off: what became of it is not recorded."""


NO_RESULT = "résultat non renseigné"
AFTER_DUE = "après l'échéance"


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


def earlier_actions(context: ReportContext) -> list[PlanAction]:
    """The actions of the exercises before, as known at the cut-off date: what the last committee was shown."""
    stored = as_known(context, context.table_of_years_read("actions"))
    return [action for action in plan_rows(stored) if action.exercise_year not in context.period.years]


def told_until(context: ReportContext) -> date:
    """The last day on which the plan can say that an action is late: the cut-off, or the day its file was extracted."""
    files = context.table("actions")["dataset"].unique()
    return min([context.as_of, *(context.extraction_days[dataset] for dataset in files)])


def state_of(context: ReportContext, action: PlanAction) -> State:
    """Done; otherwise late, or with a date that has passed since its plan was extracted; otherwise as its plan says."""
    if action.status == "done":
        return "done"
    if is_overdue(action, told_until(context)):
        return "late"
    return "passed" if is_passed(context, action) else action.status


def state_words(context: ReportContext, action: PlanAction) -> str:
    """The state of an action, in a table: « en retard », « échéance passée, suite non enregistrée »."""
    state = state_of(context, action)
    return PASSED if state == "passed" else f"{STATE_WORDS[state][0]}{after_due_words(action)}"


def after_due_words(action: PlanAction) -> str:
    """« , après l'échéance » of an action that was done after its date, where both are known; empty otherwise."""
    return f", {AFTER_DUE}" if is_done_late(action) else ""


def is_done_late(action: PlanAction) -> bool:
    """True of an action that was done after its date; false where one of the two is not told."""
    if action.status != "done" or action.due_on is None or action.effective_on is None:
        return False
    return action.effective_on > action.due_on


def states_found(context: ReportContext, actions: Iterable[PlanAction]) -> dict[State, int]:
    """How many actions are in each state that one of them is in; their sum is the number of actions."""
    counts = Counter(state_of(context, action) for action in actions)
    return {state: counts[state] for state in STATE_WORDS if counts[state]}


def state_headings(context: ReportContext) -> dict[State, str]:
    """How a column or a card of actions in each state of the plan is headed: « Réalisées »."""
    found = states_found(context, plan_rows(stored_actions(context)))
    return {state: f"{STATE_WORDS[state][1][0].upper()}{STATE_WORDS[state][1][1:]}" for state in found}


def plan_sentence(context: ReportContext) -> str:
    """« 13 actions : 6 réalisées (dont 3 après l'échéance), 2 en retard au 20 janvier 2022, 2 à échéance passée et 3 à venir »,
    « 16 lignes au plan, pour 5 actions différentes (une même action répond à plusieurs lignes), toutes à venir »."""
    stored = plan_rows(stored_actions(context))
    counts, total, until = states_found(context, stored), plan_size(stored), format_date(told_until(context))
    after = sum(map(is_done_late, stored))
    beside = {"late": f" au {until}"} | ({"done": f" (dont {after} {AFTER_DUE})"} if 0 < after < counts["done"] else {})
    if 0 < after == counts["done"]:
        beside["done"] = f" {AFTER_DUE}"
    if len(counts) == 1:
        (state,) = counts
        every = "toutes " if len(stored) > 1 else ""
        return f"{total}, {every}{STATE_WORDS[state][len(stored) > 1]}{beside.get(state, '')}"
    told = [format_count(count, *STATE_WORDS[state]) + beside.get(state, "") for state, count in counts.items()]
    none = " ; aucune n'est réalisée" if "done" not in counts else ""
    late = "" if "late" in counts else f" ; aucune n'est en retard au {until}"
    return f"{total} : {joined(told)}{none}{late}"


def plan_size(actions: Collection[PlanAction]) -> str:
    """« 9 actions », « 16 lignes au plan, pour 5 actions différentes (une même action répond à plusieurs lignes) »."""
    different = len(told_once(actions))
    if different == len(actions):
        return format_count(len(actions), "action")
    lines = format_count(len(actions), "ligne")
    named = format_count(different, "action", "actions différentes")
    return f"{lines} au plan, pour {named} (une même action répond à plusieurs lignes)"


def told_once(actions: Iterable[PlanAction]) -> list[list[PlanAction]]:
    """`actions` in their order, those that read the same together: what, who, when and where it stands. A grid of which several
    lines ask for one action gives a line of the plan for each.
    """
    found: dict[tuple[object, ...], list[PlanAction]] = {}
    for action in actions:
        what = same_words(action.description) or action.Index
        found.setdefault((what, str(action.responsible), str(action.due_on), action.status), []).append(action)
    return [*found.values()]


def same_action(before: PlanAction, now: Iterable[PlanAction]) -> PlanAction | None:
    """The action of `now` that carries `before` over, whatever its new number; None of one that is not carried over."""
    words = same_words(before.description)
    carried = [action for action in now if words and same_words(action.description) == words]
    return min(carried, key=lambda action: same_words(action.finding) != same_words(before.finding), default=None)


def same_words(text: object) -> str:
    """A text of the plan without the case, the spaces and the final stop that change nothing of it; empty for none."""
    return " ".join(text.casefold().split()).rstrip(" .") if isinstance(text, str) else ""


def late_actions(context: ReportContext) -> list[PlanAction]:
    """Actions that are not done and whose due date has passed, as far as their file can tell."""
    until = told_until(context)
    return [action for action in plan_rows(stored_actions(context)) if is_overdue(action, until)]


def passed_actions(context: ReportContext) -> list[PlanAction]:
    """Actions whose due date has passed since their file was extracted: nobody recorded what became of them."""
    return [action for action in plan_rows(stored_actions(context)) if is_passed(context, action)]


def is_passed(context: ReportContext, action: PlanAction) -> bool:
    """True of an action whose due date is between the extraction of the plan and the cut-off: neither late nor to come."""
    return is_overdue(action, context.as_of) and not is_overdue(action, told_until(context))


def is_overdue(action: PlanAction, as_of: date) -> bool:
    """True for an action that is not done, of which the date had passed that day."""
    return action.status != "done" and action.due_on is not None and action.due_on.date() < as_of


def passed_words(context: ReportContext, shown: Iterable[PlanAction] | None = None) -> list[str]:
    """« 2 échéances sont passées depuis l'extraction du plan (20 janvier 2022), dont 1 dans ce tableau : … », of the whole plan
    wherever it is said, and of those of the lines `shown` where not all are; nothing where none of them has passed."""
    passed = passed_actions(context)
    places = {action.Index for action in (passed if shown is None else shown)}
    here = sum(len(same) for same in told_once(passed) if any(action.Index in places for action in same))
    if not here:
        return []
    verb = "est passée" if len(passed) == 1 else "sont passées"
    since = f"depuis l'extraction du plan ({format_date(told_until(context))})"
    among = f", dont {here} dans ce tableau" if here < len(passed) else ""
    return [f"{format_count(len(passed), 'échéance')} {verb} {since}{among} : la suite n'est pas enregistrée."]


def result_words(action: PlanAction) -> str:
    """« vérification : enquête suivante » of an action that is done, as its plan says; otherwise that it says nothing."""
    told = action.verification.strip().rstrip(".") if isinstance(action.verification, str) else ""
    return f"vérification : {inside_sentence(told)}" if told else NO_RESULT


def without_result_words(actions: Iterable[PlanAction]) -> list[str]:
    """« Résultat non renseigné pour 2 actions réalisées sur 3. », under a table that has no room for each; nothing of none."""
    done = [action for action in actions if action.status == "done"]
    missing = sum(result_words(action) == NO_RESULT for action in done)
    if not missing:
        return []
    which = f"{format_count(missing, 'action réalisée', 'actions réalisées')}"
    among = f" sur {len(done)}" if missing < len(done) else ""
    return [f"Résultat non renseigné pour {which}{among}."]


def opened_words(context: ReportContext, actions: Collection[PlanAction]) -> str:
    """« 3 actions ouvertes, dont 1 en retard », « 1 action à échéance passée » of open actions."""
    counts = states_found(context, actions)
    behind = [(counts[state], STATE_WORDS[state]) for state in ("late", "passed") if state in counts]
    if behind and behind[0][0] == len(actions):
        return f"{format_count(len(actions), 'action')} {behind[0][1][len(actions) > 1]}"
    among = joined([format_count(count, *words) for count, words in behind])
    return format_count(len(actions), "action ouverte", "actions ouvertes") + (f", dont {among}" if among else "")


def late_among(overdue: int, total: int, until: date) -> str:
    """« dont 2 en retard au 20 janvier 2022 », « en retard au… » of all of them: the late ones are counted in their state too."""
    which = f"dont {overdue}" if overdue < total else "toutes" if total > 1 else ""
    return f"{which} en retard au {format_date(until)}".strip()


def open_first(actions: Iterable[PlanAction], *first: Iterable[PlanAction]) -> list[PlanAction]:
    """Those of each group of `first` in turn, then what is under way, to come and done; the nearest date first, no date last,
    otherwise as given."""
    groups = [{action.Index for action in group} for group in first]

    def place(action: PlanAction) -> tuple[object, ...]:
        due = pd.Timestamp.max if action.due_on is None else action.due_on
        return *(action.Index not in group for group in groups), OPEN_FIRST.index(action.status), due

    return sorted(actions, key=place)
