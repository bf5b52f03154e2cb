"""Surveys: a wide export under its `Questionnaire` to one row a respondent and item (a row a chosen option if several).

How the columns of a question look and what they may hold is its kind (`questions`), which reads cells through this module.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from qep_lib.intake.choices import read_delimited, read_side_by_side, read_ticked
from qep_lib.intake.closed import ClosedList, parse_closed
from qep_lib.intake.convert import ColumnReader
from qep_lib.intake.exclusions import wanted_for_exclusions
from qep_lib.intake.faults import FaultList, by_line
from qep_lib.intake.headings import Headings, Wanted, as_tuple
from qep_lib.intake.rawtable import TEXT, same_text
from qep_lib.intake.repeated import wanted_for_repeated
from qep_lib.intake.rulebook import fault
from qep_lib.intake.rules import Expected, check_dates, drop_duplicates
from qep_lib.intake.tabular import row_numbers
from qep_lib.model.campaign import Source
from qep_lib.model.questionnaire import Option, Questionnaire
from qep_lib.model.table import Column
from qep_lib.questions.forms import form_of, item_name
from qep_lib.questions.kind import STATES, Given
from qep_lib.questions.registry import kind_of


def survey_headings(questionnaire: Questionnaire, source: Source) -> Headings:
    """What the questionnaire looks for; a heading that it neither binds nor ignores refuses the file."""
    # What the source fills is not looked for, and its column, where the file has one, is not read.
    filled = {"answer_id": source.identifier, "answered_on": source.answered_on}
    headings = {"answer_id": questionnaire.answer_id_column, "answered_on": questionnaire.answered_on_column}
    named = {name: as_tuple(heading) for name, heading in headings.items() if heading}
    wanted = [Wanted(name, named[name]) for name, word in filled.items() if word is None]
    unread = [named[name] for name, word in filled.items() if word is not None and name in named]
    if questionnaire.mode_column is not None:
        wanted.append(Wanted("mode", as_tuple(questionnaire.mode_column)))
    for item in questionnaire.questions:
        for bound in form_of(item).bindings(item):
            wanted.append(Wanted(bound.name, bound.headings, unnamed_after=bound.unnamed_after))
    wanted += [*wanted_for_exclusions(source), *wanted_for_repeated(questionnaire, source)]
    ignored = (*questionnaire.ignored_columns, *source.ignored_columns, *chain.from_iterable(unread))
    return Headings(tuple(wanted), ignored, True, f"params/questionnaires/{questionnaire.id}.yml")


def read_answers(reader: ColumnReader, questionnaire: Questionnaire, site_id: str, context: Expected) -> pd.DataFrame:
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
    cells = _SurveyCells(reader, context)
    answers = {
        item.id: kind_of(item).read(cells, item, questionnaire.options_of(item.id)) for item in questionnaire.questions
    }
    if "answered_on" in reader.bound:
        check_dates(identity, {"answered_on": reader.heading("answered_on")}, context, reader.faults)
    kept = _unique_answers(reader, identity, reader.faults)
    long = _lengthen(identity, answers)
    if len(kept) < len(identity):
        long = long.loc[long.index.isin(kept)]
    long.insert(0, "site_id", same_text(site_id, long.index))
    long.insert(1, "questionnaire_id", same_text(questionnaire.id, long.index))
    return long


def _lengthen(identity: pd.DataFrame, given: Mapping[str, Given]) -> pd.DataFrame:
    """One row an answer, respondent by respondent: the order of the store, which then has nothing to sort."""
    asked = sorted(given)
    answers = [given[item_id] for item_id in asked]
    respondents = np.concatenate([part.respondents for part in answers])
    order = np.argsort(respondents, kind="stable")
    items = np.repeat(np.arange(len(answers), dtype="int16"), [len(part.respondents) for part in answers])
    states = np.concatenate([part.states for part in answers])
    long = identity.take(respondents[order])
    long["item_id"] = pd.Categorical.from_codes(items[order], pd.Index(asked))
    long["option_id"] = union_categoricals([_as_text(part.chosen) for part in answers]).take(order)
    long["number"] = np.concatenate([part.numbers for part in answers])[order]
    long["state"] = pd.Categorical.from_codes(states[order], pd.Index(STATES))
    return long


class _SurveyCells:
    """The cells of a file as kinds of question ask for them (`questions.kind.Cells`)."""

    def __init__(self, reader: ColumnReader, context: Expected):
        self._reader, self.period = reader, context.period
        self.last_day: np.datetime64 = np.datetime64(context.last_day)

    @property
    def lines(self) -> pd.Index:
        return self._reader.raw.cells.index

    def texts(self, name: str) -> pd.Series:
        return self._reader.texts(name)

    def closed(self, name: str, options: Sequence[Option]) -> pd.Series:
        accepted = _closed_list(options, "réponse")
        return self._reader.read(name, self._reader.answers(partial(parse_closed, accepted=accepted)))

    def ticked(self, names: Mapping[str, str]) -> pd.DataFrame:
        return read_ticked(self._reader, names)

    def delimited(self, name: str, delimiter: str, options: Sequence[Option]) -> pd.DataFrame:
        return read_delimited(self._reader, name, delimiter, options, _closed_list(options, "réponse"))

    def side_by_side(self, name: str, columns: int, options: Sequence[Option]) -> pd.DataFrame:
        return read_side_by_side(self._reader, name, columns, _closed_list(options, "réponse"))

    def numbers(self, name: str, out_of: int | None = None) -> pd.Series:
        return self._reader.read_numbers(name, out_of=out_of)

    def days(self, name: str) -> pd.Series:
        return self._reader.read_dates(name)

    def refuse(self, name: str, lines: pd.Index, rule: str, **values: object) -> None:
        for line, text in by_line(self._reader.texts(name).loc[lines]):
            self._reader.faults.add(fault(rule, **values), line, self._reader.heading(name), text)


def dated_questions(questionnaire: Questionnaire) -> list[Column]:
    """The columns of the questions that are answered by a day, whose order is settled with that of the other dates."""
    return [Column(item_name(item), "date", item.label) for item in questionnaire.questions if form_of(item).holds_days]


def _as_text(chosen: "pd.Categorical[str]") -> "pd.Categorical[str]":
    return chosen.set_categories(pd.Index(chosen.categories, dtype=TEXT))


def _closed_list(options: Sequence[Option], what: str) -> ClosedList:
    other = next((option.id for option in options if option.any_other), None)
    return ClosedList.build({option.id: (option.label, *option.aliases) for option in options}, what, other)


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
