"""Text to numbers, French first: decimal comma, spaces between thousands, per cent signs. Nothing is guessed.

Bounds of a question and targets written in words are `survey` and `declared`.
"""

import re

import pandas as pd

from qep_lib.intake.faults import Reason

ACCEPTED = "un nombre écrit à la française (1 234,5), sans séparateur de milliers autre qu'une espace"
SPACES = " \u2009\u202f\u00a0"
"""Spaces found inside French numbers: ordinary, no-break, thin, narrow no-break."""
_GROUPED = rf"[+-]?\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?:,\d+)?"
_PLAIN = r"[+-]?\d+(?:,\d+)?(?:E[+-]?\d+)?"
_POINT = r"[+-]?\d+\.\d+"
_AMBIGUOUS_POINT = r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+"
_SIGN = rf"[{SPACES}]*[%‰]$"
NUMBER = re.compile(rf"(?:{_GROUPED}|{_PLAIN}|{_POINT})(?!\d)", re.IGNORECASE)


def parse_numbers(texts: pd.Series) -> tuple[pd.Series, dict[str, Reason]]:
    """(float64 values, faulty text -> reason) of distinct texts; an empty text is NaN without fault.

    « 91,96 % » gives 91.96: percentages stay in per cent units. « 1.234,50 » and « 1.234 » are ambiguous: refused.
    """
    bare = texts.str.replace(_SIGN, "", regex=True).str.replace("−", "-", regex=False)
    fine = bare.str.fullmatch(f"(?:{_GROUPED}|{_PLAIN}|{_POINT})", case=False)
    fine &= ~bare.str.fullmatch(_AMBIGUOUS_POINT)
    written = bare.where(fine, "").str.replace(f"[{SPACES}]", "", regex=True).str.replace(",", ".", regex=False)
    values = pd.to_numeric(written.where(written != ""), errors="coerce").astype("float64")
    infinite = values.abs() == float("inf")
    values = values.mask(infinite)
    reasons = {text: _explain(text) for text in texts[(~fine | infinite) & (texts != "")].tolist()}
    return values, reasons


def parse_integers(texts: pd.Series) -> tuple[pd.Series, dict[str, Reason]]:
    """(Int64 values, reasons): as `parse_numbers`, and a fractional number is refused."""
    values, reasons = parse_numbers(texts)
    fractional = values.notna() & ((values % 1 != 0) | (values.abs() > 2**53))
    for text in texts[fractional].tolist():
        reasons[text] = Reason(
            "not_an_integer", "ce n'est pas un nombre entier", "un nombre entier", "corriger la valeur"
        )
    return values.mask(fractional).astype("Int64"), reasons


def _explain(text: str) -> Reason:
    lowered = text.lower().strip("+-")
    if lowered in ("inf", "infinity", "nan", "#n/a", "infini"):
        return _reason("not_finite", "ce n'est pas un nombre fini")
    if "." in text and ("," in text or re.fullmatch(_AMBIGUOUS_POINT, text.rstrip("%‰" + SPACES))):
        return _reason(
            "ambiguous_number", "nombre ambigu : le point peut séparer les milliers ou les décimales",
            "écrire 1234,5 avec une virgule décimale et sans point",
        )  # fmt: skip
    return _reason("not_a_number", "ce n'est pas un nombre")


def _reason(code: str, found: str, remedy: str = "corriger la valeur, ou laisser la cellule vide") -> Reason:
    return Reason(code, found, accepted=ACCEPTED, remedy=remedy)
