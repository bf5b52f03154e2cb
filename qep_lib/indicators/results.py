"""Stored results of one site: read them when they are current, else measure and store them. No figure is made here."""

import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pandas as pd

from qep_lib.indicators.measure import measure
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.store import DatasetEntry, read_manifest, read_results, read_table, write_results

READ_TABLES = ("survey_answers", "requests", "declared_figures")
LIBRARY = Path(__file__).resolve().parents[1]
SOURCES = ("indicators", "stats", "model", "calendars.py")
"""Library sources that decide a figure, under LIBRARY."""
UNREAD_PARAMS = ("schemas", "runs")
"""Folders of `params/` that change no figure: generated schemas, and what to run."""


def load_results(workspace: Workspace, catalogue: Catalogue, site_id: str, period: Period, as_of: date) -> pd.DataFrame:
    """The results table of one site and period as known on `as_of`; columns and order as `measure` gives them.

    Measured again only when the site's stored data, the parameters, the sources or the as-of day have changed. Reads
    the partitions of that site only.
    """
    datasets = read_manifest(workspace, [site_id])
    key = _key(workspace, datasets, period, as_of)
    stored = read_results(workspace, site_id, period.code)
    if stored is not None and stored[1] == key:
        return stored[0]
    years = sorted({*period.years, *period.previous().years})
    tables = {name: read_table(workspace, name, [site_id], years) for name in READ_TABLES}
    fictitious = {entry.dataset: entry.fictitious_columns for entry in datasets}
    results = measure(catalogue, tables, [site_id], period, as_of, fictitious=fictitious)
    write_results(workspace, site_id, period.code, results, key)
    return results


def default_as_of(workspace: Workspace, site_id: str, period: Period) -> date:
    """The latest extraction date of the site's datasets for that period; its last day when there is none."""
    entries = read_manifest(workspace, [site_id])
    return max((entry.extracted_on for entry in entries if entry.period == period.code), default=period.end)


def _key(workspace: Workspace, datasets: Iterable[DatasetEntry], period: Period, as_of: date) -> str:
    """SHA-256 over everything that decides the figures."""
    digest = hashlib.sha256(f"{period.code} {as_of.isoformat()}\n".encode())
    for entry in datasets:
        digest.update(f"{entry.dataset} {entry.nature} {entry.fictitious_columns} {entry.partitions}\n".encode())
    params = (
        path for path in workspace.params.rglob("*") if path.relative_to(workspace.params).parts[0] not in UNREAD_PARAMS
    )
    sources = (path for name in SOURCES for path in _python_files(LIBRARY / name))
    for root, paths in ((workspace.params, params), (LIBRARY, sources)):
        for path in sorted(path for path in paths if path.is_file()):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def _python_files(path: Path) -> Iterable[Path]:
    return [path] if path.is_file() else path.rglob("*.py")
