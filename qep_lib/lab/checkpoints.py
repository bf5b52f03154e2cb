"""Where the server of `qep lab` keeps what a file was before it was saved again: nowhere near that file."""

from pathlib import Path

from jupyter_server.services.contents.filecheckpoints import AsyncFileCheckpoints

from qep_lib.closing import make_folder


class ClosedCheckpoints(AsyncFileCheckpoints):
    """Under `FileCheckpoints.root_dir`, by the path of the file under the workspace. Beside it, as by default, a report that is
    only looked at would be found altered, and a copy of people's files would stay where nobody looks for it."""

    def checkpoint_path(self, checkpoint_id: str, path: str) -> str:
        """The file of that checkpoint; its folder is made, for without one Jupyter would use that of all users."""
        file = self._get_os_path(path.strip("/"))  # type: ignore[no-untyped-call]  # jupyter_server gives it no types
        make_folder(Path(file).parent)
        return super().checkpoint_path(checkpoint_id, path)  # type: ignore[no-untyped-call]  # the same
