"""The rules of the intake: what is said of each fault, from `rulebook.yml`. A reader names the rule and gives the values.

Deciding that a value is wrong belongs to the readers and converters; saying it in one sentence is `model.issue`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from qep_lib.model.issue import Severity


@dataclass(frozen=True, slots=True)
class Reason:
    """What is wrong with a value, whatever its place. Fields as in `Issue`; those of a rule have `{values}` to be given."""

    code: str
    found: str
    accepted: str = ""
    remedy: str = ""
    severity: Severity = "reject"


@cache
def rulebook() -> Mapping[str, Reason]:
    """Every rule by its name, in the order of the table."""
    text = (files("qep_lib.intake") / "rulebook.yml").read_text(encoding="utf-8")
    read = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return MappingProxyType({name: Reason(**({"code": name} | fields)) for name, fields in read.items()})


def fault(rule: str, **values: object) -> Reason:
    """The fault of that rule, with its values. Raises `KeyError` for an unknown rule or a value that is not given."""
    known = rulebook()[rule]
    if not values:
        return known
    found, accepted, remedy = (text.format_map(values) for text in (known.found, known.accepted, known.remedy))
    return Reason(known.code, found, accepted, remedy, known.severity)
