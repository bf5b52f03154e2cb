"""Options of a batch: what they become, and what is refused."""

import pytest

from qep_lib.cli.asking import Asked, How, typed_command
from qep_lib.errors import ParameterError
from qep_lib.runs.plan.settings import RunSettings, default_workers


def test_what_is_not_typed_has_a_default_or_stays_as_it_was():
    """`qep run` starts from one worker a core, `qep retry` from the settings of the former batch."""
    assert How().settings() == RunSettings(workers=default_workers())
    former = RunSettings(workers=7, timeout=9.0, engine="papermill", memory_limit_mb=3000, fail_fast=True)
    assert How().settings(former) == former
    assert How(jobs=0, timeout=5.0).settings(former) == RunSettings(
        workers=default_workers(), timeout=5.0, engine="papermill", memory_limit_mb=3000, fail_fast=True
    )


def test_every_option_reaches_its_setting():
    """None is lost on the way."""
    how = How(
        jobs=2, timeout=60, executor="dask", scheduler="tcp://h:1", engine="papermill", memory=2048, is_fail_fast=True
    )
    assert how.settings() == RunSettings(2, 60, "papermill", "dask", "tcp://h:1", 2048, True)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (How(engine="frok"), "vouliez-vous dire « fork »"),
        (How(executor="slurm"), "process, dask, inline"),
        (How(scheduler="tcp://h:1"), "--executor dask"),
        (How(memory=150), "Accepté : 2000 (Mo) au moins"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused_with_what_is_accepted(how, said):
    """Exit code 2, before anything starts."""
    with pytest.raises(ParameterError) as refusal:
        how.settings()
    assert said in str(refusal.value)


def test_a_command_kept_in_the_ledger_is_shown_as_one_types_it():
    """So that it can be copied."""
    asked = Asked(["18", "2A"], ["2020"], [], [], "2021-01-13", [], ["*/bilan"])
    assert typed_command(asked.to_json("run") | {"force": True}) == (
        "qep run --site 18 --site 2A --period 2020 --as-of 2021-01-13 --only */bilan --force"
    )
    assert typed_command({"command": "retry", "only": []}) == "qep retry"
