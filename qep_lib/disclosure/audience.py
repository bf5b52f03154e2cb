"""The results of a site as an audience may see them: measured, then hidden where they describe too few people, here or by
subtraction from another public document.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from qep_lib.disclosure.overlap import Limits, Published, hidden_rows, withheld
from qep_lib.disclosure.released import NO_DECIMALS, measured_rows
from qep_lib.disclosure.suppression import Key, for_the_public, suppress
from qep_lib.indicators.results import load_results
from qep_lib.indicators.waves import WAVE
from qep_lib.model.base import Audience
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.measured import Measured, MeasuredRows
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.store.manifest import default_as_of


@dataclass(frozen=True)
class ResultsForAudience:
    """Results as known on `as_of`, small groups hidden. What is read twice for one report is worked out once."""

    workspace: Workspace
    catalogue: Catalogue
    as_of: date
    audience: Audience
    _published: dict[tuple[str, Period, str | None], Published] = field(default_factory=dict, init=False, repr=False)
    _hidden: dict[tuple[str, Period, str | None], frozenset[Key]] = field(default_factory=dict, init=False, repr=False)

    def rows(self, site_id: str, period: Period, compared: Period, serie: str | None = None) -> MeasuredRows:
        """The rows of a site and period with the changes since `compared`, by indicator then group.

        Public figures of the compared period are those that its own document would show, neither more nor other ones.
        `serie`: the survey whose answers count, where the site has several. Waves are for the internal audience: their
        days cross the periods of public documents.
        """
        results = load_results(self.workspace, self.catalogue, site_id, period, self.as_of, compared, serie)
        disclosure, limits = self.catalogue.conventions.disclosure, self._limits
        if self.audience == "internal":
            return self._by_indicator(site_id, suppress(results, limits.indicators, limits.threshold))
        results = results.loc[~results["group"].str.startswith(f"{WAVE}=")]
        beside, before = self._withheld_of(site_id, period, serie), self._hidden_of(site_id, compared, serie)
        shown = for_the_public(results, limits.indicators, disclosure, beside, before)
        return self._by_indicator(site_id, shown)

    def _by_indicator(self, site_id: str, results: pd.DataFrame) -> MeasuredRows:
        label = self.catalogue.labels.get(site_id)
        decimals = NO_DECIMALS if label is None else label.decimals
        measured: dict[str, dict[str, Measured]] = {}
        for row in measured_rows(results, self.catalogue.conventions.disclosure, decimals):
            measured.setdefault(row.indicator_id, {})[row.group] = row
        return measured

    @property
    def _limits(self) -> Limits:
        disclosure = self.catalogue.conventions.disclosure
        return Limits(
            self.catalogue.measured, disclosure.threshold(self.audience), disclosure.smallest_count(self.audience)
        )

    def _withheld_of(self, site_id: str, period: Period, serie: str | None) -> frozenset[Key]:
        if not self.catalogue.public_inside(site_id, period):
            return frozenset()
        return withheld(self._published_of(site_id, period, serie), self._limits)

    def _hidden_of(self, site_id: str, period: Period, serie: str | None) -> frozenset[Key]:
        key = site_id, period, serie
        if key not in self._hidden:
            self._hidden[key] = hidden_rows(self._published_of(*key), self._limits)
        return self._hidden[key]

    def _published_of(self, site_id: str, period: Period, serie: str | None) -> Published:
        key = site_id, period, serie
        if key not in self._published:
            results = load_results(self.workspace, self.catalogue, site_id, period, self.as_of, serie=serie)
            inside = tuple(
                self._published_of(site_id, release.period, serie).of_indicators(self._told_by(release.tables))
                for release in self.catalogue.public_inside(site_id, period)
            )
            self._published[key] = Published(period, results, inside)
        return self._published[key]

    def _told_by(self, tables: frozenset[str]) -> frozenset[str]:
        """The indicators whose figures come from one of these tables."""
        known = self.catalogue.measured.values()
        return frozenset(indicator.id for indicator in known if any(way.table in tables for way in indicator.ways()))


def internal_results(workspace: Workspace, catalogue: Catalogue, sites: Sequence[str], period: Period) -> pd.DataFrame:
    """The results table of one site or more, each as known at the end of what it has stored, after suppression for the
    internal audience.
    """
    parts = [
        load_results(workspace, catalogue, site_id, period, default_as_of(workspace, [site_id], period))
        for site_id in sites
    ]
    threshold = catalogue.conventions.disclosure.threshold("internal")
    return suppress(pd.concat(parts, ignore_index=True), catalogue.measured, threshold)
