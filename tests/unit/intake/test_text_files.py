"""CSV files as French tools write them: encodings, separators, titles above, quotes, blank lines, line numbers."""

import codecs

import pytest

from qep_lib.errors import DataRefused
from qep_lib.model.characters import find_control, find_unseen
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
        ("utf-16-le", b"", "UTF-16"),
        ("utf-16-be", b"", "UTF-16"),
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


def test_half_of_a_pair_of_surrogates_is_refused(desk):
    """Bytes that UTF-8 forbids: as Windows-1252 they would be three letters."""
    content = register(desk, desk.row(1)).encode() + b"R2;02/03/2020;Courriel;\xed\xa0\x80;x;;\n"
    with pytest.raises(DataRefused, match="ligne 3 : octet 0xED illisible en UTF-8"):
        desk.put("paire.csv", content)


@pytest.mark.parametrize("lines", [1, 20_000])
def test_a_cell_that_swallows_a_million_characters_is_refused(desk, lines):
    """Between quotes, on one line or on many: told with the line where it opens."""
    cell = '"' + ("x" * (2_000_000 // lines) + "\n") * lines + '"'
    with pytest.raises(DataRefused, match=r"ligne 3 : (ligne|cellule entre guillemets) de plus de 1000000 caractères"):
        desk.put("geante.csv", register(desk, desk.row(1), desk.row(2, Thème=cell)))


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


def test_a_doubled_quote_is_a_quote(desk):
    """Inside quotes, and nowhere else."""
    desk.put("registre.csv", register(desk, desk.row(1, Thème='"dit ""non"""'), desk.row(2)))
    assert desk.table()["theme"].tolist() == ['dit "non"', "Attente"]


@pytest.mark.parametrize("cell", ['écran 5" cassé', '"écran" cassé', '""écran"', '"éc"ran"', 'mot"écran"'])
def test_a_row_whose_quotes_are_not_sure_is_set_aside_with_its_line(desk, cell):
    """A quote too many, or a separator too few before one: the row is told, those around it are read."""
    outcome = desk.put("registre.csv", register(desk, desk.row(1), desk.row(2, Thème=cell), desk.row(3, Thème='"a;b"')))
    assert [(issue.code, issue.row) for issue in outcome.issues] == [("broken_quotes", 3)]
    assert desk.table()["request_id"].tolist() == ["R1", "R3"]


def test_a_quote_that_swallows_the_next_line_sets_both_aside_each_told(desk):
    """The second line has the fields of a record: which of the two is wrong cannot be known."""
    lines = register(desk, *map(desk.row, range(1, 6))).splitlines()
    lines[2] = lines[2].replace(";Attente", ';"Attente')
    lines[3] = lines[3].replace(";Attente", ';Attente"')
    outcome = desk.put("registre.csv", "\n".join(lines))
    assert [(issue.code, issue.row) for issue in outcome.issues] == [("broken_quotes", 3), ("broken_quotes", 4)]
    assert "avalée par le guillemet ouvert ligne 3" in outcome.issues[1].sentence
    assert desk.table()["request_id"].tolist() == ["R1", "R4", "R5"]


def test_an_unclosed_quote_is_told_with_its_line_and_column(desk):
    """A22: everything below would be swallowed."""
    with pytest.raises(DataRefused, match="ligne 2, colonne « Thème » : guillemet ouvert ligne 2, jamais fermé"):
        desk.put("registre.csv", register(desk, desk.row(1, Thème='"ouvert'), desk.row(2)))


def test_a_separator_at_the_end_of_every_row_is_not_a_field(desk):
    """All rows agree, and every heading is known: none can be two run together."""
    rows = [[*desk.row(number), "", ""] for number in (1, 2, 3)]
    outcome = desk.put("registre.csv", desk.delimited(desk.register_headings, *rows))
    assert outcome.issues == ()
    assert desk.table()["request_id"].tolist() == ["R1", "R2", "R3"]


def test_last_columns_that_no_row_has_are_empty_and_told_once(desk):
    """As other readers do; a row that differs is told."""
    rows = [desk.row(number)[:6] for number in (1, 2, 3)]
    outcome = desk.put("registre.csv", desk.delimited(desk.register_headings, *rows, desk.row(4)[:3]))
    assert [(issue.code, issue.row) for issue in outcome.issues] == [("absent_columns", 1), ("ragged_row", 5)]
    assert "« Répondu le »" in outcome.issues[0].sentence
    assert desk.table()["replied_on"].isna().all() and len(desk.table()) == 3


def test_last_fields_that_some_rows_leave_out_are_empty_and_said_once(desk):
    """As Excel writes requests that nobody answered yet: the theme before is one of few, no day could be one."""
    rows = [desk.row(number)[: 6 if number in (3, 7, 8) else 7] for number in range(1, 12)]
    outcome = desk.put("registre.csv", desk.delimited(desk.register_headings, *rows))
    assert [(issue.code, issue.severity) for issue in outcome.issues] == [("absent_fields", "warning")]
    assert "3 lignes n'ont pas de champ sous les derniers en-têtes" in outcome.issues[0].sentence
    assert "lignes 4, 8 et 9" in outcome.issues[0].sentence
    table = desk.table().set_index("request_id")
    assert (len(table), sorted(table.index[table["replied_on"].isna()])) == (11, ["R3", "R7", "R8"])


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({5: ["R5", "02/03/2020", "Courriel", "Réclamation", "Qual-e-pref", "Attente", ""]}, "other rows end empty"),
        ({2: ["R2", "02/03/2020", "Courriel", "Réclamation", "Qual-e-pref", "04/03/2020"]}, "a field before was lost"),
        ({2: ["R2", "02/03/2020", "Courriel", "Réclamation", "Qual-e-pref", "Attente04/03/2020"]}, "two are glued"),
        ({3: ["suite"]}, "a piece of a row is below"),
        ({1: ["R1"]}, "a piece of a row is above"),
        ({number: [f"R{number}", "02/03/2020", "Courriel", "Réclamation", "Qual-e-pref", f"Thème {number}", "04/03/2020"]
          for number in range(3, 12)}, "the last field is a free text"),
    ],
)  # fmt: skip
def test_a_short_row_that_may_have_lost_something_is_set_aside(desk, changed, why):
    """Where it is not proved that only empty last fields are missing (ADR 0015)."""
    rows = [changed.get(number, desk.row(number)[: 6 if number == 2 else 7]) for number in range(1, 12)]
    outcome = desk.put("registre.csv", desk.delimited(desk.register_headings, *rows))
    assert "absent_fields" not in {issue.code for issue in outcome.issues}, why
    assert ("ragged_row", 3) in {(issue.code, issue.row) for issue in outcome.issues}
    assert "R2" not in set(desk.table()["request_id"])


