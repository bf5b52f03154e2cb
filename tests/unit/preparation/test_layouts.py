"""Each layout of a tool, alone in a folder: what is proposed imports the very rows that the file holds."""

from dataclasses import replace
from datetime import date

import pytest
from layouts import LAYOUTS

from qep_lib.intake.importer import check_file
from qep_lib.model.campaign import Import
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.preparation.folder import read_folder
from qep_lib.preparation.periods import Subject
from qep_lib.preparation.propose import propose

MOST_QUESTIONS = 2


@pytest.mark.parametrize("layout", LAYOUTS, ids=[layout.name for layout in LAYOUTS])
def test_what_is_proposed_of_a_layout_imports_its_rows(layout, knowledge, tmp_path):
    """Two questions at most, answered as they are proposed."""
    (tmp_path / layout.file).write_bytes(layout.content)
    files, aside = read_folder(tmp_path, knowledge)
    subject, answers = Subject("49", Period.parse(layout.period)), {}
    while questions := (draft := propose(files, aside, knowledge, subject, answers)).questions:
        first = questions[0]
        answers[first.id] = first.default if first.default is not None else first.choices[0][0]
    assert len(answers) <= MOST_QUESTIONS
    catalogue, rows = knowledge.catalogue, 0
    for sheet in (sheet for sheet in draft.sheets if sheet.source is not None):
        asked = sheet.questionnaire
        known = replace(
            catalogue,
            sources={**catalogue.sources, sheet.source.id: sheet.source},
            questionnaires={**catalogue.questionnaires, **({asked.id: asked} if asked else {})},
        )
        request = Import(
            file=layout.file, source=sheet.source.id, site="49", period=layout.period,
            extracted_on=date.fromisoformat(layout.extracted_on), nature="fictitious",
        )  # fmt: skip
        rows += check_file(Workspace(tmp_path), known, request).rows_accepted
    assert rows == layout.rows
