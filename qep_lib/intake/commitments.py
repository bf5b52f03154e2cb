"""Text to commitments and modules of the référentiel, written in one way. Whether a version has them is `params`."""

import re
from collections.abc import Callable

import pandas as pd

from qep_lib.intake.rawtable import TEXT
from qep_lib.intake.rulebook import Reason, fault

_ONE = r"(?:engagement\s*)?(?:n°\s*)?e?\s*0*(\d{1,2})"
_SEVERAL = re.compile(rf"(?:engagements\s*)?{_ONE}(?:\s*(?:,|;|/|\+|_|-|et)\s*{_ONE})*", re.IGNORECASE)
_MODULE = re.compile(r"(?:module\s*)?(?:n°\s*)?m?\s*0*(\d{1,2})", re.IGNORECASE)


def parse_commitments(texts: pd.Series) -> tuple[pd.Series, dict[str, Reason]]:
    """(« E4 », or « E23_E33 » where several go together; faulty text -> reason); an empty text is missing."""
    return _parse(texts, _commitments, "unknown_reference")


def parse_module(texts: pd.Series) -> tuple[pd.Series, dict[str, Reason]]:
    """(« M1 », faulty text -> reason); an empty text is missing."""
    return _parse(texts, _module, "unknown_module")


def _parse(texts: pd.Series, read: Callable[[str], str | None], rule: str) -> tuple[pd.Series, dict[str, Reason]]:
    values = {text: read(text) for text in texts.tolist() if text != ""}
    reasons = {text: fault(rule) for text, value in values.items() if value is None}
    return texts.map(values).astype(TEXT), reasons


def _commitments(text: str) -> str | None:
    if _SEVERAL.fullmatch(text.strip()) is None:
        return None
    return "_".join(f"E{int(number)}" for number in re.findall(r"\d+", text))


def _module(text: str) -> str | None:
    match = _MODULE.fullmatch(text.strip())
    return f"M{int(match[1])}" if match else None
