"""The server of `qep lab` writes nothing beside what is opened in it, and keeps its layout with the workspace."""

import asyncio

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from traitlets.config.loader import KVArgParseConfigLoader

from qep_lib.cli.lab import lab_command, lab_environment, lay_home
from qep_lib.files import CHECKPOINTS


def manager_of(workspace):
    """The contents of the server, as the command of `qep lab` configures it."""
    words = [word for word in lab_command(workspace, "accueil.ipynb", True, 8888) if word.startswith("--")]
    config = KVArgParseConfigLoader([word for word in words if "=" in word]).load_config()
    return AsyncLargeFileManager(config=config, root_dir=str(workspace.root))


def test_a_report_that_is_opened_gets_no_copy_beside_it(workspace):
    """Two files of one name keep a copy each, under the closed folder; the next opening of the desk takes them away."""
    lay_home(workspace)
    manager = manager_of(workspace)
    paths = [f"reports/{site}/2020/interne/bilan/bilan.pdf" for site in ("18", "28")]

    async def keep_and_go_back():
        for path in paths:
            (workspace.root / path).parent.mkdir(parents=True)
            (workspace.root / path).write_text(f"celui de {path}", encoding="utf-8")
            await manager.create_checkpoint(path)
        for path in paths:
            (workspace.root / path).write_text("autre", encoding="utf-8")
            await manager.restore_checkpoint("checkpoint", path)

    asyncio.run(keep_and_go_back())
    for path in paths:
        assert (workspace.root / path).read_text(encoding="utf-8") == f"celui de {path}"
    assert not [*workspace.reports.rglob(CHECKPOINTS)]
    assert len([*workspace.checkpoints.rglob("bilan-checkpoint.pdf")]) == len(paths)
    lay_home(workspace)
    assert [*workspace.checkpoints.iterdir()] == []


def test_what_was_open_is_kept_with_the_workspace(workspace):
    """JupyterLab keeps one layout an account by default: tabs of another project came back."""
    assert lab_environment(workspace)["JUPYTERLAB_WORKSPACES_DIR"] == str(workspace.root / "data/atelier/fenetres")
