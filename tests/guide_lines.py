"""The table of the fifteen questions in the guide of the analyst: what is asked, and the line that answers."""

import re
from pathlib import Path

GUIDE = Path(__file__).parents[1] / "docs" / "guide-analyste.md"


def answers() -> dict[str, str]:
    """Question → its line, in the order of the table."""
    rows = re.findall(r"^\| (.+?) \| .+? \| `(bench\..+?)` \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(rows)
