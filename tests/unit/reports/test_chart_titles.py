"""Titles of charts: what each comes to, not what it is about."""

import re

import pytest

from qep_lib.display.elements import Figure
from qep_lib.export.blocks import Shown

SAID = re.compile(r"\d|aucun|chaque")
YEARS = re.compile(r"\b20\d\d\b")


@pytest.mark.parametrize("audience", ["internal", "public"])
@pytest.mark.parametrize(
    "report",
    ["bilan_complet", "complaints", "title_delivery", "channels", "self_assessment", "mystery_survey"],
)
def test_the_title_of_a_chart_is_its_news(documents, report, audience):
    """« Délais par titre : 2021 et 2020 » told what a reader sees; the longest and the shortest delay are what it shows."""
    document = documents(report, audience)[1]
    drawn = [
        block.element for block in document.blocks if isinstance(block, Shown) and isinstance(block.element, Figure)
    ]
    assert [figure.caption for figure in drawn if not SAID.search(YEARS.sub("", figure.caption))] == []
