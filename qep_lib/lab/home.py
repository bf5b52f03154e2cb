"""The home notebook's one call: its panels, side by side as tabs."""

from collections.abc import Sequence
from typing import Any

from comm import get_comm_manager
from ipywidgets import Tab

from qep_lib.lab.commenting import Commenting
from qep_lib.lab.filing import Filing
from qep_lib.lab.producing import Producing
from qep_lib.lab.standing import Standing
from qep_lib.model.workspace import Workspace
from qep_lib.workbench.bench import Workbench
from qep_lib.workbench.exploring import Exploring

ADDRESS = "qep-adresse"
"""What the page opens to say the address it was opened at: `{"query": …}`."""
TITLES = ("Produire", "Explorer", "Mes fichiers", "Mes textes", "État")


class Home(Tab):
    """The panels of the home; each keeps what was typed in it, and reads the workspace again when it is shown."""

    def __init__(self, workspace: Workspace):
        bench = Workbench(workspace)
        self.producing = Producing(bench, workspace)
        self.exploring = Exploring(bench)
        self.filing = Filing(bench, workspace, self._start)
        self.commenting = Commenting(bench, workspace)
        self.standing = Standing(workspace, self._start)
        panels = [self.producing, self.exploring, self.filing, self.commenting, self.standing]
        super().__init__(panels, titles=TITLES)
        self.observe(lambda change: self._refresh(), "selected_index")
        self.selected_index = 0
        self._refresh()

    def _refresh(self) -> None:
        self.children[self.selected_index].refresh()

    def open_address(self, query: str) -> None:
        """Show the view that an address asks for, if it asks for one."""
        if self.exploring.open_address(query):
            self.selected_index = self.children.index(self.exploring)

    def _start(self, words: Sequence[str]) -> None:
        """What another panel starts is followed where every batch is."""
        self.selected_index = 0
        self.producing.start_command(words)


def open_home() -> Home:
    """The home of the workspace found from here; `ParameterError` when there is none."""
    home = Home(Workspace.find())

    def told(comm: Any, message: dict[str, Any]) -> None:
        home.open_address(str(message["content"]["data"].get("query", "")))

    get_comm_manager().register_target(ADDRESS, told)
    return home
