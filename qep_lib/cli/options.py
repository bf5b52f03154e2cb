"""The options that several commands share, with the words of their help. The commands are `cli.app`."""

from typing import Annotated

import typer

File = Annotated[
    str | None,
    typer.Argument(metavar="FICHIER", help="Fichier à importer ; sans fichier, ceux des lots déclarés."),
]
Source = Annotated[
    str | None, typer.Option("--source", metavar="SOURCE", help="Source (params/sources/) qui décrit le fichier.")
]
Sites = Annotated[
    list[str],
    typer.Option(
        "--site", metavar="CODE", help="Code de site (18, 2A, 971), region:24, all ou file:sites.txt. Répétable."
    ),
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
Only = Annotated[
    list[str], typer.Option("--only", metavar="MOTIF", help="Rapports à garder, comme 18/2020/*/bilan. Répétable.")
]
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
OneSite = Annotated[str, typer.Option("--site", metavar="CODE", help="Code du site, comme 18 ou 2A.")]
To = Annotated[str | None, typer.Option("--to", metavar="CHEMIN", help="Où écrire.")]
