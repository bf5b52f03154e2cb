"""The index: which reports are shown as published, which as older than their data, and which as failed."""

import json
from dataclasses import replace

import pytest

from qep_lib.runs.plan.planning import Job
from qep_lib.runs.publish.freshness import trace_job
from qep_lib.runs.publish.index import index_entries
from qep_lib.runs.publish.placing import RECORD, publish
from qep_lib.runs.publish.portal import refresh_index, write_index
from qep_lib.runs.record.ledger import BatchLedger
from qep_lib.runs.record.outcome import Failure, Outcome

HEADER = {"asked": {}, "settings": {}, "versions": {}, "planned": [], "up_to_date": []}
FILES = {"bilan.html": b"h", "bilan.pdf": b"p", "bilan.xlsx": b"x", "tables/t.csv": b"t"}


@pytest.fixture
def put(workspace, catalogue):
    """Publish a job's files, made from the data stored now."""

    def publish_job(job):
        publish(workspace, job, FILES, trace_job(workspace, catalogue, job), None)

    return publish_job


def record(workspace, outcome):
    """A batch whose only outcome is that one."""
    ledger = BatchLedger(workspace, HEADER)
    ledger.record([outcome])
    ledger.end("finished", {})


def changed(job, **fields):
    """Another job."""
    return Job.from_json(job.to_json() | fields)


def test_a_published_report_is_linked_with_its_files(workspace, catalogue, job, put):
    """Links are relative to the index, and lead to files that exist."""
    put(job)
    (entry,) = index_entries(workspace, catalogue).values()
    assert (entry.status, entry.html) == ("ok", "18/2020/interne/bilan/bilan.html")
    assert all((workspace.reports / path).is_file() for path in (entry.html, entry.pdf, entry.xlsx))


def test_a_failure_hides_the_older_report_until_it_is_mended(workspace, catalogue, job, put):
    """The older files are still on disk, yet the index does not pass them off as the result."""
    put(job)
    failure = Failure("cell_error", "division par zéro", cell=3)
    record(workspace, Outcome(job, "failed", failure=failure))
    (entry,) = index_entries(workspace, catalogue).values()
    assert (entry.status, entry.html, entry.message) == ("failed", None, "cellule de code 3 : division par zéro")
    record(workspace, Outcome(job, "published"))
    assert [entry.status for entry in index_entries(workspace, catalogue).values()] == ["ok"]


def test_a_run_of_another_site_does_not_forget_a_failure(workspace, catalogue, job):
    """Each job keeps its own latest outcome."""
    record(workspace, Outcome(job, "failed", failure=Failure("timeout", "trop long")))
    record(workspace, Outcome(changed(job, site_id="41"), "published"))
    assert [(entry.place.id, entry.status) for entry in index_entries(workspace, catalogue).values()] == [
        ("18", "failed")
    ]


def test_a_site_without_data_takes_a_line_only_if_it_had_a_report(workspace, catalogue, job, put):
    """Asking for every site does not fill the index with those that have nothing."""
    nothing = Failure("missing_data", "aucune donnée")
    record(workspace, Outcome(job, "no_data", failure=nothing))
    assert index_entries(workspace, catalogue) == {}
    put(job)
    assert [entry.status for entry in index_entries(workspace, catalogue).values()] == ["failed"]


def test_a_report_older_than_its_data_is_shown_as_such_and_not_linked(workspace, catalogue, job, put, declare_stored):
    """It is on the disk, yet the index does not lead to it; made again, it is linked again."""
    declare_stored("18", "a" * 64)
    put(job)
    assert [entry.status for entry in index_entries(workspace, catalogue).values()] == ["ok"]
    declare_stored("18", "b" * 64)
    (entry,) = index_entries(workspace, catalogue).values()
    assert (entry.status, entry.files, entry.message) == ("outdated", (), "données plus récentes")
    put(job)
    assert [entry.status for entry in index_entries(workspace, catalogue).values()] == ["ok"]


def test_data_that_a_report_does_not_read_leave_it_linked(workspace, catalogue, job, put, declare_stored):
    """Another table of the same site; the parameters, the notebook and the library do not count here either."""
    put(job)
    declare_stored("18", "a" * 64, table="actions")
    wider = replace(catalogue, conventions=catalogue.conventions.model_copy(update={"confidence": 0.9}))
    assert [entry.status for entry in index_entries(workspace, wider).values()] == ["ok"]


def test_a_list_of_imports_that_cannot_be_read_unlinks_the_site_and_no_other(
    workspace, catalogue, job, put, declare_stored
):
    """Nothing says any more that its report is current."""
    declare_stored("18", "a" * 64)
    put(job)
    put(changed(job, site_id="41"))
    (workspace.store / "manifest" / "18.json").write_text("{", encoding="utf-8")
    assert [entry.status for entry in index_entries(workspace, catalogue).values()] == ["outdated", "ok"]


def test_an_index_is_refreshed_only_where_there_is_one(workspace, catalogue, job, put, declare_stored):
    """Importing a first file does not make a page of reports."""
    refresh_index(workspace, catalogue)
    assert not workspace.reports.exists()
    put(job)
    page = write_index(workspace, catalogue)
    declare_stored("18", "a" * 64)
    refresh_index(workspace, catalogue)
    text = page.read_text(encoding="utf-8")
    assert "à refaire" in text and 'href="18/' not in text


