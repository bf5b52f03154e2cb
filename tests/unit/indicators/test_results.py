"""Stored results: measured once, measured again when something they rest on has changed."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from qep_lib.indicators import results as module
from qep_lib.indicators.results import load_results
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.store.manifest import DatasetEntry, default_as_of
from qep_lib.store.tables import replace_dataset

PROJECT = Path(__file__).resolve().parents[3]
PERIOD = Period.parse("2020")
AS_OF = date(2021, 1, 13)


@pytest.fixture
def workspace(tmp_path):
    """A workspace with the project's parameters and no data."""
    shutil.copytree(PROJECT / "params", tmp_path / "params")
    return Workspace(tmp_path)


@pytest.fixture
def stored(workspace, table):
    """`stored(42)`: a register of that many requests, imported."""

    def store(count, site="18", period="2020", extracted_on=date(2021, 1, 11), fictitious=()):
        frame = table("requests", [{"site_id": site, "replied_on": "2020-03-04", "repeat": count}])
        dataset = f"registre/{site}/{period}.xlsx"
        entry = DatasetEntry(
            dataset,
            "requests",
            site,
            "registre.xlsx",
            str(count),
            period,
            extracted_on,
            "real",
            fictitious_columns=fictitious,
        )
        replace_dataset(workspace, entry, frame.assign(dataset=dataset))

    return store


@pytest.fixture
def counted(monkeypatch):
    """How many times results were measured."""
    calls = []
    original = module.measure
    monkeypatch.setattr(module, "measure", lambda *args, **kwargs: calls.append(1) or original(*args, **kwargs))
    return calls


def test_results_are_measured_once_and_read_back_the_same(workspace, catalogue, stored, counted):
    """The second report of a site reads what the first one measured, type for type."""
    stored(42)
    first = load_results(workspace, catalogue, "18", PERIOD, AS_OF)
    second = load_results(workspace, catalogue, "18", PERIOD, AS_OF)
    assert len(counted) == 1
    pd.testing.assert_frame_equal(first, second)


def test_one_changed_input_row_changes_the_figures(workspace, catalogue, stored, row_of):
    """Another register, another count: nothing stale is read."""
    stored(42)
    load_results(workspace, catalogue, "18", PERIOD, AS_OF)
    stored(43)
    assert row_of(load_results(workspace, catalogue, "18", PERIOD, AS_OF), "requests_count")["value"] == 43


def test_a_changed_parameter_or_as_of_day_measures_again(workspace, catalogue, stored, counted):
    """Parameters that a figure may read and the as-of day are part of the key; runs and other labels are not."""
    stored(42)
    load_results(workspace, catalogue, "18", PERIOD, AS_OF)
    label = catalogue.labels["18"]
    others = replace(catalogue, runs={}, sources={}, labels={**catalogue.labels, "41": label})
    load_results(workspace, others, "18", PERIOD, AS_OF)
    assert len(counted) == 1
    load_results(workspace, catalogue, "18", PERIOD, date(2021, 1, 14))
    assert len(counted) == 2
    wider = catalogue.conventions.model_copy(update={"confidence": 0.99})
    load_results(workspace, replace(catalogue, conventions=wider), "18", PERIOD, date(2021, 1, 14))
    assert len(counted) == 3


def test_other_sources_of_the_library_measure_again(workspace, catalogue, stored, counted, monkeypatch):
    """A corrected formula never leaves old figures behind."""
    stored(42)
    load_results(workspace, catalogue, "18", PERIOD, AS_OF)
    monkeypatch.setattr(module, "sources_sha256", lambda: "f" * 64)
    load_results(workspace, catalogue, "18", PERIOD, AS_OF)
    assert len(counted) == 2


def test_the_sources_that_decide_a_figure_are_modules_and_whole_rooms(monkeypatch, tmp_path):
    """A formula in a room, a module alone: each counts, whatever lies beside them does not."""
    (tmp_path / "room" / "inner").mkdir(parents=True)
    for name, text in {"room/inner/formula.py": "a", "alone.py": "b", "room/notes.txt": "c"}.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(module, "LIBRARY", tmp_path)
    monkeypatch.setattr(module, "SOURCES", ("room", "alone.py"))
    hashes = []
    for changed in ("", "room/notes.txt", "room/inner/formula.py", "alone.py"):
        if changed:
            (tmp_path / changed).write_text("changed")
        hashes.append(module.sources_sha256.__wrapped__())
    assert hashes[0] == hashes[1] and len({*hashes}) == 3


def test_another_site_s_import_leaves_the_results_current(workspace, catalogue, stored, counted):
    """The cost of a report does not grow with the other sites."""
    stored(42)
    load_results(workspace, catalogue, "18", PERIOD, AS_OF)
    stored(5, site="57")
    load_results(workspace, catalogue, "18", PERIOD, AS_OF)
    assert len(counted) == 1


def test_invented_columns_of_the_manifest_reach_the_figures(workspace, catalogue, stored, row_of):
    """The register's dates are declared fictitious at import: so is the delay."""
    stored(42, fictitious=("replied_on",))
    results = load_results(workspace, catalogue, "18", PERIOD, AS_OF)
    assert row_of(results, "request_reply_delay_working_days")["nature"] == "fictitious"
    assert row_of(results, "requests_count")["nature"] == "real"


def test_the_default_as_of_day_is_the_latest_extraction_of_the_period(workspace, stored):
    """Extractions of another period do not count; without any, the period's last day."""
    assert default_as_of(workspace, ["18"], PERIOD) == date(2020, 12, 31)
    stored(1, extracted_on=date(2021, 1, 11))
    stored(2, period="2021", extracted_on=date(2022, 1, 11))
    assert default_as_of(workspace, ["18"], PERIOD) == date(2021, 1, 11)
    assert default_as_of(workspace, ["57"], PERIOD) == date(2020, 12, 31)
    stored(3, site="36", extracted_on=date(2021, 3, 1))
    # The newest of several files, in whatever order they came.
    assert default_as_of(workspace, ["18", "36"], PERIOD) == default_as_of(workspace, ["36", "18"], PERIOD)
    assert default_as_of(workspace, ["18", "36"], PERIOD) == date(2021, 3, 1)
