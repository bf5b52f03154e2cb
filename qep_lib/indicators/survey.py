"""Formulas on survey answers: how many, from whom, satisfied or not. Weights are not applied (statistics.md 1.6).

An answer counts in the base of an item only if it was given on that item: « sans objet » and blanks are outside it and
counted apart (statistics.md 1.5). Answers are coded once a context and counted as numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qep_lib.indicators.codes import Codes, combine, count, distinct, encode, encode_among, renumber
from qep_lib.indicators.declared import declared_figures
from qep_lib.indicators.rows import Context, Rows, result_rows, share_rows, stack_rows
from qep_lib.model.indicator import Indicator
from qep_lib.store.identity import OWNERS


@dataclass(frozen=True, slots=True, eq=False)
class _Answers:
    """The rows of the table coded. `person` numbers respondents, whose site is `site_of_person`.

    `is_filled`: the state is « answered », whatever the option; `is_outside`: it counts in no base; `is_positive`: the
    option's level is. `role` is that of the item.
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
    is_positive: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """One row a respondent and item: its site, the place of its mode (-1: none) and what was said, as flags.

    `rows` are the rows of the table that were judged, `of_row` the judged row of each.
    """

    site: np.ndarray
    mode: np.ndarray
    is_answered: np.ndarray
    is_positive: np.ndarray
    is_outside: np.ndarray
    rows: np.ndarray
    of_row: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class CrossedCounts:
    """Answers to one item by the answer to another, as arrays sites × `options`, sites in the order of the context.

    `people` counts the respondents of each option, `answered` those of them in the base of the item, `positive` those who
    gave it a positive answer. No threshold is applied: such counts are for computing with, never for printing.
    """

    options: tuple[str, ...]
    people: np.ndarray
    answered: np.ndarray
    positive: np.ndarray


def survey_answers_count(context: Context, indicator: Indicator) -> Rows:
    """Number of respondents, in all and by mode."""
    answers = context.once(_answers)
    totals = count(answers.site_of_person, len(context.sites))
    sites = np.flatnonzero(totals)
    parts = [result_rows(context.site_names(sites), "", totals[sites], np.nan, totals[sites], totals[sites])]
    if "mode" in indicator.group_by:
        mode = _first_known(answers.mode.places, answers.person, answers.site_of_person.size)
        for place, word in enumerate(answers.mode.words):
            found = count(answers.site_of_person[mode == place], len(context.sites))
            sites = np.flatnonzero(found)
            names, figures = context.site_names(sites), found[sites]
            parts.append(result_rows(names, f"mode={word}", figures, totals[sites], figures, figures))
    return stack_rows(parts)


def survey_response_rate(context: Context, indicator: Indicator, mode: str, visits: str) -> Rows:
    """Respondents of one mode out of the visits declared under the indicator `visits` (95 of 311 at the Cher desk).

    The other modes have no known frame and stay out. Without a declared number of visits there is no row.
    """
    answers = context.once(_answers)
    persons = np.unique(answers.person[answers.mode.are_in((mode,))])
    found = count(answers.site_of_person[persons], len(context.sites))
    stated = context.once(declared_figures)
    stated = stated.loc[(stated["indicator_id"] == visits) & (stated["group"] == "")]
    base = np.full(len(context.sites), np.nan)
    base[encode_among(stated["site_id"], context.sites).places] = stated["value"].to_numpy()
    sites = np.flatnonzero((found > 0) & ~np.isnan(base))
    return share_rows(context.site_names(sites), "", found[sites], base[sites])


def survey_share(
    context: Context,
    indicator: Indicator,
    item: str | None = None,
    role: str | None = None,
    options: tuple[str, ...] = (),
) -> Rows:
    """Share of positive answers among those who answered: positive levels of the scale, or the `options` named.

    The item is named, or found by its role. Groups: each option of the scale, each mode, what is outside the base.
    """
    judged = context.once(_judge, item, role, tuple(options))
    positive, answered, asked = _totals(context, judged)
    sites = np.flatnonzero(asked)
    parts = [share_rows(context.site_names(sites), "", positive[sites], answered[sites])]
    return stack_rows(parts + _groups(context, indicator, judged))


def survey_distribution(
    context: Context, indicator: Indicator, item: str | None = None, role: str | None = None
) -> Rows:
    """How the answers to a closed question spread over its options; the total row is 100 % of the base.

    With several answers allowed the shares may sum to more than 100 %: the base is the respondents to the question.
    """
    judged = context.once(_judge, item, role, ())
    _, answered, asked = _totals(context, judged)
    sites = np.flatnonzero(asked)
    parts = [share_rows(context.site_names(sites), "", answered[sites], answered[sites])]
    return stack_rows(parts + _groups(context, indicator, judged))


