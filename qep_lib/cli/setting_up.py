"""The commands that make a workspace ready: laying it, its label, its own files, its soundness. The others are `cli.app`."""

from typing import Annotated

import typer

from qep_lib.cli.options import AsOf, OneSite


def init(
    folder: Annotated[str, typer.Argument(metavar="DOSSIER", help="Dossier à préparer ; ce qu'il contient reste.")],
    site: OneSite,
) -> int:
    """Prépare l'espace de travail d'un site.

    Il ne contient que ce qui est local ; le catalogue national reste dans le paquet."""
    from qep_lib.cli.laying import lay

    return lay(folder, site)


def label(
    site: Annotated[str, typer.Argument(metavar="CODE", help="Code du site, comme 18 ou 2A.")],
    obtained: Annotated[str | None, typer.Option("--obtained", metavar="DATE", help="Jour de l'obtention.")] = None,
    framework: Annotated[
        str | None, typer.Option("--framework", metavar="VERSION", help="Référentiel ; celui du jour par défaut.")
    ] = None,
    modules: Annotated[str | None, typer.Option("--modules", metavar="N,N", help="Modules, comme 1,2,5.")] = None,
    cert: Annotated[
        bool | None, typer.Option("--cert/--no-cert", help="Le site héberge un CERT, ou non.", show_default=False)
    ] = None,
    external_audit: Annotated[
        str | None, typer.Option("--external-audit", metavar="DATE", help="Audit externe, tenu ou prévu.")
    ] = None,
    surveillance_audit: Annotated[
        str | None, typer.Option("--surveillance-audit", metavar="DATE", help="Audit de surveillance, tenu ou prévu.")
    ] = None,
    surveillance_extension: Annotated[
        int | None, typer.Option("--surveillance-extension", metavar="MOIS", min=0, help="Report accordé à cet audit.")
    ] = None,
    validity_extension: Annotated[
        int | None, typer.Option("--validity-extension", metavar="MOIS", min=0, help="Prolongation du label.")
    ] = None,
    source: Annotated[str | None, typer.Option("--source", metavar="TEXTE", help="D'où vient ce qui est dit.")] = None,
) -> int:
    """Montre le label d'un site, ou écrit ce qu'on en dit.

    Date, modules et audits vont dans params/labels.yml, dont rien d'autre ne change."""
    from qep_lib.cli.labelling import Typed, set_label

    typed = Typed(
        obtained,
        framework,
        modules,
        cert,
        external_audit,
        surveillance_audit,
        surveillance_extension,
        validity_extension,
        source,
    )
    return set_label(site, typed)


def road(
    site: Annotated[str, typer.Argument(metavar="CODE", help="Code du site, comme 18 ou 2A.")],
    start: Annotated[
        str | None,
        typer.Option("--start", metavar="MOIS", help="Premier mois : pose le modèle national, comme 2020-06."),
    ] = None,
    others: Annotated[
        list[str], typer.Option("--with", metavar="CODE", help="Autre site qui demande le label avec lui. Répétable.")
    ] = [],  # noqa: B006
    done: Annotated[str | None, typer.Option("--done", metavar="N", help="Tâche faite, comme 1.2.")] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Jour où elle l'a été ; aujourd'hui par défaut.")
    ] = None,
    as_of: AsOf = None,
) -> int:
    """Pose, montre et tient à jour le chemin vers le label.

    Phases, tâches, mois et qui les fait vont dans params/roads/ ; ce qui est en retard est dit."""
    from qep_lib.cli.road import show_road

    return show_road(site, start, others, done, on, as_of)


def override(
    name: Annotated[
        list[str], typer.Argument(metavar="FICHIER", help="Comme params/letters/reply.txt.j2 ou notebooks/bilan.ipynb.")
    ],
) -> int:
    """Copie ici un fichier national, pour le changer.

    S'il y est déjà : dit qu'il vient d'être comparé au national."""
    from qep_lib.cli.laying import override as let_stand_in

    return let_stand_in(name)


def example(
    into: Annotated[str, typer.Option("--into", metavar="DOSSIER", help="Dossier à créer.")] = "pays-fictif",
    site: Annotated[
        list[str], typer.Option("--site", "--sites", metavar="CODE", help="Comme pour qep run ; tous par défaut.")
    ] = [],  # noqa: B006
    years: Annotated[int, typer.Option("--years", metavar="N", min=1, help="Nombre d'années.")] = 3,
    scale: Annotated[
        float, typer.Option("--scale", metavar="K", help="Volume ; 10 : dix millions de titres par an.")
    ] = 1.0,
    last_year: Annotated[int, typer.Option("--last-year", metavar="ANNÉE", help="Dernière année.")] = 2020,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Graine : la même, mêmes données.")] = 1,
) -> int:
    """Crée l'espace de travail d'un pays fictif.

    Pour essayer l'atelier à toute échelle : aucune de ces données n'est réelle."""
    from qep_lib.cli.example import make_example

    return make_example(site, years, scale, into, last_year, seed)


def doctor() -> int:
    """Vérifie l'installation, point par point."""
    from qep_lib.cli.doctor import examine

    return examine()


def schema() -> int:
    """Écrit les schémas JSON de params/.

    Les éditeurs s'en servent pour compléter et vérifier ce que l'on tape."""
    from qep_lib.model.workspace import Workspace
    from qep_lib.params.schemas import write_schemas

    workspace = Workspace.find()
    for path in write_schemas(workspace):
        print(path.relative_to(workspace.root).as_posix())
    return 0


SETTING_UP = (init, label, road, override, example, doctor, schema)
"""In the order of the help page."""
