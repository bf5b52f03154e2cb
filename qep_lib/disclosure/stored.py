"""The stored rows that a report may read as they are: those about the service. Rows about people leave by `register`,
`answers` and `case_mix`, counted and protected.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from qep_lib.errors import QepError
from qep_lib.indicators.covered import Given, known_until
from qep_lib.indicators.series import serie_of
from qep_lib.model.base import Audience
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.site import Site
from qep_lib.model.tables import ANSWERS, TABLES
from qep_lib.model.workspace import Workspace
from qep_lib.store.manifest import read_manifest
from qep_lib.store.tables import read_table

RANGE = ".."


@dataclass(frozen=True)
class SiteRows:
    """The stored rows of one site, for a report of a period and an audience as known on `as_of`; of answers, those of the
    survey of `serie` alone when it is given.
    """

    workspace: Workspace
    catalogue: Catalogue
    site: Site
    period: Period
    as_of: date
    audience: Audience
    serie: str | None = None
    _read: dict[tuple[str, tuple[int, ...]], pd.DataFrame] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def of_service(self, table: str, years: Sequence[int]) -> pd.DataFrame:
        """The rows of those years, the typed empty frame when there are none. Read once: not to be changed.

        Raises `QepError` for a table of people, whatever the audience.
        """
        if TABLES[table].is_of_people:
            raise QepError(f"table « {table} » : ses lignes sont celles de personnes, aucun rapport ne les lit.")
        return self.read(table, years)

    def read(self, table: str, years: Sequence[int]) -> pd.DataFrame:
        """The rows of any table, unprotected: for the modules of this package alone."""
        key = (table, tuple(years))
        if key not in self._read:
            self._read[key] = read_table(self.workspace, table, [self.site.site_id], key[1])
        return self._read[key]

    def known_until(self, rows: pd.DataFrame) -> np.ndarray:
        """The last day of which each of these rows tells (`covered.known_until`)."""
        extracted = Given.of(read_manifest(self.workspace, [self.site.site_id])).extracted
        return known_until(rows["dataset"], extracted, self.as_of)

    @cached_property
    def answers(self) -> pd.DataFrame:
        """The answers of the period, to the questionnaires of the series wanted, unprotected: for the modules of this package
        alone. Chosen once: a report asks some three hundred times who asked.
        """
        answers = self.read(ANSWERS, self.period.years)
        is_wanted = is_inside(answers["answered_on"], self.period, self.as_of)
        if self.serie is not None:
            known = answers["questionnaire_id"].dropna().unique()
            own = [id_ for id_ in known if serie_of(self.catalogue, id_) == self.serie]
            is_wanted &= answers["questionnaire_id"].isin(own)
        return answers[is_wanted]

    @cached_property
    def questionnaire_id(self) -> str | None:
        """Id of the questionnaire that these answers name, the last one met."""
        used = self.answers["questionnaire_id"].dropna().unique()
        return str(used[-1]) if len(used) else None


def is_inside(days: pd.Series, period: Period, as_of: date) -> pd.Series:
    """Which days are in the period and known on `as_of`."""
    return (days >= pd.Timestamp(period.start)) & (days <= pd.Timestamp(min(period.end, as_of)))


def periods_stored(workspace: Workspace, site_id: str, table: str | None = None) -> frozenset[str]:
    """Codes of the periods of which a site has stored data (of that table): those of its imported files and of its declared
    figures, and each year of its rows.
    """
    codes: set[str] = set()
    for entry in read_manifest(workspace, [site_id]):
        spec = TABLES[entry.table]
        if not spec.is_measured or table not in (None, entry.table):
            continue
        years = {path.rpartition("year=")[2].removesuffix(".parquet") for path, _ in entry.partitions}
        if spec.period_column is not None:
            rows = read_table(workspace, entry.table, [site_id], sorted(map(int, years)))
            codes |= {*rows[spec.period_column]}
        else:
            # An import over several years is asked for year by year.
            codes |= years | ({entry.period} if RANGE not in entry.period else set())
    return frozenset(codes)
