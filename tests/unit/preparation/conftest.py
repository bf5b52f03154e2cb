"""What the project knows, and the ways to propose a file or a folder from it."""

import sys
from datetime import date
from pathlib import Path

import pytest

from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.preparation.folder import FoundFile, read_folder
from qep_lib.preparation.grid import Grid
from qep_lib.preparation.knowledge import Knowledge
from qep_lib.preparation.periods import Subject
from qep_lib.preparation.propose import propose
from qep_lib.preparation.repeats import Earlier

sys.path.insert(0, str(Path(__file__).parent))
PROJECT = Path(__file__).parents[3]
SUBJECT = Subject("49", Period.parse("2022"))


@pytest.fixture(scope="session")
def knowledge():
    """What `params/` knows."""
    return Knowledge(read_catalogue(Workspace(PROJECT)))


@pytest.fixture(scope="session")
def draft_of(knowledge):
    """The draft of sheets given as rows: file name -> rows, or (file, sheet) -> rows."""

    def draft(files, answers=None, **options):
        grids = {}
        for name, rows in files.items():
            file, sheet = name if isinstance(name, tuple) else (name, "")
            width = max(map(len, rows))
            padded = [[*map(str, row)] + [""] * (width - len(row)) for row in rows]
            grids.setdefault(file, []).append(Grid(file, sheet, padded))
        found = [FoundFile(Path(file), file, date(2023, 1, 16), tuple(sheets)) for file, sheets in grids.items()]
        return propose(found, (), options.pop("knowledge", knowledge), SUBJECT, answers or {}, Earlier(**options))

    return draft


@pytest.fixture(scope="session")
def sheet_of(draft_of):
    """The only sheet of the draft of some rows."""

    def sheet(rows, file="fichier.csv", answers=None):
        (found,) = draft_of({file: rows}, answers).sheets
        return found

    return sheet


@pytest.fixture(scope="session")
def folder_draft(knowledge):
    """The draft of a folder on the disk."""

    def draft(folder, site="18", period="2026", answers=None):
        files, aside = read_folder(folder, knowledge)
        return propose(files, aside, knowledge, Subject(site, Period.parse(period)), answers or {})

    return draft
