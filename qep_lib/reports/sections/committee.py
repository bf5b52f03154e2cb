"""The deck of a users' committee: each call is one slide, whose caption is the message that the room reads in its title."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from qep_lib.display.elements import (
    Absent,
    Cell,
    Element,
    Gallery,
    Header,
    Note,
    Table,
    TableColumn,
    Text,
)
from qep_lib.display.remarks import remark_sentences
from qep_lib.display.wording import (
    NBSP,
    format_count,
    format_date,
    format_dates,
    format_target,
    inside_sentence,
    joined,
    value_words,
)
from qep_lib.errors import sure
from qep_lib.indicators.label_calendar import DueMilestone
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports import (
    action_followup,
    actions,
    channels,
    committee_results,
    contact_figures,
    findings,
    milestones,
    own_words,
    plan_states,
    survey,
)
from qep_lib.reports.apparatus import header as plain_header
from qep_lib.reports.context import ReportContext
from qep_lib.reports.label_calendar import Recorded, due_milestones, limit_words, recorded
from qep_lib.reports.main_results import main_results
from qep_lib.reports.natures import nature_of
from qep_lib.reports.plan_rows import PlanAction, plan_rows
from qep_lib.reports.section import Section, shown
from qep_lib.reports.sections import synthesis
from qep_lib.reports.short_plan import opened_actions
from qep_lib.reports.sources import cut_off

MOST_POINTS, MOST_DATES = 5, 5
"""Points to discuss, dates to come."""


def contact_indicators(context: ReportContext) -> tuple[Indicator, ...]:
    """The contact figures told beside those of the section `channels`: replies to mail too, where they can be shown."""
    mail = (indicator for indicator, _ in contact_figures.known(context, contact_figures.MAIL))
    return (*channels.received(context), *mail)


SECTION = Section("Comité local des usagers", parts=(committee_results,), figures=contact_indicators)


@shown
def header(context: ReportContext) -> Header:
    """The title is the meeting's, for results are of one year and the room meets in another; the service's own if any."""
    plain = plain_header(context)
    coming = _coming(context)
    if coming is None or own_words.own_title(context):
        return plain
    return replace(plain, title=f"Comité local des usagers du {_together(coming)}")


def _together(day: date) -> str:
    """A date that a title does not cut."""
    return format_date(day).replace(" ", NBSP)


@shown
def meeting(context: ReportContext) -> Element:
    """The day on which things stood as the deck says, its own being in the title; otherwise the date of the last one recorded
    as held, otherwise of the last one planned."""
    committees = [item.event for item in recorded(context) if item.event.kind == "users_committee"]
    if not committees:
        words = "La date du comité local des usagers n'est pas enregistrée parmi les jalons."
        return Absent("date du comité local des usagers", words, "no_data")
    if coming := _coming(context):
        title = f"Comité local des usagers du {format_date(coming)}. " if own_words.own_title(context) else ""
        return Text((f"{title}Situation au {format_date(context.as_of)}.",))
    held = [event.start_on for event in committees if event.state(context.as_of) == "done"]
    if held:
        return Text((f"Dernier comité local des usagers enregistré : {format_date(held[-1])}.",))
    planned = format_date(committees[-1].start_on)
    return Text((f"Comité local des usagers prévu le {planned} : sa tenue n'est pas enregistrée.",))


@shown
def before_meeting(context: ReportContext) -> Element:
    """For who speaks: what is to come at the cut-off and will have passed on the day of the meeting."""
    coming = _coming(context)
    if not coming or not (passed := _passed_by(context, coming)):
        return Absent("échéances d'ici à la séance", "Rien n'est prévu d'ici à la séance.", "untold")
    words = f"D'ici à la séance du {format_date(coming)}, à mettre à jour : {' ; '.join(passed)}."
    return Note("info", "D'ici à la séance", (words,))


def _coming(context: ReportContext) -> date | None:
    """The day of the committee that the deck is for; None where none is recorded after the cut-off."""
    days = [
        item.event.start_on
        for item in recorded(context)
        if item.event.kind == "users_committee" and item.event.start_on >= context.as_of
    ]
    return days[0] if days else None


def _passed_by(context: ReportContext, day: date) -> list[str]:
    """What is to come at the cut-off and will be behind on the day of the meeting: « audit externe, 20 septembre 2022 »."""
    found = [
        (item.event.end_on, f"{inside_sentence(item.label)}, {_days_of(item)}") for item in _next_recorded(context)
    ]
    found += [
        (sure(item.limit_on), f"{inside_sentence(milestones.OF_THE_LABEL[item.kind])}, {format_date(item.limit_on)}")
        for item in _next_of_label(context)
    ]
    lines = [words for end_on, words in sorted(found) if end_on < day]
    opened = [
        one for one in plan_rows(plan_states.stored_actions(context)) if not plan_states.is_overdue(one, context.as_of)
    ]
    due = sum(plan_states.is_overdue(action, day) for action in opened)
    return [*lines, *([f"{format_count(due, 'échéance')} du plan d'actions"] if due else [])]


def _next_recorded(context: ReportContext) -> list[Recorded]:
    return [item for item in recorded(context) if item.event.state(context.as_of) == "next"]


def _next_of_label(context: ReportContext) -> list[DueMilestone]:
    """What the label asks for and nothing plans yet."""
    return [
        item
        for item in due_milestones(context)
        if item.kind in milestones.OF_THE_LABEL and item.due_on and item.state == "next" and not item.planned_on
    ]


def _days_of(item: Recorded) -> str:
    return format_dates(item.event.start_on, item.event.end_on)


@shown
def label_text(context: ReportContext) -> Element:
    """The label and its audits; the next milestone is after the meeting that the deck is for."""
    lines = milestones.label_lines(context)
    if coming := milestones.next_milestone(context, _coming(context)):
        lines.append(coming)
    return Text(tuple(lines)) if lines else milestones.absent(context)


# --- what the last committee asked ----------------------------------------------------------------------------------


@shown
def asked(context: ReportContext) -> Element:
    """What the last committee added to the plan, and what was done since: the state of each action is that of the year's plan
    where it takes it up, otherwise the last one known, with its plan."""
    told = [action for action in _asked(context) if not _was_done_before(context, _newest(context, action))]
    if not told:
        words = "Le comité précédent n'a ajouté aucune action au plan : rien à dire de ce qu'il avait demandé."
        return Absent("suites du comité précédent", words, "untold")
    what = format_count(len(told), "demande du comité précédent", "demandes du comité précédent")
    return _followed_table(context, "comite-precedent", what, "Vous aviez demandé", told)


@shown
def earlier_plan(context: ReportContext) -> Element:
    """What became of the plan of the year before, where the committee had asked nothing of it."""
    before = plan_states.earlier_actions(context)
    if not before or _asked(context):
        return Absent("plan de l'exercice précédent", "Le plan de l'exercice précédent n'est pas repris.", "untold")
    what = f"Plan de {joined([str(year) for year in sorted({action.exercise_year for action in before})])}"
    size = format_count(len(before), "action")
    return _followed_table(context, "plan-precedent", f"{what}, {size}", "Le constat", before)


def _asked(context: ReportContext) -> list[PlanAction]:
    return [one for one in plan_states.earlier_actions(context) if one.added_in_committee]


def _was_done_before(context: ReportContext, action: PlanAction) -> bool:
    """True of an action done before the committee of its exercise: what was done is no answer to what was asked later."""
    held = [item.done_on for item in due_milestones(context) if item.kind == "users_committee" and item.done_on]
    asked_on = min((day for day in held if day.year >= action.exercise_year), default=None)
    if asked_on is None or action.status != "done" or action.effective_on is None:
        return False
    return action.effective_on.date() < asked_on


def _followed_table(context: ReportContext, slug: str, what: str, heading: str, told: list[PlanAction]) -> Table:
    newest = {action.Index: _newest(context, action) for action in told}
    done = sum(action.status == "done" for action in newest.values())
    rows = tuple(
        (
            Cell(actions.text_or_dash(action.finding)),
            Cell(actions.text_or_dash(action.description)),
            Cell(_followed_state(context, newest[action.Index])),
        )
        for action in sorted(
            _by_number(told), key=lambda action: plan_states.OPEN_FIRST.index(newest[action.Index].status)
        )
    )
    columns = (
        TableColumn(heading),
        TableColumn("Ce que nous avons fait"),
        TableColumn("Où en est-on"),
    )
    caption = f"{what} : {_count_of(done, 'réalisée', 'réalisées')}"
    return Table(slug, caption, columns, rows, (*_back_again(context), *actions.plan_notes(context)))


def _back_again(context: ReportContext) -> list[str]:
    """« Constat revenu alors que l'action était réalisée : salle d'attente peu confortable. »"""
    found = [one for one in action_followup.followed(context) if one.reading == action_followup.SEEN_AGAIN_AFTER_DONE]
    named = [inside_sentence(actions.text_or_dash(one.before.finding)) for one in found]
    head = "Constat revenu" if len(named) == 1 else "Constats revenus"
    return [f"{head} alors que l'action était réalisée : {' ; '.join(named)}."] if named else []


def _newest(context: ReportContext, before: PlanAction) -> PlanAction:
    """An action of a plan before as the year's plan has it; itself where that plan does not take it up."""
    if before.status == "done":
        return before
    carried = plan_states.same_action(before, plan_rows(plan_states.stored_actions(context)))
    return before if carried is None else carried


