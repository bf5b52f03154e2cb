"""What is drawn from the register of requests: who waits, how long the others waited, what was done."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from qep_lib.disclosure.register import actions_by_theme, reply_curves, waiting_requests
from qep_lib.disclosure.stored import SiteRows
from qep_lib.model.period import Period

MONDAY = date(2020, 3, 2)


@pytest.fixture
def register(stored, catalogue):
    """`register(rows, as_of=…)`: the rows of site 18 for a report of 2020; `zone`, `convention`: of its working days."""

    def build(rows, as_of=date(2020, 3, 6), audience="internal", period="2020", zone="metropole", convention="strict"):
        workspace = stored("requests", rows)
        conventions = catalogue.conventions
        days = conventions.working_days.model_copy(update={"convention": convention})
        told = replace(catalogue, conventions=conventions.model_copy(update={"working_days": days}))
        site = catalogue.sites["18"].model_copy(update={"holiday_zone": zone})
        return SiteRows(workspace, told, site, Period.parse(period), as_of, audience)

    return build


def answered(*days, **told):
    """Requests of Monday 2 March answered on these days of March, None for those that wait."""
    replies = [day if day is None else date(2020, 3, day) for day in days]
    return [{"received_on": MONDAY, "replied_on": reply, **told} for reply in replies]


def test_a_curve_is_that_of_the_requests_with_those_that_wait(register):
    """Ten e-mails on Friday 6 March: two answered after one working day, one after two, one after three. One is answered on
    the 9th, which nobody knows yet, three wait since Monday and two since Thursday: these are out of the second day."""
    rows = answered(3, 3, 4, 5, 9, None, None, None)
    rows += [{"received_on": date(2020, 3, 5), "repeat": 2}]
    curve = reply_curves(register(rows), ["email"])["email"]
    # At risk 10, 6 and 5: 1 - 8/10, 1 - 8/10 × 5/6, 1 - 8/10 × 5/6 × 4/5.
    assert (curve.channel, curve.count, curve.times.tolist()) == ("email", 10, [1, 2, 3])
    assert curve.shares == pytest.approx([20, 100 / 3, 140 / 3])
    assert np.isnan([curve.median, curve.median_high]).all()


def test_the_median_has_its_interval(register):
    """Eight e-mails, five of them answered after 1, 1, 2, 3 and 4 days: half of them after 3. Log-log bounds by hand: at one
    day, 0.75 ** exp(1.96 × 0.2041 / 0.2877) = 0.31 is under a half already; the upper bound never is."""
    rows = answered(3, 3, 4, 5, 6, None, None, None)
    curve = reply_curves(register(rows, date(2020, 3, 20)), ["email"])["email"]
    assert (curve.median, curve.median_low) == (3, 1) and np.isnan(curve.median_high)
    # 4 are left at the fourth day: under the threshold of 5, the curve stops before it.
    assert (curve.times.tolist(), curve.shares.tolist()) == ([1, 2, 3], [25.0, 37.5, 50.0])


def test_a_curve_needs_as_many_requests_as_the_audience_is_told_of(register):
    """Five inside, eleven outside; only the channels asked are drawn, each of its own requests. An answer of the cut-off day
    is one."""
    rows = [*answered(6, 6, 6, 6, 6, channel="web_form"), *answered(*[3] * 10), *answered(3, 3, 3, 3, channel="post")]
    curves = reply_curves(register(rows), ["web_form", "post", "email", "phone"])
    assert [*curves] == ["web_form", "post", "email", "phone"]
    assert {name: curve and curve.count for name, curve in curves.items()} == {
        "web_form": 5,
        "post": None,
        "email": 10,
        "phone": None,
    }
    assert (curves["web_form"].times.tolist(), curves["web_form"].shares.tolist()) == ([4], [100.0])
    assert reply_curves(register(rows, audience="public"), ["email"]) == {"email": None}
    assert reply_curves(register([*rows, *answered(4)], audience="public"), ["email"])["email"].count == 11


@pytest.mark.parametrize(("zone", "days"), [("metropole", 2), ("alsace-moselle", 1)])
def test_the_holidays_are_those_of_the_site(zone, days, register):
    """From Thursday 9 April to Tuesday 14 April 2020: Easter Monday is closed everywhere, Good Friday in Moselle."""
    rows = [{"received_on": date(2020, 4, 9), "replied_on": date(2020, 4, 14), "repeat": 5}]
    curve = reply_curves(register(rows, date(2020, 4, 30), zone=zone), ["email"])["email"]
    assert curve.times.tolist() == [days]


def test_days_are_counted_as_the_project_declares(register):
    """Where a Saturday counts as the Monday after it: answered on that Monday is the same day, and who waits since the
    Saturday has waited one day on Tuesday, and is out of the second one."""
    rows = [{"received_on": date(2020, 3, 7), "replied_on": date(2020, 3, 9), "repeat": 5}]
    times = {
        convention: reply_curves(register(rows, date(2020, 3, 10), convention=convention), ["email"])["email"].times
        for convention in ("strict", "roll_forward")
    }
    assert (times["strict"].tolist(), times["roll_forward"].tolist()) == ([1], [0])
    rows = [*answered(4, 4, 4, 4, 4), {"received_on": date(2020, 3, 7), "repeat": 5}]
    shares = [
        reply_curves(register(rows, date(2020, 3, 10), convention=convention), ["email"])["email"].shares.tolist()
        for convention in ("strict", "roll_forward")
    ]
    assert shares == [[50.0], [100.0]]


def test_the_requests_that_wait_are_told_inside_the_oldest_first(register):
    """Without an answer on the cut-off day, those answered later included, that day's not; by their number at the register."""
    rows = [
        {"request_id": "A", "received_on": date(2020, 3, 4), "theme": "Titres", "channel": "post"},
        {"request_id": "B", "received_on": date(2020, 1, 1)},
        {"request_id": "C", "received_on": date(2020, 3, 3), "replied_on": date(2020, 3, 6)},
        {"request_id": "D", "received_on": date(2020, 3, 3), "replied_on": date(2020, 3, 7)},
    ]
    waiting = waiting_requests(register(rows))
    assert [(one.request_id, one.channel, one.received_on, one.theme) for one in waiting] == [
        ("B", "email", date(2020, 1, 1), None),
        ("D", "email", date(2020, 3, 3), None),
        ("A", "post", date(2020, 3, 4), "Titres"),
    ]
    assert waiting_requests(register(rows, audience="public")) == ()


