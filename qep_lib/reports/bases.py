"""What a base does not hold: rows of the files that no figure counts, set aside as faulty or left out on purpose."""

from collections import Counter
from collections.abc import Iterable

from qep_lib.display.wording import STATUS_WORDS, format_count, format_number, joined
from qep_lib.model.measured import Measured
from qep_lib.provenance import partition_year
from qep_lib.reports.context import ReportContext


def left_out_notes(context: ReportContext, tables: Iterable[str]) -> list[str]:
    """One sentence on the rows that the files of these tables hold and no figure counts; nothing where all are counted.

    Of the files that have rows in the years of the period, for the site of the context. A small number of rows is not
    told to the public: behind each may stand one person.
    """
    wanted, left_out = set(tables), Counter()
    for dataset in context.provenance.datasets:
        years = {partition_year(path) for path, _ in dataset.partitions}
        is_own = any(f"site={context.site.site_id}/" in path for path, _ in dataset.partitions)
        if dataset.table not in wanted or not is_own or years.isdisjoint(context.period.years):
            continue
        if context.serie is not None and dataset.dataset not in context.survey_files:
            # Another survey of the site, told in its own place.
            continue
        left_out["écartées car fautives"] += dataset.rows_rejected
        for reason, count in dataset.excluded:
            left_out[f"laissées de côté ({reason})"] += count
    told = [f"{_count_words(context, count)} {reason}" for reason, count in left_out.items() if count]
    if not told:
        return []
    return [f"Lignes des fichiers qui ne sont comptées nulle part : {joined(told)}."]


def tables_of(context: ReportContext, rows: Iterable[Measured]) -> list[str]:
    """The tables whose rows were counted for these figures: declared ones count nothing."""
    computed = (row for row in rows if row.origin == "computed" and row.has_value)
    return list(dict.fromkeys(context.indicator(row.indicator_id).table for row in computed))


def requests_apart(context: ReportContext) -> list[str]:
    """What a register holds beside its requests: those outside the perimeter, and compliments."""
    outside, compliments = context.total("requests_outside_perimeter_count"), context.total("compliments_count")
    parts = [
        f"{words[1]} ({STATUS_WORDS['suppressed']})" if row.status == "suppressed" else format_count(row.value, *words)
        for row, words in (
            (outside, ("demande hors périmètre", "demandes hors périmètre")),
            (compliments, ("remerciement", "remerciements")),
        )
        if row.value or row.status == "suppressed"
    ]
    return [f"Comptés à part : {joined(parts)}."] if parts else []


def _count_words(context: ReportContext, count: float) -> str:
    minimum = context.catalogue.conventions.disclosure.smallest_count(context.audience)
    return f"moins de {format_number(minimum)}" if count < minimum else format_number(count)
