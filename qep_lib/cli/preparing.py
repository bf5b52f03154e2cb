"""`qep prepare`: shows what each file, column and value becomes, asks, writes. Recognising and writing are `preparation`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast, get_args

from qep_lib.cli.exits import DATA_REFUSED
from qep_lib.cli.importing import counted, declared_path, parse_day, tell_import
from qep_lib.cli.screen import Screen
from qep_lib.errors import ParameterError
from qep_lib.model.base import Nature
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.preparation import wording
from qep_lib.preparation.draft import SKIP, Draft, Question, SheetDraft
from qep_lib.preparation.question_list import (
    accepted_words,
    codes_of,
    list_path,
    read_answers,
    reference_of,
    write_questions,
)
from qep_lib.preparation.session import Preparation, Settings, Tried
from qep_lib.preparation.writing import Written
from qep_lib.runs.execute.imports import ImportStep
from qep_lib.runs.guard.lock import workspace_lock
from qep_lib.runs.plan.selection import select_sites

_NATURES = {"real": "réelles", "reconstructed": "reconstituées", "fictitious": "fictives"}
_BACK = "r"
STATES = {
    "new": "écrit",
    "same": "inchangé",
    "completed": "complété",
    "kept": "laissé : changé à la main",
}


def prepare_folder(
    folder: str, site: str, period: str, accept: bool, as_of: str | None, extracted_on: str | None, nature: str | None,
    again: bool = False,
) -> int:  # fmt: skip
    """Prepare a folder; exit code 3 when a question stays open, or a file is refused as proposed."""
    workspace, screen = Workspace.find(), Screen()
    asked = Period.parse(period)
    if nature is not None and nature not in get_args(Nature):
        raise ParameterError(f"--nature « {nature} » refusée. Accepté : {', '.join(get_args(Nature))}.")
    (site_id,) = select_sites([site], read_catalogue(workspace).sites)
    settings = Settings(
        cast(Nature | None, nature),
        parse_day(extracted_on, "extracted-on") if extracted_on else None,
        parse_day(as_of, "as-of") if as_of else None,
    )
    with workspace_lock(workspace):
        screen.line(f"Lecture du dossier {folder}…")
        preparation = Preparation.open(
            workspace, Path(folder), site_id, asked, lambda path: declared_path(workspace, path), settings
        )
        if again:
            preparation.forget_answers()
        draft = _take_filled(screen, preparation)
        _tell(screen, preparation, draft)
        is_asking = screen.is_terminal and sys.stdin.isatty() and not accept
        if is_asking:
            draft = _ask_all(screen, preparation, draft)
        elif not accept:
            return _only_shown(screen, preparation, draft)
        return _finish(screen, preparation, draft, is_asking)


def _finish(screen: Screen, preparation: Preparation, draft: Draft, is_asking: bool) -> int:
    """Try what is proposed, then write it."""
    run = preparation.run(draft)
    if run is None:
        _tell_open(screen, preparation, draft.questions)
        raise ParameterError("aucun fichier du dossier ne peut être lu tel que proposé : rien n'a été écrit.")
    screen.line("")
    screen.line("Vérification : chaque fichier est lu comme il le sera à l'import, sans rien ranger.")
    tried = preparation.try_out(draft)
    for each in tried:
        tell_import(screen, ImportStep(each.request, each.outcome, each.refusal))
    if is_asking and not _agrees(screen, f"Écrire ces choix dans params/, avec le lot « {run.id} » ?"):
        screen.line(
            "Rien n'a été écrit. Vos réponses sont gardées : relancer la même commande reprend ici ; avec --again, tout est "
            "redemandé."
        )
        return 0
    _tell_written(screen, preparation.write(draft))
    _tell_open(screen, preparation, draft.questions)
    refused = _refused(tried)
    if refused:
        screen.line(
            f"{counted(refused, 'fichier est refusé', 'fichiers sont refusés')} tel quel, pour la raison dite plus haut."
        )
    screen.line(f"À taper ensuite : qep run --run {run.id}")
    return DATA_REFUSED if draft.questions or refused else 0


def _refused(tried: Sequence[Tried]) -> int:
    return sum(each.refusal is not None for each in tried)


def _tell(screen: Screen, preparation: Preparation, draft: Draft) -> None:
    """Each file and what becomes of it."""
    for sheet in draft.sheets:
        _tell_sheet(screen, sheet)
    if told := wording.personal_line(draft.sheets):
        screen.line("")
        screen.line(told)
    for left in draft.aside:
        where = f"{left.file} (feuille {left.sheet})" if left.sheet else left.file
        screen.line(f"non lu    {where} : {left.why}")
    screen.line(f"Données {_NATURES[preparation.nature]} (--nature pour dire autre chose).")


def _tell_sheet(screen: Screen, sheet: SheetDraft) -> None:
    screen.line("")
    screen.line(wording.title_of(sheet), "bold")
    if reason := wording.reason_of(sheet):
        screen.line(f"  {reason}")
    if sheet.known is None:
        screen.table(("en-tête", "devient", "pourquoi"), wording.column_rows(sheet))
        for line in wording.value_lines(sheet):
            screen.line(f"  {line}")
    for note in sheet.notes:
        screen.line(f"  ! {note}")


def _ask_all(screen: Screen, preparation: Preparation, draft: Draft) -> Draft:
    """Ask until nothing is left to ask; an answer may open another question, or close some."""
    asked: list[str] = []
    while draft.questions:
        question = draft.questions[0]
        screen.line("")
        screen.line(f"Question {len(asked) + 1}{_more(draft.questions)}")
        answer = _asked(screen, question, can_go_back=bool(asked))
        if answer == _BACK:
            preparation.take_back(asked.pop())
        else:
            preparation.answer(question.id, answer)
            asked.append(question.id)
        former, draft = {(sheet.file, sheet.sheets) for sheet in draft.sheets}, preparation.draft()
        for sheet in draft.sheets:
            # What an answer opens was not shown yet.
            if (sheet.file, sheet.sheets) not in former:
                _tell_sheet(screen, sheet)
    return draft


def _more(questions: Sequence[Question]) -> str:
    left = len(questions) - 1
    return f" (encore {left} ensuite)" if left else ""


def _asked(screen: Screen, question: Question, *, can_go_back: bool) -> str:
    """The codes that a person chose, `_BACK` to be asked the former question again; waits, and asks again what it does not
    understand.
    """
    screen.line(question.text, "bold")
    screen.line(f"  ({question.why})")
    for place, (code, label) in enumerate(question.choices, 1):
        proposed = "  ← proposé" if code == question.default else ""
        screen.line(f"  {place}. {label}{proposed}")
    hint = "numéros séparés par des espaces" if question.many else "numéro"
    default = ", Entrée pour ce qui est proposé" if question.default is not None else ", Entrée pour laisser de côté"
    back = ", r pour revenir à la question d'avant" if can_go_back else ""
    while True:
        typed = screen.ask(f"  {hint}{default}{back} : ").strip()
        if can_go_back and typed.lower() == _BACK:
            return _BACK
        if not typed:
            return question.default if question.default is not None else SKIP
        if (codes := codes_of(typed, question)) is not None:
            return codes
        screen.line(f"  « {typed[:40]} » n'est pas compris. Accepté : {hint} de 1 à {len(question.choices)}.")


def _agrees(screen: Screen, question: str) -> bool:
    return screen.ask(f"{question} [O/n] ").strip().lower() in ("", "o", "oui")


def _take_filled(screen: Screen, preparation: Preparation) -> Draft:
    """What is proposed once the answers that were filled in the list of questions are taken; what is not understood is told."""
    path = list_path(preparation.workspace, preparation.subject)
    filled = read_answers(path, preparation.workspace.root)
    draft, taken, wrong = preparation.draft(), 0, {}
    while True:
        found = [q for q in draft.questions if reference_of(q) in filled and reference_of(q) not in wrong]
        if not found:
            break
        # An answer may open another question, or close some: they are taken one by one.
        question, reference = found[0], reference_of(found[0])
        codes = codes_of(filled[reference].typed, question)
        if codes is None:
            wrong[reference] = filled[reference].typed
            screen.line(
                f"{path.name}, ligne {filled[reference].line} : « {filled[reference].typed[:40]} » n'est pas compris. "
                f"Accepté : {accepted_words(question)}."
            )
            continue
        preparation.answer(question.id, codes)
        draft, taken = preparation.draft(), taken + 1
    if filled:
        screen.line(f"{counted(taken, 'réponse lue', 'réponses lues')} dans {_shown(preparation, path)}.")
    preparation.not_understood = wrong
    return draft


def _shown(preparation: Preparation, path: Path) -> str:
    return path.relative_to(preparation.workspace.root).as_posix()


def _only_shown(screen: Screen, preparation: Preparation, draft: Draft) -> int:
    """Without a terminal nobody is waited for, and nothing is written to `params/` unless it was asked."""
    _tell_open(screen, preparation, draft.questions)
    screen.line(
        "Rien n'a été écrit dans params/ : personne ne peut répondre ici. À faire : relancer dans un terminal, ou ajouter "
        "--accept pour écrire ce qui est certain."
    )
    return DATA_REFUSED if draft.questions else 0


def _tell_open(screen: Screen, preparation: Preparation, questions: Sequence[Question]) -> None:
    """What is still asked, on the screen and in a list that can be filled."""
    path = list_path(preparation.workspace, preparation.subject)
    write_questions(path, questions, preparation.not_understood)
    if not questions:
        return
    screen.line("")
    screen.line(
        f"Reste à décider ({counted(len(questions), 'question', 'questions')}), dans un terminal, ou en remplissant "
        f"{_shown(preparation, path)} puis en relançant la même commande :"
    )
    for question in questions:
        screen.line(f"  - {question.text} ({question.why})")


def _tell_written(screen: Screen, written: Sequence[Written]) -> None:
    screen.line("")
    for each in written:
        screen.line(f"{STATES[each.state]}  {each.name}")
