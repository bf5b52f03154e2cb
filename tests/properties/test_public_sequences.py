"""Whoever chooses view after view in public, and sets all that was shown side by side, gets back no small group.

A survey of few people is stored, measured and hidden as for a public document; views show its rows. The attacker keeps all
the rows of a random sequence of choices, counts and rounded shares, and asks of every group of fewer people than the threshold,
alone or with others, whether whole numbers leave more than one possibility (mixed-integer programming).
"""

import tempfile
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from limits import LIMITS
from scipy.optimize import Bounds, LinearConstraint, milp

from qep_lib.disclosure.audience import ResultsForAudience
from qep_lib.disclosure.crossing import cross
from qep_lib.disclosure.printed import is_small_unanimous
from qep_lib.errors import DataRefused
from qep_lib.indicators.survey_questions import Question
from qep_lib.indicators.worked_cases import build_table
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.questions.kind import Answer
from qep_lib.store.manifest import DatasetEntry
from qep_lib.store.tables import replace_dataset

CLEAR, COUNT = "satisfaction_clear_language_pct", "survey_answers_count"
OPTIONS = ("satisfied", "unsatisfied", "not_applicable")
MODES = ("desk", "web", "mail", "telephone")
CATALOGUE = read_catalogue(Workspace(Path(__file__).parents[2]))
sizes = st.sampled_from([0, 0, 1, 2, 3, 5, 8, 12, 30])
surveys = st.lists(st.tuples(sizes, sizes, st.sampled_from([0, 0, 1, 4])), min_size=2, max_size=4)
choices = st.lists(
    st.tuples(st.sampled_from([CLEAR, COUNT]), st.sampled_from(["", "mode", "option", "state"])), min_size=1, max_size=8
)


