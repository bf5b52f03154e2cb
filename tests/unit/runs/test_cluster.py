"""Executing jobs on a cluster: one outcome each, whatever becomes of workers and scheduler; nobody unfit gets a job."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from distributed import LocalCluster

from qep_lib.errors import ParameterError
from qep_lib.runs.execute import cluster
from qep_lib.runs.execute.cluster import execute_on_cluster, run_if_fit
from qep_lib.runs.execute.nodes import batch_folder, installed
from qep_lib.runs.plan.planning import Job
from qep_lib.runs.plan.settings import RunSettings

pytestmark = pytest.mark.long
"""Real schedulers and workers: a minute of processor."""

HERE = str(Path(__file__).parent)
SITES = ("01", "18", "2A", "41")


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    """Workers import the job functions that lie beside this file: those of this process, and those of a program."""
    monkeypatch.syspath_prepend(HERE)
    former = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (HERE, former))))


@pytest.fixture
def jobs(job):
    """One job a site."""
    return [Job.from_json(job.to_json() | {"site_id": site_id}) for site_id in SITES]


@pytest.fixture
def start_foreign(importable):
    """Start a cluster that is not the batch's own, with so many threads a worker; gives the cluster."""
    started = []

    def start(threads=1):
        started.append(
            LocalCluster(
                n_workers=2,
                threads_per_worker=threads,
                host="127.0.0.1",
                dashboard_address=None,
                silence_logs=logging.CRITICAL + 1,
                scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
            )
        )
        return started[0]

    yield start
    for each in started:
        each.close()


def on(scheduler=None):
    """Two workers of this machine, or a cluster that is there."""
    return RunSettings(workers=2, executor="dask", scheduler=scheduler, timeout=60)


def starts(root):
    """Number of starts by site."""
    return {path.stem: len(path.read_text("utf-8").splitlines()) for path in Path(root).glob("*.started")}


def statuses(outcomes):
    """Site and status of each outcome, in the order of the sites: twice the same site would show."""
    return sorted((outcome.job.subject.id, outcome.status) for outcome in outcomes)


def wait_for(condition):
    """Wait for something to be true, for a minute at most."""
    limit = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.05)


