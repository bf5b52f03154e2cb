"""What the kernel of a report was and used: memory, processor time, how it ended. Starting and stopping it is `kernel`."""

import json
import os
import re
import subprocess
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from qep_lib.kernels.client import ForkedProcess
from qep_lib.runs.plan.settings import EngineName

_FILE = "kernel.json"
_PROCESSES = Path("/proc")
_USER_TIME = 11
"""Place of the user time among what follows the program's name in /proc/<pid>/stat; the system's comes next."""


class Used(NamedTuple):
    """What a process has used so far: its peak of memory in MB, and seconds of processor."""

    peak_mb: float | None
    cpu_seconds: float | None


@dataclass(frozen=True, slots=True)
class KernelUsage:
    """What one kernel was and used; a figure that the system does not tell is None.

    `engine` is the one it really had, `fallback` why that was not the one asked for, `code` its exit code (negative: the
    signal that ended it; at the end of every report it is ours, 9), `strays` how many processes its notebook had left behind.
    """

    engine: EngineName
    fallback: str | None
    code: int | None
    peak_mb: float | None
    cpu_seconds: float | None
    strays: int = 0


def look_at(pid: int) -> Used:
    """What a running process has used, where there is a /proc to tell."""
    try:
        status = (_PROCESSES / str(pid) / "status").read_text(encoding="ascii", errors="replace")
        times = (
            (_PROCESSES / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        )
    except OSError:
        return Used(None, None)
    peak_kb = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    ticks = int(times[_USER_TIME]) + int(times[_USER_TIME + 1])
    return Used(int(peak_kb[1]) / 1024 if peak_kb else None, ticks / os.sysconf("SC_CLK_TCK"))


def write_usage(
    folder: Path, process: ForkedProcess | subprocess.Popen[bytes], seen: Used, fallback: str | None
) -> None:
    """Leave in `folder` what an ended kernel used: as it tells itself if it was forked, otherwise as last seen."""
    used = seen
    engine: Literal["fork", "papermill"] = "papermill"
    if isinstance(process, ForkedProcess):
        engine = "fork"
        if process.peak_mb is not None:
            used = Used(process.peak_mb, process.cpu_seconds)
    usage = KernelUsage(engine, fallback, process.returncode, *used)
    (folder / _FILE).write_text(json.dumps(asdict(usage)), encoding="utf-8")


def add_strays(folder: Path, count: int) -> None:
    """Add to what an ended kernel used the processes that its notebook had left behind."""
    if count and (usage := read_usage(folder)):
        (folder / _FILE).write_text(json.dumps(asdict(replace(usage, strays=usage.strays + count))), encoding="utf-8")


def read_usage(folder: Path) -> KernelUsage | None:
    """What the kernel of that folder used; None when none was started."""
    path = folder / _FILE
    return KernelUsage(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def system_kills() -> int:
    """How many processes this system has killed for want of memory since it started; 0 where it does not tell."""
    try:
        told = re.search(r"^oom_kill (\d+)$", (_PROCESSES / "vmstat").read_text(encoding="ascii"), re.MULTILINE)
    except OSError:
        return 0
    return int(told[1]) if told else 0
