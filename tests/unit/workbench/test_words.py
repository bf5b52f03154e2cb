"""What a view says: its title is enough when it is copied, and no refusal has a word of the code."""

import ast
import inspect
import re
from pathlib import Path

import pytest

import qep_lib.workbench
from qep_lib import open_workbench
from qep_lib.display.elements import Figure, Table
from qep_lib.errors import QepError
from qep_lib.workbench.addresses import NAMES
from qep_lib.workbench.bench import Workbench
from qep_lib.workbench.explorers import REGION_VIEWS, REQUEST_VIEWS, SITE_VIEWS, SURVEY_VIEWS
from qep_lib.workbench.public_survey import PUBLIC_SURVEY_VIEWS

FRENCH_TOO = {"site", "sites", "mode", "section", "table", "questionnaire", "code", "audience"}
"""Parameters whose names are words of a sentence."""
CHER, CENTRE = ("18", "2020"), ("region:24", "2021")
CODE = re.compile(r"\w+=\S*|bench\.\S*|region:\w+|\bshow_\w+|accepté : [^.]*", re.IGNORECASE)
"""What is to be typed in a cell, or was: code is told as code."""


def parameters():
    """Every name that a call of the workbench, or an address, gives to what it asks."""
    calls = [call for _, call in inspect.getmembers(Workbench, inspect.isfunction)]
    names = {name for call in calls for name in inspect.signature(call).parameters}
    return (names | {*NAMES, "where", "explorer", "audience"}) - FRENCH_TOO


def words_of_code(sentence):
    """Those of a sentence that are parameters."""
    return parameters().intersection(re.findall(r"\w+", CODE.sub("", sentence)))


@pytest.mark.parametrize(
    "path", sorted(Path(qep_lib.workbench.__file__).parent.glob("*.py")), ids=lambda path: path.stem
)
def test_no_refusal_of_the_workbench_names_a_parameter(path):
    """Sentences as they are written, whatever is put in them."""
    refused = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Raise)]
    said = [
        leaf.value
        for node in refused
        for leaf in ast.walk(node)
        if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str) and " " in leaf.value
    ]
    assert {sentence: found for sentence in said if (found := words_of_code(sentence))} == {}


REFUSED = [
    lambda bench: bench.beside("18", "2020", other_period="2020"),
    lambda bench: bench.beside("18", "2020", other_period="2012"),
    lambda bench: bench.beside("18", "2020", other_period=2019),
    lambda bench: bench.beside("18", "2020", other_site="chre"),
    lambda bench: bench.beside("18", "2020"),
    lambda bench: bench.beside("18", "2020", other_site="91-etampes"),
    lambda bench: bench.site("18", "2020", previous="2021"),
    lambda bench: bench.site("18", "2020").show_indicator("titres"),
    lambda bench: bench.site("18", "2031"),
    lambda bench: bench.survey("37", "2021"),
    lambda bench: bench.survey("18", "2020", "autre"),
    lambda bench: bench.survey("18", "2020").cross("waiting_time", by="waiting_time"),
    lambda bench: bench.survey("18", "2020").cross("attente", by="mode"),
    lambda bench: bench.survey("18", "2020").frequency("waiting_time", where={"mode": "fax"}),
    lambda bench: bench.requests("18", "2020").on_time("humeur"),
    lambda bench: bench.requests("18", "2020").late(where={"channel": "fax"}),
    lambda bench: bench.requests("region:24", "2020"),
    lambda bench: bench.region("region:99", "2021"),
    lambda bench: bench.region("region:24", "2021").figures("mieux"),
    lambda bench: bench.results("18", "2031"),
    lambda bench: open_workbench("public").requests("18", "2020"),
    lambda bench: open_workbench("tous"),
]


@pytest.mark.parametrize("asked", REFUSED, ids=lambda asked: inspect.getsource(asked).strip()[14:-1])
def test_what_a_call_is_refused_names_no_parameter(bench, asked):
    """Sentences as they come out, those of the rooms below among them."""
    with pytest.raises(QepError) as refusal:
        asked(bench)
    error = refusal.value
    assert {line: found for line in (error.message, *error.faults) if (found := words_of_code(line))} == {}


VIEWS = [
    *(("survey", CHER, {"view": view}) for view in SURVEY_VIEWS),
    ("survey", CHER, {"view": "cross", "where": {"visit_reason": ["foreign_titles"]}}),
    *(("requests", CHER, {"view": view}) for view in REQUEST_VIEWS),
    ("requests", CHER, {"view": "late", "where": {"channel": "email"}}),
    *(("site", CHER, {"view": view}) for view in SITE_VIEWS),
    *(("site", CHER, {"view": "months", "topic": topic}) for topic in ("telephone", "titres-volumes")),
    *(("region", CENTRE, {"view": view}) for view in REGION_VIEWS),
]
PUBLIC_VIEWS = [
    *(("survey", CHER, {"view": view}) for view in PUBLIC_SURVEY_VIEWS),
    ("survey", CHER, {"view": "criteria", "mode": "desk"}),
    *(("site", CHER, {"view": view}) for view in SITE_VIEWS),
]
FILTERED = {"foreign_titles": "titres de séjour", "email": "courriel", "desk": "à l'accueil"}


@pytest.mark.parametrize(
    ("audience", "name", "subject", "chosen"),
    [*(("internal", *view) for view in VIEWS), *(("public", *view) for view in PUBLIC_VIEWS)],
)
def test_a_title_says_of_whom_when_and_among_whom(bench, audience, name, subject, chosen):
    """Of each drawing and of each table, exported or copied without the menus that chose them."""
    panel = getattr(open_workbench(audience), f"explore_{name}")(*subject, **chosen)
    shown = [element for element in panel.shown if isinstance(element, Figure | Table)]
    titles = [one.caption for figure in shown for one in (figure, *figure.tables)]
    about = ("Préfecture du Cher", "année 2020") if name != "region" else ("Centre-Val de Loire", "année 2021")
    among = [words for value, words in FILTERED.items() if value in str(chosen)]
    assert [title for title in titles for words in (*about, *among) if words not in title] == []
    assert titles or {element.kind for element in panel.shown} <= {"text", "note", "absent"}
