"""No reader of all the public documents of a site, whatever their periods, finds a few people by adding and subtracting."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qep_lib.disclosure.overlap import Limits, Published, withheld
from qep_lib.disclosure.suppression import keys, suppress
from qep_lib.model.indicator import Indicator
from qep_lib.model.period import Period
from qep_lib.model.results import RESULTS

QUARTERS = {
    "2020": "1234",
    "2020-S1": "12",
    "2020-S2": "34",
    "2020-T1": "1",
    "2020-T2": "2",
    "2020-T3": "3",
    "2020-T4": "4",
}
"""The quarters that each period holds."""
CHANNELS = ("email", "web_form", "post")
ROWS = {
    ("all_pct", ""): (1, 1, 1),
    ("all_pct", "channel=email"): (1, 0, 0),
    ("all_pct", "channel=web_form"): (0, 1, 0),
    ("all_pct", "channel=post"): (0, 0, 1),
    ("written_pct", ""): (0, 1, 1),
}
"""Which channels each row counts; the last indicator is a part of the first."""
INDICATORS = {
    "all_pct": Indicator.model_construct(id="all_pct", unit="pct", table="requests", formula="share", arguments={}),
    "written_pct": Indicator.model_construct(
        id="written_pct",
        unit="pct",
        table="requests",
        formula="share",
        part_of="all_pct",
        arguments={"channels": ("web_form", "post")},
    ),
}
SUBSETS = (np.arange(1 << 12)[:, None] >> np.arange(12)) & 1
"""Every group that can be made of the cells channel × quarter."""
THRESHOLD = 11


def results(register: np.ndarray, code: str) -> pd.DataFrame:
    """The rows of a period, from people by channel and quarter."""
    by_channel = register[:, [int(quarter) - 1 for quarter in QUARTERS[code]]].sum(axis=1)
    frame = pd.DataFrame(ROWS.keys(), columns=["indicator_id", "group"])
    frame["denominator"] = [float(by_channel @ row) for row in ROWS.values()]
    frame = frame.assign(site_id="28", period=code, origin="computed", status="ok", previous_denominator=np.nan)
    frame["n"] = pd.array([pd.NA] * len(frame), "Int64")
    for column in RESULTS:
        if column.name not in frame:
            frame[column.name] = 1.0 if column.type == "float" else None
    return frame[[column.name for column in RESULTS]]


def published(register: np.ndarray, code: str, public: list[str]) -> Published:
    """A period and the public ones inside it."""
    inside = [other for other in public if other != code and set(QUARTERS[other]) < set(QUARTERS[code])]
    nested = tuple(published(register, other, inside) for other in inside)
    return Published(Period.parse(code), results(register, code), nested)


def told(register: np.ndarray, public: list[str], is_protected: bool = True) -> np.ndarray:
    """What the documents tell, a line a figure: the cells that it adds up. A figure of nobody tells each of its cells."""
    lines = [np.zeros((1, 12))]
    for code in public:
        document = published(register, code, public)
        hidden = withheld(document, Limits(INDICATORS, THRESHOLD)) if is_protected else ()
        shown = suppress(document.results, INDICATORS, THRESHOLD, hidden)
        is_in = np.isin(list("1234"), list(QUARTERS[code]))
        for key in keys(shown[shown["status"] == "ok"]):
            cells = np.outer(ROWS[key[0], key[2]], is_in).ravel()
            lines.append(np.diag(cells)[cells > 0] if not register.ravel() @ cells else cells[None, :])
    return np.vstack(lines)


def small_groups(register: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """The groups of 1 to THRESHOLD - 1 people that some sum of these lines, with any factors, counts."""
    _, sizes, axes = np.linalg.svd(lines)
    unseen = axes[(sizes > 1e-9).sum() :].T
    is_found = (np.abs(SUBSETS @ unseen) < 1e-7).all(axis=1)
    people = SUBSETS @ register.ravel()
    return SUBSETS[is_found & (people > 0) & (people < THRESHOLD)]


few = st.sampled_from([0, 0, 1, 2, 3, 5, 8, 12, 20, 30, 60])
registers = st.lists(few, min_size=12, max_size=12).map(lambda people: np.array(people).reshape(3, 4))


@pytest.mark.long
@settings(max_examples=80, deadline=None)
@given(registers, st.lists(st.sampled_from(list(QUARTERS)), min_size=1, max_size=7, unique=True))
def test_no_sum_of_public_figures_counts_a_few_people(register, public):
    """Exact: every group of cells is tried against all that the documents tell together."""
    assert not small_groups(register, told(register, public)).size


@pytest.mark.parametrize("public", [["2020", "2020-S1"], ["2020", "2020-S1", "2020-S2"], [*QUARTERS]])
def test_without_the_rule_the_year_less_the_half_year_is_a_few(public):
    """The search above can fail: 3 e-mails of the second half-year come back."""
    register = np.array([[20, 15, 3, 0], [30, 30, 30, 30], [40, 40, 40, 40]])
    assert small_groups(register, told(register, public, is_protected=False)).size
    assert not small_groups(register, told(register, public)).size
