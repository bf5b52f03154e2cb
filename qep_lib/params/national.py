"""What of `params/` travels inside the package, and where the package keeps it. The build reads this file by its path:
it imports the standard library only. Who reads what is `overlay`.
"""

from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

LIBRARY = Path(__file__).resolve().parents[1]
CARRIED_ROOT = LIBRARY / "national"
LOCK = "requirements.lock"
CARRIED = ("params", "notebooks")
"""The folders of the repository that an installed package carries in `qep_lib/national`, under the same names."""
LOCAL = (
    "params/espace.yml",
    "params/labels.yml",
    "params/groups.yml",
    "params/approved_texts.yml",
    "params/runs/*",
    "params/committees/*",
    "params/roads/*",
    "params/textes/*",
    "params/identity.yml",
    "params/identite/*",
    "params/modeles/*",
    "params/questionnaires/*",
    "params/sources/satisfaction-survey-*",
)
"""What belongs to one prefecture: dates, files, decisions and words of its own. All the rest is the national catalogue."""
NOT_CARRIED = (".ipynb_checkpoints", "__pycache__")


def is_national(name: str) -> bool:
    """Whether the file of that name (`params/letters/reply.txt.j2`) is one of the national catalogue."""
    parts = PurePosixPath(name).parts
    is_left = any(part in NOT_CARRIED or part.startswith(".") for part in parts)
    return (
        parts[:1] in {(folder,) for folder in CARRIED} and not is_left and not any(fnmatchcase(name, p) for p in LOCAL)
    )


def national_root() -> Path:
    """The folder that holds the national `params/` and `notebooks/`: in the package, or the repository it is run from."""
    return CARRIED_ROOT if CARRIED_ROOT.is_dir() else LIBRARY.parent
