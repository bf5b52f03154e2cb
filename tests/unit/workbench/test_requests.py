"""The register of requests, asked one by one: the same verdicts as the published rate, and nothing of it outside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qep_lib.disclosure.register import request_lines
from qep_lib.errors import DataRefused, ParameterError, QepError
from qep_lib.reports.context import open_context
from qep_lib.workbench.requests import CLASSES, GROUPS, JUDGED


@pytest.fixture
def requests(bench):
    """The register of the Cher in 2020."""
    return bench.requests("18", "2020")


def test_the_rows_are_those_of_the_published_rate(requests):
    """36 of 41 in time, 4 answered late, one open past its deadline, one whose deadline still runs."""
    counts = requests.frame["state"].value_counts().to_dict()
    assert counts == {"on_time": 36, "answered_late": 4, "overdue_open": 1, "not_yet_due": 1}
    total = requests.context.total("replies_on_time")
    assert (total.numerator, total.denominator) == (36, 41)


def test_late_requests_say_how_late_and_what_was_done(requests):
    """What an officer looks for: delay, channel, theme, answer."""
    table = requests.late()
    assert table.caption.startswith("Demandes hors délai : 5") and len(table.rows) == 5
    first = [cell.text for cell in table.rows[0]]
    assert first[:4] == ["2020-005", "Demandes d'information", "Courriel", "Permis de conduire"]
    assert first[5].startswith("11") and first[6] == "5" and first[7] == "répondu hors délai"
    assert {row[7].text for row in table.rows} == {"répondu hors délai", "sans réponse, délai dépassé"}


@pytest.mark.parametrize("view", ["late", "lines", "delays", "on_time"])
def test_a_view_of_some_says_so_in_its_title_and_its_note(requests, view):
    """A drawing that is copied goes without its notes."""
    by = ("theme",) if view == "on_time" else ()
    said, whole = "Filtres : nature = réclamations", getattr(requests, view)(*by)
    shown = getattr(requests, view)(*by, where={"kind": "complaint"})
    table = shown.data if shown.kind == "figure" else shown
    assert f"année 2020). {said}" in shown.caption and table.caption.endswith(said) and f"{said}." in table.notes
    assert "Filtres" not in str(whole)


@pytest.mark.parametrize("by", GROUPS)
def test_groups_add_up_to_the_whole(requests, by):
    """Whatever splits the requests: received, due and late."""
    shown = requests.on_time(by)
    table = shown.data if shown.kind == "figure" else shown
    received, due, late = (sum(row[place].number for row in table.rows) for place in (1, 2, 3))
    assert (received, due, late) == (42, 41, 5)


def test_a_share_of_too_few_is_not_told(requests):
    """Three requests by a form of the hall: their counts, no share, and no dot."""
    figure = requests.on_time("channel")
    row = next(row for row in figure.data.rows if row[0].text == "Fiche hall")
    assert row[4].text == "trop peu de demandes" and "Fiche hall" not in figure.alt
    # The drawing alone says whom it leaves out, and what all of them make.
    assert figure.caption.endswith(". Non dessinés : Fiche hall (trop peu de demandes)")
    assert "Ensemble (n = 41)" in figure.alt.replace("\u00a0", " ")


def test_classes_of_delay_hold_every_answer_once(requests):
    """No gap and no overlap between classes; open requests are told apart."""
    assert all(low == high + 1 for (_, high), (low, _) in zip(CLASSES[:-1], CLASSES[1:], strict=True))
    figure = requests.delays()
    assert sum(row[1].number for row in figure.data.rows) == 40
    assert any("non comptées ici : 2" in note for note in figure.data.notes)


@given(st.dictionaries(st.sampled_from([*GROUPS, "state"]), st.integers(0, 20), max_size=3))
def test_filters_keep_what_they_say_and_no_more(explored_workspace, picks):
    """Any values of any filters together."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QEP_WORKSPACE", str(explored_workspace))
        found = _opened()
        where = {name: list(found.values_of(name))[pick % len(found.values_of(name))] for name, pick in picks.items()}
        kept = found.chosen(where)
        whole = found.frame
        for name, value in where.items():
            whole = whole[whole[name] == value]
        assert kept["request_id"].tolist() == whole["request_id"].tolist()
        assert found.named_lines(where)["N°"].tolist() == kept["request_id"].tolist()


_OPENED = {}


def _opened():
    if not _OPENED:
        from qep_lib import open_workbench

        _OPENED["requests"] = open_workbench().requests("18", "2020")
    return _OPENED["requests"]


@pytest.mark.parametrize(
    ("where", "told"),
    [({"canal": "email"}, "filtre « canal » inconnu"), ({"channel": "mail"}, "vouliez-vous dire « email »")],
)
def test_a_filter_that_is_none_is_told(requests, where, told):
    """By name, then by value."""
    with pytest.raises(ParameterError) as caught:
        requests.late(where)
    assert told in str(caught.value)


def test_a_site_without_a_register_is_told(bench):
    """With what to do."""
    with pytest.raises(DataRefused, match="À faire"):
        bench.requests("18", "2019")


def test_no_request_leaves_for_the_public(explored_workspace, monkeypatch):
    """The gate itself refuses, whoever asks."""
    monkeypatch.setenv("QEP_WORKSPACE", str(explored_workspace))
    with pytest.raises(QepError, match="ne sortent pas"):
        request_lines(open_context("complaints", "18", "2020", None, "public").stored)
    assert set(JUDGED) == {"on_time", "answered_late", "overdue_open"}
