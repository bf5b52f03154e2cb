"""What people wrote, masked, and what was decided of it: files of the restricted folder, one a dataset, decisions by site.

Rows of the store only say that there is a comment. A file belongs to the very bytes that it was read from: one that another
version of its dataset left is not read. Masking is `intake`; what a report may show of it is `disclosure.comments`.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from qep_lib.files import replace_file
from qep_lib.model.base import Audience
from qep_lib.model.fingerprint import fingerprint
from qep_lib.model.workspace import Workspace
from qep_lib.store.manifest import DatasetEntry, read_manifest

Verdict = Literal["keep", "rewrite", "discard"]


@dataclass(frozen=True, slots=True)
class StoredComment:
    """A comment as it may be kept: masked. `mark` is that of its words: the same words to the same question have the same.

    `sheet` and `line` say where it is in its file; `site_id` and `answer_id` are those of the answer.
    """

    mark: str
    questionnaire_id: str
    item_id: str
    answered_on: date
    sheet: str | None
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided of a text: its theme, whether it may be quoted, in which words (those written when None), to whom."""

    verdict: Verdict
    theme: str | None = None
    text: str | None = None
    audience: Audience | None = None


def keep_comments(workspace: Workspace, entry: DatasetEntry, comments: Iterable[StoredComment]) -> None:
    """Store the comments of a dataset in place of those that it had; a dataset without any says so too."""
    rows = [asdict(comment) | {"answered_on": comment.answered_on.isoformat()} for comment in comments]
    content = {"dataset": entry.dataset, "sha256": entry.sha256, "comments": rows}
    _write(_path(workspace, entry), content)


def are_kept(workspace: Workspace, entry: DatasetEntry) -> bool:
    """True when the comments of these bytes were stored, if only to say that there are none."""
    return _read(_path(workspace, entry)).get("sha256") == entry.sha256


def comments_of(workspace: Workspace, entry: DatasetEntry) -> tuple[StoredComment, ...]:
    """The comments of a dataset, by line; none where another version of it left them."""
    content = _read(_path(workspace, entry))
    if content.get("sha256") != entry.sha256:
        return ()
    rows = content["comments"]
    return tuple(StoredComment(**row | {"answered_on": date.fromisoformat(row["answered_on"])}) for row in rows)


def comments_of_site(workspace: Workspace, site_id: str) -> tuple[StoredComment, ...]:
    """Those of every dataset that the site has stored."""
    return tuple(c for entry in read_manifest(workspace, [site_id]) for c in comments_of(workspace, entry))


def remove_comments(workspace: Workspace, entry: DatasetEntry) -> None:
    """Take away the comments of a dataset that another one stands in for; what was decided of their words stays."""
    _path(workspace, entry).unlink(missing_ok=True)


def forget_comments(
    workspace: Workspace, entry: DatasetEntry, places: Collection[tuple[str | None, int]] | None = None
) -> None:
    """Take away the comments of a dataset, or those at these places (sheet, line), and the decisions that stand on no comment
    any more."""
    if places is None:
        remove_comments(workspace, entry)
    elif are_kept(workspace, entry):
        kept = [c for c in comments_of(workspace, entry) if (c.sheet, c.line) not in places]
        keep_comments(workspace, entry, kept)
    known = {comment.mark for comment in comments_of_site(workspace, entry.site_id)}
    decided = read_decisions(workspace, entry.site_id)
    if decided.keys() - known:
        write_decisions(workspace, entry.site_id, {mark: one for mark, one in decided.items() if mark in known})


def read_decisions(workspace: Workspace, site_id: str) -> dict[str, Decision]:
    """What was decided of each text of a site, by its mark."""
    return {mark: Decision(**one) for mark, one in _read(_decisions_path(workspace, site_id)).items()}


def write_decisions(workspace: Workspace, site_id: str, decisions: Mapping[str, Decision]) -> None:
    """All the decisions of a site."""
    _write(_decisions_path(workspace, site_id), {mark: asdict(one) for mark, one in sorted(decisions.items())})


def decided_sha256(workspace: Workspace, entry: DatasetEntry) -> str | None:
    """Hash of what was decided of the comments of a dataset; None without any. Nobody can try words until one fits: marks
    come into it."""
    decided = read_decisions(workspace, entry.site_id)
    own = {c.mark: asdict(decided[c.mark]) for c in comments_of(workspace, entry) if c.mark in decided}
    return fingerprint(own) if own else None


def _folder(workspace: Workspace, site_id: str) -> Path:
    return workspace.restricted / "commentaires" / site_id


def _path(workspace: Workspace, entry: DatasetEntry) -> Path:
    digest = hashlib.sha256(entry.dataset.encode("utf-8", "surrogatepass")).hexdigest()
    return _folder(workspace, entry.site_id) / f"{digest[:32]}.json"


def _decisions_path(workspace: Workspace, site_id: str) -> Path:
    return _folder(workspace, site_id) / "decisions.json"


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def _write(path: Path, content: Mapping[str, Any]) -> None:
    replace_file(path, json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n")
