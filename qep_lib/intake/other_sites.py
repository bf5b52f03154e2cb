"""Whose file is it: rows that name another site than that of the import are not stored under it.

The column is the one a source declares (`site_column`), or one whose heading says « site » and whose every value is a
known site. What a known site is comes from `params/sites.csv`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from qep_lib.intake.headings import Headings, Wanted, as_tuple
from qep_lib.intake.rawtable import RawTable
from qep_lib.intake.refusal import refuse
from qep_lib.intake.rulebook import Reason, fault
from qep_lib.model.campaign import Source
from qep_lib.model.characters import fold
from qep_lib.model.site import Site

HEADINGS = (
    "Site",
    "Code site",
    "Code du site",
    "Site préfectoral",
    "Préfecture",
    "Code préfecture",
    "Département",
    "Code département",
    "Code du département",
    "N° département",
    "Numéro de département",
    "Dép",
    "Dép.",
    "Dept",
)
"""What other tools call the column, when the source says nothing of it."""
DECLARED = "declared site"
"""Name that the declared column is bound to: no column of a table."""
_CUT = re.compile(r"\s+[-–:/]\s+|[()]")


@dataclass(frozen=True, slots=True)
class SiteNames:
    """What names a site or its department in a cell, folded -> site id."""

    ids: Mapping[str, str]
    sites: Mapping[str, Site]

    @classmethod
    def build(cls, sites: Mapping[str, Site]) -> "SiteNames":
        """Codes first: where a department and its prefecture share a name, the prefecture is meant."""
        ids: dict[str, str] = {}
        for site in sorted(sites.values(), key=lambda site: site.kind):
            names = [site.site_id, site.name]
            if site.kind == "prefecture":
                names.append(site.department)
            for name in names:
                ids.setdefault(fold(name), site.site_id)
        return cls(ids, sites)

    def find(self, text: str) -> str | None:
        """The site that a cell names: « 18 », « Cher », « 18 - Cher », « Cher (18) »; None when it names none, or two."""
        if (whole := self.ids.get(fold(text))) is not None:
            return whole
        found = {self.ids.get(fold(part)) for part in _CUT.split(text) if part.strip()}
        return found.pop() if len(found) == 1 else None

    def is_within(self, found: str, asked: str) -> bool:
        """True when rows of `found` may be of the site `asked`: itself, or its whole department."""
        return found in (asked, self.sites[asked].department_code)


def wanted_site(source: Source) -> tuple[Wanted, ...]:
    """The column that the source declares, if it does: the file must have it."""
    return (Wanted(DECLARED, as_tuple(source.site_column)),) if source.site_column else ()


def recognised_column(raw: RawTable, cells: pd.DataFrame, expected: Headings, names: SiteNames) -> int | None:
    """Position of the column that tells the site though the source does not declare it; None when there is none.

    A heading that the source binds or ignores is not looked at; nor one with a value that is no site: it is another thing.
    """
    known = {fold(heading) for wanted in expected.wanted for heading in wanted.headings}
    known |= {fold(heading) for heading in expected.ignored}
    recognised = {fold(heading) for heading in HEADINGS} - known
    for position, heading in enumerate(raw.headings):
        if fold(heading) in recognised and position in cells:
            texts = _told(raw, cells, position).cat.categories
            if len(texts) and all(names.find(text) for text in texts):
                return position
    return None


def check_site(raw: RawTable, cells: pd.DataFrame, position: int, asked: str, source: Source, names: SiteNames) -> None:
    """Reject the rows of `cells` that name another site than `asked`, or no site; an empty cell says nothing.

    Raises `DataRefused` when no row is of that site.
    """
    for (row, place), reason in raw.cell_reasons.items():
        if place == position and row in cells.index:
            raw.faults.add(reason, row, raw.headings[position])
    column = _told(raw, cells, position)
    lines = {str(text): int(count) for text, count in column.value_counts().items()}
    found = {text: names.find(text) for text in lines}
    others = {text: site for text, site in found.items() if site is None or not names.is_within(site, asked)}
    if not others:
        return
    heading, ignore = raw.headings[position], f"ignored_columns dans params/sources/{source.id}.yml"
    sites = sorted({site for site in others.values() if site is not None})
    if len(others) == len(lines) and not column.isna().any() and None not in others.values():
        told = ", ".join(_counted(names, site, lines, found) for site in sites)
        raise refuse(
            raw.faults.file,
            fault(
                "file_of_another_site",
                told=told,
                asked=asked,
                sites=" ou ".join(sites),
                ignore=ignore,
            ),
            sheet=raw.faults.sheet,
            column=heading,
        )
    mixed = ", ".join(_counted(names, site, lines, found) for site in sorted(filter(None, set(found.values()))))
    reasons = {text: _reason(text, site, asked, mixed, ignore) for text, site in others.items()}
    raw.faults.add_values(column, heading, reasons)


def _told(raw: RawTable, cells: pd.DataFrame, position: int) -> pd.Series:
    """The column without the cells whose text hides something (merged, in error), and its own texts only."""
    hidden = [row for row, place in raw.cell_reasons if place == position and row in cells.index]
    column = cells[position].copy()
    column.loc[hidden] = None
    return column.cat.remove_unused_categories()


def _counted(names: SiteNames, site: str, lines: Mapping[str, int], found: Mapping[str, str | None]) -> str:
    count = sum(lines[text] for text, other in found.items() if other == site)
    return f"{site} ({names.sites[site].name}), {count} ligne(s)"


def _reason(text: str, site: str | None, asked: str, mixed: str, ignore: str) -> Reason:
    if site is not None:
        return fault("other_site", asked=asked, mixed=mixed, site=site, ignore=ignore)
    if text.lstrip("0") == asked.lstrip("0"):
        return fault("damaged_site", asked=asked)
    return fault("unknown_site", asked=asked, ignore=ignore)
