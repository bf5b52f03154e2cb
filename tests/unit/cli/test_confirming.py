"""Nothing is taken away unasked, and nobody is waited for where nobody can answer."""

from io import StringIO

import pytest
from rich.console import Console

from qep_lib.cli.confirming import SHOWN, confirmed
from qep_lib.cli.screen import Screen
from qep_lib.errors import ParameterError

QUESTION = "Retirer 2 rapports ?"


@pytest.fixture
def screen(monkeypatch):
    """A terminal where somebody types; gives the screen and the function that says what is typed."""

    def typed(answer, is_terminal=True):
        monkeypatch.setattr("sys.stdin", StringIO(answer))
        monkeypatch.setattr("sys.stdin.isatty", lambda: is_terminal, raising=False)
        return Screen(Console(file=StringIO(), force_terminal=is_terminal, highlight=False))

    return typed


@pytest.mark.parametrize(
    ("answer", "is_yes"), [("o\n", True), ("OUI\n", True), ("\n", False), ("n\n", False), ("", False), ("si\n", False)]
)
def test_only_a_clear_yes_takes_things_away(screen, answer, is_yes):
    """An empty answer, another word or the end of the input keep everything."""
    assert confirmed(screen(answer), QUESTION, ["18/2020/public/bilan"], is_agreed=False) is is_yes


def test_without_a_terminal_nothing_goes_and_nobody_is_waited_for(screen):
    """Exit code 2 with the option that agrees; what would go has been listed."""
    asked = screen("o\n", is_terminal=False)
    with pytest.raises(ParameterError, match="rien n'a été retiré.*--yes") as refusal:
        confirmed(asked, QUESTION, ["18/2020/public/bilan"], is_agreed=False)
    assert refusal.value.exit_code == 2
    assert "18/2020/public/bilan" in asked.console.file.getvalue()


def test_what_goes_is_listed_even_when_it_was_agreed_to(screen):
    """The rest of a long list is counted."""
    asked = screen("", is_terminal=False)
    assert confirmed(asked, QUESTION, [f"r{n}" for n in range(SHOWN + 3)], is_agreed=True)
    said = asked.console.file.getvalue()
    assert "r0" in said and f"r{SHOWN}" not in said and "et 3 autres" in said
