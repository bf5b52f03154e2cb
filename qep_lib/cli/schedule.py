"""`qep schedule`: what to give to cron, to systemd or to Windows so that a run comes back by itself. Nothing is installed here:
what is written is shown, and is the reader's to put in place."""

import re
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias
from xml.etree import ElementTree

from qep_lib.cli.asking import Asked, make_plan, words_of
from qep_lib.cli.screen import Screen
from qep_lib.errors import ParameterError
from qep_lib.files import replace_file
from qep_lib.model.suggest import unknown_words
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.record.ledger import STARTED_BY

FORMS = ("cron", "systemd", "windows")
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
EVERY_DAY = "jour"
SCHEDULED = "planification"
FOLDER = "planification"
TASKS = "http://schemas.microsoft.com/windows/2004/02/mit/task"
SINCE = "2000-01-01"
"""A trigger wants the day that it begins on: any that is past."""
ENCODINGS = {".xml": "utf-16"}
"""Of the files that are not UTF-8."""
Content: TypeAlias = "str | Sequence[tuple[str, Content]]"
"""Of an element: its text, or its own elements by name."""
_HOUR = re.compile(r"([01]?\d|2[0-3])[:h]([0-5]\d)")
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a run comes back: at an hour, every day, one day of the week (0: Monday) or one day of the month."""

    hour: int
    minute: int
    weekday: int | None = None
    month_day: int | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A command to be run again: its words, where, and the file it writes what it says to."""

    name: str
    words: tuple[str, ...]
    folder: str
    log: str


def write_schedule(asked: Asked, at: str, on: str, form: str | None) -> int:
    """Check the run, write its schedule in `depots/planification/` and print it, with what to type to put it in place."""
    workspace, screen = Workspace.find(), Screen()
    moment = read_moment(at, on)
    chosen = form or ("windows" if sys.platform == "win32" else "cron")
    if faults := unknown_words("--for", [chosen], FORMS):
        raise ParameterError(faults[0])
    make_plan(workspace, read_catalogue(workspace), asked)
    planned = Planned(
        name="-".join(["qep", *(re.sub(r"[^a-z0-9]+", "-", w.lower()).strip("-") for w in asked.runs or asked.sites)]),
        words=(sys.executable, "-m", "qep_lib.cli", *words_of(asked)),
        folder=str(workspace.root),
        log=str(workspace.logs / "planification.log"),
    )
    files, steps = WRITTEN[chosen](planned, moment)
    workspace.logs.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = workspace.deposits / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, text.encode(ENCODINGS.get(path.suffix, "utf-8")))
        screen.line(f"écrit : {path.relative_to(workspace.root).as_posix()}", "bold")
        screen.line(text.rstrip())
    screen.line(f"À faire : {steps}")
    screen.line(
        f"Ce que le lancement dira : {planned.log} ; « qep status » et l'onglet État le montrent comme les autres."
    )
    return 0


def read_moment(at: str, on: str) -> Moment:
    """« 06:30 » and « jour », « lundi » or a day of the month. Raises `ParameterError` for what is neither."""
    hour = _HOUR.fullmatch(at.strip())
    if hour is None:
        raise ParameterError(f"--at « {at} » illisible. Accepté : une heure comme 06:30.")
    clock = int(hour[1]), int(hour[2])
    asked = on.strip().lower()
    if asked == EVERY_DAY:
        return Moment(*clock)
    if asked in DAYS:
        return Moment(*clock, weekday=DAYS.index(asked))
    if asked.isdigit() and 1 <= int(asked) <= 28:
        return Moment(*clock, month_day=int(asked))
    raise ParameterError(
        f"--on « {on} » refusé. Accepté : {EVERY_DAY}, {', '.join(DAYS)}, ou un jour du mois de 1 à 28 (chaque mois les a)."
    )


def cron(planned: Planned, moment: Moment) -> tuple[dict[str, str], str]:
    """One line of a crontab; `%`, which cron takes for a new line, is escaped."""
    weekday = "*" if moment.weekday is None else str((moment.weekday + 1) % 7)
    when = f"{moment.minute} {moment.hour} {moment.month_day or '*'} * {weekday}"
    command = f"cd {shlex.quote(planned.folder)} && {STARTED_BY}={SCHEDULED} {shlex.join(planned.words)}"
    line = f"{when} {command} >> {shlex.quote(planned.log)} 2>&1".replace("%", r"\%")
    return {f"{planned.name}.cron": f"{line}\n"}, "« crontab -e », y coller cette ligne, enregistrer."


