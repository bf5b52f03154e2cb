"""Reporting workbench for the Qual-e-pref label: the public face for notebooks. Internals never import this package root.

from qep_lib import open_report
report = open_report("bilan", site="18", period="2020")
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from qep_lib.traces import keep_traces_at_hand
from qep_lib.version import __version__

if TYPE_CHECKING:  # For editors: the package itself starts without pandas.
    from qep_lib.lab.home import Home
    from qep_lib.model.base import Audience
    from qep_lib.reports.report import Report
    from qep_lib.workbench.bench import Workbench

__all__ = ["__version__", "open_home", "open_report", "open_workbench"]


def open_report(
    report: str,
    site: str | Sequence[str],
    period: str,
    as_of: str | date | None = None,
    audience: str = "internal",
    previous: str | None = None,
) -> "Report":
    """Open a report for its notebook: `report` is an id of `params/reports.yml`, `site` a code as text.

    The report that compares sites takes in its place a region (`"region:24"`), `"all"` or a list of codes, and may be told
    the `previous` period that changes are counted from.
    `as_of` (`"2021-01-13"`) is the day at which open requests are judged; by default the latest extraction of the
    site's data. `audience` is `internal` or `public`. Returns the report, whose methods each give one element.
    Raises `ParameterError` for a parameter that cannot be used and `DataRefused` when the site has no data, both with
    a French message.
    """
    keep_traces_at_hand()
    # Imported here so that the command line, which imports the package, starts without pandas.
    from qep_lib.reports.opening import LEFT_IN
    from qep_lib.reports.opening import open_report as opened

    made = opened(report, site, period, as_of, audience, previous)
    if folder := os.environ.get(LEFT_IN):
        from qep_lib.export.open_data import leave_open_data

        # Whoever publishes opens the report again where nothing was left, and tells what went wrong.
        with suppress(Exception):
            leave_open_data(made, Path(folder))
    return made


def open_workbench(audience: "Audience" = "internal") -> "Workbench":
    """Open the workspace for an analyst: sites, periods, results, surveys to cross, regions, and views with pickers.

    `audience` is `internal`, or `public` for what the public documents print and no more. Returns a
    `qep_lib.workbench.bench.Workbench`. Raises `ParameterError` when there is no workspace here, with a French message.

    >>> bench = open_workbench()
    >>> bench.survey("18", "2020").cross("queue_management", by="visit_reason").figure()
    """
    keep_traces_at_hand()
    from qep_lib.workbench.bench import open_workbench as opened

    return opened(audience)


def open_home() -> "Home":
    """Open the home of the workbench, for the last line of a cell: produce reports, prepare files, write, see the state.

    Returns a `qep_lib.lab.home.Home`, a widget. Raises `ParameterError` when there is no workspace here, with a French message.
    """
    keep_traces_at_hand()
    from qep_lib.lab.home import open_home as opened

    return opened()
