"""One survey of six people, as each survey tool exports it. The answers are the same in every file."""

import codecs
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

import yaml

from layouts.layout import Bad, Layout, delimited, workbook


class Answer(NamedTuple):
    """What one person said."""

    day: str
    hour: str
    profile: str
    reasons: tuple[str, ...]
    courtesy: str
    overall: str
    comment: str


PROFILES = {"individual": "Un particulier", "professional": "Un professionnel", "association": "Une association"}
REASONS = {"residence": "Titre de séjour, renouvellement", "information": "Renseignement", "appointment": "Rendez-vous"}
SCALE = {
    "very_satisfied": "Très satisfait",
    "satisfied": "Plutôt satisfait",
    "unsatisfied": "Plutôt pas satisfait",
    "very_unsatisfied": "Pas du tout satisfait",
}
LEVELS = {
    "very_satisfied": "positive",
    "satisfied": "positive",
    "unsatisfied": "negative",
    "very_unsatisfied": "negative",
}
_ALL = ("residence", "information", "appointment")
ANSWERS = (
    Answer("2026-03-02", "09:05:00", "individual", ("residence", "appointment"), "very_satisfied", "satisfied", ""),
    Answer("2026-03-03", "10:10:11", "individual", ("information",), "satisfied", "very_satisfied", "Merci"),
    Answer(
        "2026-03-29",
        "14:20:30",
        "professional",
        ("appointment",),
        "unsatisfied",
        "satisfied",
        "Attente, longue ; à revoir",
    ),
    Answer("2026-04-01", "16:59:59", "association", (), "very_satisfied", "", ""),
    Answer(
        "2026-04-15", "08:00:00", "individual", _ALL, "very_unsatisfied", "very_unsatisfied", "Ligne un\nligne deux"
    ),
    Answer("2026-04-30", "23:30:00", "individual", ("residence",), "", "very_satisfied", ""),
)
STORED = {
    "item profile": {"individual": 4, "professional": 1, "association": 1},
    "item visit_reason": {"residence": 3, "information": 2, "appointment": 3},
    "item courtesy": {"very_satisfied": 2, "satisfied": 1, "unsatisfied": 1, "very_unsatisfied": 1},
    "item overall": {"very_satisfied": 2, "satisfied": 2, "very_unsatisfied": 1},
    "answered_on": {
        "2026-03-02": 1,
        "2026-03-03": 1,
        "2026-03-29": 1,
        "2026-04-01": 1,
        "2026-04-15": 1,
        "2026-04-30": 1,
    },
}
"""Counted by hand on the six answers above; people for days, answers for questions."""
PROFILE, REASON = "Vous êtes :", "Quel est le motif de votre visite ?"
COURTESY, OVERALL, COMMENT = "La courtoisie des agents", "Votre satisfaction globale", "Vos remarques :"
CODES = {
    "profile": dict(zip(PROFILES, ("A1", "A2", "A3"), strict=True)),
    "scale": dict(zip(SCALE, ("AO01", "AO02", "AO03", "AO04"), strict=True)),
}


