"""CPU and wall time of commands with all their descendants, and how repeats are printed. What is timed is elsewhere.

CPU is the operating system's own account (`getrusage`), not a sample: the measuring process makes itself the parent of
orphans (Linux `PR_SET_CHILD_SUBREAPER`), so that a kernel or a server which outlives its starter is counted too.
"""

import ctypes
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_SHOWN_LINES = 20


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of CPU (user and system, every descendant) and of wall clock."""

    cpu: float
    wall: float


@dataclass(frozen=True, slots=True)
class Spread:
    """Repeats of one measure: the median, and how far they lie apart."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The value that is compared."""
        return statistics.median(self.values)

    def words(self, digits: int = 2) -> str:
        """`1.23 (1.20-1.31)`; the median alone when there was one run."""
        if len(self.values) == 1:
            return f"{self.median:.{digits}f}"
        return f"{self.median:.{digits}f} ({min(self.values):.{digits}f}-{max(self.values):.{digits}f})"


def run_measured(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None, cores: str = ""
) -> Cost:
    """Run a command to its end, and its orphans to theirs. A command that fails ends the benchmark with its words.

    `cores` (`0`, `0,1`) restricts it and its descendants to those processors. A descendant whose parent ignores its end (SIGCHLD
    ignored) escapes the account: no program measured here does so.
    """
    _adopt_orphans()
    before = _children_seconds()
    started = time.perf_counter()
    done = subprocess.run(
        [*(("taskset", "-c", cores) if cores else ()), *command],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    wall = time.perf_counter() - started
    if done.returncode:
        said = "\n".join(done.stdout.splitlines()[-_SHOWN_LINES:])
        sys.exit(f"{' '.join(command)}\nended with code {done.returncode}:\n{said}")
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    return Cost(_children_seconds() - before, wall)


def percent(share: float, decimals: int) -> str:
    """« 1,8 % »."""
    return f"{100 * share:.{decimals}f}\u202f%".replace(".", ",")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, its columns aligned so that it also reads on a screen."""
    lines = [list(headings), *(list(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headings))]
    texts = [" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    rule = " | ".join("-" * width for width in widths)
    return "\n".join(f"| {text} |" for text in (texts[0], rule, *texts[1:]))


def against_target(words: str, found: Spread, target: float, at_least: bool = True) -> str:
    """The line that tells a target from what was found; `python -m benchmarks` repeats these lines at its end."""
    is_reached = found.median >= target if at_least else found.median <= target
    sign = "≥" if at_least else "≤"
    return f"  target {words} {sign} {target:g}: {'reached' if is_reached else 'MISSED'}, {found.words()}"


def machine() -> str:
    """One line: processor, cores, memory, system, Python, and how busy the machine was before the run."""
    with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{model}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB, Linux {platform.release()}, "
        f"Python {platform.python_version()}, load before the run {os.getloadavg()[0]:.1f}"
    )


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _adopt_orphans() -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        sys.exit("Benchmarks need Linux: prctl(PR_SET_CHILD_SUBREAPER) was refused, orphans would go uncounted.")
