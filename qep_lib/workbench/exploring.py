"""« Explorer »: the explorers of the workbench, each opened when it is first shown."""

from collections.abc import Callable

from ipywidgets import Tab, VBox, Widget

from qep_lib.model.base import Audience
from qep_lib.model.workspace import Workspace
from qep_lib.workbench.bench import Workbench


class Exploring(Tab):
    """One explorer a tab, those that the audience of the workbench has. Opening one reads data: only the one that is looked at
    is."""

    def __init__(self, bench: Workbench):
        self._explorers: dict[str, Callable[[], Widget]] = {
            "Enquête": bench.explore_survey,
            **({"Demandes": bench.explore_requests} if bench.audience == "internal" else {}),
            "Site": bench.explore_site,
            "Région": bench.explore_region,
        }
        super().__init__([VBox() for _ in self._explorers], titles=tuple(self._explorers))
        self.observe(lambda change: self.refresh(), "selected_index")

    def refresh(self) -> None:
        """Open the explorer that is shown, or let it read the data again."""
        place = self.children[self.selected_index or 0]
        if place.children:
            place.children[0].refresh()
        else:
            place.children = [self._explorers[self.titles[self.selected_index or 0]]()]


def open_served(audience: Audience) -> Exploring:
    """The explorers for readers: of that audience, without calls. What the page of `qep serve` shows."""
    exploring = Exploring(Workbench(Workspace.find(), audience, is_served=True))
    exploring.selected_index = 0
    if not exploring.children[0].children:
        exploring.refresh()
    return exploring
