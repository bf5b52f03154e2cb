"""Pickers of a site and of a period, above those of a view."""

from collections.abc import Iterable, Mapping

from qep_lib.errors import DataRefused
from qep_lib.model.period import Period
from qep_lib.workbench.panel import Panel, dropdown, offer

NONE = ""


class SitePanel(Panel):
    """Pickers of a site and of a period of which it has data, of one table or of any."""

    table: str | None = None

    def __init__(self, bench, site: str | None, period: str | None, rows: Iterable, chosen: Mapping[str, object]):
        self.bench = bench
        self.site, self.period = dropdown("Site"), dropdown("Période")
        self._first = {"site": site, "period": period, **chosen}
        super().__init__([(self.site, self.period), *rows])

    def _fill(self) -> None:
        sites = self.bench.sites(self.table)["name"].to_dict()
        if not sites:
            raise DataRefused(
                "aucune donnée n'est importée. À faire : « qep import », ou « make report » pour les exemples."
            )
        # What the call names is chosen first, and never put back over another choice.
        offer(self.site, sites, self._first.pop("site", None))
        periods = self.bench.periods(self.site.value, self.table)
        if not periods:
            raise DataRefused("ce site n'a pas de document public. À faire : en choisir un autre.")
        offer(self.period, {code: Period.parse(code).label for code in periods}, self._first.pop("period", None))

    def chosen(self) -> dict[str, object]:
        """The site and the period."""
        return {"site": self.site.value, "period": self.period.value}
