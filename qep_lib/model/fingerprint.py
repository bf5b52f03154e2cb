"""Fingerprints of values: canonical JSON, then SHA-256. Hashing files is `files`; what counts is decided elsewhere."""

import hashlib
import json
from datetime import date
from typing import Any

from pydantic import BaseModel


def canonical_json(value: Any) -> str:
    """One text for equal values, whatever the order of their keys; dates as ISO text, declarations as their fields.

    Raises `TypeError` for a value that has no JSON form.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def fingerprint(value: Any) -> str:
    """SHA-256, as hexadecimal, of the canonical JSON of a value."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    raise TypeError(f"valeur sans forme JSON : {type(value).__name__}")
