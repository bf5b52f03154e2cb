"""Text to closed values: answers of a list and booleans, with « vouliez-vous dire ». Free text is not touched here.

Which labels exist comes from `params/` (sources and questionnaires).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from qep_lib.intake.rulebook import Reason, fault
from qep_lib.model.characters import fold
from qep_lib.model.suggest import did_you_mean

_TRUE = ("VRAI", "oui", "O", "X", "1", "true", "yes")
_FALSE = ("FAUX", "non", "N", "0", "false", "no")
_SHOWN_TRUE, _SHOWN_FALSE = ("X", "oui", "1"), ("non", "0")
"""The spellings of a boolean that a message tells, beside those of the file."""
_NO_BECAUSE = re.compile(
    r"(?:non|hors [^:(,]*|exclue?)\s*(?:[:,;–-]|\((?=.*\)$))\s*(?P<reason>.*?)\s*\)?", re.IGNORECASE
)
"""« Non : contentieux »: what is out of the perimeter, with the reason written after."""
_LONGEST_REASON = 120
"""Characters: what is longer is a text, and would be looked at for long."""
_LISTED = 12
"""How many accepted labels a message lists."""


@dataclass(frozen=True, slots=True)
class ClosedList:
    """Accepted labels of each stored value, ready to be looked up. `first`: the label by which a value is called;
    `shown`: the labels that a message lists, the first ones as built.
    """

    first: Mapping[str, str]
    shown: tuple[str, ...]
    exact: Mapping[str, str]
    folded: Mapping[str, str]
    what: str = "valeur"
    other: str | None = None

    @classmethod
    def build(cls, labels: Mapping[str, Iterable[str]], what: str = "valeur", other: str | None = None) -> "ClosedList":
        """`labels`: stored value -> labels a file may hold. The stored value itself is accepted too; every other text is
        `other`, where there is one.
        """
        exact: dict[str, str] = {}
        folded: dict[str, str] = {}
        first: dict[str, str] = {}
        for value, names in labels.items():
            names = (*names, value)
            first[value] = names[0]
            for name in names:
                exact.setdefault(_normalised(name), value)
                folded.setdefault(fold(name), value)
        return cls(first, tuple(first.values()), exact, folded, what, other)


def parse_closed(texts: pd.Series, accepted: ClosedList) -> tuple[pd.Series, dict[str, Reason]]:
    """(stored values, faulty text -> reason) of distinct texts; an empty text is missing without fault.

    Case and spaces do not count; a label that differs by its accents is read with a warning.
    """
    values, reasons = {}, {}
    for text in texts.tolist():
        if text == "":
            continue
        if (said := _reason_after_no(text, accepted)) is not None:
            values[text] = accepted.folded[fold(said)]
            reasons[text] = fault("reason_after_no", said=said, labels=_listed(accepted.shown))
            continue
        value = accepted.exact.get(_normalised(text))
        if value is None and (value := accepted.folded.get(fold(text))) is not None:
            reasons[text] = fault("near_option", label=accepted.first[value], labels=_listed(accepted.shown))
        if value is None and accepted.other is not None:
            value = accepted.other
            reasons[text] = fault("other_answer", label=accepted.first[value], labels=_listed(accepted.shown))
        if value is None:
            reasons[text] = _unknown(text, accepted)
        else:
            values[text] = value
    return texts.map(values).astype(pd.StringDtype(na_value=np.nan)), reasons


def _reason_after_no(text: str, accepted: ClosedList) -> str | None:
    """« contentieux » of « Non : contentieux » or « Non (contentieux) », where it is a label and the whole is not."""
    if len(text) > _LONGEST_REASON or fold(text) in accepted.folded:
        return None
    match = _NO_BECAUSE.fullmatch(text)
    if match is None:
        return None
    return match["reason"] if fold(match["reason"]) in accepted.folded else None


def parse_booleans(texts: pd.Series, labels: Mapping[str, Iterable[str]]) -> tuple[pd.Series, dict[str, Reason]]:
    """(boolean values, reasons). An empty cell is False: in a form, a box left unticked. `labels` adds to the usual."""
    yes, no = (tuple(labels.get(value, ())) for value in ("true", "false"))
    accepted = ClosedList.build({"true": (*yes, *_TRUE), "false": (*no, *_FALSE)})
    accepted = replace(accepted, shown=(*dict.fromkeys((*yes, *_SHOWN_TRUE, *no, *_SHOWN_FALSE)),))
    values, reasons = parse_closed(texts, accepted)
    is_known = values.notna() | (texts == "")
    return (values == "true").astype("boolean").where(is_known), reasons


def _normalised(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("’", "'").casefold().split())


def _unknown(text: str, accepted: ClosedList) -> Reason:
    near = did_you_mean(text, accepted.shown)
    return fault(
        "unknown_option", what=accepted.what, hint=f" ; {near}" if near else "", labels=_listed(accepted.shown)
    )


def _listed(labels: tuple[str, ...]) -> str:
    listed = ", ".join(f"« {label} »" for label in labels[:_LISTED])
    return listed + (f" et {len(labels) - _LISTED} autres" if len(labels) > _LISTED else "")
