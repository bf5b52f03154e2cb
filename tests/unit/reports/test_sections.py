"""Sections as an analyst meets them: imported for the reports that show them, completed by Tab, described by `?`."""

import inspect
import subprocess
import sys
from dataclasses import dataclass

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

from qep_lib import open_report
from qep_lib.display.elements import Table, Text
from qep_lib.reports.notebook import section_names
from qep_lib.reports.report import Report
from qep_lib.reports.section import Section, SectionCalls, figures_of, shown


@dataclass(frozen=True)
class _Context:
    """What a report is opened with, as far as these tests look."""

    name: str = "41"

    def section(self, name):
        return (name.upper(), name)


@shown
def told(context, words, is_loud=False):
    """What is told."""
    return Text((f"{context}{words}{'!' * is_loud}",))


@pytest.fixture
def report():
    """A report whose notebook calls the titles alone."""
    return Report(_Context(), ["titles"])


def test_opening_a_report_imports_its_own_sections_alone(bare_site):
    """The survey of one site loads neither the comparison of sites nor the mystery survey."""
    code = (
        "import sys; from qep_lib import open_report; open_report('satisfaction', '41', '2022');"
        "print([m for m in sys.modules if m.startswith('qep_lib.reports') and ('regional' in m or 'mystery' in m)],"
        "sorted(m for m in sys.modules if m.startswith('qep_lib.reports.sections.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] ['qep_lib.reports.sections.satisfaction']"


def test_another_section_than_those_of_the_notebook_is_there_when_asked(report):
    """An analyst tries one; what the report publishes stays that of its notebook."""
    assert report.sections == ("titles",) and "fraud" not in vars(report)
    assert report.fraud is report.fraud and callable(report.fraud.fraud_table)
    assert report.sections == ("titles",)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda report: report.titels, "section « titels » inconnue ; vouliez-vous dire « titles » ?"),
        (
            lambda report: report.titles.delay_table,
            "appel « delay_table » inconnu ; vouliez-vous dire « delays_table »",
        ),
        (lambda report: report._repr_html_, "_repr_html_"),
        (lambda report: report.titles._repr_html_, "_repr_html_"),
    ],
)
def test_what_does_not_exist_is_told_in_french(report, asked, said):
    """As an `AttributeError`, which is what Python and IPython expect."""
    with pytest.raises(AttributeError, match=said):
        asked(report)


def test_tab_completes_every_section_and_its_calls(report):
    """As JupyterLab asks IPython: the sections of the notebook, the others, and the calls of each."""
    shell = InteractiveShell.instance()
    shell.push({"report": report})

    def completed(code):
        with provisionalcompleter():
            found = shell.Completer.completions(code, len(code))
            return {completion.text.lstrip(".") for completion in found}

    assert {*section_names(), "header", "legend", "files"} <= completed("report.")
    assert {"delays_table", "delays_figure", "volumes_table"} <= completed("report.titles.")
    assert {"fraud_table", "fraud_text"} <= completed("report.fraud.")
    assert shell.object_inspect("report.titles.delays_table")["docstring"].startswith("Delays with last year")


def test_a_call_keeps_its_words_and_asks_for_what_is_left_to_give(report):
    """`?` shows its docstring and its parameters, the context left out."""
    call = report.label.label_timeline
    assert call.__doc__.startswith("The ") and list(inspect.signature(call).parameters) == ["is_wide"]
    assert report.titles.__doc__ == "Délais des titres"


def test_a_section_says_what_its_calls_read_and_how_often_they_are_shown():
    """Made once for all of its calls; each call is given what its section reads, and the rest as written."""
    made = []

    def reads(context):
        made.append(context)
        return "lu "

    section = Section("Essai", reads=reads, each=lambda read, call: call(read * 2), figures=lambda read: [read])
    calls = SectionCalls(section, [told], _Context())
    assert calls.told("dit", is_loud=True) == Text(("lu lu dit!",))
    assert calls.told("dit") == Text(("lu lu dit",))
    assert figures_of(calls) == ("lu ",) and made == [_Context()]
    assert figures_of(SectionCalls(Section("Essai", figures=("fraud",)), [], _Context())) == ("FRAUD", "fraud")


def test_what_a_report_publishes_is_what_its_sections_may_print(bare_site):
    """Each figure once, though two sections of the bilan print it."""
    bilan, titles = open_report("bilan", "41", "2022"), open_report("title_delivery", "41", "2022")
    ids = [row.indicator_id for row in bilan.released_rows if not row.group]
    assert len(ids) == len(set(ids)) and "call_answer_pct" in ids
    assert "call_answer_pct" not in {row.indicator_id for row in titles.released_rows}
    assert isinstance(bilan.contacts.year_table(), Table)
