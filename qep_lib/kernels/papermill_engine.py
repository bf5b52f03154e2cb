"""The Papermill engine `qep`: `papermill --engine qep in.ipynb out.ipynb` runs a notebook in a forked kernel.

Papermill finds it by its entry point, and imports it whenever it starts: it must stay light.
"""

from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from papermill.engines import NBClientEngine, NotebookExecutionManager

from qep_lib.kernels.specification import forked_specification


class ForkedKernelManager(AsyncKernelManager):
    """Kernels of the running interpreter, forked by the provisioner `qep-forked`."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """The running interpreter's own kernel, whatever other specification of that name is installed."""
        return forked_specification()


class ForkedEngine(NBClientEngine):
    """Papermill's own engine, with forked kernels."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **kwargs: Any) -> None:
        """As Papermill's; the language of the notebook must be Python."""
        super().execute_managed_notebook(
            nb_man,
            kernel_name,
            **{"kernel_manager_class": ForkedKernelManager, "shutdown_kernel": "immediate"} | kwargs,
        )
