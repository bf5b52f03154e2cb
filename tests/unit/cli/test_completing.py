"""What the key Tab offers, asked as shells ask it."""

import os
import shlex
import shutil
import subprocess
import sys

import pytest

from qep_lib.cli.completing import SHELLS

COMMAND = (sys.executable, "-m", "qep_lib.cli")


@pytest.fixture(scope="module")
def asked(tmp_path_factory, imported_workspace):
    """Ask a command line as fish does; gives what is offered, as value -> what it is."""
    root = imported_workspace(tmp_path_factory.mktemp("touche") / "espace", ("cher-2020",)).root

    def ask(line, folder=root):
        told = {
            "_QEP_COMPLETE": "complete_fish",
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
            "_TYPER_COMPLETE_ARGS": line,
        }
        done = subprocess.run(COMMAND, env=os.environ | told, cwd=folder, capture_output=True, text=True, check=True)
        assert done.stderr == ""
        return dict(each.partition("\t")[::2] for each in done.stdout.splitlines() if each)

    return ask


def test_commands_and_options_are_offered_with_their_french_help(asked):
    """Those of the command line, `--help` too, which the library says in English."""
    assert asked("qep sched") == {"schedule": "Écrit de quoi relancer un lot à heure fixe."}
    assert asked("qep lab --he") == {"--help": "Affiche cette aide."}
    assert asked("qep run --fo") == {"--force": "Produit aussi ce qui est à jour."}


def test_values_are_those_of_the_workspace(asked, tmp_path):
    """Each with what it is; out of a workspace nothing is offered, and nothing is said."""
    cher = {"18": "Préfecture du Cher", "18-vierzon": "Sous-préfecture de Vierzon"}
    assert asked("qep run --site 18").items() >= cher.items() and "36" not in asked("qep run --site 18")
    assert asked("qep calendar --site 36")["36"] == "Préfecture de l'Indre"
    assert asked("qep import --site 36") == asked("qep check --site 36") == asked("qep plan --site 36")
    assert asked("qep run --site region:2")["region:24"] == "Centre-Val de Loire"
    assert asked("qep import --site region:2") == asked("qep check --site region:2") == {}
    assert asked("qep run --period ") == {"2020": "Préfecture du Cher"}
    assert asked("qep plan --report satis") == {"satisfaction": "Enquête de satisfaction"}
    assert "cher-2020" in asked("qep schedule --run cher")
    assert asked("qep run --audience pub") == {"public": "Public"}
    assert asked("qep run --site 18", tmp_path) == {}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_is_given_its_script_and_the_line_to_add(shell, qep, copied_workspace):
    """In French; nothing is written anywhere."""
    code, said = qep(copied_workspace, "completion", shell)
    assert code == 0 and said.startswith(f"# À ajouter aux réglages de {shell} : {SHELLS[shell]}")
    assert "_QEP_COMPLETE" in said


def test_another_shell_is_told_those_there_are(qep, copied_workspace):
    """By their names."""
    code, said = qep(copied_workspace, "completion", "ksh")
    assert code == 2 and "Accepté : bash, zsh, fish, powershell." in said


@pytest.mark.skipif(shutil.which("bash") is None, reason="ce système n'a pas bash")
@pytest.mark.parametrize(
    ("line", "cut", "offered"),
    [
        ("qep run --fo", ("qep", "run", "--fo"), {"--force"}),
        ("qep run --site region:2", ("qep", "run", "--site", "region", ":", "2"), {"24", "27", "28"}),
        ("qep run --site region:", ("qep", "run", "--site", "region", ":"), {"11", "24", "93"}),
        ("qep run --site 36 --fo", ("qep", "run", "--site", "36", "--fo"), {"--force"}),
        ("qep run --audience ", ("qep", "run", "--audience", ""), {"public", "internal"}),
    ],
)
def test_bash_completes_with_it(tmp_path, copied_workspace, line, cut, offered):
    """The script is read and asked by the shell itself, which cuts words at a colon: what is offered is what it puts after it."""
    (tmp_path / "qep").write_text(f'#!/bin/sh\nexec {" ".join(COMMAND)} "$@"\n')
    (tmp_path / "qep").chmod(0o755)
    script = (
        f'eval "$(qep completion bash)"; COMP_LINE={shlex.quote(line)}; COMP_POINT=${{#COMP_LINE}}; '
        f"COMP_WORDS=({shlex.join(cut)}); COMP_CWORD={len(cut) - 1}; "
        '$(complete -p qep | sed "s/.*-F \\([^ ]*\\).*/\\1/") qep; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    path = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    ran = subprocess.run(
        ["bash", "--norc", "-c", script],
        env=os.environ | path,
        cwd=copied_workspace,
        capture_output=True,
        text=True,
        check=True,
    )
    assert offered <= {*ran.stdout.split("\n")} and "region" not in ran.stdout and ran.stderr == ""