def questionnaire(
    name: str,
    reason: Mapping[str, Any],
    answer_id: str | None = None,
    answered_on: str | None = None,
    ignored: tuple[str, ...] = (),
    profile: str = PROFILE,
    courtesy: str = COURTESY,
    overall: str = OVERALL,
    comment: str = COMMENT,
    codes: Mapping[str, Mapping[str, str]] | None = None,
) -> str:
    """The YAML of the questionnaire whose columns are those; `reason` is how the question with several answers is bound."""

    def options(
        labels: Mapping[str, str], known: Mapping[str, str], levels: Mapping[str, str] | None = None
    ) -> list[dict]:
        return [
            {"id": option, "label": label}
            | ({"level": levels[option]} if levels else {})
            | ({"aliases": [known[option]]} if known else {})
            for option, label in labels.items()
        ]

    codes = codes or {}
    asked = [
        {"id": "profile", "label": "Profil", "wording": PROFILE, "role": "profile", "column": profile,
         "options": options(PROFILES, codes.get("profile", {}))},
        {"id": "visit_reason", "label": "Motif", "wording": REASON, "role": "visit_reason", "kind": "multiple",
         "options": options(REASONS, codes.get("reason", {}))} | dict(reason),
        {"id": "courtesy", "label": "Courtoisie", "wording": COURTESY, "role": "criterion", "scale": "satisfaction",
         "column": courtesy},
        {"id": "overall", "label": "Satisfaction globale", "wording": OVERALL, "role": "overall", "scale": "satisfaction",
         "column": overall},
        {"id": "comment", "label": "Remarques", "wording": COMMENT, "role": "other", "kind": "text", "column": comment},
    ]  # fmt: skip
    declared = {"id": name, "title": "Enquête d'accueil", "serie_id": name}
    declared |= {"answer_id_column": answer_id} if answer_id else {}
    declared |= {"answered_on_column": answered_on} if answered_on else {}
    declared |= {
        "ignored_columns": list(ignored),
        "scales": {"satisfaction": options(SCALE, codes.get("scale", {}), LEVELS)},
        "items": asked,
    }
    return yaml.safe_dump(declared, allow_unicode=True, sort_keys=False)


def source(name: str, **more: Any) -> str:
    """The YAML of the source of that questionnaire."""
    declared = {"id": name, "description": "Enquête", "table": "survey_answers", "questionnaire": name} | more
    return yaml.safe_dump(declared, allow_unicode=True, sort_keys=False)


def meanings(**headings: str) -> dict[str, str]:
    """heading -> meaning of the questions that every tool heads with their wording, and of the others given."""
    common = {PROFILE: "item profile", COURTESY: "item courtesy", OVERALL: "item overall", COMMENT: "item comment"}
    return common | {heading: meaning for meaning, heading in headings.items()}


def labels(profile: str = PROFILE, courtesy: str = COURTESY, overall: str = OVERALL) -> dict[str, dict[str, str]]:
    """heading -> label -> option of the single questions."""
    scale = {label: option for option, label in SCALE.items()}
    return {profile: {label: option for option, label in PROFILES.items()}, courtesy: scale, overall: scale}


def french(day: str) -> str:
    """« 02/03/2026 »."""
    return "/".join(reversed(day.split("-")))


def single(answer: Answer) -> tuple[str, str, str]:
    """The labels of the single questions."""
    return PROFILES[answer.profile], SCALE.get(answer.courtesy, ""), SCALE.get(answer.overall, "")


# --- LimeSurvey

LIME_FIRST = ("ID de la réponse", "Date de soumission", "Dernière page", "Langue de départ", "Tête de série")
LIME_BOXES = tuple(f"{REASON} [{label}]" for label in REASONS.values())
LIME_OTHER = f"{REASON} [Autre]"


def limesurvey(unfinished: int = 0, undated: bool = False) -> bytes:
    """Full headings and answers; `unfinished` more answers have no date of submission, `undated` ones that of 1980."""
    rows = [(*LIME_FIRST, PROFILE, *LIME_BOXES, LIME_OTHER, COURTESY, OVERALL, COMMENT)]
    for number, answer in enumerate(ANSWERS, 1):
        moment = "1980-01-01 00:00:00" if undated else f"{answer.day} {answer.hour}"
        profile, courtesy, overall = single(answer)
        boxes = ["Oui" if option in answer.reasons else "Non" for option in REASONS]
        rows.append((str(number), moment, "3", "fr", "88531", profile, *boxes, "", courtesy, overall, answer.comment))
    for number in range(unfinished):
        rows.append((str(len(ANSWERS) + number + 1), "", "1", "fr", "88531", PROFILES["individual"], *[""] * 7))
    return codecs.BOM_UTF8 + delimited(rows, ";", quotes=True).encode()


