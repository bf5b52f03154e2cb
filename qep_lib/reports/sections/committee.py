"""The deck of a users' committee: each call is one slide, whose caption is the message that the room reads in its title."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pandas as pd

from qep_lib.display.elements import (
    Absent,
    Cell,
    Element,
    Gallery,
    Note,
    Table,
    TableColumn,
    Text,
)
from qep_lib.display.remarks import remark_sentences
from qep_lib.display.wording import (
    format_count,
    format_date,
    format_dates,
    format_target,
    inside_sentence,
    joined,
    value_words,
)
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports import (
    actions,
    channels,
    committee_results,
    contact_figures,
    findings,
    milestones,
    survey,
)
from qep_lib.reports.context import ReportContext
from qep_lib.reports.label_calendar import due_milestones
from qep_lib.reports.natures import nature_of
from qep_lib.reports.section import Section, shown
from qep_lib.reports.sections import synthesis

MOST_POINTS, MOST_DATES = 5, 5
"""Points to discuss, dates to come."""


def contact_indicators(context: ReportContext) -> tuple[Indicator, ...]:
    """The contact figures told beside those of the section `channels`: replies to mail too, where they can be shown."""
    mail = (indicator for indicator, _ in contact_figures.known(context, contact_figures.MAIL))
    return (*channels.received(context), *mail)


SECTION = Section("Comité local des usagers", parts=(committee_results,), figures=contact_indicators)


@shown
def meeting(context: ReportContext) -> Element:
    """The date of the committee: the next one, otherwise the last one recorded as held, otherwise the last one planned."""
    committees = [item.event for item in milestones.recorded(context) if item.event.kind == "users_committee"]
    if not committees:
        words = "La date du comité local des usagers n'est pas enregistrée parmi les jalons."
        return Absent("date du comité local des usagers", words, "no_data")
    if coming := _coming(context):
        return Text((f"Comité local des usagers du {format_date(coming)}.",))
    held = [event.start_on for event in committees if event.state(context.as_of) == "done"]
    if held:
        return Text((f"Dernier comité local des usagers enregistré : {format_date(held[-1])}.",))
    planned = format_date(committees[-1].start_on)
    return Text((f"Comité local des usagers prévu le {planned} : sa tenue n'est pas enregistrée.",))


def _coming(context: ReportContext) -> date | None:
    """The day of the committee that the deck is for; None where none is recorded after the cut-off."""
    days = [
        item.event.start_on
        for item in milestones.recorded(context)
        if item.event.kind == "users_committee" and item.event.start_on >= context.as_of
    ]
    return days[0] if days else None


# --- what the last committee asked ----------------------------------------------------------------------------------


@shown
def asked(context: ReportContext) -> Element:
    """What the last committee added to the plan, or the plan that it was shown, and what was done since: the state of each action
    is that of the year's plan where it takes it up, otherwise the last one known, with its plan."""
    before = actions.earlier_actions(context)
    added = [action for action in before if pd.notna(action.added_in_committee) and action.added_in_committee]
    told = added or before
    if not told:
        words = "Aucune action de l'exercice précédent n'est importée : rien à dire de ce que le comité avait demandé."
        return Absent("suites du comité précédent", words, "untold")
    newest = {action.Index: _newest(context, action) for action in told}
    done = sum(action.status == "done" for action in newest.values())
    what = (
        format_count(len(told), "demande du comité précédent", "demandes du comité précédent")
        if added
        else format_count(len(told), "action présentée l'an dernier", "actions présentées l'an dernier")
    )
    rows = tuple(
        (
            Cell(actions.text_or_dash(action.finding)),
            Cell(actions.text_or_dash(action.description)),
            Cell(_followed_state(context, newest[action.Index])),
        )
        for action in sorted(_by_number(told), key=lambda action: actions.OPEN_FIRST.index(newest[action.Index].status))
    )
    columns = (
        TableColumn("Vous aviez demandé" if added else "Le constat"),
        TableColumn("Ce que nous avons fait"),
        TableColumn("Où en est-on"),
    )
    caption = f"{what} : {_count_of(done, 'réalisée', 'réalisées')}"
    return Table("comite-precedent", caption, columns, rows, actions.plan_notes(context))


