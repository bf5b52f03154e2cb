"""What people wrote: masked at import, read by a person, quoted where it may be, forgotten with its row."""

from datetime import date

import openpyxl
import pytest

from qep_lib import open_report
from qep_lib.cli.comments import apply_comments, review_comments
from qep_lib.cli.forgetting import forget_data
from qep_lib.errors import DataRefused, ParameterError
from qep_lib.intake.comments import suggested_theme
from qep_lib.intake.importer import import_file
from qep_lib.intake.reviewed import AUDIENCE, DECISION, HEADINGS, MARK, REWRITTEN, TEXT, THEME
from qep_lib.model.campaign import Import
from qep_lib.params import read_catalogue
from qep_lib.params.catalogue import check_params
from qep_lib.store.comments import comments_of_site, read_decisions

QUESTIONNAIRE = """\
id: avis
title: "Avis des usagers"
serie_id: avis-2020
answer_id_column: "N°"
answered_on_column: "Jour"
items:
  - {id: reason, label: "Motif", wording: "Motif ?", role: visit_reason, column: "Motif", options: [{id: a, label: "Titre"}]}
  - {id: opinion, label: "Votre avis", wording: "Que voulez-vous ajouter ?", role: other, kind: text, column: "Avis"}
"""
SOURCE = 'id: avis\ndescription: "Avis"\ntable: survey_answers\nquestionnaire: avis\n'
WAITING = [f"attente trop longue au guichet {number}" for number in range(6)]
NAMED = "Mme Zorglub m'a rappelée au 06 98 76 54 32"
FILE = "avis.csv"


