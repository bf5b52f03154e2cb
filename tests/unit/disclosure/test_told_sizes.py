"""What rates tell of how many requests were received: counts and rates of one register, side by side (ADR 0014)."""

import pytest

from qep_lib.disclosure.suppression import suppress

COUNT, RATE, DELAY = "requests_count", "request_reply_on_time_pct", "request_reply_delay_working_days"
COMPLAINTS, THEIR_DELAY = "complaint_reply_on_time_pct", "complaint_reply_mean_delay_days"
LETTERS, THEIR_LETTERS_DELAY = "post_reply_on_time_pct", "post_reply_mean_delay_days"
THRESHOLD, COUNT_MINIMUM = 11, 5


@pytest.fixture
def hidden(results, catalogue):
    """`hidden({indicator: {group: people}})`: the rows hidden in public; a group of nobody has no figure."""

    def build(register):
        rows = [
            {"indicator_id": id_, "group": group, "denominator": people, "n": people}
            | ({"value": float(people)} if id_ == COUNT else {} if people else {"value": None, "numerator": None})
            for id_, groups in register.items()
            for group, people in groups.items()
        ]
        frame = suppress(results(rows), catalogue.indicators, THRESHOLD, count_minimum=COUNT_MINIMUM)
        gone = frame[frame["status"] == "suppressed"]
        return set(zip(gone["indicator_id"], gone["group"], strict=True))

    return build


def kinds(information, complaint, suggestion):
    """The numbers of requests received, in all and by kind."""
    found = {"kind=information_request": information, "kind=complaint": complaint, "kind=suggestion": suggestion}
    return {"": information + complaint + suggestion} | found


def test_a_part_without_a_count_tells_its_size_by_its_base(hidden):
    """3 information requests go with the 7 suggestions; 37 complaints and suggestions of 40 would leave these 3: the rate of
    the 37 goes, since no count can go for it. The 30 complaints stay."""
    small = {(COUNT, "kind=information_request"), (COUNT, "kind=suggestion")}
    assert hidden({COUNT: kinds(3, 30, 7), COMPLAINTS: {"": 37}}) == {*small, (COMPLAINTS, "")}
    assert hidden({COUNT: kinds(3, 30, 7)}) == small
    assert hidden({COUNT: kinds(5, 30, 7), COMPLAINTS: {"": 37}}) == set()


def test_the_size_that_it_tells_is_the_one_that_is_counted(hidden):
    """35 of these 37 are judged: a reader of « 35 » knows of 37 at most, which are near enough. So does one who reads the delay
    of the 34 that were answered: what tells of them goes as a whole."""
    small = {(COUNT, "kind=information_request"), (COUNT, "kind=suggestion")}
    assert hidden({COUNT: kinds(3, 30, 7), COMPLAINTS: {"": 35}}) == {*small, (COMPLAINTS, "")}
    register = {COUNT: kinds(3, 30, 7), COMPLAINTS: {"": 35}, THEIR_DELAY: {"": 34}}
    assert hidden(register) == {*small, (COMPLAINTS, ""), (THEIR_DELAY, "")}


def test_that_nobody_was_answered_does_not_tell_that_nobody_is_there(hidden):
    """37 are judged and none of them was answered: the rate goes, the empty delay says nothing and stays."""
    small = {(COUNT, "kind=information_request"), (COUNT, "kind=suggestion")}
    register = {COUNT: kinds(3, 30, 7), COMPLAINTS: {"": 37}, THEIR_DELAY: {"": 0}}
    assert hidden(register) == {*small, (COMPLAINTS, "")}
    # Nor that of a single one, who is told by nothing else.
    assert (THEIR_DELAY, "") not in hidden({COUNT: kinds(0, 1, 3), COMPLAINTS: {"": 1}, THEIR_DELAY: {"": 0}})


def test_a_group_whose_size_is_hidden_has_no_figure_at_all(hidden):
    """3 suggestions go with the 7 complaints: not even « none of them is due » is left, of the rate nor of the delay."""
    both = {"kind=complaint", "kind=suggestion"}
    rates = {"": 30, "kind=information_request": 30, "kind=complaint": 0, "kind=suggestion": 0}
    found = hidden({COUNT: kinds(30, 7, 3), RATE: rates, DELAY: rates})
    assert found == {(id_, group) for id_ in (COUNT, RATE, DELAY) for group in both}


def channels(**people):
    """People by channel, with their total."""
    return {"": sum(people.values())} | {f"channel={name}": count for name, count in people.items()}


@pytest.mark.parametrize(
    ("counted", "judged", "gone"),
    [
        pytest.param({"desk": 3}, {"desk": 0}, set(), id="60 less 57 judged are the 3 of the desk: hidden in vain"),
        pytest.param({"desk": 3}, {}, {"desk"}, id="that nobody of the desk is judged is not told"),
        pytest.param(
            {"desk": 1, "phone": 1}, {"desk": 0, "phone": 0}, set(), id="2 people of two channels: one in each"
        ),
        pytest.param({"desk": 1, "phone": 0}, {"desk": 0, "phone": 0}, set(), id="nobody by telephone: 1 at the desk"),
        pytest.param({"desk": 6, "phone": 0}, {"desk": 0, "phone": 0}, set(), id="6 are no secret"),
    ],
)
def test_who_is_promised_no_delay_is_told_with_the_base_of_the_rate(counted, judged, gone, hidden):
    """40 e-mails and 17 letters are judged. « Not judged » is what the whole leaves, of the channels where nobody is."""
    register = {
        COUNT: channels(email=40, post=17, **counted),
        RATE: channels(email=40, post=17, **judged),
    }
    hidden_counts = {group for id_, group in hidden(register) if id_ == COUNT}
    assert hidden_counts & {"channel=desk", "channel=phone"} == {f"channel={name}" for name in gone}
    assert not hidden_counts & {"", "channel=email"}


def test_two_channels_without_a_delay_are_told_together_only(hidden):
    """3 people are not judged, of the desk and of the telephone: which of them 1 or 2 came to the desk stays hidden."""
    register = {
        COUNT: channels(email=40, post=17, desk=2, phone=1),
        RATE: channels(email=40, post=17, desk=0, phone=0),
    }
    found = hidden(register)
    assert {(COUNT, "channel=desk"), (COUNT, "channel=phone")} <= found
    assert (COUNT, "channel=email") not in found and (COUNT, "") not in found


def test_a_rate_of_which_some_are_not_due_yet_tells_no_channel(hidden):
    """5 are not judged: the 3 of the desk, and 2 e-mails that are not due. The 3 are hidden, with the letters."""
    register = {COUNT: channels(email=40, post=17, desk=3), RATE: channels(email=38, post=17, desk=0)}
    assert {group for id_, group in hidden(register) if id_ == COUNT} == {"channel=desk", "channel=post"}


def test_who_is_promised_no_delay_hides_nobody_even_where_the_base_is_hidden(hidden):
    """A quarter: 6 e-mails, 4 letters, 1 at the desk; its rate of 10 goes. The half-year may tell that one came to the desk, so
    that 4 letters would be what is left of 11: an e-mail count goes with theirs. That of the desk is not shown here."""
    register = {COUNT: channels(email=6, post=4, desk=1), RATE: channels(email=6, post=4, desk=0)}
    found = {group for id_, group in hidden(register) if id_ == COUNT}
    assert found == {"channel=email", "channel=post", "channel=desk"}
    without_desk = {COUNT: channels(email=6, post=4, other=1), RATE: channels(email=6, post=4, other=1)}
    assert {group for id_, group in hidden(without_desk) if id_ == COUNT} == {"channel=post", "channel=other"}