def _newest(context: ReportContext, before):
    """An action of a plan before as the year's plan has it; itself where that plan does not take it up."""
    if before.status == "done":
        return before
    carried = actions.same_action(before, [*actions.stored_actions(context).itertuples()])
    return before if carried is None else carried


def _followed_state(context: ReportContext, action) -> str:
    """« fait le 26 mars 2021 », « en retard », « en cours (plan de 2020) » of one that the year's plan does not take up."""
    if action.status == "done" or action.exercise_year in context.period.years:
        return _state(context, action)
    return f"{actions.STATUS_WORDS[action.status][0]} (plan de {action.exercise_year})"


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
    """The action plan, what is late and open first, in the columns that a room can read; its caption counts the actions."""
    stored = [*actions.stored_actions(context).itertuples()]
    if not stored:
        return actions.absent(context)
    late_actions = actions.late_actions(context)
    passed = actions.passed_actions(context)
    ordered = actions.open_first(_by_number(stored), late_actions)
    rows = tuple(
        (
            Cell(actions.text_or_dash(action.description)),
            Cell(actions.text_or_dash(action.responsible)),
            Cell(format_date(action.due_on.date()) if pd.notna(action.due_on) else "—"),
            Cell(_state(context, action, is_dated=False)),
        )
        for action, *_ in actions.told_once(ordered)
    )
    columns = (
        TableColumn("Action"),
        TableColumn("Qui"),
        TableColumn("Quand"),
        TableColumn("Où en est-on"),
    )
    return Table(
        "plan-en-seance",
        _plan_message(stored, len(late_actions), len(passed)),
        columns,
        rows,
        (*actions.passed_words(context, passed), *actions.plan_notes(context)),
    )


def _plan_message(stored: list, late: int, passed: int) -> str:
    counts = {name: sum(action.status == name for action in stored) for name in reversed(actions.STATUS_WORDS)}
    total = actions.plan_size(stored)
    if counts["planned"] == len(stored) and not late and not passed:
        return f"{total}, {'toutes à venir' if len(stored) > 1 else 'à venir'}"
    told = [format_count(count, *actions.STATUS_WORDS[name]) for name, count in counts.items() if count]
    if not late:
        return f"{total} : {joined(told)} ; aucune en retard"
    return f"{total}, {f'dont {late}' if late < len(stored) else 'toutes'} en retard : {joined(told)}"


def _by_number(stored: Iterable) -> list:
    return sorted(stored, key=lambda action: action.action_number)


def _state(context: ReportContext, action, is_dated: bool = True) -> str:
    if action.status == "done" and is_dated and pd.notna(action.effective_on):
        return f"fait le {format_date(action.effective_on.date())}"
    if actions.is_overdue(action, actions.told_until(context)):
        return "en retard"
    return (
        "échéance passée, à vérifier" if actions.is_passed(context, action) else actions.STATUS_WORDS[action.status][0]
    )


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
    measured = sorted(
        (p for p in survey.criteria(context.as_survey) if p[1].has_value), key=lambda pair: -pair[1].value
    )
    points += [
        f"{indicator.short_label} ({_printed(context, indicator, row)} de réponses positives) : que changer en premier ?"
        for indicator, row in findings.below_all_others(measured)
    ]
    if late := len(actions.late_actions(context)):
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
    coming = [
        (item.event.start_on, format_dates(item.event.start_on, item.event.end_on), item.label)
        for item in milestones.recorded(context)
        if item.event.state(context.as_of) == "next"
    ]
    coming += [
        (item.limit_on, f"au plus tard le {format_date(item.limit_on)}", milestones.OF_THE_LABEL[item.kind])
        for item in due_milestones(context)
        if item.kind in milestones.OF_THE_LABEL and item.due_on and item.state == "next" and not item.planned_on
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
        f"{files} ; données {joined([words[nature] for nature in natures])}, arrêtées au {format_date(context.as_of)}.",
        "Définitions, bases et fourchettes de chaque chiffre : bilan qualité de la même période.",
    ]
    if context.audience == "internal":
        lines.append(f"Clé de production : {context.provenance.short_key}.")
    return Note("method", "D'où viennent ces chiffres", tuple(lines))
