"""Rows of days added into one a month (`sum_by: month`), rows of events counted (`event: count`): what a telephone or audience
tool writes day by day, or call by call.

Which columns may be added is said by the table; reading the days is `tabular`.
"""

from functools import partial

import pandas as pd

from qep_lib.intake.closed import ClosedList, parse_closed
from qep_lib.intake.convert import ColumnReader
from qep_lib.intake.faults import FaultList
from qep_lib.intake.numbers import parse_integers
from qep_lib.intake.rawtable import TEXT, text_at
from qep_lib.intake.rulebook import fault
from qep_lib.model.campaign import ColumnBinding
from qep_lib.model.characters import fold
from qep_lib.model.table import TableSpec


def read_counted(reader: ColumnReader, name: str, binding: ColumnBinding | None) -> pd.Series:
    """1 for each row that counts in that column (`event: count`), 0 for the others: those whose cell says yes, or all.

    Where no label says no, every other cell does.
    """
    index = reader.raw.cells.index
    if binding is None or name not in reader.bound:
        value = pd.NA if binding is None or binding.constant is None else 1
        return pd.Series(value, index=index, dtype="Int64")
    if "false" in binding.values:
        accepted = ClosedList.build(binding.values)
        values = reader.read(name, partial(parse_closed, accepted=accepted), is_required=True).astype(TEXT)
    else:
        yes = {fold(label) for label in (*binding.values["true"], "true")}
        values = reader.texts(name).map(lambda text: "true" if fold(text) in yes else "false")
    return values.map({"true": 1, "false": 0}).astype("Int64")


def count_events(frame: pd.DataFrame, spec: TableSpec) -> pd.DataFrame:
    """One row a day (and network, domain…) of events, under the line of the first: what is counted is added."""
    counted = frame.assign(line=frame.index).groupby(list(spec.key), sort=False, dropna=False)
    days = counted.agg({"line": "min"} | dict.fromkeys([n for n in frame.columns if n not in spec.key], "first"))
    for name in spec.summed:
        days[name] = counted[name].sum(min_count=1).astype(frame[name].dtype)
    return days.reset_index().set_index("line")[list(frame.columns)].rename_axis(None).astype(frame.dtypes.to_dict())


def check_total(
    frame: pd.DataFrame, totals: pd.DataFrame, reader: ColumnReader, spec: TableSpec, faults: FaultList
) -> None:
    """Tell each column whose sum is not what the file itself gives as its total; several totals are not compared."""
    if len(totals) != 1:
        return
    for name in spec.summed:
        if name not in reader.bound:
            continue
        text = text_at(totals[reader.bound[name]], 0)
        written, _ = parse_integers(pd.Series([text or ""], dtype=TEXT))
        known, total = frame[name].sum(), written.iat[0]
        if written.notna().all() and total != known:
            faults.add(fault("total_differs", known=known), int(totals.index[0]), reader.heading(name), str(total))


def sum_by_month(frame: pd.DataFrame, spec: TableSpec, faults: FaultList, events: int = 0) -> pd.DataFrame:
    """One row a month (and network, domain…), under the line of its first day; what is counted is added. `events`: how
    many rows of the file the frame counts, where each is one event.

    A stock is that of the last day that tells it. The first day of a row that covers days stays the first day known, its
    last day the last one known. A row at fault would make the sum of its month false without a word: it refuses the file.
    """
    if faults.rejected_rows:
        faults.add(fault("incomplete_sum"), min(faults.rejected_rows))
        return frame
    day = next(name for name in spec.key if spec.column(name).type == "date")
    month = frame[day].dt.to_period("M")
    others = [frame[name] for name in spec.key if name != day]
    grouped = frame.assign(line=frame.index).groupby([month, *others], sort=True)
    summed = grouped.agg({"line": "min"} | dict.fromkeys(frame.columns, "first"))
    for name in spec.summed:
        summed[name] = grouped[name].sum(min_count=1).astype(frame[name].dtype)
    by_day = frame.sort_values(day, kind="stable").groupby([month, *others], sort=True)
    for name in spec.stocks:
        summed[name] = by_day[name].last().astype(frame[name].dtype)
    starts = grouped[day].min()
    is_a_month = spec.column(day).form == "month"
    summed[day] = starts.dt.to_period("M").dt.to_timestamp().astype(frame[day].dtype) if is_a_month else starts
    if "until_on" in frame:
        summed["until_on"] = grouped["until_on"].max()
    if len(summed) < max(len(frame), events):
        if events:
            faults.add(fault("counted_events", rows=events, months=len(summed)))
        else:
            faults.add(fault("summed_rows", rows=len(frame), months=len(summed)))
    return summed.set_index("line")[list(frame.columns)].rename_axis(None).astype(frame.dtypes.to_dict())
