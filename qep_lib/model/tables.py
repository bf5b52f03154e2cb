"""The typed tables of the store and the results table: columns, types, keys. Reading and writing them is `store.py`."""

from typing import get_args

from qep_lib.model.base import Grain, Status
from qep_lib.model.table import Column, TableSpec

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

NETWORKS = ("facebook", "twitter", "instagram", "linkedin", "youtube", "other")
MEDIA = ("website", "ivr")
LETTER_CHANNELS = ("email", "post")
"""How local authorities write to the State."""
FRAUD_DOMAINS = ("foreigners", "id_documents")
MYSTERY_CHANNELS = ("phone", "email", "post", "front_desk")
HALF_DAYS = ("morning", "afternoon")
MYSTERY_RESULTS = ("met", "not_met", "not_applicable")
ASSESSED_CHANNELS = ("internet", "social_media", "telephone", "front_desk", "mail", "general")
ASSESSMENT_RESULTS = ("met", "partly", "not_met", "not_applicable")
GRAINS = get_args(Grain)

_SITE = Column("site_id", "string", "Site du registre", required=True, form="code")
_MONTH = Column("month", "date", "Mois (son premier jour)", required=True, form="month")

TABLES = {
    spec.name: spec
    for spec in (
        TableSpec(
            "survey_answers",
            "Réponses à une enquête de satisfaction (une ligne par répondant et par question)",
            (
                _SITE,
                Column("questionnaire_id", "string", "Questionnaire", required=True, form="code"),
                Column("answer_id", "string", "Identifiant de la réponse", required=True),
                Column("answered_on", "date", "Date de la réponse", required=True),
                Column("mode", "string", "Mode de recueil (accueil, internet…)", form="code"),
                Column("item_id", "string", "Question", required=True, form="code"),
                Column("option_id", "string", "Réponse fermée choisie", form="code"),
                Column("number", "float", "Réponse numérique"),
                Column("state", "string", "État", True, ("answered", "not_applicable", "blank")),
            ),
            key=("questionnaire_id", "answer_id", "item_id", "option_id"),
            identifier="answer_id",
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
            identifier="request_id",
            recognised_by=("received_on",),
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
            identifier="case_id",
            recognised_by=("title", "applied_on"),
            year_column="decided_on",
            open_year_column="applied_on",
        ),
        TableSpec(
            "declared_figures",
            "Chiffres reçus tout faits (outils ministériels, tableaux de bord)",
            (
                _SITE,
                Column("indicator_id", "string", "Indicateur", required=True, form="code"),
                Column("group", "string", "Groupe (« commitment=E4 »), vide pour l'ensemble"),
                Column("period", "string", "Période", required=True, form="code"),
                Column("period_start", "date", "Premier jour de la période", required=True),
                Column("value", "float", "Valeur ; vide quand la base est 0 (aucune demande)"),
                Column("numerator", "float", "Numérateur"),
                Column("denominator", "float", "Dénominateur"),
                Column("target", "float", "Cible"),
                Column("target_note", "string", "Cible telle qu'imprimée, si elle n'est pas un nombre"),
                Column("as_of", "date", "Arrêté au"),
                Column("source", "string", "Origine du chiffre", required=True),
                Column("grain", "string", "À qui est le chiffre ; vide : le grain de l'indicateur", choices=GRAINS),
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
                Column("added_in_committee", "bool", "Ajoutée en comité à celles qui étaient proposées"),
            ),
            key=("action_number",),
            identifier="action_number",
            recognised_by=("exercise_year", "finding"),
            year_column="exercise_year",
        ),
        TableSpec(
            "title_statistics",
            "Statistiques mensuelles de titres (outils ministériels)",
            (
                _SITE,
                _MONTH,
                Column("title", "string", "Titre", True, TITLES),
                Column("volume", "int", "Titres délivrés dans le mois"),
                Column("processing_delay_mean", "float", "Délai moyen de traitement, en jours"),
                Column("delivery_delay_mean", "float", "Délai moyen de délivrance, en jours"),
                Column("source", "string", "Outil d'où vient le chiffre", required=True),
            ),
            key=("title", "month"),
            year_column="month",
        ),
        TableSpec(
            "calls",
            "Appels téléphoniques, par jour, semaine ou mois de relevé",
            (
                _SITE,
                Column("statistics_on", "date", "Premier jour du relevé", required=True),
                Column("until_on", "date", "Dernier jour du relevé", required=True),
                Column("presented", "int", "Appels présentés"),
                Column("agent_requested", "int", "Appels demandant un agent"),
                Column("answered", "int", "Appels décrochés par un agent"),
                Column("answered_under_5_rings", "int", "Appels décrochés en moins de 5 sonneries"),
                Column("completed", "int", "Appels aboutis"),
            ),
            key=("statistics_on",),
            until_column="until_on",
            summed=("presented", "agent_requested", "answered", "answered_under_5_rings", "completed"),
            year_column="statistics_on",
        ),
        TableSpec(
            "web_statistics",
            "Fréquentation mensuelle du site internet",
            (
                _SITE,
                _MONTH,
                Column("visits", "int", "Visites"),
                Column("connections", "int", "Connexions"),
                Column("pages", "int", "Pages vues"),
            ),
            key=("month",),
            summed=("visits", "connections", "pages"),
            year_column="month",
        ),
        TableSpec(
            "social_statistics",
            "Réseaux sociaux, par mois et par réseau",
            (
                _SITE,
                _MONTH,
                Column("network", "string", "Réseau social", True, NETWORKS),
                Column("followers", "int", "Abonnés à la fin du mois"),
                Column("connections", "int", "Connexions dans le mois"),
                Column("engagements", "int", "Réactions, partages, commentaires"),
                Column("reach", "int", "Personnes touchées"),
            ),
            key=("network", "month"),
            # Not the followers, who are a stock, nor the reach, which counts a person once.
            summed=("connections", "engagements"),
            year_column="month",
        ),
        TableSpec(
            "service_updates",
            "Mises à jour demandées du site internet et du serveur vocal",
            (
                _SITE,
                Column("update_id", "string", "Numéro de la mise à jour", required=True),
                Column("medium", "string", "Support", True, MEDIA),
                Column("requested_on", "date", "Demandée le", required=True),
                Column("published_on", "date", "Mise en ligne le ; vide tant qu'elle ne l'est pas"),
                Column("subject", "string", "Objet"),
            ),
            key=("update_id",),
            identifier="update_id",
            recognised_by=("medium", "requested_on"),
            year_column="requested_on",
        ),
        TableSpec(
            "meetings",
            "Rendez-vous demandés par les élus et les cadres territoriaux",
            (
                _SITE,
                Column("meeting_id", "string", "Numéro de la demande", required=True),
                Column("requested_on", "date", "Demandé le", required=True),
                Column("fixed_on", "date", "Jour où le rendez-vous a été fixé"),
                Column("held_on", "date", "Jour où il a eu lieu"),
                Column("withdrawn", "bool", "Demande retirée par son auteur"),
            ),
            key=("meeting_id",),
            identifier="meeting_id",
            recognised_by=("requested_on",),
            year_column="requested_on",
        ),
        TableSpec(
            "local_authority_requests",
            "Courriers et courriels des collectivités territoriales",
            (
                _SITE,
                Column("request_id", "string", "Numéro", required=True),
                Column("channel", "string", "Canal", True, LETTER_CHANNELS),
                Column("received_on", "date", "Date de réception", required=True),
                Column("replied_on", "date", "Date de réponse (envoi)"),
                Column("subject", "string", "Objet"),
            ),
            key=("request_id",),
            identifier="request_id",
            recognised_by=("received_on",),
            year_column="received_on",
        ),
        TableSpec(
            "fraud_statistics",
            "Lutte contre la fraude documentaire, par mois",
            (
                _SITE,
                _MONTH,
                Column("domain", "string", "Domaine", True, FRAUD_DOMAINS),
                Column("examined", "int", "Demandes examinées"),
                Column("detected", "int", "Fraudes détectées"),
                Column("article_40_reports", "int", "Signalements au procureur (article 40)"),
            ),
            key=("domain", "month"),
            summed=("examined", "detected", "article_40_reports"),
            year_column="month",
        ),
        TableSpec(
            "trainings",
            "Formations suivies par les agents",
            (
                _SITE,
                Column("session_id", "string", "Numéro de la session", required=True),
                Column("held_on", "date", "Date de la formation", required=True),
                Column(
                    "commitments", "string", "Engagements couverts (« E23_E33 »)", required=True, form="commitments"
                ),
                Column("agents_trained", "int", "Agents formés", required=True),
                Column("agents_concerned", "int", "Agents concernés (effectif)"),
                Column("topic", "string", "Thème"),
            ),
            key=("session_id",),
            identifier="session_id",
            recognised_by=("held_on", "commitments"),
            year_column="held_on",
        ),
        TableSpec(
            "mystery_contacts",
            "Enquête mystère (une ligne par contact et par critère)",
            (
                _SITE,
                Column("contact_id", "string", "Numéro du contact", required=True),
                Column("channel", "string", "Canal", True, MYSTERY_CHANNELS),
                Column("contacted_on", "date", "Date du contact", required=True),
                Column("half_day", "string", "Demi-journée", True, HALF_DAYS),
                Column("criterion_id", "string", "Critère", required=True),
                Column("result", "string", "Résultat", True, MYSTERY_RESULTS),
            ),
            key=("contact_id", "criterion_id"),
            identifier="contact_id",
            recognised_by=("channel", "contacted_on"),
            year_column="contacted_on",
        ),
        TableSpec(
            "self_assessment",
            "Auto-diagnostic (une ligne par exigence de la grille)",
            (
                _SITE,
                Column("line_id", "string", "Numéro de ligne de la grille", required=True),
                Column("exercise_year", "int", "Exercice", required=True),
                Column("assessed_on", "date", "Date de l'évaluation"),
                Column("commitment", "string", "Engagement", required=True, form="commitments"),
                Column("module", "string", "Module", required=True, form="module"),
                Column("channel", "string", "Canal", True, ASSESSED_CHANNELS),
                Column("result", "string", "Résultat", True, ASSESSMENT_RESULTS),
                Column("evidence", "string", "Preuve"),
                Column("comment", "string", "Commentaire"),
            ),
            key=("exercise_year", "line_id"),
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
