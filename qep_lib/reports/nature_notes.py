"""What is said under figures that are not the site's own records, or beside those of a year that are of another nature."""

from collections.abc import Iterable, Sequence

from qep_lib.display.remarks import FICTITIOUS_FIGURES, FICTITIOUS_LINES
from qep_lib.display.wording import NATURE_WORDS, inside_sentence, joined, of_period
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.questionnaire import Option
from qep_lib.model.tables import DECLARED
from qep_lib.reports.context import ReportContext
from qep_lib.reports.natures import is_wholly_fictitious


def nature_notes(context: ReportContext, rows: Iterable[Measured]) -> list[str]:
    """A sentence under a table or beside a text when its figures are not the site's own records.

    A published document is named only where the data are rebuilt from one: what it does not print was invented there. Where
    nothing at all is real, every page says so and no table has to.
    """
    if is_wholly_fictitious(context):
        return []
    shown = [row for row in rows if row.has_value]
    return [*_own_nature(context, shown), *earlier_nature_notes(context, shown)]


def earlier_nature_notes(context: ReportContext, rows: Iterable[Measured], years: int = 1) -> list[str]:
    """« Chiffres de 2019 : données réelles (demandes reçues). », of the `years` before that stand beside these figures and are of
    another nature than they are; what the document says of its own figures would be taken for theirs."""
    if is_wholly_fictitious(context):
        return []
    notes, shown = [], list(rows)
    for period, measured in context.earlier[:years]:
        told: dict[str, list[str]] = {}
        pairs = [(row, measured.get(row.indicator_id, {}).get(row.group)) for row in shown if row.has_value]
        known = [(row, before) for row, before in pairs if before is not None and before.has_value]
        if period == context.compared_period:
            known = [(row, before) for row, before in known if row.previous is not None]
        for row, before in known:
            if before.nature != row.nature:
                label = inside_sentence(context.indicator(row.indicator_id).short_label)
                told.setdefault(before.nature, []).append(label)
        for nature, labels in told.items():
            which = "" if len(labels) == len(known) else f" ({joined([*dict.fromkeys(labels)])})"
            notes.append(f"Chiffres {of_period(period.short_label)} : {NATURE_WORDS[nature]}{which}.")
    return notes


def _own_nature(context: ReportContext, shown: Sequence[Measured]) -> list[str]:
    fictitious = [row for row in shown if row.nature == "fictitious"]
    if fictitious and all(_is_added_to_published(context, row) for row in fictitious):
        return [f"{FICTITIOUS_FIGURES}, pour illustrer la méthode, absents du document publié."]
    if fictitious:
        return [f"{FICTITIOUS_FIGURES}, pour illustrer la méthode."]
    if any(row.nature == "reconstructed" for row in shown):
        return ["Chiffres reconstitués à partir de ceux du document publié."]
    return []


def split_notes(
    context: ReportContext, shown: Iterable[tuple[Indicator, Measured]], scale: Iterable[Option]
) -> list[str]:
    """« Répartition entre les degrés fictive, absente du document publié (sauf : mesures sanitaires). » of criteria of which the
    whole alone is known."""
    invented: list[str] = []
    known: list[str] = []
    for indicator, row in shown:
        levels = [context.row(indicator.id, f"option={option.id}") for option in scale]
        natures = {level.nature for level in levels if level is not None and level.has_value}
        if row.nature != "fictitious" and natures:
            (invented if "fictitious" in natures else known).append(inside_sentence(indicator.short_label))
    beside = f" (sauf : {joined(known)})" if known else ""
    return [f"Répartition entre les degrés fictive, absente du document publié{beside}."] if invented else []


def table_nature_notes(context: ReportContext, table: str) -> list[str]:
    """The same under lines that are printed as they are stored: those of `table`, by the nature of their files."""
    if is_wholly_fictitious(context):
        return []
    natures = {dataset.nature for dataset in context.provenance.datasets if dataset.table == table}
    if "fictitious" in natures:
        return [f"{FICTITIOUS_LINES}, pour illustrer la méthode."]
    return ["Lignes reconstituées à partir du document publié."] if "reconstructed" in natures else []


def _is_added_to_published(context: ReportContext, row: Measured) -> bool:
    """True when a fictitious figure comes from columns invented in data that are rebuilt from a published document."""
    table = DECLARED if row.origin == "declared" else context.indicator(row.indicator_id).table
    invented = {
        dataset.nature
        for dataset in context.provenance.datasets
        if dataset.table == table and (dataset.nature == "fictitious" or dataset.fictitious_columns)
    }
    return invented == {"reconstructed"}
