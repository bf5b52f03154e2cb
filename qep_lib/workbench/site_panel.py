"""Pickers of a site and of a period, above those of a view."""

from collections.abc import Iterable, Mapping
from typing import Any

from ipywidgets.widgets.widget_description import DescriptionWidget

from qep_lib.errors import DataRefused
from qep_lib.model.period import Period
from qep_lib.workbench.panel import Panel, dropdown, offer, words_of
from qep_lib.workbench.view_source import ViewSource

NONE = ""


class SitePanel(Panel):
    """Pickers of a site and of a period of which it has data, of one table or of any."""

    table: str | None = None

    def __init__(
        self,
        bench: ViewSource,
        site: str | None,
        period: str | None,
        rows: Iterable[Iterable[DescriptionWidget]],
        chosen: Mapping[str, Any],
    ):
        self.bench = bench
        self.site, self.period = dropdown("Site"), dropdown("Période")
        self._first: dict[str, Any] = {"site": site, "period": period, **chosen}
        super().__init__([(self.site, self.period), *rows])

    def _fill(self) -> None:
        sites = words_of(self.bench.sites(self.table)["name"])
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
