"""The ledger: what is written survives, and what it says of each job is the latest that is known."""

import json
from datetime import datetime
from types import SimpleNamespace

import pytest

from qep_lib.errors import ParameterError
from qep_lib.runs.plan.planning import Job
from qep_lib.runs.record import ledger
from qep_lib.runs.record.history import read_batch, read_latest
from qep_lib.runs.record.ledger import BatchLedger, ledger_faults, ledger_files
from qep_lib.runs.record.outcome import Failure, Outcome

WHOLE = Failure("timeout", "trop long", 2, ("x", "y"), "n", "l", "CellTimeoutError")


def header(*planned, up_to_date=()):
    """The first line of a batch that plans those jobs."""
    jobs = [{"id": job.id, "state": "to_run", "reasons": [], "job": job.to_json()} for job in planned]
    return {"asked": {}, "settings": {"workers": 1}, "versions": {}, "planned": jobs, "up_to_date": list(up_to_date)}


def at(job, site_id):
    """The same job for another site."""
    return Job.from_json(job.to_json() | {"site_id": site_id})


def statuses(workspace):
    """Site -> latest status."""
    return {latest.outcome.job.subject.id: latest.outcome.status for latest in read_latest(workspace).values()}


def test_everything_known_of_a_job_is_given_back(workspace, job):
    """Outcome, and the batch that it comes from."""
    outcome = Outcome(job, "failed", "k", {"a": "b"}, {"notebook": 1.5}, WHOLE, {"kernel": 200.5}, "fork")
    batch = BatchLedger(workspace, header(job))
    batch.record([outcome])
    latest = read_latest(workspace)[job.id]
    assert latest.outcome == outcome
    assert latest.header["run"] == batch.run_id and latest.header["settings"] == {"workers": 1}
    whole = read_batch(workspace, batch.run_id)
    assert (whole.outcomes, whole.end, whole.unknown) == ((outcome,), None, ())
    batch.end("finished", {"failed": 1})
    assert read_batch(workspace).end["totals"] == {"failed": 1}


def test_two_batches_of_the_same_instant_have_two_files(workspace, job, monkeypatch):
    """A run's id is never used twice, and files follow the order of the batches."""
    instants = iter([0, 0, 0, 1])
    clock = SimpleNamespace(now=lambda zone=None: datetime(2026, 1, 1, microsecond=next(instants), tzinfo=zone))
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "_now", lambda: "2026-01-01T00:00:00+00:00")
        patch.setattr(ledger, "datetime", clock)
        first, second = (BatchLedger(workspace, header(job)).run_id for _ in range(2))
    assert first < second
    assert [path.stem for path in ledger_files(workspace)] == [first, second]


def test_a_later_batch_wins_and_leaves_the_other_jobs_alone(workspace, job):
    """Each job keeps its own latest outcome."""
    BatchLedger(workspace, header()).record([Outcome(job, "failed", failure=WHOLE)])
    BatchLedger(workspace, header()).record([Outcome(at(job, "41"), "published")])
    assert statuses(workspace) == {"18": "failed", "41": "published"}
    BatchLedger(workspace, header()).record([Outcome(job, "published")])
    assert statuses(workspace) == {"18": "published", "41": "published"}


def test_what_a_killed_batch_never_recorded_counts_as_not_run(workspace, job):
    """It had planned two jobs and recorded one."""
    BatchLedger(workspace, header(job, at(job, "41"))).record([Outcome(job, "published")])
    assert statuses(workspace) == {"18": "published", "41": "not_run"}
    batch = read_batch(workspace)
    assert [left.subject.id for left in batch.unknown] == ["41"]
    assert batch.totals == {"published": 1, "not_run": 1}


def test_a_report_that_is_published_then_found_altered_counts_once(workspace, job):
    """By its last outcome, and so does one that was up to date: a run of two reports has two."""
    other = at(job, "41")
    batch = BatchLedger(workspace, header(job, up_to_date=[other.id]))
    batch.record([Outcome(job, "published")])
    assert read_batch(workspace).totals == {"published": 1, "up_to_date": 1}
    batch.record([Outcome(job, "failed", failure=WHOLE), Outcome(other, "failed", failure=WHOLE)])
    whole = read_batch(workspace)
    assert whole.totals == {"failed": 2} and whole.up_to_date == ()
    assert [outcome.status for outcome in whole.outcomes] == ["failed", "failed"]


@pytest.mark.parametrize("status", ["interrupted", "not_run"])
def test_an_unfinished_job_does_not_hide_its_failure(workspace, job, status):
    """Nothing has mended it: the older report must not look like its result."""
    BatchLedger(workspace, header()).record([Outcome(job, "failed", failure=WHOLE)])
    BatchLedger(workspace, header()).record([Outcome(job, status)])
    BatchLedger(workspace, header(job))
    assert statuses(workspace) == {"18": "failed"}