@pytest.mark.parametrize(
    ("told", "is_judged"),
    [
        ({}, True),
        ({"kind": "complaint"}, True),
        ({"kind": "suggestion"}, True),
        ({"kind": "compliment"}, False),
        ({"perimeter": "outside"}, False),
        ({"received_on": date(2020, 1, 1)}, True),
        ({"received_on": date(2020, 3, 31)}, True),
        ({"received_on": date(2020, 4, 1)}, False),
        ({"received_on": date(2019, 12, 31)}, False),
    ],
)
def test_requests_that_call_for_an_answer_inside_the_period(told, is_judged, register):
    """Of the perimeter, of a kind that is answered, received in the first quarter, both its ends included."""
    rows = register([{"request_id": "A", **told}], date(2020, 6, 1), period="2020-T1")
    assert [one.request_id for one in waiting_requests(rows)] == ["A"] * is_judged


@pytest.mark.parametrize(("day", "is_judged"), [(6, True), (7, False)])
def test_what_is_received_after_the_cut_off_day_does_not_wait(day, is_judged, register):
    """A report of 2020 as known on 6 March."""
    rows = register([{"received_on": date(2020, 3, day)}])
    assert len(waiting_requests(rows)) == is_judged


def test_actions_are_listed_by_theme_each_once(register):
    """Alphabetical; requests without a theme, without an action, or that call for no answer, say nothing."""
    rows = [
        {"theme": "Titres", "action_taken": "Rappel"},
        {"theme": "Titres", "action_taken": "Courrier"},
        {"theme": "Titres", "action_taken": "Rappel"},
        {"theme": "Accueil", "action_taken": "Affichage"},
        {"theme": "Attente"},
        {"action_taken": "Sans thème"},
        {"theme": "Merci", "action_taken": "Rien", "kind": "compliment"},
    ]
    found = actions_by_theme(register(rows))
    assert list(found.items()) == [("Accueil", ("Affichage",)), ("Titres", ("Courrier", "Rappel"))]
