"""One table of open data: its CSV, its typed twin, and what an analyst's tool reads of it in the descriptor."""

import hashlib
import io
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from qep_lib.export.open_table import OpenTable
from qep_lib.model.table import Column

COLUMNS = (
    Column("site_id", "string", "Site", required=True),
    Column("day", "date", "Jour"),
    Column("value", "float", "Valeur"),
    Column("n", "int", "Base"),
    Column("is_final", "bool", "Définitif"),
    Column("unit", "string", "Unité", True, ("pct", "days")),
)
TABLE = OpenTable(
    name="figures",
    title="Chiffres",
    description="Quelques chiffres.",
    columns=COLUMNS,
    titles={
        "site_id": "Site",
        "day": "Jour",
        "value": "Valeur",
        "n": "Base",
        "is_final": "Définitif",
        "unit": "Unité",
    },
    rows=[("18", date(2021, 2, 16), 0.1 + 0.2, 1200, True, "pct"), ("=1+1\x00", None, 37.0, None, False, "days")],
    key=("site_id", "day"),
    links=(("site_id", "sites"),),
)


def test_a_csv_is_what_every_tool_reads():
    """ISO dates, dots, no thousands mark, the shortest number that reads back the same; what is missing is empty."""
    assert TABLE.csv().decode("utf-8") == (
        "site_id,day,value,n,is_final,unit\r\n"
        "18,2021-02-16,0.30000000000000004,1200,true,pct\r\n"
        "'=1+1\ufffd,,37,,false,days\r\n"
    )


def test_the_typed_file_has_the_same_rows_and_true_types():
    """Texts are not defused, for nothing computes them there; a character that no page can show is marked there too."""
    table = pq.read_table(io.BytesIO(TABLE.parquet()))
    assert table.to_pylist() == [
        {"site_id": "18", "day": date(2021, 2, 16), "value": 0.1 + 0.2, "n": 1200, "is_final": True, "unit": "pct"},
        {"site_id": "=1+1\ufffd", "day": None, "value": 37.0, "n": None, "is_final": False, "unit": "days"},
    ]
    types = {field.name: field.type for field in table.schema}
    assert types["day"] == pa.date32() and types["value"] == pa.float64() and types["n"] == pa.int64()
    assert types["is_final"] == pa.bool_()


def test_the_descriptor_says_how_the_file_is_written():
    """Size and hash of the very bytes, separator, end of lines: a tool guesses nothing."""
    resource = TABLE.resource(b"a,b\r\n")
    assert {name: value for name, value in resource.items() if name != "schema"} == {
        "profile": "tabular-data-resource",
        "name": "figures",
        "title": "Chiffres",
        "description": "Quelques chiffres.",
        "path": "figures.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": 5,
        "hash": "sha256:" + hashlib.sha256(b"a,b\r\n").hexdigest(),
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\r\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
    }


def test_the_descriptor_types_each_column_and_joins_the_tables():
    """Title and description in French, what a column must hold, its closed values; the key, and where links lead."""
    schema = TABLE.resource(b"")["schema"]
    assert {field["name"]: field["type"] for field in schema["fields"]} == {
        "site_id": "string",
        "day": "date",
        "value": "number",
        "n": "integer",
        "is_final": "boolean",
        "unit": "string",
    }
    assert schema["fields"][0] == {
        "name": "site_id",
        "type": "string",
        "title": "Site",
        "description": "Site",
        "constraints": {"required": True},
    }
    assert schema["fields"][1] == {"name": "day", "type": "date", "title": "Jour", "description": "Jour"}
    assert schema["fields"][5]["constraints"] == {"required": True, "enum": ["pct", "days"]}
    assert schema["missingValues"] == [""] and schema["primaryKey"] == ["site_id", "day"]
    assert schema["foreignKeys"] == [{"fields": "site_id", "reference": {"resource": "sites", "fields": "site_id"}}]


def test_a_table_that_leads_nowhere_says_nothing_of_links():
    """The specification wants no empty list there."""
    alone = OpenTable("t", "T", "T.", COLUMNS[:1], {"site_id": "Site"}, [("18",)], ("site_id",))
    assert "foreignKeys" not in alone.resource(b"")["schema"]
