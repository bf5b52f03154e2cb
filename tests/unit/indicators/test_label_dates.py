"""Dates that follow from the label."""

from datetime import date

from qep_lib.indicators.label_dates import label_dates
from qep_lib.model.site import Label, LabelRules

RULES = LabelRules(
    validity_months=36,
    surveillance_audit_within_months=18,
    decision_weeks_after_external_audit=5,
    users_committee_per_year=1,
    satisfaction_survey_per_year=1,
    training_cycle_years=4,
)


def label(day, extension=0):
    """A label obtained that day."""
    return Label(
        site_id="18",
        labelled_on=day,
        framework="2018-12-19",
        modules=("M1",),
        surveillance_extension_months=extension,
        source="test",
    )


def test_the_published_dates_of_cher_follow_from_its_label_date():
    """18 December 2019 gives 18 June 2021, extended to 18 August, and 18 December 2022."""
    dates = label_dates(label(date(2019, 12, 18), 2), RULES)
    assert dates.surveillance_due_on == date(2021, 6, 18)
    assert dates.surveillance_extended_on == date(2021, 8, 18)
    assert dates.ends_on == date(2022, 12, 18)


def test_a_day_the_month_lacks_becomes_its_last_day():
    """31 August 2020 plus 18 months is 28 February 2022; no extension gives no extended date."""
    dates = label_dates(label(date(2020, 8, 31)), RULES)
    assert dates.surveillance_due_on == date(2022, 2, 28)
    assert dates.surveillance_extended_on is None


def test_months_granted_prolong_the_label_itself():
    """The rule's own date stays beside the extended one."""
    granted = label(date(2019, 12, 18)).model_copy(update={"validity_extension_months": 6})
    dates = label_dates(granted, RULES)
    assert (dates.ends_on, dates.ends_extended_on) == (date(2022, 12, 18), date(2023, 6, 18))
    assert label_dates(label(date(2019, 12, 18)), RULES).ends_extended_on is None


def test_no_date_follows_from_a_label_whose_date_is_unknown():
    """A candidate has its modules and its framework, and no end to tell."""
    assert label_dates(label(None), RULES) is None
