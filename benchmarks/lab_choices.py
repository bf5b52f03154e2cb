"""What a choice costs in the explorers of `qep lab`, in a browser: seconds from the menu to the view, once warm.

Usage: python -m benchmarks.lab_choices. Each menu is turned twice through its options; the first turn is not counted. Then once
more with the links of « Exporter, garder » open: each view is also an Excel file, two images, a Word file and a PDF.
"""

import importlib
import os
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.lab_start import launched
from benchmarks.timing import Spread
from benchmarks.workspaces import PROJECT, make_workspace

sys.path.insert(0, str(PROJECT / "tests" / "validators"))
pages = importlib.import_module("served")
TARGET = 0.5
MOST_OPTIONS = 5
MENUS = {
    "Enquête": (("Vue", ()), ("Question", (("Vue", "Tri croisé de deux questions"),)), ("Selon", ()), ("Filtre 1", ())),
    "Demandes": (("Vue", ()), ("Selon", (("Vue", "Dans le délai, par groupe"),)), ("Nature", ()), ("Mois", ())),
    "Site": (("Vue", ()), ("Rubrique", ()), ("Indicateur", (("Vue", "Un indicateur, par groupe"),)), ("Groupe", ())),
    "Région": (("Vue", ()), ("Indicateur", ()), ("À côté de", ())),
}
"""Explorer -> the menus that are turned, each with what is chosen before."""


def main() -> int:
    """Print the seconds by explorer; 1 when the median of one misses the target."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        workspace, _ = make_workspace(Path(folder) / "espace", 2)
        os.environ |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(folder) / "octets")}
        browser = launched(playwright)
        home = str(Path(folder) / "jupyter")
        with pages.served(workspace, "lab", "--no-browser", JUPYTER_CONFIG_DIR=home) as (root, token):
            address = f"{root}lab/tree/data/atelier/accueil.ipynb?reset&token={token}"
            page = pages.opened_home(pages.french_context(browser).new_page(), address)
            pages.open_tab(page, "Explorer")
            found = {name: _turned(page, name) for name in MENUS}
            pages.open_tab(page, "Enquête")
            pages.seen(page, "button", "Exporter, garder").click()
            found["Enquête, fichiers compris"] = _turned(page, "Enquête")
        browser.close()
    for name, values in found.items():
        print(f"{name:28}{Spread(tuple(values)).words()} s a choice, at most {max(values):.2f}, {len(values)} choices")
    worst = max(statistics.median(values) for name, values in found.items() if name in MENUS)
    print(f"target seconds of a choice, median of the slowest explorer (at most {TARGET}): {worst:.2f}")
    return int(worst > TARGET)


def _turned(page: Page, tab: str) -> list[float]:
    """The seconds of each choice of the second turn."""
    pages.open_tab(page, tab)
    kept: list[float] = []
    for turn in range(2):
        for label, before in MENUS[tab]:
            for choice in before:
                pages.choose(page, *choice)
            options = pages.picker(page, label).evaluate("e => [...e.options].map((one) => one.value)")
            spent = [pages.choose(page, label, option) for option in (*options[1:MOST_OPTIONS], options[0])]
            kept += [seconds for seconds in spent if turn and seconds]
    return kept


if __name__ == "__main__":
    sys.exit(main())
