"""Where the figures of a report come from: definitions, files, versions. For whoever audits; figures are elsewhere."""

from collections import Counter
from collections.abc import Sequence

from qep_lib.display.elements import Cell, Table, TableColumn, TableForm, Text
from qep_lib.display.wording import NATURE_WORDS, format_count, format_date, format_number, inside_sentence, joined
from qep_lib.model.indicator import Indicator
from qep_lib.model.tables import TABLES
from qep_lib.reports.apparatus import AUDIENCE_WORDS
from qep_lib.reports.context import ReportContext
from qep_lib.reports.natures import nature_of
from qep_lib.reports.sources import data_name, source_words

EACH_FILE = (
    "Chaque fichier est nommé dans la provenance publiée avec ce rapport, avec son empreinte et sa date d'extraction."
)
FEWEST_ALIKE = 3
"""Figures of one origin from which it is said once, where most of them have it."""
FEW_LINES = 10
"""Definitions that are set as any table is; more of them are closer to each other."""
SHORT_HASH = 12
NAMED_SOURCES = 3
"""Beyond, the origin of a figure over several sites would fill a page: a row of the open data names each."""


def definitions_table(context: ReportContext, indicators: Sequence[Indicator]) -> Table:
    """What each figure of the report counts and where it comes from: the auditor's way from a figure to its source."""
    known = [(i, origin) for i in indicators if (origin := _origin_words(context, i))]
    (usual, times), *_ = Counter(origin for _, origin in known).most_common(1) or [("", 0)]
    is_usual = times > len(known) / 2 and times >= FEWEST_ALIKE
    rows: list[tuple[Cell, ...]] = []
    for indicator, origin in known:
        is_unsure = context.audience == "internal" and indicator.definition.to_confirm
        inside = " Définition à confirmer." if is_unsure else ""
        rows.append(
            (
                Cell(indicator.label),
                Cell(f"{indicator.definition.text}{inside}"),
                # One origin, said again on each line, would hide those that differ.
                Cell("—" if is_usual and origin == usual else origin),
            )
        )
    columns: tuple[TableColumn, ...] = (
        TableColumn("Indicateur"),
        TableColumn("Définition"),
        TableColumn("Autre origine" if is_usual else "Origine"),
    )
    caption = "Définition et origine de chaque chiffre"
    notes: tuple[str, ...] = ()
    if is_usual:
        notes = (f"{'Origine' if times == len(known) else 'Origine, sauf indication'} : {inside_sentence(usual)}",)
    if is_usual and times == len(known):
        columns, rows = columns[:2], [row[:2] for row in rows]
    form: TableForm = "dense" if len(rows) > FEW_LINES else "open"
    return Table("definitions", caption, columns, tuple(rows), notes, is_wide=True, form=form)


def _origin_words(context: ReportContext, indicator: Indicator) -> str:
    """Source and nature of the first known figure of each site of the report; empty when no site has one."""
    firsts = (
        next((row for row in member.rows(indicator.id).values() if row.has_value), None) for member in context.members
    )
    known = [row for row in firsts if row is not None]
    sources = [*dict.fromkeys(source_words(context, row) for row in known)]
    if len(sources) > NAMED_SOURCES:
        sources = [f"{format_count(len(sources), 'source')}, nommées avec les fichiers utilisés et dans les données"]
    words = " ; ".join(dict.fromkeys([*sources, *(NATURE_WORDS[row.nature] for row in known)]))
    return f"{words[0].upper()}{words[1:]}." if words else ""


def provenance_table(context: ReportContext) -> Table:
    """What the figures come from. An internal document lists the files with their fingerprint, for whoever audits; a public one
    says what was given and when, once for the files that are alike. How many rows they hold is told inside only: less the figures
    of a public report, it would give those that it hides.
    """
    if context.has_many_sites:
        return _files_of_many(context)
    is_internal = context.audience == "internal"
    rows = dict.fromkeys(
        (
            Cell(data_name(context, dataset)),
            Cell(format_date(dataset.extracted_on)),
            *([Cell(format_number(dataset.rows), dataset.rows)] if is_internal else []),
            Cell(NATURE_WORDS[nature_of(context, dataset)]),
            *([Cell(dataset.sha256[:SHORT_HASH])] if is_internal else []),
        )
        for dataset in context.provenance.datasets
    )
    columns = (
        TableColumn("Fichier" if is_internal else "Données"),
        TableColumn("Extrait le" if is_internal else "Extraites le"),
        *([TableColumn("Lignes", "end")] if is_internal else []),
        TableColumn("Nature"),
        *([TableColumn("Empreinte SHA-256")] if is_internal else []),
    )
    return Table("provenance", "Fichiers utilisés" if is_internal else "Données utilisées", columns, tuple(rows))


def _files_of_many(context: ReportContext) -> Table:
    """A line for all that fills one table of the store; provenance.json names each file with its fingerprint."""
    is_internal, rows = context.audience == "internal", []
    for name, table in TABLES.items():
        found = [dataset for dataset in context.provenance.datasets if dataset.table == name]
        if not found:
            continue
        days = sorted({dataset.extracted_on for dataset in found})
        counts = [len({dataset.dataset.split("/")[1] for dataset in found}), len(found)]
        counts += [sum(dataset.rows for dataset in found)] if is_internal else []
        rows.append(
            (
                Cell(table.title),
                *(Cell(format_number(count), count) for count in counts),
                Cell(" au ".join(dict.fromkeys(format_date(day) for day in (days[0], days[-1])))),
                Cell(joined([*dict.fromkeys(NATURE_WORDS[dataset.nature] for dataset in found)])),
            )
        )
    columns = (
        TableColumn("Données"),
        TableColumn("Sites", "end"),
        TableColumn("Fichiers", "end"),
        *([TableColumn("Lignes", "end")] if is_internal else []),
        TableColumn("Extraits"),
        TableColumn("Nature"),
    )
    return Table("provenance", "Fichiers utilisés", columns, tuple(rows), (EACH_FILE,), form="dense")


def provenance_text(context: ReportContext) -> Text:
    """Parameters and versions: with the files above, what it takes to make the same bytes again. A public document gives only the
    reference under which they are kept."""
    trace = context.provenance
    if context.audience == "public":
        return Text((f"Référence de ce document : {trace.short_key}.",))
    report = context.catalogue.reports[context.report_id].title
    subject = context.group.label if context.group else f"site {context.site.site_id}"
    commit = f", révision {trace.commit[:SHORT_HASH]}" if trace.commit else ""
    return Text(
        (
            f"Rapport demandé : {report}, {subject}, {context.period.label}, arrêté au {format_date(context.as_of)}, "
            f"{AUDIENCE_WORDS[context.audience]}.",
            f"Bibliothèque de calcul {trace.library_version}{commit} ; carnet {trace.notebook_sha256[:SHORT_HASH]} ; "
            f"paramètres {trace.params_sha256[:SHORT_HASH]} ; versions des paquets {trace.lock_sha256[:SHORT_HASH]}.",
            f"Clé de production : {trace.short_key}. Les empreintes complètes sont dans la provenance publiée avec ce rapport.",
        )
    )
