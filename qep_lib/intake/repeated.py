"""Answers that a person gave several times (`repeated_answers`): one is kept, the others are counted and told.

Nothing of what is compared is shown: it is what tells a person.
"""

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from qep_lib.intake.exclusions import Excluded, told_excluded
from qep_lib.intake.faults import FaultList
from qep_lib.intake.headings import Wanted, as_tuple
from qep_lib.intake.rulebook import fault
from qep_lib.model.campaign import RepeatedAnswers, Source
from qep_lib.model.characters import fold
from qep_lib.model.questionnaire import Questionnaire

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?(?: ?([AP]M))?", re.IGNORECASE)
_SERIAL = re.compile(r"(\d{5})[.,](\d+)")
_MOMENT, _PERSON = "repeated moment", "repeated person"
_DAY_SECONDS = 86_400


def wanted_for_repeated(questionnaire: Questionnaire, source: Source) -> tuple[Wanted, ...]:
    """The columns that the rule of `source` looks at beside the questions."""
    rule = source.repeated_answers
    if rule is None:
        return ()
    wanted = [Wanted(f"{_PERSON} {place}", (column,)) for place, column in enumerate(rule.columns)]
    if rule.within_minutes is not None:
        wanted.append(Wanted(_MOMENT, as_tuple(rule.moment or questionnaire.answered_on_column or ())))
    return tuple(wanted)


def exclude_repeated(
    cells: pd.DataFrame, bound: Mapping[str, int], source: Source, headings: tuple[str, ...], faults: FaultList
) -> tuple[pd.DataFrame, Excluded]:
    """`cells` without the answers that are repeated, and their number by reason. Moments without an hour are an error."""
    rule = source.repeated_answers
    if rule is None or cells.empty:
        return cells, ()
    keys = _keys(cells, bound, rule)
    if rule.within_minutes is None:
        person = keys
        order = np.arange(len(cells))
    else:
        written = cells[bound[_MOMENT]].astype(object)
        seconds, day = _moments(written)
        if np.isnan(seconds).all():
            line = int(cells.index[0])
            faults.add(fault("moment_without_hour", source_id=source.id), line, headings[bound[_MOMENT]])
            return cells, ()
        person, order = _together(keys, seconds, day, rule.within_minutes), seconds
    ranked = pd.DataFrame({"person": person, "order": order}, index=cells.index).dropna(subset="person")
    ranked = ranked.sort_values("order", kind="stable")
    gone = ranked.index[ranked["person"].duplicated(keep=rule.keep)]
    if not len(gone):
        return cells, ()
    faults.add(told_excluded(rule.reason, len(gone), source.id, "repeated_answers"), int(gone.min()))
    return cells.drop(index=gone), ((rule.reason, len(gone)),)


def sent_together(keys: pd.Series, written: pd.Series, minutes: int) -> pd.Series | None:
    """What answers of one key have in common when they follow each other within so many minutes, by the hours `written` beside
    them; missing where the key is, None where no hour is written.
    """
    seconds, day = _moments(written)
    return None if np.isnan(seconds).all() else _together(keys, seconds, day, minutes)


def _together(keys: pd.Series, seconds: np.ndarray, day: list[str], minutes: int) -> pd.Series:
    keys = keys.where(~np.isnan(seconds)) + "|" + pd.Series(day, index=keys.index)
    return _close_to_each_other(keys, seconds, 60 * minutes)


def _keys(cells: pd.DataFrame, bound: Mapping[str, int], rule: RepeatedAnswers) -> pd.Series:
    """What tells the person of each row, missing where nothing does."""
    if rule.columns:
        positions = [bound[f"{_PERSON} {place}"] for place in range(len(rule.columns))]
    else:
        positions = sorted({place for name, place in bound.items() if name.startswith("item ")})
    texts = cells[positions].astype(object).where(cells[positions].notna(), "")
    folded = texts.map(lambda text: fold(str(text)))
    joined = folded.agg("\x1f".join, axis=1)
    return joined.where((folded != "").any(axis=1))


def _moments(written: pd.Series) -> tuple[np.ndarray, list[str]]:
    """(seconds of the day, NaN without an hour; the rest of the text, which is the day as it is written)."""
    seconds, days = np.full(len(written), np.nan), []
    for place, text in enumerate(written.tolist()):
        text = "" if text is None or text != text else str(text)
        if match := _CLOCK.search(text):
            hour, minute, second, half = match.groups()
            hours = int(hour) % 12 + 12 * (half.upper() == "PM") if half else int(hour)
            seconds[place] = 3600 * hours + 60 * int(minute) + int(second or 0)
            text = text[: match.start()] + text[match.end() :]
        elif match := _SERIAL.fullmatch(text):
            seconds[place] = _DAY_SECONDS * float(f"0.{match[2]}")
            text = match[1]
        days.append(text.strip())
    return seconds, days


def _close_to_each_other(keys: pd.Series, seconds: np.ndarray, most: float) -> pd.Series:
    """The key of each run of answers of a person that follow each other within so many seconds."""
    frame = pd.DataFrame({"key": keys, "seconds": seconds}).sort_values(["key", "seconds"], kind="stable")
    is_next = (frame["key"] == frame["key"].shift()) & (frame["seconds"].diff() <= most)
    run = (~is_next).cumsum().astype(str)
    return (frame["key"] + "|" + run).reindex(keys.index)