def test_an_edited_report_and_one_no_longer_declared_are_not_listed(workspace, catalogue, job, put):
    """K63: what has no true record, no site or no type of report is not a published report."""
    put(job)
    put(changed(job, site_id="41"))
    put(changed(job, report_id="satisfaction"))
    (workspace.reports / job.id / "bilan.pdf").write_bytes(b"!")
    without = replace(
        catalogue,
        sites={site_id: site for site_id, site in catalogue.sites.items() if site_id != "41"},
        reports={"bilan": catalogue.reports["bilan"]},
    )
    assert index_entries(workspace, without) == {}
    assert len(index_entries(workspace, catalogue)) == 2


def test_entries_follow_the_order_of_the_reports(workspace, catalogue, job, put):
    """As declared in reports.yml, not by name or by folder."""
    put(job)
    put(changed(job, report_id="satisfaction", report_title="Satisfaction"))
    assert [entry.report_title for entry in index_entries(workspace, catalogue).values()] == ["Satisfaction", "Bilan"]


def test_the_index_page_has_the_same_bytes_for_the_same_reports(workspace, catalogue, job, put):
    """No clock in it; and it names the site."""
    put(job)
    first = write_index(workspace, catalogue).read_bytes()
    assert write_index(workspace, catalogue).read_bytes() == first
    assert 'href="18/2020/interne/bilan/bilan.pdf"' in first.decode("utf-8")


def test_what_the_last_batch_published_is_new(workspace, catalogue, job, put):
    """Not what an earlier one did, nor what the last one found up to date; a batch that published nothing changes nothing."""
    other = changed(job, site_id="41")
    put(job)
    put(other)
    record(workspace, Outcome(job, "published"))
    record(workspace, Outcome(other, "published"))
    record(workspace, Outcome(changed(job, site_id="2A"), "failed", failure=Failure("timeout", "trop long")))
    news = {job_id for job_id, entry in index_entries(workspace, catalogue).items() if entry.is_new}
    assert news == {other.id}


def test_a_batch_cut_short_and_taken_up_again_makes_one(workspace, catalogue, job, put):
    """The page says what it would have said had nothing been cut."""
    jobs = [changed(job, site_id=site_id) for site_id in ("18", "41", "2A", "01")]
    for one in jobs:
        put(one)
    old, told, untold, last = jobs
    record(workspace, Outcome(old, "published"))
    planned = [{"id": one.id, "job": one.to_json()} for one in (told, untold, last)]
    BatchLedger(workspace, HEADER | {"planned": planned}).record([Outcome(told, "published")])
    ledger = BatchLedger(workspace, HEADER | {"planned": planned[2:], "up_to_date": [untold.id]})
    ledger.record([Outcome(last, "published")])
    ledger.end("finished", {})
    news = {job_id for job_id, entry in index_entries(workspace, catalogue).items() if entry.is_new}
    assert news == {told.id, untold.id, last.id}


def test_nothing_is_new_when_everything_is(workspace, catalogue, job, put):
    """A mark that every report bears says nothing."""
    put(job)
    put(changed(job, site_id="41"))
    BatchLedger(workspace, HEADER).record([Outcome(one, "published") for one in (job, changed(job, site_id="41"))])
    assert not any(entry.is_new for entry in index_entries(workspace, catalogue).values())


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Les 3 objectifs sont atteints", "Les 3 objectifs sont atteints"),
        ("Bilan 2020", None),
        ("Bilan", None),
        (None, None),
    ],
)
def test_the_sentence_that_heads_a_report_is_told_where_it_says_more(workspace, catalogue, job, title, told):
    """« Bilan 2020 » is already the name of the report."""
    publish(workspace, job, FILES, trace_job(workspace, catalogue, job), None, title)
    (entry,) = index_entries(workspace, catalogue).values()
    assert (entry.sentence, entry.as_of.isoformat()) == (told, "2021-01-13")


def test_a_record_of_before_titles_were_kept_is_listed(workspace, catalogue, job, put):
    """Reports already published stay as they are."""
    put(job)
    path = workspace.reports / job.id / RECORD
    former = json.loads(path.read_text(encoding="utf-8"))
    del former["title"]
    path.write_text(json.dumps(former), encoding="utf-8")
    (entry,) = index_entries(workspace, catalogue).values()
    assert (entry.status, entry.sentence) == ("ok", None)


def test_an_entry_knows_its_site_its_department_and_its_region(workspace, catalogue, job, put):
    """A comparison is of the region that its sites share, of none when they share none."""
    put(job)
    compared = changed(job, site_id="18+41", site_name="Cher, Loir-et-Cher", also_read=("18", "41"))
    put(compared)
    put(changed(job, site_id="2A+41", site_name="Corse-du-Sud, Loir-et-Cher", also_read=("2A", "41")))
    places = {entry.place.id: entry.place for entry in index_entries(workspace, catalogue).values()}
    assert (places["18"].department, places["18"].region, places["18"].kind) == (
        "18 Cher", "Centre-Val de Loire", "prefecture",
    )  # fmt: skip
    assert (places["18+41"].kind, places["18+41"].region, places["18+41"].department) == (
        "several", "Centre-Val de Loire", "Cher Loir-et-Cher",
    )  # fmt: skip
    assert places["2A+41"].region == ""
