"""The free texts of a file without what points to a person, before any of it is stored: what is not stored cannot leak.

What is seen in a text is decided by `persons`, which columns are free by `model.tables`. The file itself is never changed.
"""

from collections.abc import Mapping

import pandas as pd

from qep_lib.intake.faults import FaultList
from qep_lib.intake.rawtable import TEXT
from qep_lib.intake.rulebook import Reason, fault
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.issue import line_ranges
from qep_lib.model.table import TableSpec
from qep_lib.params.approved import masked_text
from qep_lib.persons.masking import KINDS, find_personal
from qep_lib.store.secret import mark

MARKED = "~"
"""Stands between a masked identifier and the letters that keep it apart from the others."""
_ORDINARY = r"[A-Z]{0,3}[ _-]?(?:\d{0,7}|(?:19|20)\d\d[-/_.]\d{1,6})"
"""Most identifiers: too short for anybody's number, no word. They need not be looked at one by one."""
_TOLD_LINES = 200


def mask_rows(
    frame: pd.DataFrame,
    spec: TableSpec,
    catalogue: Catalogue,
    key: bytes,
    headings: Mapping[str, str],
    faults: FaultList,
) -> pd.DataFrame:
    """`frame` with every free text masked but for the approved ones, each column told once with its lines.

    An identifier that is masked stays apart from the others by letters made with the workspace's `key`. `headings`:
    column -> heading in the file.
    """
    masked = {}
    for name in spec.free_texts:
        if name not in frame:
            continue
        texts = frame[name]
        changed = _changed_texts(texts, catalogue)
        if not changed:
            continue
        kept = {text: masked_text(text, catalogue) for text in changed}
        if name in spec.key:
            kept = {text: masked_identifier(text, spec, catalogue, key) for text in changed}
        is_changed = texts.isin(list(changed))
        _tell(texts[is_changed], changed, headings.get(name, name), faults)
        plain = texts.astype(TEXT)
        masked[name] = plain.where(~is_changed, plain.map(kept))
    return frame.assign(**masked)


def masked_identifier(text: str, spec: TableSpec, catalogue: Catalogue, key: bytes) -> str:
    """An identifier as it is stored: with letters of its own in place of what is masked, or as it is."""
    masked = masked_text(text, catalogue)
    return text if masked == text else f"{masked}{MARKED}{mark(key, (spec.name, text))}"


def note_issue(note: str | None, catalogue: Catalogue, faults: FaultList) -> None:
    """Tell that the note declared with a file points to a person; what is kept of it is masked."""
    if note is not None and masked_text(note, catalogue) != note:
        reason = _reason(
            {found.kind for found in find_personal(note)}, "note déclarée : ", "dans params/runs/ ou --note"
        )
        faults.add(reason)


def _changed_texts(texts: pd.Series, catalogue: Catalogue) -> dict[str, set[str]]:
    """Each distinct text that is to be masked, with the kinds of what was seen in it."""
    distinct = pd.Series(texts.dropna().unique(), dtype=TEXT)
    looked_at = distinct[~distinct.str.fullmatch(_ORDINARY)]
    return {
        text: {found.kind for found in find_personal(text)}
        for text in looked_at.tolist()
        if masked_text(text, catalogue) != text
    }


def _tell(texts: pd.Series, changed: Mapping[str, set[str]], heading: str, faults: FaultList) -> None:
    kinds = set().union(*changed.values())
    rows = sorted({*texts.index.tolist()})
    shown = line_ranges(rows[:_TOLD_LINES]) + (
        f" et {len(rows) - _TOLD_LINES} autres" if len(rows) > _TOLD_LINES else ""
    )
    place = f"ligne{'s' * (len(rows) > 1)} {shown} : "
    faults.add(_reason(kinds, place, "dans le fichier"), None, heading)


def _reason(kinds: set[str], place: str, where: str) -> Reason:
    named = ", ".join(words for kind, words in KINDS.items() if kind in kinds)
    return fault("personal_data", place=place, named=named, where=where)
