"""`qep list`: what the workspace knows, as tables. Reading it is `params` and `store`."""

from qep_lib.cli.screen import Screen
from qep_lib.errors import ParameterError
from qep_lib.indicators.coverage import commitment_coverage
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.store.manifest import read_manifest

Rows = list[tuple[str, ...]]


def show_list(what: str) -> int:
    """Print one of the lists; the first column is the word that other commands take."""
    if what not in LISTS:
        hint = did_you_mean(what, LISTS)
        raise ParameterError(f"liste « {what} » inconnue ; {hint + ' ' if hint else ''}accepté : {', '.join(LISTS)}.")
    workspace = Workspace.find()
    headings, read = LISTS[what]
    Screen().table(headings, read(workspace, read_catalogue(workspace)))
    return 0


def _sites(workspace: Workspace, catalogue: Catalogue) -> Rows:
    return [(site.site_id, site.name, site.region_code, site.region) for site in catalogue.sites.values()]


def _reports(workspace: Workspace, catalogue: Catalogue) -> Rows:
    ordered = sorted(catalogue.reports.values(), key=lambda report: report.order)
    return [(report.id, report.title, report.description) for report in ordered]


def _indicators(workspace: Workspace, catalogue: Catalogue) -> Rows:
    return [(i.id, i.short_label, i.unit, i.module or "", i.commitment or "") for i in catalogue.ordered_indicators]


def _commitments(workspace: Workspace, catalogue: Catalogue) -> Rows:
    """Commitments of the newest framework, those without any indicator said to be, with their links."""
    framework = catalogue.frameworks[max(catalogue.frameworks)]
    links = catalogue.correspondence_of(framework.version)
    return [
        (
            item.commitment.id,
            item.module.id,
            ", ".join(item.indicators) or "aucun indicateur",
            ", ".join(map(str, links.numbers(item.commitment.id) if links else ())) or "—",
            item.commitment.title,
        )
        for item in commitment_coverage(framework, catalogue.indicators.values())
    ]


def _runs(workspace: Workspace, catalogue: Catalogue) -> Rows:
    return [(run.id, run.period, ", ".join(run.sites), run.label) for run in catalogue.runs.values()]


def _periods(workspace: Workspace, catalogue: Catalogue) -> Rows:
    """Site and period of every imported file: what can be reported on."""
    found = {(entry.period, entry.site_id) for entry in read_manifest(workspace)}
    return [(period, site_id, catalogue.sites[site_id].name) for period, site_id in sorted(found)]


def _datasets(workspace: Workspace, catalogue: Catalogue) -> Rows:
    """Every imported file, with the rows it stored."""
    entries = sorted(read_manifest(workspace), key=lambda entry: (entry.site_id, entry.period, entry.dataset))
    return [
        (e.site_id, e.period, e.dataset.split("/")[0], e.file, str(e.rows_accepted), e.extracted_on.isoformat())
        for e in entries
    ]


LISTS = {
    "sites": (("site", "nom", "région", "nom de la région"), _sites),
    "reports": (("rapport", "titre", "contenu"), _reports),
    "indicators": (("indicateur", "libellé", "unité", "module", "engagement"), _indicators),
    "commitments": (("engagement", "module", "indicateurs", "Services Publics +", "intitulé"), _commitments),
    "runs": (("lot", "période", "sites", "libellé"), _runs),
    "periods": (("période", "site", "nom"), _periods),
    "datasets": (("site", "période", "source", "fichier", "lignes", "extrait le"), _datasets),
}
