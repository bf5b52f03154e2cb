"""`qep label`: what is typed is written in `labels.yml`, nothing else is touched, and nothing false is told."""

from datetime import date

import pytest

from qep_lib.cli.labelling import Typed, set_label
from qep_lib.errors import ParameterError
from qep_lib.indicators.label_calendar import LabelEvent, label_calendar
from qep_lib.model.site import Audit
from qep_lib.params import read_catalogue
from qep_lib.params.local import lay_workspace, national_sites

HAND_MADE = """\
# Le nôtre.
labels:
  - site_id: "05"   # voisine
    framework: "2022"
    modules: [M1]
    source: "x"
"""


@pytest.fixture
def laid(tmp_path, monkeypatch):
    workspace = lay_workspace(tmp_path, national_sites()["04"])
    (workspace.params / "labels.yml").write_text(HAND_MADE, encoding="utf-8")
    monkeypatch.setenv("QEP_WORKSPACE", str(tmp_path))
    return workspace


def text(workspace):
    return (workspace.params / "labels.yml").read_text("utf-8")


def test_a_new_label_is_written_below_the_others(laid, capsys):
    """The référentiel is that of the day; the hand-made lines are the same bytes; what was written is shown."""
    assert set_label("04", Typed(obtained="2021-03-01", modules="1,2,5", source="Décision du 1er mars 2021")) == 0
    assert text(laid).startswith(HAND_MADE)
    label = read_catalogue(laid).labels["04"]
    assert (label.labelled_on, label.framework, label.modules) == (date(2021, 3, 1), "2018-12-19", ("M1", "M2", "M5"))
    said = capsys.readouterr().out
    assert "modules: [M1, M2, M5]" in said and "label obtenu le 1er mars 2021" in said


def test_a_newer_label_is_of_the_newer_framework(laid):
    """So is a label that is only asked for."""
    set_label("04", Typed(obtained="2023-03-01", modules="1"))
    assert read_catalogue(laid).labels["04"].framework == "2022"
    set_label("06", Typed(modules="M1, m2"))
    asked = read_catalogue(laid).labels["06"]
    assert (asked.labelled_on, asked.framework, asked.modules) == (None, "2022", ("M1", "M2"))


def test_the_same_thing_said_twice_changes_nothing(laid, capsys):
    """Not even the day on which an audit was told."""
    typed = Typed(obtained="2021-03-01", modules="1,2", surveillance_audit="2022-06-10", source="x")
    set_label("04", typed)
    path = laid.params / "labels.yml"
    path.write_text(text(laid).replace(f"told_on: {date.today()}", "told_on: 2022-07-01"), encoding="utf-8")
    before = text(laid)
    set_label("04", typed)
    assert text(laid) == before
    assert "rien à changer" in capsys.readouterr().out


def test_an_audit_is_done_only_if_it_was_told_after_its_day(laid, capsys):
    """A date to come that goes by proves nothing; the same date told afterwards does."""
    set_label("04", Typed(obtained="2021-03-01", modules="1,2", surveillance_audit="2022-06-10"))
    catalogue = read_catalogue(laid)
    label, framework = catalogue.labels["04"], catalogue.framework_of("04")

    def audit(label, as_of, events=()):
        found = label_calendar(label, framework, events, as_of)
        (due,) = (item for item in found if item.kind == "surveillance_audit")
        return due.state, due.done_on

    assert audit(label, date(2023, 1, 1)) == ("done", date(2022, 6, 10))
    assert audit(label, date(2022, 6, 9)) == ("next", None)
    planned = Audit(kind="surveillance_audit", day=date(2022, 6, 10), told_on=date(2022, 1, 1))
    assert audit(label.model_copy(update={"audits": (planned,)}), date(2023, 1, 1)) == ("passed", None)
    held = LabelEvent("surveillance_audit", date(2022, 6, 10), date(2022, 6, 10), date(2022, 12, 31))
    assert audit(label, date(2023, 1, 1), [held]) == ("done", date(2022, 6, 10))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (Typed(obtained="2021-03-01"), "il manque --modules"),
        (Typed(obtained="1er mars", modules="1"), "illisible"),
        (Typed(obtained="2999-01-01", modules="1"), "à venir"),
        (Typed(modules="1;2"), "illisible"),
        (Typed(modules="1,9"), "module inconnu"),
        (Typed(modules="2"), "M1 est obligatoire"),
        (Typed(modules="1", has_cert=True), "M2 est obligatoire"),
        (Typed(modules="1", framework="2020"), "version du référentiel inconnue"),
        (Typed(modules="1", obtained="2021-03-01", surveillance_audit="2021-02-01"), "suit l'obtention"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(laid, typed, said):
    """The sentence says what is accepted."""
    with pytest.raises(ParameterError) as caught:
        set_label("04", typed)
    assert said in str(caught.value)
    assert text(laid) == HAND_MADE


def test_without_anything_typed_the_label_is_shown(laid, capsys):
    """And nothing is written."""
    set_label("04", Typed())
    set_label("05", Typed())
    said = capsys.readouterr().out
    assert "aucun label" in said and "référentiel 2022, modules M1" in said
    assert text(laid) == HAND_MADE
