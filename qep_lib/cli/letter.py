"""`qep letter`: a model letter with its deadline, as DOCX and as text. Models are `params/letters/`."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from qep_lib.cli.importing import parse_day
from qep_lib.cli.screen import Screen
from qep_lib.cli.single import day_or_today, known_site, shown, write_output
from qep_lib.display.letter import fill_letter
from qep_lib.display.wording import format_date
from qep_lib.errors import ParameterError
from qep_lib.export.letter import export_letter_docx, export_letter_text
from qep_lib.indicators.reply_deadline import ReplyDeadline, reply_deadline
from qep_lib.model.closed_lists import CHANNELS
from qep_lib.model.letter import LetterTemplate
from qep_lib.model.site import Site
from qep_lib.model.suggest import did_you_mean, unknown_words
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.params.letters import read_letter

ABOUT_WORDS = {
    "information_request": "demande d'information",
    "complaint": "réclamation",
    "suggestion": "suggestion",
}
CHANNEL_WORDS = {
    "email": "par courriel",
    "web_form": "par le formulaire en ligne",
    "post": "par courrier",
    "hall_form": "par la fiche du hall d'accueil",
    "suggestion_box": "par l'urne à suggestions",
    "phone": "par téléphone",
    "front_desk": "au guichet",
}
FOLDER = "courriers"
SIGNATORY = "Le responsable qualité"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def write_letter(
    kind: str,
    site_code: str,
    received: str,
    channel: str,
    about: str,
    settings: Sequence[str],
    sent: str | None,
    to: str | None,
) -> int:
    """Fill the model and write the two files; an existing letter is never overwritten, people finish them by hand."""
    workspace, screen = Workspace.find(), Screen()
    template = read_letter(workspace, kind)
    catalogue = read_catalogue(workspace)
    site, received_on = known_site(catalogue, site_code), parse_day(received, "received")
    faults = unknown_words("--about", [about], ABOUT_WORDS) + unknown_words("--channel", [channel], CHANNELS)
    if faults:
        raise ParameterError("la lettre ne peut pas être écrite.", tuple(faults))
    sent_on = day_or_today(sent, "sent")
    if sent_on < received_on:
        raise ParameterError(f"--sent : le {sent_on:%d/%m/%Y} précède la réception, le {received_on:%d/%m/%Y}.")
    deadline = reply_deadline(catalogue, site, about, channel, received_on)
    known = _known_words(site, received_on, sent_on, deadline) | {
        "channel": CHANNEL_WORDS[channel],
        "about": ABOUT_WORDS[about],
    }
    values = known | _settings(settings, template, known)
    letter = fill_letter(template, values)
    folder = Path(to) if to else workspace.deposits / FOLDER
    stem = "-".join(
        filter(None, (kind, site.site_id, received_on.isoformat(), channel, _UNSAFE.sub("-", values["reference"])))
    )
    paths = [
        write_output(folder / f"{stem}{suffix}", content)
        for suffix, content in ((".docx", export_letter_docx(letter)), (".txt", export_letter_text(letter)))
    ]
    screen.line(
        f"Reçue le {format_date(received_on)} : réponse au plus tard le {format_date(deadline.due_on)} "
        f"({deadline.days} jours ouvrés, {site.name})."
    )
    if sent_on > deadline.due_on:
        screen.line(
            f"Attention : la lettre est datée du {format_date(sent_on)}, après ce délai. "
            "À faire : relire ce qu'elle promet avant de l'envoyer.",
            "bold red",
        )
    for path in paths:
        screen.line(f"Résultat : {shown(path, workspace.root)}")
    return 0


def _known_words(site: Site, received_on: date, sent_on: date, deadline: ReplyDeadline) -> dict[str, str]:
    """The words that every model may use."""
    return {
        "site": site.name,
        "seat": site.seat,
        "department": site.department,
        "received_on": format_date(received_on),
        "sent_on": format_date(sent_on),
        "due_on": format_date(deadline.due_on),
        "days": str(deadline.days),
        "reference": "",
        "signatory": SIGNATORY,
    }


def _settings(settings: Sequence[str], template: LetterTemplate, known: dict[str, str]) -> dict[str, str]:
    """`mot=valeur` of each `--set`; raises `ParameterError` for a word that the model does not use or that is computed."""
    accepted = sorted((template.words - known.keys()) | {"reference", "signatory"})
    values: dict[str, str] = {}
    faults = []
    for setting in settings:
        word, equals, value = setting.partition("=")
        if not equals or word not in accepted:
            hint = did_you_mean(word, accepted)
            faults.append(f"« {setting} » ; accepté : mot=valeur, où mot est {', '.join(accepted)}. {hint}".strip())
        values[word] = value.strip()
    if faults:
        raise ParameterError(f"--set : {template.file} n'emploie pas ce mot.", tuple(faults))
    return values
