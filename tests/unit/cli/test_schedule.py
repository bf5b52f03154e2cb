"""What `qep schedule` writes: read again by what would read it, and run as cron would."""

import calendar
import configparser
import re
import shutil
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from qep_lib.cli.schedule import DAYS, ENCODINGS, TASKS, Moment, Planned, cron, read_moment, systemd, windows
from qep_lib.errors import ParameterError
from qep_lib.model.workspace import Workspace
from qep_lib.runs.record.history import read_batch

PLANNED = Planned(
    "qep-cher", ("/opt/py thon", "-m", "qep_lib.cli", "run", "--run", "cher-2020"), "/srv/esp ace", "/srv/esp ace/l.log"
)


@pytest.mark.parametrize(
    ("at", "on", "moment"),
    [
        ("06:30", "jour", Moment(6, 30)),
        ("6h05", "Lundi", Moment(6, 5, weekday=0)),
        ("23:59", "28", Moment(23, 59, month_day=28)),
    ],
)
def test_a_moment_is_read_as_people_say_it(at, on, moment):
    """An hour, and every day, a day of the week or of the month."""
    assert read_moment(at, on) == moment


@pytest.mark.parametrize(
    ("at", "on", "told"), [("25:00", "jour", "--at"), ("6", "jour", "06:30"), ("06:30", "31", "1 à 28")]
)
def test_a_moment_that_is_none_is_told(at, on, told):
    """A day that some months lack would be skipped in silence."""
    with pytest.raises(ParameterError) as caught:
        read_moment(at, on)
    assert told in str(caught.value)


@given(st.text(alphabet="ab %'\"$\\é", min_size=1, max_size=12))
@pytest.mark.skipif(shutil.which("sh") is None, reason="ce système n'a pas de sh")
def test_cron_gives_the_shell_the_words_as_they_are(word):
    """Whatever a folder is called: cron takes `\\\\%` for `%`, then the shell cuts the words."""
    planned = Planned("qep", ("printf", "%s", word), "/", "/dev/stdout")
    line = next(iter(cron(planned, Moment(6, 30))[0].values())).rstrip("\n")
    command = line.split(" ", 5)[5].replace(r"\%", "%")
    ran = subprocess.run(["sh", "-c", command.rpartition(" >> ")[0]], capture_output=True, text=True, check=True)
    assert ran.stdout == word


def test_the_days_of_each_system_are_those_asked():
    """Cron counts from Sunday, systemd names, Windows abbreviates."""
    for place, _ in enumerate(DAYS):
        moment = Moment(6, 5, weekday=place)
        (line,) = cron(PLANNED, moment)[0].values()
        assert line.split()[:5] == ["5", "6", "*", "*", str((place + 1) % 7)]
        timer = configparser.ConfigParser(interpolation=None)
        timer.read_string(systemd(PLANNED, moment)[0]["qep-cher.timer"])
        english = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[place]
        assert timer["Timer"]["OnCalendar"] == f"{english} *-*-* 06:05:00"
        assert f"<{calendar.day_name[place]} />" in windows(PLANNED, moment)[0]["qep-cher.xml"]


# Of Microsoft's published schema (MS-TSCH, « Task Scheduler Schema »), the types of the elements that are written here.
TASK_SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{0}" targetNamespace="{0}"
 elementFormDefault="qualified">
