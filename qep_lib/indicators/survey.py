"""Formulas on survey answers: how many, from whom, satisfied or not. Weights are not applied (statistics.md 1.6).

What each respondent said is read in `answers`; here it is counted, as numbers.
"""

from dataclasses import dataclass, replace

import numpy as np

from qep_lib.indicators.answers import (
    Judged,
    bounds_asked,
    coded_answers,
    counted_answers,
    first_known,
    judge,
    numbers_given,
)
from qep_lib.indicators.codes import combine, count, distinct, encode_among
from qep_lib.indicators.declared import declared_figures
from qep_lib.indicators.rows import Context, Rows, result_rows, share_rows, stack_rows
from qep_lib.indicators.waves import WAVE, waves
from qep_lib.model.indicator import Indicator
from qep_lib.stats.intervals import mean_interval

MORE_ANSWERS = "les réponses recueillies sont plus nombreuses que les visites déclarées"
NO_SUCH_MODE = "aucune réponse n'a été recueillie de cette façon"


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
    """Number of respondents, in all, by mode and, where there are several, by wave."""
    answers = context.once(coded_answers)
    totals = count(answers.site_of_person, len(context.sites))
    sites = np.flatnonzero(totals)
    parts = [result_rows(context.site_names(sites), "", totals[sites], np.nan, totals[sites], totals[sites])]
    if "mode" in indicator.group_by:
        mode = first_known(answers.mode.places, answers.person, answers.site_of_person.size)
        for place, word in enumerate(answers.mode.words):
            found = count(answers.site_of_person[mode == place], len(context.sites))
            sites = np.flatnonzero(found)
            names, figures = context.site_names(sites), found[sites]
            parts.append(result_rows(names, f"mode={word}", figures, totals[sites], figures, figures))
    known = context.once(waves)
    wave = first_known(known.place, answers.person, answers.site_of_person.size)
    for place, word in enumerate(known.names):
        found = count(answers.site_of_person[wave == place], len(context.sites))
        sites = np.flatnonzero(found)
        figures = found[sites]
        parts.append(result_rows(context.site_names(sites), f"{WAVE}={word}", figures, totals[sites], figures, figures))
    return stack_rows(parts)


def survey_response_rate(context: Context, indicator: Indicator, mode: str, visits: str) -> Rows:
    """Respondents of one mode out of the visits declared under the indicator `visits` (95 of 311 at the Cher desk).

    The other modes have no known frame and stay out. Without a declared number of visits there is no row. More answers
    than visits cannot be, and no answer of that mode is no survey of it: no rate is made of them.
    """
    answers = context.once(coded_answers)
    persons = np.unique(answers.person[answers.mode.are_in((mode,))])
    found = count(answers.site_of_person[persons], len(context.sites))
    stated = context.once(declared_figures)
    stated = stated.loc[(stated["indicator_id"] == visits) & (stated["group"] == "")]
    base = np.full(len(context.sites), np.nan)
    base[encode_among(stated["site_id"], context.sites).places] = stated["value"].to_numpy()
    is_known = (found > 0) & ~np.isnan(base)
    sites = np.flatnonzero(is_known & (found <= base))
    refused = dict.fromkeys(context.site_names(is_known & (found > base)).tolist(), MORE_ANSWERS)
    is_elsewhere = (found == 0) & (count(answers.site_of_person, len(context.sites)) > 0) & ~np.isnan(base)
    refused |= dict.fromkeys(context.site_names(is_elsewhere).tolist(), NO_SUCH_MODE)
    return replace(share_rows(context.site_names(sites), "", found[sites], base[sites]), refused=refused)


