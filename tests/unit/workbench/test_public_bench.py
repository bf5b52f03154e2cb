"""The workbench of the public: what public documents print, no rows, nothing counted on the spot."""

import pytest

from qep_lib import open_workbench
from qep_lib.errors import DataRefused, ParameterError
from qep_lib.workbench.explorers import SITE_VIEWS
from qep_lib.workbench.exports import pieces
from qep_lib.workbench.public_survey import PUBLIC_SURVEY_VIEWS


@pytest.fixture
def public(bench):
    """The workbench of the same workspace, for the public."""
    return open_workbench("public")


def words(panel):
    """Everything that a panel gives to whoever looks at it."""
    return "".join(output["data"]["text/html"] for output in panel.output.outputs)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda bench: bench.requests("18", "2020"), "le registre des demandes ne se montre pas en public"),
        (lambda bench: bench.results("18", "2020"), "le tableau des résultats ne se montre pas en public"),
        (lambda bench: bench.survey("18", "2020").answers, "en public, les réponses ne se comptent pas à la demande"),
        (lambda bench: bench.survey("18", "2020").questions(), "en public"),
        (lambda bench: bench.survey("18", "2020").frequency("waiting_time"), "en public"),
        (lambda bench: bench.survey("18", "2020").cross("queue_management", "visit_reason"), "en public"),
        (lambda bench: bench.survey("18", "2020").lines("waiting_time"), "en public"),
    ],
)
def test_nothing_is_counted_on_the_spot_in_public(public, ask, said):
    """Each says why, and what to do."""
    with pytest.raises(DataRefused, match=said) as refused:
        ask(public)
    assert "À faire" in str(refused.value)


def test_an_audience_is_one_of_two(bench):
    """Another word is refused with what is accepted."""
    with pytest.raises(ParameterError, match="audience « presse »"):
        open_workbench("presse")


def test_rows_are_not_offered_nor_given_when_their_button_is_pressed_all_the_same(public):
    """A page can send what its buttons do not: the workbench itself has no rows to give."""
    for panel in (public.explore_survey("18", "2020"), public.explore_site("18", "2020"), public.explore_region()):
        assert "Voir les lignes" not in [getattr(tool, "description", "") for tool in panel.children[-3].children]
        panel.with_lines.value = True
        (said,) = panel.below.children
        assert "Ces lignes ne peuvent pas être montrées" in said.outputs[0]["data"]["text/html"]


def test_a_mode_of_few_is_hidden_with_the_other(public):
    """95 at the desk, 9 by internet: neither is told, since all less the one is the other."""
    panel = public.explore_survey("18", "2020")
    for mode in ("desk", "web"):
        panel.mode.value = mode
        assert "non diffusés" in panel.shown[1].sentence
    panel.mode.value = ""
    assert panel.shown[1].kind == "figure"


def test_what_the_document_leaves_out_is_left_out(public):
    """Replies to mail counted from the register are in no public document (ADR 0014): neither section nor indicator."""
    found, inside = public.site("18", "2020"), open_workbench().site("18", "2020")
    assert {"mail"} <= {*inside.sections()} - {*found.sections()}
    with pytest.raises(ParameterError, match="rubrique « mail »"):
        found.show_section("mail")
    hidden = {*inside.indicators()} - {*found.indicators()}
    assert hidden
    with pytest.raises(ParameterError, match="inconnu"):
        found.show_indicator(next(iter(hidden)))


@pytest.mark.parametrize(("opener", "views"), [("explore_survey", PUBLIC_SURVEY_VIEWS), ("explore_site", SITE_VIEWS)])
def test_each_public_view_has_its_call(public, opener, views):
    """As inside: the call gives what is shown, and asks for the same audience."""
    for view in views:
        panel = getattr(public, opener)("18", "2020", view=view)
        found = eval(panel._call(), {"bench": public})
        assert all(piece in panel.shown for piece in pieces((found,)))
        assert eval(panel._opening(), {"bench": public}).shown == panel.shown
    panel = getattr(public, opener)("18", "2020")
    panel.with_files.value = True
    page = panel.below.children[0].outputs[0]["data"]["text/html"]
    assert "bench = open_workbench(&quot;public&quot;)" in page


def test_a_period_without_a_public_document_is_not_offered(public):
    """A half-year is public once a run declares it (ADR 0012)."""
    assert public.periods("18") == [code for code in open_workbench().periods("18") if code.isdigit()]


def test_a_few_who_all_agree_are_not_counted(public):
    """Nowhere « 12 sur 12 » beside « plus de 85 % »."""
    for indicator in public.site("28", "2021").indicators():
        for group in (None, *public.site("28", "2021").groups(indicator)):
            shown = public.site("28", "2021").show_indicator(indicator, group)
            for row in getattr(shown, "data", shown).rows:
                assert not (row[1].text.startswith(("plus de", "moins de")) and " sur " in row[3].text)
