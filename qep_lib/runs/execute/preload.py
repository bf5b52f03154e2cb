"""What the server of workers imports before it forks them. Importing this module warms the process: that is its use,
for such a server can do nothing but import.

Workers then have Papermill and the exporters ready, and the kernels that they fork the reports' libraries. Until everything
is imported no garbage is collected: what is imported stays, and the collector would go through it again and again, a quarter
of the server's start.
"""

import gc

gc.disable()

from contextlib import suppress
from pathlib import Path

from qep_lib.errors import QepError
from qep_lib.export.html import prepare_export
from qep_lib.kernels.client import adopt
from qep_lib.kernels.nursery import fork_nursery
from qep_lib.kernels.warmth import warm
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.execute import job

IMPORTED = (job,)

warm()
prepare_export()
# Set aside what no process forked from this one will ever give back, so that none goes through it again.
gc.freeze()
gc.enable()


def prepare_worker(workspace_root: str) -> None:
    """Give this process its nursery, first of all: it is forked from it while it has no thread and no socket context.

    The parameters are read before, so that no report has to; where they have a fault, each report will tell it.
    """
    with suppress(QepError):
        read_catalogue(Workspace(Path(workspace_root))).prepare_fingerprints()
    gc.freeze()
    adopt(fork_nursery())
