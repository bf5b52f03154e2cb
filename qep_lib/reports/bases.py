"""What a base does not hold: rows of the files that no figure counts, set aside as faulty or left out on purpose."""

from collections import Counter
from collections.abc import Iterable

from qep_lib.disclosure.printed import is_small_unanimous
from qep_lib.display.wording import STATUS_WORDS, format_count, format_number, joined, value_words
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.tables import TABLES
from qep_lib.provenance import partition_year
from qep_lib.reports.context import ReportContext

RECEIVED = ("chiffre transmis", "chiffres transmis")


def left_out_notes(context: ReportContext, tables: Iterable[str]) -> list[str]:
    """One sentence on the rows that the files of these tables hold and no figure counts, one on the values that were corrected;
    nothing where all are counted as they are.

    Of the files that have rows in the years of the period, for the site of the context. A small number of rows is not
    told to the public: behind each may stand one person (ADR 0014).
    """
    left_out: Counter[tuple[str, str]] = Counter()
    corrected = 0
    for dataset in context.own_datasets(*tables):
        years = {partition_year(path) for path, _ in dataset.partitions}
        if years.isdisjoint(context.period.years):
            continue
        if context.serie is not None and dataset.dataset not in context.survey_files:
            # Another survey of the site, told in its own place.
            continue
        left_out[("écartée car fautive", "écartées car fautives")] += dataset.rows_rejected
        corrected += dataset.corrected
        for reason, count in dataset.excluded:
            left_out[(f"laissée de côté ({reason})", f"laissées de côté ({reason})")] += count
    minimum = context.catalogue.conventions.disclosure.smallest_count(context.audience)
    told = [
        f"{words[1]} ({STATUS_WORDS['suppressed']})" if count < minimum else format_count(count, *words)
        for words, count in left_out.items()
        if count
    ]
    sentences = [f"Lignes des fichiers qui ne sont comptées nulle part : {joined(told)}."] if told else []
    if corrected:
        words = "valeurs corrigées" if corrected > 1 else "valeur corrigée"
        is_told = corrected >= minimum
        known = (
            f"{format_number(corrected)} {words}" if is_told else f"Valeurs corrigées ({STATUS_WORDS['suppressed']})"
        )
        sentences.append(f"{known} à la lecture des fichiers.")
    return sentences


def tables_of(context: ReportContext, rows: Iterable[Measured]) -> list[str]:
    """The tables whose rows were counted for these figures: declared ones count nothing."""
    computed = (row for row in rows if row.origin == "computed" and row.has_value)
    return list(dict.fromkeys(context.indicator(row.indicator_id).table for row in computed))


def two_sources_notes(context: ReportContext, rows: Iterable[Measured]) -> list[str]:
    """Where each finished figure comes from when the site also gave the records that it could be counted in: the one that was
    received is printed, and what is counted in those records elsewhere may differ.
    """
    beside: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        indicator = context.indicator(row.indicator_id)
        if row.origin == "declared" and row.has_value and _is_counted_too(context, indicator.table):
            beside.setdefault((row.source or "chiffres déclarés", indicator.table), []).append(indicator.short_label)
    return [
        f"{joined([f'« {label} »' for label in dict.fromkeys(labels)])} : {RECEIVED[len(set(labels)) > 1]} ({source}) ; "
        f"les autres chiffres sont comptés dans {_in_words(table)} et peuvent en différer."
        for (source, table), labels in beside.items()
    ]


def received_beside_notes(context: ReportContext, indicators: Iterable[Indicator]) -> list[str]:
    """What is said beside figures counted in the records of a table: those of these indicators that were received elsewhere."""
    received: dict[str, list[str]] = {}
    for indicator in indicators:
        row = context.total(indicator.id)
        if row.origin == "declared" and row.has_value:
            told = f"« {indicator.short_label} », {value_words(row, indicator, context.audience)}"
            received.setdefault(row.source or "chiffres déclarés", []).append(told)
    return [
        f"{RECEIVED[len(told) > 1].capitalize()} à part ({source}) : {' ; '.join(told)}. Ceux de ce tableau sont comptés dans "
        "les fichiers du site, et peuvent en différer."
        for source, told in received.items()
    ]


def _is_counted_too(context: ReportContext, table: str) -> bool:
    """True for a table of records, of which the site gave some for the period."""
    return TABLES[table].period_column is None and context.reach(table) != "none"


def _in_words(table: str) -> str:
    return f"« {TABLES[table].title.partition(' (')[0]} »"


def requests_apart(context: ReportContext) -> list[str]:
    """What a register holds beside its requests: those outside the perimeter, and compliments."""
    outside, compliments = context.total("requests_apart"), context.total("compliments")
    parts = [
        f"{words[1]}, nombre non diffusé" if row.status == "suppressed" else format_count(row.value, *words)
        for row, words in (
            (outside, ("demande hors périmètre", "demandes hors périmètre")),
            (compliments, ("remerciement", "remerciements")),
        )
        if row.value or row.status == "suppressed"
    ]
    return [f"Comptés à part : {' ; '.join(parts)}."] if parts else []


def bound_notes(context: ReportContext, rows: Iterable[Measured | None]) -> list[str]:
    """What « plus de 70 % » of nine answers that all agree is, where it stands among shares: it would be read as one."""
    if not any(row is not None and is_small_unanimous(row, context.indicator(row.indicator_id)) for row in rows):
        return []
    return [
        "« Plus de… » ou « moins de… » : trop peu de réponses, toutes du même avis, pour en écrire la part ; c'est le bout de "
        "leur fourchette, qui ne se compare pas aux autres pourcentages."
    ]
