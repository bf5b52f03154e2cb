"""Try mutants in processes forked from one where pytest has collected the tests: seconds a mutant instead of a start each.

Run by `benchmarks.mutation` in the folder where mutmut wrote the mutants: `python -m benchmarks.mutation_forks TESTS...`, names
of mutants on the standard input, a line `name code` on the standard output as each is judged. The code is pytest's: 1 when a
test failed, 0 when all passed, 33 when no test reaches the function, 36 when the time ran out. mutmut does the same with a
whole pytest a mutant; on the tests of `indicators`, which read many files, the collection alone took longer than they do.
"""

import json
import os
import resource
import sys
from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path

import pytest

KILLED, SURVIVED, UNREACHED, TOO_LONG = 1, 0, 33, 36
ENOUGH_S = 60.0
"""Seconds of tests that a mutant is given, likeliest first. The slowest come last: one that they alone would kill survives."""
PATIENCE = 5
"""Times the processor time that the tests of a mutant took without it, before it counts as a loop without end."""


class Forks:
    """A pytest plugin that replaces the run: the items collected are run in a fork for each mutant, until one fails."""

    def __init__(self, mutants: Iterable[str], reached: dict[str, list[str]], seconds: dict[str, float]) -> None:
        self.mutants, self.reached, self.seconds = mutants, reached, seconds

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """True: nothing is left for pytest to run itself."""
        items = {item.nodeid: item for item in session.items}
        for mutant in self.mutants:
            function = mutant.partition("__mutmut_")[0]
            found = [items[test] for test in self.reached.get(function, ()) if test in items]
            print(
                mutant, self._judge(mutant, self._likeliest_first(function, found)) if found else UNREACHED, flush=True
            )
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One failure is enough; without the finalisers, which are the parent's."""
        if report.failed:
            os._exit(KILLED)

    def _likeliest_first(self, function: str, items: list[pytest.Item]) -> list[pytest.Item]:
        """File after file, so that what a file prepares is prepared once: those named after the module, then the quickest; the
        quickest test of each first, as many as `ENOUGH_S` holds.
        """
        files = defaultdict(list)
        for item in sorted(items, key=lambda item: self.seconds.get(item.nodeid, 0)):
            files[item.path].append(item)
        module = function.split(".")[-2].strip("_")

        def rank(path: Path) -> tuple[bool, float]:
            return module not in path.stem, sum(self.seconds.get(item.nodeid, 0) for item in files[path])

        ordered = [item for path in sorted(files, key=rank) for item in files[path]]
        spent = accumulate(self.seconds.get(item.nodeid, 0) for item in ordered)
        return [item for item, so_far in zip(ordered, spent, strict=True) if so_far <= ENOUGH_S] or ordered[:1]

    def _judge(self, mutant: str, items: list[pytest.Item]) -> int:
        allowed = int(PATIENCE * sum(self.seconds.get(item.nodeid, 0) for item in items)) + 20
        if not (child := os.fork()):
            self._run(mutant, items, allowed)
        status = os.waitpid(child, 0)[1]
        return TOO_LONG if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)

    @staticmethod
    def _run(mutant: str, items: list[pytest.Item], allowed: int) -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (allowed, allowed))
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        os.environ["MUTANT_UNDER_TEST"] = mutant
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        os._exit(SURVIVED)


def main() -> int:
    """Collect the tests given, then judge the mutants named on the standard input."""
    stats = json.loads(Path("mutmut-stats.json").read_text(encoding="utf-8"))
    mutants = sys.stdin.read().split()
    forks = Forks(mutants, stats["tests_by_mangled_function_name"], stats["duration_by_test"])
    return int(pytest.main(["-q", "-s", "--rootdir=.", "-p", "no:xdist", *sys.argv[1:]], plugins=[forks]))


if __name__ == "__main__":
    sys.exit(main())
