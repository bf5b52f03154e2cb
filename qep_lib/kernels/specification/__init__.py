"""The kernel specification `qep`, as installed for JupyterLab: an ordinary Python kernel, started by `qep-forked`."""

from pathlib import Path

from jupyter_client.kernelspec import KernelSpec

FOLDER = Path(__file__).parent
"""What `jupyter kernelspec install` copies."""


def forked_specification() -> KernelSpec:
    """The specification, whether installed or not."""
    return KernelSpec.from_resource_dir(str(FOLDER))