def test_every_job_has_one_outcome_and_the_workspace_is_left_clean(workspace, jobs):
    """Two workers of this machine; what the batch needed in scratch goes with it."""
    done = execute_on_cluster(str(workspace.root), jobs, on(), "cluster_faults:publishes")
    assert statuses(done) == [(site, "published") for site in SITES]
    assert starts(workspace.root) == dict.fromkeys(SITES, 1)
    assert list(workspace.scratch.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_jobs_of_a_worker_killed_in_the_middle_run_again_on_another(workspace, jobs):
    """All jobs end, each once."""
    done = execute_on_cluster(str(workspace.root), jobs, on(), "cluster_faults:is_killed_once")
    assert statuses(done) == [(site, "published") for site in SITES]
    first, *others = (workspace.root / "18.started").read_text("utf-8").split()
    assert others and first not in others


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_job_that_always_kills_its_worker_fails_alone(workspace, jobs):
    """It ran alone at the end, so that no innocent job shares its fate."""
    outcomes = list(execute_on_cluster(str(workspace.root), jobs, on(), "cluster_faults:is_killed_always"))
    assert statuses(outcomes) == [(site, "failed" if site == "18" else "published") for site in SITES]
    assert outcomes[-1].failure.kind == "worker_died"
    assert "2 ouvriers se sont arrêtés brutalement" in outcomes[-1].failure.message
    assert starts(workspace.root)["18"] == 4


def test_without_the_optional_package_the_message_says_how_to_install_it(workspace, jobs, monkeypatch):
    """Exit code 2, and nothing was written."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ParameterError, match=r"pip install .*qep-lib\[cluster\]") as refusal:
        list(execute_on_cluster(str(workspace.root), jobs, on(), "cluster_faults:publishes"))
    assert refusal.value.exit_code == 2
    assert not workspace.scratch.exists()


def test_a_scheduler_that_does_not_answer_stops_the_batch_at_once(workspace, jobs, monkeypatch):
    """Exit code 2, the address and what to do; no job has started."""
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(ParameterError, match=f"127.0.0.1:{port} » en 1 s") as refusal:
        list(execute_on_cluster(str(workspace.root), jobs, on(f"tcp://127.0.0.1:{port}"), "cluster_faults:publishes"))
    assert refusal.value.exit_code == 2
    assert starts(workspace.root) == {}


def test_a_scheduler_lost_while_the_cluster_is_examined_stops_the_batch_at_once(workspace, jobs, monkeypatch):
    """As one that does not answer: exit code 2, nothing launched, and what to do."""

    def is_lost(cluster, identity):
        raise ConnectionResetError("liaison coupée")

    monkeypatch.setattr(cluster, "_refuse_unfit", is_lost)
    with pytest.raises(ParameterError, match="liaison coupée.* : rien n'a été lancé. À faire : ") as refusal:
        list(execute_on_cluster(str(workspace.root), jobs, on(), "cluster_faults:publishes"))
    assert refusal.value.exit_code == 2
    assert starts(workspace.root) == {}


@pytest.mark.parametrize("address", ["", "hote", "hote:port", "http://hote:8786", "tcp://hote"])
def test_what_is_not_an_address_is_refused_with_what_is_accepted(workspace, jobs, address):
    """Before any attempt to connect."""
    with pytest.raises(ParameterError, match="Accepté : tcp://hote:8786"):
        list(execute_on_cluster(str(workspace.root), jobs, on(address), "cluster_faults:publishes"))


def test_an_encrypted_address_without_certificates_is_refused(workspace, jobs):
    """Rather than by an English error in the middle of a connection."""
    with pytest.raises(ParameterError, match="certificats"):
        list(execute_on_cluster(str(workspace.root), jobs, on("tls://127.0.0.1:8786"), "cluster_faults:publishes"))


def test_workers_with_another_library_are_refused_by_name(workspace, jobs, start_foreign, monkeypatch):
    """They would publish other bytes under the same provenance: nothing starts, every one of them is named."""
    foreign = start_foreign()
    theirs = {**installed(), "qep_lib": "0.0.0"}
    monkeypatch.setattr(cluster, "installed", lambda: theirs)
    with pytest.raises(ParameterError) as refusal:
        list(execute_on_cluster(str(workspace.root), jobs, on(foreign.scheduler_address), "cluster_faults:publishes"))
    addresses = [worker.worker_address for worker in foreign.workers.values()]
    named = [fault for fault in refusal.value.faults if "(ici 0.0.0)" in fault]
    assert sorted(fault.split(" ")[1] for fault in named if fault.startswith("ouvrier")) == sorted(addresses)
    assert starts(workspace.root) == {}


def test_workers_with_several_threads_are_refused(workspace, jobs, start_foreign):
    """Two reports at once in one process share its folder, its environment and its fate."""
    address = start_foreign(threads=2).scheduler_address
    with pytest.raises(ParameterError) as refusal:
        list(execute_on_cluster(str(workspace.root), jobs, on(address), "cluster_faults:publishes"))
    assert len(refusal.value.faults) == 2
    assert all("2 fils" in fault and "--nthreads 1" in fault for fault in refusal.value.faults)


def test_an_unfit_worker_that_joins_late_refuses_the_job(workspace, job):
    """It was not there when the others were checked: it checks itself, and the report fails with the reason."""
    theirs = {**installed(), "qep_lib": "0.0.0"}
    with batch_folder(workspace) as batch:
        outcome = run_if_fit("nowhere:nothing", str(workspace.root), job.to_json(), {}, theirs, batch)
    assert (outcome["status"], outcome["failure"]["kind"]) == ("failed", "refused")
    assert "(ici 0.0.0)" in outcome["failure"]["message"]


def test_leaving_early_stops_the_workers_of_the_batch(workspace, jobs):
    """No process of theirs is left, and the jobs that waited never start."""
    with closing(execute_on_cluster(str(workspace.root), jobs, on(), "cluster_faults:waits")) as outcomes:
        stopper = threading.Thread(target=_let_one_end, args=(workspace.root,))
        stopper.start()
        next(outcomes)
        stopper.join()
        pids = {int(pid) for path in workspace.root.glob("*.started") for pid in path.read_text("utf-8").split()}
    assert len(starts(workspace.root)) <= 3
    assert [pid for pid in pids if psutil.pid_exists(pid)] == []


def test_leaving_early_lets_other_peoples_workers_finish_what_they_are_at(workspace, jobs, start_foreign):
    """When the batch is over nobody writes in the workspace any more, and the cluster is as it was."""
    foreign = start_foreign()
    outcomes = execute_on_cluster(str(workspace.root), jobs, on(foreign.scheduler_address), "cluster_faults:waits")
    with closing(outcomes):
        stopper = threading.Thread(target=_let_one_end, args=(workspace.root,))
        stopper.start()
        next(outcomes)
        stopper.join()
    ended = {path.stem for path in workspace.root.glob("*.ended")}
    assert ended == starts(workspace.root).keys()
    assert len(ended) <= 3
    assert len(foreign.scheduler.workers) == 2


@pytest.mark.parametrize("loss", ["workers", "scheduler"])
def test_jobs_of_a_cluster_that_is_lost_still_have_an_outcome(workspace, jobs, start_foreign, monkeypatch, loss):
    """What ran may have failed, what waited was not started: both are said, and the batch ends."""
    for name in ("WORKERS_SECONDS", "CONNECT_SECONDS", "LOOK_SECONDS"):
        monkeypatch.setattr(cluster, name, 1.0)
    foreign = start_foreign()
    outcomes = execute_on_cluster(str(workspace.root), jobs, on(foreign.scheduler_address), "cluster_faults:waits")

    def lose():
        wait_for(lambda: len(starts(workspace.root)) == 2)
        foreign.scale(0) if loss == "workers" else foreign.close()

    breaker = threading.Thread(target=lose)
    breaker.start()
    done = list(outcomes)
    breaker.join()
    assert sorted(outcome.job.subject.id for outcome in done) == sorted(SITES)
    assert sorted(outcome.status for outcome in done) == ["failed", "failed", "not_run", "not_run"]
    assert {outcome.failure.kind for outcome in done} == {"worker_died"}


PROGRAM = """
import signal, sys
from contextlib import closing
from qep_lib.cli.exits import Interrupted
from qep_lib.model.subject import Subject
from qep_lib.runs.execute.cluster import execute_on_cluster
from qep_lib.runs.plan.planning import Job
from qep_lib.runs.plan.settings import RunSettings

def interrupt(number, frame):
    raise Interrupted(number)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, interrupt)
    jobs = [Job("r", "", "", Subject(site, ""), "2020", "", "internal", "stored") for site in ("01", "18", "2A", "41")]
    settings = RunSettings(workers=2, executor="dask")
    try:
        print("ready", flush=True)
        with closing(execute_on_cluster(sys.argv[1], jobs, settings, sys.argv[2])) as outcomes:
            print(sorted((outcome.job.subject.id, outcome.status) for outcome in outcomes))
    except Interrupted:
        print("interrupted")
