"""The server of `qep lab` starts without what none of its pages asks for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from jupyter_server.extension.config import ExtensionConfigManager
from jupyterlab_server.config import get_page_config

from qep_lib.cli.lab import LAB

SERVER = "import sys, jupyter_server.serverapp\nprint('lark' in sys.modules)\n"
SETTINGS = LAB / "config"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="ce système ne sait pas dupliquer un processus")
def test_the_grammar_of_web_addresses_is_not_compiled_before_the_server_listens(tmp_path):
    """A second of processor, for formats that no event of a server has."""
    (tmp_path / "serveur.py").write_text(SERVER, encoding="utf-8")
    command = [sys.executable, "-m", "qep_lib.kernels.ahead", "json", "serveur"]
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_extensions_that_the_home_never_asks_are_not_loaded(monkeypatch):
    """By settings of ours, before Jupyter's own; a terminal and the widgets stay."""
    folders = [str(SETTINGS), str(Path(sys.prefix, "etc", "jupyter"))]
    loaded = ExtensionConfigManager(read_config_path=folders).get_jpserver_extensions()
    assert {name for name, is_on in loaded.items() if not is_on} == {"jupyter_lsp", "voila.server_extension"}
    assert loaded["jupyterlab"] and loaded["jupyter_server_terminals"]
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(SETTINGS))
    shown = get_page_config([str(Path(sys.prefix, "share", "jupyter", "labextensions"))])
    assert set(shown["disabledExtensions"]) == {
        "@jupyterlab/extensionmanager-extension",
        "@jupyterlab/lsp-extension",
        "@voila-dashboards/jupyterlab-preview",
    }