def test_a_job_found_up_to_date_is_no_longer_refused(workspace, job):
    """A batch that skips it says that its report is right."""
    BatchLedger(workspace, header()).record([Outcome(job, "data_refused", failure=WHOLE)])
    BatchLedger(workspace, header(up_to_date=[job.id, "41/2020/interne/bilan"]))
    latest = read_latest(workspace)
    assert latest.keys() == {job.id}
    assert (latest[job.id].outcome.status, latest[job.id].outcome.failure) == ("up_to_date", None)


def test_a_line_cut_by_a_kill_costs_nothing_else(workspace, job):
    """Whether it is the last one, or one after which the disk had room again."""
    batch = BatchLedger(workspace, header())
    batch.record([Outcome(job, "published")])
    path = ledger_files(workspace)[0]
    with path.open("ab") as file:
        file.write(json.dumps({"id": job.id, "status": "failed", "type": "job"}).encode()[:-3])
    assert statuses(workspace) == {"18": "published"}
    assert len(read_batch(workspace).outcomes) == 1
    batch.record([Outcome(at(job, "41"), "published")])
    assert statuses(workspace)["41"] == "published"
    assert len(read_batch(workspace).outcomes) == 2


def test_files_that_are_no_ledger_are_left_out(workspace, job):
    """A batch killed while it wrote its first line, and the single file of the first versions."""
    workspace.ledger.mkdir(parents=True)
    (workspace.ledger / "jobs.jsonl").write_text('{"job": {}}\n', encoding="utf-8")
    assert read_latest(workspace) == {} and read_batch(workspace) is None
    (workspace.ledger / "2026-01-01T00-00-00-000000.jsonl").write_text('{"type": "sta', encoding="utf-8")
    assert read_latest(workspace) == {} and read_batch(workspace) is None
    run_id = BatchLedger(workspace, header(job)).run_id
    assert read_batch(workspace).run_id == run_id


def test_an_unknown_batch_is_refused_with_the_last_ones(workspace, job):
    """Exit code 2."""
    with pytest.raises(ParameterError, match="rien n'a encore été lancé"):
        read_batch(workspace, "hier")
    run_id = BatchLedger(workspace, header(job)).run_id
    with pytest.raises(ParameterError, match=run_id):
        read_batch(workspace, "hier")


@pytest.mark.parametrize("damage", ["cut", "a bit", "emptied", "removed"])
def test_a_ledger_that_is_no_longer_what_its_batch_left_is_told(workspace, job, damage):
    """Cut at the end of a line, it would read as the ledger of a killed batch; one that was really killed is none."""
    for _ in range(2):
        batch = BatchLedger(workspace, header())
        batch.record([Outcome(job, "published")])
        batch.end("finished", {})
    BatchLedger(workspace, header()).record([Outcome(job, "published")])
    assert ledger_faults(workspace) == ()
    path = ledger_files(workspace)[0]
    content = path.read_bytes()
    if damage == "cut":
        path.write_bytes(content[: content.rstrip().rindex(b"\n") + 1])
    elif damage == "a bit":
        path.write_bytes(content.replace(b"published", b"publishee", 1))
    elif damage == "emptied":
        path.write_bytes(b"")
    else:
        path.unlink()
    (fault,) = ledger_faults(workspace)
    assert path.stem in fault and ("disparu" if damage == "removed" else "tronqué ou modifié") in fault
    BatchLedger(workspace, header()).end("finished", {})
    assert ledger_faults(workspace) == (fault,)


def test_the_ledger_of_a_killed_batch_is_sealed_by_the_next(workspace, job):
    """From then on nobody writes in it."""
    BatchLedger(workspace, header()).record([Outcome(job, "published")])
    (killed,) = ledger_files(workspace)
    BatchLedger(workspace, header())
    killed.write_bytes(killed.read_bytes()[:-10])
    assert len(ledger_faults(workspace)) == 1


def test_a_full_disk_does_not_silence_what_became_of_a_job(workspace, job, monkeypatch):
    """Room was kept for the lines of the batch: it is given back a little at a time, then nothing of it is left."""
    batch = BatchLedger(workspace, header(job))
    (reserve,) = workspace.ledger.glob(".reserve")
    kept, real, refused = reserve.stat().st_size, ledger.append_line, []

    def no_room_at_first(path, line):
        if len(refused) < 3:
            refused.append(reserve.stat().st_size)
            raise OSError(28, "No space left on device")
        real(path, line)

    monkeypatch.setattr(ledger, "append_line", no_room_at_first)
    batch.record([Outcome(job, "published")])
    assert refused[0] == kept and refused[0] > refused[1] > refused[2] > 0
    assert read_latest(workspace)[job.id].outcome.status == "published"
    batch.end("finished", {})
    assert not reserve.exists()


def test_a_disk_without_any_room_stops_the_batch(workspace, job, monkeypatch):
    """Once the reserve is spent, nothing can be recorded any more: that is an error, never a silence."""
    batch = BatchLedger(workspace, header(job))

    def no_room(path, line):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ledger, "append_line", no_room)
    with pytest.raises(OSError, match="No space left"):
        batch.record([Outcome(job, "published")])
