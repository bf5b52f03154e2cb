"""How many columns and values of the known layouts are recognised at once, by tool, and how many wrong ones go unseen.

Usage: python -m benchmarks.recognition (or `make recognition`). Fixtures: the layouts that the tests write byte by byte, the
field files and the folder of Maine-et-Loire. What each column is comes from sources and questionnaires written by hand,
never from the recogniser. 1 where a goal is missed: 95 % of columns, 98 % of values, no wrong proposal that nothing shows.
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from benchmarks.timing import table
from qep_lib.intake.headings import as_tuple
from qep_lib.model.campaign import Source
from qep_lib.model.characters import fold
from qep_lib.model.period import Period
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.preparation import wording
from qep_lib.preparation.draft import IGNORED, PERSONAL, TECHNICAL, UNKNOWN, ColumnDraft, SheetDraft
from qep_lib.preparation.folder import read_folder
from qep_lib.preparation.knowledge import Knowledge
from qep_lib.preparation.periods import Subject
from qep_lib.preparation.propose import propose

PROJECT = Path(__file__).parents[1]
FIELD = PROJECT / "tests" / "data" / "field"
FOLDER = PROJECT / "tests" / "data" / "folders" / "c-sphinx"
COLUMNS_GOAL, VALUES_GOAL = 95.0, 98.0
LEFT = "left"
_UNREAD = (IGNORED, PERSONAL, TECHNICAL, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Expected:
    """A file and what a person says of it. `columns`: heading -> `LEFT`, a column of the table, or what a question is;
    `values`: heading -> text -> what it stands for, of which those that stand in the file count. `is_of_several`: the source
    is of several files, and only the headings of this one count.
    """

    tool: str
    content: bytes
    file: str
    period: str
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_of_several: bool = False


@dataclass(slots=True)
class Tally:
    """Right and all, of columns and values; `unseen`: wrong ones that no line of the proposal shows."""

    columns: list[bool] = field(default_factory=list)
    values: list[bool] = field(default_factory=list)
    unseen: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count another file too."""
        self.columns += other.columns
        self.values += other.values
        self.unseen += other.unseen
        self.wrong += other.wrong


def main() -> int:
    """Print the shares by tool; 1 where a goal is missed."""
    knowledge = Knowledge(read_catalogue(Workspace(PROJECT)))
    by_tool: dict[str, Tally] = {}
    for expected in fixtures():
        by_tool.setdefault(expected.tool, Tally()).add(tally(expected, knowledge))
    whole = Tally()
    for each in by_tool.values():
        whole.add(each)
    rows = [_line(tool, each) for tool, each in sorted(by_tool.items())]
    print(
        table(
            ("outil", "colonnes", "justes", "valeurs", "justes", "fausses et non montrées"),
            [*rows, _line("tout", whole)],
        )
    )
    for sentence in whole.wrong:
        print(f"  - {sentence}")
    is_reached = _share(whole.columns) >= COLUMNS_GOAL and _share(whole.values) >= VALUES_GOAL and not whole.unseen
    print(
        "Buts atteints."
        if is_reached
        else f"Buts : {COLUMNS_GOAL:g} % des colonnes, {VALUES_GOAL:g} % des valeurs, 0 fausse."
    )
    return 0 if is_reached else 1


def fixtures() -> Iterator[Expected]:
    """Every file whose meaning a person wrote."""
    sys.path.insert(0, str(PROJECT / "tests"))
    from layouts import LAYOUTS

    for layout in LAYOUTS:
        asked = None if layout.questionnaire is None else questionnaire_of(yaml.safe_load(layout.questionnaire))
        columns = {heading: _meaning(word, asked) for heading, word in layout.columns.items()}
        yield Expected(layout.tool, layout.content, layout.file, layout.period, columns, layout.values)
    for name, source in _FIELD_SOURCES.items():
        declared = Source(**_frozen(yaml.safe_load((FIELD / "sources" / f"{source}.yml").read_text(encoding="utf-8"))))
        yield _of_source(declared, (FIELD / name).read_bytes(), name, "2026")
    for entry in yaml.safe_load((FOLDER / "meanings.yml").read_text(encoding="utf-8"))["files"]:
        content = (FOLDER / "depot" / entry["file"]).read_bytes()
        yield Expected(entry["tool"], content, entry["file"], "2022", entry["columns"], entry.get("values", {}))


