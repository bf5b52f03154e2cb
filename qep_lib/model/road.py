"""The road to the label of a site that has none: phases and tasks, by whom, until when. What is late is `indicators.road`."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from qep_lib.model.base import Declaration, FileStem, SiteId

MONTH = r"^20\d{2}-(0[1-9]|1[0-2])$"
Month = Annotated[str, StringConstraints(pattern=MONTH)]
"""A month as people write it, « 2020-06 »; months of the road are whole."""


class RoadTask(Declaration):
    """Something to do. Its months are those of its phase unless it has its own; `done_on` is told once it is done."""

    title: str = Field(min_length=1)
    who: str = ""
    first_month: Month | None = None
    last_month: Month | None = None
    done_on: date | None = None


class RoadPhase(Declaration):
    """Tasks that are done together, from the first day of a month to the last day of another; without months, all along."""

    title: str = Field(min_length=1)
    first_month: Month | None = None
    last_month: Month | None = None
    tasks: tuple[RoadTask, ...] = Field(min_length=1)


class Road(Declaration):
    """The road of the sites that ask for the label together."""

    id: FileStem
    sites: tuple[SiteId, ...] = Field(min_length=1)
    phases: tuple[RoadPhase, ...] = Field(min_length=1)
    source: str = Field(min_length=1)


class UsualTask(Declaration):
    """A task of the national model, with who usually does it."""

    title: str = Field(min_length=1)
    who: str = ""


class UsualPhase(Declaration):
    """A phase of the national model: it starts `starts_after` months after the road does and lasts `lasts` months, or goes
    all along where neither is given."""

    title: str = Field(min_length=1)
    starts_after: int | None = Field(default=None, ge=0, le=60)
    lasts: int | None = Field(default=None, ge=1, le=60)
    tasks: tuple[UsualTask, ...] = Field(min_length=1)


class UsualRoad(Declaration):
    """`road_model.yml`: the road that a site starts from."""

    source: str = Field(min_length=1)
    phases: tuple[UsualPhase, ...] = Field(min_length=1)
