"""What `qep prepare` asks on a terminal, played by a list of answers: going back, asking again, what is not understood."""

import sys

import pytest

from qep_lib.cli import preparing
from qep_lib.cli.screen import Screen
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

HEAD = "N°;Arrivée;Voie;Nature;Qual-e-pref ?;Répondu\n"
ROWS = "1;04/01/2022;Mél;Info;Oui;05/01/2022\n2;05/01/2022;Pigeon;Info;Oui;\n3;06/01/2022;Corbeau;Info;Oui;\n"


class Played(Screen):
    """A terminal where somebody types `answers`; it keeps what it showed. Asked once more, nobody is there."""

    is_terminal = True

    def __init__(self, answers):
        super().__init__()
        self.answers, self.shown, self.asked = list(answers), [], []

    def line(self, text, style=""):
        self.shown.append(text)

    def table(self, headings, rows):
        self.shown += ["\t".join(row) for row in rows]

    def ask(self, question):
        self.asked.append(question)
        return self.answers.pop(0)


@pytest.fixture
def prepare(copied_workspace, monkeypatch):
    """Prepare the folder of a register, typing these answers; gives the exit code and the screen."""
    folder = copied_workspace / "depots" / "2022"
    folder.mkdir(parents=True)
    (folder / "registre.csv").write_text(HEAD + ROWS, encoding="utf-8")
    monkeypatch.chdir(copied_workspace)
    monkeypatch.setenv("QEP_WORKSPACE", str(copied_workspace))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)

    def run(*answers, again=False):
        screen = Played(answers)
        monkeypatch.setattr(preparing, "Screen", lambda: screen)
        code = preparing.prepare_folder(str(folder), "49", "2022", False, "2023-01-16", "2023-01-16", None, again)
        return code, screen

    return run


def channels(root):
    """What the words of the register became."""
    values = read_catalogue(Workspace(root)).sources["registre-demandes-49"].columns["channel"].values
    return {word: code for code, words in values.items() for word in words if word in ("Pigeon", "Corbeau")}


def number_of(screen, place, label):
    """The number of an answer of the question asked at that place."""
    starts = [at for at, text in enumerate(screen.shown) if text.startswith("Question ")]
    shown = screen.shown[starts[place] :]
    return next(text.split(".")[0].strip() for text in shown if text.strip().partition(". ")[2].startswith(label))


def test_r_goes_back_to_the_question_before(prepare, copied_workspace):
    """The first answer is taken back and given anew; the second is asked after it."""
    _, screen = prepare("1", "2", "n")
    post, email = number_of(screen, 0, "Courrier"), number_of(screen, 0, "Courriel")
    code, screen = prepare(email, "r", post, email, "o", again=True)
    assert (code, screen.answers) == (0, [])
    assert [text for text in screen.shown if text.startswith("Question ")] == [
        "Question 1 (encore 1 ensuite)", "Question 2", "Question 1 (encore 1 ensuite)", "Question 2",
    ]  # fmt: skip
    assert "r pour revenir" not in screen.asked[0] and "r pour revenir" in screen.asked[1]
    words = [text for text in screen.shown if "que veut dire" in text]
    assert words[0] == words[2] and words[1] == words[3]
    first, second = ("Pigeon", "Corbeau") if "Pigeon" in words[0] else ("Corbeau", "Pigeon")
    assert channels(copied_workspace) == {first: "post", second: "email"}


def test_r_is_no_answer_to_the_first_question(prepare):
    """There is none before: it is said that it is not understood, and asked again."""
    code, screen = prepare("r", "1", "1", "n")
    assert (code, screen.answers) == (0, [])
    assert any("« r » n'est pas compris" in text for text in screen.shown)


def test_answers_that_are_not_written_are_kept_and_again_asks_them(prepare, copied_workspace):
    """Refusing to write keeps them: the same command asks nothing more than to write; --again asks all of it."""
    code, screen = prepare("1", "2", "n")
    assert code == 0 and not (copied_workspace / "params" / "sources" / "registre-demandes-49.yml").exists()
    assert any("avec --again, tout est redemandé" in text for text in screen.shown)
    _, screen = prepare("n")
    assert not [text for text in screen.shown if text.startswith("Question ")]
    code, screen = prepare("1", "1", "o", again=True)
    assert (code, screen.answers) == (0, [])
    assert len([text for text in screen.shown if text.startswith("Question ")]) == 2
    assert len(set(channels(copied_workspace).values())) == 1
