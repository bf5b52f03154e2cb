"""What became of a job, as plain values. Producing it is `runs.execute.job`; keeping it is `runs.record.ledger`."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from qep_lib.runs.plan.planning import Job

OutcomeStatus = Literal[
    "published", "up_to_date", "failed", "no_data", "data_refused", "interrupted", "not_run", "withdrawn"
]
STATUS_WORDS: dict[OutcomeStatus, str] = {
    "published": "publié",
    "up_to_date": "à jour",
    "failed": "en échec",
    "no_data": "aucune donnée",
    "data_refused": "données refusées",
    "interrupted": "interrompu",
    "not_run": "non lancé",
    "withdrawn": "retiré",
}
SUCCESSES = ("published", "up_to_date")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job did not publish. `kind` is a stable word; `error_class` the exception's name; `cell` counts code cells;
    `lines` are the last of the trace; `notebook` is what was kept, `log` the full trace."""

    kind: str
    message: str
    cell: int | None = None
    lines: tuple[str, ...] = ()
    notebook: str | None = None
    log: str | None = None
    error_class: str | None = None

    @property
    def sentence(self) -> str:
        """The failure in one French line, without the trace."""
        place = f"cellule de code {self.cell} : " if self.cell else ""
        return f"{place}{self.message}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one job; `files` maps published file names to sha-256, `seconds` holds durations by step
    (`notebook`, `export`, `publish`, and `cpu` of worker and kernel together), `peak_mb` peak memory by process
    (`kernel`, `worker`), `engine` the kind of kernel that ran it, `fallback` why it was
    not the one asked for, `strays` how many processes its notebook had left behind, which were ended."""

    job: Job
    status: OutcomeStatus
    key: str | None = None
    files: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    failure: Failure | None = None
    peak_mb: dict[str, float] = field(default_factory=dict)
    engine: str | None = None
    fallback: str | None = None
    strays: int = 0

    def to_json(self) -> dict[str, Any]:
        """The outcome as JSON values."""
        return asdict(self) | {"job": self.job.to_json()}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Outcome":
        """The outcome that `to_json` wrote, possibly read back from a file."""
        failure = value["failure"]
        return cls(
            job=Job.from_json(value["job"]),
            status=value["status"],
            key=value["key"],
            files=value["files"],
            seconds=value["seconds"],
            failure=failure and Failure(**failure | {"lines": tuple(failure["lines"])}),
            peak_mb=value["peak_mb"],
            engine=value["engine"],
            fallback=value["fallback"],
            # Ledgers of before do not tell.
            strays=value.get("strays", 0),
        )