LIME_CODES = ("id", "submitdate", "lastpage", "startlanguage", "seed")
LIME_COLUMNS = ("G01Q01", "G01Q02[SQ001]", "G01Q02[SQ002]", "G01Q02[SQ003]", "G02Q03[SQ001]", "G02Q04", "G02Q05")


def _coded(number: int, answer: Answer, yes: str, no: str, hidden: str = "") -> tuple[str, ...]:
    boxes = [yes if option in answer.reasons else no for option in REASONS]
    scale = [CODES["scale"].get(value, hidden) for value in (answer.courtesy, answer.overall)]
    return (
        str(number), f"{answer.day} {answer.hour}", "3", "fr", "88531", CODES["profile"][answer.profile], *boxes, *scale,
        answer.comment,
    )  # fmt: skip


def limesurvey_codes() -> bytes:
    """Codes of questions and of answers, Y and N for boxes."""
    rows = [(*LIME_CODES, *LIME_COLUMNS), *(_coded(n, answer, "Y", "N") for n, answer in enumerate(ANSWERS, 1))]
    return delimited(rows, ",", quotes=True).encode()


def limesurvey_vv(with_codes: bool = True) -> bytes:
    """The VV file: wordings, then codes, then answers, parted by tabulations; line ends and unasked questions as words."""
    heads = [("Response ID", "Date submitted", *LIME_FIRST[2:], PROFILE, *LIME_BOXES, COURTESY, OVERALL, COMMENT)]
    if with_codes:
        heads.append((*LIME_CODES, *(name.replace("[", "_").rstrip("]") for name in LIME_COLUMNS)))
    rows = [_coded(n, answer, "Y", "", "{question_not_shown}") for n, answer in enumerate(ANSWERS, 1)]
    rows = [tuple(cell.replace("\n", "{newline}") for cell in row) for row in rows]
    return "".join("\t".join(row) + "\n" for row in (*heads, *rows)).encode()


def _lime_boxes(headings: tuple[str, ...]) -> dict:
    return {"columns": dict(zip(REASONS, headings, strict=True))}


def _boxes_meaning(headings: tuple[str, ...]) -> dict[str, str]:
    return {heading: f"item visit_reason option {option}" for option, heading in zip(REASONS, headings, strict=True)}


