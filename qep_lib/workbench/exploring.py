"""« Explorer »: the explorers of the workbench, each opened when it is first shown."""

import os
from collections.abc import Callable

from ipywidgets import Tab, VBox

from qep_lib.model.base import Audience
from qep_lib.model.workspace import Workspace
from qep_lib.workbench.addresses import EXPLORER, chosen_of, read_query
from qep_lib.workbench.bench import Workbench
from qep_lib.workbench.panel import Panel

ASKED = "QUERY_STRING"
"""The variable in which Voilà gives a kernel the query of its page."""


class Exploring(Tab):
    """One explorer a tab, those that the audience of the workbench has. Opening one reads data: only the one that is looked at
    is."""

    def __init__(self, bench: Workbench):
        self._explorers: dict[str, Callable[..., Panel]] = {
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

    def open_address(self, query: str) -> bool:
        """Show the explorer that the query of an address names, on what it asks; what this audience has not is said above it.
        False where it names none."""
        name, asked = read_query(query)
        if not name:
            return False
        titles = {opened.__name__: title for title, opened in self._explorers.items()}
        title = titles.get(f"explore_{name}")
        chosen = chosen_of(asked) if title else {}
        explorer = self._explorers[title or self.titles[0]](**chosen)
        explorer.tell_missed(asked if title else [(EXPLORER, name), *asked])
        place = self.titles.index(title) if title else 0
        self.children[place].children = [explorer]
        self.selected_index = place
        return True


def open_served(audience: Audience) -> Exploring:
    """The explorers for readers: of that audience, without calls. What the page of `qep serve` shows."""
    exploring = Exploring(Workbench(Workspace.find(), audience, is_served=True))
    if not exploring.open_address(os.environ.get(ASKED, "")):
        exploring.selected_index = 0
        if not exploring.children[0].children:
            exploring.refresh()
    return exploring
