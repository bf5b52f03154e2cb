"""The commands that write a paper for people to finish: a letter, the papers of a committee. The others are `cli.app`."""

from typing import Annotated

import typer

from qep_lib.cli.options import OneSite, To


def letter(
    kind: Annotated[str, typer.Argument(metavar="LETTRE", help="acknowledgement, redirection ou reply.")],
    site: OneSite,
    received: Annotated[str, typer.Option("--received", metavar="DATE", help="Date de réception.")],
    channel: Annotated[
        str, typer.Option("--channel", metavar="CANAL", help="email, web_form, post, hall_form ou suggestion_box.")
    ],
    about: Annotated[
        str, typer.Option("--about", metavar="NATURE", help="information_request, complaint ou suggestion.")
    ] = "information_request",
    settings: Annotated[
        list[str],
        typer.Option("--set", metavar="MOT=VALEUR", help="Mot du modèle, comme reference=2022-041. Répétable."),
    ] = [],  # noqa: B006
    sent: Annotated[str | None, typer.Option("--sent", metavar="DATE", help="Date de la lettre.")] = None,
    to: To = None,
) -> int:
    """Écrit une lettre type et sa date limite (DOCX, texte).

    Les modèles sont dans params/letters/ ; les lettres vont dans depots/courriers/, sauf --to DOSSIER."""
    from qep_lib.cli.letter import write_letter

    return write_letter(kind, site, received, channel, about, settings, sent, to)


def committee(
    site: Annotated[str, typer.Argument(metavar="CODE", help="Code du site, comme 18 ou 2A.")],
    day: Annotated[str, typer.Option("--date", metavar="DATE", help="Jour de la réunion, comme 2021-02-16.")],
    kind: Annotated[
        str, typer.Option("--kind", metavar="COMITÉ", help="clu (usagers, par défaut) ou copil (pilotage).")
    ] = "clu",
    period: Annotated[
        str | None, typer.Option("--period", metavar="PÉRIODE", help="Celle des chiffres ; l'année d'avant par défaut.")
    ] = None,
    time: Annotated[str | None, typer.Option("--time", metavar="HEURE", help="Comme 14:00.")] = None,
    place: Annotated[str | None, typer.Option("--place", metavar="LIEU", help="Où se tient la réunion.")] = None,
    to: To = None,
) -> int:
    """Écrit les papiers d'un comité : invitation, émargement, compte rendu.

    Membres et ordre du jour sont dans params/committees/ ; les papiers vont dans depots/comites/, sauf --to DOSSIER."""
    from qep_lib.cli.committee import write_papers

    return write_papers(site, day, kind, period, time, place, to)


PAPERS = (letter, committee)
"""In the order of the help page."""
