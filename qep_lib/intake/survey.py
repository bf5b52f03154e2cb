"""Surveys: a wide export under its `Questionnaire` to one row a respondent and item (a row a chosen option if several).

Binding shapes: one column, one column an option, one delimited column. Nothing is counted here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from qep_lib.intake.choices import read_delimited, read_ranks, read_ticked
from qep_lib.intake.closed import ClosedList, parse_closed
from qep_lib.intake.convert import ColumnReader
from qep_lib.intake.exclusions import wanted_for_exclusions
from qep_lib.intake.faults import FaultList, Reason
from qep_lib.intake.headings import Headings, Wanted, as_tuple, rank_name
from qep_lib.intake.rawtable import TEXT, same_text
from qep_lib.intake.rules import Context, check_dates, drop_duplicates
from qep_lib.intake.tabular import row_numbers
from qep_lib.model.campaign import Source
from qep_lib.model.questionnaire import Item, Option, Questionnaire

_STATES = ("answered", "not_applicable", "blank")
_ANSWERED, _NOT_APPLICABLE, _BLANK = range(len(_STATES))


def survey_headings(questionnaire: Questionnaire, source: Source) -> Headings:
    """What the questionnaire looks for; a heading that it neither binds nor ignores refuses the file."""
    # What the source fills is not looked for, and its column, where the file has one, is not read.
    filled = {"answer_id": source.identifier, "answered_on": source.answered_on}
    headings = {"answer_id": questionnaire.answer_id_column, "answered_on": questionnaire.answered_on_column}
    wanted = [Wanted(name, as_tuple(headings[name])) for name, word in filled.items() if word is None]
    unread = [as_tuple(headings[name]) for name, word in filled.items() if word is not None and headings[name]]
    if questionnaire.mode_column is not None:
        wanted.append(Wanted("mode", as_tuple(questionnaire.mode_column)))
    for item in questionnaire.items:
        if item.column is not None:
            wanted.append(Wanted(_item_name(item), as_tuple(item.column), unnamed_after=item.rank_columns - 1))
        wanted += [Wanted(_option_name(item, option), (heading,)) for option, heading in item.columns.items()]
    wanted += wanted_for_exclusions(source)
    ignored = (*questionnaire.ignored_columns, *source.ignored_columns, *chain.from_iterable(unread))
    return Headings(tuple(wanted), ignored, True, f"params/questionnaires/{questionnaire.id}.yml")


@dataclass(frozen=True, slots=True, eq=False)
class _Answers:
    """Answers to one question: `respondents` (positions of rows of the file, ascending), one entry an answer.

    `chosen`: coded options, missing when there is none; `numbers`: missing but for a question of that kind.
    """

    item_id: str
    respondents: np.ndarray
    chosen: pd.Categorical
    numbers: np.ndarray
    states: np.ndarray


def read_answers(reader: ColumnReader, questionnaire: Questionnaire, site_id: str, context: Context) -> pd.DataFrame:
    """Long typed rows of the respondents without fault, indexed by line (several rows a line, questions by id).

    Where the source fills it, the number of an answer is its line, and its day the last that the file can know of.
    """
    identity = pd.DataFrame(
        {
            "answer_id": reader.read_text("answer_id", is_required=True, is_identifier=True)
            if "answer_id" in reader.bound
            else row_numbers(reader),
            "answered_on": reader.read_dates("answered_on", is_required=True)
            if "answered_on" in reader.bound
            else pd.Series(np.datetime64(context.last_day, "s"), index=reader.raw.cells.index),
            "mode": _read_mode(reader, questionnaire),
        }
    )
    answers = [_read_item(reader, questionnaire, item) for item in questionnaire.items]
    if "answered_on" in reader.bound:
        check_dates(identity, {"answered_on": reader.heading("answered_on")}, context, reader.faults)
    kept = _unique_answers(reader, identity, reader.faults)
    long = _lengthen(identity, answers)
    if len(kept) < len(identity):
        long = long.loc[long.index.isin(kept)]
    long.insert(0, "site_id", same_text(site_id, long.index))
    long.insert(1, "questionnaire_id", same_text(questionnaire.id, long.index))
    return long


def _lengthen(identity: pd.DataFrame, answers: Sequence[_Answers]) -> pd.DataFrame:
    """One row an answer, respondent by respondent: the order of the store, which then has nothing to sort."""
    answers = sorted(answers, key=lambda part: part.item_id)
    respondents = np.concatenate([part.respondents for part in answers])
    order = np.argsort(respondents, kind="stable")
    items = np.repeat(np.arange(len(answers), dtype="int16"), [len(part.respondents) for part in answers])
    states = np.concatenate([part.states for part in answers])
    long = identity.take(respondents[order])
    long["item_id"] = pd.Categorical.from_codes(items[order], [part.item_id for part in answers])
    long["option_id"] = union_categoricals([part.chosen for part in answers]).take(order)
    long["number"] = np.concatenate([part.numbers for part in answers])[order]
    long["state"] = pd.Categorical.from_codes(states[order], _STATES)
    return long


def _item_name(item: Item) -> str:
    return f"item {item.id}"


def _option_name(item: Item, option_id: str) -> str:
    return f"item {item.id} option {option_id}"


def _closed_list(options: tuple[Option, ...], what: str) -> ClosedList:
    return ClosedList.build({option.id: (option.label, *option.aliases) for option in options}, what)


def _read_mode(reader: ColumnReader, questionnaire: Questionnaire) -> pd.Series:
    if "mode" not in reader.bound:
        return same_text(None, reader.raw.cells.index)
    modes = _closed_list(questionnaire.modes, "mode de recueil")
    return reader.read("mode", reader.answers(partial(parse_closed, accepted=modes)))


def _unique_answers(reader: ColumnReader, identity: pd.DataFrame, faults: FaultList) -> pd.Index:
    """Lines kept once duplicates are settled: two lines are identical when all their bound cells are."""
    if "answer_id" not in reader.bound or not identity["answer_id"].duplicated().any():
        return identity.index
    cells = reader.raw.cells[sorted(set(reader.bound.values()))]
    compared = cells.assign(answer_id=identity["answer_id"])[identity["answer_id"].notna()]
    return drop_duplicates(compared, ["answer_id"], reader.heading("answer_id"), faults).index


def _read_item(reader: ColumnReader, questionnaire: Questionnaire, item: Item) -> _Answers:
    """The answers of each respondent to that question; at least one each."""
    options = questionnaire.options_of(item.id)
    everyone = np.arange(len(reader.raw.cells))
    nothing = pd.Categorical.from_codes(np.full(len(everyone), -1), pd.Index([], dtype=TEXT))
    no_number = np.full(len(everyone), np.nan)
    if item.kind == "number":
        numbers = _read_number(reader, item).to_numpy()
        return _Answers(item.id, everyone, nothing, numbers, np.where(np.isnan(numbers), _BLANK, _ANSWERED))
    if item.kind == "text":
        # A comment is personal data and is not stored: only whether there is one.
        is_filled = reader.texts(_item_name(item)) != ""
        return _Answers(item.id, everyone, nothing, no_number, np.where(is_filled, _ANSWERED, _BLANK))
    accepted = _closed_list(options, "réponse")
    if item.columns:
        chosen = read_ticked(reader, {option_id: _option_name(item, option_id) for option_id in item.columns})
    elif item.rank_columns > 1:
        ranks = (rank_name(_item_name(item), rank) for rank in range(item.rank_columns))
        chosen = read_ranks(reader, ranks, accepted)
    elif item.delimiter is not None:
        chosen = read_delimited(reader, _item_name(item), item.delimiter, options, accepted)
    else:
        chosen = reader.read(_item_name(item), reader.answers(partial(parse_closed, accepted=accepted)))
        return _Answers(item.id, everyone, chosen.array, no_number, _states(chosen.array, options))
    respondents = reader.raw.cells.index.get_indexer(chosen.index)
    coded = pd.Categorical(chosen)
    return _Answers(item.id, respondents, coded, np.full(len(coded), np.nan), _states(coded, options))


def _states(chosen: pd.Categorical, options: Sequence[Option]) -> np.ndarray:
    """Code of the state of each chosen option, in `_STATES`."""
    outside = [option.id for option in options if option.level == "not_applicable"]
    # The last one is that of a missing option, whose code is -1.
    states = np.append(np.where(chosen.categories.isin(outside), _NOT_APPLICABLE, _ANSWERED), _BLANK)
    return states.take(chosen.codes)


def _read_number(reader: ColumnReader, item: Item) -> pd.Series:
    name = _item_name(item)
    numbers = reader.read_numbers(name)
    low = float("-inf") if item.minimum is None else item.minimum
    high = float("inf") if item.maximum is None else item.maximum
    reason = Reason(
        "outside_bounds", "réponse hors des bornes de la question", accepted=f"de {low:g} à {high:g}".replace(".", ","),
        remedy="corriger la réponse, ou les bornes (minimum, maximum) du questionnaire",
    )  # fmt: skip
    texts = reader.texts(name)[(numbers < low) | (numbers > high)]
    reader.faults.add_values(texts, reader.heading(name), dict.fromkeys(texts, reason))
    return numbers