_VV = tuple(name.replace("[", "_").rstrip("]") for name in LIME_COLUMNS)
_BY_CODE = {"profile": "G01Q01", "overall": "G02Q04", "comment": "G02Q05"}
UNFINISHED = [{"column": "Date de soumission", "values": [""], "reason": "réponses non terminées"}]
LIME = questionnaire(
    "lime-full", _lime_boxes(LIME_BOXES), "ID de la réponse", "Date de soumission", (*LIME_FIRST[2:], LIME_OTHER)
)
LIMESURVEY = (
    Layout(
        "LimeSurvey", "full headings, unfinished answers", "results-survey396597.csv", partial(limesurvey, 2),
        source("lime-full", exclude_rows=UNFINISHED), LIME, read=8, rows=6, stored=STORED,
        columns=meanings(answer_id="ID de la réponse", answered_on="Date de soumission") | _boxes_meaning(LIME_BOXES)
        | {LIME_OTHER: "ignored"}, values=labels(), told=("2 lignes exclues, la première ici : réponses non terminées",),
    ),
    Layout(
        "LimeSurvey", "codes", "results-survey396597-codes.csv", limesurvey_codes, source("lime-codes"),
        questionnaire("lime-codes", _lime_boxes(LIME_COLUMNS[1:4]), "id", "submitdate", LIME_CODES[2:],
                      courtesy="G02Q03[SQ001]", codes=CODES, **_BY_CODE),
        read=6, rows=6, stored=STORED,
        columns={"id": "answer_id", "submitdate": "answered_on", "G01Q01": "item profile", "G02Q03[SQ001]": "item courtesy",
                 "G02Q04": "item overall", "G02Q05": "item comment"} | _boxes_meaning(LIME_COLUMNS[1:4]),
    ),
    Layout(
        "LimeSurvey", "VV", "vvexport_396597.csv", limesurvey_vv, source("lime-vv"),
        questionnaire("lime-vv", _lime_boxes(_VV[1:4]), "id", "submitdate", LIME_CODES[2:], courtesy="G02Q03_SQ001",
                      codes=CODES, **_BY_CODE),
        read=6, rows=6, stored=STORED,
        columns={"id": "answer_id", "submitdate": "answered_on", "G01Q01": "item profile", "G02Q03_SQ001": "item courtesy",
                 "G02Q04": "item overall", "G02Q05": "item comment"} | _boxes_meaning(_VV[1:4]),
    ),
    Layout(
        "LimeSurvey", "anonymous, without days", "results-survey500000.csv", partial(limesurvey, 0, True),
        source("lime-undated", answered_on="period"),
        questionnaire("lime-undated", _lime_boxes(LIME_BOXES), "ID de la réponse", None,
                      (*LIME_FIRST[1:], LIME_OTHER)),
        read=6, rows=6, stored={name: counts for name, counts in STORED.items() if name != "answered_on"},
        columns=meanings(answer_id="ID de la réponse") | _boxes_meaning(LIME_BOXES),
    ),
)  # fmt: skip
BAD_LIMESURVEY = (
    Bad(
        LIMESURVEY[0],
        "unfinished without a rule",
        partial(limesurvey, 2),
        "exclure par exclude_rows",
        source=source("lime-full"),
    ),
    Bad(LIMESURVEY[0], "days of 1980 that are no days", partial(limesurvey, 0, True), "answered_on: period"),
    Bad(LIMESURVEY[2], "VV whose row of codes was deleted", partial(limesurvey_vv, False), "colonne absente"),
)

# --- Google Forms

GOOGLE_HEADINGS = ("Horodateur", PROFILE, REASON, f"Satisfaction [{COURTESY}]", OVERALL, COMMENT)


def _google_moment(answer: Answer) -> str:
    hour, rest = int(answer.hour[:2]), answer.hour[2:]
    zone = 1 if answer.day < "2026-03-29" else 2
    half = "PM" if hour >= 12 else "AM"
    return f"{answer.day.replace('-', '/')} {(hour - 1) % 12 + 1}{rest} {half} UTC+{zone}"


def google(in_french: bool = False, separator: str = ", ") -> bytes:
    """No number; several answers joined by « , », which stands in one of them; `in_french` through a spreadsheet."""
    rows = [GOOGLE_HEADINGS]
    for answer in ANSWERS:
        profile, courtesy, overall = single(answer)
        moment = f"{french(answer.day)} {answer.hour}" if in_french else _google_moment(answer)
        reasons = separator.join(REASONS[option] for option in answer.reasons)
        rows.append((moment, profile, reasons, courtesy, overall, answer.comment))
    return delimited(rows, ",", quotes=not in_french).encode()


GOOGLE = questionnaire(
    "google-forms", {"column": REASON, "delimiter": ","}, None, "Horodateur", courtesy=GOOGLE_HEADINGS[3]
)
_GOOGLE_MEANING = {
    heading: meaning for heading, meaning in meanings(answered_on="Horodateur").items() if heading != COURTESY
}
GOOGLE_COLUMNS = _GOOGLE_MEANING | {REASON: "item visit_reason", GOOGLE_HEADINGS[3]: "item courtesy"}
GOOGLE_FORMS = tuple(
    Layout(
        "Google Forms", variant, name, partial(google, in_french), source("google-forms", identifier="row_number"), GOOGLE,
        read=6, rows=6, stored=STORED, columns=GOOGLE_COLUMNS, values=labels(courtesy=GOOGLE_HEADINGS[3]),
    )
    for variant, name, in_french in (
        ("CSV with its moments", "Enquête d'accueil.csv", False),
        ("through a French spreadsheet", "Enquête d'accueil (réponses) - Réponses au formulaire 1.csv", True),
    )
)  # fmt: skip
BAD_GOOGLE = (
    Bad(GOOGLE_FORMS[0], "answers joined by another sign", partial(google, separator=" | "), "réponse inconnue"),
)

