"""The files of a comparison of many sites, counted by what they hold; provenance.json names each with its fingerprint."""

from qep_lib.display.elements import Cell, Element, Table, TableColumn
from qep_lib.display.wording import NATURE_WORDS, format_date, format_number, joined
from qep_lib.model.tables import TABLES
from qep_lib.provenance import DatasetTrace
from qep_lib.reports.origins import provenance_table
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.section import shown

EACH_FILE = "Chaque fichier, avec son empreinte SHA-256 et sa date d'extraction, est nommé dans provenance.json."


@shown
def files(gathered: Gathered) -> Element:
    """A line a file; of a folded report, a line for all that fills one table of the store, however many files that takes."""
    if not gathered.is_folded:
        return provenance_table(gathered.context)
    groups: dict[str, list[DatasetTrace]] = {}
    for dataset in gathered.context.provenance.datasets:
        groups.setdefault(dataset.table, []).append(dataset)
    is_internal, rows = gathered.context.audience == "internal", []
    for name, table in TABLES.items():
        if name not in groups:
            continue
        found = groups[name]
        days = sorted({dataset.extracted_on for dataset in found})
        sites = {dataset.dataset.split("/")[1] for dataset in found}
        natures = dict.fromkeys(NATURE_WORDS[dataset.nature] for dataset in found)
        line_count = sum(dataset.rows for dataset in found)
        rows.append(
            (
                Cell(table.title),
                Cell(format_number(len(sites)), len(sites)),
                Cell(format_number(len(found)), len(found)),
                *([Cell(format_number(line_count), line_count)] if is_internal else []),
                Cell(" au ".join(dict.fromkeys(format_date(day) for day in (days[0], days[-1])))),
                Cell(joined([*natures])),
            )
        )
    columns = (
        TableColumn("Données", width=2.6),
        TableColumn("Sites", "end", 0.6),
        TableColumn("Fichiers", "end", 0.7),
        *([TableColumn("Lignes", "end", 0.9)] if is_internal else []),
        TableColumn("Extraits", width=1.6),
        TableColumn("Nature", width=1.4),
    )
    return Table("provenance", "Fichiers utilisés", columns, tuple(rows), (EACH_FILE,), form="dense")
