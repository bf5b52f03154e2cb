"""What each commitment of the framework can be judged on: its indicators, and the evidence of a self-assessment.

Measuring the indicators is `measure`; here nothing is computed.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from qep_lib.model.indicator import Indicator
from qep_lib.model.site import Commitment, Framework, Module

GROUPED = "commitment"


@dataclass(frozen=True, slots=True)
class Coverage:
    """A commitment with the ids of its indicators; `has_evidence` when a self-assessment names some."""

    module: Module
    commitment: Commitment
    indicators: tuple[str, ...]
    has_evidence: bool

    @property
    def is_covered(self) -> bool:
        """True when at least one indicator or one piece of evidence is about it."""
        return bool(self.indicators) or self.has_evidence


def commitment_coverage(
    framework: Framework,
    indicators: Iterable[Indicator],
    modules: Collection[str] | None = None,
    evidenced: Collection[str] = (),
) -> tuple[Coverage, ...]:
    """Every commitment of those modules (all of them by default), in the framework's order.

    An indicator is about the commitment that it names; one of trainings counted by commitment is about all those whose
    trainings the label wants renewed. `evidenced` are commitments with evidence. Modules whose commitments nobody knows
    have none here.
    """
    declared = tuple(indicators)
    return tuple(
        Coverage(
            module,
            commitment,
            tuple(found.id for found in declared if _is_about(found, commitment.id, framework)),
            commitment.id in evidenced,
        )
        for module in framework.modules
        if modules is None or module.id in modules
        for commitment in module.commitments
    )


def _is_about(indicator: Indicator, commitment_id: str, framework: Framework) -> bool:
    if indicator.section == "training" and GROUPED in indicator.group_by:
        return commitment_id in framework.label.training_commitments
    return indicator.commitment == commitment_id
