"""What is written, and what never is: a line typed by hand, half a preparation, a guess."""

from datetime import date

import pytest

from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.preparation.session import Preparation, Settings

HEAD = "N°;Arrivée;Voie;Nature;Qual-e-pref ?;Répondu\n"
ROWS = "1;04/01/2022;Mél;Info;Oui;05/01/2022\n2;05/01/2022;Lettre;Réclam.;Oui;\n"
PIGEON = "3;06/01/2022;Pigeon;Info;Oui;\n"
AS_OF = date(2023, 1, 16)


@pytest.fixture
def workspace(copied_workspace):
    """A workspace of its own."""
    return Workspace(copied_workspace)


@pytest.fixture
def opened(workspace):
    """Open the preparation of a register, written first."""

    def open_folder(text=HEAD + ROWS, period="2022", name="registre.csv"):
        folder = workspace.deposits / period
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        declared = lambda path: path.relative_to(workspace.root).as_posix()  # noqa: E731 - handed over as it is
        return Preparation.open(
            workspace, folder, "49", Period.parse(period), declared, Settings(extracted_on=AS_OF, as_of=AS_OF)
        )

    return open_folder


def snapshot(workspace):
    """Every file of params/ with its bytes."""
    return {path: path.read_bytes() for path in workspace.params.rglob("*") if path.is_file()}


def written(preparation):
    """name -> state, once written."""
    return {each.name.rpartition("/")[2]: each.state for each in preparation.write(preparation.draft())}


def test_what_is_written_is_read_back_as_it_was_decided(opened, workspace):
    """The YAML says what the draft says."""
    preparation = opened()
    draft = preparation.draft()
    preparation.write(draft)
    catalogue = read_catalogue(workspace)
    assert catalogue.sources["registre-demandes-49"] == draft.sheets[0].source
    assert catalogue.runs["maine-et-loire-2022"] == preparation.run(draft)


def test_a_trial_writes_nothing(opened, workspace):
    """It reads the file as an import would, and stores nothing."""
    preparation, before = opened(), snapshot(workspace)
    (tried,) = preparation.try_out(preparation.draft())
    assert (tried.outcome.rows_accepted, tried.outcome.rows_read) == (2, 2)
    assert snapshot(workspace) == before
    assert not workspace.store.exists()


def test_an_abandoned_preparation_leaves_params_alone_and_keeps_the_answers(opened, workspace):
    """Whoever is called away finds the answers given so far; a second start asks only the others."""
    before = snapshot(workspace)
    first = opened(HEAD + ROWS + PIGEON + "4;07/01/2022;Corbeau;Info;Oui;\n")
    questions = first.draft().questions
    first.answer(questions[0].id, "post")
    assert snapshot(workspace) == before
    again = opened(HEAD + ROWS + PIGEON + "4;07/01/2022;Corbeau;Info;Oui;\n")
    assert [question.id for question in again.draft().questions] == [question.id for question in questions[1:]]


def test_damaged_answers_are_asked_again(opened, workspace):
    """Nothing is read of them, and nothing fails."""
    preparation = opened(HEAD + ROWS + PIGEON)
    preparation.answer(preparation.draft().questions[0].id, "post")
    (workspace.answers / "49.json").write_text('{"answers": [1', encoding="utf-8")
    assert len(opened(HEAD + ROWS + PIGEON).draft().questions) == 1


def test_a_second_run_changes_nothing_and_asks_nothing(opened):
    """The source is found again; the run is the same."""
    assert written(opened()) == {"registre-demandes-49.yml": "new", "maine-et-loire-2022.yml": "new"}
    again = opened()
    assert again.draft().sheets[0].known == "registre-demandes-49"
    assert written(again) == {"maine-et-loire-2022.yml": "same"}


def test_a_new_value_next_year_is_the_only_thing_asked(opened, workspace):
    """It is added to the source, which still reads the file of before."""
    written(opened())
    later = opened(HEAD + (ROWS + PIGEON).replace("2022", "2023"), "2023")
    (question,) = later.draft().questions
    later.answer(question.id, "post")
    assert written(later) == {"registre-demandes-49.yml": "completed", "maine-et-loire-2023.yml": "new"}
    channels = read_catalogue(workspace).sources["registre-demandes-49"].columns["channel"].values
    assert {"Lettre", "Pigeon"} <= {*channels["post"]}
    assert opened().draft().sheets[0].known == "registre-demandes-49"


