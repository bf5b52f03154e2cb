"""What `qep plan`, `run` and `retry` are asked: options as typed, checked and turned into a plan and its settings."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, cast

from qep_lib.cli.importing import declared_runs, parse_day
from qep_lib.errors import ParameterError
from qep_lib.model.base import Audience
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.parameters import ASKED
from qep_lib.model.suggest import unknown_words
from qep_lib.model.workspace import Workspace
from qep_lib.runs.plan.planning import Plan, Wanted, plan_declared, plan_run
from qep_lib.runs.plan.settings import ENGINES, EXECUTORS, MEMORY_LIMIT_MIN_MB, RunSettings, default_workers
from qep_lib.systems import CAN_LIMIT_OTHERS


@dataclass(frozen=True, slots=True)
class Asked:
    """Which reports: the values of the parameters `ASKED`, under their fields, that `qep plan`, `qep run` and the forms share."""

    sites: list[str]
    periods: list[str]
    reports: list[str]
    audiences: list[str]
    as_of: str | None
    runs: list[str]
    only: list[str]

    def to_json(self, command: str) -> dict[str, Any]:
        """What the ledger keeps of a command."""
        return {"command": command} | asdict(self)


@dataclass(frozen=True, slots=True)
class How:
    """In which way: options of `qep run` and `qep retry`; None where nothing was typed."""

    jobs: int | None = None
    timeout: float | None = None
    executor: str | None = None
    scheduler: str | None = None
    engine: str | None = None
    memory: int | None = None
    is_fail_fast: bool = False

    def settings(self, former: RunSettings | None = None) -> RunSettings:
        """The settings asked for; what was not typed is as in `former`, or by default one worker a core.

        Raises one `ParameterError` with every option that cannot be used.
        """
        typed: dict[str, Any] = {
            "workers": None if self.jobs is None else self.jobs or default_workers(),
            "timeout": self.timeout,
            "executor": self.executor,
            "scheduler": self.scheduler,
            "engine": self.engine,
            "memory_limit_mb": self.memory,
            "fail_fast": self.is_fail_fast or None,
        }
        start = former or RunSettings(workers=default_workers())
        settings = replace(start, **{name: value for name, value in typed.items() if value is not None})
        faults = unknown_words("--executor", [settings.executor], EXECUTORS)
        faults += unknown_words("--engine", [settings.engine], ENGINES)
        if settings.scheduler is not None and settings.executor != "dask":
            faults.append("--scheduler ne sert qu'avec --executor dask. À faire : ajouter l'un, ou ôter l'autre.")
        if settings.memory_limit_mb is not None and not CAN_LIMIT_OTHERS:
            faults.append(
                "--memory : ce système ne sait pas limiter la mémoire d'un rapport. À faire : ôter cette option."
            )
        elif settings.memory_limit_mb is not None and settings.memory_limit_mb < MEMORY_LIMIT_MIN_MB:
            faults.append(
                f"--memory {settings.memory_limit_mb} : trop peu, le noyau Python n'y démarre pas ou s'arrête. "
                f"Accepté : {MEMORY_LIMIT_MIN_MB} (Mo) au moins ; sans --memory, aucune limite."
            )
        if faults:
            raise ParameterError("options refusées : rien n'a été lancé.", tuple(faults))
        return settings


def make_plan(workspace: Workspace, catalogue: Catalogue, asked: Asked) -> Plan:
    """The plan that the options ask for: sites × periods, or declared runs (all of them when nothing is given)."""
    as_of = parse_day(asked.as_of, "as-of") if asked.as_of else None
    if asked.runs and (asked.sites or asked.periods):
        raise ParameterError("donner soit --run, soit --site et --period. Un lot dit déjà ses sites et sa période.")
    if bool(asked.sites) != bool(asked.periods):
        missing = "--period (comme 2020)" if asked.sites else "--site (comme 18, region:24 ou all)"
        raise ParameterError(f"il manque {missing}.")
    # An audience that is none is refused where jobs are planned, with the other words.
    wanted = Wanted(asked.reports, cast(list[Audience], asked.audiences), as_of)
    if asked.sites:
        return plan_run(workspace, catalogue, asked.sites, asked.periods, wanted, asked.only)
    return plan_declared(workspace, catalogue, declared_runs(catalogue, asked.runs), wanted, asked.only)


def typed_command(asked: Mapping[str, Any]) -> str:
    """The command that the ledger kept, as one would type it again."""
    words = [f"qep {asked.get('command', 'run')}"]
    for parameter in ASKED:
        values = asked.get(parameter.field) or []
        words += [f"{parameter.option} {value}" for value in ([values] if isinstance(values, str) else values)]
    if "dataset" in asked:
        # What named one row is not kept.
        words += [f"« {asked['dataset']} »", *(["--row …"] if asked.get("one_row") else [])]
    return " ".join([*words, *(["--force"] if asked.get("force") else [])])


def words_of(asked: Asked) -> list[str]:
    """The words of the `qep run` that asks this, each to be given as it is."""
    values = asdict(asked)
    words = ["run"]
    for parameter in ASKED:
        found = values[parameter.field] or []
        given = [found] if isinstance(found, str) else found
        words += [word for value in given for word in (parameter.option, value)]
    return words