def measured(people, limits):
    """The rows that leave for the public, of a survey given as (satisfied, not satisfied, « sans objet ») by mode."""
    rows = [
        {"answer_id": f"{mode}-{place}-{number}", "answered_on": date(2020, 9, 14), "item_id": "clear_language", "mode": mode,
         "option_id": OPTIONS[place], "state": "not_applicable" if place == 2 else "answered",
         "questionnaire_id": "satisfaction-cher"}
        for mode, counts in zip(MODES, people, strict=False)
        for place, count in enumerate(counts)
        for number in range(count)
    ]  # fmt: skip
    frame = build_table("survey_answers", rows, {"site_id": "18", "dataset": "essai/18/a.csv", "nature": "real"})
    conventions = CATALOGUE.conventions.model_copy(update={"disclosure": limits})
    catalogue = replace(
        CATALOGUE,
        indicators={id_: CATALOGUE.indicators[id_] for id_ in (CLEAR, COUNT)},
        question_indicators={},
        releases={},
        conventions=conventions,
    )
    entry = DatasetEntry(
        dataset="essai/18/a.csv", table="survey_answers", site_id="18", period="2020", rows_read=len(frame),
        rows_accepted=len(frame), extracted_on=date(2021, 1, 11), nature="real", file="essai.csv", sha256="0" * 64,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        replace_dataset(workspace, entry, frame)
        results = ResultsForAudience(workspace, catalogue, date(2021, 1, 13), "public")
        return results.rows("18", Period.parse("2020"), Period.parse("2019"))


def shown(rows, sequence):
    """What a sequence of choices shows: each indicator in all, and by the group chosen."""
    return [
        row
        for indicator, dimension in sequence
        for group, row in rows.get(indicator, {}).items()
        if row.has_value and group.partition("=")[0] in ("", dimension)
    ]


def facts(rows, modes):
    """(weights of the cells, least, most) of each figure shown: cells are modes × answers, as whole numbers of people."""
    found = []
    for row in rows:
        place = modes.index(row.group_value) if row.group.startswith("mode=") else None

        def cells(*answers, place=place):
            weights = np.zeros((len(modes), 3))
            weights[slice(None) if place is None else place, list(answers)] = 1
            return weights.ravel()

        if row.indicator_id == COUNT:
            found.append((cells(0, 1, 2), row.value, row.value))
            continue
        if row.group.startswith("state="):
            if row.group_value == "not_applicable":
                found.append((cells(2), row.numerator, row.numerator))
            continue
        if row.group.startswith("option=") and row.group_value not in OPTIONS:
            continue
        answers = (OPTIONS.index(row.group_value),) if row.group.startswith("option=") else (0,)
        found.append((cells(0, 1), row.denominator, row.denominator))
        if is_small_unanimous(row, CATALOGUE.indicators[CLEAR]):
            continue
        half = 0.5 * row.denominator / 100
        found.append(
            (cells(*answers), row.value * row.denominator / 100 - half, row.value * row.denominator / 100 + half)
        )
        found.append((cells(*answers), row.numerator, row.numerator))
    return found


def is_told(weights, known):
    """True where the whole numbers that agree with all that is known leave one value alone to this sum."""
    if not known:
        return False
    matrix, low, high = (np.array(part, dtype=float) for part in zip(*known, strict=True))
    ends = []
    for sign in (1, -1):
        found = milp(
            sign * weights,
            constraints=LinearConstraint(matrix, low - 1e-6, high + 1e-6),
            integrality=np.ones(weights.size),
            bounds=Bounds(0, 200),
        )
        assert found.status == 0, "what is shown is true of one survey at least"
        ends.append(round(float(found.x @ weights)))
    return ends[0] == ends[1]


def given_back(people, rows):
    """The groups of modes, of fewer people than the threshold, of which the satisfied, or the number of answers where it is
    small, are known. What all or none of a larger group say is known of each of its members (ADR 0014)."""
    modes, counts = MODES[: len(people)], np.array(people)
    known = facts(rows, modes)
    found = []
    for size in range(1, len(people)):
        for chosen in combinations(range(len(people)), size):
            weights = np.zeros(counts.shape)
            weights[list(chosen), 0] = 1
            base = counts[list(chosen), :2].sum()
            is_of_few = 0 < base < LIMITS.public and not _say_the_same(counts, chosen, rows, modes)
            if is_of_few and is_told(weights.ravel(), known):
                found.append(("satisfied", chosen))
            weights[list(chosen)] = 1
            if 0 < counts[list(chosen)].sum() < LIMITS.count_minimum and is_told(weights.ravel(), known):
                found.append(("answers", chosen))
    return found


def _say_the_same(counts, chosen, rows, modes):
    """True where the chosen modes are hidden, and those of the hidden modes, enough people together, all say the same."""
    told = {row.group_value for row in rows if row.indicator_id == CLEAR and row.group.startswith("mode=")}
    hidden = [place for place, mode in enumerate(modes) if mode not in told]
    together = counts[hidden, :2].sum(axis=0)
    return {*chosen} <= {*hidden} and together.sum() >= LIMITS.public and not together.all()


@settings(max_examples=40, deadline=None)
@given(surveys, choices)
def test_no_sequence_of_choices_gives_a_small_group_back(people, sequence):
    """Whatever is chosen, in whatever order: a part of one document that is judged as a whole."""
    if sum(map(sum, people)):
        assert given_back(people, shown(measured(people, LIMITS), sequence)) == []


@settings(max_examples=15, deadline=None)
@given(surveys)
def test_nor_does_everything_that_can_be_chosen(people):
    """All the views of all the visitors."""
    if sum(map(sum, people)):
        everything = [(indicator, group) for indicator in (CLEAR, COUNT) for group in ("mode", "option", "state")]
        assert given_back(people, shown(measured(people, LIMITS), everything)) == []


def test_the_attack_finds_what_is_not_protected():
    """The same survey without thresholds: 3 people by internet, 2 of them satisfied."""
    people, sequence = [(30, 12, 0), (2, 1, 0), (12, 8, 0)], [(CLEAR, "mode")]
    bare = LIMITS.model_copy(update={"public": 1, "count_minimum": 1, "unanimous_below": 1})
    assert ("satisfied", (1,)) in given_back(people, shown(measured(people, bare), sequence))
    assert given_back(people, shown(measured(people, LIMITS), sequence)) == []


class _Survey:
    """People of four reasons, and what they think."""

    def __init__(self, counts):
        reasons, opinions = (
            np.concatenate([np.full(count, place[axis]) for place, count in np.ndenumerate(counts)]) for axis in (0, 1)
        )
        self.count = len(reasons)
        nobody = np.zeros(self.count, dtype=bool)
        answers = [tuple(Answer(str(i), str(i), level) for i in range(n)) for n, level in ((4, None), (2, "positive"))]
        self._questions = {
            "reason": Question("reason", "Motif", answers[0], reasons[:, None] == np.arange(4), nobody),
            "item": Question("item", "Avis", answers[1], opinions[:, None] == np.arange(2), nobody),
        }

    def question(self, name):
        """One of the two."""
        return self._questions[name]

    def keep(self, where):
        """As `Respondents.keep`."""
        for name, places in where.items():
            yield self._questions[name], places, self._questions[name].chosen[:, places].any(axis=1)


@pytest.mark.parametrize("reasons", [([0, 1, 2], [0, 1])])
def test_tables_judged_one_by_one_give_a_small_group_back(reasons):
    """Why the public has none: each of the two is shown at the threshold of the public, their difference is 6 people."""
    counts = np.array([[20, 10], [15, 15], [4, 2], [20, 10]])
    limits = LIMITS.model_copy(update={"internal": LIMITS.public})
    tables = [cross(_Survey(counts), "item", None, {"reason": kept}, limits) for kept in reasons]
    satisfied, people = (
        tables[0].total.shares[0].count - tables[1].total.shares[0].count, tables[0].total.n - tables[1].total.n
    )  # fmt: skip
    assert (satisfied, people) == (4, 6) and people < LIMITS.public
    with pytest.raises(DataRefused):
        cross(_Survey(counts), "item", None, {"reason": [2]}, limits)
