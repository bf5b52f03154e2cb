"""JSON Schemas of the YAML files, made from the models, so that editors complete and underline. Checking is elsewhere."""

import json
from pathlib import Path
from typing import Any

from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.workspace import Workspace
from qep_lib.params.kinds import KINDS, Kind
from qep_lib.questions.forms import FORMS


def write_schemas(workspace: Workspace) -> list[Path]:
    """Write `params/schemas/<kind>.schema.json` for every kind, same bytes each time; returns their paths."""
    folder = workspace.params / "schemas"
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for kind in KINDS.values():
        path = folder / f"{kind.name}.schema.json"
        path.write_text(schema_text(kind), encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


def schema_text(kind: Kind) -> str:
    """The schema of one kind as the bytes of its file."""
    schema = _without_prose(kind.model.model_json_schema())
    if kind.model is Questionnaire:
        schema["$defs"]["Item"]["properties"]["kind"] |= {"enum": [*FORMS]}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": kind.title}
    return json.dumps({**head, **schema}, ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def _without_prose(node: Any) -> Any:
    """Without the titles and descriptions that pydantic makes of English names and docstrings: editors show them."""
    if isinstance(node, dict):
        return {
            key: _without_prose(value)
            for key, value in node.items()
            if not (key in ("title", "description") and isinstance(value, str))
        }
    return [_without_prose(value) for value in node] if isinstance(node, list) else node
