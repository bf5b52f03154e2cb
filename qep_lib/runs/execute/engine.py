"""Runs one notebook with Papermill and says truly whether it succeeded. Exporting and publishing are other modules.

`execute` is the whole interface: another way of starting kernels only has to offer the same function.
"""

import logging
import math
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill import execute_notebook
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError

from qep_lib.errors import ReportFailed, sure
from qep_lib.kernels.papermill_engine import ForkedEngine
from qep_lib.model.parameters import AS_OF, AUDIENCE, PERIOD, SITE, SITES
from qep_lib.runs.execute.kernel import KERNEL_LOG, ReportKernelManager, private_kernel
from qep_lib.runs.execute.usage import read_usage, system_kills
from qep_lib.runs.plan.planning import Job
from qep_lib.runs.plan.settings import RunSettings
from qep_lib.runs.plan.soundness import KERNEL

FailureKind = Literal[
    "start_up", "kernel_died", "out_of_memory", "timeout", "cell_error", "missing_data", "not_executed"
]
START_ATTEMPTS = 3
START_TIMEOUT_SECONDS = 60
QUIET_TIMEOUT_SECONDS = 60
"""How long to wait for a cell's last messages: the default of 4 s fails on a loaded machine."""
INJECTED_ID = "parametres-du-rapport"
SHOWN_LINES = 12
_NO_MEMORY = "mémoire épuisée : le rapport demande plus de mémoire que la limite ou que la machine n'en ont"
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_OWN_ERRORS: dict[str, FailureKind] = {
    "DataRefused": "missing_data",
    "ParameterError": "cell_error",
    "ReportFailed": "cell_error",
}
_MEMORY_ERRORS = ("MemoryError", "_ArrayMemoryError", "ArrayMemoryError", "ArrowMemoryError")
_ABORTED = -signal.SIGABRT
"""How a kernel ends when compiled code cannot have the memory it asks for."""


@dataclass(frozen=True)
class ExecutedNotebook:
    """A notebook of which every code cell ran without error, free of anything that changes from run to run."""

    notebook: NotebookNode
    seconds: float


class NotebookFailed(ReportFailed):
    """A notebook that did not run to its end. `cell` counts code cells from 1; `notebook` is what was run so far.

    `error_class` is the name of the exception behind it.
    """

    def __init__(
        self,
        kind: FailureKind,
        message: str,
        error_class: str,
        cell: int | None = None,
        lines: tuple[str, ...] = (),
        notebook: NotebookNode | None = None,
    ):
        super().__init__(message, lines)
        self.kind = kind
        self.error_class = error_class
        self.cell = cell
        self.lines = lines
        self.notebook = notebook


ENGINE = "qep"
# Its entry point says the same; a library used from its folder, never installed, has none.
papermill_engines.register(ENGINE, ForkedEngine)
# A kernel's misfortunes are told by `NotebookFailed`: nbclient would also write them, in English, on the terminal.
logging.getLogger("papermill").addHandler(logging.NullHandler())


def execute(
    job: Job, notebook_path: Path, workspace_root: Path, scratch: Path, settings: RunSettings
) -> ExecutedNotebook:
    """Run the notebook of `job` in a kernel of its own, within the wall clock of `settings.timeout`.

    `scratch` is an existing private folder, the kernel's working folder. Raises `NotebookFailed`; only a kernel that
    would not start is tried again. The outcome is read from the cells, never from Papermill's own marks: after a
    kernel's death it marks every cell completed.
    """
    started = time.monotonic()
    killed_before = system_kills()
    for attempt in range(1, START_ATTEMPTS + 1):
        watcher = _Watcher(deadline=time.monotonic() + settings.timeout)
        try:
            notebook = _run(job, notebook_path, workspace_root, scratch, settings, watcher)
            _refuse_unfinished(notebook)
            return ExecutedNotebook(_without_traces(notebook), time.monotonic() - started)
        except PapermillExecutionError as error:
            raise _raised_in_cell(error, watcher) from error
        except CellTimeoutError as error:
            message = f"délai dépassé : le rapport n'était pas fini au bout de {settings.timeout:g} s"
            raise watcher.failure("timeout", message, type(error).__name__) from error
        except DeadKernelError as error:
            if watcher.has_started:
                raise _died(error, watcher, scratch, settings, system_kills() > killed_before) from error
            _wait_or_give_up(attempt, error, scratch, settings)
        except (RuntimeError, OSError) as error:
            if watcher.has_started:
                raise
            _wait_or_give_up(attempt, error, scratch, settings)
    raise AssertionError("unreachable: the last attempt gives up")


def code_cell_number(notebook: NotebookNode, index: int) -> int:
    """Number of a cell as its author counts code cells, from 1; the injected parameters do not count."""
    own = [cell for cell in notebook.cells[: index + 1] if cell.cell_type == "code" and not _is_injected(cell)]
    return max(len(own), 1)


