"""Writing the portal: what is inside, what the public is given, which pages are left alone, where marks come from."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from qep_lib.export import portal
from qep_lib.model.results import RESULTS
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.plan.planning import Job
from qep_lib.runs.publish.freshness import trace_job
from qep_lib.runs.publish.index import DATA
from qep_lib.runs.publish.placing import publish
from qep_lib.runs.publish.portal import refresh_index, write_index
from qep_lib.runs.record.ledger import BatchLedger
from qep_lib.runs.record.outcome import Failure, Outcome

HEADER = {"asked": {}, "settings": {}, "versions": {}, "planned": [], "up_to_date": []}
SECRET = "Mme DURAND, 12 rue des Lilas"


def changed(job, **fields):
    """Another job."""
    return Job.from_json(job.to_json() | fields)


@pytest.fixture
def put(workspace, catalogue):
    """Publish a job's page, with what else is given."""

    def publish_job(job, title=None, **more):
        files = {f"{job.report_id}.html": b"h"} | {name.replace("__", "/"): content for name, content in more.items()}
        publish(workspace, job, files, trace_job(workspace, catalogue, job), None, title)

    return publish_job


@pytest.fixture
def fail(workspace):
    """Record a failure whose reason quotes a row."""

    def record(job):
        ledger = BatchLedger(workspace, HEADER)
        ledger.record([Outcome(job, "failed", failure=Failure("cell_error", SECRET))])
        ledger.end("finished", {})

    return record


@pytest.fixture
def call_answer():
    """An indicator of the project."""
    return read_catalogue(Workspace(Path(__file__).parents[3])).indicators["call_answer_pct"]


def catalogue_with(catalogue, indicator):
    """The small catalogue, with one indicator."""
    return replace(catalogue, indicators={indicator.id: indicator})


def pages(folder):
    """Text of every page there, by path."""
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}


def test_the_public_portal_holds_public_reports_and_nothing_else(workspace, catalogue, job, put, fail):
    """No internal report, no site that only has some, no failure never published, no reason."""
    put(changed(job, audience="public"), "Les 3 objectifs sont atteints")
    put(job, "Interne : 7 plaintes graves")
    put(changed(job, site_id="41", site_name="Loir-et-Cher"))
    fail(changed(job, site_id="2A", site_name="Corse-du-Sud", audience="public"))
    write_index(workspace, catalogue)
    public = pages(workspace.reports / "public")
    assert public.keys() == {"index.html", "sites/18.html", "regions/24.html"}
    for text in public.values():
        assert not [word for word in ("interne", "plaintes", "Loir-et-Cher", "Corse", "DURAND") if word in text]
    assert 'href="../18/2020/public/bilan/bilan.html"' in public["index.html"]
    inside = pages(workspace.reports)
    assert "plaintes" in inside["index.html"] and "DURAND" in inside["index.html"]
    assert "DURAND" in inside["sites/2A.html"]


def test_a_public_report_that_failed_since_is_only_said_to_be_unavailable(workspace, catalogue, job, put, fail):
    """Its old file is not linked, its reason not told."""
    public = changed(job, audience="public")
    put(public)
    fail(public)
    write_index(workspace, catalogue)
    text = pages(workspace.reports / "public")["index.html"]
    assert "indisponible" in text and "DURAND" not in text and "bilan.html" not in text


def test_without_a_public_report_there_is_no_public_portal(workspace, catalogue, job, put):
    """Nor does one stay whose reports have gone."""
    put(changed(job, audience="public"))
    write_index(workspace, catalogue)
    record = workspace.reports / "18" / "2020" / "public" / "bilan" / "provenance.json"
    record.unlink()
    write_index(workspace, catalogue)
    assert pages(workspace.reports / "public") == {}


def test_only_pages_whose_content_changed_are_written(workspace, catalogue, job, put):
    """A batch of one site touches its page, that of its region and the front page."""
    put(job)
    put(changed(job, site_id="2A", site_name="Corse-du-Sud"))
    write_index(workspace, catalogue)
    before = {path: path.stat().st_mtime_ns for path in workspace.reports.rglob("*.html")}
    put(job, "Un nouveau titre")
    write_index(workspace, catalogue)
    touched = {
        path.relative_to(workspace.reports).as_posix()
        for path, time in before.items()
        if path.stat().st_mtime_ns != time
    }
    assert touched - {"18/2020/interne/bilan/bilan.html"} == {"index.html", "regions/24.html", "sites/18.html"}


