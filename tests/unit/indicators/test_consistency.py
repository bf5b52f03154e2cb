"""A mean reply delay that its share in time contradicts is said, beside both figures."""

from dataclasses import replace
from datetime import date

import pytest

MEAN, SHARE = "email_reply_mean_delay_days", "email_reply_on_time_pct"


def stated(mean, share):
    """Both figures, declared."""
    return [{"indicator_id": MEAN, "value": mean}, {"indicator_id": SHARE, "value": share}]


def test_loir_et_cher_s_75_percent_and_one_day_cannot_both_hold(only, measured, row_of):
    """If 25 % took at least 6 days the mean is at least 1.5 (statistics.md 1.3): both rows say so, the unit in words."""
    results = measured(only(MEAN, SHARE), declared_figures=stated(1.0, 75.0))
    for indicator in (MEAN, SHARE):
        remark = row_of(results, indicator)["remark"]
        for words in ("75 %", "moyenne de 1 jour ouvré ne", "6 jours ouvrés", "au moins 1,5 jour ouvré.", "en retard"):
            assert words in remark


@pytest.mark.parametrize(("mean", "share"), [(1.5, 75.0), (3.0, 75.0), (1.0, 100.0), (0.0, 100.0)])
def test_figures_that_can_hold_together_are_left_alone(mean, share, only, measured, row_of):
    """The bound itself is possible; everybody in time allows any mean."""
    results = measured(only(MEAN, SHARE), declared_figures=stated(mean, share))
    assert [row_of(results, indicator)["remark"] for indicator in (MEAN, SHARE)] == [None, None]


def test_computed_figures_are_compared_too(only, measured, row_of):
    """One answer the same day, three e-mails forgotten: 25 % in time and a mean of 0 day, taken on the answer alone."""
    requests = [{"request_id": "1", "replied_on": date(2020, 3, 2)}, *({"request_id": str(n)} for n in (2, 3, 4))]
    results = measured(only(MEAN, SHARE), requests=requests)
    assert "25 % dans le délai" in row_of(results, MEAN)["remark"]


def test_a_share_of_other_requests_contradicts_nothing(only, measured, row_of):
    """The mean of e-mails is not judged by the share of letters."""
    figures = [{"indicator_id": MEAN, "value": 1.0}, {"indicator_id": "post_reply_on_time_pct", "value": 10.0}]
    results = measured(only(MEAN, "post_reply_on_time_pct"), declared_figures=figures)
    assert row_of(results, MEAN)["remark"] is None


def test_letters_are_bound_by_their_own_deadline(only, measured, row_of):
    """10 days: 75 % in time and 2.5 days contradict each other (2.75), 3 days do not."""
    for mean, is_said in ((2.5, True), (3.0, False)):
        figures = [
            {"indicator_id": "post_reply_mean_delay_days", "value": mean},
            {"indicator_id": "post_reply_on_time_pct", "value": 75.0},
        ]
        results = measured(only("post_reply_mean_delay_days", "post_reply_on_time_pct"), declared_figures=figures)
        assert (row_of(results, "post_reply_mean_delay_days")["remark"] is not None) is is_said


def test_the_deadline_is_that_of_the_framework_of_the_site(only, measured, row_of):
    """A site whose label promises 2 days: 75 % in time and 1 day hold together (0.75), which 5 days would contradict (1.5)."""
    catalogue = only(MEAN, SHARE)
    own, label = catalogue.framework_of("18"), catalogue.labels["18"]
    promised = own.deadlines_working_days
    short = {"email": 2, "post": 2}
    deadlines = promised.model_copy(
        update={"information_request": short, "complaint_or_suggestion": {"electronic": 2, "paper": 2}}
    )
    changed = own.model_copy(update={"version": "2018-court", "deadlines_working_days": deadlines})
    catalogue = replace(
        catalogue,
        frameworks={**catalogue.frameworks, "2018-court": changed},
        labels={**catalogue.labels, "18": label.model_copy(update={"framework": "2018-court"})},
    )
    for mean, is_said in ((1.0, False), (0.5, True)):
        results = measured(catalogue, declared_figures=stated(mean, 75.0))
        assert [row_of(results, name)["remark"] is not None for name in (MEAN, SHARE)] == [is_said] * 2
