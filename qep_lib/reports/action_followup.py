"""Findings of last year's action plan seen through this year's: come back, closed, or left out. The plan: `actions`.

Two actions are about the same finding when their findings read the same, or when they quote a commitment in common and both
findings have a word that says what they are about: a commitment holds several subjects.
"""

from dataclasses import dataclass

from qep_lib.display.elements import Absent, Cell, Element, Table, TableColumn, Text
from qep_lib.display.wording import format_count, in_period, of_period
from qep_lib.reports.actions import actions_text, commitments_of, source_words, text_or_dash
from qep_lib.reports.context import ReportContext
from qep_lib.reports.nature_notes import table_nature_notes
from qep_lib.reports.plan_rows import PlanAction, plan_rows
from qep_lib.reports.plan_states import STATE_WORDS, after_due_words, as_known, same_action, same_words
from qep_lib.reports.section import shown
from qep_lib.reports.short_plan import stems

HOW_BAD = (
    *("absen", "diffic", "faible", "incompl", "insuffi", "lent", "long"),
    *("manqu", "mauvais", "moin", "plu", "rare", "tard", "trop"),
)
"""How words start that say how bad a thing is, not which one."""
SEEN_AGAIN_AFTER_DONE = "revu alors que l'action était réalisée"
CARRIED_AND_DONE = "action reprise cette année et réalisée"
SEEN_AGAIN = "revu, action non achevée"
CLOSED = "réalisée, non revu"
LEFT_OUT = "non achevée, absente du plan"
READING_CLAUSES = {
    SEEN_AGAIN_AFTER_DONE: (
        "revient alors que l'action était réalisée",
        "reviennent alors que l'action était réalisée",
    ),
    CARRIED_AND_DONE: ("voit son action réalisée depuis", "voient leur action réalisée depuis"),
    SEEN_AGAIN: ("revient, l'action n'étant pas achevée", "reviennent, l'action n'étant pas achevée"),
    CLOSED: ("ne revient pas, action réalisée", "ne reviennent pas, action réalisée"),
    LEFT_OUT: ("n'est ni achevé ni repris", "ne sont ni achevés ni repris"),
}
"""Reading -> the clause for one finding, for several."""


@dataclass(frozen=True, slots=True)
class Followed:
    """An action of the previous exercise, those of this one about the same finding, how they were matched, and which of them is
    the same action carried over."""

    before: PlanAction
    after: tuple[PlanAction, ...]
    match: str
    carried: PlanAction | None = None

    @property
    def reading(self) -> str:
        """What became of the finding."""
        is_done = self.before.status == "done"
        if not is_done and self.carried is not None and self.carried.status == "done":
            return CARRIED_AND_DONE
        if self.after:
            return SEEN_AGAIN_AFTER_DONE if is_done else SEEN_AGAIN
        return CLOSED if is_done else LEFT_OUT


def followed(context: ReportContext) -> list[Followed]:
    """Each action of the previous exercise with what this year's plan says of its finding."""
    actions = as_known(context, context.table_of_years_read("actions"))
    current = set(context.period.years)
    now = [action for action in plan_rows(actions) if action.exercise_year in current]
    before = [action for action in plan_rows(actions) if action.exercise_year not in current]
    return [_followed(action, now, [*before, *now]) for action in before]


@shown
def summary_text(context: ReportContext) -> Element:
    """What the key figures do not say of the plan, then how many findings of last year came back, were closed, or were left
    out."""
    told = actions_text(context)
    if not isinstance(told, Text):
        return told
    lines = (*told.paragraphs[1:], *_sentences(context))
    return Text(lines) if lines else Absent("suite du plan d'actions", told.paragraphs[0], "untold")


@shown
def followup_table(context: ReportContext) -> Element:
    """Last year's findings, with the source that relates them again this year and the action that answers."""
    found = followed(context)
    if not found:
        return _absent(context)
    rows = tuple(
        (
            Cell(text_or_dash(item.before.reference)),
            Cell(text_or_dash(item.before.finding)),
            Cell(f"n° {item.before.action_number}, {STATE_WORDS[item.before.status][0]}{after_due_words(item.before)}"),
            Cell(_again(item)),
            Cell(item.match or "—"),
            Cell(item.reading),
        )
        for item in found
    )
    before = of_period(context.previous_label)
    columns = (
        TableColumn("Référence"),
        TableColumn(f"Constat {before}"),
        TableColumn(f"Action {before}"),
        TableColumn(f"Relevé {in_period(context.current_label)} par"),
        TableColumn("Rapprochement"),
        TableColumn("Lecture"),
    )
    notes = (
        "Rapprochement : même constat, ou même engagement et même sujet (un mot propre aux deux constats) ; action non achevée "
        "reprise.",
        "Un constat qui ne revient pas peut aussi n'avoir pas été recherché cette année.",
        *table_nature_notes(context, "actions"),
    )
    return Table("suivi-constats", "Suivi des constats d'un exercice à l'autre", columns, rows, notes, True)


def _sentences(context: ReportContext) -> list[str]:
    readings = [item.reading for item in followed(context)]
    if not readings:
        return []
    parts = [
        format_count(readings.count(reading), *words)
        for reading, words in READING_CLAUSES.items()
        if reading in readings
    ]
    total = format_count(len(readings), "constat suivi", "constats suivis")
    return [f"Du plan précédent ({context.previous_label}), {total} : {' ; '.join(parts)}."]


def _followed(action: PlanAction, now: list[PlanAction], every: list[PlanAction]) -> Followed:
    carried = same_action(action, now)
    same_finding = tuple(other for other in now if same_words(other.finding) == same_words(action.finding))
    if same_finding:
        return Followed(action, same_finding, "même constat", carried)
    codes = commitments_of(action)
    elsewhere = frozenset[str]().union(*(stems(other.finding) for other in every if not codes & commitments_of(other)))
    subject = {word for word in stems(action.finding) - elsewhere if not word.startswith(HOW_BAD)}
    same_subject = tuple(other for other in now if codes & commitments_of(other) and subject & stems(other.finding))
    if not same_subject and carried is not None and action.status != "done":
        return Followed(action, (carried,), "même action", carried)
    return Followed(action, same_subject, "même engagement et même sujet" if same_subject else "", carried)


def _again(item: Followed) -> str:
    """« enquête (action n° 3) ; audit interne (action n° 5) », or that nothing does."""
    if not item.after:
        return "non relevé"
    return " ; ".join(f"{source_words(after) or 'origine non précisée'} (action n° {after.action_number})"
                      for after in item.after)  # fmt: skip


def _absent(context: ReportContext) -> Absent:
    words = f"Aucun plan d'actions de l'exercice précédent ({context.previous_label}) n'est importé : rien à suivre."
    return Absent("plan d'actions de l'exercice précédent", words, "no_data")
