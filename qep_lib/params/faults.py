"""What pydantic refuses, said in French with file, line, key, value, what is accepted. Checks between files: `coherence`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from qep_lib.model.base import FileStem, Identifier, SiteId
from qep_lib.model.committee import HOUR
from qep_lib.model.issue import Issue
from qep_lib.model.road import MONTH
from qep_lib.model.suggest import did_you_mean
from qep_lib.params.document import Document, KeyPath, show_path
from qep_lib.params.scalars import quote


def _pattern(annotation: Any) -> str:
    return get_args(annotation)[1].pattern


PATTERNS = {
    _pattern(Identifier): "un nom en minuscules sans accent, mots joints par _ (clear_language)",
    _pattern(FileStem): "un nom en minuscules sans accent, mots joints par un tiret (cher-2020)",
    _pattern(SiteId): 'un code de département tel que "01", "18", "2A" ou "971", suivi de la ville pour une '
    'sous-préfecture : "91-etampes"',
    r"^[a-z_]+\.ipynb$": "un nom de carnet tel que satisfaction.ipynb",
    r"^E\d{1,2}$": "un engagement tel que E17",
    r"^M\d{1,2}$": "un module tel que M1",
    r"^[A-Za-z0-9.+-]+$": "le nom d'une licence dans la liste SPDX, tel que etalab-2.0",
    MONTH: "un mois tel que 2020-06, entre guillemets",
    HOUR: "une heure telle que 14:00, entre guillemets",
    r"^[0-9a-f]{64}$": "une empreinte SHA-256, 64 signes de 0 à 9 et de a à f",
    r"^https?://": "une adresse qui commence par https://",
    r"\S": "un signe autre qu'une espace, tel que ; ou ,",
}
_TYPES = {
    "string_type": "un texte",
    "int_type": "un nombre entier",
    "int_from_float": "un nombre entier",
    "float_type": "un nombre",
    "bool_type": "true ou false",
    "date_type": "une date telle que 2020-09-14",
    "tuple_type": "une liste",
    "dict_type": "un groupe de clés",
    "model_type": "un groupe de clés",
}
_LIMITS = {
    "greater_than": ("gt", "plus de {}"),
    "greater_than_equal": ("ge", "{} ou plus"),
    "less_than": ("lt", "moins de {}"),
    "less_than_equal": ("le", "{} ou moins"),
    "string_too_long": ("max_length", "{} caractères au plus"),
    "string_too_short": ("min_length", "{} caractères au moins"),
    "too_short": ("min_length", "{} élément(s) au moins"),
    "too_long": ("max_length", "{} élément(s) au plus"),
}


def validation_issues(error: ValidationError, document: Document, model: type[BaseModel]) -> list[Issue]:
    """Every fault of `error` as an Issue; one per key path, the ones the reader already told left out."""
    told = {issue.key for issue in document.issues if issue.code != "duplicate_key"}
    by_path: dict[KeyPath, list[Mapping[str, Any]]] = {}
    for fault in error.errors(include_url=False):
        by_path.setdefault(_key_path(fault, document), []).append(fault)
    issues = []
    for path, faults in by_path.items():
        is_told = show_path(path) in told and faults[0]["type"] != "extra_forbidden"
        # Of « a text or a list of texts », the fault inside the list says more than « this is not a text ».
        is_vague = isinstance(faults[0]["input"], tuple) and any(
            len(other) > len(path) and other[: len(path)] == path for other in by_path
        )
        if not is_told and not is_vague:
            issues.append(_issue(path, faults, document, model))
    return issues


def accepted_words(words: Iterable[str], limit: int = 20) -> str:
    """The list of what is accepted, in alphabetical order, cut after `limit` words."""
    known = sorted(words)
    if not known:
        return "aucun n'est déclaré"
    rest = len(known) - limit
    return ", ".join(known[:limit]) + (f" et {rest} autres" if rest > 0 else "")


def fields_at(model: type[BaseModel], path: Sequence[str | int]) -> tuple[str, ...]:
    """Keys that the model accepts at `path`; empty where anything goes."""
    annotation: Any = model
    for step in path:
        annotation = _inside(annotation, step)
    return tuple(annotation.model_fields) if _is_model(annotation) else ()


def _key_path(fault: Mapping[str, Any], document: Document) -> KeyPath:
    """`loc` without what pydantic adds (union members, `[key]`); a missing key is part of the path."""
    path: KeyPath = ()
    node = document.value
    for step in fault["loc"]:
        if isinstance(node, Mapping) and step in node or isinstance(node, tuple) and isinstance(step, int):
            path, node = (*path, step), node[step]
    if fault["type"] == "missing":
        return (*path, fault["loc"][-1])
    return (*path, *fault.get("ctx", {}).get("path", ()))


def _issue(path: KeyPath, faults: Sequence[Mapping[str, Any]], document: Document, model: type[BaseModel]) -> Issue:
    fault = faults[0]
    kind, given, context = fault["type"], fault["input"], fault.get("ctx", {})
    if kind == "extra_forbidden":
        known = fields_at(model, path[:-1])
        remedy = did_you_mean(str(path[-1]), known) or "ôter ou renommer cette clé"
        accepted = f"les clés {', '.join(known)}"
        return document.issue(
            path, "unknown_key", "clé inconnue", value=str(path[-1]), accepted=accepted, remedy=remedy
        )
    if kind == "missing":
        accepted = _described(model, path)
        return document.issue(
            path, "missing_key", "il manque cette clé", value=None, accepted=accepted, remedy="l'ajouter"
        )
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", context["expected"])
        remedy = did_you_mean(str(given), choices)
        return document.issue(path, "unknown_value", "valeur inconnue", accepted=", ".join(choices), remedy=remedy)
    if kind == "string_pattern_mismatch":
        accepted = PATTERNS.get(context["pattern"], f"un texte de la forme {context['pattern']}")
        return document.issue(path, "wrong_form", "écriture refusée", value=str(given), accepted=accepted)
    if kind in _TYPES:
        accepted = " ou ".join(dict.fromkeys(_TYPES[f["type"]] for f in faults if f["type"] in _TYPES))
        remedy = _rewriting({f["type"] for f in faults}, given, document.raw(path))
        return document.issue(path, "wrong_type", _found(given), accepted=accepted, remedy=remedy)
    if kind in _LIMITS:
        name, words = _LIMITS[kind]
        return document.issue(
            path, "out_of_bounds", "valeur hors des bornes", accepted=words.format(f"{context[name]:g}")
        )
    # Left: the French sentences of the models' own validators.
    return document.issue(path, "incoherent", fault["msg"].removeprefix("Value error, "))


def _found(given: Any) -> str:
    if given is None:
        return "la valeur manque"
    if isinstance(given, Mapping):
        return "un groupe de clés à la place d'une valeur"
    if isinstance(given, tuple):
        return "une liste à la place d'une valeur"
    return "valeur du mauvais type"


def _rewriting(kinds: set[str], given: Any, raw: str | None) -> str:
    """How to write what was probably meant."""
    if raw is None or given is None:
        return ""
    if "string_type" in kinds and isinstance(given, bool | int | float | date):
        return quote(raw)
    if "date_type" in kinds:
        return _date_rewriting(raw)
    if kinds & {"int_type", "float_type"} and re.fullmatch(r"[-+]?\d+([.,]\d+)?", raw):
        return f"écrire {raw.replace(',', '.')} sans guillemets, avec un point décimal"
    if "tuple_type" in kinds:
        return f"écrire une liste : [{raw}]"
    return ""


def _date_rewriting(raw: str) -> str:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return f"écrire {datetime.strptime(raw, form).date()} sans guillemets"
        except ValueError:
            continue
    return "écrire la date comme 2020-09-14, sans guillemets"


def _described(model: type[BaseModel], path: KeyPath) -> str:
    """What a key takes, from its annotation: a closed list spelled out, otherwise a kind of value."""
    annotation: Any = model
    for step in path:
        annotation = _inside(annotation, step)
    annotation = _bare(annotation)
    if get_origin(annotation) is Literal:
        return ", ".join(map(str, get_args(annotation)))
    if get_origin(annotation) is tuple:
        return _TYPES["tuple_type"]
    if get_origin(annotation) is dict or _is_model(annotation):
        return _TYPES["dict_type"]
    return {str: "un texte", int: "un nombre entier", float: "un nombre", date: _TYPES["date_type"]}.get(annotation, "")


def _inside(annotation: Any, step: str | int) -> Any:
    """The annotation one step down, or None where the model says nothing."""
    annotation = _bare(annotation)
    if _is_model(annotation):
        field = annotation.model_fields.get(step)
        return field.annotation if field else None
    arguments = get_args(annotation)
    if get_origin(annotation) is tuple:
        return arguments[0]
    return arguments[1] if get_origin(annotation) is dict else None


def _bare(annotation: Any) -> Any:
    """Without `Annotated`, and the first member of a union."""
    while get_origin(annotation) in (Annotated, Union, UnionType):
        annotation = get_args(annotation)[0]
    return annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
