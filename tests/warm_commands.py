"""Run commands of `qep` one after the other, each in a process of its own forked from this one, where libraries are loaded.

A command spends a second loading pandas and Jupyter before it does anything, and tests run some hundred of them. One request a
line on standard input, one answer a line: JSON both ways. What a command loads, and how fast, is `test_light_start`.
"""

import importlib
import json
import os
import pkgutil
import sys

import qep_lib.cli
from qep_lib.cli import main


def load() -> None:
    """Everything that a command may import once it knows what it has to do."""
    for module in pkgutil.iter_modules(qep_lib.cli.__path__, "qep_lib.cli."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def become_the_command(request: dict) -> None:
    """In the child: the folder, environment, arguments and outputs of the command; returns its exit code through SystemExit."""
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    for descriptor, path in ((1, request["out"]), (2, request["err"])):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin, sys.stdout, sys.stderr = (
        open(descriptor, mode, encoding="utf-8", closefd=False)  # noqa: SIM115, for the life of the process
        for descriptor, mode in ((0, "r"), (1, "w"), (2, "w"))
    )
    # As in the process that asks (`conftest`).
    os.fsync = lambda descriptor: None
    sys.argv = ["qep", *request["arguments"]]
    main()


if __name__ == "__main__":
    load()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            become_the_command(json.loads(line))
            sys.exit(0)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