def tally(expected: Expected, knowledge: Knowledge) -> Tally:
    """What is right of the proposal of that file alone in a folder."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / expected.file).write_bytes(expected.content)
        files, aside = read_folder(Path(folder), knowledge)
        draft = propose(files, aside, knowledge, Subject("49", Period.parse(expected.period)), {})
    found = Tally()
    sheet = draft.sheets[0] if draft.sheets else None
    drafts = {fold(column.heading): column for column in sheet.columns} if sheet else {}
    shown = {fold(row[0]) for row in wording.column_rows(sheet)} if sheet else set()
    lines = " ".join(wording.value_lines(sheet)) if sheet else ""
    under: dict[str, set[str]] = {}
    for grid in (grid for file in files for grid in file.grids):
        for place, row in enumerate(grid.rows):
            for position, cell in enumerate(row):
                if cell:
                    under.setdefault(fold(cell), set()).update(fold(r[position]) for r in grid.rows[place + 1 :])
    for heading, meaning in expected.columns.items():
        if expected.is_of_several and fold(heading) not in under:
            continue
        column = drafts.get(fold(heading)) or drafts.get(fold(heading.rpartition(" / ")[2]))
        is_right = column is not None and (
            said(column, sheet) == meaning or _is_another(column, meaning, sheet, knowledge)
        )
        found.columns.append(is_right)
        if not is_right:
            told = said(column, sheet) if column else "absente"
            found.wrong.append(f"{expected.tool}, {expected.file}, « {heading} » : {told}, et non {meaning}")
            found.unseen += column is not None and column.certainty == "certain" and fold(column.heading) not in shown
    for heading, values in expected.values.items():
        column = drafts.get(fold(heading))
        for text, wanted in values.items():
            if not any(fold(text) in cell for cell in under.get(fold(heading), ())):
                continue
            code = _code(column, text, sheet)
            is_right = code is not None and _stands_for(code, wanted, column, sheet)
            found.values.append(is_right)
            if not is_right:
                found.wrong.append(
                    f"{expected.tool}, {expected.file}, « {heading} » : « {text} » lu {code}, et non {wanted}"
                )
                is_shown = f"« {text[:40]} »" in lines or (column is not None and column.of is not None)
                found.unseen += code is not None and not is_shown
    return found


def _is_another(column: ColumnDraft, meaning: str, sheet: SheetDraft, knowledge: Knowledge) -> bool:
    """True where an export holds two numbers, or two days, of each answer (« SID » and « Numéro de série »): either is right."""
    tool = next((tool for tool in knowledge.recognition.tools if tool.name == sheet.tool), None)
    both = {"answer_id": tool.answer_id, "answered_on": tool.answered_on} if tool else {}
    told = {meaning, said(column, sheet)}
    return any(told == {LEFT, name} and fold(column.heading) in map(fold, headings) for name, headings in both.items())


def said(column: ColumnDraft, sheet: SheetDraft) -> str:
    """What the proposal says of a column, in the words of `Expected`."""
    if column.meaning in _UNREAD:
        return LEFT
    if column.certainty == "asked":
        return column.meaning
    if column.of is not None and sheet.questionnaire is not None:
        return _question(sheet.questionnaire, column.of)
    return column.meaning


def _question(questionnaire: Questionnaire, item_id: str) -> str:
    """« criterion », « profile », « comment »… of a question."""
    item = questionnaire.item(item_id)
    return "comment" if item.kind == "text" else "note" if item.kind == "note" else item.role


def _meaning(word: str, questionnaire: Questionnaire | None) -> str:
    if word == "ignored":
        return LEFT
    if word.startswith("item ") and questionnaire is not None:
        return _question(questionnaire, word.split()[1])
    return word


def _code(column: ColumnDraft | None, text: str, sheet: SheetDraft | None) -> str | None:
    """The stored value that a written one becomes."""
    if column is None:
        return None
    for value in column.values:
        if fold(value.text) == fold(text):
            return value.code
    item = sheet.questionnaire.item(column.of) if column.of and sheet.questionnaire else None
    options = sheet.questionnaire.options_for(item) if item is not None else ()
    return next((o.id for o in options if fold(text) in {fold(label) for label in (o.label, *o.aliases)}), None)


def _stands_for(code: str, wanted: str, column: ColumnDraft, sheet: SheetDraft) -> bool:
    """True for the same stored value; an answer of a scale is the same when it counts the same way."""
    if column.of is None or sheet.questionnaire is None:
        return code == wanted
    item = sheet.questionnaire.item(column.of)
    level = next((option.level for option in sheet.questionnaire.options_for(item) if option.id == code), None)
    return code == wanted or (level is not None and _LEVELS.get(wanted) == level)


def _of_source(source: Source, content: bytes, name: str, period: str) -> Expected:
    """What a source and questionnaire written by hand say of a file."""
    columns = {heading: LEFT for heading in source.ignored_columns if heading not in _CHOSEN}
    values: dict[str, dict[str, str]] = {}
    for column, binding in source.columns.items():
        for heading in as_tuple(binding.heading or ()):
            columns[heading] = column
            values[heading] = {text: code for code, texts in binding.values.items() for text in texts}
    if source.questionnaire is not None:
        path = FIELD / "questionnaires" / f"{source.questionnaire}.yml"
        asked = questionnaire_of(yaml.safe_load(path.read_text(encoding="utf-8")))
        columns |= {heading: LEFT for heading in asked.ignored_columns if heading not in _CHOSEN}
        columns |= dict.fromkeys(as_tuple(asked.answer_id_column or ()), "answer_id")
        columns |= dict.fromkeys(as_tuple(asked.answered_on_column or ()), "answered_on")
        for item in asked.items:
            for heading in (*as_tuple(item.column or ()), *item.columns.values()):
                columns[heading] = _question(asked, item.id)
                if item.scale:
                    values[heading] = {o.label: o.id for o in asked.scales[item.scale]}
    return Expected(_FIELD_TOOLS[source.id], content, name, period, columns, values, is_of_several=True)


def questionnaire_of(declared: dict) -> Questionnaire:
    """A questionnaire from its YAML."""
    return Questionnaire(**_frozen(declared))


def _frozen(value):
    """YAML's lists as tuples, as `params` reads them."""
    if isinstance(value, dict):
        return {key: _frozen(each) for key, each in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _share(answers: list[bool]) -> float:
    return 100 * sum(answers) / len(answers) if answers else 100.0


def _line(tool: str, found: Tally) -> tuple[str, ...]:
    counts = [
        word for answers in (found.columns, found.values) for word in (str(len(answers)), f"{_share(answers):.1f} %")
    ]
    return tool, *counts, str(found.unseen)


_CHOSEN = ("Canal", "Périmètre", "Vos remarques")
"""Headings that a hand-written source leaves by choice, though they hold what they say: neither right nor wrong."""
_FIELD_SOURCES = {
    "results-survey396598.csv": "limesurvey",
    "g-direct-id.csv": "google-forms",
    "g-fr-id.csv": "google-forms",
    "enquete_accueil.csv": "framaforms",
    "ds-plus-0200.csv": "demarches-simplifiees",
    "exp_accueil_2026.xls": "sphinx",
    "stat_standard.csv": "standard",
    "registre_un_onglet_par_mois.xlsx": "registre-par-mois",
    "Enquête de satisfaction(1-40).xlsx": "microsoft-forms",
    "Enquête_accueil_-_latest_version_-_labels_-_2026-04-02-09-00-00.csv": "kobo",
}
_FIELD_TOOLS = {
    "limesurvey": "LimeSurvey", "google-forms": "Google Forms", "framaforms": "Framaforms", "sphinx": "Sphinx iQ",
    "demarches-simplifiees": "Démarches simplifiées", "standard": "telephone report", "registre-par-mois": "register",
    "microsoft-forms": "Microsoft Forms", "kobo": "KoboToolbox",
}  # fmt: skip
_LEVELS = {
    "very_satisfied": "positive", "satisfied": "positive", "unsatisfied": "negative", "very_unsatisfied": "negative",
    "not_applicable": "not_applicable",
}  # fmt: skip
"""What the answers of the fixtures' scales count as."""


if __name__ == "__main__":
    sys.exit(main())
