"""The typed tables of the store and the results table: columns, types, keys. Reading and writing them is `store.py`."""

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["string", "date", "float", "int", "bool"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `choices` closes the list of values; `required` refuses an empty cell."""

    name: str
    type: ColumnType
    description: str
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table of the store. `key` identifies a row within a site; `year_column` is a date column or `exercise_year`.

    A row without a date there (a case still open) is kept in the year of `open_year_column`. Every stored row also
    carries PROVENANCE_COLUMNS.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    year_column: str
    open_year_column: str | None = None

    @property
    def column_names(self) -> tuple[str, ...]:
        """Own columns, then provenance."""
        return tuple(column.name for column in (*self.columns, *PROVENANCE_COLUMNS))

    def column(self, name: str) -> Column:
        """The column of that name; KeyError otherwise."""
        for column in (*self.columns, *PROVENANCE_COLUMNS):
            if column.name == name:
                return column
        raise KeyError(name)


CHANNELS = ("email", "web_form", "post", "hall_form", "suggestion_box", "phone", "front_desk")
PAPER_CHANNELS = ("post", "hall_form", "suggestion_box")
ELECTRONIC_CHANNELS = ("email", "web_form")
REQUEST_KINDS = ("information_request", "complaint", "suggestion", "compliment")
PERIMETERS = ("inside", "litigation", "elected_official", "pending_file")
MILESTONE_KINDS = (
    "survey",
    "users_committee",
    "steering_committee",
    "internal_audit",
    "external_audit",
    "surveillance_audit",
    "mystery_survey",
    "training",
    "other",
)
TITLES = (
    "id_documents",
    "residence_permit_first",
    "residence_permit_renewal",
    "vehicle_registration",
    "driving_licence",
)
ACTION_SOURCES = ("local_context", "self_assessment", "survey", "internal_audit", "external_audit")
ACTION_STATUSES = ("planned", "in_progress", "done")

_SITE = Column("site_id", "string", "Site du registre", required=True)

PROVENANCE_COLUMNS = (
    Column("dataset", "string", "Jeu de données : source/site/période/fichier", required=True),
    Column("source_row", "int", "Ligne du fichier d'origine", required=True),
    Column("nature", "string", "Nature des données", True, ("real", "reconstructed", "fictitious")),
)

TABLES = {
    spec.name: spec
    for spec in (
        TableSpec(
            "survey_answers",
            "Réponses à une enquête de satisfaction (une ligne par répondant et par question)",
            (
                _SITE,
                Column("questionnaire_id", "string", "Questionnaire", required=True),
                Column("answer_id", "string", "Identifiant de la réponse", required=True),
                Column("answered_on", "date", "Date de la réponse", required=True),
                Column("mode", "string", "Mode de recueil (accueil, internet…)"),
                Column("item_id", "string", "Question", required=True),
                Column("option_id", "string", "Réponse fermée choisie"),
                Column("number", "float", "Réponse numérique"),
                Column("state", "string", "État", True, ("answered", "not_applicable", "blank")),
            ),
            key=("questionnaire_id", "answer_id", "item_id", "option_id"),
            year_column="answered_on",
        ),
        TableSpec(
            "requests",
            "Registre des demandes, réclamations, suggestions et remerciements",
            (
                _SITE,
                Column("request_id", "string", "Numéro au registre", required=True),
                Column("kind", "string", "Nature de la demande", True, REQUEST_KINDS),
                Column("channel", "string", "Canal", True, CHANNELS),
                Column("perimeter", "string", "Périmètre Qual-e-pref", True, PERIMETERS),
                Column("received_on", "date", "Date de réception", required=True),
                Column("replied_on", "date", "Date de réponse (envoi)"),
                Column("theme", "string", "Thème"),
                Column("action_taken", "string", "Suite donnée"),
            ),
            key=("request_id",),
            year_column="received_on",
        ),
        # A processing delay is about the cases decided in a period, whenever they were applied for: kept by year of
        # decision, a period's figures read its own years only, and a case stays where it is once decided.
        TableSpec(
            "title_cases",
            "Demandes de titres (une ligne par dossier)",
            (
                _SITE,
                Column("case_id", "string", "Numéro de dossier", required=True),
                Column("title", "string", "Titre demandé", True, TITLES),
                Column("applied_on", "date", "Date de dépôt de la demande", required=True),
                Column("decided_on", "date", "Fin de l'instruction ; vide tant que le dossier est ouvert"),
                Column("available_on", "date", "Date de mise à disposition du titre"),
            ),
            key=("case_id",),
            year_column="decided_on",
            open_year_column="applied_on",
        ),
        TableSpec(
            "declared_figures",
            "Chiffres reçus tout faits (outils ministériels, tableaux de bord)",
            (
                _SITE,
                Column("indicator_id", "string", "Indicateur", required=True),
                Column("group", "string", "Groupe (« commitment=E4 »), vide pour l'ensemble"),
                Column("period", "string", "Période", required=True),
                Column("period_start", "date", "Premier jour de la période", required=True),
                Column("value", "float", "Valeur", required=True),
                Column("numerator", "float", "Numérateur"),
                Column("denominator", "float", "Dénominateur"),
                Column("target", "float", "Cible"),
                Column("target_note", "string", "Cible telle qu'imprimée, si elle n'est pas un nombre"),
                Column("as_of", "date", "Arrêté au"),
                Column("source", "string", "Origine du chiffre", required=True),
            ),
            key=("indicator_id", "group", "period"),
            year_column="period_start",
        ),
        TableSpec(
            "milestones",
            "Jalons du label : enquêtes, comités, audits",
            (
                _SITE,
                Column("milestone_id", "string", "Identifiant", required=True),
                Column("exercise_year", "int", "Exercice du bilan", required=True),
                Column("kind", "string", "Nature", True, MILESTONE_KINDS),
                Column("label", "string", "Libellé", required=True),
                Column("start_on", "date", "Date ou début", required=True),
                Column("end_on", "date", "Fin"),
                Column("source", "string", "Origine", required=True),
            ),
            key=("milestone_id",),
            year_column="exercise_year",
        ),
        TableSpec(
            "actions",
            "Plan d'actions",
            (
                _SITE,
                Column("action_number", "string", "Numéro", required=True),
                Column("exercise_year", "int", "Exercice du bilan", required=True),
                Column("finding", "string", "Constat", required=True),
                Column("reference", "string", "Référence (engagement)"),
                Column("local_context", "bool", "Source : contexte local"),
                Column("self_assessment", "bool", "Source : auto-diagnostic"),
                Column("survey", "bool", "Source : enquête"),
                Column("internal_audit", "bool", "Source : audit interne"),
                Column("external_audit", "bool", "Source : audit externe"),
                Column("status", "string", "Avancement", True, ACTION_STATUSES),
                Column("due_on", "date", "Échéance"),
                Column("effective_on", "date", "Date de réalisation"),
                Column("description", "string", "Action", required=True),
                Column("responsible", "string", "Responsable (fonction)"),
                Column("verification", "string", "Vérification de l'efficacité"),
            ),
            key=("action_number",),
            year_column="exercise_year",
        ),
    )
}

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
    Column("status", "string", "État", True, ("ok", "no_data", "no_request", "suppressed", "provisional")),
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
)
"""The results table, one row an indicator × site × period × group. It is the only source of figures downstream."""
