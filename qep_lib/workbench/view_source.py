"""What an explorer asks of the workbench that it is given: what there is to pick, and the views of what is picked."""

from collections.abc import Sequence
from typing import Protocol

import pandas as pd

from qep_lib.display.elements import Element
from qep_lib.model.base import Audience
from qep_lib.workbench.region import Region
from qep_lib.workbench.requests import Requests
from qep_lib.workbench.site import SiteResults
from qep_lib.workbench.survey import Survey


class ViewSource(Protocol):
    """The calls of `bench.Workbench` that explorers make: the workbench imports them, they cannot import it."""

    audience: Audience
    is_served: bool

    def sites(self, table: str | None = None) -> pd.DataFrame:
        """As `Workbench.sites`."""

    def regions(self) -> dict[str, str]:
        """As `Workbench.regions`."""

    def periods(self, site: str | Sequence[str], table: str | None = None) -> list[str]:
        """As `Workbench.periods`."""

    def periods_before(self, site: str, period: str) -> list[str]:
        """As `Workbench.periods_before`."""

    def survey(self, site: str, period: str) -> Survey:
        """As `Workbench.survey`."""

    def site(self, site: str, period: str, previous: str | None = None) -> SiteResults:
        """As `Workbench.site`."""

    def requests(self, site: str, period: str) -> Requests:
        """As `Workbench.requests`."""

    def region(self, sites: str | Sequence[str], period: str) -> Region:
        """As `Workbench.region`."""

    def beside(self, site: str, period: str, other_site: str | None = None, other_period: str | None = None) -> Element:
        """As `Workbench.beside`."""
