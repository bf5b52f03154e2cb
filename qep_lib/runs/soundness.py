"""Whether the declared indicators can be measured: checked by `indicators.check`, then remembered.

The check compares every indicator with its formula, which loads pandas and scipy: the same files under the same library
are checked once, and a run that finds everything up to date starts in half the time.
"""

from contextlib import suppress
from pkgutil import resolve_name

from qep_lib.files import replace_file
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.fingerprint import fingerprint
from qep_lib.model.workspace import Workspace
from qep_lib.provenance import library_sha256

CHECK = "qep_lib.indicators.check:refuse_bad_indicators"


def refuse_unsound(workspace: Workspace, catalogue: Catalogue) -> None:
    """Raise `ParameterError` with every indicator that cannot be measured; a sound catalogue is only looked at once."""
    key = fingerprint([library_sha256(), catalogue.indicators_fingerprint])
    with suppress(OSError):
        if workspace.soundness.read_text(encoding="utf-8") == key:
            return
    resolve_name(CHECK)(catalogue)
    # Remembering it saves time and nothing else: a plan creates no folder for it, and one that cannot be written is told
    # where it matters.
    if workspace.soundness.parent.is_dir():
        with suppress(OSError):
            replace_file(workspace.soundness, key.encode())
