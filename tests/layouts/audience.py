"""Audience of the website (Matomo) and of social networks (Meta): UTF-16, one metric a file, words above the headings."""

import codecs
from functools import partial

import yaml

from layouts.layout import Bad, Layout, delimited

MATOMO_HEADINGS = (
    "Date", "Visiteurs uniques", "Visites", "Actions", "Nombre maximum d'actions dans une visite", "Taux de rebond",
    "Actions par visite", "Durée moy. de la visite (en secondes)",
)  # fmt: skip


def matomo(is_by_week: bool = False) -> bytes:
    """One row a month (« 2026-01 »), or a week whose two days nothing holds together; UTF-16 with its mark."""
    rows = [MATOMO_HEADINGS]
    rows += [(month, "8637", visits, "25874", "120", "45%", "2.4", "188") for month, visits in
             (("2026-01", "10046"), ("2026-02", "11670"), ("2026-03", "10907"))]  # fmt: skip
    text = delimited(rows, ",", feed="\n")
    if is_by_week:
        text = text.replace("2026-01,", "2026-01-05,2026-01-11,").replace("2026-02,", "2026-02-02,2026-02-08,")
    return codecs.BOM_UTF16_LE + text.encode("utf-16-le")


def meta(metric: str = "Vues", values: tuple[int, int, int] = (5, 7, 11), column: str = "Primary") -> bytes:
    """`sep=,`, the name of the metric, then its days; UTF-16 with its mark."""
    days = ("2026-01-05T00:00:00", "2026-01-06T00:00:00", "2026-02-01T00:00:00")
    rows = [("Date", column), *zip(days, map(str, values), strict=True)]
    text = f'sep=,\r\n"{metric}"\r\n' + delimited(rows, ",", quotes=True)
    return codecs.BOM_UTF16_LE + text.encode("utf-16-le")


def _source(name: str, table: str, columns: dict, **more) -> str:
    declared = {"id": name, "description": "Audience", "table": table, "columns": columns}
    return yaml.safe_dump(declared | more, allow_unicode=True, sort_keys=False)


def _facebook(name: str, measure: str) -> str:
    columns = {
        "month": {"heading": "Date"},
        "network": {"constant": "facebook"},
        measure: {"heading": "Primary"},
    }
    return _source(name, "social_statistics", columns, sum_by="month")


AUDIENCE = (
    Layout(
        "Matomo", "by month", "Export _ Visites _ 2026.csv", matomo,
        _source("matomo-months", "web_statistics", {"month": {"heading": "Date"}, "visits": {"heading": "Visites"},
                "pages": {"heading": "Actions"}},
                ignored_columns=[MATOMO_HEADINGS[1], *MATOMO_HEADINGS[4:]]),
        read=3, rows=3,
        stored={"visits": {"10046": 1, "11670": 1, "10907": 1}, "month": {"2026-01-01": 1, "2026-02-01": 1, "2026-03-01": 1}},
        columns={"Date": "month", "Visites": "visits", "Actions": "pages", "Visiteurs uniques": "ignored",
                 "Taux de rebond": "ignored"},
    ),
    Layout(
        "Meta", "views", "Vues.csv", meta, _facebook("facebook-views", "connections"), read=3, rows=3,
        # January: 5 + 7.
        stored={"connections": {"12": 1, "11": 1}, "network": {"facebook": 2}},
        columns={"Date": "month", "Primary": "connections"}, told=("3 lignes additionnées en 2 mois",),
    ),
    Layout(
        "Meta", "followers, a stock", "Abonnés.csv", partial(meta, "Abonnés", (300, 310, 305)),
        _facebook("facebook-followers", "followers"), read=3, rows=3,
        # The last day of January, not the sum of its days.
        stored={"followers": {"310": 1, "305": 1}, "network": {"facebook": 2}},
        columns={"Date": "month", "Primary": "followers"}, told=("3 lignes additionnées en 2 mois",),
    ),
    Layout(
        "Meta", "interactions", "Interactions.csv", partial(meta, "Interactions avec le contenu", (1, 2, 4)),
        _facebook("facebook-interactions", "engagements"), read=3, rows=3,
        stored={"engagements": {"3": 1, "4": 1}, "network": {"facebook": 2}},
        columns={"Date": "month", "Primary": "engagements"}, told=("3 lignes additionnées en 2 mois",),
    ),
)  # fmt: skip
BAD_AUDIENCE = (
    Bad(AUDIENCE[0], "by week, a fault of the tool", partial(matomo, True), "export Matomo par semaine"),
    Bad(
        AUDIENCE[1], "another heading for the values", partial(meta, column="Facebook"), "colonne absente (connections)"
    ),
)
