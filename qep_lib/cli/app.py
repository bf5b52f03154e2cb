"""The commands and their options. What a command does is in the module of the same name beside this one.

Those modules are imported by the command that needs them: reading pandas or Jupyter would make `qep --help` slow.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from qep_lib.cli.at_the_desk import AT_THE_DESK
from qep_lib.cli.comments_app import comments_app
from qep_lib.cli.completing import answer_shells, values_of
from qep_lib.cli.encoding import speak_utf8
from qep_lib.cli.exits import USAGE, Interrupted, exit_code, tell_error
from qep_lib.cli.french import FrenchCommand, FrenchGroup, translate_error
from qep_lib.cli.options import (
    AnySite,
    AsJson,
    AsOf,
    Audiences,
    EngineName,
    ExecutorName,
    FailFast,
    File,
    Force,
    Memory,
    OneSite,
    Only,
    Periods,
    Reports,
    RunIds,
    Scheduler,
    Sites,
    Source,
    Timeout,
    To,
    Workers,
)
from qep_lib.cli.papers import PAPERS
from qep_lib.cli.setting_up import SETTING_UP
from qep_lib.version import __version__

_STDERR = 2


app = typer.Typer(cls=FrenchGroup, add_completion=False, rich_markup_mode=None, no_args_is_help=False)
app.add_typer(comments_app, name="comments", help="Fait relire ce que les usagers ont écrit : review, puis apply.")


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


for _command in SETTING_UP:
    app.command(cls=FrenchCommand)(_command)


@app.command("import", cls=FrenchCommand)
def import_(
    file: File = None,
    source: Source = None,
    site: AnySite = None,
    period: Annotated[str | None, typer.Option("--period", metavar="PÉRIODE", help="Période, comme 2020.")] = None,
    extracted_on: Annotated[
        str | None, typer.Option("--extracted-on", metavar="DATE", help="Date d'extraction.")
    ] = None,
    nature: Annotated[
        str | None, typer.Option("--nature", metavar="NATURE", help="real, reconstructed ou fictitious.")
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXTE", help="Ce qu'il faut en savoir.")] = None,
    run: RunIds = [],  # noqa: B006 - Typer reads the default and copies it
    replace: Annotated[
        str | None, typer.Option("--replace", metavar="NOM", help="Fichier déjà importé que celui-ci remplace.")
    ] = None,
    accept_rejected: Annotated[
        bool, typer.Option("--accept-rejected", help="Remplace la version rangée même si des lignes sont écartées.")
    ] = False,
    drop_column: Annotated[
        list[str],
        typer.Option("--drop-column", metavar="EN-TÊTE", help="Colonne rangée à laquelle renoncer."),
    ] = [],  # noqa: B006
    only_period: Annotated[
        bool,
        typer.Option("--only-period", help="Ne lit que les lignes de la période : le fichier continue les années."),
    ] = False,
    leave_sheet: Annotated[
        list[str],
        typer.Option("--leave-sheet", metavar="FEUILLE", help="Feuille du classeur à ne pas lire. Répétable."),
    ] = [],  # noqa: B006
    yes: Annotated[bool, typer.Option("--yes", help="Retire ce qui est énuméré sans demander.")] = False,
    corrected: Annotated[
        str | None, typer.Option("--corrected", metavar="LISTE", help="Liste de cellules à corriger, remplie.")
    ] = None,
) -> int:
    """Importe un fichier, ou ceux des lots.

    Importer deux fois le même fichier ne change rien."""
    from qep_lib.cli.importing import import_corrected, import_files

    if corrected is not None:
        options: dict[str, object] = {"FICHIER": file, "source": source, "site": site, "period": period}
        options |= {"extracted-on": extracted_on, "nature": nature}
        others: dict[str, object] = {"note": note, "run": run, "replace": replace, "accept-rejected": accept_rejected}
        others |= {"drop-column": drop_column, "only-period": only_period, "leave-sheet": leave_sheet}
        return import_corrected(corrected, options | others)

    return import_files(
        file, source, site, period, extracted_on, nature, note, run,
        replaces=replace, accept_rejected=accept_rejected, dropped=drop_column, is_agreed=yes,
        only_period=only_period, sheets_left=leave_sheet,
    )  # fmt: skip


@app.command(cls=FrenchCommand)
def prepare(
    folder: Annotated[str, typer.Argument(metavar="DOSSIER", help="Dossier où sont les fichiers, tels qu'ils sont.")],
    site: OneSite,
    period: Annotated[str, typer.Option("--period", metavar="PÉRIODE", help="Période du bilan, comme 2022.")],
    accept: Annotated[
        bool, typer.Option("--accept", help="Écrit ce qui est certain sans rien demander, et dit le reste.")
    ] = False,
    as_of: AsOf = None,
    extracted_on: Annotated[
        str | None,
        typer.Option("--extracted-on", metavar="DATE", help="Date d'extraction, au lieu de celle de chaque fichier."),
    ] = None,
    nature: Annotated[
        str | None, typer.Option("--nature", metavar="NATURE", help="real (par défaut), reconstructed ou fictitious.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Redemande ce qui a été répondu et n'est pas encore écrit.")
    ] = False,
) -> int:
    """Prépare un dossier de fichiers jusqu'au lot, sans YAML à écrire.

    Reconnaît chaque fichier, montre ce que devient chaque colonne, demande ce qu'il ne peut pas savoir."""
    from qep_lib.cli.preparing import prepare_folder

    return prepare_folder(folder, site, period, accept, as_of, extracted_on, nature, again)


