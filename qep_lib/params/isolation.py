"""Faults that stop only those whom they concern: which file or entry each is in, and which sites that is about.

Runs, sources, questionnaires, committees, roads, labels, groups and what services write belong to sites; the rest of `params/`
is shared, and its faults stop all.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from qep_lib.errors import ParameterError
from qep_lib.model.issue import Issue
from qep_lib.model.left_out import LeftOut, LeftOutKind
from qep_lib.model.site import Site
from qep_lib.params.document import Document

FOLDERS: Mapping[str, LeftOutKind] = {
    "params/runs/": "run",
    "params/sources/": "source",
    "params/questionnaires/": "questionnaire",
    "params/committees/": "committee",
    "params/roads/": "road",
    "params/textes/": "texts",
    "params/modeles/": "template",
}
LISTS: Mapping[str, LeftOutKind] = {
    "params/labels.yml": "labels",
    "params/groups.yml": "groups",
    "params/identity.yml": "identities",
}
FILES_THAT_NAME_SITES = ("run", "committee", "road")
"""Kinds of which each file says itself whose it is."""
CHARTER = "params/espace.yml"
_ENTRY = re.compile(r"^(labels|groups|identities)\[(\d+)\]")
_SITE_LINE = re.compile(r"^\s*-?\s*sites?(?:_id)?\s*:(.*)$", re.MULTILINE)
_CODE = re.compile(r"\b(?:all|region:\w+|(?:2[AB]|\d{1,3})(?:-[a-z0-9-]+)?)\b")


def parted(issues: Iterable[Issue]) -> tuple[dict[tuple[str, int | None], list[Issue]], list[Issue]]:
    """Issues by the file, and the place in its list, that they stop; and those that stop everything."""
    own: dict[tuple[str, int | None], list[Issue]] = {}
    shared = []
    for issue in issues:
        entry = _ENTRY.match(issue.key or "") if issue.file in LISTS else None
        if entry:
            own.setdefault((issue.file, int(entry[2])), []).append(issue)
        elif issue.file == CHARTER or any(issue.file.startswith(folder) for folder in FOLDERS):
            own.setdefault((issue.file, None), []).append(issue)
        else:
            shared.append(issue)
    return own, shared


def refuse(left_out: Iterable[LeftOut]) -> None:
    """Raise `ParameterError` with the faults of all of them, if there is any."""
    sentences = tuple(dict.fromkeys(sentence for found in left_out for sentence in found.sentences))
    if sentences:
        raise ParameterError("ce qui est demandé lit un paramètre à corriger : rien n'a été lancé.", sentences)


def kind_of(file: str) -> LeftOutKind:
    """The kind of a file whose faults are parted."""
    if file == CHARTER:
        return "charter"
    if file in LISTS:
        return LISTS[file]
    return next(kind for folder, kind in FOLDERS.items() if file.startswith(folder))


def sites_of_file(document: Document | None, text: str, sites: Mapping[str, Site]) -> frozenset[str]:
    """Those that a run, a committee or a road names, as far as it can be read: of a file that is no YAML, the codes of its lines
    on sites."""
    if document is None or not isinstance(document.value, dict):
        return _known(_CODE.findall(" ".join(_SITE_LINE.findall(text))), sites)
    named = [*_listed(document.value.get("sites"))]
    named += [entry.get("site") for entry in _listed(document.value.get("imports")) if isinstance(entry, dict)]
    return _known(named, sites)


def sites_of_entry(entry: Any, sites: Mapping[str, Site], told: frozenset[str]) -> frozenset[str]:
    """Those of a label or a group; one whose site cannot be read may be that of any site that has no other (`told`)."""
    if not isinstance(entry, dict):
        return frozenset(sites) - told
    named = _known([entry.get("site_id"), entry.get("site"), entry.get("lead"), *_listed(entry.get("sites"))], sites)
    return named or frozenset(sites) - told


def readable_text(path: Path) -> str:
    """What can be read of a file that is no YAML."""
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def imports_of(document: Document) -> list[tuple[str, str]]:
    """(source, site) of what a run imports, whatever else is wrong in it."""
    value = document.value if isinstance(document.value, dict) else {}
    entries = [entry for entry in _listed(value.get("imports")) if isinstance(entry, dict)]
    return [(str(entry.get("source")), code) for entry in entries for code in _codes(entry.get("site"))]


def out_with(file: str, issues: list[Issue], sites: frozenset[str], sources: frozenset[str] = frozenset()) -> LeftOut:
    """The value that says it."""
    kind = kind_of(file)
    id_ = file.rpartition("/")[2].rpartition(".")[0] if kind in FOLDERS.values() else file
    return LeftOut(kind, id_, file, tuple(issue.sentence for issue in issues), sites, sources)


def _known(named: Iterable[Any], sites: Mapping[str, Site]) -> frozenset[str]:
    found: set[str] = set()
    for word in (code for value in named for code in _codes(value)):
        if word == "all" or word.startswith("file:"):
            found.update(sites)
        elif word.startswith("region:"):
            found.update(id_ for id_, site in sites.items() if site.region_code == word.removeprefix("region:"))
        elif word in sites:
            found.add(word)
    return frozenset(found)


def _codes(value: Any) -> list[str]:
    """A code as it should have been written: YAML may have read 04 or 18 as numbers."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return []
    text = str(value).strip()
    return [text.zfill(2)] if text.isdigit() else [text]


def _listed(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()
