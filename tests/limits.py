"""What tests of several folders take for the rules of small groups, and for a row of which nothing is known."""

from dataclasses import fields

from qep_lib.model.campaign import Disclosure
from qep_lib.model.measured import Measured

LIMITS = Disclosure(
    public=11, internal=5, count_minimum=5, quantile_neighbours=5, unanimous_below=30, whole_points_below=1000
)
BLANK = dict.fromkeys(field.name for field in fields(Measured)) | {"limits": LIMITS}
"""The fields of a row, all missing."""
