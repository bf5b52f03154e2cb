"""How the command line writes: tables and a progress bar on a terminal, plain lines elsewhere. What it says is not here.

Text is never read as markup, and control characters are shown as such: file contents must not drive the terminal.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Column, Table
from rich.text import Text

from qep_lib.cli.exits import printable


class Screen:
    """Standard output. Rich decides on colours: none when it is not a terminal, or when NO_COLOR is set."""

    def __init__(self, console: Console | None = None):
        self.console = console or Console(highlight=False, soft_wrap=True)
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    @property
    def is_terminal(self) -> bool:
        """False for a pipe or a file."""
        return self.console.is_terminal

    def line(self, text: str, style: str = "") -> None:
        """One line (or several), above the progress bar if there is one."""
        self.console.print(Text(printable(text), style=style), soft_wrap=True)

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Rows under headings; on a pipe, columns are separated by tabs so that other programs can read them."""
        if not self.is_terminal:
            for row in (headings, *rows):
                # Not through Rich, which turns tabs into spaces.
                self.console.file.write(printable("\t".join(row)) + "\n")
            return
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading in headings:
            table.add_column(heading, overflow="fold")
        for row in rows:
            table.add_row(*(Text(printable(cell)) for cell in row))
        self.console.print(table)

    def ask(self, question: str) -> str:
        """What is typed after the question; nothing when the input ends. Only for a terminal: it waits."""
        try:
            return self.console.input(Text(printable(question)))
        except EOFError:
            return ""

    @contextmanager
    def progress(self, total: int, label: str) -> Iterator[None]:
        """Show a bar for `total` steps on a terminal, with the time spent and left; nothing at all elsewhere."""
        if not self.is_terminal:
            yield
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            _SaidColumn(),
        )
        with Progress(*columns, console=self.console, transient=True, expand=True) as self._progress:
            self._task = self._progress.add_task(label, total=total, said=None)
            try:
                yield
            finally:
                self._task = None

    def expect(self, total: int, label: str | None = None, said: Callable[[], str] | None = None) -> None:
        """The bar is now about that many steps, of which none is done, under that label if there is one; `said` gives, each time
        that it is drawn, what stands at its end instead of the time left at the pace so far."""
        if self._progress is not None and self._task is not None:
            self._progress.reset(self._task, total=total, description=label, said=said)

    def step(self) -> None:
        """One step of the bar is done."""
        if self._progress is not None and self._task is not None:
            self._progress.advance(self._task)


class _SaidColumn(ProgressColumn):
    """What is said at the end of the bar; cut rather than wrapped on a narrow terminal."""

    def __init__(self) -> None:
        super().__init__(Column(no_wrap=True, overflow="ellipsis", ratio=1))
        self._remaining = TimeRemainingColumn()

    def render(self, task: Task) -> Text:
        said = task.fields["said"]
        return Text("reste ").append_text(self._remaining.render(task)) if said is None else Text(printable(said()))
