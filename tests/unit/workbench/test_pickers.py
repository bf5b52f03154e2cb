"""The views with pickers, driven as a person would: a value is chosen, the elements below change."""

from qep_lib import open_workbench
from qep_lib.workbench.panel import LABEL_WIDTH


def kinds(panel):
    """What is shown, in order."""
    return [element.kind for element in panel.shown]


def is_seen(picker):
    """False for a picker that the view does not need."""
    return picker.layout.display != "none"


def test_a_survey_opens_on_its_criteria(bench):
    """The picture, and the table behind it; pickers of other views are hidden."""
    panel = bench.explore_survey("18", "2020")
    assert kinds(panel) == ["text", "figure"], "one screen at first"
    panel.with_table.value = True
    assert kinds(panel) == ["text", "figure", "table"] and panel.shown[1].data == panel.shown[2]
    assert (panel.site.value, panel.period.value) == ("18", "2020")
    assert not is_seen(panel.item) and not is_seen(panel.filters[0][0])
    panel.with_table.value = False
    assert kinds(panel) == ["text", "figure"]


def test_what_is_shown_is_what_the_front_end_draws(bench):
    """Each element is one output, as HTML and in words."""
    panel = bench.explore_survey("18", "2020")
    assert len(panel.output.outputs) == len(panel.shown)
    drawn = panel.output.outputs[1]["data"]
    assert "data:image/svg+xml" in drawn["text/html"] and "Mesures sanitaires" in drawn["text/plain"]


def test_two_questions_are_crossed_and_filtered(bench):
    """The crossing of the calls, with the same words; a filter without an answer keeps everybody."""
    panel = bench.explore_survey("18", "2020")
    panel.with_table.value = True
    panel.view.value = "cross"
    panel.item.value, panel.by.value = "queue_management", "waiting_time"
    assert panel.shown[-1] == bench.survey("18", "2020").cross("queue_management", "waiting_time").table()
    question, answers = panel.filters[0]
    question.value = "visit_reason"
    assert is_seen(answers) and [value for _, value in answers.options] == ["foreign_titles", "information"]
    assert panel.shown[-1].rows[-1][-3].text == "104"
    answers.value = ("foreign_titles",)
    where = {"visit_reason": "foreign_titles"}
    assert panel.shown[-1] == bench.survey("18", "2020").cross("queue_management", "waiting_time", where).table()


def test_no_question_is_offered_twice(bench):
    """Neither crossed with itself, nor filtered by its own answers."""
    panel = bench.explore_survey("18", "2020")
    panel.view.value = "cross"
    panel.item.value, panel.by.value = "queue_management", "visit_reason"
    panel.filters[0][0].value = "mode"
    offered = [
        [value for _, value in picker.options] for picker in (panel.by, panel.filters[0][0], panel.filters[1][0])
    ]
    assert "queue_management" not in offered[0]
    assert not {"queue_management", "visit_reason"} & {*offered[1]}
    assert not {"queue_management", "visit_reason", "mode"} & {*offered[2]}


def test_a_fault_is_a_note_and_the_pickers_go_on(bench):
    """A filter that keeps 2 people, then one that leaves 4 out, then none: each is said, the last is shown."""
    panel = bench.explore_survey("18", "2020")
    panel.with_table.value = True
    panel.view.value = "frequency"
    panel.item.value = "queue_management"
    question, answers = panel.filters[0]
    question.value = "profile"
    answers.value = ("professional",)
    assert kinds(panel) == ["note"] and "groupe trop petit, moins de 5 réponses" in panel.shown[0].paragraphs[0]
    answers.value = ("individual",)
    assert "n'écartent que moins de 5 réponses" in panel.shown[0].paragraphs[0]
    question.value = ""
    assert kinds(panel) == ["figure", "table"]


def test_another_site_brings_its_periods_and_questions(bench):
    """What the new site does not have is no longer chosen."""
    panel = bench.explore_survey("18", "2020")
    panel.site.value = "28"
    assert [value for _, value in panel.period.options] == ["2021", "2020"]
    assert (
        panel.period.value == "2020" and "Eure-et-Loir" in panel.shown[0].paragraphs[0] or kinds(panel)[1] == "figure"
    )


def test_a_site_by_section_by_group_by_month(bench):
    """The three views of a site."""
    panel = bench.explore_site("28", "2021")
    panel.with_table.value = True
    assert panel.shown[0].caption.startswith("Satisfaction (Préfecture d'Eure-et-Loir")
    panel.view.value = "indicator"
    panel.indicator.value = "satisfaction_clear_language_pct"
    panel.group.value = "mode"
    assert panel.shown[0] == bench.site("28", "2021").show_indicator("satisfaction_clear_language_pct", "mode")
    panel.view.value = "months"
    assert kinds(panel) == ["figure", "table"] and panel.topic.value == "telephone"


def test_a_region_and_two_indicators(bench):
    """A drawing, then on demand its tables; two that do not measure alike are refused with the reason."""
    panel = bench.explore_region("region:24", "2021")
    panel.with_table.value = True
    panel.indicator.value = "call_answer_pct"
    assert kinds(panel) == ["figure", "table", "table", "table"] and is_seen(panel.with_table)
    panel.second.value = "id_documents_processing_delay_days"
    assert kinds(panel) == ["note"] and "ne se montrent pas dans un même graphique" in panel.shown[0].paragraphs[0]


def test_labels_are_beside_their_pickers(bench):
    """Every picker has its words, and room for them."""
    for panel in (bench.explore_survey("18", "2020"), bench.explore_site("18", "2020"), bench.explore_region()):
        pickers = [picker for row in panel.children[:-3] for picker in row.children]
        assert all(picker.description and picker.style.description_width == LABEL_WIDTH for picker in pickers)


def test_without_data_each_view_says_what_to_do(tmp_path, new_workspace, monkeypatch):
    """A fresh workspace: notes, not errors."""
    monkeypatch.setenv("QEP_WORKSPACE", str(new_workspace(tmp_path / "espace")))
    bench = open_workbench()
    for panel in (bench.explore_survey(), bench.explore_site(), bench.explore_region()):
        assert kinds(panel) == ["note"] and any("À faire" in paragraph for paragraph in panel.shown[0].paragraphs)
