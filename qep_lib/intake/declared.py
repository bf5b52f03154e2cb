"""Declared figures: periods, targets in words, the indicator's code, and the N-1 column turned into rows.

Reading cells is `tabular`; what indicators exist is `params/indicators`.
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

import pandas as pd

from qep_lib.errors import ParameterError
from qep_lib.intake.convert import ColumnReader, Parser, convert
from qep_lib.intake.faults import by_line
from qep_lib.intake.numbers import NUMBER, parse_numbers
from qep_lib.intake.plausible import reject_impossible, warn_unattainable
from qep_lib.intake.rawtable import TEXT, same_text
from qep_lib.intake.rulebook import Reason, fault
from qep_lib.intake.shares import scale_shares
from qep_lib.intake.tabular import constant_of
from qep_lib.model.campaign import Source
from qep_lib.model.characters import fold
from qep_lib.model.indicator import Indicator
from qep_lib.model.period import ACCEPTED as ACCEPTED_PERIODS
from qep_lib.model.period import Period
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.tables import DECLARED, TABLES

_DERIVED = ("indicator_id", "group", "target", "target_note", "value", "period", "period_start")
_ONLY_CURRENT = ("numerator", "denominator", "target", "target_note", "as_of")


def read_declared(
    reader: ColumnReader, source: Source, site_id: str, indicators: Mapping[str, Indicator], period: Period
) -> pd.DataFrame:
    """Rows of the current period, then rows of the period before made from `previous_value` (same line number).

    A line gives a current value, a previous one, or both. An unbound period is the period of the import. The column
    `is_previous` marks the second kind of row, for `settle_previous`.
    """
    index = reader.raw.cells.index
    frame = {"site_id": pd.Series(site_id, index=index, dtype=TEXT)}
    for column in TABLES[DECLARED].columns[1:]:
        if (constant := constant_of(source.columns.get(column.name))) is not None:
            frame[column.name] = same_text(constant, index)
        elif column.name in reader.bound and column.name not in _DERIVED:
            frame[column.name] = reader.read_column(column, source.labels_of(column.name), is_identifier=False)
    codes = _parser_of_codes(indicators, source.labels_of("indicator_id"))
    frame["indicator_id"] = reader.read("indicator_id", codes, is_required=True)
    frame["group"] = reader.texts("group") if "group" in reader.bound else pd.Series("", index=index, dtype=TEXT)
    frame |= _read_targets(reader)
    units = frame["indicator_id"].map({code: indicator.unit for code, indicator in indicators.items()}).astype(TEXT)
    if "target" in frame:
        bare = frame["target_note"].isna()
        scaled = scale_shares(reader, "target", frame["target"].where(bare), units, source.unit_of("target"))
        frame["target"] = scaled.where(bare, frame["target"])
        reject_impossible(reader, "target", frame["target"], frame["indicator_id"], indicators)
    periods = _read_periods(reader, period, has_several=source.periods is not None)
    current = pd.DataFrame(frame, index=index).reindex(columns=_own_columns())
    # These rows are few, and each is looked at: plain text is simpler than coded text.
    current = current.astype(dict.fromkeys(current.select_dtypes("category").columns, TEXT))
    values = scale_shares(reader, "value", reader.read_numbers("value"), units, source.unit_of("value"))
    reject_impossible(reader, "value", values, frame["indicator_id"], indicators)
    previous = pd.Series(float("nan"), index=index)
    if "previous_value" in reader.bound:
        previous = scale_shares(
            reader,
            "previous_value",
            reader.read_numbers("previous_value"),
            units,
            source.unit_of("previous_value"),
        )
        reject_impossible(reader, "previous_value", previous, frame["indicator_id"], indicators)
    # A stated base of 0 is a figure by itself: « aucune demande ».
    is_empty = current["denominator"] == 0 if "denominator" in reader.bound else pd.Series(False, index=index)
    missing = values.isna() & previous.isna() & ~is_empty
    for row in index[missing].difference(list(reader.faults.rejected_rows)).tolist():
        reader.faults.add(
            fault("empty_value"),
            row,
            reader.heading("value"),
        )
    earlier = current.assign(**{name: _missing(name, index) for name in _ONLY_CURRENT})
    parts = [
        _dated(current, values, values.notna() | is_empty, periods, lambda known: known),
        _dated(earlier, previous, previous.notna(), periods, Period.previous),
    ]
    warn_unattainable(reader, parts[0], indicators)
    return _without_repeats(parts[0], parts[1], reader)


def _own_columns() -> list[str]:
    return [column.name for column in TABLES[DECLARED].columns]


def _missing(name: str, index: pd.Index) -> pd.Series:
    dtype: Any = {"string": TEXT, "date": "datetime64[s]", "float": "float64"}[TABLES[DECLARED].column(name).type]
    return pd.Series(index=index, dtype=dtype)


def _dated(
    frame: pd.DataFrame,
    values: pd.Series,
    is_stated: pd.Series,
    periods: dict[int, Period],
    shift: Callable[[Period], Period],
) -> pd.DataFrame:
    """The stated rows, with the period and its first day; missing columns get their type."""
    kept = [row for row in frame.index[is_stated].tolist() if row in periods]
    dated = frame.loc[kept].copy()
    for name in dated.columns:
        if dated[name].isna().all():
            dated[name] = _missing(name, dated.index)
    shifted = [shift(periods[row]) for row in kept]
    dated["value"] = values.loc[kept]
    dated["period"] = pd.Series([known.code for known in shifted], index=dated.index, dtype=TEXT)
    starts = [pd.Timestamp(known.start) for known in shifted]
    dated["period_start"] = pd.Series(starts, index=dated.index, dtype="datetime64[s]")
    return dated


def _without_repeats(current: pd.DataFrame, earlier: pd.DataFrame, reader: ColumnReader) -> pd.DataFrame:
    """A previous value that the file also gives on its own line is dropped when equal, rejected when different."""
    key = ["indicator_id", "group", "period"]
    stated = {
        tuple(row[:3]): (row[3], line)
        for line, row in zip(current.index, current[[*key, "value"]].itertuples(index=False), strict=True)
    }
    repeated = []
    for line, row in zip(earlier.index, earlier[[*key, "value"]].itertuples(index=False), strict=True):
        if (known := stated.get(tuple(row[:3]))) is None:
            repeated.append(False)
            continue
        repeated.append(True)
        if known[0] != row[3]:
            reader.faults.add(
                fault("contradictory_previous", line=known[1], value=_french(known[0])),
                line,
                reader.heading("previous_value"),
                _french(row[3]),
            )
    kept = earlier.loc[[not known for known in repeated]]
    return pd.concat([current.assign(is_previous=False), kept.assign(is_previous=True)])


def settle_previous(frame: pd.DataFrame, stored: pd.DataFrame, reader: ColumnReader) -> pd.DataFrame:
    """`frame` without the previous values that another file already gave, and without its mark.

    Files of two years overlap by one: the value stored first is kept, and a different one is told, not rejected.
    """
    key = ["indicator_id", "group", "period"]
    known = stored[[*key, "value", "dataset"]].rename(columns={"value": "stored_value"})
    rows = frame.reset_index(names="line").merge(known, on=key, how="left").set_index("line")
    is_repeated = (rows["is_previous"] & rows["dataset"].notna()).to_numpy()
    differs = is_repeated & (rows["value"] != rows["stored_value"]).to_numpy()
    told = rows.loc[differs]
    for line, dataset, kept, value in zip(
        told.index.tolist(), told["dataset"], told["stored_value"], told["value"], strict=True
    ):
        reason = fault("other_previous", dataset=dataset, kept=_french(kept))
        reader.faults.add(reason, line, reader.heading("previous_value"), _french(value))
    return frame.loc[~is_repeated].drop(columns="is_previous")


def stated_rows(stored: pd.DataFrame, of_several_periods: Collection[str] = ()) -> pd.DataFrame:
    """The stored rows that are no previous value of a later file: their period lies inside the import of their dataset, or
    the file states several (`of_several_periods`: names of such datasets).

    A file of 2020 imported after that of 2021 states 2020 itself: it does not repeat the other one.
    """
    imported = {name: Period.parse(name.split("/")[2]) for name in stored["dataset"].unique() if name.count("/") > 2}
    is_stated = [
        name not in imported or name in of_several_periods or imported[name].contains(day.date())
        for name, day in zip(stored["dataset"], stored["period_start"], strict=True)
    ]
    return stored.loc[is_stated]


def _french(value: float) -> str:
    return f"{value:.15g}".replace(".", ",")


def _parser_of_codes(indicators: Mapping[str, Indicator], labels: Mapping[str, tuple[str, ...]]) -> Parser:
    """A code, or a label, must be that of one indicator of the catalogue; `labels`: those that the source adds."""
    named: dict[str, set[str]] = {}
    for code, indicator in indicators.items():
        for name in (code, indicator.label, indicator.short_label, *labels.get(code, ())):
            named.setdefault(fold(name), set()).add(code)
    # What the source says is meant, even if another indicator has that label.
    named |= {fold(label): {code} for code, words in labels.items() for label in words if code in indicators}

    def parse(texts: pd.Series) -> tuple[pd.Series, dict[str, Reason]]:
        found, reasons = {}, {}
        for text in texts[texts != ""].tolist():
            codes = {text} if text in indicators else named.get(fold(text), set())
            if len(codes) == 1:
                (found[text],) = codes
                continue
            near = did_you_mean(text, indicators) or did_you_mean(text, [i.label for i in indicators.values()])
            if codes:
                reasons[text] = fault("shared_label", indicators=", ".join(sorted(codes)))
            else:
                reasons[text] = fault("unknown_indicator", hint=f" ; {near}" if near else "")
        return texts.map(found).astype(TEXT), reasons

    return parse


def _read_targets(reader: ColumnReader) -> dict[str, pd.Series]:
    """Targets as numbers when the text starts with one; the printed text is kept when it says more than a number."""
    found = {}
    if "target" in reader.bound:
        texts = reader.texts("target")
        leading = texts.map(_leading_number).astype(TEXT)
        found["target"], reasons = convert(leading, partial(parse_numbers, decimal=reader.decimal))
        reader.faults.add_values(leading, reader.heading("target"), reasons)
        is_number = texts.str.rstrip("%‰ \u202f\u00a0") == leading
        found["target_note"] = texts.where((texts != "") & ~is_number)
    if "target_note" in reader.bound:
        printed = reader.read_text("target_note").astype(TEXT)
        found["target_note"] = printed.combine_first(found["target_note"]) if "target_note" in found else printed
    return found


def _leading_number(text: str) -> str:
    match = NUMBER.match(text)
    return match[0] if match else ""


def _read_periods(reader: ColumnReader, period: Period, has_several: bool) -> dict[int, Period]:
    """line -> period, for the lines whose period can be read and lies inside the period of the import, unless the file
    `has_several`.
    """
    if "period" not in reader.bound:
        return dict.fromkeys(reader.raw.cells.index.tolist(), period)
    parsed, reasons = {}, {}
    texts = reader.read_text("period", is_required=True).dropna()
    for text in texts.unique().tolist():
        try:
            found = Period.parse(text)
        except ParameterError:
            reasons[text] = fault("unreadable_period", periods=ACCEPTED_PERIODS)
            continue
        if has_several or period.covers(found):
            parsed[text] = found
        else:
            reasons[text] = fault("period_outside_import", start=period.start, end=period.end, period=period.code)
    reader.faults.add_values(texts, reader.heading("period"), reasons)
    return {row: parsed[text] for row, text in by_line(texts) if text in parsed}
