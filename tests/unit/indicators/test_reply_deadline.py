"""The deadline of one request: the promise of its kind and channel, counted in the working days of the site."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qep_lib.errors import ParameterError
from qep_lib.indicators.reply_deadline import reply_deadline
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

CATALOGUE = read_catalogue(Workspace(Path(__file__).parents[3]))


@pytest.mark.parametrize(
    ("site", "kind", "channel", "received", "days", "due_on"),
    [
        ("18", "information_request", "email", date(2022, 6, 11), 5, date(2022, 6, 17)),
        ("18", "information_request", "post", date(2022, 6, 11), 10, date(2022, 6, 24)),
        ("18", "complaint", "hall_form", date(2022, 7, 13), 10, date(2022, 7, 28)),
        ("18", "suggestion", "web_form", date(2022, 12, 28), 5, date(2023, 1, 4)),
        ("18", "information_request", "email", date(2021, 3, 30), 5, date(2021, 4, 7)),
        ("57", "information_request", "email", date(2021, 3, 30), 5, date(2021, 4, 8)),
    ],
)
def test_the_deadline_follows_the_promise_and_the_holidays_of_the_site(site, kind, channel, received, days, due_on):
    """Received Saturday 11 June 2022: due Friday 17 June; Good Friday counts in Cher, not in Moselle."""
    found = reply_deadline(CATALOGUE, CATALOGUE.sites[site], kind, channel, received)
    assert (found.days, found.due_on) == (days, due_on)


def test_the_declared_convention_is_used():
    """With `roll_forward`, a Saturday counts as the following Monday."""
    days = CATALOGUE.conventions.working_days.model_copy(update={"convention": "roll_forward"})
    rolled = replace(CATALOGUE, conventions=CATALOGUE.conventions.model_copy(update={"working_days": days}))
    found = reply_deadline(rolled, rolled.sites["18"], "information_request", "email", date(2022, 6, 11))
    assert found.due_on == date(2022, 6, 20)


@pytest.mark.parametrize("channel", ["phone", "front_desk"])
def test_where_nothing_is_promised_there_is_no_deadline(channel):
    """The message names the channels that have one."""
    with pytest.raises(ParameterError, match="ne promet aucun délai.*Accepté : email, web_form, post"):
        reply_deadline(CATALOGUE, CATALOGUE.sites["18"], "complaint", channel, date(2022, 6, 13))
