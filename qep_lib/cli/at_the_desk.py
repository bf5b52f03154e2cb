"""The commands of whoever works in a browser or lets a machine work alone. Others are `cli.app`."""

from typing import Annotated

import typer

from qep_lib.cli.completing import SHELLS, values_of
from qep_lib.cli.options import Audiences, Periods, Reports, RunIds, Sites


def schedule(
    at: Annotated[str, typer.Option("--at", metavar="HEURE", help="Heure, comme 06:30.")],
    on: Annotated[
        str, typer.Option("--on", metavar="QUAND", help="jour, lundi… dimanche, ou un jour du mois.")
    ] = "jour",
    site: Sites = [],  # noqa: B006
    period: Periods = [],  # noqa: B006
    report: Reports = [],  # noqa: B006
    audience: Audiences = [],  # noqa: B006
    run: RunIds = [],  # noqa: B006
    form: Annotated[
        str | None, typer.Option("--for", metavar="SYSTÈME", help="cron, systemd ou windows ; celui d'ici par défaut.")
    ] = None,
) -> int:
    """Écrit de quoi relancer un lot à heure fixe.

    Une ligne de cron, deux fichiers de systemd ou une tâche Windows, montrés et rangés dans depots/planification/ ; rien
    n'est installé."""
    from qep_lib.cli.asking import Asked
    from qep_lib.cli.schedule import write_schedule

    return write_schedule(Asked(site, period, report, audience, None, run, []), at, on, form)


def lab(
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Ouvre le navigateur, ou non.")] = True,
    port: Annotated[int | None, typer.Option("--port", metavar="N", min=1, help="Port ; 8888 ou le suivant.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Montre ici ce que dit JupyterLab, en anglais.")] = False,
) -> int:
    """Ouvre l'atelier dans JupyterLab : produire, préparer, explorer.

    En français, sur cette machine seulement ; Ctrl-C le ferme, les lancements en cours continuent."""
    from qep_lib.cli.lab import open_lab

    return open_lab(browser, port, verbose)


def serve(
    audience: Annotated[str, typer.Option("--audience", metavar="PUBLIC", help="public ou interne.")] = "public",
    port: Annotated[int, typer.Option("--port", metavar="N", min=1, max=65535, help="Port.")] = 8866,
    address: Annotated[
        str, typer.Option("--address", metavar="IP", help="Adresse où écouter ; ailleurs qu'ici, un jeton est exigé.")
    ] = "127.0.0.1",
    base_url: Annotated[
        str,
        typer.Option("--base-url", metavar="CHEMIN", help="Chemin, ou adresse entière derrière un serveur mandataire."),
    ] = "/",
    pages: Annotated[int, typer.Option("--pages", metavar="N", min=1, help="Pages ouvertes en même temps.")] = 8,
) -> int:
    """Sert les explorateurs sans JupyterLab, en lecture seule.

    Sur cette machine, avec un jeton ; la diffusion, publique ou interne, est celle du lancement. Ctrl-C les arrête."""
    from qep_lib.cli.serve import serve_explorers

    return serve_explorers(audience, port, address, base_url, pages)


def completion(
    shell: Annotated[
        str,
        typer.Argument(metavar="INTERPRÉTEUR", help=f"{', '.join(SHELLS)}.", autocompletion=values_of("shell")),
    ],
) -> int:
    """Écrit de quoi compléter les commandes avec la touche Tab.

    Commandes, options, sites, périodes, rapports et lots, chacun avec ce qu'il est. Rien n'est installé : la première ligne dit
    quoi ajouter aux réglages de l'interpréteur."""
    from qep_lib.cli.completing import show_completion

    return show_completion(shell)


AT_THE_DESK = (schedule, lab, serve, completion)
