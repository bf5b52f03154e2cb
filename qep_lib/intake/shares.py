"""Percentages of a column in one unit: « 89 % » and 89, or shares (0,89) when the source declares them; never both.

Reading numbers is `numbers`; whether a figure is possible at all is `plausible`.
"""

import pandas as pd

from qep_lib.intake.convert import ColumnReader
from qep_lib.intake.faults import by_line
from qep_lib.intake.rulebook import fault
from qep_lib.model.campaign import ShareUnit

_SIGNS = {"pct": "%", "permille": "‰"}
"""The sign that a figure of that unit may carry."""
_DIGITS = 12
"""Decimals kept of a share once it is a percentage: 0,57 is 57, not 56,99999999999999."""


def scale_shares(
    reader: ColumnReader, name: str, values: pd.Series, units: pd.Series, unit: ShareUnit | None
) -> pd.Series:
    """`values` of the bound column `name`, percentages as percentages; `units`: that of the indicator of each line.

    Without a declared `unit` a bare number between 0 and 1 is an error of the file: 0,89 may be 89 % or 0,89 %. A share
    above 1, and a sign that is not that of the indicator, reject their line.
    """
    texts = reader.texts(name)
    _reject_other_signs(reader, name, texts, units)
    is_bare = (units == "pct").fillna(False) & values.notna() & ~texts.str.contains("%", regex=False)
    if unit == "share":
        too_large = texts[is_bare & (values.abs() > 1)]
        reason = fault("not_a_share")
        reader.faults.add_values(too_large, reader.heading(name), dict.fromkeys(too_large, reason))
        return values.mask(is_bare, (values * 100).round(_DIGITS))
    looks_share = is_bare & (values > 0) & (values < 1)
    if unit is None and looks_share.any():
        _ask(reader, name, texts, looks_share, units)
    return values


def _ask(reader: ColumnReader, name: str, texts: pd.Series, looks_share: pd.Series, units: pd.Series) -> None:
    first = looks_share.index[looks_share][0]
    others = texts[(units == "pct").fillna(False) & ~looks_share & (texts != "") & (texts != "0")]
    beside = f" à côté de « {others.iloc[0][:20]} » ligne {others.index[0]}" if len(others) else ""
    reason = fault("unclear_unit", beside=beside, share=texts[first][:20])
    reader.faults.add(reason, first, reader.heading(name), texts[first])


def _reject_other_signs(reader: ColumnReader, name: str, texts: pd.Series, units: pd.Series) -> None:
    for sign in _SIGNS.values():
        wrong = texts[texts.str.endswith(sign) & units.notna() & (units.map(_SIGNS).fillna("") != sign)]
        reason = fault("other_unit", sign=sign)
        for line, text in by_line(wrong):
            reader.faults.add(reason, line, reader.heading(name), text)
