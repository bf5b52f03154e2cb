"""Small sites for the tests of the comparison."""

from limits import BLANK

from qep_lib.comparison.comparable import Candidate
from qep_lib.model.measured import Measured


def row(site, value, numerator=None, denominator=None, status=None, as_of=None, **others):
    """A figure of the results table; what is not given is missing."""
    status = status or ("ok" if value is not None else "no_data")
    fields = {
        "indicator_id": "i",
        "site_id": site,
        "period": "2021",
        "group": "",
        "origin": "computed",
        "nature": "real",
    }
    figures = {"numerator": numerator, "denominator": denominator, "value": value, "status": status, "as_of": as_of}
    return Measured(**(BLANK | fields | figures | others))


def candidate(site, value, serie="", mode="", elsewhere=None, look_alike=None, population="", **others):
    """A site with that value."""
    return Candidate(site, row(site, value, **others), serie, mode, elsewhere, look_alike, population)


def counted(site, numerator, denominator):
    """A site with its counts."""
    return candidate(site, 100 * numerator / denominator, numerator=numerator, denominator=denominator)
