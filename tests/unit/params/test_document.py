"""What YAML guesses or hides is refused, with file, line, key and how to write it."""

from datetime import date
from pathlib import Path

import pytest
from bad_inputs import plays

from qep_lib.errors import ParameterError
from qep_lib.params import read_catalogue
from qep_lib.params.document import MAXIMUM_DEPTH, read_document, show_path


@pytest.fixture
def read(tmp_path):
    """Reads a text as the file `conf.yml`."""

    def reading(text: str | bytes):
        path = tmp_path / "conf.yml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_document(path, "params/conf.yml", ("seuil", "sites"))

    return reading


def test_plain_values_keep_their_type(read):
    """Text, numbers, dates, true and false come out as themselves; lists come out as tuples."""
    text = 'a: mot\nb: "01"\nc: 12\nd: -5.90\ne: 2021-01-13\nf: true\ng: [x, "18"]\nh:\ni: "NO"\nj: 91-etampes\n'
    document = read(text)
    assert document.issues == ()
    assert document.value == {
        "a": "mot",
        "b": "01",
        "c": 12,
        "d": -5.9,
        "e": date(2021, 1, 13),
        "f": True,
        "g": ("x", "18"),
        "h": None,
        "i": "NO",
        "j": "91-etampes",
    }


def test_a_key_is_always_text(read):
    """`on`, `18` and `2020-01-01` as keys are kept as they are written."""
    assert list(read("on: 1\n18: 2\n2020-01-01: 3\n").value) == ["on", "18", "2020-01-01"]


@pytest.mark.parametrize(
    ("written", "code", "told"),
    [
        ("01", "unquoted_code", 'écrire "01" entre guillemets'),
        ("09", "unquoted_code", 'écrire "09" entre guillemets'),
        ("2A", "unquoted_code", 'écrire "2A" entre guillemets'),
        ("NO", "boolean_word", 'écrire "NO" entre guillemets si c\'est un texte, sinon écrire true ou false'),
        ("on", "boolean_word", 'écrire "on" entre guillemets'),
        ("12:30", "ambiguous_number", "nombre en base 60"),
        ("1_000", "ambiguous_number", 'écrire "1_000" entre guillemets'),
        ("0x1F", "ambiguous_number", 'écrire "0x1F" entre guillemets'),
        (".inf", "ambiguous_number", "un nombre tel que 5.9"),
        ("2020-02-31", "impossible_date", "cette date n'existe pas"),
        ("2020-02-03 10:00:00", "ambiguous_date", "écrire la date comme 2020-09-14, sans heure"),
        ("!secret x", "forbidden_tag", "ôter l'étiquette"),
    ],
)
def test_what_yaml_guesses_is_refused_with_how_to_write_it(read, written, code, told):
    """The message names file, line, key and value, and says what to write."""
    (issue,) = read(f"titre: essai\nsites:\n  - {written}\n").issues
    assert issue.code == code
    assert told in issue.sentence
    assert issue.place == "params/conf.yml, ligne 3, clé « sites[0] »"
    assert "trouvé : « " in issue.sentence


@pytest.mark.parametrize(
    ("text", "code", "row", "key"),
    [
        ("seuil: 5\nsites: 1\nseuil: 50\n", "duplicate_key", 3, "seuil"),
        ("seuil: 5\nsites:\n\t- 69\n", "tab", 3, "sites"),
        ("", "empty_file", 1, None),
        ("# rien\n", "empty_file", 1, None),
        ("~\n", "empty_file", 1, None),
        ("- a\n- b\n", "not_a_mapping", 1, None),
        ("a: 1\n---\na: 2\n", "several_documents", 2, "a"),
        ("a: &x [1]\nb: *x\n", "alias", 2, "b"),
        ("a: 1\nb:\n  <<: {c: 1}\n", "merge_key", 3, "b.<<"),
        ("a: 1\nb: [1, 2\n", "yaml_syntax", 3, "b"),
        ("a: 1\nb: c: d\n", "yaml_syntax", 2, "b"),
        ("a: 1\nb: x\x00y\n", "yaml_syntax", 2, "b"),
        ("a: 1\n? [x, y]\n: 2\n", "composite_key", 2, None),
        (b"a: 1\nb: \xe9t\xe9\n", "not_utf8", 2, "b"),
        ("a: " + "[" * (MAXIMUM_DEPTH + 1) + "]" * (MAXIMUM_DEPTH + 1), "too_deep", 1, "a"),
    ],
)
def test_a_badly_written_file_is_refused_at_its_line(read, text, code, row, key):
    """Line and nearest key are given even when the file has no tree."""
    (issue,) = read(text).issues
    assert (issue.code, issue.row, issue.key) == (code, row, key)
    assert issue.sentence.startswith(f"params/conf.yml, ligne {row}")


