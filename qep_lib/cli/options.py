"""The options that several commands share, with the words of their help. The commands are `cli.app`."""

from typing import Annotated, Any

import typer

from qep_lib.cli.completing import values_of
from qep_lib.model.parameters import AS_OF, AUDIENCE, ONLY, PERIOD, REPORT, RUN, SITE, Parameter

File = Annotated[
    str | None,
    typer.Argument(metavar="FICHIER", help="Fichier à importer ; sans fichier, ceux des lots déclarés."),
]
Source = Annotated[
    str | None, typer.Option("--source", metavar="SOURCE", help="Source (params/sources/) qui décrit le fichier.")
]


def _repeated(parameter: Parameter) -> Any:
    """The option of a parameter that may be given several times."""
    return typer.Option(
        parameter.option,
        metavar=parameter.metavar,
        help=f"{parameter.help} Répétable.",
        autocompletion=values_of(parameter.name, takes_regions=True),
    )


Sites = Annotated[list[str], _repeated(SITE)]
Periods = Annotated[list[str], _repeated(PERIOD)]
Reports = Annotated[list[str], _repeated(REPORT)]
Audiences = Annotated[list[str], _repeated(AUDIENCE)]
RunIds = Annotated[list[str], _repeated(RUN)]
Only = Annotated[list[str], _repeated(ONLY)]
AsOf = Annotated[str | None, typer.Option(AS_OF.option, metavar=AS_OF.metavar, help=AS_OF.help)]
Force = Annotated[bool, typer.Option("--force", help="Produit aussi ce qui est à jour.")]
AsJson = Annotated[bool, typer.Option("--json", help="Écrit en JSON.")]
Workers = Annotated[
    int | None, typer.Option("--jobs", metavar="N", min=0, help="Rapports produits en même temps ; 0 : un par cœur.")
]
Timeout = Annotated[
    float | None, typer.Option("--timeout", metavar="SECONDES", min=1, help="Durée maximale d'un rapport.")
]
FailFast = Annotated[bool, typer.Option("--fail-fast", help="S'arrête au premier échec.")]
ExecutorName = Annotated[
    str | None, typer.Option("--executor", metavar="OÙ", help="process (cette machine), dask (grappe) ou inline.")
]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", metavar="ADRESSE", help="Ordonnanceur dask, comme tcp://hote:8786.")
]
EngineName = Annotated[
    str | None, typer.Option("--engine", metavar="MOTEUR", help="fork (noyaux prêts d'avance) ou papermill.")
]
Memory = Annotated[
    int | None, typer.Option("--memory", metavar="MO", min=1, help="Mémoire maximale d'un rapport, en Mo.")
]
_one_site = typer.Option(
    "--site", metavar="CODE", help="Code du site, comme 18 ou 2A.", autocompletion=values_of(SITE.name)
)
OneSite = Annotated[str, _one_site]
AnySite = Annotated[str | None, _one_site]
To = Annotated[str | None, typer.Option("--to", metavar="CHEMIN", help="Où écrire.")]
