"""CSV files as French tools write them: encodings, separators, titles above, quotes, blank lines, line numbers."""

import codecs

import pytest

from qep_lib.errors import DataRefused
from qep_lib.store.manifest import read_manifest


def register(desk, *rows, separator=";"):
    return desk.delimited(desk.register_headings, *rows, separator=separator)


@pytest.mark.parametrize(
    ("encoding", "mark", "told"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8", codecs.BOM_UTF8, "UTF-8"),
        ("cp1252", b"", "Windows-1252"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "UTF-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "UTF-16"),
    ],
)
def test_every_usual_encoding_gives_the_same_rows(desk, encoding, mark, told):
    """B01-B03: accents and the first heading are read, with or without a byte-order mark."""
    text = register(desk, desk.row(1, Thème="Délai trop élevé à l'œil nu"))
    outcome = desk.put("registre.csv", mark + text.encode(encoding))
    assert outcome.issues == ()
    assert read_manifest(desk.workspace, ["18"])[0].encoding == told
    assert desk.table()["theme"].tolist() == ["Délai trop élevé à l'œil nu"]


def test_two_encodings_in_one_file_are_refused_with_the_line(desk):
    """B04: the first undecodable byte is told, and that other lines are UTF-8."""
    content = register(desk, desk.row(1, Thème="é")).encode() + ";".join(desk.row(2, Thème="élevé")).encode("cp1252")
    with pytest.raises(DataRefused, match="ligne 3 : octet 0xE9 illisible en UTF-8.*deux encodages sont mélangés"):
        desk.put("mixte.csv", content)


def test_bytes_of_no_text_encoding_are_refused_with_the_line(desk):
    """A03: 0x81 exists neither in UTF-8 nor in Windows-1252."""
    with pytest.raises(DataRefused, match="ligne 2 : octet 0x81 illisible en Windows-1252"):
        desk.put("binaire.csv", register(desk).encode("cp1252") + b"\x81\xff\n")


def test_a_nul_byte_is_refused_with_line_and_place(desk):
    """A23."""
    content = register(desk, desk.row(1, Thème="bon\0jour"))
    with pytest.raises(DataRefused, match="ligne 2 : octet nul au caractère"):
        desk.put("nul.csv", content)


def test_an_endless_line_is_refused(desk):
    """A21: two million characters without a line feed are not a table."""
    with pytest.raises(DataRefused, match="ligne 2 : ligne de plus de 1000000 caractères"):
        desk.put("geante.csv", register(desk) + "x" * 2_000_000)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found_by_the_headings_it_gives(desk, separator):
    """C01: no need to say which one the tool used."""
    desk.put("registre.csv", register(desk, desk.row(1), desk.row(2), separator=separator))
    assert desk.table()["request_id"].tolist() == ["R1", "R2"]


def test_titles_above_the_header_are_skipped_and_lines_keep_their_number(desk):
    """C07: the header is the first row that names enough columns; a fault is told at the line seen on screen."""
    title = "Préfecture;;\nRegistre 2020, total : 2;;\n\n"
    outcome = desk.put("registre.csv", title + register(desk, desk.row(1), desk.row(2, Nature="?")))
    assert [issue.row for issue in outcome.issues] == [6]
    assert desk.table()["source_row"].tolist() == [5]


def test_headings_are_compared_as_a_person_would(desk):
    """C06: case, accents, spaces and line breaks do not count."""
    text = register(desk, desk.row(1)).replace("Reçu le", '" RECU\nle "').replace("Périmètre", "perimetre")
    assert desk.put("registre.csv", text).issues == ()
    assert desk.table()["source_row"].tolist() == [3]


def test_line_breaks_inside_quotes_stay_in_the_text_and_count_as_lines(desk):
    """A comment on three lines does not shift the line numbers told for the rows below."""
    rows = [desk.row(1, Thème='"un\ndeux\ntrois"'), desk.row(2, Nature="?"), desk.row(3)]
    outcome = desk.put("registre.csv", register(desk, *rows).replace("\n", "\r\n"))
    assert [issue.row for issue in outcome.issues] == [5]
    assert desk.table()["theme"].tolist() == ["un\ndeux\ntrois", "Attente"]
    assert desk.table()["source_row"].tolist() == [2, 6]


def test_a_doubled_quote_is_a_quote_and_one_inside_a_word_too(desk):
    """« 5" » in the middle of a cell opens nothing."""
    rows = [desk.row(1, Thème='"dit ""non"""'), desk.row(2, Thème='écran 5" cassé'), desk.row(3)]
    desk.put("registre.csv", register(desk, *rows))
    assert desk.table()["theme"].tolist() == ['dit "non"', 'écran 5" cassé', "Attente"]


def test_blank_rows_are_ignored_and_those_inside_are_counted(desk):
    """C17: a warning for the ones in the middle, not a word for the tail that tools add."""
    text = register(desk, desk.row(1)) + "\n;;;;;;\n" + ";".join(desk.row(2)) + "\n" + ";;;;;;\n" * 500
    outcome = desk.put("registre.csv", text)
    assert outcome.rows_read == 2
    (issue,) = outcome.issues
    assert (issue.row, issue.severity) == (3, "warning")
    assert "2 ligne(s) vide(s) ignorée(s)" in issue.sentence


def test_columns_that_nobody_asked_for_are_dropped_and_told(desk):
    """An ignored column (personal data) is silent, an undeclared one is told; neither is stored."""
    text = desk.delimited((*desk.register_headings, "Nom", "Agent"), [*desk.row(1), "Dupont", "CANARI"])
    outcome = desk.put("registre.csv", text)
    assert [(issue.severity, issue.column) for issue in outcome.issues] == [("warning", "Agent")]
    assert b"Dupont" not in b"".join(desk.snapshot().values())
    assert "CANARI" not in desk.table().to_csv()


@pytest.mark.parametrize("marked", ["Reçu le", "N°", "Canal"])
def test_a_total_row_is_seen_wherever_its_word_stands(desk, marked):
    """In the first filled cell or under the identifier's heading, wherever that column is."""
    order = ["Canal", "Nature", "Périmètre", "Thème", "N°", "Reçu le", "Répondu le"]
    places = [desk.register_headings.index(heading) for heading in order]
    total = dict.fromkeys(order, "") | ({"Canal": "2"} if marked == "N°" else {}) | {marked: "TOTAL :"}
    lines = [[row[place] for place in places] for row in (desk.row(1), desk.row(2))]
    outcome = desk.put("registre.csv", desk.delimited(order, *lines, list(total.values())))
    assert [(issue.code, issue.row, issue.value) for issue in outcome.issues] == [("total_row", 4, "TOTAL :")]
    assert outcome.rows_accepted == outcome.rows_read == 2


def test_a_mark_of_utf_8_before_another_encoding_is_told_with_the_faulty_line(desk):
    """The offending byte is the first accent, not the mark."""
    content = "N°;Canal\nR1;Courriel\nR2;élevé\n".replace("N°", "No").encode("cp1252")
    with pytest.raises(DataRefused, match="ligne 3 : octet 0xE9 illisible en UTF-8, au caractère 4.*annonce pourtant"):
        desk.put("marque.csv", codecs.BOM_UTF8 + content)


@pytest.mark.parametrize(
    ("garble", "encoding"),
    [
        (lambda text: text.encode("cp850"), "MS-DOS (CP850)"),
        (lambda text: text.encode().decode("cp1252").encode(), "UTF-8 décodé deux fois"),
    ],
    ids=["cp850", "twice"],
)
def test_garbled_headings_are_one_fault_of_the_whole_file(desk, garble, encoding):
    """Not one a column: the probable encoding, an example, and what to do."""
    with pytest.raises(DataRefused) as refusal:
        desk.put("registre.csv", garble(register(desk, desk.row(1))))
    assert f"en-têtes mal décodés ; encodage probable : {encoding} (« " in str(refusal.value)
    assert refusal.value.faults == () and str(refusal.value).count("en-têtes") == 1


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_line_break_at_the_edge_of_a_quoted_cell_counts_as_a_line(desk, end):
    """It is trimmed from the text, not from the count, whether or not the file ends with a line feed."""
    text = register(desk, desk.row(1, Thème='"deux\n"'), desk.row(2, Nature="?")).rstrip("\n") + end
    outcome = desk.put("registre.csv", text)
    assert [issue.row for issue in outcome.issues] == [4]
    assert desk.table()["theme"].tolist() == ["deux"]


def test_cells_that_are_equal_once_trimmed_are_the_same_text(desk):
    """Spaces around a text make no other text of it, and a cell of spaces is empty."""
    desk.put("registre.csv", register(desk, desk.row(1, Thème=" Attente "), desk.row(2), desk.row(3, Thème="\u00a0 ")))
    assert desk.table()["theme"].fillna("").tolist() == ["Attente", "Attente", ""]


def test_a_ragged_record_does_not_shift_the_lines_of_the_others(desk):
    """Records that cannot be cut are numbered among the others, wherever they stand and in files of any size."""
    rows = [desk.row(number, Thème=f"T{number}") for number in range(1, 40)]
    text = register(desk, *rows).splitlines(keepends=True)
    text[20] = text[20].replace("\n", ";;surplus\n")
    outcome = desk.put("registre.csv", "".join(text))
    assert [(issue.code, issue.row) for issue in outcome.issues] == [("ragged_row", 21)]
    assert sorted(desk.table()["source_row"]) == [line for line in range(2, 41) if line != 21]
