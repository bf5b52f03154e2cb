"""Levels of the invented data: each has a source, and none can give an impossible figure."""

import csv

import pytest

from qep_lib.fictitious.levels import LEVELS_FILE, MOST_DEVIATIONS, SiteLevels, generator, read_levels, shares

LEVELS = read_levels()


def test_every_level_says_where_it_comes_from():
    """A published bilan, or a choice that says it is one."""
    with LEVELS_FILE.open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert len(names) == len(set(names)) == len(LEVELS)
    words = ("Cher", "Loir-et-Cher", "Moselle", "Choix", "Comme", "Délai de délivrance")
    assert [level.name for level in LEVELS.values() if not level.source.startswith(("Moyenne", "Comme", *words))] == []


@pytest.mark.parametrize("level", LEVELS.values(), ids=LEVELS)
def test_no_site_can_stray_below_zero(level):
    """The worst site in its worst year still has a figure."""
    assert level.centre - MOST_DEVIATIONS * (level.site_spread + level.year_noise) > 0


@pytest.mark.parametrize(
    "family",
    [
        *("survey_profile", "survey_visit_reason", "requests_channel", "requests_kind", "requests_perimeter"),
        *("updates_medium", "local_authority_channel", "mystery_unmet", "assessment_unmet"),
        *("actions_status", "actions_origin"),
    ],
)
def test_shares_of_a_family_make_a_whole(family):
    """One answer in each."""
    assert sum(shares(family).values()) == pytest.approx(1)


def test_a_site_strays_in_the_same_way_whatever_else_is_drawn():
    """Streams are named, not taken in turn."""
    first = SiteLevels(1, "18").of("call_answer_pct", 2020)
    SiteLevels(1, "41").of("call_answer_pct", 2020)
    assert SiteLevels(1, "18").of("call_answer_pct", 2020) == first
    assert SiteLevels(2, "18").of("call_answer_pct", 2020) != first
    assert generator(1, "18", 2020).integers(10**9) == generator(1, "18", 2020).integers(10**9)


def test_a_level_never_passes_its_maximum():
    """98 % with a spread of 1 point stays a share."""
    found = [SiteLevels(seed, "18").of("satisfaction.confidentiality", 2020) for seed in range(200)]
    assert max(found) <= 1 < LEVELS["satisfaction.confidentiality"].centre + 2 * 0.015