def _followed_state(context: ReportContext, action: PlanAction) -> str:
    """« fait le 26 mars 2021 », « en retard », « en cours (plan de 2020) » of one that the year's plan does not take up."""
    if action.status == "done" or action.exercise_year in context.period.years:
        return _state(context, action)
    return f"{plan_states.STATE_WORDS[action.status][0]} (plan de {action.exercise_year})"


def _count_of(count: int, singular: str, plural: str) -> str:
    return f"aucune {singular}" if count == 0 else format_count(count, singular, plural)


# --- contacts (annex) -----------------------------------------------------------------------------------------------


@shown
def contacts(context: ReportContext) -> Element:
    """Telephone, internet, mail: every figure that was computed or received, and those that cannot both be true."""
    also = contact_indicators(context)
    table = channels.section_table(context, "channels", "canaux-contact", "Indicateurs de contact", also)
    if not isinstance(table, Table):
        return table
    return replace(
        table, notes=(*remark_sentences((context.total(found.id) for found in also), context.audience), *table.notes)
    )


# --- plan -----------------------------------------------------------------------------------------------------------


@shown
def short_plan(context: ReportContext) -> Element:
    """The action plan in the columns that a room can read: what is late, what has a date that passed, what answers a result to
    improve, then the others, open first. A slide shows the first lines alone; its caption counts the actions."""
    stored = plan_rows(plan_states.stored_actions(context))
    if not stored:
        return actions.absent(context)
    late, passed = plan_states.late_actions(context), plan_states.passed_actions(context)
    to_improve = [one.indicator for one in main_results(context) if one.verdict in ("improve", "worse")]
    answers = [action for indicator in to_improve for action in opened_actions(context, indicator)]
    ordered = plan_states.open_first(_by_number(stored), late, passed, answers)
    rows = tuple(
        (
            Cell(actions.text_or_dash(action.description)),
            Cell(actions.text_or_dash(action.responsible)),
            Cell(format_date(action.due_on.date()) if action.due_on is not None else "—"),
            Cell(_state(context, action, is_dated=False)),
        )
        for action, *_ in plan_states.told_once(ordered)
    )
    columns = tuple(map(TableColumn, ("Action", "Qui", "Quand", "Où en est-on")))
    told = (*plan_states.passed_words(context), *plan_states.without_result_words(stored))
    notes = (*told, *actions.plan_notes(context))
    return Table("plan-en-seance", plan_states.plan_sentence(context), columns, rows, notes)


