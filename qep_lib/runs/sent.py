"""What this workspace has sent to each place: only that may be taken away there. Copying is `runs.mirror`.

A place may be shared: by another prefecture's workspace, by a web site. The shape of a folder, or even a record in it, does
not say whose it is; this list, kept here, does. Without it (another machine, `data/` made anew) nothing is taken away.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from qep_lib.files import replace_file
from qep_lib.model.workspace import Workspace


class SentFiles:
    """Paths of the files that this workspace put at one address, the report's files before they are sent.

    Noted first, sent next: whatever is interrupted, what is there of ours is in the list.
    """

    def __init__(self, workspace: Workspace, place: str):
        name = hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        self._file, self._place = workspace.publications / f"{name}.json", place
        self._paths = _read(self._file)

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    def note(self, paths: Iterable[str]) -> None:
        """Add paths that are about to be sent."""
        self._keep(self._paths | {*paths})

    def forget(self, paths: Iterable[str]) -> None:
        """Take away paths that are no longer there."""
        self._keep(self._paths - {*paths})

    def _keep(self, paths: set[str]) -> None:
        if paths == self._paths:
            return
        self._paths = paths
        content: Mapping[str, object] = {"place": self._place, "files": sorted(paths)}
        replace_file(self._file, json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n")


def _read(file: Path) -> set[str]:
    """The list; empty when there is none or it cannot be read: then nothing there is ours."""
    try:
        return {path for path in json.loads(file.read_text(encoding="utf-8"))["files"] if isinstance(path, str)}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
