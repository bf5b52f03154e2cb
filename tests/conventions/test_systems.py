"""Every module can be imported on every system: what only Unix or Windows has is met in `systems` alone."""

import ast

ONLY_SOMEWHERE = {
    *("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "posix", "syslog", "nis", "crypt", "spwd"),
    *("msvcrt", "winreg", "winsound", "nt", "_winapi"),
    *("multiprocessing.forkserver", "multiprocessing.popen_fork", "multiprocessing.popen_forkserver"),
}
ONLY_UNIX = {"fork", "forkpty", "getuid", "geteuid", "getgid", "killpg", "setsid", "getpgid", "mkfifo", "O_DIRECTORY"}
"""Names of `os` that a module may use inside a function that such a system reaches, never while it is imported."""


def test_modules_of_one_system_are_imported_in_one_place(modules):
    """An import at the top would stop the whole command on the other systems."""
    faults = []
    for name, (_, tree) in modules.items():
        if name == "qep_lib.systems":
            continue
        for node in ast.walk(tree):
            found = set()
            if isinstance(node, ast.Import):
                found = {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found = {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            faults += [f"{name}, ligne {node.lineno} : {word}" for word in found & ONLY_SOMEWHERE]
    assert faults == []


def test_nothing_that_only_unix_has_is_named_while_a_module_is_imported(modules):
    """Module level, class bodies and default values are run at import."""
    faults = []
    for name, (_, tree) in modules.items():
        inside = {id(x) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for s in f.body for x in ast.walk(s)}
        for node in ast.walk(tree):
            is_os = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os"
            if is_os and node.attr in ONLY_UNIX and id(node) not in inside:
                faults.append(f"{name}, ligne {node.lineno} : os.{node.attr}")
    assert faults == []
