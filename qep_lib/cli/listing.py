"""`qep list`: what the workspace knows, as tables, or as JSON for scripts. Reading it is `params` and `store`."""

import json
from typing import Any

from qep_lib.cli.screen import Screen
from qep_lib.errors import ParameterError
from qep_lib.indicators.coverage import commitment_coverage
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.store.manifest import read_manifest

Records = list[dict[str, Any]]
"""One dictionary a line. Its keys are what scripts read (`--json`): they keep their names, whatever the headings become."""
NOTHING = {"indicators": "aucun indicateur", "services_publics_plus": "—"}
"""What is printed of an empty list, by field."""


def show_list(what: str, as_json: bool = False) -> int:
    """Print one of the lists; the first column is the word that other commands take."""
    if what not in LISTS:
        hint = did_you_mean(what, LISTS)
        raise ParameterError(f"liste « {what} » inconnue ; {hint + ' ' if hint else ''}accepté : {', '.join(LISTS)}.")
    workspace = Workspace.find()
    headings, read = LISTS[what]
    records = read(workspace, read_catalogue(workspace))
    if as_json:
        print(json.dumps(records, ensure_ascii=False, indent=1))
    else:
        lines = [tuple(_cell(field, record[field]) for field in headings) for record in records]
        Screen().table(tuple(headings.values()), lines)
    return 0


def _cell(field: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or NOTHING.get(field, "")
    return "" if value is None else str(value)


def _sites(workspace: Workspace, catalogue: Catalogue) -> Records:
    return [
        {
            "site": site.site_id,
            "name": site.name,
            "kind": site.kind,
            "department_code": site.department_code,
            "department": site.department,
            "region_code": site.region_code,
            "region": site.region,
        }
        for site in catalogue.sites.values()
    ]


def _reports(workspace: Workspace, catalogue: Catalogue) -> Records:
    ordered = sorted(catalogue.reports.values(), key=lambda report: report.order)
    return [{"report": report.id, "title": report.title, "description": report.description} for report in ordered]


def _indicators(workspace: Workspace, catalogue: Catalogue) -> Records:
    return [
        {"indicator": i.id, "label": i.short_label, "unit": i.unit, "module": i.module, "commitment": i.commitment}
        for i in catalogue.ordered_indicators
    ]


def _commitments(workspace: Workspace, catalogue: Catalogue) -> Records:
    """Commitments of the newest framework, those without any indicator included, with their links."""
    framework = catalogue.frameworks[max(catalogue.frameworks)]
    links = catalogue.correspondence_of(framework.version)
    return [
        {
            "commitment": item.commitment.id,
            "module": item.module.id,
            "indicators": [*item.indicators],
            "services_publics_plus": [*links.numbers(item.commitment.id)] if links else [],
            "title": item.commitment.title,
        }
        for item in commitment_coverage(framework, catalogue.indicators.values())
    ]


def _runs(workspace: Workspace, catalogue: Catalogue) -> Records:
    return [
        {"run": run.id, "period": run.period, "sites": [*run.sites], "label": run.label}
        for run in catalogue.runs.values()
    ]


def _periods(workspace: Workspace, catalogue: Catalogue) -> Records:
    """Site and period of every imported file: what can be reported on."""
    found = {(entry.period, entry.site_id) for entry in read_manifest(workspace)}
    return [
        {"period": period, "site": site_id, "name": catalogue.sites[site_id].name} for period, site_id in sorted(found)
    ]


def _datasets(workspace: Workspace, catalogue: Catalogue) -> Records:
    """Every imported file, with the rows it stored."""
    entries = sorted(read_manifest(workspace), key=lambda entry: (entry.site_id, entry.period, entry.dataset))
    return [
        {
            "site": e.site_id,
            "period": e.period,
            "source": e.dataset.split("/")[0],
            "file": e.file,
            "rows": e.rows_accepted,
            "extracted_on": e.extracted_on.isoformat(),
        }
        for e in entries
    ]


LISTS = {
    "sites": ({"site": "site", "name": "nom", "region_code": "région", "region": "nom de la région"}, _sites),
    "reports": ({"report": "rapport", "title": "titre", "description": "contenu"}, _reports),
    "indicators": (
        {
            "indicator": "indicateur",
            "label": "libellé",
            "unit": "unité",
            "module": "module",
            "commitment": "engagement",
        },
        _indicators,
    ),
    "commitments": (
        {
            "commitment": "engagement",
            "module": "module",
            "indicators": "indicateurs",
            "services_publics_plus": "Services Publics +",
            "title": "intitulé",
        },
        _commitments,
    ),
    "runs": ({"run": "lot", "period": "période", "sites": "sites", "label": "libellé"}, _runs),
    "periods": ({"period": "période", "site": "site", "name": "nom"}, _periods),
    "datasets": (
        {
            "site": "site",
            "period": "période",
            "source": "source",
            "file": "fichier",
            "rows": "lignes",
            "extracted_on": "extrait le",
        },
        _datasets,
    ),
}
"""Name -> field and heading of each column printed, and what reads the lines; JSON has every field."""
