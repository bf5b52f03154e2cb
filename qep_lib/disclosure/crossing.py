"""Frequencies and cross-tabulations of one survey: answers counted group by group, with Wilson intervals.

Each line has its own base: those of the group who answered the question. « Sans objet » and blanks are outside it and
counted (statistics.md 1.5). No test of association is offered: with the bases of these surveys it would mostly name chance,
and the intervals beside the shares say what the bases can carry. What describes too few people is hidden
(statistics.md 3), rows and columns, before anything is shown. For inside alone: one table is protected, not a sequence of
them, which only the declared figures of public documents are (ADR 0044).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, combinations

import numpy as np
import pandas as pd

from qep_lib.disclosure.small_lines import hidden_lines, is_small
from qep_lib.errors import DataRefused, ParameterError, sure
from qep_lib.indicators.survey_questions import MODE, MONTH, Filter, Question, Respondents, Where
from qep_lib.model.campaign import Disclosure
from qep_lib.questions.kind import Answer
from qep_lib.stats.intervals import mean_interval, wilson

NOT_SHOWN = "non diffusé"
WITHOUT_GROUP = Answer("", "Sans réponse ou sans objet")
"""The line of those who did not answer the question that makes the groups: without it, a subtraction would show them."""
ALL = Answer("", "Ensemble")


@dataclass(frozen=True, slots=True)
class Share:
    """An answer in a group: how many gave it, as a percentage of the base, with its interval; None on an empty base.
    `is_unanimous` where everybody or nobody of a few gave it: the interval is told in place of the value.
    """

    count: int
    base: int
    value: float | None
    low: float | None
    high: float | None
    is_unanimous: bool = False


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of the numbers of a group, with its interval; None where nobody gave one, or, of few people, where all gave the
    same."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class _Told:
    """What makes the share of a count in a base, and the mean of the numbers of the people of a base."""

    share: Callable[[int, int], Share]
    mean: Callable[[Question, np.ndarray], Mean]


@dataclass(frozen=True, slots=True)
class Line:
    """One group. `n` is its base; `shares` has one value an answer, None where hidden; `positive` is that of all positive
    answers together, None on a question without levels; `mean` that of numbers, None without any. When `is_hidden`, no figure
    is left.

    `left_out` is the smallest number of people, over 0, that the filters take out of its base; 0 when they take nobody.
    """

    group: Answer
    n: int | None
    not_applicable: int | None
    blank: int | None
    shares: tuple[Share | None, ...]
    positive: Share | None = None
    left_out: int = 0
    is_hidden: bool = False
    mean: Mean | None = None


@dataclass(frozen=True, slots=True)
class Crossing:
    """The answers to a question, in all and by group of another (`by` None: in all only).

    `filters` holds (label of the question, labels of the answers kept); `respondents` those that the filters keep.
    `columns_left_out` is, by answer, the smallest number over 0 that the filters take out of it; None where columns are not
    protected: on a scale answers judge, on other questions they are groups of people too.
    """

    item: str
    by: str | None
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    respondents: int
    answers: tuple[Answer, ...]
    total: Line
    lines: tuple[Line, ...]
    columns_left_out: tuple[int, ...] | None
    is_multiple: bool
    are_groups_multiple: bool


def cross(
    survey: Respondents,
    item: str,
    by: str | None,
    where: Where,
    limits: Disclosure,
    confidence: float = 0.95,
) -> Crossing:
    """The answers to `item` by group of `by`, among those who gave the answers of `where`; hidden for inside.

    `item`, `by` and the keys of `where` are ids or labels of closed questions, `mode` or `month`. Raises `ParameterError`
    for an unknown question or answer and for the same question twice; `DataRefused` when nothing is left after the filters, or
    too few people, or when the filters take too few out.
    """
    question = survey.question(item)
    groups = survey.question(by) if by is not None else None
    filters = tuple(survey.keep(where))
    _refuse_twice([question, *([groups] if groups else []), *(asked for asked, _, _ in filters)])
    few = limits.unanimous_below
    told = _Told(
        partial(_share, confidence=confidence, unanimous_below=few),
        partial(_mean, confidence=confidence, unanimous_below=few),
    )
    counted = _count(survey, question, groups, filters, told)
    _refuse_small(counted, limits.internal)
    return suppress(counted, limits.internal)


def suppress(crossing: Crossing, threshold: int) -> Crossing:
    """The same without what fewer than `threshold` people would be seen in, nor what would give it back. Idempotent.

    A small line loses every figure. Where the answers are groups as well (a profile, a reason), a small column does too.
    """
    seen = [line for line in crossing.lines if not line.is_hidden]
    counts = np.array([[_held(share) for share in line.shares] for line in seen or [crossing.total]], dtype=float)
    gone = set()
    if seen:
        hidden = hidden_lines(counts, [sure(line.n) for line in seen], threshold, [line.left_out for line in seen])
        gone = {line.group for line, is_hidden in zip(seen, hidden, strict=True) if is_hidden}
    lines = tuple(_emptied(line) if line.group in gone else line for line in crossing.lines)
    if crossing.columns_left_out is None:
        return replace(crossing, lines=lines)
    sizes = [_held(share) for share in crossing.total.shares]
    hidden = hidden_lines(counts.T, sizes, threshold, crossing.columns_left_out)
    return replace(
        crossing,
        total=_without_columns(crossing.total, hidden),
        lines=tuple(_without_columns(line, hidden) for line in lines),
        columns_left_out=tuple(np.where(hidden, 0, crossing.columns_left_out).tolist()),
    )


def _count(
    survey: Respondents, question: Question, groups: Question | None, filters: Sequence[Filter], told: _Told
) -> Crossing:
    """The whole table, before anything is hidden."""
    everybody = np.ones(survey.count, dtype=bool)
    masks = [kept for _, _, kept in filters]
    kept = np.logical_and.reduce([everybody, *masks])
    # With some of the filters only: the tables that somebody could subtract this one from.
    fewer = chain.from_iterable(combinations(masks, size) for size in range(len(masks)))
    wider = [np.logical_and.reduce([everybody, *some]) for some in fewer]

    def line(group: Answer, members: np.ndarray) -> Line:
        return _line(question, group, members, kept, wider, told)

    lines = []
    if groups is not None:
        lines = [line(group, groups.chosen[:, place]) for place, group in enumerate(groups.answers)]
        if not groups.is_answered.all():
            lines.append(line(WITHOUT_GROUP, ~groups.is_answered))
    is_protected = not question.judges and (groups is not None or masks)
    columns = [_left_out(chosen, kept, wider) for chosen in question.chosen.T] if is_protected else None
    return Crossing(
        item=question.label,
        by=groups.label if groups is not None else None,
        filters=tuple((asked.label, tuple(asked.answers[i].label for i in places)) for asked, places, _ in filters),
        respondents=int(kept.sum()),
        answers=question.answers,
        total=line(ALL, everybody),
        lines=tuple(lines),
        columns_left_out=None if columns is None else tuple(columns),
        is_multiple=question.is_multiple,
        are_groups_multiple=groups is not None and groups.is_multiple,
    )


def _line(
    question: Question, group: Answer, members: np.ndarray, kept: np.ndarray, wider: list[np.ndarray], told: _Told
) -> Line:
    base = members & kept & question.is_answered
    asked, n = int((members & kept).sum()), int(base.sum())
    not_applicable = int((members & kept & question.is_not_applicable).sum())
    positive = [place for place, answer in enumerate(question.answers) if answer.level == "positive"]
    return Line(
        group=group,
        n=n,
        not_applicable=not_applicable,
        blank=asked - n - not_applicable,
        shares=tuple(told.share(int((base & chosen).sum()), n) for chosen in question.chosen.T),
        positive=told.share(int((base & question.chosen[:, positive].any(axis=1)).sum()), n)
        if question.has_levels
        else None,
        left_out=_left_out(members & question.is_answered, kept, wider),
        mean=None if question.numbers is None else told.mean(question, base),
    )


def _mean(question: Question, base: np.ndarray, confidence: float, unanimous_below: int) -> Mean:
    numbers, (least, greatest) = sure(question.numbers)[base], question.bounds
    if not numbers.size or (numbers.size < unanimous_below and numbers.min() == numbers.max()):
        return Mean(None, None, None)
    low, high = mean_interval(numbers.sum(), np.square(numbers).sum(), numbers.size, confidence)
    return Mean(float(numbers.mean()), max(float(low), least), min(float(high), greatest))


def _share(count: int, base: int, confidence: float, unanimous_below: int) -> Share:
    if not base:
        return Share(count, base, None, None, None)
    low, high = wilson(count, base, confidence)
    return Share(count, base, 100 * count / base, 100 * low, 100 * high, base < unanimous_below and count in (0, base))


def _left_out(members: np.ndarray, kept: np.ndarray, wider: list[np.ndarray]) -> int:
    """The fewest people, over 0, that a filter or several take out of a group; 0 when they take nobody."""
    taken = (int((members & more & ~kept).sum()) for more in wider)
    return min((count for count in taken if count), default=0)


def _held(share: Share | None) -> int:
    return share.count if share is not None else 0


def _emptied(line: Line) -> Line:
    return Line(line.group, None, None, None, (None,) * len(line.shares), is_hidden=True)


def _without_columns(line: Line, hidden: np.ndarray) -> Line:
    return replace(line, shares=tuple(None if gone else s for s, gone in zip(line.shares, hidden, strict=True)))


def _refuse_twice(questions: list[Question]) -> None:
    names = [question.label for question in questions]
    for name in names:
        if names.count(name) > 1:
            raise ParameterError(
                f"question « {name} » demandée deux fois : elle ne se croise pas avec elle-même et ne se filtre pas par "
                "ses propres réponses. À faire : en choisir une autre."
            )


def _refuse_small(crossing: Crossing, threshold: int) -> None:
    filters = " ; ".join(f"{label} : {', '.join(answers)}" for label, answers in crossing.filters)
    where = f" avec ces filtres ({filters})" if filters else ""
    if not crossing.total.n:
        raise DataRefused(f"« {crossing.item} » : il ne reste aucune réponse{where}. À faire : ôter un filtre.")
    if is_small(crossing.total.n, threshold):
        raise DataRefused(
            f"« {crossing.item} » : groupe trop petit, moins de {threshold} réponses{where}. Rien n'en est montré. "
            "À faire : élargir les filtres ou la période."
        )
    if is_small(crossing.total.left_out, threshold):
        raise DataRefused(
            f"« {crossing.item} » : ces filtres ({filters}) n'écartent que moins de {threshold} réponses, que l'on "
            "retrouverait par soustraction. À faire : ôter ce filtre, ou en choisir un qui écarte plus de réponses."
        )


def crossed_rows(survey: Respondents, crossing: Crossing, item: str, by: str | None, where: Where) -> pd.DataFrame:
    """The people behind a crossing of the internal audience, one row each: what they answered to `item`, their group of `by`, how
    and in which month they answered, in words. Groups and answers that the crossing hides are left out; nothing that tells who a
    person is stands beside what was asked and tells it already.
    """
    asked, kept = survey.question(item), np.ones(survey.count, dtype=bool)
    for _, _, chosen in survey.keep(where):
        kept &= chosen
    lines = (*crossing.lines, crossing.total)
    untold = {
        answer.id
        for line in lines
        if not line.is_hidden
        for answer, share in zip(crossing.answers, line.shares, strict=False)
        if share is None
    }
    columns, identifies = {asked.label: _words(asked, untold)}, bool(asked.identifies)
    if by is not None:
        groups = survey.question(by)
        columns[groups.label] = _words(groups, {line.group.id for line in crossing.lines if line.is_hidden})
        identifies |= bool(groups.identifies)
    protected = [*columns]
    for name in (MODE, MONTH):
        if name in survey.named() and name not in (item, by):
            own = survey.question(name)
            if not (identifies and own.identifies):
                columns[own.label] = _words(own, set())
    found = pd.DataFrame(columns)[kept]
    return found[(found[protected] != NOT_SHOWN).all(axis=1)].reset_index(drop=True)


def _words(question: Question, untold: set[str]) -> list[str]:
    """What each respondent chose; `NOT_SHOWN` where one of the answers is not told."""
    labels = [NOT_SHOWN if answer.id in untold else answer.label for answer in question.answers]
    chosen = ([labels[place] for place in np.flatnonzero(row)] for row in question.chosen)
    return [NOT_SHOWN if NOT_SHOWN in words else " ; ".join(words) for words in chosen]
