"""Declared shares that their declared base cannot give: a warning, since the row itself is well formed."""

from collections.abc import Mapping

import pandas as pd

from qep_lib.intake.convert import ColumnReader
from qep_lib.intake.faults import Reason
from qep_lib.model.indicator import Indicator
from qep_lib.stats.attainability import attainable_counts


def warn_unattainable(reader: ColumnReader, current: pd.DataFrame, indicators: Mapping[str, Indicator]) -> None:
    """Tell each percentage that no whole count of its base prints as (GRIM test, statistics.md 1.3).

    `current` is indexed by line. The decimals compared are those the file writes: 95,5 % cannot come from 104 answers.
    """
    if "denominator" not in reader.bound:
        return
    texts = reader.texts("value")
    for line, row in current[current["denominator"].notna()].iterrows():
        indicator = indicators.get(row["indicator_id"])
        if indicator is None or indicator.unit != "pct" or row["denominator"] != int(row["denominator"]):
            continue
        decimals = len(texts.loc[line].strip(" %\u202f\u00a0").partition(",")[2])
        base = int(row["denominator"])
        if not attainable_counts(round(row["value"], decimals), decimals, base):
            reason = Reason(
                "unattainable_share",
                f"aucun effectif entier sur {base} ne donne ce pourcentage : la base réelle est inconnue",
                accepted="un pourcentage que la base indiquée peut donner",
                remedy="vérifier la base ; dans une enquête, chaque question a la sienne",
                severity="warning",
            )
            reader.faults.add(reason, line, reader.heading("value"), texts.loc[line])