def crossed_counts(
    context: Context, by_role: str, item: str | None = None, role: str | None = None, options: tuple[str, ...] = ()
) -> CrossedCounts:
    """An item, named as for `survey_share`, by the options of the items of the role `by_role`, per site.

    Who gave no option of that role, or several, is in no group: the groups share people out.
    """
    answers = context.once(_answers)
    judged = context.once(_judge, item, role, tuple(options))
    group, words = context.once(_only_option, by_role)
    person = np.zeros(judged.site.size, dtype=np.int64)
    person[judged.of_row] = answers.person[judged.rows]
    group_of = group[person]

    def found(site: np.ndarray, group: np.ndarray, flags: np.ndarray) -> np.ndarray:
        codes, size = combine([(site[flags], len(context.sites)), (group[flags], len(words))])
        return count(codes, size).reshape(len(context.sites), len(words))

    return CrossedCounts(
        options=words,
        people=found(answers.site_of_person, group, group >= 0),
        answered=found(judged.site, group_of, (group_of >= 0) & judged.is_answered),
        positive=found(judged.site, group_of, (group_of >= 0) & judged.is_positive),
    )


def series_of_sites(context: Context) -> dict[str, str]:
    """Per site, the `serie_id` of the questionnaires answered in the period: only equal series are compared."""
    answers = context.once(_answers)
    codes, size = combine(
        [(answers.site, len(context.sites)), (answers.questionnaire.places, len(answers.questionnaire.words))]
    )
    known = {key: questionnaire.serie_id for key, questionnaire in context.catalogue.questionnaires.items()}
    series: dict[str, set[str]] = {}
    for code in np.flatnonzero(count(codes, size)).tolist():
        site, questionnaire = divmod(code, len(answers.questionnaire.words))
        word = answers.questionnaire.words[questionnaire]
        series.setdefault(context.sites[site], set()).add(known.get(word, word))
    return {site_id: "|".join(sorted(names)) for site_id, names in series.items()}


def _answers(context: Context) -> _Answers:
    table = context.tables["survey_answers"]
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
    roles, levels = _declared(context, questionnaire.words, item.words, option.words)
    is_outside, is_positive = (
        (levels == level)[questionnaire.places, item.places, option.places] for level in ("not_applicable", "positive")
    )
    state = encode(table["state"])
    is_outside = is_outside | state.are_in(("not_applicable",))
    words = tuple(dict.fromkeys(roles.ravel().tolist()))
    role = np.vectorize(words.index, otypes=[np.int64])(roles) if roles.size else np.zeros(roles.shape, dtype=np.int64)
    return _Answers(
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
        is_positive=is_positive,
    )


def _owners(table: pd.DataFrame) -> list[tuple[np.ndarray, int]]:
    """The file and the sheet of each row, to which the identifiers of its respondents belong."""
    owners = [encode(table[name]) for name in OWNERS if name in table]
    return [(codes.places.astype(np.int64) + 1, len(codes.words) + 1) for codes in owners]


