"""Reading one YAML scalar: what it is worth, or why it is refused and how to write it. Files and trees: `document.py`.

YAML 1.1 guesses types from the look of a word (`NO`, `12:30`, `01`): every such guess is refused here with the way to
write it, so that only plain integers, decimals, ISO dates, `true`, `false` and text come out.
"""

import re
from datetime import date
from math import isfinite
from typing import Any

import yaml

from qep_lib.model.characters import first_unprintable, printable

_UNQUOTED_CODE = re.compile(r"0\d+|2[AB]")
_INTEGER = re.compile(r"[-+]?(0|[1-9]\d*)")
_DECIMAL = re.compile(r"[-+]?\d+\.\d*([eE][-+]?\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

LONGEST_NUMBER = 40
"""Characters of a number: more are a mistake, and Python itself refuses to read thousands of digits."""
_TOO_LONG = (f"nombre de plus de {LONGEST_NUMBER} caractères", "écrire un nombre plus court")
_SHOWN = 40

Reading = tuple[Any, str, str, str]
"""Value, then the code, the finding and the remedy of a fault (empty texts when there is none)."""


def _read_text(node: yaml.ScalarNode) -> Reading:
    # 09 and 2A come out as text while 01 and 18 come out as numbers: asking for quotes on all of them is the only
    # rule that a person can remember.
    if not node.style and _UNQUOTED_CODE.fullmatch(node.value):
        return node.value, "unquoted_code", "code écrit sans guillemets", quote(node.value)
    if code := first_unprintable(node.value):
        found = f"caractère de contrôle ou de sens d'écriture ({code}), que les pages ne peuvent pas montrer"
        return printable(node.value), "unprintable_character", found, "effacer ce caractère"
    return node.value, "", "", ""


def _read_null(node: yaml.ScalarNode) -> Reading:
    return None, "", "", ""


def _read_bool(node: yaml.ScalarNode) -> Reading:
    if node.value.lower() in ("true", "false"):
        return node.value.lower() == "true", "", "", ""
    found = "mot que YAML lit comme vrai ou faux"
    return node.value, "boolean_word", found, f"{quote(node.value)} si c'est un texte, sinon écrire true ou false"


def _read_int(node: yaml.ScalarNode) -> Reading:
    if len(node.value) > LONGEST_NUMBER:
        return 0, "too_long_number", *_TOO_LONG
    if _INTEGER.fullmatch(node.value):
        return int(node.value), "", "", ""
    if ":" in node.value:
        found = "YAML lit cette écriture comme un nombre en base 60"
    elif _UNQUOTED_CODE.fullmatch(node.value):
        return node.value, "unquoted_code", "code écrit sans guillemets : YAML perd le zéro", quote(node.value)
    else:
        found = "écriture ambiguë d'un nombre"
    return (
        node.value,
        "ambiguous_number",
        found,
        f"{quote(node.value)} si c'est un texte, sinon écrire le nombre simple",
    )


def _read_float(node: yaml.ScalarNode) -> Reading:
    if len(node.value) > LONGEST_NUMBER:
        return 0.0, "too_long_number", *_TOO_LONG
    if _DECIMAL.fullmatch(node.value) and isfinite(float(node.value)):
        return float(node.value), "", "", ""
    remedy = f"{quote(node.value)} si c'est un texte, sinon écrire un nombre tel que 5.9"
    return node.value, "ambiguous_number", "écriture ambiguë d'un nombre", remedy


def _read_day(node: yaml.ScalarNode) -> Reading:
    if not _DAY.fullmatch(node.value):
        found = "date qui n'est pas écrite année-mois-jour"
        return node.value, "ambiguous_date", found, "écrire la date comme 2020-09-14, sans heure"
    try:
        return date.fromisoformat(node.value), "", "", ""
    except ValueError:
        return node.value, "impossible_date", "cette date n'existe pas", "corriger le jour ou le mois"


SCALARS = {
    "str": _read_text,
    "null": _read_null,
    "bool": _read_bool,
    "int": _read_int,
    "float": _read_float,
    "timestamp": _read_day,
}


def quote(raw: str) -> str:
    """The remedy of a text that YAML takes for something else."""
    shown = raw if len(raw) <= _SHOWN else f"{raw[:_SHOWN]}…"
    return f'écrire "{shown}" entre guillemets'
