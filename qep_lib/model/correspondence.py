"""Which commitments of Services Publics + each Qual-e-pref commitment answers to. Both lists are in the framework."""

from pydantic import Field

from qep_lib.model.base import Declaration


class CommitmentLink(Declaration):
    """One commitment, and the numbers (from 1) of those of Services Publics + that say the same."""

    commitment: str
    services_publics_plus: tuple[int, ...] = Field(min_length=1)


class Correspondence(Declaration):
    """The links that hold for some versions of the framework; `to_confirm` where no document prints them."""

    frameworks: tuple[str, ...] = Field(min_length=1)
    source: str
    to_confirm: bool = False
    links: tuple[CommitmentLink, ...]

    def numbers(self, commitment_id: str) -> tuple[int, ...]:
        """Numbers of Services Publics + for a commitment; empty when it has no counterpart."""
        return next((link.services_publics_plus for link in self.links if link.commitment == commitment_id), ())
