"""Replies to requests as elements: share in time, delays, curve, open requests. Counting requests is `requests`."""

from collections.abc import Sequence

import numpy as np

from qep_lib.disclosure.register import JUDGED_KINDS, ReplyCurve, reply_curves, waiting_requests
from qep_lib.display.elements import Absent, Cell, Element, Figure, Table, TableColumn, Text
from qep_lib.display.figures import Step, draw_steps
from qep_lib.display.narrow_time import curve_strips
from qep_lib.display.spelled import range_of, spelled_days
from qep_lib.display.wording import (
    STATUS_WORDS,
    format_date,
    format_number,
    format_value,
    inside_sentence,
    interval_words,
    joined,
    value_words,
)
from qep_lib.errors import sure
from qep_lib.indicators.requests import promised_days
from qep_lib.model.indicator import Indicator
from qep_lib.reports.apparatus import count_cell, value_cell
from qep_lib.reports.bases import received_beside_notes
from qep_lib.reports.context import ReportContext
from qep_lib.reports.extremes import ends_words
from qep_lib.reports.nature_notes import nature_notes
from qep_lib.reports.requests import (
    CHANNEL_LABELS,
    HIDDEN_WHY,
    absent,
    by_size,
    channels_known,
    has_requests,
    register_day,
)
from qep_lib.reports.requests_in_brief import NO_PROMISE, NOT_DUE, late_words, on_time_words, unjudged_notes
from qep_lib.reports.section import shown

REPLY_INDICATORS = (
    "replies_on_time",
    "reply_delay",
    "reply_delay_median",
)


UNANSWERED = "aucune réponse"
OFFICIAL_GROUP = "basis=answered_only"


@shown
def reply_table(context: ReportContext) -> Element:
    """Replies in time by channel: cohort whose deadline has passed, open and overdue requests counted late.

    The last line gives the official reading, which counts answered requests only and flatters the rate.
    """
    if not has_requests(context):
        return absent(context)
    channels = [(CHANNEL_LABELS[row.group_value], row.group) for row in channels_known(context)]
    lines = [*channels, ("Ensemble", ""), ("Définition Services Publics + (demandes traitées)", OFFICIAL_GROUP)]
    drawn = [row for label, group in lines if (row := _reply_row(context, label, group))]
    rows = [row for row in drawn if not _is_wholly_hidden(row)]
    left_out = [inside_sentence(row[0].text) for row in drawn if row not in rows]
    overdue = value_cell(context, context.total("requests_unanswered")).text
    notes = [
        f"Délai échu : demandes dont la date limite était passée {register_day(context)}, dernier jour que le registre "
        "connaît, avec ou sans réponse ; une demande encore ouverte après sa date limite compte comme en retard. La "
        "définition Services Publics + ne compte que les demandes traitées.",
        f"Encore sans réponse après leur date limite, {register_day(context)} : {overdue}.",
        *received_beside_notes(context, _reply_indicators(context)),
        *unjudged_notes(context),
        "Le délai moyen et le délai médian portent sur les seules demandes ayant reçu une réponse.",
        *_hidden_note(context, rows, left_out),
        *nature_notes(context, [context.total("replies_on_time")]),
    ]
    if not rows:
        return Absent(
            "réponses par canal", "Réponses par canal : chiffres non diffusés, trop peu de demandes.", "suppressed"
        )
    columns = (
        TableColumn("Canal"),
        TableColumn("Délai échu", "end"),
        TableColumn("Dans le délai", "end"),
        TableColumn("Part dans le délai", "end"),
        TableColumn("Délai moyen", "end"),
        TableColumn("Délai médian", "end"),
    )
    return Table("reponses", "Réponses dans le délai annoncé", columns, tuple(rows), tuple(notes))


def _reply_indicators(context: ReportContext) -> list[Indicator]:
    """Every share in time and reply delay of the same register, whatever the channel."""
    like = {context.indicator(name).formula for name in ("replies_on_time", "reply_delay")}
    return [indicator for indicator in context.catalogue.ordered_indicators if indicator.formula in like]