def systemd(planned: Planned, moment: Moment) -> tuple[dict[str, str], str]:
    """A service and its timer, for the user; a run missed while the machine was off is done when it is on again."""
    day = "" if moment.weekday is None else f"{_ENGLISH[moment.weekday][:3]} "
    month_day = "*" if moment.month_day is None else f"{moment.month_day:02}"
    service = (
        f"[Unit]\nDescription=Rapports Qual-e-pref ({planned.name})\n\n[Service]\nType=oneshot\n"
        f"WorkingDirectory={_unit(planned.folder)}\nEnvironment={STARTED_BY}={SCHEDULED}\n"
        f"ExecStart={' '.join(_quoted(word) for word in planned.words)}\n"
        f"StandardOutput=append:{_unit(planned.log)}\nStandardError=append:{_unit(planned.log)}\n"
    )
    timer = (
        f"[Unit]\nDescription=Rapports Qual-e-pref ({planned.name})\n\n[Timer]\n"
        f"OnCalendar={day}*-*-{month_day} {moment.hour:02}:{moment.minute:02}:00\nPersistent=true\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )
    files = {f"{planned.name}.service": service, f"{planned.name}.timer": timer}
    steps = f"copier les deux fichiers dans ~/.config/systemd/user/, puis « systemctl --user enable --now {planned.name}.timer »."
    return files, steps


def windows(planned: Planned, moment: Moment) -> tuple[dict[str, str], str]:
    """The task, by the schema of Microsoft's scheduler (a run missed while the machine was off is done when it is on again), and
    the batch file that it runs. Nothing is quoted on a command line: the task is read from its file, which is named without path.
    """
    script = rf"{planned.folder}\depots\{FOLDER}\{planned.name}.cmd"
    if moment.weekday is not None:
        every: tuple[str, Content] = (
            "ScheduleByWeek",
            [("WeeksInterval", "1"), ("DaysOfWeek", [(_ENGLISH[moment.weekday], "")])],
        )
    elif moment.month_day is not None:
        months = [(name, "") for name in _MONTHS]
        every = "ScheduleByMonth", [("DaysOfMonth", [("Day", str(moment.month_day))]), ("Months", months)]
    else:
        every = "ScheduleByDay", [("DaysInterval", "1")]
    begins = f"{SINCE}T{moment.hour:02}:{moment.minute:02}:00"
    task = _element(
        "Task",
        [
            ("RegistrationInfo", [("Description", f"Rapports Qual-e-pref ({planned.name})")]),
            ("Triggers", [("CalendarTrigger", [("StartBoundary", begins), every])]),
            ("Settings", [("StartWhenAvailable", "true")]),
            ("Actions", [("Exec", [("Command", script)])]),
        ],
    )
    task.attrib.update({"version": "1.2", "xmlns": TASKS})
    ElementTree.indent(task)
    xml = f'<?xml version="1.0" encoding="UTF-16"?>\n{ElementTree.tostring(task, encoding="unicode")}\n'
    words = " ".join(f'"{_batch(word)}"' for word in planned.words)
    # `cd` does not go to a shared folder, `pushd` does. Windows reads the bytes of a batch file by the page of the console:
    # 65001 is UTF-8.
    batch = (
        f'@echo off\r\nchcp 65001 >nul\r\npushd "{_batch(planned.folder)}"\r\nset {STARTED_BY}={SCHEDULED}\r\n'
        f'{words} >> "{_batch(planned.log)}" 2>&1\r\n'
    )
    create = f'schtasks /Create /TN "Qual-e-pref {planned.name}" /XML {planned.name}.xml'
    files = {f"{planned.name}.cmd": batch, f"{planned.name}.xml": xml}
    return files, f"dans une invite de commandes ouverte sur depots\\{FOLDER} : {create}"


def _element(name: str, content: Content) -> ElementTree.Element:
    """An element of a text, or of (name, content) one after the other."""
    element = ElementTree.Element(name)
    if isinstance(content, str):
        element.text = content
    else:
        element.extend(_element(*inner) for inner in content)
    return element


WRITTEN = {"cron": cron, "systemd": systemd, "windows": windows}


def _quoted(word: str) -> str:
    """A word of `ExecStart`: quoted, with what systemd would replace doubled."""
    inner = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{inner}"'


def _batch(word: str) -> str:
    """A word between quotes in a batch file, where `%` alone is still replaced."""
    return word.replace("%", "%%")


def _unit(path: str) -> str:
    return path.replace("%", "%%")
