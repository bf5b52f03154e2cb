"""The results of several sites together, for tests that read figures across sites."""

import pandas as pd

from qep_lib.indicators.covered import Given
from qep_lib.indicators.inputs import read_inputs
from qep_lib.indicators.measure import measure
from qep_lib.store.manifest import read_manifest


def measured_sites(workspace, catalogue, sites, period, as_of) -> pd.DataFrame:
    """The results table of `sites`, as `measure` gives it."""
    tables = read_inputs(workspace, catalogue, sites, period)
    return measure(catalogue, tables, sites, period, as_of, given=Given.of(read_manifest(workspace, sites)))