def test_a_very_deep_file_is_refused_and_does_not_crash(read):
    """libyaml overflows the stack when it builds such a tree: the refusal comes before."""
    (issue,) = read("a: " + "[" * 200_000).issues
    assert issue.code == "too_deep"


def test_a_very_big_file_is_refused(read):
    """A data file put in params/ by mistake is told as such."""
    (issue,) = read("a: 1\n" * 300_000).issues
    assert issue.code == "too_big"


def test_an_absent_file_or_a_folder_in_its_place_is_a_fault_not_a_crash(tmp_path):
    """Both are told with the file's name."""
    assert read_document(tmp_path / "x.yml", "params/x.yml").issues[0].code == "missing_file"
    assert read_document(tmp_path, "params/x.yml").issues[0].code == "unreadable_file"


def test_a_byte_order_mark_is_not_part_of_the_first_key(read):
    """Windows editors add one."""
    assert read("﻿seuil: 5\n").value == {"seuil": 5}


def test_all_writing_faults_of_a_file_are_told_at_once(read):
    """Three faults, three lines."""
    assert [issue.row for issue in read("a: 01\nb: NO\nc: 12:30\n").issues] == [1, 2, 3]


def test_key_paths_are_shown_with_dots_and_brackets():
    """Lists count from 0."""
    assert show_path(("items", 2, "options", 0, "label")) == "items[2].options[0].label"


@plays("test_hostile_configuration_is_refused_before_anything_starts")
def test_hostile_configuration_is_refused_before_anything_starts(params, case):
    """Each case of the corpus: exit code 2, and the message names the file and the line; nothing is executed."""
    params.path("conventions.yml").write_text(case["content"], encoding="utf-8")
    with pytest.raises(ParameterError) as caught:
        read_catalogue(params.workspace)
    assert caught.value.exit_code == case["expected"]["exit_code"] == 2
    told = [fault for fault in caught.value.faults if fault.startswith("params/conventions.yml, ligne ")]
    assert told
    # Nothing precedes a hostile tag at the root, and an empty file has no key: there the keys to write are told.
    assert any("clé « " in fault or "les clés working_days" in fault or "étiquette" in fault for fault in told)
    assert not Path("PWNED").exists()


@pytest.mark.parametrize(
    ("written", "line", "says"),
    [
        ('label: "a\\x07b"', 1, "U+0007"),
        ('x: 1\nlabel: "a\\e[31m"', 2, "U+001B"),
        ("label: a\u202eb", 1, "U+202E"),
        ('"la\\x07bel": x', 1, "U+0007"),
        ("seuil: " + "9" * 100_000, 1, "nombre de plus de 40 caractères"),
        ("seuil: " + "9" * 100_000 + ".5", 1, "nombre de plus de 40 caractères"),
        ("seuil: 1.0e+400", 1, "écriture ambiguë d'un nombre"),
        ("seuil: 0" + "7" * 100_000, 1, "nombre de plus de 40 caractères"),
    ],
)
def test_what_no_page_can_show_and_numbers_without_end_are_refused(tmp_path, written, line, says):
    """With the line and at most forty characters of what was found."""
    path = tmp_path / "essai.yml"
    path.write_text(written, encoding="utf-8")
    (issue,) = read_document(path, "essai.yml").issues
    assert issue.row == line and says in issue.sentence
    assert len(issue.sentence) < 400