def test_headings_that_most_rows_go_past_are_refused(desk):
    """A heading was lost: the rows that stop before the end would be read under the wrong ones."""
    rows = [desk.row(number)[: 6 if number in (3, 7, 8) else 7] for number in range(1, 12)]
    headings = [heading for heading in desk.register_headings if heading != "Thème"]
    with pytest.raises(DataRefused, match="ligne 1 : 5 lignes ont un champ de plus que les 6 en-têtes, 3 non"):
        desk.put("registre.csv", desk.delimited(headings, *rows))


def test_excel_leaves_fields_out_by_blocks_of_sixteen_rows(desk):
    """The headings are the first of sixteen rows; in the next block nobody was answered, in the third one was."""
    rows = [desk.row(number, Thème=f"Thème {number}") for number in range(1, 48)]
    rows[15:31] = [row[:6] for row in rows[15:31]]
    rows[40][6] = ""
    outcome = desk.put("registre.csv", desk.delimited(desk.register_headings, *rows))
    assert [issue.code for issue in outcome.issues] == ["absent_fields"]
    assert "lignes 17 à 32" in outcome.issues[0].sentence
    assert int(desk.table()["replied_on"].isna().sum()) == 17


def test_a_short_row_among_others_of_its_block_is_a_fault(desk):
    """Excel gives sixteen rows one width: one that is shorter was cut, and nothing says any more how the file was made."""
    rows = [desk.row(number, Thème=f"Thème {number}") for number in range(1, 48)]
    rows[15:31] = [row[: 5 if number == 5 else 6] for number, row in enumerate(rows[15:31])]
    rows[40][6] = ""
    outcome = desk.put("registre.csv", desk.delimited(desk.register_headings, *rows))
    assert {issue.code for issue in outcome.issues} == {"ragged_row"}
    assert sum(issue.severity == "reject" for issue in outcome.issues) == 16


