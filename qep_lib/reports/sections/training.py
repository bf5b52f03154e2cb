"""Trained agents by commitment, and the cycle that the référentiel asks for."""

from qep_lib.display.absence import Subject
from qep_lib.display.elements import Cell, Element, Table, TableColumn, Text
from qep_lib.display.wording import counts_words, format_count, in_period, value_words
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import absence_of, count_cell
from qep_lib.reports.context import ReportContext
from qep_lib.reports.section import Section, shown

TRAININGS = Subject("Formation des agents", "formations", "aucune formation n'est enregistrée", "es")
SECTION = Section("Formation des agents", figures=("training",))


@shown
def agents_table(context: ReportContext) -> Element:
    """Trained agents by commitment, with the commitment's title."""
    rows = []
    for row in _trainings(context):
        ids = row.group_value.split("_")
        titles = [found.title for name in ids if (found := context.framework.commitment(name))]
        rows.append((Cell(" et ".join(ids)), Cell(" ; ".join(dict.fromkeys(titles)) or "—"), count_cell(row.value)))
    if not rows:
        return _untrained(context)
    columns = (
        TableColumn("Engagement"),
        TableColumn("Intitulé"),
        TableColumn("Agents formés", "end"),
    )
    return Table("formation", "Agents formés, par engagement", columns, tuple(rows))


@shown
def agents_text(context: ReportContext) -> Element:
    """Counts of trained agents, and the commitments for which nobody was."""
    rows = [row for row in _trainings(context) if row.has_value]
    if not rows:
        return _untrained(context)
    lines = [
        f"{_commitments(row)} : {format_count(row.value, 'agent formé', 'agents formés')}."
        if row.value
        else f"{_commitments(row)} : aucun agent formé (0)."
        for row in rows
    ]
    years = context.framework.label.training_cycle_years
    cycle = _cycle_lines(context, years)
    unknown = "" if cycle else " L'effectif à former n'est pas communiqué : aucune part n'est calculée."
    lines.append(
        f"Le référentiel demande une formation tous les {years} ans : une année sans formation n'est pas, à elle seule, "
        f"un écart.{unknown}"
    )
    return Text((*lines, *cycle), is_list=True)


@shown
def plain_text(context: ReportContext) -> Element:
    """Agents trained, commitment by commitment, in a line; then the share over the cycle where it is known."""
    rows = [row for row in _trainings(context) if row.has_value]
    if not rows:
        return _untrained(context)
    years = context.framework.label.training_cycle_years
    indicator = context.indicator("training_cycle")
    over_cycle = {
        row.group_value: f" ; {counts_words(row, indicator)} agents concernés en {years} ans"
        for row in context.groups(indicator.id, "commitment")
        if row.has_value
    }
    lines = [
        f"{_subject(context, row)} : {_trained_words(context, row)}{over_cycle.get(row.group_value, '')}."
        for row in rows
    ]
    return Text((*lines, f"Le référentiel demande une formation tous les {years} ans."), is_list=True)


def _trained_words(context: ReportContext, row: Measured) -> str:
    """« 4 agents formés », « aucun agent formé en 2020 »: a zero is no figure like the others."""
    if not row.value:
        return f"aucun agent formé {in_period(context.current_label)}"
    return format_count(row.value, "agent formé", "agents formés")


def _subject(context: ReportContext, row: Measured) -> str:
    """« Former nos agents (E4) »: the title of the commitment says more than its number."""
    found = context.framework.commitment(row.group_value.partition("_")[0])
    return f"{found.title} ({_commitments(row)})" if found and found.title else _commitments(row)


def _cycle_lines(context: ReportContext, years: int) -> list[str]:
    """Share of the agents concerned trained over the cycle, by commitment, where their number is known."""
    indicator = context.indicator("training_cycle")
    shown = [row for row in context.groups(indicator.id, "commitment") if row.has_value]
    return [
        f"{_commitments(row)}, sur {years} ans : {counts_words(row, indicator)} agents concernés "
        f"formés, soit {value_words(row, indicator, context.audience)}."
        for row in sorted(shown, key=_commitment_rank)
    ]


def _trainings(context: ReportContext) -> list[Measured]:
    """Training counts in the order of the commitments: E4 before E23."""
    rows = context.groups("agents_trained", "commitment")
    return sorted(rows, key=_commitment_rank)


def _commitments(row: Measured) -> str:
    return row.group_value.replace("_", " et ")


def _commitment_rank(row: Measured) -> int:
    return int(row.group_value.partition("_")[0].removeprefix("E") or 0)


def _untrained(context: ReportContext) -> Element:
    """What is said where no training is shown."""
    return absence_of(context, TRAININGS, [context.total("agents_trained"), *_trainings(context)])