def survey_share(
    context: Context,
    indicator: Indicator,
    item: str | None = None,
    role: str | None = None,
    options: tuple[str, ...] = (),
    below: float | None = None,
    serie: str | None = None,
) -> Rows:
    """Share of positive answers among those who answered: positive levels of the scale, the `options` named, or the bands
    of numbers `below` a bound (`offers.share_offer`).

    The item is named, or found by its role. Groups: each option of the scale, each mode, what is outside the base. Answers
    to a question that does not offer what is counted are left out; a site that has no others is refused. `serie`: of its
    questionnaires alone.
    """
    judged = context.once(judge, item, role, tuple(options), below, serie)
    positive, answered, asked = _totals(context, judged)
    sites = np.flatnonzero(asked)
    parts = [share_rows(context.site_names(sites), "", positive[sites], answered[sites])]
    return _told(context, judged, [*parts, *_groups(context, indicator, judged)])


def survey_distribution(
    context: Context, indicator: Indicator, item: str | None = None, role: str | None = None, serie: str | None = None
) -> Rows:
    """How the answers to a question spread, as its kind counts them; the total row is 100 % of the base.

    With several answers allowed the shares may sum to more than 100 %: the base is the respondents to the question.
    """
    judged = context.once(judge, item, role, (), None, serie, "distribution")
    _, answered, asked = _totals(context, judged)
    sites = np.flatnonzero(asked)
    parts = [share_rows(context.site_names(sites), "", answered[sites], answered[sites])]
    return _told(context, judged, [*parts, *_groups(context, indicator, judged)])


def survey_mean(context: Context, indicator: Indicator, item: str, serie: str | None = None) -> Rows:
    """Mean of the numbers given to a question (a note, a number), with its interval within the bounds of the question.

    The base is those who gave one. Groups: each mode, each wave, what is outside.
    """
    judged = context.once(judge, item, None, (), None, serie, "mean")
    if not judged.site.size:
        return _told(context, judged, [])
    number = np.full(judged.site.size, np.nan)
    number[judged.of_row] = context.once(numbers_given)[judged.rows]
    bounds, confidence = bounds_asked(context, judged), context.catalogue.conventions.confidence

    def rows(group: str, chosen: np.ndarray) -> Rows:
        kept = chosen & judged.is_answered & ~np.isnan(number)
        size = len(context.sites)
        n = count(judged.site, size, kept)
        total = np.bincount(judged.site[kept], weights=number[kept], minlength=size)
        squares = np.bincount(judged.site[kept], weights=number[kept] ** 2, minlength=size)
        sites = np.flatnonzero(count(judged.site, size, chosen))
        low, high = mean_interval(total, squares, n, confidence)
        with np.errstate(invalid="ignore", divide="ignore"):
            value = total / n
        return result_rows(
            context.site_names(sites), group, np.nan, n[sites], n[sites], value[sites],
            (np.maximum(low, bounds[0])[sites], np.minimum(high, bounds[1])[sites]),
        )  # fmt: skip

    parts = [rows("", np.ones(judged.site.size, dtype=bool))]
    if "mode" in indicator.group_by:
        modes = context.once(coded_answers).mode.words
        parts += [rows(f"mode={word}", judged.mode == place) for place, word in enumerate(modes)]
    return _told(context, judged, [*parts, *_state_rows(context, indicator, judged)])


def survey_given_share(context: Context, indicator: Indicator, item: str, serie: str | None = None) -> Rows:
    """Share of those who answered a question at all, of those to whom it was asked: comments, of which the words are not kept."""
    judged = context.once(judge, item, None, (), None, serie, "given")
    _, answered, asked = _totals(context, judged)
    sites = np.flatnonzero(asked)
    return _told(context, judged, [share_rows(context.site_names(sites), "", answered[sites], asked[sites])])


def crossed_counts(
    context: Context,
    by_role: str,
    item: str | None = None,
    role: str | None = None,
    options: tuple[str, ...] = (),
    below: float | None = None,
) -> CrossedCounts:
    """An item, named as for `survey_share`, by the options of the items of the role `by_role`, per site.

    Who gave no option of that role, or several, is in no group: the groups share people out.
    """
    answers = context.once(coded_answers)
    judged = context.once(judge, item, role, tuple(options), below, None)
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
    answers = context.once(coded_answers)
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


