"""All of `params/` once read and checked. Reading is `params.py`; this is only the value the other layers receive."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from qep_lib.model.campaign import Conventions, ReportType, Run, Source
from qep_lib.model.indicator import Indicator
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.site import Framework, Label, Site


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`params/` in memory. Keys are ids; `public_holidays` maps zone -> day -> French name (the official list)."""

    sites: Mapping[str, Site]
    labels: Mapping[str, Label]
    frameworks: Mapping[str, Framework]
    indicators: Mapping[str, Indicator]
    questionnaires: Mapping[str, Questionnaire]
    sources: Mapping[str, Source]
    reports: Mapping[str, ReportType]
    runs: Mapping[str, Run]
    conventions: Conventions
    public_holidays: Mapping[str, Mapping[date, str]]

    def framework_of(self, site_id: str) -> Framework:
        """The référentiel that the site's label names, otherwise the newest version."""
        label = self.labels.get(site_id)
        version = label.framework if label else max(self.frameworks)
        return self.frameworks[version]
