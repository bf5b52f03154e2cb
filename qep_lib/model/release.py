"""What leaves for the public: the periods, other than calendar years, of which declared runs publish the figures of a site.

The year is taken to be public for every site: its report protects what these shorter documents hide (`disclosure/overlap`), so
they must be declared before they are made.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from qep_lib.model.period import Period


@dataclass(frozen=True, slots=True)
class Release:
    """A period of which figures of a site are published, and the stored tables that those figures come from."""

    period: Period
    tables: frozenset[str]

    def to_json(self) -> list[object]:
        """As JSON values, for a fingerprint."""
        return [self.period.code, sorted(self.tables)]


def releases_inside(period: Period, releases: Iterable[Release]) -> tuple[Release, ...]:
    """The releases of periods strictly inside this one."""
    return tuple(found for found in releases if found.period != period and period.covers(found.period))
