"""Every command and every line of code of the guides, as a reader would type them."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
GUIDES = sorted(PROJECT.glob("docs/guide-*.md"))
REGION = ("cher-2020", "loir-et-cher-2021", "centre-val-de-loire-2021", "indre-et-loire-2021", "essonne-2019")
OPENS_A_SERVER = ("qep lab",)
"""Tried in a browser (`tests/validators/test_lab.py`)."""


def blocks(guide, language):
    """The lines of each block of code of a language."""
    return re.findall(rf"```{language}\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_the_pictures_of_a_guide_are_those_of_the_browser_suite(guide):
    """Each says what it shows, is there, and is made again by a scenario (`QEP_PICTURES=docs/images make test-browser`)."""
    pictures = re.findall(r"!\[(.*?)\]\(images/(.+?)\.png\)", guide.read_text(encoding="utf-8"))
    scenarios = "".join(path.read_text(encoding="utf-8") for path in PROJECT.glob("tests/validators/test_*.py"))
    assert pictures
    for words, name in pictures:
        assert words and (guide.parent / "images" / f"{name}.png").is_file() and f'"{name}"' in scenarios, name


@pytest.mark.long
@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_commands_and_code_of_a_guide_run(guide, tmp_path, imported_workspace, qep, monkeypatch):
    """In a workspace that has the data the guide speaks of; commands succeed, code gives something."""
    runs = REGION if "region:24" in guide.read_text(encoding="utf-8") else ("cher-2020",)
    workspace = imported_workspace(tmp_path / "espace", runs)
    commands = [line for block in blocks(guide, "bash") for line in block.splitlines() if line]
    assert commands
    for line in commands:
        if line not in OPENS_A_SERVER:
            code, said = qep(workspace.root, *line.split()[1:])
            assert code == 0, f"{line}\n{said}"
    monkeypatch.setenv("QEP_WORKSPACE", str(workspace.root))
    for block in blocks(guide, "python"):
        known = {}
        for line in block.splitlines():
            if line:
                exec(line, known)
