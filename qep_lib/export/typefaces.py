"""Where the typefaces of the PDF and of its drawings are: those of the installed packages, never the machine's own."""

import importlib.util
from functools import cache
from pathlib import Path

import typst

from qep_lib.errors import sure


@cache
def font_folders() -> list[Path]:
    """Folders of Fira Sans and DejaVu, for Typst."""
    # Located without importing: matplotlib takes most of a second to import, and only its DejaVu files are needed.
    places = {"fontpkg_fira_sans": "files", "matplotlib": "mpl-data/fonts/ttf"}
    found = {package: sure(importlib.util.find_spec(package)) for package in places}
    return [Path(sure(found[package].submodule_search_locations)[0]) / folder for package, folder in places.items()]


@cache
def typst_fonts() -> typst.Fonts:
    """The same, read once: a compiler that is given folders looks through them and reads the files again."""
    return typst.Fonts(include_system_fonts=False, font_paths=list(font_folders()))
