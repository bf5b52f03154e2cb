"""The commands and their options. What a command does is in the module of the same name beside this one.

Those modules are imported by the command that needs them: reading pandas or Jupyter would make `qep --help` slow.
"""

import signal
import sys
from types import FrameType
from typing import Annotated, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from qep_lib.cli.exits import USAGE, Interrupted, exit_code, tell_error
from qep_lib.cli.french import translate_error, translate_help
from qep_lib.version import __version__


class FrenchCommand(TyperCommand):
    """A command whose help page is in French."""

    def get_help(self, ctx) -> str:
        """The translated help page."""
        return translate_help(super().get_help(ctx))


class FrenchGroup(TyperGroup):
    """The list of commands, in French."""

    def get_help(self, ctx) -> str:
        """The translated help page."""
        return translate_help(super().get_help(ctx))


app = typer.Typer(cls=FrenchGroup, add_completion=False, rich_markup_mode=None, no_args_is_help=False)

File = Annotated[
    str | None,
    typer.Argument(metavar="FICHIER", help="Fichier à importer ; sans fichier, ceux des lots déclarés."),
]
Source = Annotated[
    str | None, typer.Option("--source", metavar="SOURCE", help="Source (params/sources/) qui décrit le fichier.")
]
Sites = Annotated[
    list[str], typer.Option("--site", metavar="CODE", help="Code de site (18, 2A, 971), region:24 ou all. Répétable.")
]
Periods = Annotated[
    list[str], typer.Option("--period", metavar="PÉRIODE", help="2020, 2022-S1, 2021-T3, 2021-03… Répétable.")
]
Reports = Annotated[
    list[str], typer.Option("--report", metavar="RAPPORT", help="Rapport (voir qep list reports). Répétable.")
]
Audiences = Annotated[list[str], typer.Option("--audience", metavar="PUBLIC", help="internal ou public. Répétable.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Date d'arrêté des données, comme 2021-01-13.")
]
RunIds = Annotated[list[str], typer.Option("--run", metavar="LOT", help="Lot de params/runs/. Répétable.")]
Workers = Annotated[
    int, typer.Option("--jobs", metavar="N", min=0, help="Rapports produits en même temps ; 0 : un par cœur.")
]
Timeout = Annotated[float, typer.Option("--timeout", metavar="SECONDES", min=1, help="Durée maximale d'un rapport.")]


@app.callback(invoke_without_command=True)
def root(
    ctx: typer.Context, version: Annotated[bool, typer.Option("--version", help="Affiche la version.")] = False
) -> int | None:
    """Rapports qualité du label Qual-e-pref : des fichiers d'export au bilan publié."""
    if version:
        print(f"qep {__version__}")
    elif ctx.invoked_subcommand is None:
        print(ctx.get_help())
    return 0


@app.command("import", cls=FrenchCommand)
def import_(
    file: File = None,
    source: Source = None,
    site: Annotated[str | None, typer.Option("--site", metavar="CODE", help="Code du site, comme 18 ou 2A.")] = None,
    period: Annotated[
        str | None, typer.Option("--period", metavar="PÉRIODE", help="Période des données, comme 2020.")
    ] = None,
    extracted_on: Annotated[
        str | None, typer.Option("--extracted-on", metavar="DATE", help="Date d'extraction.")
    ] = None,
    nature: Annotated[
        str | None, typer.Option("--nature", metavar="NATURE", help="real, reconstructed ou fictitious.")
    ] = None,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXTE", help="Ce qu'il faut savoir de ces données.")
    ] = None,
    run: RunIds = [],  # noqa: B006 - Typer reads the default and copies it
    replace: Annotated[
        str | None, typer.Option("--replace", metavar="NOM", help="Fichier déjà importé que celui-ci remplace.")
    ] = None,
    accept_rejected: Annotated[
        bool, typer.Option("--accept-rejected", help="Remplace la version rangée même si des lignes sont écartées.")
    ] = False,
) -> int:
    """Importe un fichier, ou ceux des lots.

    Importer deux fois le même fichier ne change rien."""
    from qep_lib.cli.importing import import_files

    return import_files(file, source, site, period, extracted_on, nature, note, run, replace, accept_rejected)


@app.command(cls=FrenchCommand)
def check() -> int:
    """Vérifie paramètres, exemples et fichiers sans rien écrire."""
    from qep_lib.cli.checking import check_all

    return check_all()


@app.command(cls=FrenchCommand)
def plan(
    site: Sites = [],  # noqa: B006
    period: Periods = [],  # noqa: B006
    report: Reports = [],  # noqa: B006
    audience: Audiences = [],  # noqa: B006
    as_of: AsOf = None,
    run: RunIds = [],  # noqa: B006
    as_json: Annotated[bool, typer.Option("--json", help="Écrit le plan en JSON.")] = False,
) -> int:
    """Montre ce que « qep run » produirait."""
    from qep_lib.cli.running import Asked, show_plan

    return show_plan(Asked(site, period, report, audience, as_of, run), as_json)


@app.command("run", cls=FrenchCommand)
def run_(
    site: Sites = [],  # noqa: B006
    period: Periods = [],  # noqa: B006
    report: Reports = [],  # noqa: B006
    audience: Audiences = [],  # noqa: B006
    as_of: AsOf = None,
    run: RunIds = [],  # noqa: B006
    jobs: Workers = 0,
    timeout: Timeout = 300,
) -> int:
    """Importe, produit les rapports et leur index."""
    from qep_lib.cli.running import Asked, run_reports

    return run_reports(Asked(site, period, report, audience, as_of, run), jobs, timeout)


@app.command("list", cls=FrenchCommand)
def list_(
    what: Annotated[
        str, typer.Argument(metavar="QUOI", help="sites, reports, indicators, runs, periods ou datasets.")
    ] = "reports",
) -> int:
    """Énumère sites, rapports, indicateurs, lots, fichiers importés."""
    from qep_lib.cli.listing import show_list

    return show_list(what)


@app.command(cls=FrenchCommand)
def verify() -> int:
    """Compare les rapports publiés à leurs empreintes."""
    from qep_lib.cli.verifying import verify_all

    return verify_all()


@app.command(cls=FrenchCommand)
def doctor() -> int:
    """Vérifie l'installation, point par point."""
    from qep_lib.cli.doctor import examine

    return examine()


@app.command(cls=FrenchCommand)
def schema() -> int:
    """Écrit les schémas JSON de params/.

    Les éditeurs s'en servent pour compléter et vérifier ce que l'on tape."""
    from qep_lib.model.workspace import Workspace
    from qep_lib.params import write_schemas

    workspace = Workspace.find()
    for path in write_schemas(workspace):
        print(path.relative_to(workspace.root).as_posix())
    return 0


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command and exit with its code; every error becomes a French sentence and its own code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        code = app(arguments, prog_name="qep", standalone_mode=False)
    except TyperException as error:
        print(f"Erreur : {translate_error(error.format_message())} (aide : qep --help)", file=sys.stderr)
        code = USAGE
    except BaseException as error:
        # The border of the program: whatever comes up here is told, logged, and turned into an exit code.
        if isinstance(error, SystemExit):
            raise
        tell_error(error)
        code = exit_code(error)
    sys.exit(code or 0)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise Interrupted(number)
