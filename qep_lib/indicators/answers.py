"""Survey answers coded once a context, and what each respondent said of a question. Shares and counts are in `survey`.

An answer counts in the base of an item only if it was given on that item: « sans objet » and blanks are outside it and
counted apart (statistics.md 1.5).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qep_lib.errors import sure
from qep_lib.indicators.codes import Codes, combine, count, distinct, encode, encode_among, renumber
from qep_lib.indicators.rows import Context
from qep_lib.model.questionnaire import Item, Questionnaire
from qep_lib.model.tables import ANSWERS
from qep_lib.questions.forms import Figure, form_of
from qep_lib.questions.kind import Counted
from qep_lib.questions.offers import first_of_role, share_offer, spread_lack
from qep_lib.questions.registry import kind_of
from qep_lib.store.identity import OWNERS

UNDECLARED = "le questionnaire de ces réponses ne déclare plus la question"


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The rows of the table coded. `person` numbers respondents, whose site is `site_of_person`.

    `is_filled`: the state is « answered », whatever the option; `is_outside`: it counts in no base. `role` is that of the
    item.
    """

    site: np.ndarray
    questionnaire: Codes
    item: Codes
    option: Codes
    mode: Codes
    role: Codes
    person: np.ndarray
    site_of_person: np.ndarray
    is_filled: np.ndarray
    is_outside: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """One row a respondent and item: its site, the place of its mode (-1: none) and what was said, as flags.

    `rows` are the rows of the table that were judged, `of_row` the judged row of each. `refused` says why answers were left
    unjudged, by place of their site: their question does not offer what is counted.
    """

    site: np.ndarray
    mode: np.ndarray
    is_answered: np.ndarray
    is_positive: np.ndarray
    is_outside: np.ndarray
    rows: np.ndarray
    of_row: np.ndarray
    refused: Mapping[int, str]


def coded_answers(context: Context) -> Answers:
    """The survey answers of the context, coded; shared through `Context.once`."""
    table = context.tables[ANSWERS]
    site = encode_among(table["site_id"], context.sites).places
    questionnaire, answer, item, option = (
        encode(table[name]) for name in ("questionnaire_id", "answer_id", "item_id", "option_id")
    )
    codes, size = combine(
        [
            (site, len(context.sites)),
            *_owners(table),
            (questionnaire.places, len(questionnaire.words)),
            (answer.places, len(answer.words)),
        ]
    )
    persons, person = renumber(codes, size)
    roles, is_not_applicable = _declared(context, questionnaire.words, item.words, option.words)
    is_outside = is_not_applicable[questionnaire.places, item.places, option.places]
    state = encode(table["state"])
    is_outside = is_outside | state.are_in(("not_applicable",))
    words = tuple(dict.fromkeys(roles.ravel().tolist()))
    role = np.vectorize(words.index, otypes=[np.int64])(roles) if roles.size else np.zeros(roles.shape, dtype=np.int64)
    return Answers(
        site=site,
        questionnaire=questionnaire,
        item=item,
        option=option,
        mode=encode(table["mode"]),
        role=Codes(role[questionnaire.places, item.places], words),
        person=person,
        site_of_person=persons // (size // len(context.sites)) if persons.size else persons,
        is_filled=state.are_in(("answered",)),
        is_outside=is_outside,
    )


def _owners(table: pd.DataFrame) -> list[tuple[np.ndarray, int]]:
    """The file and the sheet of each row, to which the identifiers of its respondents belong."""
    owners = [encode(table[name]) for name in OWNERS if name in table]
    return [(codes.places.astype(np.int64) + 1, len(codes.words) + 1) for codes in owners]


