"""Indicators that are parts of another one: no subtraction between them, or with its groups, isolates a few people."""

from types import SimpleNamespace

import pandas as pd
import pytest

from qep_lib.disclosure.groups import Group
from qep_lib.disclosure.populations import Population, Populations
from qep_lib.disclosure.suppression import PREVIOUS_FIGURES, suppress

THRESHOLD = 11
WHOLE = "request_reply_on_time_pct"
COMPLAINTS, EMAILS, LETTERS = "complaint_reply_on_time_pct", "email_reply_on_time_pct", "post_reply_on_time_pct"


@pytest.fixture
def family(indicators) -> dict:
    """The shares of replies in time as the project declares them: all requests, and three parts of them."""
    kinds, asked = ("information_request", "complaint", "suggestion"), ("information_request",)
    changed = {"id": WHOLE, "table": "requests", "arguments": {"kinds": kinds}}
    whole = indicators["satisfied_pct"].model_copy(update=changed)
    arguments = {
        COMPLAINTS: {"kinds": ("complaint", "suggestion")},
        EMAILS: {"kinds": asked, "channels": ("email", "web_form")},
        LETTERS: {"kinds": asked, "channels": ("post",)},
    }
    changes = {id_: {"id": id_, "arguments": given, "part_of": WHOLE} for id_, given in arguments.items()}
    return {WHOLE: whole} | {id_: whole.model_copy(update=change) for id_, change in changes.items()}


def totals(whole: int, complaints: int, emails: int, letters: int, **more) -> list[dict]:
    bases = zip((WHOLE, COMPLAINTS, EMAILS, LETTERS), (whole, complaints, emails, letters), strict=True)
    return [{"indicator_id": id_, "denominator": base, **more} for id_, base in bases]


def groups(dimension: str, bases: dict[str, int]) -> list[dict]:
    return [
        {"indicator_id": WHOLE, "group": f"{dimension}={value}", "denominator": base} for value, base in bases.items()
    ]


def hidden(frame: pd.DataFrame) -> set[str]:
    """What is hidden: ids of totals, groups of the whole."""
    gone = frame[frame["status"] == "suppressed"]
    return set(gone["group"].where(gone["group"] != "", gone["indicator_id"]))


@pytest.mark.parametrize(
    ("bases", "gone"),
    [
        pytest.param((55, 25, 22, 8), {LETTERS, EMAILS}, id="55 - 25 - 22 = 8; 55 - 25 = 30"),
        pytest.param((60, 25, 22, 8), {LETTERS}, id="5 by telephone are hidden with the 8 letters"),
        pytest.param((62, 25, 22, 12), {LETTERS}, id="3 by telephone are nobody's part, and a group all the same"),
        pytest.param((59, 25, 22, 12), set(), id="nothing is left"),
        pytest.param((70, 25, 22, 12), set(), id="11 are left"),
        pytest.param((12, 0, 4, 8), {EMAILS, LETTERS}, id="parts that are all hidden: the whole stays"),
        pytest.param((14, 12, 0, 2), {COMPLAINTS, LETTERS}, id="an empty part hides nobody"),
    ],
)
def test_parts_are_hidden_until_what_is_left_is_large_enough(bases, gone, results, family):
    """Fictitious site 28: 48 of 55, 22 of 25 and 20 of 22 in time gave back 6 of 8 letters."""
    assert hidden(suppress(results(totals(*bases)), family, THRESHOLD)) == gone


def test_a_family_is_judged_by_site_and_period(results, family):
    """The small letters of one site hide nothing elsewhere, nor another year; a whole that is not there gives nothing."""
    rows = [
        *totals(55, 25, 22, 8),
        *totals(59, 25, 22, 12, site_id="41"),
        *totals(59, 25, 22, 12, period="2019"),
        *totals(55, 25, 22, 8, site_id="45")[1:],
    ]
    frame = suppress(results(rows), family, THRESHOLD)
    gone = frame[frame["status"] == "suppressed"]
    assert list(zip(gone["site_id"], gone["period"], gone["indicator_id"], strict=True)) == [
        ("18", "2020", EMAILS),
        ("18", "2020", LETTERS),
        ("45", "2020", LETTERS),
    ]


def test_last_years_part_is_not_given_back(results, family):
    """59 requests this year, 55 last year of which 8 letters: last year's e-mails go with last year's letters."""
    rows = totals(59, 25, 22, 12)
    for row, base in zip(rows, (55, 25, 22, 8), strict=True):
        row["previous_denominator"] = base
    frame = suppress(results(rows), family, THRESHOLD).set_index("indicator_id")
    assert hidden(frame.reset_index()) == set()
    assert frame["previous"].isna().to_dict() == {WHOLE: False, COMPLAINTS: False, EMAILS: True, LETTERS: True}
    assert frame.loc[EMAILS, list(PREVIOUS_FIGURES)].isna().all()


def test_one_group_has_one_fate(results, family):
    """8 letters go, and the 22 e-mails with them: the same information requests, told as a group of an indicator, go as well.
    The channels, which the parts shown do not cross, stay: « e-mail » is not known to be those e-mails."""
    rows = [
        *totals(55, 25, 22, 8),
        *groups("channel", {"email": 22, "post": 33, "phone": 0}),
        *groups("kind", {"information_request": 30, "complaint": 25}),
        {"indicator_id": EMAILS, "group": "kind=information_request", "denominator": 22},
    ]
    frame = suppress(results(rows), family, THRESHOLD)
    gone = frame.loc[frame["status"] == "suppressed", ["indicator_id", "group"]]
    assert gone.to_numpy().tolist() == [[EMAILS, ""], [LETTERS, ""], [EMAILS, "kind=information_request"]]
    pd.testing.assert_frame_equal(suppress(frame, family, THRESHOLD), frame)


