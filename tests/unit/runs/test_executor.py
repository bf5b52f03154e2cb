"""Executing jobs: one outcome each, whatever their processes do."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from qep_lib.runs.execute.executor import execute_jobs
from qep_lib.runs.plan.planning import Job
from qep_lib.runs.plan.settings import RunSettings

SITES = ("01", "18", "2A", "41")


@pytest.fixture
def faults(monkeypatch):
    """The misbehaving job functions, importable here and in worker processes."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    import faults

    yield faults
    sys.modules.pop("faults", None)


@pytest.fixture
def interruptible():
    """Ctrl-C as at a terminal: a shell that starts the tests in the background has it ignored."""
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, former)


@pytest.fixture
def jobs(job):
    """One job a site."""
    return [Job.from_json(job.to_json() | {"site_id": site_id}) for site_id in SITES]


def settings(workers):
    """So many workers; with one, still a process of its own."""
    return RunSettings(workers=workers)


def statuses(outcomes):
    """Status by site."""
    return {outcome.job.subject.id: outcome.status for outcome in outcomes}


@pytest.mark.parametrize("workers", [1, 2])
def test_every_job_has_one_outcome(tmp_path, jobs, faults, workers):
    """In this process or in several."""
    outcomes = list(execute_jobs(str(tmp_path), jobs, settings(workers), function="faults:publishes"))
    assert sorted(outcome.job.subject.id for outcome in outcomes) == sorted(SITES)


def test_jobs_lost_with_a_dead_worker_are_run_again(tmp_path, jobs, faults):
    """A worker killed once (memory, an operator) costs nothing but time."""
    done = statuses(execute_jobs(str(tmp_path), jobs, settings(2), function="faults:dies_once"))
    assert done == dict.fromkeys(SITES, "published")


def test_a_job_that_always_kills_its_worker_fails_alone(tmp_path, jobs, faults):
    """The other jobs are published all the same."""
    outcomes = list(execute_jobs(str(tmp_path), jobs, settings(2), function="faults:dies_always"))
    assert statuses(outcomes) == dict.fromkeys(SITES, "published") | {"18": "failed"}
    assert next(outcome.failure.kind for outcome in outcomes if outcome.failure) == "worker_died"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows n'a pas de SIGTERM : les processus y sont arrêtés net")
def test_leaving_early_stops_the_workers_and_lets_them_clean_up(tmp_path, jobs, faults, interruptible):
    """An interruption waits for no report; running jobs end through their `finally`, waiting ones never start."""
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt), closing(_interrupted(tmp_path, jobs, faults)) as outcomes:
        next(outcomes)
    assert time.monotonic() - started < 30
    marks = sorted(path.name for path in tmp_path.iterdir())
    running = [name.removesuffix(".started") for name in marks if name.endswith(".started")]
    assert marks == sorted(f"{site}.{what}" for site in running for what in ("started", "stopped"))
    assert len(running) == 2
    for site in running:
        pid = int((tmp_path / f"{site}.started").read_text(encoding="utf-8"))
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="signaux POSIX")
def test_an_interruption_while_workers_start_shows_no_trace(tmp_path, faults):
    """Ctrl-C reaches the whole group of processes, the workers that are being born included."""
    program = (
        "import signal, sys, faults\n"
        "from qep_lib.cli.exits import Interrupted\n"
        "from qep_lib.runs.execute.executor import execute_jobs\n"
        "from qep_lib.model.subject import Subject\n"
        "from qep_lib.runs.plan.planning import Job\n"
        "from qep_lib.runs.plan.settings import RunSettings\n"
        "def interrupt(number, frame):\n"
        "    raise Interrupted(number)\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGINT, interrupt)\n"
        "    jobs = [Job('r', '', '', Subject(str(n), ''), '2020', '', 'internal', 'stored') for n in range(8)]\n"
        "    try:\n"
        "        print('ready', flush=True)\n"
        "        list(execute_jobs(sys.argv[1], jobs, RunSettings(workers=2), function='faults:waits'))\n"
        "    except Interrupted:\n"
        "        print('interrupted')\n"
    )
    path = tmp_path / "program.py"
    path.write_text(program, encoding="utf-8")
    for delay in (0.2, 0.6, 1.2):
        process = subprocess.Popen(
            [sys.executable, path, tmp_path],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert process.stdout.readline() == "ready\n"
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert (out, err) == ("interrupted\n", "")


def _interrupted(tmp_path, jobs, faults):
    """The executor, interrupted once two jobs are running, as Ctrl-C does."""

    def interrupt():
        while len(list(tmp_path.glob("*.started"))) < 2:
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    yield from execute_jobs(str(tmp_path), jobs, settings(2), function="faults:waits")
