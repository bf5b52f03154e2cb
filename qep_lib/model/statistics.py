"""The stored tables of counts by month or by span of days. All of them together are `tables`."""

from qep_lib.model.closed_lists import FRAUD_DOMAINS, NETWORKS, TITLES
from qep_lib.model.table import SITE, Column, TableSpec

MONTH = Column("month", "date", "Mois (son premier jour)", required=True, form="month")

STATISTICS = (
    TableSpec(
        "title_statistics",
        "Statistiques mensuelles de titres (outils ministériels)",
        (
            SITE,
            MONTH,
            Column("title", "string", "Titre", True, TITLES),
            Column("volume", "int", "Titres délivrés dans le mois"),
            Column("processing_delay_mean", "float", "Délai moyen de traitement, en jours"),
            Column("delivery_delay_mean", "float", "Délai moyen de délivrance, en jours"),
            Column("source", "string", "Outil d'où vient le chiffre", required=True),
        ),
        key=("title", "month"),
        measures=("volume", "processing_delay_mean", "delivery_delay_mean"),
        year_column="month",
        row="un mois d'un titre",
        given="les statistiques mensuelles de titres",
        base="titres",
    ),
    TableSpec(
        "calls",
        "Appels téléphoniques, par jour, semaine ou mois de relevé",
        (
            SITE,
            Column("statistics_on", "date", "Premier jour du relevé", required=True),
            Column(
                "until_on",
                "date",
                "Dernier jour du relevé",
                required=True,
                follows=(("statistics_on", "fin du relevé datée d'avant son début"),),
            ),
            Column("presented", "int", "Appels présentés"),
            Column("agent_requested", "int", "Appels demandant un agent", part_of="presented"),
            Column("answered", "int", "Appels décrochés par un agent", part_of="agent_requested"),
            Column("answered_under_5_rings", "int", "Appels décrochés en moins de 5 sonneries", part_of="answered"),
            Column("completed", "int", "Appels aboutis", part_of="presented"),
        ),
        key=("statistics_on",),
        until_column="until_on",
        summed=("presented", "agent_requested", "answered", "answered_under_5_rings", "completed"),
        year_column="statistics_on",
        row="un relevé d'appels",
        given="les relevés d'appels",
        # The month that a statement covers, its first and last day.
        extra_bindings={"month": ()},
        base="appels",
    ),
    TableSpec(
        "web_statistics",
        "Fréquentation mensuelle du site internet",
        (
            SITE,
            MONTH,
            Column("visits", "int", "Visites"),
            Column("connections", "int", "Connexions"),
            Column("pages", "int", "Pages vues"),
        ),
        key=("month",),
        measures=("visits", "connections", "pages"),
        summed=("visits", "connections", "pages"),
        year_column="month",
        row="un mois",
        given="les relevés de fréquentation du site internet",
    ),
    TableSpec(
        "social_statistics",
        "Réseaux sociaux, par mois et par réseau",
        (
            SITE,
            MONTH,
            Column("network", "string", "Réseau social", True, NETWORKS),
            Column("followers", "int", "Abonnés à la fin du mois"),
            Column("connections", "int", "Connexions dans le mois"),
            Column("engagements", "int", "Réactions, partages, commentaires"),
            Column("reach", "int", "Personnes touchées"),
        ),
        key=("network", "month"),
        measures=("followers", "connections", "engagements", "reach"),
        # Nor the reach, which counts a person once.
        summed=("connections", "engagements"),
        stocks=("followers",),
        year_column="month",
        row="un mois d'un réseau social",
        given="les relevés des réseaux sociaux",
    ),
    TableSpec(
        "fraud_statistics",
        "Lutte contre la fraude documentaire, par mois",
        (
            SITE,
            MONTH,
            Column("domain", "string", "Domaine", True, FRAUD_DOMAINS),
            Column("examined", "int", "Demandes examinées"),
            Column("detected", "int", "Fraudes détectées", part_of="examined"),
            Column("article_40_reports", "int", "Signalements au procureur (article 40)"),
        ),
        key=("domain", "month"),
        summed=("examined", "detected", "article_40_reports"),
        year_column="month",
        row="un mois d'un domaine",
        given="les relevés de lutte contre la fraude",
    ),
)
