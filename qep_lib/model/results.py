"""The results table: its columns. Its rows are made by `indicators.measure`."""

from typing import get_args

from qep_lib.model.base import Status
from qep_lib.model.table import Column

RESULTS = (
    Column("indicator_id", "string", "Indicateur", required=True),
    Column("site_id", "string", "Site", required=True),
    Column("period", "string", "Période", required=True),
    Column("group", "string", "Groupe : vide (ensemble), channel=email, option=satisfied, state=blank…", required=True),
    Column("numerator", "float", "Numérateur (effectif)"),
    Column("denominator", "float", "Dénominateur (base)"),
    Column("n", "int", "Nombre d'unités observées"),
    Column("value", "float", "Valeur, dans l'unité de l'indicateur (91.96 pour 91,96 %)"),
    Column("low", "float", "Borne basse de la fourchette à 95 %"),
    Column("high", "float", "Borne haute de la fourchette à 95 %"),
    Column("status", "string", "État", True, get_args(Status)),
    Column("as_of", "date", "Arrêté au"),
    Column("origin", "string", "Origine", True, ("computed", "declared")),
    Column("nature", "string", "Nature des données", True, ("real", "reconstructed", "fictitious")),
    Column("source", "string", "D'où vient le chiffre"),
    Column("target", "float", "Cible de l'année"),
    Column("target_note", "string", "Cible en mots : locale, néant, « 5 ‰ // 5,71 », aucune cible pour 2023"),
    Column("gap", "float", "Écart relatif à la cible, en fraction (0.38 ; négatif ou nul : cible atteinte)"),
    Column("rating", "string", "Classe", False, ("met", "near", "off", "far")),
    Column("is_target_in_interval", "bool", "La fourchette contient la cible"),
    Column("previous", "float", "Valeur de la même période un an plus tôt"),
    Column("previous_denominator", "float", "Base de la période précédente"),
    Column("change", "float", "Évolution, dans l'unité (points, jours, nombre)"),
    Column("change_low", "float", "Borne basse de l'évolution (Newcombe)"),
    Column("change_high", "float", "Borne haute de l'évolution (Newcombe)"),
    Column("change_p_adjusted", "float", "p ajustée (Benjamini-Hochberg sur le site et la période)"),
    Column("is_change_demonstrated", "bool", "Évolution démontrée ; vide si non testable"),
    Column("remark", "string", "Ce qu'il faut dire du chiffre : il en contredit un autre"),
    Column("value_note", "string", "Pourquoi le chiffre manque, ou quelle partie de la période il couvre"),
    Column("previous_note", "string", "Pourquoi la période précédente n'est pas comparée, ou ce qu'elle couvre"),
)
"""The results table, one row an indicator × site × period × group. It is the only source of figures downstream."""