# --- Microsoft Forms

MS_FIRST = ("ID", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom")


def microsoft(first: int = 1) -> bytes:
    """A workbook; several answers each followed by « ; »."""
    rows: list[tuple] = [(*MS_FIRST, PROFILE, REASON, COURTESY, OVERALL, COMMENT)]
    for number, answer in enumerate(ANSWERS, first):
        profile, courtesy, overall = single(answer)
        reasons = "".join(f"{REASONS[option]};" for option in answer.reasons)
        moment = f"{french(answer.day)} {answer.hour}"
        rows.append((number, moment, moment, "anonymous", "", profile, reasons, courtesy, overall, answer.comment))
    return workbook({"Sheet1": rows})


MICROSOFT_FORMS = (
    Layout(
        "Microsoft Forms", "workbook", "Enquête d'accueil(1-6).xlsx", microsoft, source("microsoft"),
        questionnaire("microsoft", {"column": REASON, "delimiter": ";"}, "ID", "Heure de fin",
                      ("Heure de début", "Adresse de messagerie", "Nom")),
        read=6, rows=6, stored=STORED, values=labels(),
        columns=meanings(answer_id="ID", answered_on="Heure de fin") | {REASON: "item visit_reason", "Nom": "ignored",
                         "Heure de début": "ignored", "Adresse de messagerie": "ignored"},
    ),
)  # fmt: skip
BAD_MICROSOFT = (
    Bad(
        MICROSOFT_FORMS[0],
        "an HTML page named .xlsx",
        lambda: b"<html><table><tr><td>ID</td></tr></table></html>",
        "page HTML",
    ),
)

# --- Framaforms

FRAMA_FIRST = ("Numéro de série", "SID", "Heure", "Brouillon", "Adresse IP", "UID", "Nom d'utilisateur")


def _frama_rows(is_named: bool = True, more: bool = False) -> list[tuple[str, ...]]:
    width = len(FRAMA_FIRST)
    options = (*REASONS.values(), "Autre")
    rows = [
        ("Enquête d'accueil", *[""] * (width + len(options) + 3 + more)),
        ("Détails de la soumission", *[""] * (width - 1), REASON, *[""] * (len(options) + 3)),
    ]
    heads = (*FRAMA_FIRST, *options, PROFILE, COURTESY, OVERALL, COMMENT)
    if more:
        rows[1] = (*rows[1], "Autre question")
        heads = (*heads, "Autre")
    rows += [heads] if is_named else []
    for number, answer in enumerate(ANSWERS, 1):
        boxes = ["X" if option in answer.reasons else "" for option in REASONS]
        moment = f"{french(answer.day)} - {answer.hour[:5]}"
        last = (*single(answer), answer.comment, *(("",) if more else ()))
        rows.append((str(number), str(9000 + number), moment, "0", "192.0.2.1", "0", "Anonyme", *boxes, "", *last))
    return rows


def framaforms(is_named: bool = True) -> bytes:
    """Three rows of headings, the last of which names the columns; an X for a ticked box."""
    return delimited(_frama_rows(is_named), ",", quotes=True, feed="\n").encode()


def framaforms_xls() -> bytes:
    """What it calls Excel: text in UTF-16 parted by tabulations, where « Autre » stands under two questions."""
    rows = _frama_rows(more=True)
    return codecs.BOM_UTF16_LE + delimited(rows, "\t", feed="\n").encode("utf-16-le")


_FRAMA = ("Numéro de série", "Brouillon", "Adresse IP", "UID", "Nom d'utilisateur")
_FRAMA_BOXES = {"columns": dict(REASONS)}
FRAMAFORMS = (
    Layout(
        "Framaforms", "CSV, three rows of headings", "enquete_accueil.csv", framaforms, source("framaforms-csv"),
        questionnaire("framaforms-csv", _FRAMA_BOXES, "SID", "Heure", (*_FRAMA, "Autre")),
        read=6, rows=6, stored=STORED, values=labels(),
        columns=meanings(answer_id="SID", answered_on="Heure") | _boxes_meaning(tuple(REASONS.values())),
    ),
    Layout(
        "Framaforms", ".xls that is text in UTF-16", "enquete_accueil.xls", framaforms_xls, source("framaforms-xls"),
        questionnaire("framaforms-xls", _FRAMA_BOXES, "SID", "Heure",
                      (*_FRAMA, f"{REASON} / Autre", "Autre question / Autre")),
        read=6, rows=6, stored=STORED, values=labels(),
        columns=meanings(answer_id="SID", answered_on="Heure") | _boxes_meaning(tuple(REASONS.values())),
    ),
)  # fmt: skip
BAD_FRAMAFORMS = (
    Bad(FRAMAFORMS[0], "the row that names the columns was deleted", partial(framaforms, False), "colonne absente"),
    Bad(FRAMAFORMS[1], "an HTML page in UTF-16 named .xls",
        lambda: codecs.BOM_UTF16_LE + "<html><table>\t</table></html>".encode("utf-16-le"), "ce n'est pas un classeur"),
)  # fmt: skip

# --- Nextcloud Forms

NEXTCLOUD_FIRST = ("ID utilisateur", "Nom d'affichage de l'utilisateur", "Horodatage")
_MONTHS = ("janvier", "février", "mars", "avril")


def nextcloud(is_long: bool = True, zone: str = "") -> bytes:
    """Moments in long French words, or as ISO 8601; several answers joined by « ; »."""
    weekdays = {"2026-03-02": "lundi", "2026-03-03": "mardi", "2026-03-29": "dimanche", "2026-04-01": "mercredi",
                "2026-04-15": "mercredi", "2026-04-30": "jeudi"}  # fmt: skip
    rows = [(*NEXTCLOUD_FIRST, PROFILE, REASON, COURTESY, OVERALL, COMMENT)]
    for answer in ANSWERS:
        profile, courtesy, overall = single(answer)
        summer = answer.day >= "2026-03-29"
        day = f"{int(answer.day[8:])}{'er' if answer.day.endswith('-01') else ''} {_MONTHS[int(answer.day[5:7]) - 1]} 2026"
        named = zone or ("heure d’été d’Europe centrale" if summer else "heure normale d’Europe centrale")
        moment = f"{weekdays[answer.day]} {day} à {answer.hour} {named}"
        if not is_long:
            moment = f"{answer.day}T{answer.hour}+0{2 if summer else 1}:00"
        reasons = "; ".join(REASONS[option] for option in answer.reasons)
        rows.append(("", "Utilisateur anonyme", moment, profile, reasons, courtesy, overall, answer.comment))
    return delimited(rows, ",", quotes=True, feed="\n").encode()


NEXTCLOUD = questionnaire("nextcloud", {"column": REASON, "delimiter": ";"}, None, "Horodatage", NEXTCLOUD_FIRST[:2])
NEXTCLOUD_FORMS = tuple(
    Layout(
        "Nextcloud Forms", variant, name, partial(nextcloud, is_long), source("nextcloud", identifier="row_number"), NEXTCLOUD,
        read=6, rows=6, stored=STORED, values=labels(),
        columns=meanings(answered_on="Horodatage") | {REASON: "item visit_reason"},
    )
    for variant, name, is_long in (
        ("moments in words", "Enquête d'accueil (réponses).csv", True),
        ("moments of ISO 8601", "Enquête d'accueil (responses).csv", False),
    )
)  # fmt: skip
BAD_NEXTCLOUD = (
    Bad(
        NEXTCLOUD_FORMS[0],
        "moments of an unknown zone",
        partial(nextcloud, zone="heure de Mars"),
        "ce n'est pas une date",
    ),
)

# --- Sphinx iQ

SPHINX_FIRST = ("N° d'observation", "Date de saisie")
SPHINX_COURTESY = "La courtoisie\ndes agents"


def sphinx(ranks: int = 3, headed: bool = False) -> bytes:
    """A column a rank of the question with several answers, the first alone with a heading; a blank last row; its variables
    on a sheet of their own. `headed`: a second row of headings, a column an answer."""
    between = (REASON, *[""] * (ranks - 1))
    rows: list[tuple] = [(*SPHINX_FIRST, PROFILE, *between, f"{REASON}_AUTRE", SPHINX_COURTESY, OVERALL, COMMENT)]
    if headed:
        rows.append(("", "", "", *REASONS.values(), "", "", "", ""))
    for number, answer in enumerate(ANSWERS, 1):
        profile, courtesy, overall = single(answer)
        told = [REASONS[option] for option in answer.reasons]
        if headed:
            told = ["1" if option in answer.reasons else "0" for option in REASONS]
        told = (told + [""] * ranks)[:ranks]
        rows.append((number, french(answer.day), profile, *told, "", courtesy, overall, answer.comment))
    rows.append(tuple(" " for _ in rows[0]))
    closed = " ; ".join(SCALE.values())
    information = [
        ("Informations d'export :", "Fichier de données produit par Sphinx iQ"),
        ("Liste des variables de l'export", "V3. Vous êtes :", "FU", " ; ".join(PROFILES.values())),
        ("", f"V4. {REASON}", "FM", " ; ".join(REASONS.values())),
        ("", "V6. La courtoisie des agents", "FU", closed),
    ]
    return workbook({"Enquête d'accueil": rows, "information": information})


_SPHINX_MEANING = {heading: meaning for heading, meaning in meanings().items() if heading != COURTESY}
SPHINX_COLUMNS = _SPHINX_MEANING | {
    SPHINX_FIRST[0]: "answer_id", SPHINX_FIRST[1]: "answered_on", SPHINX_COURTESY: "item courtesy",
}  # fmt: skip
SPHINX = (
    Layout(
        "Sphinx iQ", "rank columns", "exp_accueil_2026.xlsx", sphinx, source("sphinx-ranks"),
        questionnaire("sphinx-ranks", {"column": REASON, "rank_columns": 3}, *SPHINX_FIRST, (f"{REASON}_AUTRE",)),
        read=6, rows=6, stored=STORED, columns=SPHINX_COLUMNS | {REASON: "item visit_reason"},
        values=labels(courtesy=SPHINX_COURTESY),
    ),
    Layout(
        "Sphinx iQ", "a second row of headings", "exp_accueil_2026_codes.xlsx", partial(sphinx, 3, True),
        source("sphinx-boxes"),
        questionnaire("sphinx-boxes", {"columns": {o: f"{REASON} / {label}" for o, label in REASONS.items()}},
                      *SPHINX_FIRST, (f"{REASON}_AUTRE",)),
        read=6, rows=6, stored=STORED,
        columns=SPHINX_COLUMNS | _boxes_meaning(tuple(f"{REASON} / {label}" for label in REASONS.values())),
    ),
)  # fmt: skip
BAD_SPHINX = (Bad(SPHINX[0], "fewer rank columns than declared", partial(sphinx, 2), "rank_columns"),)

# --- KoboToolbox

KOBO_LAST = ("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__",
             "_tags", "_index")  # fmt: skip


def kobo(with_labels: bool = True) -> bytes:
    """Labels, or codes; groups and boxes behind a « / »; technical columns."""
    multiple = REASON if with_labels else "motif"
    heads = ("start", "end", PROFILE if with_labels else "profil", multiple)
    heads += tuple(f"{multiple}/{label if with_labels else option}" for option, label in REASONS.items())
    heads += tuple(f"Accueil/{name}" for name in ((COURTESY, OVERALL) if with_labels else ("courtoisie", "ensemble")))
    rows = [(*heads, COMMENT if with_labels else "remarques", *KOBO_LAST)]
    for number, answer in enumerate(ANSWERS, 1):
        moment = f"{answer.day}T{answer.hour}.418+0{2 if answer.day >= '2026-03-29' else 1}:00"
        told = single(answer) if with_labels else (answer.profile, answer.courtesy, answer.overall)
        boxes = ["1" if option in answer.reasons else "0" for option in REASONS]
        whole = " ".join(REASONS[option] if with_labels else option for option in answer.reasons)
        last = (
            str(350000 + number),
            f"uuid-{number}",
            f"{answer.day}T{answer.hour}",
            "",
            "",
            "submitted_via_web",
            "",
            "vA",
            "",
        )
        rows.append((moment, moment, told[0], whole, *boxes, *told[1:], answer.comment, *last, str(number)))
    return delimited(rows, ";", quotes=True, feed="\n").encode()


def _kobo(name: str, multiple: str, boxes: Mapping[str, str], courtesy: str, overall: str, **more: str) -> str:
    ignored = ("start", multiple, *(heading for heading in KOBO_LAST if heading != "_id"))
    bound = {"columns": {option: f"{multiple}/{label}" for option, label in boxes.items()}}
    return questionnaire(name, bound, "_id", "end", ignored, courtesy=courtesy, overall=overall, **more)


KOBOTOOLBOX = (
    Layout(
        "KoboToolbox", "labels", "Enquête_d'accueil_-_latest_version_-_labels.csv", kobo, source("kobo-labels"),
        _kobo("kobo-labels", REASON, REASONS, f"Accueil/{COURTESY}", f"Accueil/{OVERALL}"),
        read=6, rows=6, stored=STORED, values=labels(courtesy=f"Accueil/{COURTESY}", overall=f"Accueil/{OVERALL}"),
        columns={PROFILE: "item profile", "_id": "answer_id", "end": "answered_on", COMMENT: "item comment",
                 f"Accueil/{COURTESY}": "item courtesy", f"Accueil/{OVERALL}": "item overall"}
        | _boxes_meaning(tuple(f"{REASON}/{label}" for label in REASONS.values())),
    ),
    Layout(
        "KoboToolbox", "codes", "Enquête_d'accueil_-_all_versions_-_False.csv", partial(kobo, False), source("kobo-codes"),
        _kobo("kobo-codes", "motif", dict(zip(REASONS, REASONS, strict=True)), "Accueil/courtoisie", "Accueil/ensemble",
              profile="profil", comment="remarques"),
        read=6, rows=6, stored=STORED,
        columns={"profil": "item profile", "_id": "answer_id", "end": "answered_on", "remarques": "item comment",
                 "Accueil/courtoisie": "item courtesy", "Accueil/ensemble": "item overall"}
        | _boxes_meaning(tuple(f"motif/{option}" for option in REASONS)),
    ),
)  # fmt: skip
BAD_KOBO = (Bad(KOBOTOOLBOX[0], "codes under the questionnaire of labels", partial(kobo, False), "colonne absente"),)

FORMS = (*LIMESURVEY, *GOOGLE_FORMS, *MICROSOFT_FORMS, *FRAMAFORMS, *NEXTCLOUD_FORMS, *SPHINX, *KOBOTOOLBOX)
BAD_FORMS = (*BAD_LIMESURVEY, *BAD_GOOGLE, *BAD_MICROSOFT, *BAD_FRAMAFORMS, *BAD_NEXTCLOUD, *BAD_SPHINX, *BAD_KOBO)