@pytest.fixture
def office(workspace):
    """A workspace whose site 18 has a survey with an open question."""
    (workspace.params / "questionnaires" / "avis.yml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (workspace.params / "sources" / "avis.yml").write_text(SOURCE, encoding="utf-8")
    assert check_params(workspace) == []
    return workspace


def put(workspace, *texts, name=FILE):
    """Import a survey of which each answer has that comment."""
    lines = [f'A{number};{number % 27 + 1:02}/03/2020;Titre;"{text}"' for number, text in enumerate(texts)]
    (workspace.root / name).write_text("\n".join(["N°;Jour;Motif;Avis", *lines]) + "\n", encoding="utf-8")
    request = Import(file=name, source="avis", site="18", period="2020", extracted_on=date(2021, 1, 11), nature="real")
    return import_file(workspace, read_catalogue(workspace), request)


def review(workspace, **decisions):
    """Write the workbook, fill the lines whose text holds a word of `decisions`, and give its path."""
    path = workspace.deposits / "commentaires-18-2020.xlsx"
    path.unlink(missing_ok=True)
    review_comments("18", "2020", None, has_all=False)
    return fill(path, **decisions)


def fill(path, **decisions):
    """Fill the lines of a workbook: word -> {heading: value}."""
    book = openpyxl.load_workbook(path)
    for line in book.active.iter_rows(min_row=2):
        for word, values in decisions.items():
            if word in line[HEADINGS.index(TEXT)].value:
                for heading, value in values.items():
                    line[HEADINGS.index(heading)].value = value
    book.save(path)
    return path


def lines(path):
    """The rows of a workbook, headings left out."""
    return [[cell.value for cell in line] for line in openpyxl.load_workbook(path).active.iter_rows(min_row=2)]


def words(audience):
    """What the report of satisfaction shows of the comments."""
    report = open_report("satisfaction", "18", "2020", "2021-01-13", audience)
    return report.satisfaction.comments()._repr_mimebundle_()["text/plain"]


def test_comments_are_kept_masked_apart_and_printed_by_nobody(office):
    """Neither in the store nor in a report; the workbook holds them masked, with a theme proposed."""
    put(office, *WAITING, NAMED)
    kept = [comment.text for comment in comments_of_site(office, "18")]
    assert "Mme [NOM] m'a rappelée au [TELEPHONE]" in kept and len(kept) == 7
    for path in (path for path in office.root.rglob("*") if path.is_file() and path.name != FILE):
        content = path.read_bytes()
        assert b"Zorglub" not in content and b"06 98" not in content, path
        if path.suffix not in (".yml", ".csv") and "commentaires" not in path.parts:
            assert b"attente trop longue" not in content, path
    assert "attente" not in words("internal") and "attente" not in words("public")
    rows = lines(review(office))
    assert {row[HEADINGS.index(THEME)] for row in rows if row[HEADINGS.index(TEXT)].startswith("attente")} == {
        "Attente et file"
    }
    assert all(row[1:4] == ["Avis des usagers", "Votre avis", "03/2020"] for row in rows)


def test_what_is_approved_is_quoted_and_themes_are_counted(office):
    """For the public what was approved for it; inside, what was approved for either; themes by five at least."""
    put(office, *WAITING, NAMED, "bravo à tous", "à revoir")
    path = review(
        office,
        **{"guichet": {DECISION: "écarter"}, "bravo": {DECISION: "Garder", AUDIENCE: "Public"}},
        **{"rappelée": {DECISION: "réécrire", REWRITTEN: "On m'a rappelée.", AUDIENCE: "interne"}},
    )
    apply_comments(str(path))
    inside, outside = words("internal"), words("public")
    assert "« bravo à tous »" in inside and "« bravo à tous »" in outside
    assert "« On m'a rappelée. »" in inside and "rappelée" not in outside
    # 6 of the waiting; 3 others are too few alone and take them along: nothing is named.
    assert "Attente et file" not in outside and "9\u00a0commentaires" in outside.replace("\u202f", "\u00a0")
    put(office, *WAITING, NAMED, "bravo à tous", "à revoir", "guichet 7", "guichet 8")
    apply_comments(str(review(office, guichet={DECISION: "écarter", THEME: "Accueil et agents"})))
    assert "Attente et file : 6" in words("public").replace("\u00a0", " ")


def test_a_second_review_asks_only_for_what_is_new(office, capsys):
    """The same words in a new version of the file keep what was decided; nothing decided is lost."""
    put(office, "bravo", "merci")
    apply_comments(str(review(office, bravo={DECISION: "garder", AUDIENCE: "public"}, merci={DECISION: "écarter"})))
    first = read_decisions(office, "18")
    put(office, "bravo", "merci", "trop long")
    assert [row[HEADINGS.index(TEXT)] for row in lines(review(office))] == ["trop long"]
    capsys.readouterr()
    put(office, "bravo", "merci")
    review_comments("18", "2020", None, has_all=False)
    assert "Rien à relire" in capsys.readouterr().out
    assert read_decisions(office, "18") == first and len(first) == 2


def test_a_workbook_half_filled_is_never_written_over(office):
    """Whoever asks again before applying is told, and loses nothing."""
    put(office, "bravo")
    path = review(office, bravo={DECISION: "écarter"})
    before = path.read_bytes()
    with pytest.raises(ParameterError, match="existe déjà"):
        review_comments("18", "2020", None, has_all=False)
    assert path.read_bytes() == before


FAULTS = {
    "unknown_verdict": ({DECISION: "gardé"}, "décision inconnue ; vouliez-vous dire « garder »", DECISION),
    "unknown_theme": ({DECISION: "écarter", THEME: "Attentes"}, "thème inconnu", THEME),
    "unknown_audience": ({DECISION: "garder"}, "diffusion inconnue, ou non choisie", AUDIENCE),
    "missing_rewriting": ({DECISION: "réécrire", AUDIENCE: "public"}, "texte réécrit absent", REWRITTEN),
    "kept_and_rewritten": ({DECISION: "garder", REWRITTEN: "x", AUDIENCE: "public"}, "alors que la décision", REWRITTEN),
    "personal_rewriting": (
        {DECISION: "réécrire", REWRITTEN: "Merci à Mme Durand", AUDIENCE: "public"}, "désigne sans doute une personne", REWRITTEN,
    ),
    "missing_verdict": ({REWRITTEN: "x"}, "aucune décision", DECISION),
    "changed_comment": ({DECISION: "écarter", TEXT: "bravo et merci"}, "le commentaire a été modifié", TEXT),
    "unknown_comment": ({MARK: "abcdefabcdef", DECISION: "écarter"}, "aucun commentaire rangé", MARK),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_told_with_its_line_and_column_and_nothing_is_taken(office, name):
    """The other lines are right: they are not taken either."""
    values, told, column = FAULTS[name]
    put(office, "bravo", "merci")
    path = review(office, merci={DECISION: "écarter"}, bravo=values)
    with pytest.raises(DataRefused) as refusal:
        apply_comments(str(path))
    line = next(n for n, row in enumerate(lines(path), 2) if row[HEADINGS.index(TEXT)].startswith("bravo"))
    text = str(refusal.value)
    assert told in text and f"ligne {line}" in text and f"« {column} »" in text
    assert "Durand" not in text
    assert read_decisions(office, "18") == {}


def test_all_faults_are_told_at_once_and_another_file_is_not_taken_for_it(office):
    """Two lines, two faults; a register is no review."""
    put(office, "bravo", "merci")
    path = review(office, bravo={DECISION: "oui"}, merci={DECISION: "non"})
    with pytest.raises(DataRefused) as refusal:
        apply_comments(str(path))
    assert "2 erreurs" in str(refusal.value) or "lignes 2 et 3" in str(refusal.value)
    with pytest.raises(DataRefused, match="pas un classeur de relecture"):
        apply_comments(str(office.root / FILE))


def test_a_row_that_is_forgotten_takes_its_comment_and_what_was_decided(office, capsys):
    """Of that person alone; the quotation goes with it, and does not come back with the file."""
    put(office, "bravo à tous", "merci")
    apply_comments(str(review(office, bravo={DECISION: "garder", AUDIENCE: "public"}, merci={DECISION: "écarter"})))
    forget_data(FILE, "A0", None, is_agreed=True)
    said = capsys.readouterr().out
    assert "1 commentaire, et ce qui en fut décidé" in said and "classeurs de relecture" in said
    assert [comment.text for comment in comments_of_site(office, "18")] == ["merci"]
    assert len(read_decisions(office, "18")) == 1 and "bravo" not in words("public")
    put(office, "bravo à tous", "merci", "encore")
    assert sorted(comment.text for comment in comments_of_site(office, "18")) == ["encore", "merci"]
    forget_data(FILE, None, None, is_agreed=True)
    assert comments_of_site(office, "18") == () and read_decisions(office, "18") == {}
    kept = [path.read_bytes() for path in (office.restricted / "commentaires").rglob("*") if path.is_file()]
    assert not any(b"merci" in content for content in kept)


def test_decisions_make_reports_of_before_stale(office):
    """What a report prints is part of what decides its bytes."""
    put(office, "bravo à tous")
    keys = [open_report("satisfaction", "18", "2020", "2021-01-13").context.provenance.key]
    apply_comments(str(review(office, bravo={DECISION: "garder", AUDIENCE: "public"})))
    keys.append(open_report("satisfaction", "18", "2020", "2021-01-13").context.provenance.key)
    assert len({*keys}) == 2


def test_comments_lost_are_read_again_from_the_file(office):
    """A file that was stored before comments were kept, or whose comments were lost, is read again at its next import."""
    put(office, "bravo")
    for path in (office.restricted / "commentaires").rglob("*.json"):
        path.unlink()
    assert comments_of_site(office, "18") == ()
    assert not put(office, "bravo").is_unchanged
    assert [comment.text for comment in comments_of_site(office, "18")] == ["bravo"]
    assert put(office, "bravo").is_unchanged


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("J'ai ATTENDU deux heures dans la file", "waiting"),
        ("le standard ne répond jamais, impossible de vous joindre", "telephone"),
        ("accès en fauteuil roulant impossible", "accessibility"),
        ("rien à signaler", None),
        ("profile", None),
    ],
)
def test_words_suggest_a_theme(text, theme, workspace):
    """Whole words, accents and capitals apart; « profile » holds no « file »."""
    found = suggested_theme(text, read_catalogue(workspace).themes)
    assert (found.id if found else None) == theme
