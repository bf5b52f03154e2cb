"""`groups.yml`: sites that exist, in one group each, led by one of them."""

import pytest

from qep_lib.params import read_catalogue
from qep_lib.params.subjects import subject_of

FILE = "groups.yml"
GROUP = """  - id: {id}
    label: "Exemple"
    lead: "{lead}"
    sites: {sites}
    why: "Exemple"
"""


def written(*groups):
    """The file of these (id, lead, sites)."""
    return "groups:\n" + "".join(GROUP.format(id=name, lead=lead, sites=sites) for name, lead, sites in groups)


def test_a_group_is_read_with_its_sites_in_their_order(params):
    """Reports show them so."""
    assert params.written(FILE, written(("essonne", "91", '["91-palaiseau", "91", "91-etampes"]'))) == []
    (group,) = read_catalogue(params.workspace).groups
    assert (group.lead, group.sites) == ("91", ("91-palaiseau", "91", "91-etampes"))


def test_a_workspace_may_have_no_group(params):
    """Most sites ask their own questionnaire."""
    assert read_catalogue(params.workspace).groups == ()


@pytest.mark.parametrize(
    ("content", "code", "line", "told"),
    [
        (written(("a", "91", '["91", "91-etampe"]')), "unknown_id", 5, "vouliez-vous dire « 91-etampes »"),
        (written(("a", "18", '["91", "91-etampes"]')), "unknown_id", 4, "n'en fait pas partie"),
        (written(("a", "91", '["91", "91-etampes", "91"]')), "repeated", 5, "site en double"),
        (written(("a", "91", '["91", "91-etampes"]'), ("b", "18", '["18", "91"]')), "repeated", 10, "déjà ligne 5"),
        (written(("a", "91", '["91", "91-etampes"]'), ("a", "18", '["18", "41"]')), "repeated", 7, "identifiant"),
        (written(("a", "91", '["91"]')), "out_of_bounds", 5, "2 élément(s) au moins"),
    ],
    ids=["unknown site", "lead outside", "site twice", "site in two groups", "id twice", "one site"],
)
def test_a_faulty_group_is_told_with_its_line(params, content, code, line, told):
    """One fault, in French, at its place, with what is accepted or what to do."""
    (issue,) = params.written(FILE, content)
    assert (issue.code, issue.row, issue.file) == (code, line, f"params/{FILE}")
    assert told in issue.sentence


def test_the_essonne_is_a_group_led_by_its_prefecture(project):
    """Its two sub-prefectures ask the same questionnaire."""
    catalogue = read_catalogue(project)
    assert subject_of(catalogue, "survey_sites", "91").also_read == ("91-etampes", "91-palaiseau")
