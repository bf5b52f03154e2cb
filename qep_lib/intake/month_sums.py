"""Rows of days added into one a month (`sum_by: month`): what a telephone or audience tool writes day by day.

Which columns may be added is said by the table; reading the days is `tabular`.
"""

import pandas as pd

from qep_lib.intake.convert import ColumnReader
from qep_lib.intake.faults import FaultList, Reason
from qep_lib.intake.numbers import parse_integers
from qep_lib.intake.rawtable import TEXT
from qep_lib.model.table import TableSpec


def check_total(
    frame: pd.DataFrame, totals: pd.DataFrame, reader: ColumnReader, spec: TableSpec, faults: FaultList
) -> None:
    """Tell each column whose sum is not what the file itself gives as its total; several totals are not compared."""
    if len(totals) != 1:
        return
    for name in spec.summed:
        if name not in reader.bound:
            continue
        text = totals[reader.bound[name]].iat[0]
        written, _ = parse_integers(pd.Series(["" if pd.isna(text) else str(text)], dtype=TEXT))
        known, total = frame[name].sum(), written.iat[0]
        if not pd.isna(total) and total != known:
            found = f"le total que le fichier écrit n'est pas la somme de ses lignes, qui est {known} et qui est rangée"
            remedy = "vérifier qu'il ne manque pas de lignes à l'export"
            reason = Reason("total_differs", found, remedy=remedy, severity="warning")
            faults.add(reason, int(totals.index[0]), reader.heading(name), str(total))


def sum_by_month(frame: pd.DataFrame, spec: TableSpec, faults: FaultList) -> pd.DataFrame:
    """One row a month (and network, domain…), under the line of its first day; what is counted is added.

    The first day of a row that covers days stays the first day known, its last day the last one known. A row at fault
    would make the sum of its month false without a word: it refuses the file.
    """
    if faults.rejected_rows:
        found = "une ligne écartée fausserait le total de son mois"
        remedy = "corriger cette ligne, puis réimporter"
        faults.add(Reason("incomplete_sum", found, remedy=remedy, severity="error"), min(faults.rejected_rows))
        return frame
    day = next(name for name in spec.key if spec.column(name).type == "date")
    month = frame[day].dt.to_period("M")
    others = [frame[name] for name in spec.key if name != day]
    grouped = frame.assign(line=frame.index).groupby([month, *others], sort=True, observed=True)
    summed = grouped.agg({"line": "min"} | dict.fromkeys(frame.columns, "first"))
    for name in spec.summed:
        summed[name] = grouped[name].sum(min_count=1).astype(frame[name].dtype)
    starts = grouped[day].min()
    is_a_month = spec.column(day).form == "month"
    summed[day] = starts.dt.to_period("M").dt.to_timestamp().astype(frame[day].dtype) if is_a_month else starts
    if "until_on" in frame:
        summed["until_on"] = grouped["until_on"].max()
    if len(summed) < len(frame):
        found = f"{len(frame)} lignes additionnées en {len(summed)} mois (sum_by: month)"
        faults.add(Reason("summed_rows", found, remedy="rien si c'est voulu", severity="warning"))
    return summed.set_index("line")[list(frame.columns)].rename_axis(None).astype(frame.dtypes.to_dict())