"""


@pytest.fixture
def program(tmp_path):
    """Start a batch as a program of its own, the leader of its group; gives the process once it is under way."""
    path = tmp_path / "program.py"
    path.write_text(PROGRAM, encoding="utf-8")

    def start(root, function):
        process = subprocess.Popen(
            [sys.executable, path, root, function],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        assert process.stdout.readline() == "ready\n"
        return process

    return start


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_terminal_shows_nothing_of_what_goes_on_in_the_cluster(workspace, program):
    """Neither the start, nor a worker's death, nor the end: outcomes say it all."""
    out, err = program(workspace.root, "cluster_faults:is_killed_once").communicate(timeout=120)
    assert (out, err) == (f"{[(site, 'published') for site in SITES]}\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="signaux POSIX")
def test_ctrl_c_reaches_every_process_and_only_one_answers(workspace, program):
    """A terminal sends it to the whole group: workers leave it to the command, which stops them without a trace."""
    process = program(workspace.root, "cluster_faults:waits")
    wait_for(lambda: len(starts(workspace.root)) == 2)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert (out, err) == ("interrupted\n", "")
    assert not list(workspace.root.glob("*.ended"))


def _let_one_end(root):
    """Once two jobs run, let the running ones go on and end."""
    wait_for(lambda: len(starts(root)) == 2)
    (root / "go").touch()
    wait_for(lambda: list(root.glob("*.ended")))
    (root / "go").unlink(missing_ok=True)
