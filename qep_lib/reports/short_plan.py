"""The action plan as it is read aloud: the next actions, then five columns, what is late and open first. The annex: `actions`."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from qep_lib.display.elements import Absent, Cell, Element, Table, TableColumn, Text
from qep_lib.display.wording import format_count, inside_sentence, joined
from qep_lib.model.indicator import Indicator
from qep_lib.reports.actions import absent, commitments_of, plan_notes, sources, text_or_dash
from qep_lib.reports.apparatus import with_values
from qep_lib.reports.assessment_grid import commitment_number
from qep_lib.reports.context import ReportContext
from qep_lib.reports.plan_rows import PlanAction, plan_rows
from qep_lib.reports.plan_states import (
    NO_RESULT,
    after_due_words,
    is_overdue,
    is_passed,
    late_actions,
    late_among,
    open_first,
    passed_words,
    plan_sentence,
    result_words,
    state_of,
    state_words,
    stored_actions,
    told_once,
    told_until,
    without_result_words,
)
from qep_lib.reports.section import shown

NEXT_ACTIONS, ON_A_WALL, MOST_LINES, MOST_UNANSWERED, MOST_BESIDE = 3, 2, 12, 3, 4
BESIDE = "Aussi au plan, sur les mêmes engagements"
"""Of a late action on a figure that did not move: it is about this report too."""
SPEAKS_OF_FINDING = re.compile(r"(?:l['’]|(?:les?|la|y) )\w+(?:er|ir|re)\b", re.IGNORECASE)
"""First words of an action that is only understood beside its finding: a pronoun, then a verb in the infinitive."""


Stems = frozenset[str]
"""Words of a name without what French inflects: {"appel", "decroche"}."""


@dataclass(frozen=True, slots=True)
class Point:
    """Something to improve, as a reader calls it, and the engagements or the origin of the actions that answer it.

    An engagement holds several figures: an action of which the finding names some of them (« appels non décrochés ») answers
    those of their section alone. `own` and `others` are the names of this section and of the others. What has `words` is answered
    only where the finding has one of them: a criterion, of which `subject` has the words that others have too. `requirements` are
    the engagements of each requirement that a grid has left: an action answers those that it quotes, and the others are told.
    """

    name: str
    levers: frozenset[str]
    origin: str = ""
    own: tuple[Stems, ...] = ()
    others: tuple[Stems, ...] = ()
    words: Stems = frozenset()
    subject: Stems = frozenset()
    requirements: tuple[frozenset[str], ...] = ()

    def is_answered_by(self, action: PlanAction) -> bool:
        """True of an action that quotes one of its engagements for it, or comes from where it was found."""
        if self.origin in sources(action):
            return True
        if not self.levers & commitments_of(action):
            return False
        said = stems(action.finding)
        if self.words:
            return any(word.endswith(tuple(self.words)) for word in said)  # « incomplète » of what should be complete.
        return any(map(said.issuperset, self.own)) or not any(map(said.issuperset, self.others))

    def is_spoken_of_by(self, action: PlanAction) -> bool:
        """True of an action on its engagements that may be about it (« réponses tardives », of « réponse dans le délai »): it is
        no answer, and nobody can say that nothing is planned."""
        return bool(self.levers & commitments_of(action) and self.subject & stems(action.finding))


def point_on(context: ReportContext, indicator: Indicator) -> Point:
    """The point that a figure is."""
    named = [
        (other.section == indicator.section, stems(other.short_label))
        for other in context.catalogue.ordered_indicators
        if other.levers & indicator.levers
    ]
    own, others = (tuple(name for is_own, name in named if is_own == side and len(name) > 1) for side in (True, False))
    return Point(inside_sentence(indicator.short_label), indicator.levers, own=own, others=others)


def stems(text: object) -> Stems:
    """The words of four letters or more, without accents nor plural; none of no text."""
    letters = unicodedata.normalize("NFD", text.casefold()) if isinstance(text, str) else ""
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return frozenset(word.rstrip("sx") for word in re.findall(r"[a-z]{4,}", plain))


@shown
def next_actions(
    context: ReportContext,
    points: Sequence[Point] = (),
    is_after_late: bool = False,
    levers: Collection[str] = (),
) -> Element:
    """Three actions that are not done: what was found, what, who, when, by date. Where something is to improve, those that answer
    it and no other, the late ones first; the nearest dates of those that concern the report otherwise. `points`: what is to
    improve, the worst first; `levers`: the engagements of all that the report shows, of which the other open actions are named in
    a line. `is_after_late` where those in delay stand above.
    """
    if stored_actions(context).empty:
        return absent(context)
    everything = plan_rows(stored_actions(context))
    concerned = [one for one in everything if _answers(points, one) or not points and concerns(context, one)]
    opened = sorted((action for action in concerned if action.status != "done"), key=_due)
    done = [action for action in concerned if action.status == "done"]
    alone = [*_unanswered(points, everything), *_left_alone(points, opened)]
    named = [*told_once(sorted((one for one in everything if _is_beside(points, levers, one)), key=_due))]
    beside = _named_words(context, BESIDE, [same[0] for same in named])
    if not opened:
        return _none_open(context, concerned, _done_sentence(done, bool(points)), alone, beside)
    until = told_until(context)
    if is_after_late:
        opened = [action for action in opened if not is_overdue(action, until)]
        if not opened:
            return Absent("actions à venir", "Toutes les actions ouvertes sont en retard.", "untold")
    once = [same[0] for same in told_once(opened)]
    if points:  # What is late is never left under the table.
        first = sorted(once, key=lambda action: (not is_overdue(action, until), _rank(points, action)))
    else:
        first = sorted(once, key=lambda action: is_passed(context, action))
    told = sorted(first[:NEXT_ACTIONS], key=_due) if points else first[:NEXT_ACTIONS]
    also = sorted(first[NEXT_ACTIONS:], key=_due) if points else []
    columns = tuple(map(TableColumn, ("Constat", "Action", "Qui", "Quand")))
    answers = _named_words(context, "Y répondent aussi" if len(also) > 1 else "Y répond aussi", also)
    notes = (*answers, *alone, *beside, *passed_words(context, told))
    if is_partial(context) or is_after_late:
        notes += tuple(_done_sentence(done, bool(points)))
    notes += plan_notes(context)
    others = [one for one in everything if one.status != "done" and (points or one in concerned)]
    late = [one for one in others if is_overdue(one, until)] if is_after_late else []
    rest = len(told_once(others)) - len(told_once(late)) - len(told) - len(also)
    caption = _next_words(context, told, bool(points), len(also)) + _others_words(context, rest, bool(points))
    caption += f", hors {len(told_once(late))} en retard" if late else ""
    lines = tuple(
        (Cell(_finding(told_once(opened), action)), *map(Cell, what_who_when(context, action))) for action in told
    )
    return Table("prochaines-actions", caption, *with_values(columns, lines), notes)


def _answers(points: Sequence[Point], action: PlanAction) -> bool:
    return any(point.is_answered_by(action) for point in points)


def _rank(points: Sequence[Point], action: PlanAction) -> int:
    """The place of the first thing to improve that an action answers."""
    return next((place for place, point in enumerate(points) if point.is_answered_by(action)), 0)


def _unanswered(points: Sequence[Point], actions: Collection[PlanAction]) -> list[str]:
    """« Aucune action du plan ne porte sur ce point : fraude. », of what no action answers, done or not; nothing of nothing."""
    names = [
        point.name
        for point in points
        if not any(point.is_answered_by(action) or point.is_spoken_of_by(action) for action in actions)
    ]
    if not names:
        return []
    shown = names[: MOST_UNANSWERED if len(names) > MOST_UNANSWERED + 1 else None]
    rest = f" ; et {len(names) - len(shown)} autres" if len(shown) < len(names) else ""
    these = "ce point" if len(names) == 1 else "ces points"
    return [f"Aucune action du plan ne porte sur {these} : {' ; '.join(shown)}{rest}."]


def _left_alone(points: Sequence[Point], opened: Collection[PlanAction]) -> list[str]:
    """« 11 des 15 exigences de l'auto-diagnostic qui restent à réaliser n'ont pas d'action prévue (10 engagements : E1…). », of
    a grid of which some are answered; one action about another requirement would pass for an answer to all."""
    left = [requirement for point in points for requirement in point.requirements]
    alone = [codes for codes in left if not any(codes & commitments_of(action) for action in opened)]
    if not alone:
        return []
    if len(alone) == len(left):
        return ["Aucune exigence de l'auto-diagnostic qui reste à réaliser n'a d'action prévue."] if opened else []
    codes = sorted(frozenset[str]().union(*alone), key=commitment_number)
    verb = "n'a" if len(alone) == 1 else "n'ont"
    counted = f"{format_count(len(codes), 'engagement')} : " if len(codes) != len(alone) else ""
    which = f"{len(alone)} des {len(left)} exigences de l'auto-diagnostic qui restent à réaliser"
    return [f"{which} {verb} pas d'action prévue ({counted}{joined(codes)})."]


def _is_beside(points: Sequence[Point], levers: Collection[str], action: PlanAction) -> bool:
    """True of an action that is not done and quotes an engagement of the report, without answering what is to improve."""
    return action.status != "done" and not _answers(points, action) and not commitments_of(action).isdisjoint(levers)


def _named_words(context: ReportContext, head: str, actions: list[PlanAction]) -> list[str]:
    """« Y répond aussi : former les agents (constat : accueil des nouveaux agents ; 30/06/2022). »; nothing of no action."""
    told = []
    for action in actions[: MOST_BESIDE if len(actions) > MOST_BESIDE + 1 else None]:
        state = state_of(context, action)
        when = _when(action) + (f", {state_words(context, action)}" if state in ("late", "passed") else "")
        about = f"constat : {inside_sentence(text_or_dash(action.finding))} ; {when}"
        told.append(f"{inside_sentence(text_or_dash(action.description))} ({about})")
    rest = f" ; et {len(actions) - len(told)} autres" if len(told) < len(actions) else ""
    return [f"{head} : {' ; '.join(told)}{rest}."] if told else []


def _finding(grouped: Sequence[list[PlanAction]], action: PlanAction) -> str:
    """What was found, of the lines of the plan that read the same."""
    same = next(found for found in grouped if found[0] is action)
    return " ; ".join(dict.fromkeys(text_or_dash(one.finding) for one in same))


def opened_actions(context: ReportContext, indicator: Indicator) -> list[PlanAction]:
    """The actions of the plan that are not done and answer a figure, the late ones first."""
    point = point_on(context, indicator)
    return [one for one in _in_order(context) if one.status != "done" and point.is_answered_by(one)]


def what_who_when(context: ReportContext, action: PlanAction) -> tuple[str, str, str]:
    """An action, its responsible, its date, in words; a dash for what the plan does not say. A date that is late, or passed since
    the plan was extracted, says so."""
    beside = {"late": " (en retard)", "passed": " (passée)"}
    when = _when(action) + beside.get(state_of(context, action), "")
    return text_or_dash(action.description), text_or_dash(action.responsible), when


def _next_words(context: ReportContext, told: list[PlanAction], is_an_answer: bool, also: int) -> str:
    """« Pour y répondre : 3 actions, dont 1 en retard au 13 janvier 2021, et 2 sous ce tableau », « Les prochaines échéances : 3
    actions »."""
    until = told_until(context)
    late = sum(is_overdue(action, until) for action in told)
    is_open = late or any(is_passed(context, action) for action in told)
    head = "Pour y répondre" if is_an_answer else "Actions ouvertes" if is_open else "Les prochaines échéances"
    among = f", {late_among(late, len(told), until)}" if late else ""
    under = f", et {also} sous ce tableau" if also else ""
    return f"{head} : {format_count(len(told), 'action')}{among}{under}"


def _others_words(context: ReportContext, rest: int, is_an_answer: bool) -> str:
    where = "sur ces points" if is_partial(context) and not is_an_answer else "au plan"
    return f" ; {format_count(rest, 'autre action ouverte', 'autres actions ouvertes')} {where}" if rest > 0 else ""


def is_partial(context: ReportContext) -> bool:
    """True of a report that some actions of the plan concern, and not the others."""
    report = context.catalogue.reports[context.report_id]
    return bool(report.commitments or report.origins)


def concerns(context: ReportContext, action: PlanAction) -> bool:
    """True of an action that quotes an engagement of the report or has an origin that it names (`params/reports.yml`)."""
    report = context.catalogue.reports[context.report_id]
    if not is_partial(context):
        return True
    return bool(commitments_of(action) & {*report.commitments}) or bool({*sources(action)} & {*report.origins})


def _none_open(
    context: ReportContext, concerned: list[PlanAction], done: list[str], alone: list[str], beside: list[str]
) -> Element:
    """What was done, and that the plan has nothing else there; all of it done."""
    if concerned and not is_partial(context) and not alone:
        return absent_of_open(len(concerned))
    if done:
        nothing_else = alone or ["Le plan n'a pas d'autre action sur ce sujet."]
        return Text((*done, *nothing_else, *beside, *plan_notes(context)))
    words = alone or [f"Le plan d'actions ({context.current_label}) n'a pas d'action sur ces points."]
    return Absent("actions à venir", " ".join([*words, *beside, *(plan_notes(context) if beside else ())]), "untold")


def _done_sentence(done: list[PlanAction], is_an_answer: bool) -> list[str]:
    """« Action réalisée : poser un fléchage au sol (11/09/2020). », the latest first; to what, of one that is an answer."""
    latest = sorted(done, key=_when_done, reverse=True)[:NEXT_ACTIONS]
    named = [
        inside_sentence(text_or_dash(action.description)) + (f" ({', '.join(beside)})" if beside else "")
        for action in latest
        for beside in [_beside_done(action, is_an_answer)]
    ]
    head = "Action réalisée" if len(named) == 1 else "Actions réalisées"
    return [f"{head} : {' ; '.join(named)}.", *without_result_words(latest)] if named else []


def _beside_done(action: PlanAction, is_an_answer: bool) -> list[str]:
    """What an action is about, where it is an answer or its first word leaves it to the finding (« l'annoncer à l'accueil »), its
    day, and how its effect is known."""
    finding = text_or_dash(action.finding)
    is_left_to_it = is_an_answer or SPEAKS_OF_FINDING.match(text_or_dash(action.description))
    needs_finding = is_left_to_it and finding != "—"
    about = [f"constat : {inside_sentence(finding)}"] if needs_finding else []
    day = [_day(action.effective_on.date()) + after_due_words(action)] if action.effective_on is not None else []
    result = result_words(action)
    return [*about, *day, *([result] if result != NO_RESULT else [])]


@shown
def next_line(context: ReportContext, worse: Sequence[Indicator] = ()) -> Element:
    """The first to come in a line, for a wall: « Ce que nous faisons : ouvrir un guichet de renfort (avant le 30/06/2021). »; of
    a wall that shows something `worse`, what answers it, or that nothing does.

    Nothing is promised there for a day that has passed.
    """
    if worse and not stored_actions(context).empty:
        return _line_on(context, worse[0])
    opened = [action for action in _in_order(context) if action.status != "done" and concerns(context, action)]
    coming = sorted((action for action in opened if not is_overdue(action, context.as_of)), key=_due)
    told = [
        inside_sentence(text_or_dash(action.description))
        + (f" (avant le {_when(action)})" if action.due_on is not None else "")
        for action in coming[:ON_A_WALL]
    ]
    if not told:
        return Absent("actions à venir", "Aucune action à venir du plan ne porte sur ces chiffres.", "untold")
    return Text((f"Ce que nous faisons : {' ; '.join(dict.fromkeys(told))}.", *plan_notes(context)))


def _line_on(context: ReportContext, indicator: Indicator) -> Element:
    """« Appels décrochés, ce que nous faisons : pourvoir deux postes vacants au standard (prévu avant le 31/03/2022,
    échéance passée, suite non enregistrée). »"""
    told = []
    for action in sorted(opened_actions(context, indicator), key=_due)[:ON_A_WALL]:
        state = state_of(context, action)
        is_behind = state in ("late", "passed")
        before = f"{'prévu ' if is_behind else ''}avant le {_when(action)}"
        beside = f", {state_words(context, action)}" if is_behind else ""
        when = f" ({before}{beside})" if action.due_on is not None else ""
        told.append(inside_sentence(text_or_dash(action.description)) + when)
    if not told:
        return Text((f"Aucune action du plan ne porte sur : {inside_sentence(indicator.short_label)}.",))
    return Text(
        (f"{indicator.short_label}, ce que nous faisons : {' ; '.join(dict.fromkeys(told))}.", *plan_notes(context))
    )


@shown
def short_table(context: ReportContext) -> Element:
    """Finding, action, who, when, where it stands; a long plan ends on how many lines the annex has more."""
    if stored_actions(context).empty:
        return absent(context)
    ordered = _in_order(context)
    once = told_once(ordered)
    rows = tuple(
        (
            Cell(" ; ".join(dict.fromkeys(text_or_dash(action.finding) for action in same))),
            Cell(text_or_dash(same[0].description)),
            Cell(text_or_dash(same[0].responsible)),
            Cell(_when(same[0])),
            Cell(_state(context, same[0])),
        )
        for same in once[:MOST_LINES]
    )
    columns = (
        TableColumn("Constat"),
        TableColumn("Action"),
        TableColumn("Qui"),
        TableColumn("Quand"),
        TableColumn("Où en est-on"),
    )
    rest = len(once) - len(rows)
    verb = "est" if rest < 2 else "sont"
    others = [f"{format_count(rest, 'autre action', 'autres actions')} {verb} dans les annexes."] if rest else []
    notes = (*passed_words(context), *others, *plan_notes(context))
    return Table("plan-court", plan_sentence(context), columns, rows, notes)


def absent_of_open(count: int) -> Element:
    """All is done: a result, in a table of its own words."""
    words = f"Les {count} actions du plan sont réalisées" if count > 1 else "L'action du plan est réalisée"
    return Table("prochaines-actions", words, (TableColumn("Suite"),), ((Cell("Plan suivant à établir"),),))


def _in_order(context: ReportContext) -> list[PlanAction]:
    return open_first(plan_rows(stored_actions(context)), late_actions(context))


def _state(context: ReportContext, action: PlanAction) -> str:
    if action.status == "done" and action.effective_on is not None:
        return f"réalisée le {_day(action.effective_on.date())}{after_due_words(action)} ; {result_words(action)}"
    return state_words(context, action)


def _when_done(action: PlanAction) -> pd.Timestamp:
    return action.effective_on if action.effective_on is not None else pd.Timestamp.min


def _due(action: PlanAction) -> pd.Timestamp:
    return action.due_on if action.due_on is not None else pd.Timestamp.max


def _when(action: PlanAction) -> str:
    return _day(action.due_on.date()) if action.due_on is not None else "sans échéance"


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")
