"""The road of a site, written in `params/roads/` and changed there where it stands. Its states are `indicators.road`."""

import re
from collections.abc import Iterable
from datetime import date

import yaml

from qep_lib.errors import ParameterError, sure
from qep_lib.model.road import RoadPhase
from qep_lib.model.workspace import Workspace
from qep_lib.params.editing import flow

FOLDER = "params/roads"


def road_file(stem: str) -> str:
    """The name of the file of that road, as messages give it."""
    return f"{FOLDER}/{stem}.yml"


def road_text(stem: str, sites: Iterable[str], source: str, phases: Iterable[RoadPhase]) -> str:
    """A road as a file that people go on writing: one line a task."""
    lines = [
        "# yaml-language-server: $schema=../schemas/road.schema.json",
        "# Le chemin vers le label, du modèle national : changer les mois, les tâches et qui les fait. Une tâche peut avoir ses",
        "# propres mois. Une tâche faite se note avec « qep road CODE --done 1.2 --on DATE », ou ici : done_on: 2020-07-15.",
        f"id: {_quoted(stem)}",
        f"sites: [{', '.join(map(_quoted, sites))}]",
        f"source: {_quoted(source)}",
        "phases:",
    ]
    for phase in phases:
        lines.append(f"  - title: {_quoted(phase.title)}")
        if phase.first_month is not None:
            lines += [f'    first_month: "{phase.first_month}"', f'    last_month: "{phase.last_month}"']
        lines.append("    tasks:")
        for task in phase.tasks:
            who = f", who: {_quoted(task.who)}" if task.who else ""
            lines.append(f"      - {{title: {_quoted(task.title)}{who}}}")
    return "\n".join(lines) + "\n"


def with_done(workspace: Workspace, stem: str, number: str, done_on: date) -> str:
    """The text of the road of that file where the task « 1.2 » is told as done on that day; nothing is written.

    Raises `ParameterError` for a number that it has not, or a task written in a way that only a person can change.
    """
    file = road_file(stem)
    text = (workspace.root / file).read_bytes().decode("utf-8")
    root = yaml.compose(text.removeprefix("\ufeff"), Loader=yaml.SafeLoader)
    phases = _listed(sure(root), "phases")
    known = [f"{i}.{j}" for i, phase in enumerate(phases, 1) for j in range(1, len(_listed(phase, "tasks")) + 1)]
    if number not in known:
        raise ParameterError(f"--done « {number} » : {file} n'a pas cette tâche. Accepté : {known[0]} à {known[-1]}.")
    phase, rank = (int(part) - 1 for part in number.split("."))
    task = _listed(phases[phase], "tasks")[rank]
    shift = text.startswith("\ufeff")
    told = next((value for key, value in task.value if key.value == "done_on"), None)
    if told is not None:
        start, stop = told.start_mark.index + shift, told.end_mark.index + shift
        return text[:start] + flow(done_on) + text[stop:]
    last = task.value[-1][1]
    place = last.end_mark.index + shift
    if isinstance(task, yaml.CollectionNode) and task.flow_style:
        return f"{text[:place]}, done_on: {flow(done_on)}{text[place:]}"
    if not isinstance(last, yaml.ScalarNode) or last.style in ("|", ">"):
        raise ParameterError(f"{file} : la tâche {number} est écrite d'une façon qui ne se change qu'à la main.")
    end = sure(re.compile(r"[^\n]*").match(text, place)).end()
    indent = " " * task.value[0][0].start_mark.column
    carriage = "\r" * text[place:end].endswith("\r")
    return f"{text[:end]}\n{indent}done_on: {flow(done_on)}{carriage}{text[end:]}"


def _listed(node: yaml.Node, key: str) -> list[yaml.Node]:
    """The items of a list of a mapping that was read without a fault."""
    return next(value.value for name, value in node.value if name.value == key)


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
