"""What a shell offers at the key Tab: commands and options with their help, values as `qep list` gives them."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress

from qep_lib.errors import ParameterError, QepError
from qep_lib.model.parameters import AUDIENCE, PERIOD, REPORT, RUN, SITE

ASKED_BY_SHELL = "_QEP_COMPLETE"
"""The variable by which the script of a shell tells the command-line library that it asks."""
SHELLS = {
    "bash": 'eval "$(qep completion bash)"',
    "zsh": 'eval "$(qep completion zsh)"',
    "fish": "qep completion fish | source",
    "powershell": "qep completion powershell | Out-String | Invoke-Expression",
}
"""By shell, the line of its own settings that turns the completion on."""
WHOLE_WORDS = r"""
_qep_whole_words() {
    # bash cuts words at the colon of « region:24 » too: they are put together again to be asked about, and what is offered loses
    # the part that is typed already and that bash will not replace.
    local typed="${COMP_LINE:0:COMP_POINT}" words=() word cut=""
    read -ra words <<< "$typed"
    [[ "$typed" == *[[:space:]] ]] && words+=("")
    word="${words[${#words[@]}-1]}"
    [[ "$word" == *:* && "$COMP_WORDBREAKS" == *:* ]] && cut="${word%:*}:"
    local COMP_WORDS=("${words[@]}") COMP_CWORD=$((${#words[@]} - 1))
    _qep_completion "$1"
    COMPREPLY=("${COMPREPLY[@]#"$cut"}")
}

complete -o default -F _qep_whole_words qep"""
"""What bash is told beside the script of the command-line library."""
LISTED = {
    SITE.name: ("sites", "{site}", "name"),
    PERIOD.name: ("periods", "{period}", "name"),
    REPORT.name: ("reports", "{report}", "title"),
    RUN.name: ("runs", "{run}", "label"),
}
"""Parameter -> the list of `qep list` where its values are, what of a line is typed, the field that says what it is."""
REGIONS = ("sites", "region:{region_code}", "region")
CHOICES = {AUDIENCE.name: AUDIENCE.choices, "shell": SHELLS}


def show_completion(shell: str) -> int:
    """Print what the shell is to read; nothing is installed. Raises `ParameterError` for another shell."""
    from typer.completion import get_completion_script  # type: ignore[attr-defined]  # Documented, and not in its list of names.

    if shell not in SHELLS:
        raise ParameterError(f"interpréteur « {shell} » inconnu. Accepté : {', '.join(SHELLS)}.")
    print(f"# À ajouter aux réglages de {shell} : {SHELLS[shell]}")
    script = get_completion_script(prog_name="qep", complete_var=ASKED_BY_SHELL, shell=shell)
    print(f"{script}\n{WHOLE_WORDS}" if shell == "bash" else script)
    return 0


def answer_shells() -> None:
    """Let the command-line library answer a shell that asks, in the forms that its scripts read."""
    if ASKED_BY_SHELL in os.environ:
        from typer.completion import completion_init  # type: ignore[attr-defined]  # As above.

        completion_init()


def values_of(name: str, takes_regions: bool = False) -> Callable[[str], Iterator[tuple[str, str]]] | None:
    """The function from the first letters of a value of that parameter to the values and what each is; None where they cannot
    be known. `takes_regions`: a site may be a region too. A fault of the workspace offers nothing: it is told by the command,
    not while one types."""
    if name in CHOICES:
        return lambda incomplete: (pair for pair in CHOICES[name].items() if pair[0].startswith(incomplete))
    if name not in LISTED:
        return None
    lists = [LISTED[name], *([REGIONS] if takes_regions and name == SITE.name else [])]
    return lambda incomplete: (pair for listed in lists for pair in _listed(*listed, incomplete))


def _listed(what: str, typed: str, told: str, incomplete: str) -> Iterator[tuple[str, str]]:
    from qep_lib.cli.listing import LISTS
    from qep_lib.model.workspace import Workspace
    from qep_lib.params import read_catalogue

    with suppress(QepError):
        workspace = Workspace.find()
        found = {
            typed.format(**record): record[told] for record in LISTS[what][1](workspace, read_catalogue(workspace))
        }
        yield from (pair for pair in found.items() if pair[0].startswith(incomplete))