@shown
def reply_text(context: ReportContext) -> Element:
    """The share answered in time and the delay, in words."""
    if not has_requests(context):
        return absent(context)
    indicator, row = context.indicator("replies_on_time"), context.total("replies_on_time")
    lines = []
    if row.has_value:
        lines += [f"{on_time_words(context)}.", *late_words(context)]
    elif row.status != "no_data":
        lines.append(f"{indicator.label} : {value_words(row, indicator, context.audience)}.")
    lines += unjudged_notes(context)
    delay_indicator = context.indicator("reply_delay")
    delay = context.total("reply_delay")
    if delay.status != "no_data":
        lines.append(f"{delay_indicator.label} : {value_words(delay, delay_indicator, context.audience)}.")
    lines += _quantile_lines(context)
    lines += nature_notes(context, [row])
    return Text(tuple(map(spelled_days, lines)))


def _quantile_lines(context: ReportContext) -> list[str]:
    """Median and P90 with their order-statistic intervals: the mean is official, but a few long delays move it."""
    lines = []
    for indicator_id in ("reply_delay_median", "reply_delay_p90"):
        indicator, row = context.indicator(indicator_id), context.total(indicator_id)
        if row.has_value:
            # The upper bound of a high quantile is often the longest delay of all: not for a public document.
            is_shown = context.audience == "internal" or indicator.measurement.statistic == "median"
            interval = interval_words(row, indicator, context.audience) if is_shown else ""
            bounds = f" ({range_of(interval)})" if interval else ""
            lines.append(f"{indicator.label} : {value_words(row, indicator, context.audience)}{bounds}.")
    return lines


@shown
def reply_curve(context: ReportContext) -> Element:
    """Share answered after so many working days, by channel, open requests being censored (Kaplan-Meier).

    A channel whose rates are hidden has no curve either: its steps would give them back.
    """
    threshold = context.catalogue.conventions.disclosure.threshold(context.audience)
    received = channels_known(context)
    channels = [row for row in by_size(received) if row.value]
    shown = [row.group_value for row in channels if not _is_hidden(context, row.group)]
    curves = reply_curves(context.stored, shown)
    steps, rows, hidden = [], [], [CHANNEL_LABELS[row.group_value] for row in received if row.status == "suppressed"]
    for row in channels:
        label, curve = CHANNEL_LABELS[row.group_value], curves.get(row.group_value)
        if curve is None:
            hidden.append(label)
            continue
        steps.append(Step(label, (0.0, *curve.times), (0.0, *curve.shares)))
        rows.append((Cell(label), count_cell(curve.count), *_median_cells(curve)))
    if not has_requests(context):
        return absent(context)
    if not steps:
        return Absent("courbe des réponses", "Trop peu de demandes par canal pour tracer une courbe.", "untold")
    columns = (
        TableColumn("Canal"),
        TableColumn("Demandes", "end"),
        TableColumn("Délai médian", "end"),
        TableColumn("Fourchette du délai médian", "end"),
    )
    notes = [f"{label} : courbe non montrée, {HIDDEN_WHY}." for label in hidden]
    notes.append(f"Chaque courbe s'arrête quand moins de {threshold} demandes attendent encore.")
    notes += nature_notes(context, [context.total("replies_on_time")])
    data = Table("courbe-donnees", "Délai de réponse par canal (Kaplan-Meier)", columns, tuple(rows), tuple(notes))
    medians = joined([f"{row[0].text}, délai médian {row[2].text}" for row in rows])
    drawn = [step.label for step in steps]
    is_cut = any(step.shares[-1] < 100 for step in steps)
    cut = f" (la courbe s'arrête quand moins de {threshold} demandes attendent encore)" if is_cut else ""
    return Figure(
        "courbe-reponses",
        f"{_medians(rows)}{_whose(drawn, hidden)}",
        f"Courbes en escalier, une par canal. {medians}.",
        draw_steps(steps, f"jours ouvrés depuis la réception{cut}", "demandes ayant reçu une réponse"),
        data,
        curve_strips(steps),
    )


def _medians(rows: Sequence[tuple[Cell, ...]]) -> str:
    """« La moitié des demandes ont leur réponse en 4 j ouvrés au plus »; what the curves are where a median is not reached."""
    known = [row[2] for row in rows if row[2].number is not None]
    if len(known) < len(rows):
        return "Demandes ayant reçu une réponse, selon le nombre de jours ouvrés écoulés"
    return f"Délai médian de réponse : {ends_words(known, lambda cell: sure(cell.number), lambda cell: cell.text)}"


