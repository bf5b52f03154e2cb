"""Answers to the satisfaction survey of one site, for any questionnaire of `params/`."""

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from qep_lib.fictitious.columns import day_column, dictionary_column, repeated
from qep_lib.fictitious.days import working_days
from qep_lib.fictitious.levels import centre, generator, read_levels, shares
from qep_lib.fictitious.place import Place
from qep_lib.model.questionnaire import Item, Option, Questionnaire
from qep_lib.questions.forms import form_of
from qep_lib.questions.kind import BLANK, STATES, Given
from qep_lib.questions.registry import kind_of

SURVEY_DAYS = ((9, 14), (9, 25))
"""First and last day of a survey, as month and day: the fortnight of the survey published for the Cher in 2020."""


def survey_days(year: int) -> tuple[date, date]:
    """First and last day of the survey of that year."""
    first, last = (date(year, *day) for day in SURVEY_DAYS)
    return first, last


def draw_answers(place: Place, questionnaire: Questionnaire, year: int) -> pa.Table:
    """The answers of one year in the columns of `survey_answers`, provenance left out: one row a person and question, of a
    questionnaire that has some to draw (`drawn_items`).
    """
    rng = generator(place.seed, place.site.site_id, "survey", year)
    people = _people(place, year)
    is_at_desk = rng.random(people) < place.levels.of("survey_desk_share", year)
    open_days = working_days(*survey_days(year))
    days = open_days[rng.integers(0, open_days.size, people)]
    modes = np.where(is_at_desk, 0, 1) if len(questionnaire.modes) > 1 else np.zeros(people, dtype=int)
    names = [mode.id for mode in questionnaire.modes]
    numbers = pc.binary_join_element_wise(repeated(str(year), people), pa.array(range(1, people + 1)).cast("str"), "-")
    parts = []
    for item in drawn_items(questionnaire):
        given = _draw_answers(rng, place, questionnaire, item, people, year)
        size, asked = len(given.respondents), given.respondents
        parts.append(
            pa.table(
                {
                    "site_id": repeated(place.site.site_id, size),
                    "questionnaire_id": repeated(questionnaire.id, size),
                    "answer_id": numbers.take(pa.array(asked)),
                    "answered_on": day_column(days[asked]),
                    "mode": dictionary_column(modes[asked], names) if names else repeated(None, size),
                    "item_id": repeated(item.id, size),
                    "option_id": dictionary_column(given.chosen.codes, [*given.chosen.categories]),
                    "number": pa.array(given.numbers, from_pandas=True),
                    "state": dictionary_column(given.states, STATES),
                }
            )
        )
    return pa.concat_tables(parts)


def drawn_items(questionnaire: Questionnaire) -> list[Item]:
    """The questions that can be drawn: those of a choice that has answers, and every other kind."""
    return [
        item for item in questionnaire.questions if not form_of(item).has_options or questionnaire.options_for(item)
    ]


def visits_at_desk(place: Place, questionnaire: Questionnaire, answers: pa.Table, year: int) -> int:
    """Visits at the desk during the survey, never fewer than the answers collected there."""
    desk = questionnaire.modes[0].id if questionnaire.modes else None
    people = dict(zip(answers["answer_id"].to_pylist(), answers["mode"].to_pylist(), strict=True))
    at_desk = [*people.values()].count(desk)
    return max(at_desk, round(at_desk * place.levels.of("survey_visits_per_desk_answer", year)))


def _people(place: Place, year: int) -> int:
    kind = "prefecture" if place.is_prefecture else "sub_prefecture"
    return round(place.levels.of(f"survey_answers_{kind}", year))


def _draw_answers(
    rng: np.random.Generator, place: Place, questionnaire: Questionnaire, item: Item, people: int, year: int
) -> Given:
    """Everybody's answers to one question, some left blank."""
    options, form = questionnaire.options_for(item), form_of(item)
    weights = _weights(place, item, options, year) if form.has_options and not form.is_multiple else None
    given = kind_of(item).invent(rng, item, options, people, weights)
    blank = (rng.random(people) < centre("survey_blank_share"))[given.respondents]
    # Who leaves the question blank has one row, whatever had been drawn.
    is_first = np.append(True, given.respondents[1:] != given.respondents[:-1])
    kept = ~blank | is_first
    codes = np.where(blank, -1, given.chosen.codes)[kept]
    # A day is drawn of the year before the survey.
    numbers = (
        np.datetime64(survey_days(year)[0]).astype(int) - rng.integers(0, 366, len(kept))
        if form.holds_days
        else given.numbers
    )
    return Given(
        given.respondents[kept],
        pd.Categorical.from_codes(codes, given.chosen.categories),
        np.where(blank, np.nan, numbers)[kept],
        np.where(blank, BLANK, given.states)[kept],
    )


def _weights(place: Place, item: Item, options: tuple[Option, ...], year: int) -> np.ndarray:
    """Probability of each option: published shares where there are some, otherwise the positive share of the item."""
    known = shares(f"survey_{item.id}")
    if {option.id for option in options} == set(known):
        return _normalised([known[option.id] for option in options])
    if not any(option.level == "positive" for option in options):
        return _normalised([1] * len(options))
    if place.is_odd("all_very_satisfied", year):
        first = next(place for place, option in enumerate(options) if option.level == "positive")
        return _normalised([place == first for place in range(len(options))])
    name = f"satisfaction.{item.id}"
    positive = place.levels.of(name if name in read_levels() else "satisfaction.other", year)
    if place.is_odd("low_satisfaction", year):
        positive -= centre("odd_satisfaction_drop")
    outside = centre("survey_not_applicable_share") * any(option.level == "not_applicable" for option in options)
    weights = np.zeros(len(options))
    weights[[option.level == "not_applicable" for option in options]] = outside
    _share_out(weights, [option.level == "positive" for option in options], (1 - outside) * positive, "top")
    _share_out(
        weights, [option.level in ("neutral", "negative") for option in options], (1 - outside) * (1 - positive), "mild"
    )
    return _normalised(weights)


def _share_out(weights: np.ndarray, chosen: list[bool], total: float, first: str) -> None:
    """`total` over the chosen options: the first has its own share, the others what is left in equal parts."""
    places = np.flatnonzero(chosen)
    share = centre(f"satisfaction_{first}_share") if places.size > 1 else 1
    weights[places[:1]] = total * share
    weights[places[1:]] = total * (1 - share) / max(places.size - 1, 1)


def _normalised(weights: npt.ArrayLike) -> np.ndarray:
    sizes = np.asarray(weights, dtype=float)
    return sizes / sizes.sum()
