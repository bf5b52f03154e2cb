"""Which stored files a report stands on: those that measuring its sites reads, and no others."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from qep_lib.model.period import Period
from qep_lib.runs.guard.stored import damaged_files

LOST = "data/store/title_cases/site=18/year=2020.parquet"


@pytest.mark.parametrize(
    ("end", "period", "expected"),
    [
        ("decided_on", "2021", (LOST,)),
        ("decided_on", "2022", ()),
        ("available_on", "2022", (LOST,)),
        ("available_on", "2023", ()),
    ],
)
def test_titles_delivered_in_january_stand_on_the_file_of_the_year_before(
    workspace, catalogue, declare_stored, end, period, expected
):
    """A year more is read as soon as an indicator counts deliveries, and only then."""
    declare_stored("18", table="title_cases")
    counting = replace(catalogue, indicators={"delay": SimpleNamespace(arguments={"end": end})})
    assert damaged_files(workspace, counting, ["18"], Period.parse(period), "bilan") == expected


def test_every_table_of_every_site_counts(workspace, catalogue, declare_stored):
    """Measuring a site reads all its tables, whatever the report declares; a site that is not named is not looked at."""
    for site_id, table in (("18", "actions"), ("41", "requests"), ("2A", "requests")):
        declare_stored(site_id, table=table)
    assert damaged_files(workspace, catalogue, ["18", "41"], Period.parse("2020"), "bilan") == (
        "data/store/actions/site=18/year=2020.parquet",
        "data/store/requests/site=41/year=2020.parquet",
    )
