"""Every status of the results table has its words wherever one is told."""

from typing import get_args

from qep_lib.comparison.comparable import Reason
from qep_lib.display.wording import STATUS_WORDS
from qep_lib.export.open_data import _WORDS
from qep_lib.model.base import Status
from qep_lib.model.measured import Measured
from qep_lib.model.results import RESULTS
from qep_lib.reports.regional.words import REASON_WORDS

WITH_A_FIGURE = {"ok", "provisional"}


def test_every_status_without_a_figure_has_its_words():
    """A new status fails here until it is told: « non communiqué » would be said of it for want of words."""
    assert set(STATUS_WORDS) == set(get_args(Status)) - WITH_A_FIGURE
    assert len(set(STATUS_WORDS.values())) == len(STATUS_WORDS)


def test_open_data_tell_every_status():
    """Their dictionary explains each closed value."""
    assert set(_WORDS["status"]) == set(get_args(Status))


def test_the_comparison_of_sites_gives_each_status_as_a_reason():
    """A site without a figure is set aside for its own status."""
    assert set(STATUS_WORDS) <= set(get_args(Reason))
    assert set(REASON_WORDS) == set(get_args(Reason))


def test_a_measured_row_has_the_columns_of_the_table():
    """They are filled by place; the limits that it is told within and the decimals of its site are the gate's."""
    assert [*(column.name for column in RESULTS), "limits", "decimals"] == list(Measured.__dataclass_fields__)