@pytest.mark.parametrize(
    ("dimension", "bases", "gone"),
    [
        pytest.param("channel", {"email": 34, "post": 50}, set(), id="complaints: 12 by e-mail, 13 by post"),
        pytest.param("channel", {"email": 41, "post": 43}, {"email", "post"}, id="6 complaints by post"),
        pytest.param("channel", {"email": 34, "post": 37, "hall": 13}, set(), id="13 complaints elsewhere"),
        pytest.param("channel", {"email": 34, "post": 45, "hall": 11}, {"post", "hall"}, id="5 complaints elsewhere"),
        pytest.param(
            "kind", {"information_request": 59, "complaint": 13, "suggestion": 12}, set(), id="12 suggestions"
        ),
    ],
)
def test_groups_that_would_isolate_a_few_beside_the_parts_go(dimension, bases, gone, results, family):
    """25 complaints, 22 e-mails and 37 letters are shown: « post » less the letters are the complaints sent by post."""
    frame = suppress(results([*totals(84, 25, 22, 37), *groups(dimension, bases)]), family, THRESHOLD)
    assert hidden(frame) == {f"{dimension}={value}" for value in gone}


def test_a_part_and_one_of_its_two_groups_do_not_give_the_other(results, family):
    """5 complaints and 20 suggestions of 25: shown, the 20 would give the 5. The 12 others are what the whole leaves beside
    the 25, which are shown: they stay."""
    rows = [
        *totals(37, 25, 12, 0),
        *groups("kind", {"information_request": 12, "complaint": 5, "suggestion": 20}),
    ]
    assert hidden(suppress(results(rows), family, THRESHOLD)) == {"kind=complaint", "kind=suggestion"}


def test_hidden_channels_are_not_found_through_all_the_parts(results, family):
    """69 requests: 20 complaints, 7 e-mails and web forms, 30 letters. With e-mail (4) and telephone (12) hidden, the three
    parts less « web » (17) and « post » (36) leave 4 people, whose channels are the hidden ones."""
    rows = [*totals(69, 20, 7, 30), *groups("channel", {"email": 4, "web_form": 17, "post": 36, "phone": 12})]
    assert hidden(suppress(results(rows), family, 5)) == {"channel=email", "channel=web_form"}


def test_complaints_and_nothing_else_of_their_part_are_told_once(results, family):
    """38 complaints and no suggestion: the part « complaints and suggestions » is the same people. With one request for
    information beside them, none of the three ways of telling them is left."""
    rows = [*totals(39, 38, 1, 0), *groups("kind", {"information_request": 1, "complaint": 38})]
    gone = {"kind=information_request", "kind=complaint", COMPLAINTS, EMAILS}
    assert hidden(suppress(results(rows), family, THRESHOLD)) == gone
    rows = [*totals(50, 38, 12, 0), *groups("kind", {"information_request": 12, "complaint": 38})]
    assert hidden(suppress(results(rows), family, THRESHOLD)) == set()


def test_the_requests_that_a_part_leaves_out_do_not_tell_of_the_few_beside_it(results, family):
    """40 requests are judged in all, and in the complaints; 46 were received, and 43 complaints: 3 others are left, whose
    states are those of the whole less those of the complaints. The shares of the complaints go, their rate stays."""
    rows = totals(40, 40, 0, 0)
    for name, received in ((WHOLE, 46), (COMPLAINTS, 43)):
        rows += [
            {"indicator_id": name, "group": f"state={state}", "denominator": received} for state in ("late", "not_due")
        ]
    frame = suppress(results(rows), family, THRESHOLD)
    gone = frame.loc[frame["status"] == "suppressed", ["indicator_id", "group"]]
    assert gone.to_numpy().tolist() == [[COMPLAINTS, "state=late"], [COMPLAINTS, "state=not_due"]]
    pd.testing.assert_frame_equal(suppress(frame, family, THRESHOLD), frame)


def test_shares_that_leave_enough_people_stay(results, family):
    """Answered: 51 in all, 40 complaints; the 11 others may be told of."""
    rows = [
        *totals(60, 45, 0, 0),
        {"indicator_id": WHOLE, "group": "basis=answered_only", "denominator": 51},
        {"indicator_id": COMPLAINTS, "group": "basis=answered_only", "denominator": 40},
    ]
    assert hidden(suppress(results(rows), family, THRESHOLD)) == set()
    rows[-1]["denominator"] = 41
    assert hidden(suppress(results(rows), family, THRESHOLD)) == {"basis=answered_only"}


def test_sizes_are_looked_for_among_the_same_people_only(monkeypatch):
    """Sites and months are a population each: of a hundred of them, a hundred pairs are looked at, not ten thousand."""
    asked = []
    monkeypatch.setattr(Population, "sizes", lambda one, other: asked.append(one.people == other.people))
    monkeypatch.setattr(Population, "judge", lambda *given: None)
    known = SimpleNamespace(is_shown=lambda place: True, bases=[12.0])
    group = Group({}, (0,), True)
    found = tuple(
        Population(("requests", site), {}, are_sizes, (group,)) for site in range(100) for are_sizes in (True, False)
    )
    Populations(found, ()).complete(known)
    assert len(asked) == 200 and all(asked)