def _declared(
    context: Context, questionnaires: tuple[str, ...], items: tuple[str, ...], options: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """(roles, questionnaires × items; levels, questionnaires × items × options) as declared; None elsewhere.

    One option more, at the end, answers for a missing one, whose place is -1.
    """
    roles = np.full((len(questionnaires), len(items)), None, dtype=object)
    levels = np.full((len(questionnaires), len(items), len(options) + 1), None, dtype=object)
    place_of = {word: place for place, word in enumerate(options)}
    for q, questionnaire_id in enumerate(questionnaires):
        questionnaire = context.catalogue.questionnaires.get(questionnaire_id)
        known = {item.id: item for item in questionnaire.items} if questionnaire else {}
        for i, item_id in enumerate(items):
            if item_id in known:
                roles[q, i] = known[item_id].role
                for option in questionnaire.options_of(item_id):
                    if option.id in place_of:
                        levels[q, i, place_of[option.id]] = option.level
    return roles, levels


def _judge(context: Context, item: str | None, role: str | None, options: tuple[str, ...]) -> _Judged:
    """What each respondent said of the item named, or of the items of that role.

    A question with several answers has one row an option in the table: any positive one makes the answer positive.
    """
    answers = context.once(_answers)
    rows = np.flatnonzero(answers.item.are_in((item,)) if item is not None else answers.role.are_in((role,)))
    people, items = answers.site_of_person.size, len(answers.item.words)
    codes, size = combine([(answers.person[rows], people), (answers.item.places[rows], items)])
    asked, of_row = renumber(codes, size)
    is_answered = answers.is_filled[rows] & ~answers.is_outside[rows]
    is_positive = answers.option.are_in(options)[rows] if options else answers.is_positive[rows]
    flags = (
        count(of_row, asked.size, flag) > 0
        for flag in (is_answered, is_answered & is_positive, answers.is_outside[rows])
    )
    site = answers.site_of_person[asked // items] if asked.size else asked
    mode = _first_known(answers.mode.places[rows], of_row, asked.size)
    return _Judged(site, mode, *flags, rows, of_row)


def _first_known(places: np.ndarray, owners: np.ndarray, size: int) -> np.ndarray:
    """The first place of each owner that is not missing; -1 where all are."""
    first = np.full(size, -1, dtype=np.int64)
    known = np.flatnonzero(places >= 0)[::-1]
    # Read backwards, the first row is the last one written.
    first[owners[known]] = places[known]
    return first


def _only_option(context: Context, role: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """(the place of the only option that each respondent gave to the items of that role, -1 without one; the options)."""
    answers = context.once(_answers)
    is_given = answers.role.are_in((role,)) & answers.is_filled & ~answers.is_outside & (answers.option.places >= 0)
    given = [answers.option.words[place] for place in np.unique(answers.option.places[is_given])]
    words = tuple(sorted(given))
    renamed = np.array([words.index(word) if word in words else -1 for word in answers.option.words], dtype=np.int64)
    people = answers.site_of_person.size
    codes, size = combine([(answers.person[is_given], people), (renamed[answers.option.places[is_given]], len(words))])
    person, option = np.divmod(distinct(codes, size), max(len(words), 1))
    only = np.full(people, -1, dtype=np.int64)
    only[person] = option
    only[count(person, people) > 1] = -1
    return only, words


def _totals(context: Context, judged: _Judged) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Respondents by site: positive, in the base, asked."""
    size = len(context.sites)
    return (
        count(judged.site, size, judged.is_positive),
        count(judged.site, size, judged.is_answered),
        count(judged.site, size),
    )


def _groups(context: Context, indicator: Indicator, judged: _Judged) -> list[Rows]:
    parts = []
    if "option" in indicator.group_by:
        parts += _option_rows(context, judged)
    if "mode" in indicator.group_by:
        for place, word in enumerate(context.once(_answers).mode.words):
            of_mode = judged.mode == place
            positive, answered, asked = (
                count(judged.site, len(context.sites), of_mode & flag)
                for flag in (judged.is_positive, judged.is_answered, True)
            )
            sites = np.flatnonzero(asked)
            parts.append(share_rows(context.site_names(sites), f"mode={word}", positive[sites], answered[sites]))
    if "state" in indicator.group_by:
        asked = count(judged.site, len(context.sites))
        sites = np.flatnonzero(asked)
        is_outside = judged.is_outside & ~judged.is_answered
        states = {"not_applicable": is_outside, "blank": ~judged.is_answered & ~is_outside}
        for state, flags in states.items():
            found = count(judged.site, len(context.sites), flags)
            parts.append(share_rows(context.site_names(sites), f"state={state}", found[sites], asked[sites]))
    return parts


def _option_rows(context: Context, judged: _Judged) -> list[Rows]:
    """Share of each declared option, those that nobody chose included: a full distribution has no hole."""
    answers, rows, size = context.once(_answers), judged.rows, len(context.sites)
    found, offered = {}, {}
    for chosen, options in _questions(context, answers, rows):
        asked = count(answers.site[chosen], size) > 0
        for option in options:
            place = answers.option.words.index(option) if option in answers.option.words else len(answers.option.words)
            is_chosen = (answers.option.places[chosen] == place) & answers.is_filled[chosen]
            # Chosen twice by the same person, an option counts once.
            people = np.unique(answers.person[chosen[is_chosen]])
            found[option] = found.get(option, 0) + count(answers.site_of_person[people], size)
            offered[option] = offered.get(option, False) | asked
    _, answered, _ = _totals(context, judged)
    parts = []
    for option, counts in found.items():
        sites = np.flatnonzero(offered[option])
        parts.append(share_rows(context.site_names(sites), f"option={option}", counts[sites], answered[sites]))
    return parts


def _questions(context: Context, answers: _Answers, rows: np.ndarray) -> Iterator[tuple[np.ndarray, tuple[str, ...]]]:
    """For each question that `rows` answer: its rows, and the options that count in its distribution."""
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
        known = {asked.id for asked in declared.items} if declared else ()
        options = declared.options_of(items[item]) if items[item] in known else ()
        yield rows[codes == code], tuple(option.id for option in options if option.level != "not_applicable")