def _declared(
    context: Context, questionnaires: tuple[str, ...], items: tuple[str, ...], options: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """(roles, questionnaires × items; « the answer is outside every base », questionnaires × items × options) as declared.

    One option more, at the end, answers for a missing one, whose place is -1.
    """
    roles = np.full((len(questionnaires), len(items)), None, dtype=object)
    is_outside = np.zeros((len(questionnaires), len(items), len(options) + 1), dtype=bool)
    place_of = {word: place for place, word in enumerate(options)}
    for q, questionnaire_id in enumerate(questionnaires):
        questionnaire = context.catalogue.questionnaires.get(questionnaire_id)
        if questionnaire is None:
            continue
        known = {item.id: item for item in questionnaire.questions}
        for i, item_id in enumerate(items):
            if item_id in known:
                role = known[item_id].role
                roles[q, i] = role if first_of_role(questionnaire, role) == item_id else None
                for option in questionnaire.options_of(item_id):
                    if option.id in place_of:
                        is_outside[q, i, place_of[option.id]] = option.level == "not_applicable"
    return roles, is_outside


def judge(
    context: Context,
    item: str | None,
    role: str | None,
    options: tuple[str, ...],
    below: float | None = None,
    serie: str | None = None,
    figure: Figure = "share",
) -> Judged:
    """What each respondent said of the item named, or of the first of that role, to the questionnaires of that `serie` or of
    any; nobody is positive but for a share. Answers to a question that does not offer what is counted are left out.

    A question with several answers has one row an option in the table: any positive one makes the answer positive.
    """
    answers = context.once(coded_answers)
    named = np.flatnonzero(answers.item.are_in((item,)) if item is not None else answers.role.are_in((role,)))
    fed = [np.empty(0, dtype=np.int64)]
    refused: dict[int, str] = {}
    is_positive = np.zeros(answers.site.size, dtype=bool)
    for rows, questionnaire, asked in _questions(context, answers, named):
        if serie is not None and (questionnaire is None or questionnaire.serie_id != serie):
            continue
        positive, lack = _offer(questionnaire, asked, options, below, figure)
        if lack is None:
            fed.append(rows)
            is_positive[rows] = answers.option.are_in(positive)[rows]
        else:
            refused |= dict.fromkeys(np.unique(answers.site[rows]).tolist(), lack)
    return _judged(answers, np.sort(np.concatenate(fed)), is_positive, refused)


def counted_answers(context: Context, judged: Judged) -> Iterator[tuple[np.ndarray, Counted]]:
    """For each question that was judged: its rows, and the answers among which they spread."""
    answers = context.once(coded_answers)
    words = np.array([*answers.option.words, None], dtype=object)
    for rows, questionnaire, asked in _questions(context, answers, judged.rows):
        option_ids, numbers = words[answers.option.places[rows]], context.once(numbers_given)[rows]
        item = sure(asked)
        counted = kind_of(item).counted(item, sure(questionnaire).options_for(item), option_ids, numbers)
        if counted is not None:
            yield rows, counted


def numbers_given(context: Context) -> np.ndarray:
    """The number of each row of the answers, NaN where it holds none; shared through `Context.once`."""
    return context.tables[ANSWERS]["number"].to_numpy(dtype=float)


def bounds_asked(context: Context, judged: Judged) -> tuple[float, float]:
    """The least and the greatest number that the questions judged accept."""
    asked = [sure(item) for _, _, item in _questions(context, context.once(coded_answers), judged.rows)]
    found = [form_of(item).bounds(item) for item in asked]
    return min(low for low, _ in found), max(high for _, high in found)


def first_known(places: np.ndarray, owners: np.ndarray, size: int) -> np.ndarray:
    """The first place of each owner that is not missing; -1 where all are."""
    first = np.full(size, -1, dtype=np.int64)
    known = np.flatnonzero(places >= 0)[::-1]
    # Read backwards, the first row is the last one written.
    first[owners[known]] = places[known]
    return first


def _judged(answers: Answers, rows: np.ndarray, is_positive: np.ndarray, refused: Mapping[int, str]) -> Judged:
    people, items = answers.site_of_person.size, len(answers.item.words)
    codes, size = combine([(answers.person[rows], people), (answers.item.places[rows], items)])
    asked, of_row = renumber(codes, size)
    is_answered = answers.is_filled[rows] & ~answers.is_outside[rows]
    answered, positive, outside = (
        count(of_row, asked.size, flag) > 0
        for flag in (is_answered, is_answered & is_positive[rows], answers.is_outside[rows])
    )
    site = answers.site_of_person[asked // items] if asked.size else asked
    mode = first_known(answers.mode.places[rows], of_row, asked.size)
    return Judged(site, mode, answered, positive, outside, rows, of_row, refused)


def _offer(
    questionnaire: Questionnaire | None,
    asked: Item | None,
    options: tuple[str, ...],
    below: float | None,
    figure: Figure,
) -> tuple[Collection[str], str | None]:
    """(the answers that count as positive, why the question cannot be counted)."""
    if questionnaire is None or asked is None:
        return (), UNDECLARED
    if figure == "share":
        offer = share_offer(questionnaire, asked, options, below)
        return offer.positive, offer.lack.found if offer.lack else None
    lack = spread_lack(questionnaire, asked) if figure == "distribution" else None
    return (), lack.found if lack else None


def _questions(
    context: Context, answers: Answers, rows: np.ndarray
) -> Iterator[tuple[np.ndarray, Questionnaire | None, Item | None]]:
    """For each question that `rows` answer: its rows, and what `params/` declares of it."""
    items = answers.item.words
    codes, size = combine(
        [
            (answers.questionnaire.places[rows], len(answers.questionnaire.words)),
            (answers.item.places[rows], len(items)),
        ]
    )
    for code in distinct(codes, size).tolist():
        questionnaire, item = divmod(code, len(items))
        declared = context.catalogue.questionnaires.get(answers.questionnaire.words[questionnaire])
        known = {asked.id: asked for asked in declared.questions} if declared else {}
        yield rows[codes == code], declared, known.get(items[item])