@app.command(cls=FrenchCommand)
def check(
    site: Annotated[
        list[str],
        typer.Option(
            "--site",
            metavar="CODE",
            help="Ce qui concerne ce site seulement. Répétable.",
            autocompletion=values_of("site"),
        ),
    ] = [],  # noqa: B006
) -> int:
    """Vérifie paramètres, exemples et fichiers sans rien écrire."""
    from qep_lib.cli.checking import check_all

    return check_all(site)


@app.command(cls=FrenchCommand)
def plan(
    site: Sites = [],  # noqa: B006
    period: Periods = [],  # noqa: B006
    report: Reports = [],  # noqa: B006
    audience: Audiences = [],  # noqa: B006
    as_of: AsOf = None,
    run: RunIds = [],  # noqa: B006
    only: Only = [],  # noqa: B006
    force: Force = False,
    as_json: AsJson = False,
) -> int:
    """Montre ce que « qep run » produirait, et pourquoi."""
    from qep_lib.cli.asking import Asked
    from qep_lib.cli.planned import show_plan

    return show_plan(Asked(site, period, report, audience, as_of, run, only), force, as_json)


@app.command("run", cls=FrenchCommand)
def run_(
    site: Sites = [],  # noqa: B006
    period: Periods = [],  # noqa: B006
    report: Reports = [],  # noqa: B006
    audience: Audiences = [],  # noqa: B006
    as_of: AsOf = None,
    run: RunIds = [],  # noqa: B006
    only: Only = [],  # noqa: B006
    force: Force = False,
    fail_fast: FailFast = False,
    jobs: Workers = None,
    timeout: Timeout = None,
    memory: Memory = None,
    engine: EngineName = None,
    executor: ExecutorName = None,
    scheduler: Scheduler = None,
) -> int:
    """Importe, produit ce qui n'est pas à jour, écrit l'index."""
    from qep_lib.cli.asking import Asked, How
    from qep_lib.cli.running import run_reports

    how = How(jobs, timeout, executor, scheduler, engine, memory, fail_fast)
    return run_reports(Asked(site, period, report, audience, as_of, run, only), how, force)


@app.command(cls=FrenchCommand)
def retry(
    only: Only = [],  # noqa: B006
    fail_fast: FailFast = False,
    jobs: Workers = None,
    timeout: Timeout = None,
    memory: Memory = None,
    engine: EngineName = None,
    executor: ExecutorName = None,
    scheduler: Scheduler = None,
) -> int:
    """Reprend ce qui a échoué, a été interrompu ou n'a pas été lancé.

    Sans option, avec les réglages d'alors."""
    from qep_lib.cli.asking import How
    from qep_lib.cli.running import retry_reports

    return retry_reports(only, How(jobs, timeout, executor, scheduler, engine, memory, fail_fast))


