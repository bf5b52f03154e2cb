"""The one pydantic base and the closed word lists that declarations share. Values and words only, no arithmetic."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""Names of indicators, items, options, reports: lower-case snake case."""
FileStem = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
"""Names that are also file stems: sources, questionnaires, runs."""
SiteId = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-8])(-[a-z0-9-]{1,36})?$")]
"""Department code as text, with the seat's name for a sub-prefecture: `01`, `2A`, `971`, `91-etampes`."""
CommitmentId = Annotated[str, StringConstraints(pattern=r"^E\d{1,2}$")]
"""An engagement of the référentiel, such as E17."""

Audience = Literal["internal", "public"]
Nature = Literal["real", "reconstructed", "fictitious"]
Unit = Literal["pct", "permille", "days", "working_days", "count", "score"]
Direction = Literal["higher", "lower", "neutral"]
Grain = Literal["site", "cert", "national"]
Status = Literal["ok", "no_data", "no_request", "not_measurable", "suppressed", "provisional"]
"""`no_data`: nothing was given; `no_request`: what was given covers the period and holds none; `not_measurable`: what was
given cannot tell (a question that does not offer the answer counted, more answers than visits)."""
Origin = Literal["computed", "declared"]
ActionOrigin = Literal["local_context", "self_assessment", "survey", "internal_audit", "external_audit"]
"""What an action of the plan answers."""
Layout = Literal["report", "slides", "poster"]
"""How a report is laid out: pages of text, slides 16:9 for a meeting, one page to hang on a wall."""
Paper = Literal["a4", "a3"]
Comparison = Literal["year_before", "period_before"]
"""What the figures of a report are compared with: the same period a year earlier, or the period just before."""
Rating = Literal["met", "near", "off", "far"]
"""`met` at or better than the target; `near` gap under 25 %; `off` 25 to 50 %; `far` over 50 %."""


class Declaration(BaseModel):
    """A piece of `params/`: frozen, and an unknown key is an error (`params.py` turns it into file and line)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)