def test_a_page_is_not_even_made_again_while_what_it_is_made_of_is_the_same(
    workspace, catalogue, job, put, monkeypatch
):
    """Three thousand reports, one of which changed: the others are neither read nor laid out."""
    put(job)
    put(changed(job, site_id="2A", site_name="Corse-du-Sud"))
    write_index(workspace, catalogue)
    made = []
    monkeypatch.setattr(portal, "_site_page", lambda portal, place, entries, key: made.append(place.id) or key)
    write_index(workspace, catalogue)
    assert made == []
    put(job, "Un nouveau titre")
    write_index(workspace, catalogue)
    assert made == ["18"]


def test_a_page_is_made_again_when_an_indicator_is_declared_otherwise(workspace, catalogue, job, put, call_answer):
    """Its label is printed; so when the data of a report changes under the same title."""
    name = DATA.replace("/", "__")
    put(job, **{name: data(call_answer.id, 91.96)})
    write_index(workspace, catalogue_with(catalogue, call_answer))
    page = workspace.reports / "sites" / "18.html"
    renamed = call_answer.model_copy(update={"short_label": "Appels pris"})
    write_index(workspace, catalogue_with(catalogue, renamed))
    assert "Appels pris" in page.read_text(encoding="utf-8")
    put(job, **{name: data(call_answer.id, 93.17)})
    write_index(workspace, catalogue_with(catalogue, renamed))
    assert "93,17" in page.read_text(encoding="utf-8")


def test_the_page_of_a_site_without_reports_goes(workspace, catalogue, job, put):
    """A link to it would lead to reports that are no more."""
    put(job)
    put(changed(job, site_id="2A", site_name="Corse-du-Sud"))
    write_index(workspace, catalogue)
    (workspace.reports / "2A" / "2020" / "interne" / "bilan" / "provenance.json").unlink()
    refresh_index(workspace, catalogue)
    assert pages(workspace.reports).keys() >= {"sites/18.html", "index.html"}
    assert not {"sites/2A.html", "regions/94.html"} & pages(workspace.reports).keys()


def test_a_page_left_alone_is_refreshed_even_without_the_front_page(workspace, catalogue, job, put):
    """Somebody may have taken it away: the others would go on showing what was taken back."""
    put(job)
    write_index(workspace, catalogue).unlink()
    (workspace.reports / job.id / "provenance.json").unlink()
    refresh_index(workspace, catalogue)
    assert "sites/18.html" not in pages(workspace.reports)


def test_marks_come_from_the_data_published_for_that_audience(workspace, catalogue, job, put, call_answer):
    """The internal figure is on the internal page, the public one on the public page; never the other way round."""
    put(job, **{DATA.replace("/", "__"): data(call_answer.id, 91.96)})
    put(changed(job, audience="public"), **{DATA.replace("/", "__"): data(call_answer.id, 92)})
    with_indicator = catalogue_with(catalogue, call_answer)
    write_index(workspace, with_indicator)
    inside, outside = (workspace.reports / name / "sites" / "18.html" for name in ("", "public"))
    assert "91,96" in inside.read_text(encoding="utf-8")
    assert "92" in outside.read_text(encoding="utf-8") and "91,96" not in outside.read_text(encoding="utf-8")


def test_data_that_this_version_cannot_read_give_no_mark_and_stop_nothing(workspace, catalogue, job, put, call_answer):
    """They were published by another one."""
    put(job, **{DATA.replace("/", "__"): b"autre;fichier\n1;2\n"})
    write_index(workspace, catalogue_with(catalogue, call_answer))
    assert "Objectifs" not in pages(workspace.reports)["sites/18.html"]


def data(indicator_id, value):
    """A file of results with that figure, which meets its target."""
    row = {
        "indicator_id": indicator_id, "site_id": "18", "period": "2020", "status": "ok", "as_of": "2021-01-13",
        "origin": "declared", "nature": "real", "value": value, "target": 90, "rating": "met",
    }  # fmt: skip
    text = io.StringIO()
    writer = csv.DictWriter(text, [column.name for column in RESULTS])
    writer.writeheader()
    writer.writerow(row)
    return text.getvalue().encode()
