"""Where a figure comes from, in words: the imported files by name in an internal document, what they are in a public one."""

import re

from qep_lib.display.wording import joined
from qep_lib.model.measured import Measured
from qep_lib.model.tables import TABLES
from qep_lib.provenance import DatasetTrace
from qep_lib.reports.context import ReportContext

_ARTICLE = re.compile("^(?:les |le |la |l')")


def source_words(context: ReportContext, row: Measured) -> str:
    """« calculé d'après le registre des demandes », or the document that a finished figure was taken from.

    An internal document names the files themselves.
    """
    if context.audience == "internal" or row.origin != "computed":
        return row.source or ("chiffre déclaré" if row.origin == "declared" else "calculé")
    known = [trace.table for trace in context.provenance.datasets if trace.dataset in (row.source or "")]
    tables = list(dict.fromkeys(known)) or [context.indicator(row.indicator_id).table]
    return f"calculé d'après {joined([TABLES[table].given for table in tables])}"


def data_name(context: ReportContext, dataset: DatasetTrace) -> str:
    """What an imported file is called at the head of a line: its name inside, « Registre des demandes » outside."""
    if context.audience == "internal":
        return dataset.shown_name
    bare = _ARTICLE.sub("", TABLES[dataset.table].given)
    return f"{bare[0].upper()}{bare[1:]}"
