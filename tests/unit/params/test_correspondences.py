"""`services-publics-plus.yml`: every name and number must be that of a framework."""

import pytest

from qep_lib.params import read_catalogue

FILE = "services-publics-plus.yml"
HEAD = 'correspondences:\n  - frameworks: ["2018-12-19"]\n    source: "Exemple"\n    links:\n'
LINK = "      - {{commitment: {}, services_publics_plus: {}}}\n"


def test_a_commitment_without_counterpart_has_no_number(params):
    """The links that are declared, and nothing for the others."""
    assert params.written(FILE, HEAD + LINK.format("E17", "[5]")) == []
    found = read_catalogue(params.workspace).correspondence_of("2018-12-19")
    assert (found.numbers("E17"), found.numbers("E6")) == ((5,), ())
    assert read_catalogue(params.workspace).correspondence_of("1999") is None


def test_the_project_links_every_version_of_the_framework_and_says_it_is_to_confirm(project):
    """No source prints the correspondence: it must not look official."""
    catalogue = read_catalogue(project)
    assert all(catalogue.correspondence_of(version).to_confirm for version in catalogue.frameworks)


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (HEAD + LINK.format("E99", "[5]"), "unknown_id", 5),
        (HEAD + LINK.format("E17", "[0]"), "unknown_number", 5),
        (HEAD + LINK.format("E17", "[5, 10]"), "unknown_number", 5),
        (HEAD + LINK.format("E17", "[5]") + LINK.format("E17", "[4]"), "repeated", 6),
        (HEAD.replace("2018-12-19", "2017") + LINK.format("E17", "[5]"), "unknown_id", 2),
        (HEAD.replace('"]', '", "2018-12-19"]') + LINK.format("E17", "[5]"), "repeated", 2),
    ],
    ids=["commitment", "number zero", "number ten", "commitment twice", "version", "version twice"],
)
def test_a_wrong_name_or_number_is_told_with_its_line(params, content, code, line):
    """One fault, in French, at its place."""
    (issue,) = params.written(FILE, content)
    assert (issue.code, issue.row, issue.file) == (code, line, f"params/{FILE}")
    assert issue.sentence


def test_a_link_to_nothing_is_refused(params):
    """A commitment without counterpart is left out of the list."""
    (issue,) = params.written(FILE, HEAD + LINK.format("E17", "[]"))
    assert issue.row == 5
