"""The run that imports what was prepared and asks for the reports that the data allow. Writing it is `documents`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from qep_lib.errors import sure
from qep_lib.model.base import Nature
from qep_lib.model.campaign import Import, Run
from qep_lib.model.catalogue import Catalogue
from qep_lib.preparation.draft import SheetDraft
from qep_lib.preparation.names import file_stem
from qep_lib.preparation.periods import Subject
from qep_lib.preparation.shapes import FIGURES, holds_figures


class DeclaredFile(NamedTuple):
    """A file as a run declares it."""

    path: str
    extracted_on: date


def propose_run(
    catalogue: Catalogue,
    sheets: Sequence[SheetDraft],
    subject: Subject,
    files: Mapping[str, DeclaredFile],
    nature: Nature,
    as_of: date,
    run_id: str,
) -> Run:
    """The run of the folder, `files` by the names that its sheets give them."""
    read = [sheet for sheet in sheets if sheet.source is not None]
    imports = {}
    for sheet in read:
        source = sure(sheet.source).id
        key = (sheet.file, source)
        imports[key] = Import(
            file=files[sheet.file].path,
            source=source,
            site=subject.site,
            period=_period(sheet, subject),
            extracted_on=files[sheet.file].extracted_on,
            nature=nature,
            only_period=sheet.only_period,
            sheets_left=sheet.sheets_left,
        )
    site = catalogue.sites[subject.site]
    return Run(
        id=run_id,
        label=f"{site.name}, bilan qualité {subject.period.code}",
        sites=(subject.site,),
        period=subject.period.code,
        as_of=as_of,
        reports=reports_allowed(catalogue, read),
        audiences=("internal", "public"),
        imports=tuple(imports.values()),
    )


def reports_allowed(catalogue: Catalogue, sheets: Iterable[SheetDraft]) -> tuple[str, ...]:
    """The reports of one site that have something to say of these tables, in their order."""
    present = {table for sheet in sheets for table in _tables(catalogue, sheet)}
    return tuple(
        report.id
        for report in catalogue.reports.values()
        if report.scope == "site" and present & ({*report.tables} - {FIGURES})
    ) or ("bilan",)


def run_stem(catalogue: Catalogue, subject: Subject) -> str:
    """`maine-et-loire-2022`, `sous-prefecture-de-cholet-2022-t1`."""
    site = catalogue.sites[subject.site]
    place = site.department if site.kind == "prefecture" else site.name
    return file_stem(f"{place} {subject.period.code}")


def _tables(catalogue: Catalogue, sheet: SheetDraft) -> set[str]:
    """The table of a source, and for finished figures those of the indicators that they are."""
    table = sure(sheet.table)
    if not holds_figures(table):
        return {table}
    binding = sure(sheet.source).columns.get("indicator_id")
    known = catalogue.indicators
    named = [known[id_].table for id_ in (binding.values if binding is not None else ()) if id_ in known]
    return {FIGURES, *named}


def _period(sheet: SheetDraft, subject: Subject) -> str:
    """The period asked, unless the file holds another one only: last year's file, to compare with."""
    if len(sheet.periods) == 1 and sheet.periods[0] != subject.period.code:
        return sheet.periods[0]
    return subject.period.code