def _by_number(stored: Iterable[PlanAction]) -> list[PlanAction]:
    return sorted(stored, key=lambda action: action.action_number)


def _state(context: ReportContext, action: PlanAction, is_dated: bool = True) -> str:
    if action.status == "done" and is_dated and action.effective_on is not None:
        return f"fait le {format_date(action.effective_on.date())}{plan_states.after_due_words(action)}"
    return plan_states.state_words(context, action)


# --- what is discussed, what comes ----------------------------------------------------------------------------------


@shown
def to_debate(context: ReportContext) -> Element:
    """What the results ask the room, with a place for what it decides."""
    points = [
        f"{indicator.short_label} ({_printed(context, indicator, row)}) : comment atteindre l'objectif "
        f"({format_target(row.target, indicator)}) ?"
        for indicator, row in sorted(
            synthesis.rated(context), key=lambda pair: committee_results.RATING_ORDER.index(pair[1].rating)
        )
        if row.rating != "met" and indicator.section != "fraud"
    ]
    measured = survey.opinions(context.as_survey)[::-1]
    apart = findings.below_all_others(measured)
    points += [
        f"{indicator.short_label} ({_printed(context, indicator, row)} de réponses positives) : que changer en premier ?"
        for indicator, row in apart
    ]
    named = {indicator.id for indicator, _ in apart}
    points += [
        f"{one.name} ({_printed(context, one.indicator, one.row)}) : que changer en premier ?"
        for one in main_results(context)
        if one.verdict in ("improve", "worse") and one.row.rating is None and one.indicator.id not in named
    ]
    if late := len(plan_states.late_actions(context)):
        points.append(f"{format_count(late, 'action')} en retard : quelle nouvelle échéance ?")
    points = [*points[: MOST_POINTS - 1], "Vos propositions pour l'année qui vient"]
    caption = f"À débattre : {format_count(len(points), 'point')}, et vos décisions"
    columns = (TableColumn("À débattre"), TableColumn("Décision du comité"))
    return Table("a-debattre", caption, columns, tuple((Cell(point), Cell("…")) for point in points))


