"""A small catalogue (five sites, two reports, one declared run) and a workspace with notebooks that can be run."""

from datetime import date

import nbformat
import pytest
from limits import LIMITS

from qep_lib.model.campaign import Conventions, Import, ReportType, Run, WorkingDays
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.site import Site
from qep_lib.model.subject import Subject
from qep_lib.model.workspace import Workspace
from qep_lib.runs.plan.planning import Job
from qep_lib.store import manifest
from qep_lib.store.manifest import DatasetEntry

REGIONS = {"24": "Centre-Val de Loire", "84": "Auvergne-Rhône-Alpes", "94": "Corse", "01": "Guadeloupe"}
SITES = {"01": ("Ain", "84"), "18": ("Cher", "24"), "2A": ("Corse-du-Sud", "94"), "41": ("Loir-et-Cher", "24")}
PARAMETERS = 'site = "18"\nperiod = "2020"\nas_of = None\naudience = "internal"'


@pytest.fixture
def catalogue():
    """Parameters in memory: no file is read."""
    return Catalogue(
        sites={site_id: _site(site_id, name, region) for site_id, (name, region) in SITES.items()},
        labels={},
        frameworks={},
        indicators={},
        questionnaires={},
        sources={},
        reports={report.id: report for report in (_report("bilan", 20), _report("satisfaction", 10))},
        runs={"cher-2020": _run()},
        conventions=Conventions(
            working_days=WorkingDays(note="jours ouvrés"),
            confidence=0.95,
            disclosure=LIMITS,
            rejected_share_max=0.05,
            change_false_discovery_rate=0.05,
        ),
        public_holidays={},
    )


@pytest.fixture
def workspace(tmp_path):
    """An empty workspace whose two notebooks can be run."""
    for name in ("bilan", "satisfaction"):
        write_notebook(tmp_path / "notebooks" / f"{name}.ipynb", "print(site, period, as_of, audience)")
    (tmp_path / "params").mkdir()
    (tmp_path / "enquete.csv").touch()
    return Workspace(tmp_path)


@pytest.fixture
def job():
    """One job, of the report « bilan »."""
    return Job("bilan", "Bilan", "bilan.ipynb", Subject("18", "Cher"), "2020", "2021-01-13", "internal", "stored")


@pytest.fixture
def declare_stored(workspace):
    """`declare_stored("18", "a" * 64)`: by its manifest, the site has that version of a file, with rows of 2020."""

    def declare(site_id, sha256="a" * 64, file="registre.csv", table="requests", **more):
        entry = DatasetEntry(
            dataset=f"{table}/{site_id}/2020/{file}",
            table=table,
            site_id=site_id,
            file=file,
            sha256=sha256,
            period="2020",
            extracted_on=date(2021, 1, 11),
            nature="real",
            partitions=((f"data/store/{table}/site={site_id}/year=2020.parquet", sha256),),
            **more,
        )
        (workspace.store / "manifest").mkdir(parents=True, exist_ok=True)
        manifest.commit(workspace, site_id, [], [], [entry])

    return declare


@pytest.fixture
def new_notebook():
    """The function that writes a notebook with a parameters cell and the given code cells."""
    return write_notebook


def write_notebook(path, *sources, parameters=PARAMETERS, tagged=1):
    """Write a notebook: a title, `tagged` parameters cells, then `sources` as code cells."""
    cells = [nbformat.v4.new_markdown_cell("# Titre")]
    cells += [nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}) for _ in range(tagged)]
    cells += [nbformat.v4.new_code_cell(source) for source in sources]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def _site(site_id, name, region):
    return Site(
        site_id=site_id,
        kind="prefecture",
        name=f"Préfecture : {name}",
        department_code=site_id,
        department=name,
        region_code=region,
        region=REGIONS[region],
        holiday_zone="metropole",
        academie="",
        school_zone="B",
        seat=name,
    )


def _report(report_id, order):
    return ReportType(
        id=report_id,
        title=report_id.capitalize(),
        description="",
        notebook=f"{report_id}.ipynb",
        order=order,
        tables=("requests",),
    )


def _run():
    return Run(
        id="cher-2020",
        label="Cher",
        sites=("18",),
        period="2020",
        as_of=date(2021, 1, 13),
        reports=("satisfaction",),
        audiences=("internal", "public"),
        imports=(
            Import(
                file="enquete.csv",
                source="survey",
                site="18",
                period="2020",
                extracted_on=date(2020, 9, 28),
                nature="real",
            ),
        ),
    )
