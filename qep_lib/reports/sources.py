"""Where a figure comes from, in words: the imported files by name in an internal document, what they are in a public one."""

import re
from datetime import date

from qep_lib.display.wording import format_date, joined
from qep_lib.model.measured import Measured
from qep_lib.model.tables import TABLES
from qep_lib.provenance import DatasetTrace
from qep_lib.reports.context import ReportContext

_ARTICLE = re.compile("^(?:les |le |la |l')")


def source_words(context: ReportContext, row: Measured) -> str:
    """« calculé d'après le registre des demandes », or the document that a finished figure was taken from.

    An internal document names the files themselves.
    """
    if row.origin != "computed":
        return row.source or ("chiffre déclaré" if row.origin == "declared" else "calculé")
    known = [trace for trace in context.provenance.datasets if trace.dataset in (row.source or "")]
    if context.audience == "internal" and known:
        return f"calculé d'après {joined([*dict.fromkeys(trace.shown_name for trace in known)])}"
    tables = list(dict.fromkeys(trace.table for trace in known)) or [context.indicator(row.indicator_id).table]
    return f"calculé d'après {joined([TABLES[table].given for table in tables])}"


def data_name(context: ReportContext, dataset: DatasetTrace) -> str:
    """What an imported file is called at the head of a line: its name inside, « Registre des demandes » outside."""
    if context.audience == "internal":
        return dataset.shown_name
    bare = _ARTICLE.sub("", TABLES[dataset.table].given)
    return f"{bare[0].upper()}{bare[1:]}"


def cut_off(context: ReportContext) -> str:
    """The cut-off day and, where it is earlier, the last day that the files tell of, which is the one on which what is late is
    counted: « 27 juin 2022 (retards comptés au 20 janvier 2022, dernier jour que les fichiers connaissent) »; of a register or a
    plan older than the other files, with its name.
    """
    days: dict[str, date] = {}
    for dataset in context.provenance.datasets:
        days[dataset.table] = max(dataset.extracted_on, days.get(dataset.table, dataset.extracted_on))
    newest = max(days.values(), default=context.as_of)
    # What is late: a request of a register, an action of a plan, which is no figure and no date of the label.
    judged = [
        table for table in days if (spec := TABLES[table]).is_register or not (spec.is_measured or spec.is_of_label)
    ]
    older = {table: days[table] for table in judged if days[table] < min(newest, context.as_of)}
    told = []
    is_poster = context.catalogue.reports[context.report_id].layout == "poster"
    if newest < context.as_of:
        last = format_date(newest)
        told.append(
            f"retards comptés au {last}, dernier jour que les fichiers connaissent"
            if judged and not is_poster
            else f"fichiers extraits le {last} au plus tard"
        )
    for day in sorted({*older.values()}) if context.group is None else ():
        told.append(f"{joined([TABLES[name].given for name in older if older[name] == day])} : au {format_date(day)}")
    return format_date(context.as_of) + (f" ({' ; '.join(told)})" if told else "")
