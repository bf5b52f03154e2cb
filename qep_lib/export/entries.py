"""What the pages of the portal list: one entry a report, and what it is about. Laying pages out is `index` and `portal`."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from qep_lib.export.page import check_relative_link
from qep_lib.model.base import Audience

DATA_FOLDER, RESULTS_NAME = "donnees", "resultats"
"""Where the figures of a report are published as data, in its folder, and the name of the table of results there."""
PlaceKind = Literal["prefecture", "sub_prefecture", "several"]
EntryStatus = Literal["ok", "failed", "outdated", "unavailable"]


@dataclass(frozen=True, slots=True)
class Place:
    """What reports are about: a site, or several compared (`several`), then of the region that they share, if they do.

    `department` is its code and name, as people type them: « 18 Cher ».
    """

    id: str
    name: str
    kind: PlaceKind = "prefecture"
    department: str = ""
    region_code: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One report. `html`, `pdf`, `docx`, `xlsx` are paths from the folder of the reports, `data` that of its results (CSV), of
    which a site's page is made; None where there is no file.

    `message` says why a report failed or is out of date, `banner` what a reader must know about the data, `sentence` is the
    title that the report gives itself where it says more than `report_title`. `unavailable` is all that readers elsewhere are
    told of a report that is not current, whatever the reason. `is_new`: the last batch that published anything published it.
    """

    place: Place
    period_label: str
    period: str
    report_title: str
    audience: Audience
    status: EntryStatus
    html: str | None = None
    pdf: str | None = None
    docx: str | None = None
    xlsx: str | None = None
    banner: str | None = None
    message: str | None = None
    sentence: str | None = None
    data: str | None = None
    data_sha256: str | None = None
    as_of: date | None = None
    is_new: bool = False

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """(format, path) of each file there is; none unless the report is current: an older file is not its result."""
        if self.status != "ok":
            return ()
        candidates = (("HTML", self.html), ("PDF", self.pdf), ("DOCX", self.docx), ("XLSX", self.xlsx))
        return tuple((label, check_relative_link(href)) for label, href in candidates if href)