<xs:complexType name="none"/>
<xs:element name="Task"><xs:complexType><xs:all>
 <xs:element name="RegistrationInfo"><xs:complexType><xs:all><xs:element name="Description" type="xs:string"/></xs:all>
 </xs:complexType></xs:element>
 <xs:element name="Triggers"><xs:complexType><xs:sequence><xs:element name="CalendarTrigger"><xs:complexType><xs:sequence>
  <xs:element name="StartBoundary" type="xs:dateTime"/><xs:choice>
  <xs:element name="ScheduleByDay"><xs:complexType><xs:all><xs:element name="DaysInterval"><xs:simpleType>
   <xs:restriction base="xs:unsignedInt"><xs:minInclusive value="1"/><xs:maxInclusive value="365"/></xs:restriction>
  </xs:simpleType></xs:element></xs:all></xs:complexType></xs:element>
  <xs:element name="ScheduleByWeek"><xs:complexType><xs:all><xs:element name="WeeksInterval" type="xs:unsignedByte"/>
   <xs:element name="DaysOfWeek"><xs:complexType><xs:all>{1}</xs:all></xs:complexType></xs:element></xs:all></xs:complexType>
  </xs:element>
  <xs:element name="ScheduleByMonth"><xs:complexType><xs:all>
   <xs:element name="DaysOfMonth"><xs:complexType><xs:sequence><xs:element name="Day" type="xs:unsignedByte"/></xs:sequence>
   </xs:complexType></xs:element>
   <xs:element name="Months"><xs:complexType><xs:all>{2}</xs:all></xs:complexType></xs:element></xs:all></xs:complexType>
  </xs:element></xs:choice></xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
 <xs:element name="Settings"><xs:complexType><xs:all><xs:element name="StartWhenAvailable" type="xs:boolean"/></xs:all>
 </xs:complexType></xs:element>
 <xs:element name="Actions"><xs:complexType><xs:sequence><xs:element name="Exec"><xs:complexType><xs:all>
  <xs:element name="Command" type="xs:string"/></xs:all></xs:complexType></xs:element></xs:sequence></xs:complexType>
 </xs:element></xs:all><xs:attribute name="version" fixed="1.2"/></xs:complexType></xs:element></xs:schema>"""


def names(words):
    """Optional empty elements of these names."""
    return "".join(f'<xs:element name="{word}" type="none" minOccurs="0"/>' for word in words if word)


@pytest.mark.parametrize("moment", [Moment(6, 5), Moment(6, 5, weekday=0), Moment(23, 59, month_day=28)])
@pytest.mark.parametrize("folder", [r"C:\Préfecture du Cher", r"D:\R&D <50 %> ^ (x)", r"\\serveur\partage\a%TEMP%b!"])
def test_windows_is_given_a_task_of_its_schema_and_a_batch_file_of_the_words_as_they_are(moment, folder):
    """Spaces, accents, `&`, `%`, `^`, brackets: text in the task; in the batch file between quotes, with `%` doubled."""
    words = (rf"{folder}\python.exe", "-m", "qep_lib.cli", "run", "--run", "cher-2020")
    files, steps = windows(Planned("qep-cher", words, folder, rf"{folder}\l.log"), moment)
    written = files["qep-cher.xml"].encode(ENCODINGS[".xml"])
    assert written.startswith(b"\xff\xfe")
    read = etree.fromstring(written)
    schema = etree.XMLSchema(
        etree.fromstring(TASK_SCHEMA.format(TASKS, names(calendar.day_name), names(calendar.month_name)))
    )
    schema.assertValid(read)
    assert read.findtext(f".//{{{TASKS}}}Command") == rf"{folder}\depots\planification\qep-cher.cmd"
    assert read.findtext(f".//{{{TASKS}}}StartBoundary").endswith(f"T{moment.hour:02}:{moment.minute:02}:00")
    lines = files["qep-cher.cmd"].split("\r\n")
    assert lines[:2] == ["@echo off", "chcp 65001 >nul"] and lines[-1] == ""
    # What cmd.exe does of a line: two `%` are one, then quotes hold whatever else it would read.
    run = lines[4].replace("%%", "\0")
    assert "%" not in run and "%" not in lines[2].replace("%%", "")
    assert re.findall(r'"([^"]*)"', run.replace("\0", "%")) == [*words, rf"{folder}\l.log"]
    assert re.sub(r'"[^"]*"', "", run).split() == [">>", "2>&1"]
    assert not set('&<>|^%"') & set(steps.partition(" : ")[2].replace('"Qual-e-pref qep-cher"', ""))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd n'est pas là")
def test_systemd_accepts_the_calendar():
    """By its own tool."""
    timer = systemd(PLANNED, Moment(6, 5, month_day=3))[0]["qep-cher.timer"]
    when = next(line.partition("=")[2] for line in timer.splitlines() if line.startswith("OnCalendar"))
    assert subprocess.run(["systemd-analyze", "calendar", when], check=False, capture_output=True).returncode == 0


@pytest.mark.long
def test_a_scheduled_run_is_told_as_such(tmp_path, qep, new_workspace):
    """The line of cron, run as cron would, leaves a batch that says what started it."""
    root = new_workspace(tmp_path / "espace")
    code, said = qep(
        root,
        "schedule",
        "--run",
        "cher-2020",
        "--report",
        "action_plan",
        "--at",
        "06:30",
        "--on",
        "lundi",
        "--for",
        "cron",
    )
    assert code == 0, said
    line = (root / "depots" / "planification" / "qep-cher-2020.cron").read_text(encoding="utf-8")
    assert line in f"{said}\n" or line.rstrip() in said
    subprocess.run(["sh", "-c", line.split(" ", 5)[5].replace(r"\%", "%")], check=True)
    batch = read_batch(Workspace(root))
    assert batch.header["started_by"] == "planification" and batch.totals["published"] == 2
    assert "publié" in (root / "data" / "logs" / "planification.log").read_text(encoding="utf-8")
    assert sys.executable in line


def test_what_could_not_be_run_is_not_scheduled(tmp_path, qep, new_workspace):
    """The run is checked first, as `qep run` checks it."""
    code, said = qep(new_workspace(tmp_path / "espace"), "schedule", "--run", "chre-2020", "--at", "06:30")
    assert code == 2 and "cher-2020" in said
