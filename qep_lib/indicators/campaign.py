"""Measuring a whole country in bounded memory: sites by chunks, each read, measured and given back before the next."""

from collections.abc import Iterator, Sequence
from datetime import date

import pandas as pd

from qep_lib.indicators.covered import Given
from qep_lib.indicators.inputs import ROWS_AT_ONCE, chunks_of_sites, read_inputs, rows_to_read
from qep_lib.indicators.measure import measure
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.store.manifest import read_manifest


def measure_sites(
    workspace: Workspace,
    catalogue: Catalogue,
    sites: Sequence[str],
    period: Period,
    as_of: date,
    rows_at_once: int = ROWS_AT_ONCE,
) -> Iterator[pd.DataFrame]:
    """The results tables of `sites` for `period`, chunk after chunk in the order of `sites`: each as `measure` gives it.

    One chunk is in memory at a time, whatever the number of sites: about `rows_at_once` stored rows, never less than
    one site. The chunks change nothing to the figures, since a site's rows never depend on the other sites.
    """
    entries = read_manifest(workspace, sites)
    given = Given.of(entries)
    for chunk in chunks_of_sites(sites, rows_to_read(entries, period), rows_at_once):
        tables = read_inputs(workspace, catalogue, chunk, period)
        yield measure(catalogue, tables, chunk, period, as_of, given=given)