def _whose(drawn: list[str], hidden: list[str]) -> str:
    """What the curves are of, where they are not of every channel, or where no legend names the only one."""
    if not hidden and len(drawn) > 1:
        return ""
    seen = (
        f" – canal montré : {inside_sentence(drawn[0])}" if len(drawn) == 1 else f" – canaux montrés : {_named(drawn)}"
    )
    if not hidden:
        return seen
    are_not = "non montré" if len(hidden) == 1 else "non montrés"
    return f"{seen} ; {are_not} : {_named(sorted(hidden))} ({HIDDEN_WHY})"


def _named(labels: list[str]) -> str:
    return joined([inside_sentence(label) for label in labels])


def _is_hidden(context: ReportContext, group: str) -> bool:
    rows = [context.row(indicator_id, group) for indicator_id in REPLY_INDICATORS]
    return any(row is not None and row.status == "suppressed" for row in rows)


@shown
def overdue_table(context: ReportContext) -> Element:
    """Late or still open requests, by number at the register: what an officer has to follow up (internal only)."""
    if context.audience == "public":
        return Absent("demandes en retard", "La liste par demande n'est pas diffusée.", "untold")
    rows = tuple(
        (
            Cell(waiting.request_id),
            Cell(CHANNEL_LABELS[waiting.channel]),
            Cell(format_date(waiting.received_on)),
            Cell(waiting.theme or "—"),
        )
        for waiting in waiting_requests(context.stored)
    )
    if not has_requests(context):
        return absent(context)
    if not rows:
        return Text(("Toutes les demandes ont reçu une réponse.",))
    columns = (
        TableColumn("N°"),
        TableColumn("Canal"),
        TableColumn("Reçue le"),
        TableColumn("Thème"),
    )
    return Table("sans-reponse", f"Demandes sans réponse {register_day(context)}", columns, rows)


def _median_cells(estimate: ReplyCurve) -> tuple[Cell, Cell]:
    if np.isnan(estimate.median):
        return Cell("non atteint"), Cell("—")
    bounds = [
        "non atteint" if np.isnan(bound) else format_number(bound)
        for bound in (estimate.median_low, estimate.median_high)
    ]
    return Cell(format_value(estimate.median, "working_days", 0), estimate.median), Cell(" à ".join(bounds))


def _reply_row(context: ReportContext, label: str, group: str) -> tuple[Cell, ...] | None:
    measured = [context.row(indicator_id, group) for indicator_id in REPLY_INDICATORS]
    if not any(measured):
        return None
    share = measured[0]
    words = [value_cell(context, row) if row else Cell("—") for row in measured]
    if share is not None and share.status == "no_data":
        words[0] = Cell(_unjudged_words(context, group))
    words[1:] = [
        Cell(UNANSWERED) if row is not None and row.status == "no_data" else cell
        for row, cell in zip(measured[1:], words[1:], strict=True)
    ]
    judged, in_time = (share.denominator, share.numerator) if share else (None, None)
    return (Cell(label), count_cell(judged), count_cell(in_time), *words)


def _unjudged_words(context: ReportContext, group: str) -> str:
    """Why no share of requests that are there can be told: nothing is promised on their channel, or it is too early."""
    deadlines, channel = context.framework.deadlines_working_days, group.partition("=")[2]
    is_channel = group.startswith("channel=")
    if is_channel and all(promised_days(deadlines, kind, channel) is None for kind in JUDGED_KINDS):
        return NO_PROMISE
    return NOT_DUE


def _is_wholly_hidden(row: tuple[Cell, ...]) -> bool:
    """True of a line that says nothing but that it is not told."""
    return all(cell.number is None and cell.text in ("—", STATUS_WORDS["suppressed"]) for cell in row[1:])


def _hidden_note(context: ReportContext, rows: list[tuple[Cell, ...]], left_out: list[str]) -> list[str]:
    """Why some cells are not told, and the channels of which none is, whose lines are not drawn."""
    names = [f"Sans ligne, {HIDDEN_WHY} : {joined(left_out)}."] if left_out else []
    if all(cell.text != STATUS_WORDS["suppressed"] for row in rows for cell in row):
        return names
    threshold = context.catalogue.conventions.disclosure.threshold(context.audience)
    why = (
        f"Non diffusé, {HIDDEN_WHY} : groupe de moins de {threshold} demandes, ou groupe dont le chiffre en révélerait un autre "
        "par soustraction."
    )
    return [*names, why]
