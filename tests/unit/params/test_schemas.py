"""The JSON Schemas that editors use: current, pointed to by every YAML file, and agreeing with what is committed."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from qep_lib.model.workspace import Workspace
from qep_lib.params.document import read_document
from qep_lib.params.kinds import KINDS
from qep_lib.params.schemas import schema_text, write_schemas

PARAMS = Path(__file__).parents[3] / "params"
FILES = sorted(path.relative_to(PARAMS).as_posix() for path in PARAMS.rglob("*.yml"))
POINTER = "# yaml-language-server: $schema="


def as_json(value):
    """As a JSON tool sees it: lists, and dates as text."""
    if isinstance(value, dict):
        return {key: as_json(child) for key, child in value.items()}
    if isinstance(value, tuple):
        return [as_json(child) for child in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_the_committed_schema_is_current(kind):
    """`qep schema` was run after the last change of the models."""
    committed = (PARAMS / "schemas" / f"{kind.name}.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(kind), "À faire : qep schema"


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_the_schema_is_valid_and_shows_no_english_prose(kind):
    """Editors show titles and descriptions: only the French title is left."""
    schema = json.loads(schema_text(kind))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"] == kind.title
    assert schema_text(kind).count('"description": "') == 0


@pytest.mark.parametrize("file", FILES)
def test_a_yaml_file_points_to_its_schema_and_follows_it(file):
    """The first line names an existing schema by a relative path, and the file is valid under it."""
    path = PARAMS / file
    first_line = path.read_text(encoding="utf-8").splitlines()[0]
    assert first_line.startswith(POINTER)
    schema_path = (path.parent / first_line.removeprefix(POINTER)).resolve()
    assert schema_path.parent == PARAMS / "schemas"
    places = (file, file.split("/")[0])
    assert schema_path.name == next(f"{kind.name}.schema.json" for kind in KINDS.values() if kind.place in places)
    schema = json.loads(schema_path.read_text(encoding="utf-8"))
    jsonschema.validate(as_json(read_document(path, file).value), schema, jsonschema.Draft202012Validator)


def test_writing_twice_gives_the_same_bytes(tmp_path):
    """Deterministic, accents kept, one file a kind; the paths written are returned."""
    workspace = Workspace(tmp_path)
    first = {path.name: path.read_bytes() for path in write_schemas(workspace)}
    second = {path.name: path.read_bytes() for path in write_schemas(workspace)}
    assert first == second
    assert sorted(first) == sorted(f"{name}.schema.json" for name in KINDS)
    assert "Exécution" in first["run.schema.json"].decode()
