"""Text to numbers, French first: decimal comma, spaces between thousands, per cent signs. Nothing is guessed.

Bounds of a question and targets written in words are `survey` and `declared`.
"""

import re
from collections.abc import Callable, Iterable

import pandas as pd

from qep_lib.intake.rulebook import Reason, fault
from qep_lib.model.campaign import DecimalMark

SPACES = " \u2009\u202f\u00a0"
"""Spaces found inside French numbers: ordinary, no-break, thin, narrow no-break."""
_GROUPED = rf"[+-]?\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?:,\d+)?"
_PLAIN = r"[+-]?\d+(?:,\d+)?(?:E[+-]?\d+)?"
_POINT = r"[+-]?\d+\.\d+"
_AMBIGUOUS_POINT = r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+"
_SIGN = rf"[{SPACES}]*[%‰]$"
_DECIMALS = r"(?:\d{1,2}|\d{4,})"
_COMMA_PROVED = re.compile(rf"[+-]?(?:0,\d+|[\d{SPACES}]*\d,{_DECIMALS}|\d{{1,3}}(?:[{SPACES}]\d{{3}})+,\d+)")
_POINT_PROVED = re.compile(rf"[+-]?(?:0\.\d+|\d+\.{_DECIMALS})")
NUMBER = re.compile(rf"(?:{_GROUPED}|{_PLAIN}|{_POINT})(?!\d)", re.IGNORECASE)


def parse_numbers(texts: pd.Series, decimal: DecimalMark | None = None) -> tuple[pd.Series, dict[str, Reason]]:
    """(float64 values, faulty text -> reason) of distinct texts; an empty text is NaN without fault.

    « 91,96 % » gives 91.96: percentages stay in per cent units. « 1.234,50 » and « 1.234 » are ambiguous: refused, unless
    `decimal` says the mark of the column; the other mark then parts thousands, and nothing else.
    """
    bare = texts.str.replace(_SIGN, "", regex=True).str.replace("−", "-")
    if decimal is not None:
        mark, other = (",", r"\.") if decimal == "comma" else (r"\.", ",")
        grouped = rf"[+-]?\d{{1,3}}(?:[{SPACES}]\d{{3}}|{other}\d{{3}})+(?:{mark}\d+)?"
        fine = bare.str.fullmatch(rf"(?:{grouped}|[+-]?\d+(?:{mark}\d+)?)")
        bare = bare.str.replace(other, "", regex=True)
    else:
        fine = bare.str.fullmatch(f"(?:{_GROUPED}|{_PLAIN}|{_POINT})", case=False)
        fine &= ~bare.str.fullmatch(_AMBIGUOUS_POINT)
    written = bare.where(fine, "").str.replace(f"[{SPACES}]", "", regex=True).str.replace(",", ".")
    values = pd.to_numeric(written.where(written != ""), errors="coerce").astype("float64")
    infinite = values.abs() == float("inf")
    values = values.mask(infinite)
    reasons = {text: _explain(text) for text in texts[(~fine | infinite) & (texts != "")].tolist()}
    return values, reasons


def prove_decimal(texts: Iterable[str]) -> tuple[list[str], list[str]]:
    """(texts whose decimal mark can only be a comma, only a point): « 12,5 » and « 12.5 »; « 1,234 » proves nothing."""
    bare = {text: re.sub(_SIGN, "", text) for text in texts}
    commas = [text for text, number in bare.items() if _COMMA_PROVED.fullmatch(number)]
    return commas, [text for text, number in bare.items() if _POINT_PROVED.fullmatch(number)]


def parse_integers(texts: pd.Series, decimal: DecimalMark | None = None) -> tuple[pd.Series, dict[str, Reason]]:
    """(Int64 values, reasons): as `parse_numbers`, and a fractional number is refused."""
    values, reasons = parse_numbers(texts, decimal)
    fractional = values.notna() & ((values % 1 != 0) | (values.abs() > 2**53))
    for text in texts[fractional].tolist():
        reasons[text] = fault("not_an_integer")
    return values.mask(fractional).astype("Int64"), reasons


def parse_out_of(
    texts: pd.Series, parse: Callable[[pd.Series], tuple[pd.Series, dict[str, Reason]]], out_of: int
) -> tuple[pd.Series, dict[str, Reason]]:
    """As `parse`, where « 7/10 » and « 7 sur 10 » are 7 for `out_of` 10."""
    bare = texts.str.replace(rf"[{SPACES}]*(?:/|sur)[{SPACES}]*{out_of}$", "", regex=True)
    values, reasons = parse(bare)
    return values, {
        text: reasons[read] for text, read in zip(texts.tolist(), bare.tolist(), strict=True) if read in reasons
    }


def _explain(text: str) -> Reason:
    lowered = text.lower().strip("+-")
    if lowered in ("inf", "infinity", "nan", "#n/a", "infini"):
        return fault("not_finite")
    if "." in text and ("," in text or re.fullmatch(_AMBIGUOUS_POINT, text.rstrip("%‰" + SPACES))):
        return fault("ambiguous_number")
    return fault("not_a_number")