def _only_option(context: Context, role: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """(the place of the only option that each respondent gave to the items of that role, -1 without one; the options)."""
    answers = context.once(coded_answers)
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


def _totals(context: Context, judged: Judged) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Respondents by site: positive, in the base, asked."""
    size = len(context.sites)
    return (
        count(judged.site, size, judged.is_positive),
        count(judged.site, size, judged.is_answered),
        count(judged.site, size),
    )


def _groups(context: Context, indicator: Indicator, judged: Judged) -> list[Rows]:
    parts = []
    if "option" in indicator.group_by:
        parts += _option_rows(context, judged)
    if "mode" in indicator.group_by:
        for place, word in enumerate(context.once(coded_answers).mode.words):
            of_mode = judged.mode == place
            positive, answered, asked = (
                count(judged.site, len(context.sites), of_mode & flag)
                for flag in (judged.is_positive, judged.is_answered, True)
            )
            sites = np.flatnonzero(asked)
            parts.append(share_rows(context.site_names(sites), f"mode={word}", positive[sites], answered[sites]))
    known = context.once(waves)
    wave = first_known(known.place[judged.rows], judged.of_row, judged.site.size)
    for place, word in enumerate(known.names):
        positive, answered, asked = (
            count(judged.site, len(context.sites), (wave == place) & flag)
            for flag in (judged.is_positive, judged.is_answered, True)
        )
        sites = np.flatnonzero(asked)
        parts.append(share_rows(context.site_names(sites), f"{WAVE}={word}", positive[sites], answered[sites]))
    return [*parts, *_state_rows(context, indicator, judged)]


def _state_rows(context: Context, indicator: Indicator, judged: Judged) -> list[Rows]:
    """« Sans objet » and blanks, out of all who were asked."""
    if "state" not in indicator.group_by:
        return []
    parts = []
    asked = count(judged.site, len(context.sites))
    sites = np.flatnonzero(asked)
    is_outside = judged.is_outside & ~judged.is_answered
    states = {"not_applicable": is_outside, "blank": ~judged.is_answered & ~is_outside}
    for state, flags in states.items():
        found = count(judged.site, len(context.sites), flags)
        parts.append(share_rows(context.site_names(sites), f"state={state}", found[sites], asked[sites]))
    return parts


def _option_rows(context: Context, judged: Judged) -> list[Rows]:
    """Share of each declared answer, those that nobody chose included: a full distribution has no hole.

    The base of an answer is of the people to whom it was offered.
    """
    answers, size = context.once(coded_answers), len(context.sites)
    nobody, nowhere = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=bool)
    found: dict[str, np.ndarray] = {}
    offered: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for chosen, counted in counted_answers(context, judged):
        asked = np.unique(judged.of_row[np.searchsorted(judged.rows, chosen)])
        base = count(judged.site[asked], size, judged.is_answered[asked])
        is_asked = count(judged.site[asked], size) > 0
        for place, answer in enumerate(counted.answers):
            is_chosen = (counted.places == place) & answers.is_filled[chosen]
            # Chosen twice by the same person, an option counts once.
            people = np.unique(answers.person[chosen[is_chosen]])
            counts = count(answers.site_of_person[people], size)
            found[answer.id] = found.get(answer.id, nobody) + counts
            known_base, is_known = offered.get(answer.id, (nobody, nowhere))
            # What is not declared is there where somebody answered it: a site's rows never depend on the others.
            is_there = is_asked & (counts > 0) if counted.is_open else is_asked
            offered[answer.id] = known_base + base, is_known | is_there
    parts = []
    for option, counts in found.items():
        base, is_asked = offered[option]
        sites = np.flatnonzero(is_asked)
        parts.append(share_rows(context.site_names(sites), f"option={option}", counts[sites], base[sites]))
    return parts


def _told(context: Context, judged: Judged, parts: list[Rows]) -> Rows:
    """The parts, and the sites whose answers are all to questions that cannot feed the figure, with the reason."""
    served = {*np.unique(judged.site).tolist()}
    refused = {context.sites[place]: why for place, why in judged.refused.items() if place not in served}
    return replace(stack_rows(parts), refused=refused)
