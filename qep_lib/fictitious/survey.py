"""Answers to the satisfaction survey of one site, for any questionnaire of `params/`."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from qep_lib.fictitious.columns import day_column, dictionary_column, repeated
from qep_lib.fictitious.days import working_days
from qep_lib.fictitious.levels import centre, generator, read_levels, shares
from qep_lib.fictitious.place import Place
from qep_lib.model.questionnaire import Item, Option, Questionnaire

SURVEY_DAYS = ((9, 14), (9, 25))
"""First and last day of a survey, as month and day: the fortnight of the survey published for the Cher in 2020."""
_STATES = ("answered", "not_applicable", "blank")


def survey_days(year: int) -> tuple[date, date]:
    """First and last day of the survey of that year."""
    first, last = (date(year, *day) for day in SURVEY_DAYS)
    return first, last


def draw_answers(place: Place, questionnaire: Questionnaire, year: int) -> pa.Table:
    """The answers of one year in the columns of `survey_answers`, provenance left out: one row a person and question, of a
    questionnaire that has some to draw (`drawn_items`).

    Questions with several answers or a number are left out: no published survey of ours has any.
    """
    rng = generator(place.seed, place.site.site_id, "survey", year)
    people = _people(place, year)
    is_at_desk = rng.random(people) < place.levels.of("survey_desk_share", year)
    open_days = working_days(*survey_days(year))
    days = open_days[rng.integers(0, open_days.size, people)]
    modes = np.where(is_at_desk, 0, 1) if len(questionnaire.modes) > 1 else np.zeros(people, dtype=int)
    names = [mode.id for mode in questionnaire.modes]
    numbers = pc.binary_join_element_wise(repeated(str(year), people), pa.array(range(1, people + 1)).cast("str"), "-")
    parts = [
        pa.table(
            {
                "site_id": repeated(place.site.site_id, people),
                "questionnaire_id": repeated(questionnaire.id, people),
                "answer_id": numbers,
                "answered_on": day_column(days),
                "mode": dictionary_column(modes, names) if names else repeated(None, people),
                "item_id": repeated(item.id, people),
                **_draw_choices(rng, place, questionnaire, item, people, year),
            }
        )
        for item in drawn_items(questionnaire)
    ]
    return pa.concat_tables(parts)


def drawn_items(questionnaire: Questionnaire) -> list[Item]:
    """The questions that can be drawn: those of one answer among options."""
    return [item for item in questionnaire.items if item.kind == "single" and questionnaire.options_of(item.id)]


def visits_at_desk(place: Place, questionnaire: Questionnaire, answers: pa.Table, year: int) -> int:
    """Visits at the desk during the survey, never fewer than the answers collected there."""
    modes = answers.filter(pc.equal(answers["item_id"], answers["item_id"][0]))["mode"].to_pylist()
    at_desk = modes.count(questionnaire.modes[0].id if questionnaire.modes else None)
    return max(at_desk, round(at_desk * place.levels.of("survey_visits_per_desk_answer", year)))


def _people(place: Place, year: int) -> int:
    kind = "prefecture" if place.is_prefecture else "sub_prefecture"
    return round(place.levels.of(f"survey_answers_{kind}", year))


def _draw_choices(rng, place: Place, questionnaire: Questionnaire, item: Item, people: int, year: int) -> dict:
    """option_id, number and state of everybody's answer to one question."""
    options = questionnaire.options_of(item.id)
    chosen = rng.choice(len(options), people, p=_weights(place, item, options, year))
    is_outside = np.array([option.level == "not_applicable" for option in options])[chosen]
    is_blank = rng.random(people) < centre("survey_blank_share")
    state = np.where(is_blank, 2, np.where(is_outside, 1, 0))
    return {
        "option_id": dictionary_column(np.where(is_blank, -1, chosen), [option.id for option in options]),
        "number": pa.nulls(people, pa.float64()),
        "state": dictionary_column(state, _STATES),
    }


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


def _normalised(weights) -> np.ndarray:
    weights = np.asarray(weights, dtype=float)
    return weights / weights.sum()
