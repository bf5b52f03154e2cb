"""What is written, on a terminal and on a pipe."""

import io

from rich.console import Console

from qep_lib.cli.importing import SHOWN_ISSUES, counted, tell_issues
from qep_lib.cli.screen import Screen
from qep_lib.model.issue import Issue


def screen(terminal):
    """A screen that writes in memory."""
    return Screen(Console(file=io.StringIO(), force_terminal=terminal, highlight=False, width=80, soft_wrap=True))


def test_a_pipe_gets_plain_lines_without_colour_or_wrapping():
    """Long lines stay whole, so that grep and spreadsheets can read them."""
    plain = screen(terminal=False)
    plain.line("x" * 200, "bold red")
    plain.table(("a", "b"), [("1", "deux mots")])
    assert plain.console.file.getvalue() == "x" * 200 + "\na\tb\n1\tdeux mots\n"


def test_square_brackets_are_text_not_markup():
    """A heading such as « [bold] » in a file is printed as it is."""
    plain = screen(terminal=False)
    plain.line("[bold]x[/bold] [nope")
    assert plain.console.file.getvalue() == "[bold]x[/bold] [nope\n"


def test_a_progress_bar_exists_on_a_terminal_only():
    """On a pipe nothing is drawn, and counting steps costs nothing."""
    shown = {}
    for terminal in (True, False):
        target = screen(terminal)
        with target.progress(2, "Rapports"):
            target.step()
            target.line("un")
        shown[terminal] = target.console.file.getvalue()
    assert "Rapports" in shown[True] and "un" in shown[True]
    assert shown[False] == "un\n"


def test_issues_are_counted_by_severity_and_the_gravest_come_first():
    """A long list is cut with the number left out."""
    warning = Issue("warning", "total_row", "ligne de total", "f.csv", row=9)
    errors = [
        Issue("error", "unknown", f"réponse {chr(97 + n)} inconnue", "f.csv", row=n) for n in range(SHOWN_ISSUES + 1)
    ]
    errors += [Issue("error", "unreadable", "date illisible", "f.csv", row=row) for row in (40, 41, 42)]
    plain = screen(terminal=False)
    tell_issues(plain, [warning, *errors])
    lines = [line.strip() for line in plain.console.file.getvalue().splitlines()]
    assert lines[0] == f"{SHOWN_ISSUES + 4} erreurs, 1 avertissement"
    assert lines[1] == "- f.csv, ligne 0 : réponse a inconnue."
    assert lines[-1] == "… et 3 autres"


def test_counts_agree_in_number_the_french_way():
    """Zero is singular."""
    assert [counted(n, "rapport", "rapports") for n in (0, 1, 2)] == ["0 rapport", "1 rapport", "2 rapports"]
