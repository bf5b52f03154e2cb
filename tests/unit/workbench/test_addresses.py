"""An address opens a view again: the same elements, for whoever may see them, and nothing more."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qep_lib import open_workbench
from qep_lib.workbench.addresses import LONGEST, NAMES, query_of
from qep_lib.workbench.explorers import REGION_VIEWS, REQUEST_VIEWS, SITE_VIEWS, SURVEY_VIEWS
from qep_lib.workbench.exploring import Exploring, open_served
from qep_lib.workbench.public_survey import PUBLIC_SURVEY_VIEWS

CHER, CENTRE = {"site": "18", "period": "2020"}, {"region": "region:24", "period": "2021"}
VIEWS = {
    "survey": (CHER, SURVEY_VIEWS),
    "requests": (CHER, REQUEST_VIEWS),
    "site": (CHER, SITE_VIEWS),
    "region": (CENTRE, REGION_VIEWS),
}
PUBLIC_VIEWS = {"survey": (CHER, PUBLIC_SURVEY_VIEWS), "site": VIEWS["site"], "region": VIEWS["region"]}
ASKED = [
    *((name, view, {}) for name, (_, views) in VIEWS.items() for view in views),
    ("survey", "cross", {"item": "waiting_time", "by": "visit_reason", "where": {"mode": ["desk", "web"]}}),
    ("survey", "frequency", {"item": "queue_management", "where": {"mode": ["desk"], "visit_reason": ["foreign_titles"]}}),
    ("requests", "late", {"where": {"channel": "email", "kind": "complaint"}}),
    ("site", "section", {"previous": "2019", "section": "requests"}),
    ("region", "one", {"kind": "chosen", "sites": ["28", "36"], "indicator": "call_answer_pct"}),
]  # fmt: skip


@pytest.fixture
def public(bench):
    """The workbench of the same workspace, for the public."""
    return open_workbench("public")


def panel_at(bench, query):
    """The explorer that this address shows."""
    exploring = Exploring(bench)
    assert exploring.open_address(query)
    return exploring.children[exploring.selected_index].children[0]


def page_of(panel):
    """All that the panel shows."""
    return "".join(output["data"]["text/html"] for output in panel.output.outputs)


@pytest.mark.parametrize(("name", "view", "more"), ASKED)
def test_an_address_gives_the_view_again(bench, name, view, more):
    """Menus as they stood, elements as they were: filters, sites chosen one by one and the period compared with, too."""
    former = getattr(bench, f"explore_{name}")(**VIEWS[name][0], view=view, **more)
    former.with_files.value = True
    query = query_of(name, former.chosen())
    assert (
        f'data-qep-address="{query.replace("&", "&amp;")}"' in former.below.children[0].outputs[0]["data"]["text/html"]
    )
    panel = panel_at(bench, query)
    assert panel.name == name and panel.chosen() == former.chosen() and panel.shown == former.shown
    assert "Adresse suivie en partie" not in page_of(panel)


@pytest.mark.parametrize(
    ("name", "view"), [(name, view) for name, (_, views) in PUBLIC_VIEWS.items() for view in views]
)
def test_an_address_of_the_public_gives_its_view_again(public, name, view):
    """In the page of `qep serve`, which is the link itself."""
    former = getattr(public, f"explore_{name}")(**PUBLIC_VIEWS[name][0], view=view)
    panel = panel_at(public, query_of(name, former.chosen()))
    assert panel.chosen() == former.chosen() and panel.shown == former.shown


def test_the_page_of_a_served_address_is_what_it_asks(bench, monkeypatch):
    """Voilà gives the query of a page to its kernel; the view links to itself, without its calls."""
    query = query_of("survey", {**CHER, "view": "modes"})
    monkeypatch.setenv("QUERY_STRING", query)
    panel = open_served("public").children[0].children[0]
    panel.with_files.value = True
    kept = panel.below.children[0].outputs[0]["data"]["text/html"]
    assert panel.view.value == "modes" and f'href="?{query.replace("&", "&amp;")}"' in kept and "bench." not in kept


@pytest.mark.parametrize(("name", "view", "more"), ASKED)
def test_an_address_from_inside_gives_the_public_what_the_public_has(bench, public, name, view, more):
    """Of a view with rows or crossings: none, what is not there is said, and every element is one of a public view."""
    inside = getattr(bench, f"explore_{name}")(**VIEWS[name][0], view=view, **more)
    panel = panel_at(public, query_of(name, inside.chosen()))
    assert panel.bench.audience == "public"
    again = getattr(public, f"explore_{panel.name}")(**panel.chosen())
    assert panel.shown == again.shown
    if name == "requests" or view not in PUBLIC_VIEWS[name][1]:
        assert "Adresse suivie en partie" in page_of(panel)


@pytest.mark.parametrize("beside", ["reset=1", "reset", "clone=auto-X", "token=abc&reset="])
def test_what_the_page_puts_in_its_own_address_is_not_asked_of_a_view(bench, beside):
    """JupyterLab adds a word to the address of a tab that is opened while the home is open in another."""
    panel = panel_at(bench, f"explorer=survey&site=18&period=2020&view=table&{beside}")
    assert panel.view.value == "table" and "Adresse suivie en partie" not in page_of(panel)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("explorer=presse", "« explorer » : presse"),
        ("explorer=survey&site=18&period=2031", "Période : 2031"),
        ("explorer=survey&site=18&audience=internal", "« audience » : internal"),
        ("explorer=survey&site=18&self=1&bench=2", "« bench » : 2"),
        ("explorer=survey&site=18&view=cross&where.mode=phone", "Filtre : phone"),
        ("explorer=survey&site=18&view=cross&where.nothing=desk", "Filtre : desk"),
        ("explorer=requests&site=18&where=desk&where.channel=email&where.channel=web", "Filtre : web"),
        ("explorer=region&region=region:24&kind=chosen&sites=28&sites=99", "Sites choisis : 99"),
        ("explorer=site&view=section&view=months", "Vue : months"),
        ("explorer=site&section=%3Cscript%3E", "Rubrique : &lt;script&gt;"),
    ],
)
def test_what_is_not_there_is_said(bench, query, said):
    """Each word of the address that is not followed, as text, until another choice."""
    panel = panel_at(bench, query)
    page = page_of(panel).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Adresse suivie en partie" in page and said in page
    panel._changed(None)
    assert "Adresse suivie en partie" not in page_of(panel)


def test_an_address_that_asks_for_no_view_opens_none(bench):
    """Nor does one that is longer than any view needs."""
    exploring = Exploring(bench)
    for query in ("", "?reset&token=abc", "explorer=", "explorer=survey&item=" + "a" * LONGEST):
        assert not exploring.open_address(query)


WORDS = st.sampled_from(
    ["18", "2020", "cross", "lines", "late", "one", "chosen", "waiting_time", "visit_reason", "desk", "é &=?<"]
)
PAIRS = st.lists(
    st.tuples(st.sampled_from([*NAMES, "where.mode", "where.channel", "where", "audience"]), WORDS), max_size=6
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=st.sampled_from([*VIEWS, "presse"]), pairs=PAIRS)
def test_no_address_widens_an_audience(public, name, pairs):
    """Whatever it asks: a panel of the public, with what the public's own menus give, or a sentence; never an error."""
    query = "&".join(f"{key}={value}" for key, value in [("explorer", name), *pairs])
    panel = panel_at(public, query)
    assert panel.bench.audience == "public" and panel.name != "requests"
    assert getattr(public, f"explore_{panel.name}")(**panel.chosen()).shown == panel.shown
