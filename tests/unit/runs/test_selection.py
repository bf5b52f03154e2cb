"""Site expressions: what they choose, and what is said of those that choose nothing."""

import json

import pytest
from bad_inputs import plays
from pydantic import TypeAdapter, ValidationError

from qep_lib.errors import ParameterError
from qep_lib.model.base import SiteId
from qep_lib.model.period import Period
from qep_lib.runs.plan.planning import Job
from qep_lib.runs.plan.selection import check_patterns, match_ids, select_sites

IDS = ("18/2020/interne/bilan", "18/2020/public/bilan", "41/2020/interne/bilan", "41/2021/interne/satisfaction")


@pytest.mark.parametrize(
    ("expressions", "chosen"),
    [
        (["18"], ("18",)),
        ([" 2A "], ("2A",)),
        (["region:24"], ("18", "41")),
        (["all"], ("01", "18", "2A", "41")),
        (["41", "18", "region:24"], ("18", "41")),
    ],
)
def test_expressions_choose_sites_once_in_the_order_of_the_registry(catalogue, expressions, chosen):
    """Repeating a site, or naming it twice in two ways, never makes two reports of it."""
    assert select_sites(expressions, catalogue.sites) == chosen


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("1", "écrire 01"),
        ("2a", "« 2A »"),
        ("99", "params/sites.csv"),
        ("region:99", "24 (Centre-Val de Loire)"),
        ("", "params/sites.csv"),
    ],
)
def test_an_unknown_site_is_refused_with_how_to_write_it(catalogue, expression, said):
    """A code that lost its zero, its capital, or that does not exist: each message says what to type."""
    with pytest.raises(ParameterError) as refusal:
        select_sites([expression], catalogue.sites)
    assert said in str(refusal.value)
    assert refusal.value.exit_code == 2


@plays("test_a_hostile_code_is_no_site_and_no_period")
def test_a_hostile_code_is_no_site_and_no_period(catalogue, case):
    """Paths, controls, capitals, addresses: refused with the value before anything starts, and never shown raw."""
    for read in (lambda value: select_sites([value], catalogue.sites), Period.parse):
        with pytest.raises(ParameterError) as refusal:
            read(case["value"])
        assert refusal.value.exit_code == case["expected"]["exit_code"] == 2
        told = " ".join((str(refusal.value), *refusal.value.faults))
        assert "\0" not in told and case["value"].strip()[:8].split("\n")[0].split("\0")[0] in told
    with pytest.raises(ValidationError):
        TypeAdapter(SiteId).validate_python(case["value"] if case["id"] != "H24" else "69-LYON")


def test_a_job_is_made_of_plain_values(job):
    """J04: a number of numpy, a date or a path never reaches a notebook: parameters are text, and cross as JSON."""
    assert Job.from_json(json.loads(json.dumps(job.to_json()))) == job
    assert all(isinstance(value, str) for value in (job.subject.id, job.period, job.as_of, job.audience))


def test_every_unknown_expression_is_told_at_once(catalogue):
    """Two faults give two sentences, not the first one only."""
    with pytest.raises(ParameterError) as refusal:
        select_sites(["1", "18", "region:0"], catalogue.sites)
    assert len(refusal.value.faults) == 2


def test_a_file_stands_for_the_sites_it_lists(catalogue, tmp_path):
    """One expression a line; comments, blank lines and the mark that Windows adds do not count."""
    path = tmp_path / "sites.txt"
    path.write_text("\ufeff# Corse\n2A\n\n41  # Blois\nregion:84\n", encoding="utf-8")
    assert select_sites([f"file:{path}"], catalogue.sites) == ("01", "2A", "41")


def test_a_faulty_line_of_a_file_is_told_with_its_place(catalogue, tmp_path):
    """Every fault of the file at once, those of the command line too."""
    path = tmp_path / "sites.txt"
    path.write_text("18\n1\nfile:autre.txt\n", encoding="utf-8")
    with pytest.raises(ParameterError) as refusal:
        select_sites([f"file:{path}", "99"], catalogue.sites)
    first, second, third = refusal.value.faults
    assert first.startswith(f"{path}, ligne 2 : « 1 »") and "écrire 01" in first
    assert second.startswith(f"{path}, ligne 3 : « file:autre.txt »")
    assert third.startswith("« 99 »")


@pytest.mark.parametrize(
    ("content", "said"), [(None, "n'existe pas"), (b"# rien\n", "aucun site"), (b"\xe9\xe8", "UTF-8")]
)
def test_a_file_that_lists_nothing_is_refused(catalogue, tmp_path, content, said):
    """Absent, empty, or not a text: never taken for « no site », which would run nothing in silence."""
    path = tmp_path / "sites.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ParameterError, match=said):
        select_sites([f"file:{path}"], catalogue.sites)


@pytest.mark.parametrize(
    ("patterns", "kept"),
    [
        ((), (0, 1, 2, 3)),
        (["18/2020/*/bilan"], (0, 1)),
        (["*/bilan"], (0, 1, 2)),
        (["*/satisfaction", "18/2020/public/bilan"], (1, 3)),
        (["41/202[01]/*"], (2, 3)),
        (["*/Bilan"], ()),
    ],
)
def test_patterns_keep_jobs_in_their_order(patterns, kept):
    """An id as it is printed, or with stars; capitals count."""
    assert match_ids(IDS, patterns) == tuple(IDS[number] for number in kept)


def test_a_pattern_that_matches_nothing_is_refused_with_examples():
    """Rather than a run of nothing that ends well."""
    check_patterns(["*/bilan", IDS[0]], IDS)
    with pytest.raises(ParameterError) as refusal:
        check_patterns(["*/bilan", "*/bilam"], IDS)
    (fault,) = refusal.value.faults
    assert "« */bilam »" in fault and IDS[0] in fault
    with pytest.raises(ParameterError, match="vide"):
        check_patterns(["*"], [])
