"""Each file of `tests/layouts` is imported to exactly the rows that it holds; each of its bad variants says what to do."""

import json
import shutil
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml
from layouts import BAD, LAYOUTS

from qep_lib.errors import DataRefused
from qep_lib.intake.importer import import_file
from qep_lib.model.campaign import Import, Source
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.params.catalogue import check_params
from qep_lib.store.identity import number_things
from qep_lib.store.tables import read_table

PROJECT = Path(__file__).parents[3]


def stem(text):
    """The id of a declaration in YAML."""
    return yaml.safe_load(text)["id"]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """The project's parameters with the source and the questionnaire of every layout."""
    workspace = Workspace(tmp_path_factory.mktemp("parametres"))
    for name in ("params", "notebooks"):
        shutil.copytree(PROJECT / name, workspace.root / name)
    for layout in LAYOUTS:
        (workspace.params / "sources" / f"{stem(layout.source)}.yml").write_text(layout.source, encoding="utf-8")
        if layout.questionnaire:
            path = workspace.params / "questionnaires" / f"{stem(layout.questionnaire)}.yml"
            path.write_text(layout.questionnaire, encoding="utf-8")
    return workspace


@pytest.fixture(scope="module")
def catalogue(workspace):
    """What they are read into."""
    return read_catalogue(workspace)


def imported(catalogue, folder, layout, content, period):
    """(what the import said, the workspace)."""
    (folder / layout.file).write_bytes(content)
    request = Import(
        file=layout.file,
        source=stem(layout.source),
        site="18",
        period=period,
        extracted_on=date.fromisoformat(layout.extracted_on),
        nature="fictitious",
    )
    workspace = Workspace(folder)
    return import_file(workspace, catalogue, request), workspace


def counts(rows, name):
    """stored value -> number of rows; of answers for a question, of people for their days."""
    if name.startswith("item "):
        rows = rows.loc[rows["item_id"] == name.removeprefix("item "), "option_id"]
    else:
        if "answer_id" in rows:
            rows = rows.loc[~pd.Series(number_things(rows, "answer_id"), rows.index).duplicated()]
        rows = rows[name]
    if pd.api.types.is_datetime64_any_dtype(rows):
        rows = rows.dt.strftime("%Y-%m-%d")
    elif pd.api.types.is_float_dtype(rows):
        rows = rows.map("{:g}".format)
    return dict(Counter(rows.dropna().astype(str)))


def test_their_declarations_are_in_order(workspace):
    """`qep check` has nothing to say of them."""
    assert [issue.sentence for issue in check_params(workspace)] == []


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_layout_is_read_to_its_rows(layout, catalogue, tmp_path):
    """Every row, its figures as counted by hand, nothing set aside."""
    outcome, workspace = imported(catalogue, tmp_path, layout, layout.content, layout.period)
    table = catalogue.sources[stem(layout.source)].table
    rows = read_table(workspace, table, ["18"], [2025, 2026])
    said = " ".join(issue.sentence for issue in outcome.issues)
    assert (outcome.rows_read, outcome.rows_accepted, outcome.rejected_path) == (layout.read, layout.rows, None), said
    assert {name: counts(rows, name) for name in layout.stored} == layout.stored
    assert [words for words in layout.told if words not in said] == []


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad.layout.name}: {bad.what}")
def test_a_bad_variant_says_what_is_wrong(bad, catalogue, tmp_path):
    """Refused, or kept with what is told; nothing else is stored."""
    layout = bad.layout
    if bad.source is not None:
        declared = Source.model_validate_json(json.dumps(yaml.safe_load(bad.source)))
        catalogue = replace(catalogue, sources={**catalogue.sources, stem(layout.source): declared})
    try:
        outcome, _ = imported(catalogue, tmp_path, layout, bad.build(), bad.period)
        said, rows = " ".join(issue.sentence for issue in outcome.issues), outcome.rows_accepted
    except DataRefused as refusal:
        said, rows = " ".join((refusal.message, *refusal.faults)), None
    assert bad.told in said
    assert rows == bad.rows
