"""Sections of finished figures as elements, contact figures first: each figure against last year and its target."""

from qep_lib.display.elements import Element, Text
from qep_lib.display.remarks import remark_sentences
from qep_lib.display.wording import figure_sentence
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import not_given, results_table
from qep_lib.reports.context import ReportContext


def known(context: ReportContext, section: str) -> tuple[tuple[Indicator, Measured], ...]:
    """Indicators of a section of which something is known for the period: a figure, « aucune demande », « non diffusé »."""
    return tuple((i, row) for i in context.section(section) if (row := context.total(i.id)).status != "no_data")


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


def absent(context: ReportContext, title: str) -> Element:
    """What is said where nothing is known of any figure."""
    return not_given(context, title, f"{title} : chiffres non communiqués")
