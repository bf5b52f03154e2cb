"""Comments counted by theme and month: parts of one whole, none of which is of a few; who may read which words."""

from dataclasses import replace
from datetime import date
from itertools import combinations
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import LIMITS

from qep_lib.disclosure import comments as module
from qep_lib.disclosure.comments import OTHERS, UNNAMED, UNREAD, merged, merged_parts, words_of
from qep_lib.model.period import Period
from qep_lib.model.tables import ANSWERS
from qep_lib.store.comments import Decision, StoredComment

MINIMUM = 5


def comment(mark, month=3, text="des mots"):
    """A comment of 2020."""
    return StoredComment(mark, "q", "opinion", date(2020, month, 2), None, 2, text)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({}, {}),
        ({"a": 4}, {}),
        ({"a": 5}, {"a": 5}),
        ({"a": 12, "b": 3, "c": 2}, {"a": 12, OTHERS: 5}),
        ({"a": 12, "b": 6, "c": 2}, {"a": 12, OTHERS: 8}),
        ({"a": 12, "c": 1}, {OTHERS: 13}),
        ({"a": 1, "b": 1, "c": 2}, {}),
    ],
)
def test_small_parts_are_merged_until_they_are_enough(counts, told):
    """Two comments alone take the next smallest with them; all together too few are nothing."""
    assert merged(counts, MINIMUM) == told


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 30)))
def test_no_sum_of_what_is_told_gives_a_few(counts):
    """Whatever is added or taken away of the parts and of their total, what is left of real people is none or enough."""
    told = merged(counts, MINIMUM)
    assert sum(told.values()) in (0, sum(counts.values()))
    assert not told or sum(told.values()) == sum(counts.values())
    for size in range(1, len(told) + 1):
        assert all(sum(chosen) >= MINIMUM for chosen in combinations(told.values(), size))


def test_themes_count_once_read_and_by_month_where_enough_are():
    """Seven of the waiting, of which five in March; the months of the rest are one line; what nobody read is no theme."""
    comments = [comment(f"w{n}", 3 if n < 7 else 4 + n % 2) for n in range(12)]
    comments += [comment(f"u{n}", 6) for n in range(5)] + [comment(f"n{n}", 6) for n in range(5)]
    decided = {f"w{n}": Decision("discard", "waiting") for n in range(12)} | {
        f"n{n}": Decision("keep") for n in range(5)
    }
    parts = {part.part: (part.count, part.months) for part in merged_parts(comments, decided, MINIMUM)}
    assert parts == {
        "waiting": (12, (("2020-03", 7), (OTHERS, 5))),
        UNREAD: (5, (("2020-06", 5),)),
        UNNAMED: (5, (("2020-06", 5),)),
    }
    assert [part.part for part in merged_parts(comments, decided, MINIMUM)][0] == "waiting"


def test_a_theme_of_a_few_is_not_named():
    """Nor is the month in which they wrote."""
    comments = [comment(f"w{n}") for n in range(9)] + [comment(f"h{n}", 4) for n in range(3)]
    decided = {c.mark: Decision("discard", "waiting" if c.mark[0] == "w" else "health") for c in comments}
    assert [(part.part, part.count) for part in merged_parts(comments, decided, MINIMUM)] == [(OTHERS, 12)]


@pytest.fixture
def words(monkeypatch):
    """`words(audience)`: what is told of six comments of 2020, three of which are read, and of others that are not asked for."""
    approved = {
        "a": Decision("keep", audience="public"),
        "b": Decision("keep", text="Entre nous.", audience="internal"),
        "c": Decision("discard", audience="public"),
    }
    stored = [comment(mark, text=f"Mots   de {mark}.") for mark in "abcdef"]
    other = replace(comment("a", text="Ailleurs."), questionnaire_id="other")
    late, early = comment("a", 7, "Tard."), replace(comment("a", text="Tôt."), answered_on=date(2019, 12, 31))
    monkeypatch.setattr(module, "comments_of_site", lambda workspace, site_id: [*stored, other, late, early])
    monkeypatch.setattr(module, "read_decisions", lambda workspace, site_id: approved)

    def told(audience, inside=()):
        questionnaire = SimpleNamespace(serie_id="s", questions=[SimpleNamespace(id="opinion")])
        catalogue = SimpleNamespace(
            questionnaires={"q": questionnaire},
            conventions=SimpleNamespace(disclosure=LIMITS),
            public_inside=lambda site_id, period: inside,
        )
        rows = SimpleNamespace(
            workspace=None, catalogue=catalogue, site=SimpleNamespace(site_id="18"), serie=None,
            period=Period.parse("2020"), as_of=date(2020, 6, 30), audience=audience,
        )  # fmt: skip
        (found,) = words_of(rows)
        return [(part.part, part.count) for part in found.parts], found.quotations

    return told


def test_words_are_quoted_to_whom_they_were_approved_for(words):
    """As they were reworded, in the order of the alphabet; those of another period, survey or day after the cut-off are not."""
    assert words("public") == ([(OTHERS, 6)], ("Mots de a.",))
    assert words("internal") == ([(OTHERS, 6)], ("Entre nous.", "Mots de a."))


def test_a_public_document_that_holds_a_shorter_one_counts_no_comment(words):
    """The rest of the two would be told by subtraction; the approved words stay, and inside nothing is lost."""
    inside = [SimpleNamespace(tables=(ANSWERS,))]
    assert words("public", inside) == ([], ("Mots de a.",))
    assert words("internal", inside)[0] == [(OTHERS, 6)]
