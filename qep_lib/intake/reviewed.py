"""A workbook of comments that a person has read, back to decisions: checked whole before any is taken. Its writing is `cli`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import pandas as pd

from qep_lib.intake.cleaning import clean_cells
from qep_lib.intake.faults import FaultList
from qep_lib.intake.gate import Kind, LetIn
from qep_lib.intake.headings import Headings, Wanted, bind
from qep_lib.intake.refusal import refuse
from qep_lib.intake.rulebook import fault
from qep_lib.intake.workbook import read_workbook
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.characters import fold, printable
from qep_lib.model.parameters import AUDIENCE_OF
from qep_lib.model.suggest import did_you_mean
from qep_lib.params.approved import masked_text
from qep_lib.store.comments import Decision, StoredComment, Verdict

_Meant = TypeVar("_Meant", bound=str)
SHEET = "Commentaires"
MARK, SURVEY, QUESTION, MONTH, TEXT, THEME, DECISION, REWRITTEN, AUDIENCE = HEADINGS = (
    "Repère", "Enquête", "Question", "Mois", "Commentaire (masqué)", "Thème", "Décision", "Texte réécrit", "Diffusion",
)  # fmt: skip
VERDICTS: Mapping[str, Verdict] = {"garder": "keep", "réécrire": "rewrite", "écarter": "discard"}
_READ = (MARK, TEXT, THEME, DECISION, REWRITTEN, AUDIENCE)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a workbook says: decisions by mark, and how many of its lines have none yet."""

    decisions: Mapping[str, Decision]
    undecided: int


def read_reviewed(
    name: str, content: bytes, kind: Kind, known: Mapping[str, StoredComment], catalogue: Catalogue
) -> Reviewed:
    """The decisions of a workbook; raises `DataRefused` with all its faults, each with its line and column.

    `known`: the comments that are stored, by mark. A line without a decision is left for later.
    """
    if kind == "text":
        raise refuse(name, fault("not_a_review"))
    expected = Headings(tuple(Wanted(heading, (heading,)) for heading in _READ), (SURVEY, QUESTION, MONTH))
    raw = clean_cells(read_workbook(LetIn(name, content, kind), expected))
    places = bind(raw.headings, [True] * len(raw.headings), expected, raw.faults, raw.header_line)
    raw.faults.refuse_on_errors()
    cells = pd.DataFrame({heading: raw.cells[places[heading]].astype(object) for heading in _READ})
    cells = cells.where(cells.notna(), "")
    reader = _Reader(raw.faults, known, catalogue, {})
    for line, row in zip(cells.index.tolist(), cells.to_dict("records"), strict=True):
        if any(row.values()):
            reader.read(line, {str(heading): word for heading, word in row.items()})
    raw.faults.refuse_on_errors()
    taken = {mark: one for mark, (_, one) in reader.found.items() if one is not None}
    return Reviewed(taken, len(reader.found) - len(taken))


@dataclass(slots=True)
class _Reader:
    faults: FaultList
    known: Mapping[str, StoredComment]
    catalogue: Catalogue
    found: dict[str, tuple[int, Decision | None]]

    def read(self, line: int, row: Mapping[str, str]) -> None:
        """One line; what is wrong with it is told, whatever the number of faults."""
        comment = self.known.get(row[MARK])
        if comment is None:
            self.faults.add(fault("unknown_comment"), line, MARK, row[MARK])
            return
        if row[MARK] in self.found:
            self.faults.add(fault("double_comment", first=self.found[row[MARK]][0]), line, MARK, row[MARK])
            return
        if _same(row[TEXT]) != _same(comment.text):
            self.faults.add(fault("changed_comment"), line, TEXT, row[TEXT])
        self.found[row[MARK]] = line, self._decision(line, row)

    def _decision(self, line: int, row: Mapping[str, str]) -> Decision | None:
        if not row[DECISION]:
            if row[REWRITTEN] or row[AUDIENCE]:
                self.faults.add(fault("missing_verdict", accepted=_listed(VERDICTS)), line, DECISION)
            return None
        verdict = self._among(line, row, DECISION, VERDICTS, "unknown_verdict")
        theme = None
        if row[THEME]:
            labels = {theme.label: theme.id for theme in self.catalogue.themes}
            theme = self._among(line, row, THEME, labels, "unknown_theme")
        if verdict is None or verdict == "discard":
            return None if verdict is None else Decision("discard", theme)
        audience = self._among(line, row, AUDIENCE, AUDIENCE_OF, "unknown_audience")
        return Decision(verdict, theme, self._rewritten(line, row, verdict), audience)

    def _rewritten(self, line: int, row: Mapping[str, str], verdict: Verdict) -> str | None:
        if verdict == "keep":
            if row[REWRITTEN]:
                self.faults.add(fault("kept_and_rewritten"), line, REWRITTEN, row[REWRITTEN])
            return None
        if not row[REWRITTEN]:
            self.faults.add(fault("missing_rewriting"), line, REWRITTEN)
        elif masked_text(row[REWRITTEN], self.catalogue) != row[REWRITTEN]:
            self.faults.add(fault("personal_rewriting"), line, REWRITTEN, row[REWRITTEN])
        return row[REWRITTEN]

    def _among(
        self, line: int, row: Mapping[str, str], heading: str, accepted: Mapping[str, _Meant], rule: str
    ) -> _Meant | None:
        """What a word of a closed list stands for; None when it is not one of them, which is told."""
        word = {fold(known): meant for known, meant in accepted.items()}.get(fold(row[heading]))
        if word is None:
            near = did_you_mean(row[heading], [*accepted]) if row[heading] else ""
            told = fault(rule, accepted=_listed(accepted), near=f" ; {near}" if near else "")
            self.faults.add(told, line, heading, row[heading])
        return word


def _listed(accepted: Iterable[str]) -> str:
    return ", ".join(accepted)


def _same(text: str) -> str:
    """A text as a workbook gives it back: without what it cannot hold, whatever its spaces."""
    return " ".join(printable(text).split())
