"""Corrections of cells, kept beside the file that they are of. Putting them in place of its cells is `correcting`."""

import hashlib
from pathlib import Path

from pydantic import ValidationError

from qep_lib.files import replace_file
from qep_lib.intake.refusal import refuse
from qep_lib.intake.rulebook import fault
from qep_lib.model.correction import Corrections

SUFFIX = ".corrections.json"
LONGEST_NAME, SHORTENED = 220, 50


def corrections_path(raw_file: Path) -> Path:
    """Where the corrections of a file are: beside it, under its own name, cut where no disk would bear a longer one."""
    name = raw_file.name
    if len(name.encode(errors="surrogateescape")) > LONGEST_NAME:
        digest = hashlib.sha256(name.encode(errors="surrogateescape")).hexdigest()
        name = f"{name[:SHORTENED]}.{digest[:12]}"
    return raw_file.with_name(f"{name}{SUFFIX}")


def read_corrections(raw_file: Path) -> Corrections | None:
    """Those of that file, None without any; raises `DataRefused` when they cannot be read."""
    path = corrections_path(raw_file)
    try:
        return Corrections.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError):
        raise refuse(path.name, fault("unreadable_corrections")) from None


def keep_corrections(raw_file: Path, corrections: Corrections) -> None:
    """Put them beside the file, in place of the former ones; none at all leaves no file. Raises `DataRefused`."""
    path = corrections_path(raw_file)
    try:
        if corrections.cells:
            replace_file(path, f"{corrections.model_dump_json(indent=1)}\n".encode())
        else:
            path.unlink(missing_ok=True)
    except OSError:
        raise refuse(path.name, fault("unwritable_corrections", folder=raw_file.parent.name)) from None


def corrections_sha256(corrections: Corrections | None) -> str:
    """The hash that the manifest keeps; empty without any."""
    return "" if corrections is None else hashlib.sha256(corrections.model_dump_json().encode()).hexdigest()