@app.command(cls=FrenchCommand)
def status(
    run: Annotated[
        str | None, typer.Option("--run", metavar="ID", help="Lancement à montrer ; le dernier par défaut.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Dit ce qu'est devenu le dernier lancement, et que faire."""
    from qep_lib.cli.status import show_status

    return show_status(run, as_json)


@app.command(cls=FrenchCommand)
def publish(
    address: Annotated[str, typer.Argument(metavar="ADRESSE", help="Dossier, ou adresse comme s3://seau/rapports.")],
    audience: Annotated[
        list[str], typer.Option("--audience", metavar="PUBLIC", help="public (par défaut) ou internal. Répétable.")
    ] = [],  # noqa: B006
    delete: Annotated[
        bool,
        typer.Option("--delete", help="Retire là-bas ce qui fut envoyé d'ici et n'y est plus publié ; demande avant."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Avec --delete : retire sans demander.")] = False,
) -> int:
    """Copie les rapports publics à une adresse, les internes si on le demande."""
    from qep_lib.cli.publishing import publish_reports

    return publish_reports(address, audience, delete, yes)


@app.command(cls=FrenchCommand)
def forget(
    dataset: Annotated[
        str, typer.Argument(metavar="FICHIER", help="Fichier importé, comme « qep list datasets » le nomme.")
    ],
    row: Annotated[
        str | None, typer.Option("--row", metavar="IDENTIFIANT", help="Une seule ligne, par son identifiant.")
    ] = None,
    line: Annotated[
        int | None, typer.Option("--line", metavar="N", min=1, help="Une seule ligne, par son numéro dans le fichier.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Retire sans demander, pour un lot sans terminal.")] = False,
) -> int:
    """Oublie un fichier importé, ou une ligne : rangement, résultats, rapports.

    Ce qui va partir est énuméré, puis demandé ; le fichier lui-même n'est pas touché."""
    from qep_lib.cli.forgetting import forget_data

    return forget_data(dataset, row, line, yes)


@app.command("list", cls=FrenchCommand)
def list_(
    what: Annotated[
        str, typer.Argument(metavar="QUOI", help="sites, reports, indicators, commitments, runs, periods ou datasets.")
    ] = "reports",
    as_json: AsJson = False,
) -> int:
    """Énumère sites, indicateurs, engagements, fichiers importés."""
    from qep_lib.cli.listing import show_list

    return show_list(what, as_json)


@app.command(cls=FrenchCommand)
def verify() -> int:
    """Compare les rapports publiés à leurs empreintes."""
    from qep_lib.cli.verifying import verify_all

    return verify_all()


@app.command(cls=FrenchCommand)
def calendar(site: OneSite, to: To = None, as_of: AsOf = None) -> int:
    """Écrit les échéances du label en calendrier .ics.

    Sans --as-of, au jour d'aujourd'hui ; sans --to, dans reports/."""
    from qep_lib.cli.calendar import write_calendar

    return write_calendar(site, to, as_of)


@app.command("mystery-plan", cls=FrenchCommand)
def mystery_plan(
    site: OneSite,
    channel: Annotated[str, typer.Option("--channel", metavar="CANAL", help="phone ou email.")],
    start: Annotated[str, typer.Option("--start", metavar="DATE", help="Premier jour, comme 2021-03-08.")],
    contacts: Annotated[int, typer.Option("--contacts", metavar="N", min=1, help="Nombre de contacts.")] = 20,
    criterion: Annotated[
        list[str], typer.Option("--criterion", metavar="CRITÈRE", help="Point observé à chaque contact. Répétable.")
    ] = [],  # noqa: B006
    to: To = None,
) -> int:
    """Prépare une enquête mystère : une demi-journée par contact.

    Le fichier (.xlsx ou .csv, dans depots/ par défaut) se remplit puis s'importe."""
    from qep_lib.cli.mystery_plan import write_mystery_plan

    return write_mystery_plan(site, channel, start, contacts, criterion, to)


@app.command(cls=FrenchCommand)
def texts(
    site: Annotated[str, typer.Argument(metavar="CODE", help="Code du site, comme 18 ou 2A.")],
    period: Annotated[str, typer.Argument(metavar="PÉRIODE", help="Période, comme 2020.")],
) -> int:
    """Écrit le brouillon des commentaires d'un site.

    Un titre par section qui a des données, avec ses chiffres ; ce qui est déjà écrit ne change pas."""
    from qep_lib.cli.drafting import draft_texts

    return draft_texts(site, period)


_others: tuple[Callable[..., int], ...] = (*PAPERS, *AT_THE_DESK)
for _command in _others:
    app.command(cls=FrenchCommand)(_command)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command and exit with its code; every error becomes a French sentence and its own code."""
    if arguments is None:
        speak_utf8()
        answer_shells()
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
    # All is done: a Ctrl-C that comes now, while Python ends, must not change the code.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    sys.exit(code or 0)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """Stop once: whoever asks again while the run puts things in order is told so, and changes nothing."""
    for other in (signal.SIGINT, signal.SIGTERM):
        signal.signal(other, _answer)
    raise Interrupted(number)


def _answer(number: int, frame: FrameType | None) -> None:
    # Straight to the error stream, closed or not: the interrupted code may itself be writing to it.
    with suppress(OSError):
        os.write(_STDERR, "Arrêt en cours, quelques secondes…\n".encode())
