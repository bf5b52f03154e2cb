"""Perimeters: the sites of a region, of the country or of a list, under an id that names them again."""

from types import SimpleNamespace

import pytest

from qep_lib.errors import ParameterError
from qep_lib.model.subject import Subject, is_perimeter
from qep_lib.params.perimeter import perimeter_of, read_perimeter

SITES = {
    code: SimpleNamespace(kind=kind, region_code=region, region=name, department=f"Dép. {code}", name=code)
    for code, kind, region, name in (
        ("18", "prefecture", "24", "Centre-Val de Loire"),
        ("18-vierzon", "sub_prefecture", "24", "Centre-Val de Loire"),
        ("28", "prefecture", "24", "Centre-Val de Loire"),
        ("41", "prefecture", "24", "Centre-Val de Loire"),
        ("57", "prefecture", "44", "Grand Est"),
        ("88", "prefecture", "44", "Grand Est"),
        ("971", "prefecture", "01", "Guadeloupe"),
    )
}
REGION = ("region-24", "Centre-Val de Loire", ("18", "28", "41"))
COUNTRY = ("france", "France", ("18", "28", "41", "57", "88", "971"))
PAIR = ("41+57", "Dép. 41, Dép. 57", ("41", "57"))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("region:24", REGION),
        ("region-24", REGION),
        (["41", "18", "28"], REGION),
        ("all", COUNTRY),
        ("france", COUNTRY),
        (["57", "41"], PAIR),
        ("57+41", PAIR),
    ],
)
def test_a_perimeter_is_read_as_people_write_it_and_under_its_own_id(asked, expected):
    """In the order of the registry; the prefectures of a whole region are that region, however they were named."""
    group = read_perimeter(asked, SITES)
    assert (group.id, group.label, group.sites) == expected
    assert read_perimeter(group.id, SITES) == group
    assert is_perimeter(group.id)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("18", "« 18 » (18) est un seul site, une comparaison en demande au moins deux. Accepté : « region:24 »"),
        (
            "24",
            "« 24 » n'est pas un site du registre ; vouliez-vous dire « region:24 » (Centre-Val de Loire) ? Accepté",
        ),
        ("01", "« 01 » n'est pas un site du registre. Accepté"),
        ([], "aucun site n'est demandé, une comparaison en demande au moins deux. Accepté"),
        (
            ["18", "18"],
            "« 18 » (18) est un seul site, une comparaison en demande au moins deux ; il est demandé 2 fois. Acc",
        ),
        ("region:99", "région « 99 » inconnue ; accepté : 01 (Guadeloupe), 24 (Centre-Val de Loire), 44 (Grand Est)"),
        (
            "region:01",
            "région « 01 » (Guadeloupe) : elle n'a qu'une préfecture, il n'y a rien à comparer. Accepté : « region:24 »",
        ),
        ([18, 41], "écrire les codes entre guillemets"),
    ],
)
def test_what_cannot_be_compared_is_refused(asked, words):
    """With what is accepted."""
    with pytest.raises(ParameterError) as refusal:
        read_perimeter(asked, SITES)
    assert words in refusal.value.message


def test_an_unknown_site_of_a_list_is_named():
    """Every one of them, with the nearest code."""
    with pytest.raises(ParameterError) as refusal:
        read_perimeter(["18", "42", "58"], SITES)
    assert [fault[:8] for fault in refusal.value.faults] == ["« 42 » n", "« 58 » n"]


def test_a_selection_makes_a_perimeter_from_two_sites():
    """Sub-prefectures of a region asked as a whole are left to its prefectures; named beside others, they stay."""
    assert perimeter_of(["18"], SITES) is None
    assert perimeter_of(["18", "18-vierzon", "28", "41"], SITES).id == "region-24"
    some = perimeter_of(["18-vierzon", "18"], SITES)
    assert some.sites == ("18", "18-vierzon") and some.label == "Dép. 18, 18-vierzon"
    assert perimeter_of(SITES, SITES).id == "france"


def test_a_list_too_long_for_a_folder_is_refused():
    """Windows counts 260 characters for a whole path; the sites themselves may be asked all the same."""
    many = {f"{n:03}": SimpleNamespace(kind="prefecture", region_code=str(n % 9), department="x") for n in range(90)}
    assert perimeter_of(list(many)[:60], many) is None
    with pytest.raises(ParameterError, match=r"cette liste de 60 sites est trop longue : .* plus de 150 caractères"):
        read_perimeter(list(many)[:60], many)


def test_the_sites_that_a_report_reads():
    """A site and the others of its group, or those of the perimeter, which is no site itself."""
    assert Subject("91", "Essonne", ("91-etampes", "91")).sites == ("91", "91-etampes")
    assert Subject("region-24", "Centre", ("18", "28")).sites == ("18", "28")
    assert not is_perimeter("91-etampes")
