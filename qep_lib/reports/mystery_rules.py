"""Whether a mystery survey followed the référentiel, in words and tables. The check itself is `indicators.mystery_plan`.

A second wave is checked by opening the report on its own period: the weeks run from the first contact.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import pandas as pd

from qep_lib.calendars import official_zone
from qep_lib.display.absence import Subject
from qep_lib.display.elements import Cell, Element, Table, TableColumn, Text
from qep_lib.display.wording import format_count, format_date, format_dates, inside_sentence, joined
from qep_lib.errors import sure
from qep_lib.indicators.mystery_plan import Contact, HalfDay, PlanCheck, SurveyDays, check_contacts
from qep_lib.model.closed_lists import MYSTERY_CHANNELS
from qep_lib.reports.apparatus import absence_of
from qep_lib.reports.context import ReportContext
from qep_lib.reports.frame_rows import rows_as
from qep_lib.reports.section import shown

CHANNEL_LABELS = {"phone": "Appels", "email": "Courriels", "post": "Courriers", "front_desk": "Visites au guichet"}
RULED_CHANNELS = ("phone", "email")
"""The référentiel counts calls or e-mails: contacts of other kinds have results, and no rule."""
MYSTERY_SURVEY = Subject("Enquête mystère", "enquête mystère", "aucun contact mystère n'est enregistré", "e")
HALF_DAY_LABELS = {"morning": "matin", "afternoon": "après-midi"}
KEPT, BROKEN, UNKNOWN = "● respectée", "■ non respectée", "◇ non vérifiable"
VERDICTS = {True: "plan conforme au référentiel", False: "plan non conforme", None: "plan non vérifiable en entier"}


class _Made(NamedTuple):
    """A contact of a mystery survey, as it is kept."""

    dataset: str
    sheet: str
    contact_id: str
    contacted_on: pd.Timestamp
    half_day: str


def has_contacts(context: ReportContext) -> bool:
    """True when the period holds a mystery contact."""
    return bool(context.total("contacts_made").value)


def absent(context: ReportContext) -> Element:
    """What is said where no mystery contact is shown: a survey that nobody gave is not one without contacts."""
    return absence_of(context, MYSTERY_SURVEY, [context.total("contacts_made")])


def checks(context: ReportContext) -> dict[str, PlanCheck]:
    """The check of each channel that has rules and contacts."""
    rows = context.table("mystery_contacts")
    last = min(context.period.end, context.as_of)
    rows = rows[rows["contacted_on"].between(str(context.period.start), str(last))]
    days = SurveyDays(context.site, context.catalogue, context.framework.mystery_survey)
    found = {}
    for channel in RULED_CHANNELS:
        made = rows_as(_Made, rows[rows["channel"] == channel])
        # A file numbers its own contacts.
        contacts = [
            Contact(f"{row.dataset}/{row.sheet}/{row.contact_id}", row.contacted_on.date(), row.half_day)
            for row in made
        ]
        if contacts:
            found[channel] = check_contacts(days, contacts)
    return found


@shown
def rules_text(context: ReportContext) -> Element:
    """The rules, then what is said of each channel."""
    if not has_contacts(context):
        return absent(context)
    lines = [_rules_sentence(context), *verdicts(context)]
    found = checks(context)
    others = [channel for channel in _channels(context) if channel not in found]
    if others:
        named = joined([inside_sentence(CHANNEL_LABELS[channel]) for channel in others])
        lines.append(f"Le référentiel ne compte que les appels et les courriels : aucune règle pour les {named}.")
    return Text(tuple(lines), is_list=True)


def verdicts(context: ReportContext) -> list[str]:
    """One sentence a channel that has rules: its contacts, its dates, what its plan departs from."""
    return [f"{CHANNEL_LABELS[channel]} : {_verdict(check)}" for channel, check in checks(context).items()]


@shown
def rules_table(context: ReportContext) -> Element:
    """Rule by rule, channel by channel: kept, broken, or impossible to tell."""
    found = checks(context)
    if not found:
        return absent(context)
    told = [_rule_cells(check) for check in found.values()]
    rows = tuple(
        (Cell(label), *(Cell(cells[line]) for cells in told))
        for line, (label, is_asked) in enumerate(_rule_labels(context))
        if is_asked
    )
    columns = (TableColumn("Règle"), *(TableColumn(CHANNEL_LABELS[name]) for name in found))
    zones = f"zone {context.site.school_zone} ; jours fériés : {official_zone(context.site.holiday_zone)}"
    note = f"Vacances scolaires : {zones}."
    return Table("regles-mystere", "Le plan d'enquête au regard du référentiel", columns, rows, (note,))


@shown
def gaps_table(context: ReportContext) -> Element:
    """Half-days and days to look at again: missing, crowded, closed, in holidays, unknown, out of the weeks."""
    if not has_contacts(context):
        return absent(context)
    rows = [
        (
            Cell(CHANNEL_LABELS[channel]),
            Cell(finding),
            Cell(format_count(len(places), "cas", "cas")),
            Cell(joined(places)),
        )
        for channel, check in checks(context).items()
        for finding, places in _findings(check)
        if places
    ]
    if not rows:
        return Text(("Aucune demi-journée manquée, aucun contact hors des règles.",))
    columns = (
        TableColumn("Canal"),
        TableColumn("Constat"),
        TableColumn("Nombre", "end"),
        TableColumn("Quand"),
    )
    return Table("demi-journees-a-revoir", "Demi-journées et contacts à revoir", columns, tuple(rows))


def _channels(context: ReportContext) -> list[str]:
    counted = {row.group_value for row in context.groups("contacts_made", "channel") if row.value}
    return [channel for channel in MYSTERY_CHANNELS if channel in counted]


def _rules_sentence(context: ReportContext) -> str:
    rules = context.framework.mystery_survey
    parts = [
        f"au moins {rules.minimum_contacts} appels ou {rules.minimum_contacts} courriels",
        f"répartis sur {format_count(rules.duration_weeks, 'semaine')}",
        *(["un par demi-journée"] if rules.one_per_half_day else []),
        *(["hors vacances scolaires"] if rules.outside_school_holidays else []),
    ]
    return f"Règles du référentiel : {', '.join(parts)}."


def _rule_labels(context: ReportContext) -> tuple[tuple[str, bool], ...]:
    """Each rule, and whether this version of the référentiel asks for it."""
    rules = context.framework.mystery_survey
    return (
        (f"Au moins {rules.minimum_contacts} contacts", True),
        (f"Sur {format_count(rules.duration_weeks, 'semaine')}", True),
        ("Un contact par demi-journée", rules.one_per_half_day),
        ("Jours ouvrés", True),
        ("Hors vacances scolaires", rules.outside_school_holidays),
    )


def _verdict(check: PlanCheck) -> str:
    """« 20 contacts, du 14 au 25 mars 2022 : plan conforme au référentiel. »"""
    words = f"{format_count(check.contacts, 'contact')}, {_span(sure(check.first_on), sure(check.last_on))} : "
    words += VERDICTS[check.is_valid]
    faults = [
        f"{finding} ({format_count(len(places), 'cas', 'cas')})" for finding, places in _findings(check) if places
    ]
    if check.contacts < check.minimum:
        faults.insert(0, f"moins de {check.minimum} contacts")
    return f"{words} ({' ; '.join(faults)})." if faults else f"{words}."


def _span(first: date, last: date) -> str:
    return f"le {format_date(first)}" if first == last else format_dates(first, last)


def _findings(check: PlanCheck) -> list[tuple[str, list[str]]]:
    """What departs from the rules, with where."""
    beyond = sorted({HalfDay(contact.day, 0 if contact.half == "morning" else 1) for contact in check.beyond})
    return [
        ("demi-journée sans contact", _half_days(check.missing)),
        ("plusieurs contacts la même demi-journée", _half_days(check.crowded)),
        ("contact un jour férié ou de fin de semaine", _days(check.closed)),
        ("contact pendant les vacances scolaires", _days(check.in_holidays)),
        ("vacances scolaires inconnues à cette date", _days(check.unknown)),
        ("contact après les semaines de l'enquête", _half_days(beyond)),
    ]


def _rule_cells(check: PlanCheck) -> tuple[str, ...]:
    """One cell a rule, in the order of the table."""
    enough = KEPT if check.contacts >= check.minimum else BROKEN
    spread = check.missing or check.crowded
    told = [
        f"{len(check.missing)} sans contact" if check.missing else "",
        f"{len(check.crowded)} avec plusieurs" if check.crowded else "",
    ]
    holidays = BROKEN if check.in_holidays else UNKNOWN if check.unknown else KEPT
    return (
        f"{enough} : {format_count(check.contacts, 'contact')}",
        f"{BROKEN} : {format_count(len(check.beyond), 'contact')} au-delà" if check.beyond else KEPT,
        f"{BROKEN} : {joined([part for part in told if part])}" if spread else KEPT,
        f"{BROKEN} : {joined(_days(check.closed))}" if check.closed else KEPT,
        holidays if holidays == KEPT else f"{holidays} : {joined(_days(check.in_holidays or check.unknown))}",
    )


def _half_days(halves: Iterable[HalfDay]) -> list[str]:
    return [f"{format_date(half.day)} ({HALF_DAY_LABELS[half.half]})" for half in halves]


def _days(days: Iterable[date]) -> list[str]:
    return [format_date(day) for day in days]
