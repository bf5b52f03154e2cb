"""The official list of public holidays, read straight from its file: `params` is not what is tested here."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

OFFICIAL_LIST = Path(__file__).parents[3] / "params" / "calendars" / "jours_feries.csv"


@pytest.fixture(scope="session")
def official() -> dict[str, dict[date, str]]:
    """Zone -> day -> name, as `Catalogue.public_holidays`."""
    days: dict[str, dict[date, str]] = defaultdict(dict)
    with OFFICIAL_LIST.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            for zone in line["zones"].split("|"):
                days[zone][date.fromisoformat(line["date"])] = line["nom_jour_ferie"]
    return dict(days)
