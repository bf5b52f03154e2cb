"""The commands of whoever works in JupyterLab or lets a machine work alone: the home, the schedule. The others are `cli.app`."""

from typing import Annotated

import typer

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
) -> int:
    """Ouvre l'atelier dans JupyterLab : produire, préparer, explorer.

    En français, sur cette machine seulement ; Ctrl-C le ferme, les lancements en cours continuent."""
    from qep_lib.cli.lab import open_lab

    return open_lab(browser, port)


AT_THE_DESK = (schedule, lab)
