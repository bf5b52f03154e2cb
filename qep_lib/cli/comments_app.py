"""The commands of `qep comments` and their options. What they do is in `comments`, which the command imports when it runs."""

from typing import Annotated

import typer

from qep_lib.cli.french import FrenchCommand, FrenchGroup
from qep_lib.cli.options import To

comments_app = typer.Typer(cls=FrenchGroup, rich_markup_mode=None, no_args_is_help=True)


@comments_app.command("review", cls=FrenchCommand)
def review(
    site: Annotated[str, typer.Argument(metavar="SITE", help="Code du site, comme 18 ou 2A.")],
    period: Annotated[str, typer.Argument(metavar="PÉRIODE", help="Période, comme 2020 ou 2020-S1.")],
    to: To = None,
    has_all: Annotated[bool, typer.Option("--all", help="Avec ceux qui sont déjà relus.")] = False,
) -> int:
    """Écrit les commentaires à relire : texte masqué, thème proposé, décision à prendre (.xlsx, dans depots/)."""
    from qep_lib.cli.comments import review_comments

    return review_comments(site, period, to, has_all)


@comments_app.command("apply", cls=FrenchCommand)
def apply_(
    file: Annotated[str, typer.Argument(metavar="FICHIER", help="Classeur de « qep comments review », rempli.")],
) -> int:
    """Reprend le classeur rempli : thèmes, citations approuvées. Rien n'est pris si une ligne est fautive."""
    from qep_lib.cli.comments import apply_comments

    return apply_comments(file)
