"""The titles of the notebooks, which the words of a service are put under. Matching a name with them is `model.headings`."""

import json
from functools import lru_cache
from pathlib import Path

from qep_lib.model.headings import Title, headings_of
from qep_lib.model.workspace import Workspace
from qep_lib.params.overlay import list_files

DEEPEST = 3


def read_outlines(workspace: Workspace) -> tuple[tuple[Title, ...], ...]:
    """The titles of level 2 and 3 of each notebook, in reading order; a notebook that cannot be read has none."""
    return tuple(titles_of(path) for path in list_files(workspace, "notebooks", "*.ipynb"))


def titles_of(path: Path) -> tuple[Title, ...]:
    """The titles of one notebook."""
    try:
        return _titles(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError):
        return ()


@lru_cache(maxsize=64)
def _titles(content: bytes) -> tuple[Title, ...]:
    cells = json.loads(content)["cells"]
    sources = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return tuple(
        (level, words) for source in sources for level, words in headings_of(source) if level <= DEEPEST and words
    )