@dataclass
class _Watcher:
    """Follows a run through nbclient's hooks: the only way to know where a dead kernel stood."""

    deadline: float
    notebook: NotebookNode | None = None
    index: int = 0

    @property
    def has_started(self) -> bool:
        return self.notebook is not None

    def on_start(self, notebook: NotebookNode) -> None:
        self.notebook = notebook

    def on_cell(self, cell: NotebookNode, cell_index: int) -> None:
        self.index = cell_index
        if cell.cell_type == "code" and time.monotonic() >= self.deadline:
            raise CellTimeoutError("the time of the whole notebook was spent before this cell")

    def remaining(self, cell: NotebookNode) -> int:
        # In whole seconds, as nbclient asks; it would take 0 for « no limit ».
        return max(1, math.ceil(self.deadline - time.monotonic()))

    def failure(self, kind: FailureKind, message: str, error_class: str, lines: tuple[str, ...] = ()) -> NotebookFailed:
        """The failure at the current cell; the notebook kept for the analyst shows it there."""
        notebook = sure(self.notebook)
        notebook.cells = [cell for cell in notebook.cells if not _is_papermill_mark(cell)]
        cell = notebook.cells[self.index]
        if not any(output.output_type == "error" for output in cell.get("outputs", [])):
            cell.setdefault("outputs", []).append(
                nbformat.v4.new_output("error", ename=kind, evalue=message, traceback=[message])
            )
        number = code_cell_number(notebook, self.index)
        return NotebookFailed(kind, message, error_class, number, lines, _without_traces(notebook))


def _run(
    job: Job, path: Path, workspace_root: Path, scratch: Path, settings: RunSettings, watcher: _Watcher
) -> NotebookNode:
    """The notebook as Papermill runs it. It is given read: Papermill would take braces in its path for parameters."""
    subject = SITES if job.subject.is_perimeter else SITE
    given = {subject: job.subject.id, PERIOD: job.period, AS_OF: job.as_of, AUDIENCE: job.audience}
    with private_kernel(workspace_root, scratch, settings) as config:
        return execute_notebook(
            nbformat.read(path, as_version=4),
            None,
            {parameter.name: value for parameter, value in given.items()},
            engine_name=ENGINE,
            kernel_name=KERNEL,
            language="python",
            progress_bar=False,
            start_timeout=START_TIMEOUT_SECONDS,
            kernel_manager_class=ReportKernelManager,
            config=config,
            timeout_func=watcher.remaining,
            iopub_timeout=QUIET_TIMEOUT_SECONDS,
            record_timing=False,
            on_notebook_start=watcher.on_start,
            on_cell_start=watcher.on_cell,
        )


def _wait_or_give_up(attempt: int, error: Exception, scratch: Path, settings: RunSettings) -> None:
    if attempt == START_ATTEMPTS:
        log = scratch / KERNEL_LOG
        said = log.read_text(encoding="utf-8", errors="replace").splitlines()[-SHOWN_LINES:] if log.is_file() else []
        message = f"le noyau Python n'a pas démarré après {START_ATTEMPTS} essais"
        if settings.memory_limit_mb is not None:
            message += (
                f" ; cause probable : la limite de mémoire de {settings.memory_limit_mb} Mo est trop basse. "
                "À faire : augmenter --memory, ou l'ôter."
            )
        raise NotebookFailed("start_up", message, type(error).__name__, None, (str(error), *said)) from error
    time.sleep(attempt)


def _raised_in_cell(error: PapermillExecutionError, watcher: _Watcher) -> NotebookFailed:
    """A refusal of our own is told by its sentence alone; any other error by the end of its trace."""
    kind = _OWN_ERRORS.get(error.ename)
    if kind:
        sentence, *details = error.evalue.splitlines() or [""]
        return watcher.failure(kind, sentence, error.ename, tuple(detail.strip(" -") for detail in details))
    trace = _ANSI.sub("", "\n".join(error.traceback)).splitlines()
    lines = tuple(line for line in trace if line.strip())[-SHOWN_LINES:]
    if error.ename in _MEMORY_ERRORS:
        return watcher.failure("out_of_memory", _NO_MEMORY, error.ename, lines)
    message = f"erreur {error.ename} dans une cellule : {error.evalue}".strip()
    return watcher.failure("cell_error", message, error.ename, lines)


def _died(
    error: DeadKernelError, watcher: _Watcher, scratch: Path, settings: RunSettings, was_killed_by_system: bool
) -> NotebookFailed:
    """A kernel that stopped: for want of memory when the system says so, or when it aborted under a limit of memory."""
    usage = read_usage(scratch)
    code = usage.code if usage else None
    lines = (f"code de fin du noyau : {code}",) if code is not None else ()
    if was_killed_by_system or (settings.memory_limit_mb is not None and code == _ABORTED):
        return watcher.failure("out_of_memory", _NO_MEMORY, type(error).__name__, lines)
    message = "le noyau Python s'est arrêté brutalement (processus tué, ou bibliothèque en défaut)"
    return watcher.failure("kernel_died", message, type(error).__name__, lines)


def _refuse_unfinished(notebook: NotebookNode) -> None:
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        has_error = any(output.output_type == "error" for output in cell.outputs)
        if cell.execution_count is None or has_error:
            raise NotebookFailed(
                "not_executed",
                "une cellule n'a pas été exécutée jusqu'au bout",
                "NotExecuted",
                code_cell_number(notebook, index),
                (),
                _without_traces(notebook),
            )


def _without_traces(notebook: NotebookNode) -> NotebookNode:
    """A copy without times, paths or random ids, so that equal runs give equal files."""
    clean = nbformat.from_dict(notebook)
    clean.metadata.pop("papermill", None)
    for cell in clean.cells:
        metadata: dict[str, Any] = cell.metadata
        metadata.pop("papermill", None)
        metadata.pop("execution", None)
        if not metadata.get("tags", True):
            metadata.pop("tags")
        if _is_injected(cell):
            cell.id = INJECTED_ID
    return clean


def _is_papermill_mark(cell: NotebookNode) -> bool:
    """True for the headings that Papermill adds around a faulty cell, which would shift every number."""
    return "papermill-error-cell-tag" in cell.metadata.get("tags", [])


def _is_injected(cell: NotebookNode) -> bool:
    return "injected-parameters" in cell.metadata.get("tags", [])
