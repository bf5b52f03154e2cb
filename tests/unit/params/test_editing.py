"""One entry of a hand-made list is changed, and every other byte of the file stays."""

from datetime import date

import pytest
import yaml

from qep_lib.errors import ParameterError
from qep_lib.params.editing import flow, set_entry

FILE = "params/labels.yml"
TEXT = """\
# Nos labels.
labels:
  - site_id: "04"   # la nôtre
    labelled_on: 2021-03-01   # d'après la décision
    modules:
      - M1
      - M2

  # Digne n'est pas seule.
  - {site_id: "05", framework: "2022", modules: [M1]}
other: 1
"""


def edited(text, **values):
    return set_entry(text, FILE, "labels", "site_id", values)


def test_a_value_is_changed_where_it_stands():
    """The comment of its line, the blank line and the other entry stay."""
    assert edited(TEXT, site_id="04", labelled_on=date(2022, 5, 2)) == TEXT.replace("2021-03-01", "2022-05-02")


def test_a_list_written_below_its_key_becomes_one_line():
    """The lines of the old list go, nothing else."""
    expected = TEXT.replace("    modules:\n      - M1\n      - M2\n", "    modules: [M1, M3]\n")
    assert edited(TEXT, site_id="04", modules=("M1", "M3")) == expected


def test_nothing_changes_when_nothing_is_new():
    """The same list, written otherwise, is the same."""
    assert edited(TEXT, site_id="04", modules=("M1", "M2")) == TEXT


def test_a_new_key_is_added_at_the_end_of_its_entry():
    """With the indent of that entry; on its line when it is written on one."""
    added = edited(TEXT, site_id="04", has_cert=True)
    assert added == TEXT.replace("      - M2\n", "      - M2\n    has_cert: true\n")
    added = edited(TEXT, site_id="05", has_cert=True)
    assert added == TEXT.replace("modules: [M1]}", "modules: [M1], has_cert: true}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("labels: []\n", 'labels:\n  - site_id: "06"\n    framework: "2022"\n'),
        ("labels:\n", 'labels:\n  - site_id: "06"\n    framework: "2022"\n'),
        ("# vide\n", '# vide\nlabels:\n  - site_id: "06"\n    framework: "2022"\n'),
        ("", 'labels:\n  - site_id: "06"\n    framework: "2022"\n'),
        ('labels: [{site_id: "1"}]', 'labels: [{site_id: "1"}, {site_id: "06", framework: "2022"}]'),
        ("labels:\n- site_id: a\n# fin", 'labels:\n- site_id: a\n- site_id: "06"\n  framework: "2022"\n# fin'),
        (
            "labels:\n  - site_id: a\n    why: |\n      oui\n      non\n\nx: 1\n",
            'labels:\n  - site_id: a\n    why: |\n      oui\n      non\n  - site_id: "06"\n    framework: "2022"\n\nx: 1\n',
        ),
    ],
)
def test_a_new_entry_follows_the_others(before, after):
    """Whatever the list was: empty, absent, on one line, not indented, ended by a text of several lines."""
    assert edited(before, site_id="06", framework="2022") == after


def test_line_ends_are_those_of_the_file():
    """A file saved by Windows stays one."""
    text = TEXT.replace("\n", "\r\n")
    assert edited(text, site_id="04", has_cert=True) == edited(TEXT, site_id="04", has_cert=True).replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("labels:\n  - site_id: '04'\n    modules:\n      - M1  # toujours\n      - M2\n", "porte des commentaires"),
        ("labels: non\n", "n'est pas une liste"),
        ("- a\n", "ne commence pas par une clé"),
        ("labels: [\n", "illisible"),
        ('labels:\n  - {site_id: "04"}\n  - {site_id: "04"}\n', "à la main"),
    ],
)
def test_what_cannot_be_changed_without_loss_is_refused(text, said):
    """Nothing is written, and the sentence says where."""
    with pytest.raises(ParameterError, match=said) as caught:
        edited(text, site_id="04", modules=("M3",))
    assert FILE in caught.value.message


@pytest.mark.parametrize(
    "value", ["M1", "04", "l'été : « #1 »", "true", "", "a\nb", "2022-01-01", 'dit "oui"', "- x", "é"]
)
def test_a_text_is_read_back_as_itself(value):
    """Words that YAML would take for something else are quoted."""
    assert yaml.safe_load(flow((value, {"a": value}))) == [value, {"a": value}]
