"""Reports of telephone queues: a row a day, a row a month in words, or a row a call."""

from functools import partial

import yaml

from layouts.layout import Bad, Layout, delimited

DAYS = (
    ("02/03/2026", 104, 88), ("03/03/2026", 133, 121), ("31/03/2026", 98, 83), ("01/04/2026", 139, 115), ("02/04/2026", 125, 109),
)  # fmt: skip
MONTHS = (("janvier 2026", 1200, 1000), ("février 2026", 1100, 990), ("mars 2026", 1300, 1170))
CALLS = (
    ("02/03/2026 09:00:04", "Répondu"), ("02/03/2026 09:00:04", "Répondu"), ("05/03/2026 10:12:00", "Abandonné"),
    ("01/04/2026 08:30:00", "Dissuadé"), ("30/04/2026 17:59:59", "Répondu"),
)  # fmt: skip


def by_day(total: str = "599;516;83;86,1 %;00:00:42", period_line: bool = True) -> bytes:
    """Title and period lines, a row a day, a total; Windows-1252."""
    lines = ["Rapport d'activité file d'attente : STANDARD;;;;;"]
    lines += ["Période : 01/03/2026 00:00 - 30/04/2026 23:59;;;;;"] if period_line else []
    lines += [";;;;;", "Date;Appels reçus;Appels répondus;Appels abandonnés;% répondus;Attente moyenne"]
    for day, received, answered in DAYS:
        share = f"{100 * answered / received:.1f}".replace(".", ",")
        lines.append(f"{day};{received};{answered};{received - answered};{share} %;00:00:42")
    lines.append(f"Total;{total}")
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def by_month(years: bool = True) -> bytes:
    """Months in words, their total below."""
    rows = [("Mois", "Appels reçus", "Appels traités", "Taux de traitement")]
    for month, received, answered in MONTHS:
        written = month if years else month.split()[0].capitalize()
        rows.append((written, str(received), str(answered), f"{100 * answered / received:.1f} %".replace(".", ",")))
    rows.append(("Total", "3600", "3160", "87,8 %"))
    title = "Rapport d'activité du standard;;;\r\n;;;\r\n"
    return (title + delimited(rows, ";")).encode("cp1252")


def by_call(extra: str = "") -> bytes:
    """An event log, a row a call."""
    rows = [("Date et heure", "File", "Numéro appelant", "Statut", "Attente (s)")]
    rows += [(moment, "STANDARD", "0XXXXXXXXX", status, "12") for moment, status in CALLS]
    rows += [("06/04/2026 09:00:00", "STANDARD", "0XXXXXXXXX", extra, "3")] if extra else []
    return delimited(rows, ";", quotes=True, feed="\n").encode()


def _source(name: str, columns: dict, ignored: list[str], **more) -> str:
    declared = {"id": name, "description": "Standard", "table": "calls", "columns": columns, "ignored_columns": ignored}
    return yaml.safe_dump(declared | more, allow_unicode=True, sort_keys=False)


_DAY = {
    "statistics_on": {"heading": "Date"},
    "presented": {"heading": "Appels reçus"},
    "answered": {"heading": "Appels répondus"},
}
_MONTH = {
    "month": {"heading": "Mois"},
    "presented": {"heading": "Appels reçus"},
    "answered": {"heading": "Appels traités"},
}
_EVENT = {
    "statistics_on": {"heading": "Date et heure"},
    "presented": {"constant": "1"},
    "answered": {"heading": "Statut", "values": {"true": ["Répondu"], "false": ["Abandonné", "Dissuadé"]}},
}
TELEPHONE = (
    Layout(
        "telephone report", "by day", "stat_standard.csv", by_day,
        _source("queue-by-day", _DAY, ["Appels abandonnés", "% répondus", "Attente moyenne"], sum_by="month"),
        read=5, rows=5,
        # March: 104 + 133 + 98 and 88 + 121 + 83; April: 139 + 125 and 115 + 109.
        stored={"presented": {"335": 1, "264": 1}, "answered": {"292": 1, "224": 1},
                "statistics_on": {"2026-03-02": 1, "2026-04-01": 1}, "until_on": {"2026-03-31": 1, "2026-04-02": 1}},
        columns={"Date": "statistics_on", "Appels reçus": "presented", "Appels répondus": "answered",
                 "Appels abandonnés": "ignored", "% répondus": "ignored", "Attente moyenne": "ignored"},
        told=("ligne de total mise de côté", "5 lignes additionnées en 2 mois"),
    ),
    Layout(
        "telephone report", "by month, in words", "standard_2026.csv", by_month,
        _source("queue-by-month", _MONTH, ["Taux de traitement"]), read=3, rows=3,
        stored={"presented": {"1200": 1, "1100": 1, "1300": 1}, "answered": {"1000": 1, "990": 1, "1170": 1},
                "until_on": {"2026-01-31": 1, "2026-02-28": 1, "2026-03-31": 1}},
        columns={"Mois": "month", "Appels reçus": "presented", "Appels traités": "answered", "Taux de traitement": "ignored"},
        told=("ligne de total mise de côté",),
    ),
    Layout(
        "telephone report", "a row a call", "journal_appels.csv", by_call,
        _source("call-log", _EVENT, ["File", "Numéro appelant", "Attente (s)"], event="count"), read=5, rows=5,
        stored={"presented": {"3": 1, "2": 1}, "answered": {"2": 1, "1": 1},
                "statistics_on": {"2026-03-02": 1, "2026-04-01": 1}, "until_on": {"2026-03-05": 1, "2026-04-30": 1}},
        columns={"Date et heure": "statistics_on", "Statut": "answered", "File": "ignored", "Numéro appelant": "ignored",
                 "Attente (s)": "ignored"},
        values={"Statut": {"Répondu": "true", "Abandonné": "false", "Dissuadé": "false"}},
        told=("5 lignes, une par événement, comptées en 2 mois",),
    ),
)  # fmt: skip
BAD_TELEPHONE = (
    Bad(
        TELEPHONE[0],
        "a total that is not the sum",
        partial(by_day, "500;430;70;86,0 %;00:00:42"),
        "n'est pas la somme",
        5,
    ),
    Bad(TELEPHONE[1], "the report of another year", by_month, "date hors de la période importée", period="2025"),
    Bad(TELEPHONE[2], "a call of unknown outcome", partial(by_call, "Transféré"), "fausserait le total de son mois"),
)
