"""Telephone, internet, social media, fraud and training as elements: finished figures against their targets."""

from qep_lib.display.absence import Subject
from qep_lib.display.elements import Cell, Element, Note, Table, TableColumn, Text
from qep_lib.display.remarks import remark_sentences
from qep_lib.display.wording import counts_words, figure_sentence, format_count, value_words
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import absence_note, count_cell, results_table
from qep_lib.reports.context import ReportContext


def known(context: ReportContext, section: str) -> tuple[tuple[Indicator, Measured], ...]:
    """Indicators of a section of which something is known for the period: a figure, « aucune demande », « non diffusé »."""
    return tuple((i, row) for i in context.section(section) if (row := context.total(i.id)).status != "no_data")


TRAININGS = Subject("Formation des agents", "formations", "aucune formation n'est enregistrée", "es")
MORE_CONTACT_SECTIONS = ("telephone", "internet", "social_media")
"""Sections of contact figures beside `channels`; mail and local authorities have their own tables (`contact_figures`)."""


def received(context: ReportContext) -> tuple[Indicator, ...]:
    """Indicators of MORE_CONTACT_SECTIONS of which something is known, « aucune demande » included."""
    found = (indicator for section in MORE_CONTACT_SECTIONS for indicator in context.section(section))
    return tuple(indicator for indicator in found if context.total(indicator.id).status != "no_data")


def section_table(
    context: ReportContext, section: str, slug: str, caption: str, also: tuple[Indicator, ...] = ()
) -> Element:
    """Every indicator of a section that is known, then those of `also`, against last year and their target."""
    shown = [*(indicator for indicator, _ in known(context, section)), *also]
    if not shown:
        return absent(context, caption)
    missing = [i.label for i in context.section(section) if i not in shown]
    notes = [f"Non communiqués : {', '.join(missing)}."] if missing else []
    return results_table(context, slug, caption, shown, notes)


def section_text(context: ReportContext, section: str, caption: str, also: tuple[Indicator, ...] = ()) -> Element:
    """One sentence an indicator of the section and of `also`, then what cannot be true of two of them."""
    shown = [*known(context, section), *((indicator, context.total(indicator.id)) for indicator in also)]
    lines = [figure_sentence(row, indicator, context.previous_label, context.audience) for indicator, row in shown]
    lines += remark_sentences([row for _, row in shown], context.audience)
    return Text(tuple(lines), is_list=True) if lines else absent(context, caption)


def training_table(context: ReportContext) -> Element:
    """Trained agents by commitment, with the commitment's title."""
    rows = []
    for row in _trainings(context):
        ids = row.group_value.split("_")
        titles = [found.title for name in ids if (found := context.framework.commitment(name))]
        rows.append((Cell(" et ".join(ids)), Cell(" ; ".join(dict.fromkeys(titles)) or "—"), count_cell(row.value)))
    if not rows:
        return _untrained(context)
    columns = (
        TableColumn("Engagement", width=1.1),
        TableColumn("Intitulé", width=3.6),
        TableColumn("Agents formés", "end"),
    )
    return Table("formation", "Agents formés, par engagement", columns, tuple(rows))


def training_text(context: ReportContext) -> Element:
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


def _cycle_lines(context: ReportContext, years: int) -> list[str]:
    """Share of the agents concerned trained over the cycle, by commitment, where their number is known."""
    indicator = context.indicator("training_cycle_pct")
    shown = [row for row in context.groups(indicator.id, "commitment") if row.has_value]
    return [
        f"{_commitments(row)}, sur {years} ans : {counts_words(row, indicator)} agents concernés "
        f"formés, soit {value_words(row, indicator, context.audience)}."
        for row in sorted(shown, key=_commitment_rank)
    ]


def _trainings(context: ReportContext) -> list[Measured]:
    """Training counts in the order of the commitments: E4 before E23."""
    rows = context.groups("training_agents_count", "commitment")
    return sorted(rows, key=_commitment_rank)


def _commitments(row: Measured) -> str:
    return row.group_value.replace("_", " et ")


def _commitment_rank(row: Measured) -> int:
    return int(row.group_value.partition("_")[0].removeprefix("E") or 0)


def absent(context: ReportContext, title: str) -> Note:
    """What is said where nothing is known of any figure."""
    return Note("info", title, (f"Chiffres non communiqués ({context.period.label}).",))


def _untrained(context: ReportContext) -> Note:
    """What is said where no training is shown."""
    return absence_note(context, TRAININGS, [context.total("training_agents_count"), *_trainings(context)])
