"""Model letters of `params/letters/`, which people edit: found, read and checked. Filling them in is `display.letter`."""

import re
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, meta

from qep_lib.errors import ParameterError
from qep_lib.model.issue import Issue
from qep_lib.model.letter import LetterTemplate
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.workspace import Workspace
from qep_lib.params.overlay import find_file, list_files, name_of

SUFFIX = ".txt.j2"
SUBJECT = re.compile(r"Objet[ \u00a0]*: *(\S.*)")
LONGEST_TEMPLATE = 100_000
LETTERS = "params/letters"


def letter_kinds(workspace: Workspace) -> tuple[str, ...]:
    """The words that `qep letter` takes: one a file."""
    return tuple(path.name.removesuffix(SUFFIX) for path in _paths(workspace))


def read_letter(workspace: Workspace, kind: str) -> LetterTemplate:
    """The model of that kind; raises `ParameterError` when there is none or when it cannot be used."""
    kinds = letter_kinds(workspace)
    if kind not in kinds:
        known = f"Accepté : {', '.join(kinds)}." if kinds else "Le dossier params/letters/ n'en contient aucune."
        raise ParameterError(f"lettre « {kind} » inconnue. {known} {did_you_mean(kind, kinds)}".strip())
    found = _read(workspace, find_file(workspace, f"{LETTERS}/{kind}{SUFFIX}"))
    if isinstance(found, Issue):
        raise ParameterError(found.sentence)
    return found


def read_letters(workspace: Workspace) -> dict[str, LetterTemplate]:
    """Every model that can be used, by kind: a faulty one, which `check_letters` tells, stops no report."""
    found = (_read(workspace, path) for path in _paths(workspace))
    return {letter.kind: letter for letter in found if isinstance(letter, LetterTemplate)}


def check_letters(workspace: Workspace) -> list[Issue]:
    """The faults of every model letter; none when the folder holds no letter."""
    return [found for path in _paths(workspace) if isinstance(found := _read(workspace, path), Issue)]


def _paths(workspace: Workspace) -> list[Path]:
    return list_files(workspace, LETTERS, f"*{SUFFIX}")


def _read(workspace: Workspace, path: Path) -> LetterTemplate | Issue:
    """The model, or the first fault that prevents its use."""
    name = name_of(workspace, path)
    try:
        content = path.read_bytes()
    except OSError as error:
        found = f"le fichier ne peut pas être lu ({error.strerror})"
        return Issue("error", "unreadable_file", found, name, remedy="vérifier les droits d'accès")
    if len(content) > LONGEST_TEMPLATE:
        return Issue(
            "error", "too_big", "le modèle est trop long", name, accepted=f"{LONGEST_TEMPLATE // 1000} ko au plus"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Issue("error", "not_utf8", "le texte n'est pas en UTF-8", name, remedy="l'enregistrer en UTF-8")
    first, _, body = text.replace("\r\n", "\n").partition("\n")
    subject = SUBJECT.fullmatch(first.strip())
    if subject is None:
        found = "la première ligne ne donne pas l'objet"
        return Issue("error", "no_subject", found, name, row=1, value=first, accepted="Objet : suivi de l'objet")
    if not body.strip():
        return Issue("error", "empty_body", "la lettre n'a pas de texte", name, row=2, remedy="l'écrire sous l'objet")
    try:
        words = [meta.find_undeclared_variables(Environment().parse(part)) for part in (subject[1], body)]
    except TemplateSyntaxError as error:
        # The subject is line 1, the body starts on line 2: parsed apart, each counts from 1.
        row = error.lineno + (1 if _is_good(subject[1]) else 0)
        remedy = f"vérifier les accolades {{{{ … }}}} et {{% … %}} de cette ligne (Jinja : {error.message})"
        return Issue("error", "template_syntax", "écriture du modèle illisible", name, row=row, remedy=remedy)
    return LetterTemplate(path.name.removesuffix(SUFFIX), name, subject[1], body, frozenset().union(*words))


def _is_good(source: str) -> bool:
    try:
        Environment().parse(source)
    except TemplateSyntaxError:
        return False
    return True
