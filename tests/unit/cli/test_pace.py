"""The time left: known kinds weigh what they take, the pace so far corrects them, nothing is said while nothing is known."""

import pytest

from qep_lib.cli.pace import Pace
from qep_lib.model.subject import Subject
from qep_lib.runs.plan.planning import Job
from qep_lib.runs.record.outcome import Outcome


def job(site_id, report_id="bilan"):
    """One job."""
    return Job(report_id, "Bilan", "bilan.ipynb", Subject(site_id, "Cher"), "2020", "2021-01-13", "internal", "stored")


def made(one, seconds=0.0):
    """Its outcome, timed or not."""
    return Outcome(one, "published", seconds={"notebook": seconds} if seconds else {})


LONG = job("region-24", "regional_comparison")
SHORT = [job(site_id) for site_id in ("18", "28", "36", "37")]
USUAL = {"bilan": 2.0, "regional_comparison": 60.0}


def test_nothing_is_told_before_anything_is_known():
    """Neither by the ledger nor by the batch."""
    assert Pace(SHORT, 2, {}).seconds_left(10.0) is None


def test_a_long_report_at_the_end_counts_for_what_it_is():
    """Four short ones done in eight seconds leave a minute, not two seconds."""
    pace = Pace([*SHORT, LONG], 1, USUAL)
    assert pace.seconds_left(0.0) == pytest.approx(68.0)
    for one in SHORT:
        pace.end(made(one, 2.0))
    assert pace.seconds_left(8.0) == pytest.approx(60.0)


def test_several_workers_share_but_one_report_is_not_cut():
    """The longest one sets the end."""
    assert Pace([*SHORT, LONG], 4, USUAL).seconds_left(0.0) == pytest.approx(60.0)
    assert Pace(SHORT, 2, USUAL).seconds_left(0.0) == pytest.approx(4.0)


def test_a_batch_that_goes_slower_than_usual_says_so():
    """Ten seconds for what takes two: what is left takes five times longer too."""
    pace = Pace(SHORT, 1, USUAL)
    pace.end(made(SHORT[0]))
    assert pace.seconds_left(10.0) == pytest.approx(30.0)


def test_what_other_workers_have_begun_is_half_made():
    """Otherwise the first outcome would double the estimate."""
    pace = Pace(SHORT, 2, USUAL)
    pace.end(made(SHORT[0], 2.0))
    assert pace.seconds_left(2.0) == pytest.approx(3.0 * 2 * 2 / 3.0)


def test_kinds_never_timed_weigh_as_the_others():
    """And without any timing, reports weigh the same."""
    pace = Pace([*SHORT, job("41", "new")], 1, {})
    pace.end(made(SHORT[0]))
    assert pace.seconds_left(3.0) == pytest.approx(12.0)
    assert Pace([job("41", "new")], 1, {"bilan": 2.0}).seconds_left(0.0) == pytest.approx(2.0)


def test_what_runs_is_the_first_of_what_waits():
    """As many as there are workers."""
    pace = Pace(SHORT, 2, USUAL)
    pace.end(made(SHORT[1]))
    assert pace.running == (SHORT[0], SHORT[2])


def test_nothing_is_left_at_the_end():
    """Zero, whatever was spent."""
    pace = Pace(SHORT[:1], 1, USUAL)
    pace.end(made(SHORT[0], 2.0))
    assert pace.seconds_left(9.0) == 0.0