@pytest.mark.parametrize(
    "headings",
    [
        ("N°", "", "Reçu le", "Canal", "Nature", "Périmètre", "Thème", "Répondu le"),
        ("N°", "Reçu le", "Canal", "Nature", "PérimètreThème", "Répondu le"),
        ("N°", "Nom", "Nom", "Reçu le", "Canal", "Nature", "Périmètre", "Thème", "Répondu le"),
    ],
)
def test_headings_that_may_be_cut_wrong_are_not_matched_with_rows_of_another_width(desk, headings):
    """A separator too many, or too few, among the headings would move every column."""
    with pytest.raises(DataRefused):
        desk.put("registre.csv", desk.delimited(headings, *([*desk.row(number)[:6], ""] for number in (1, 2, 3))))


def test_headings_that_return_are_told_and_the_rows_below_read(desk):
    """Exports put one after the other."""
    outcome = desk.put("registre.csv", register(desk, desk.row(1), desk.register_headings, desk.row(2)))
    assert [(issue.code, issue.row) for issue in outcome.issues] == [("heading_row", 3)]
    assert desk.table()["source_row"].tolist() == [2, 4]


@pytest.mark.parametrize(
    "headings", [("N°", "Répondu le", "Canal", "Nature", "Périmètre", "Thème", "Reçu le"), tuple("ABCDEFG")]
)
def test_another_table_below_is_told_row_by_row(desk, headings):
    """With the same headings in another order, or with headings that nobody knows: as many columns, other meanings."""
    rows = [*map(desk.row, range(1, 7)), headings, desk.row(8), desk.row(9)]
    outcome = desk.put("registre.csv", register(desk, *rows))
    assert {(issue.code, issue.row) for issue in outcome.issues} == {("other_table", row) for row in (8, 9, 10)}
    assert desk.table()["request_id"].tolist() == [f"R{number}" for number in range(1, 7)]


@pytest.mark.parametrize("mark", ["'", "”", "`"])
def test_marks_that_are_not_those_of_the_file_do_not_stay_in_a_cell(desk, mark):
    """A row quoted in another way is told."""
    outcome = desk.put("registre.csv", register(desk, desk.row(1), desk.row(2, Thème=f"{mark}Attente{mark}")))
    assert [(issue.code, issue.row) for issue in outcome.issues] == [("foreign_quotes", 3)]


def test_headings_quoted_in_another_way_than_the_rows_change_nothing(desk):
    """Apostrophes around the headings alone: the rows are cut by their own marks."""
    headings = ";".join(f"'{heading}'" for heading in desk.register_headings)
    rows = [";".join(f'"{cell}"' for cell in desk.row(number)) for number in (1, 2)]
    assert desk.put("registre.csv", "\n".join([headings, *rows])).issues == ()
    assert desk.table()["request_id"].tolist() == ["R1", "R2"]


def test_spaces_around_separators_and_quotes_are_not_in_the_cells(desk):
    """« , » is a separator for many tools."""
    lines = [desk.register_headings, desk.row(1, Thème='"a, ""b"""'), desk.row(2)]
    assert desk.put("registre.csv", "\n".join(" , ".join(row) for row in lines)).issues == ()
    assert desk.table()["theme"].tolist() == ['a, "b"', "Attente"]


@pytest.mark.parametrize(
    ("cell", "stored", "code"),
    [
        ("d\x92Estournel", "d’Estournel", "windows_punctuation"),
        ("De\u0301lai", "Délai", None),
        ("bip\x07", "bip", "control_character"),
        ("a\x1bb", "a b", "control_character"),
        ("Merci \u202egro.live\u202c", "Merci gro.live", "hidden_character"),
        ("R\u200b1", "R1", "hidden_character"),
        ("a\ufffeb", "a b", "control_character"),
        ('="00001"', "00001", None),
    ],
)
def test_what_cannot_be_printed_never_enters_the_store(desk, cell, stored, code):
    """Nothing that XML, PDF or a page would trip on; what was changed is told with its line."""
    outcome = desk.put("registre.csv", register(desk, desk.row(1), desk.row(2, Thème=cell)))
    assert [(issue.code, issue.row, issue.severity) for issue in outcome.issues] == (
        [(code, 3, "warning")] if code else []
    )
    assert desk.table()["theme"].tolist() == ["Attente", stored]
    assert not any(find_control(issue.sentence) or find_unseen(issue.sentence) for issue in outcome.issues)


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
