"""Stored results of one site: read them when they are current, else measure and store them. No figure is made here."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd

from qep_lib.files import file_sha256
from qep_lib.indicators.covered import Given
from qep_lib.indicators.inputs import read_inputs
from qep_lib.indicators.measure import Angle, measure
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.fingerprint import fingerprint
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.store.concerned import questionnaires_read
from qep_lib.store.manifest import DatasetEntry, read_manifest
from qep_lib.store.results import read_results, write_results

LIBRARY = Path(__file__).resolve().parents[1]
SOURCES = ("indicators", "questions", "stats", "model", "calendars.py")
"""Library sources that decide a figure, under LIBRARY."""


def load_results(
    workspace: Workspace,
    catalogue: Catalogue,
    site_id: str,
    period: Period,
    as_of: date,
    compared: Period | None = None,
    serie: str | None = None,
) -> pd.DataFrame:
    """The results table of one site and period as known on `as_of`, with the changes since the `compared` period, by default
    the same a year earlier; columns and order as `measure` gives them. `serie`: that of the survey whose answers count,
    where the site has several.

    Measured again only when the site's stored data, what it may read of the parameters, the sources or the as-of day
    have changed. Reads the partitions of that site only.
    """
    datasets = read_manifest(workspace, [site_id])
    key = _key(catalogue, site_id, datasets, period, as_of)
    compared = compared or period.previous()
    # The comparisons of a period are kept side by side: none makes another measured again.
    name = period.code if compared == period.previous() else f"{period.code}_{compared.code}"
    if serie is not None:
        name += f"_enquete-{fingerprint(serie)[:16]}"
    stored = read_results(workspace, site_id, name)
    if stored is not None and stored[1] == key:
        return stored[0]
    tables = read_inputs(workspace, catalogue, [site_id], period, compared)
    # Indicators are checked against every version of the référentiel, figures only read that of the site.
    readable = replace(
        catalogue.restricted_to([site_id], (), questionnaires_read(datasets)), frameworks=catalogue.frameworks
    )
    angle = Angle(compared, serie)
    results = measure(readable, tables, [site_id], period, as_of, given=Given.of(datasets), angle=angle)
    write_results(workspace, site_id, name, results, key)
    return results


def _key(catalogue: Catalogue, site_id: str, datasets: Sequence[DatasetEntry], period: Period, as_of: date) -> str:
    """SHA-256 over everything that decides the figures."""
    stored = [
        [
            entry.dataset,
            entry.nature,
            entry.fictitious_columns,
            entry.partitions,
            entry.period,
            entry.extracted_on,
            entry.lacks,
        ]
        for entry in datasets
    ]
    read = catalogue.fingerprint_for([site_id], (), questionnaires_read(datasets))
    return fingerprint([period.code, as_of, stored, read, sources_sha256()])


@cache
def sources_sha256() -> str:
    """Hash of the library sources that decide a figure. Taken once a process: what was imported is what runs."""
    sources = (path for name in SOURCES for path in _python_files(LIBRARY / name))
    return fingerprint({path.relative_to(LIBRARY).as_posix(): file_sha256(path) for path in sources})


def _python_files(path: Path) -> Iterable[Path]:
    return [path] if path.is_file() else path.rglob("*.py")
