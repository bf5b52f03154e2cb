"""What of `params/` has a fault and is not in the catalogue, and whom it concerns. Reading it is `params`."""

from dataclasses import dataclass
from typing import Literal

LeftOutKind = Literal[
    "run",
    "source",
    "questionnaire",
    "committee",
    "road",
    "labels",
    "groups",
    "charter",
    "stored",
    "texts",
    "template",
    "identities",
]
"""`stored`: not a file of `params/` but the list of what a site imported."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file, or the entry of a list, that cannot be used; `sentences` are its faults.

    `id` is the run, source or questionnaire, otherwise the file. `sites` are those that it is about, by what could be read
    of it; `sources` those that are out with it, itself for a source. `read_by`, for the words of a service, are the subject
    and the period of the only reports that read it, either of them empty for all.
    """

    kind: LeftOutKind
    id: str
    file: str
    sentences: tuple[str, ...]
    sites: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    read_by: tuple[str, str] | None = None