def _printed(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    return value_words(row, indicator, context.audience)


@shown
def calendar(context: ReportContext) -> Element:
    """The dates to come after the committee, soonest first: what the service declared and what its label asks for."""
    meeting_on = _coming(context)
    coming = [(item.event.start_on, _days_of(item), item.label) for item in _next_recorded(context)]
    coming += [
        (sure(item.limit_on), limit_words(item).removeprefix("le "), milestones.OF_THE_LABEL[item.kind])
        for item in _next_of_label(context)
    ]
    if meeting_on:
        coming = [found for found in coming if found[0] > meeting_on]
    if not coming:
        return Absent(
            "dates à venir", f"Aucune date n'est enregistrée après le {format_date(context.as_of)}.", "untold"
        )
    _, when, label = min(coming)
    rows = tuple((Cell(when), Cell(label)) for _, when, label in sorted(coming)[:MOST_DATES])
    dates = Table(
        "dates-a-venir",
        f"{'Après ce comité' if meeting_on else 'Prochain rendez-vous'} : {inside_sentence(label)}, {when}",
        (TableColumn("Quand"), TableColumn("Quoi")),
        rows,
    )
    return Gallery((dates, Text(("Merci de votre participation.",))))


@shown
def sources(context: ReportContext) -> Element:
    """Where the figures come from, short enough for a slide."""
    natures = sorted({nature_of(context, dataset) for dataset in context.provenance.datasets})
    words = {"real": "réelles", "reconstructed": "reconstituées", "fictitious": "fictives"}
    files = format_count(len(context.provenance.datasets), "fichier")
    lines = [
        f"{files} ; données {joined([words[nature] for nature in natures])}, arrêtées au {cut_off(context)}.",
        "Définitions, bases et fourchettes de chaque chiffre : bilan qualité de la même période.",
    ]
    if context.audience == "internal":
        lines.append(f"Clé de production : {context.provenance.short_key}.")
    return Note("method", "D'où viennent ces chiffres", tuple(lines))
