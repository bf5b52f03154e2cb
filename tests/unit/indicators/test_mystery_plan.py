"""Mystery surveys: plans that follow the référentiel's rules, and what is said of contacts that did not."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qep_lib.errors import ParameterError
from qep_lib.indicators.mystery_plan import Contact, HalfDay, SurveyDays, check_contacts, plan_half_days
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.school_holidays import school_day

CATALOGUE = read_catalogue(Workspace(Path(__file__).parents[3]))
RULES = CATALOGUE.frameworks["2018-12-19"].mystery_survey
MONDAY = date(2021, 3, 8)
"""Two weeks without any holiday in zone B."""


def survey(site="18", **changes):
    """The days of a site, with the référentiel's rules or others."""
    return SurveyDays(CATALOGUE.sites[site], CATALOGUE, RULES.model_copy(update=changes))


def done(plan):
    """The contacts of a plan that was followed to the letter."""
    return [Contact(f"{number:02}", half.day, half.half) for number, half in enumerate(plan, 1)]


def test_twenty_contacts_fill_the_half_days_of_two_working_weeks():
    """Mornings and afternoons in turn, Monday to Friday twice."""
    plan = plan_half_days(survey(), MONDAY, 20)
    assert len(set(plan)) == 20 and list(plan) == sorted(plan)
    assert {half.day for half in plan} == {MONDAY + timedelta(days=d) for d in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)}
    assert [half.half for half in plan[:3]] == ["morning", "afternoon", "morning"]


@pytest.mark.parametrize(
    ("site", "start", "words"),
    [
        (
            "18",
            date(2021, 2, 15),
            "10 demi-journées libres.*5 jours de vacances scolaires .22/02.*commencer le 08/03/2021",
        ),
        ("18", date(2021, 3, 29), "18 demi-journées libres.*1 jour férié .05/04.*commencer le 06/04/2021"),
        ("57", date(2021, 3, 22), r"18 demi-journées libres.*1 jour férié .02/04.. À faire : commencer le 06/04/2021"),
        ("2A", MONDAY, "zone Corse ne sont pas connues.*vacances_scolaires.yml"),
        ("974", MONDAY, "zone Réunion ne sont pas connues"),
        ("18", date(2028, 9, 4), "zone B ne sont pas connues"),
        (
            "18",
            date(2028, 7, 1),
            "Aucun autre début jusqu'au .*2028 ; au-delà, les vacances de la zone B ne sont pas connues",
        ),
    ],
)
def test_where_no_plan_exists_the_reason_and_the_next_start_are_told(site, start, words):
    """Holidays of the site's own zones: Good Friday is one in Moselle; unknown days are never free."""
    with pytest.raises(ParameterError, match=words):
        plan_half_days(survey(site), start, 20)


@pytest.mark.parametrize(("contacts", "accepted"), [(19, "20 au moins"), (21, "20 au plus")])
def test_a_number_of_contacts_that_the_rules_exclude_is_refused(contacts, accepted):
    """At least twenty, and one a half-day leaves room for twenty."""
    with pytest.raises(ParameterError, match=accepted):
        plan_half_days(survey(), MONDAY, contacts)


def test_rules_are_those_of_the_referentiel_not_of_the_program():
    """Three weeks: twenty contacts spread over all of them; several a half-day where the rules allow it."""
    three_weeks = plan_half_days(survey(duration_weeks=3), MONDAY, 20)
    assert len(set(three_weeks)) == 20 and three_weeks[-1].day >= MONDAY + timedelta(days=17)
    several = plan_half_days(survey(one_per_half_day=False), MONDAY, 50)
    assert len(several) == 50 and len(set(several)) == 20
    in_holidays = plan_half_days(survey(outside_school_holidays=False), date(2021, 2, 22), 20)
    assert in_holidays[0].day == date(2021, 2, 22)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(("18", "01", "57", "91", "971")), st.dates(date(2016, 1, 1), date(2028, 6, 1)))
def test_every_plan_follows_every_rule_and_passes_its_own_check(site, start):
    """Whatever the start: working days outside holidays, one a half-day, within two weeks; otherwise a refusal."""
    days = survey(site)
    try:
        plan = plan_half_days(days, start, 20)
    except ParameterError as error:
        assert f"{start:%d/%m/%Y}" in error.message
        return
    assert len(set(plan)) == 20 and plan[-1].day - start < timedelta(weeks=2)
    assert all(
        half.day.weekday() < 5 and school_day(days.site.school_zone, half.day, ()).state == "school" for half in plan
    )
    assert check_contacts(days, done(plan)).is_valid is True


def test_a_plan_that_was_followed_is_valid_and_counted_once_a_contact():
    """Several criteria of one contact are one contact."""
    contacts = done(plan_half_days(survey(), MONDAY, 20))
    check = check_contacts(survey(), [*contacts, *contacts])
    assert (check.contacts, check.minimum, check.is_valid) == (20, 20, True)
    assert (check.first_on, check.last_on) == (MONDAY, date(2021, 3, 19))


def test_every_departure_from_the_rules_is_listed():
    """Missing half-days, two contacts at once, a Sunday, a school holiday, a contact after the two weeks."""
    plan = plan_half_days(survey(), MONDAY, 20)
    contacts = done(plan[:17])
    contacts += [
        Contact("18", plan[0].day, "morning"),
        Contact("19", date(2021, 3, 14), "morning"),
        Contact("20", date(2021, 4, 26), "afternoon"),
    ]
    check = check_contacts(survey(), contacts)
    assert check.contacts == 20 and check.is_valid is False
    assert check.missing == plan[17:]
    assert check.crowded == (HalfDay(MONDAY, 0),)
    assert check.closed == (date(2021, 3, 14),)
    assert check.in_holidays == (date(2021, 4, 26),)
    assert [contact.contact_id for contact in check.beyond] == ["20"]
    assert check.last_on == date(2021, 4, 26)


def test_too_few_contacts_are_not_a_valid_survey():
    """Nineteen contacts miss one half-day; none at all is no survey."""
    check = check_contacts(survey(), done(plan_half_days(survey(), MONDAY, 20))[:19])
    assert (check.contacts, len(check.missing), check.is_valid) == (19, 1, False)
    assert check_contacts(survey(), []).is_valid is False


def test_days_that_nobody_knows_leave_the_verdict_open():
    """In Corsica a survey cannot be said valid until its holidays are entered."""
    plan = plan_half_days(survey(), MONDAY, 20)
    check = check_contacts(survey("2A"), done(plan))
    assert check.is_valid is None and len(check.unknown) == 10
    assert (check.missing, check.in_holidays) == ((), ())
