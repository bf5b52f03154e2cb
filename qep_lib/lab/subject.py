"""A site and a period, chosen or typed: the first line of every form."""

from contextlib import suppress
from typing import Any

from ipywidgets import HTML, Combobox, Layout, Output, VBox

from qep_lib.errors import QepError
from qep_lib.lab.choices import periods_offered, read_period, read_subject, subjects_offered
from qep_lib.lab.page import forget_fault
from qep_lib.model.parameters import PERIOD, SITE
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.workbench.bench import Workbench


def wide() -> dict[str, Any]:
    """Style and layout of a field of a form. Each field has its own: a page opened again on a living kernel knows none of the
    widgets that were made before it."""
    return {"style": {"description_width": "8em"}, "layout": Layout(width="36em", max_width="100%")}


class SubjectPicker(VBox):
    """Two fields that complete what is typed; the newest period that has data is offered first. A fault shown in `said` goes as
    soon as one of them changes."""

    def __init__(self, bench: Workbench, workspace: Workspace, said: Output):
        self._bench, self._workspace = bench, workspace
        self.site, self.period = (
            Combobox(description=asked.label, placeholder=asked.example, ensure_option=False, **wide())
            for asked in (SITE, PERIOD)
        )
        self.hint = HTML()
        self.site.observe(lambda change: self._offer_periods(), "value")
        for field in (self.site, self.period):
            field.observe(lambda change: forget_fault(said), "value")
        super().__init__([self.site, self.period, self.hint])

    def refresh(self) -> None:
        """Offer the sites and the periods that there are now."""
        self.site.options = subjects_offered(self._bench, read_catalogue(self._workspace))
        self._offer_periods()

    def chosen(self) -> tuple[str, str]:
        """The codes of what is typed. Raises `ParameterError` for a site or a period that is not one."""
        return read_subject(self.site.value, read_catalogue(self._workspace)), read_period(
            self.period.value, self.period.options
        )

    def _offer_periods(self) -> None:
        if not self.site.value:
            return
        with suppress(QepError):
            having = periods_offered(self._bench, read_subject(self.site.value, read_catalogue(self._workspace)))
            self.period.options = having
            if having and not self.period.value:
                self.period.value = having[0]
            self.hint.value = "" if having else "Aucune donnée importée pour ce site : voir « Mes fichiers »."