def test_a_file_changed_by_hand_is_never_touched(opened, workspace):
    """What is new goes beside, under another name; the person's line stands."""
    written(opened())
    path = workspace.params / "sources" / "registre-demandes-49.yml"
    mine = path.read_text(encoding="utf-8").replace('"Mél"', '"Mél", "Pli"')
    path.write_text(mine, encoding="utf-8")
    later = opened(HEAD + (ROWS + PIGEON).replace("2022", "2023"), "2023")
    (question,) = later.draft().questions
    later.answer(question.id, "post")
    assert written(later) == {"registre-demandes-49-2.yml": "new", "maine-et-loire-2023.yml": "new"}
    assert path.read_text(encoding="utf-8") == mine


def test_a_run_written_by_hand_is_left_and_another_is_made(opened, workspace):
    """Its name belongs to whoever wrote it."""
    path = workspace.params / "runs" / "maine-et-loire-2022.yml"
    cher = (workspace.params / "runs" / "cher-2020.yml").read_text(encoding="utf-8")
    path.write_text(cher.replace("id: cher-2020", "id: maine-et-loire-2022"), encoding="utf-8")
    before = path.read_bytes()
    assert written(opened()) == {"registre-demandes-49.yml": "new", "maine-et-loire-2022-2.yml": "new"}
    assert path.read_bytes() == before


def test_hostile_names_and_headings_stay_text(opened, workspace):
    """A heading that is YAML, a file name with quotes: both come back as they were."""
    nasty = 'Zorglub": {a: [1, "*x'
    preparation = opened((HEAD + ROWS).replace("Répondu", nasty), name='reg"istre {x}.csv')
    preparation.write(preparation.draft())
    source = read_catalogue(workspace).sources["registre-demandes-49"]
    assert nasty in source.ignored_columns
    assert read_catalogue(workspace).runs["maine-et-loire-2022"].imports[0].file.endswith('reg"istre {x}.csv')


def test_a_source_that_was_written_with_a_question_open_is_looked_at_again(opened):
    """What --accept wrote is not taken for a decision."""
    first = opened(HEAD + ROWS + PIGEON)
    first.write(first.draft())
    again = opened(HEAD + ROWS + PIGEON)
    (question,) = again.draft().questions
    again.answer(question.id, "post")
    assert written(again)["registre-demandes-49.yml"] == "completed"
    assert opened(HEAD + ROWS + PIGEON).draft().questions == ()


def test_a_scale_that_is_decided_after_accept_is_read_as_one(opened, workspace):
    """What --accept wrote as a list of answers becomes the criterion that was asked for, its favourable answers said."""
    known = ("Très satisfait", "Pas du tout satisfait")
    lines = [f"{n};03/10/2022;{('Nickel', 'Bof')[n % 2]};{known[n % 2]};{known[n % 2]}" for n in range(1, 21)]
    text = "\n".join(["N°;Date de saisie;Comment jugez-vous le tri ?;Le confort;La propreté", *lines]) + "\n"
    first = opened(text, name="enquête.csv")
    first.write(first.draft())
    again = opened(text, name="enquête.csv")
    (question,) = again.draft().questions
    again.answer(question.id, {label: code for code, label in question.choices}["Nickel"])
    again.write(again.draft())
    questionnaire = again.draft().sheets[0].questionnaire or read_catalogue(workspace).questionnaires["enquete-49"]
    (asked,) = [item for item in questionnaire.items if item.wording.startswith("Comment jugez")]
    assert (asked.role, asked.scale is not None) == ("criterion", True)
    assert {o.label: o.level for o in questionnaire.options_of(asked.id)} == {"Nickel": "positive", "Bof": "negative"}


def test_what_another_site_decided_is_not_taken_for_ones_own(opened, workspace):
    """The same file of a second prefecture asks what the first one was asked."""
    first = opened(HEAD + ROWS + PIGEON)
    first.answer(first.draft().questions[0].id, "post")
    first.write(first.draft())
    folder = workspace.deposits / "2022"
    other = Preparation.open(workspace, folder, "85", Period.parse("2022"), str, Settings(extracted_on=AS_OF))
    assert len(other.draft().questions) == 1
    assert other.draft().sheets[0].known is None


def test_a_register_of_the_year_serves_a_half_year(opened):
    """Its other rows are kept where their days put them: none is refused."""
    preparation = opened(HEAD + ROWS + "3;04/10/2022;Mél;Info;Oui;05/10/2022\n", "2022-S1")
    draft = preparation.draft()
    assert draft.sheets[0].source.periods == "all"
    (tried,) = preparation.try_out(draft)
    assert (tried.refusal, tried.outcome.rows_accepted) == (None, 3)
