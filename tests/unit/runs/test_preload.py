"""The server that workers are forked from: warm, and alone in its process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qep_lib.kernels.environment import REPRODUCIBLE


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="seul Linux liste les fils d'un processus")
def test_warming_the_server_leaves_it_a_single_thread():
    """A worker forked from a process with other threads may wait for ever for a lock that one of them held."""
    said = "import os, qep_lib.runs.execute.preload; print(len(os.listdir('/proc/self/task')))"
    done = subprocess.run(
        [sys.executable, "-c", said], env=os.environ | REPRODUCIBLE, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "1"
