"""Adding is editing files: a prefecture, a survey, an indicator, a référentiel and a run, without a line of code."""

import html
import re

import pytest
from page_words import without_tags

SITE = (
    "977,prefecture,Préfecture de Saint-Barthélemy,977,Saint-Barthélemy,07,Saint-Barthélemy,,97701,Gustavia,"
    "saint-barthelemy,Guadeloupe,Guadeloupe,,\n"
)
LABEL = """  - site_id: "977"
    framework: "2030"
    modules: [M1, M9]
    source: "Exemple inventé"
"""
MODULE = """  - id: M9
    title: "Un neuvième module"
    mandatory: optional
    commitments:
      - {id: E51, title: "Un engagement de plus"}
label:
"""
QUESTIONNAIRE = """# yaml-language-server: $schema=../schemas/questionnaire.schema.json
id: enquete-977
title: "Enquête de Saint-Barthélemy"
serie_id: enquete-977
answer_id_column: "Id"
answered_on_column: "Date"
scales:
  avis:
    - {id: yes_fully, label: "Oui", level: positive}
    - {id: not_at_all, label: "Non", level: negative}
items:
  - id: quay_signage
    label: "Signalétique du quai"
    wording: "La signalétique du quai vous a-t-elle guidé(e) ?"
    role: criterion
    scale: avis
    column: "Quai"
"""
SOURCE = """# yaml-language-server: $schema=../schemas/source.schema.json
id: enquete-977
description: "Enquête de Saint-Barthélemy"
table: survey_answers
questionnaire: enquete-977
"""
RUN = """# yaml-language-server: $schema=../schemas/run.schema.json
id: saint-barthelemy-2031
label: "Exemple inventé"
sites: ["977"]
period: "2031"
as_of: 2032-01-15
reports: [satisfaction, bilan]
imports:
  - file: "depots/enquete.csv"
    source: enquete-977
    site: "977"
    period: "2031"
    extracted_on: 2031-12-31
    nature: fictitious
"""
ANSWERS = "Id;Date;Quai\n" + "".join(f"{n};12/05/2031;{'Oui' if n < 30 else 'Non'}\n" for n in range(40))


def add_everything(workspace):
    """Write the files that a person would; nothing else of the workspace is touched."""
    params = workspace / "params"
    with (params / "sites.csv").open("a", encoding="utf-8") as sites:
        sites.write(SITE)
    with (params / "labels.yml").open("a", encoding="utf-8") as labels:
        labels.write(LABEL)
    newest = (params / "referentiel" / "2022.yml").read_text("utf-8")
    added = newest.replace('version: "2022"', 'version: "2030"').replace("label:\n", MODULE, 1)
    (params / "referentiel" / "2030.yml").write_text(added, "utf-8")
    known = (params / "indicators" / "satisfaction_clear_language_pct.yml").read_text("utf-8")
    changes = {
        "satisfaction_clear_language_pct": "satisfaction_quay_signage_pct",
        "item: clear_language": "item: quay_signage",
        "Satisfaction : clarté du langage": "Satisfaction : signalétique du quai",
        'short_label: "Clarté du langage"': 'short_label: "Signalétique du quai"',
        "module: M1": "module: M9\ncommitment: E51",
        "order: 200": "order: 299",
    }
    # The worked cases speak of the Cher's scale: one of this scale takes their place.
    indicator = known.partition("worked_cases:")[0]
    for old, new in changes.items():
        assert old in indicator
        indicator = indicator.replace(old, new)
    cases = """worked_cases:
  - title: "Trois avis sur quatre"
    rows:
      - {option_id: yes_fully, repeat: 3}
      - {option_id: not_at_all}
    expected: {numerator: 3, denominator: 4, value: 75}
"""
    (params / "indicators" / "satisfaction_quay_signage_pct.yml").write_text(indicator + cases, "utf-8")
    (params / "questionnaires" / "enquete-977.yml").write_text(QUESTIONNAIRE, "utf-8")
    (params / "sources" / "enquete-977.yml").write_text(SOURCE, "utf-8")
    (params / "runs" / "saint-barthelemy-2031.yml").write_text(RUN, "utf-8")
    (workspace / "depots").mkdir()
    (workspace / "depots" / "enquete.csv").write_text(ANSWERS, "utf-8")


@pytest.mark.long
def test_a_prefecture_a_survey_an_indicator_and_a_framework_are_added_by_files_alone(copied_workspace, qep):
    """The report of the new site prints the new criterion, under the new référentiel and its ninth module."""
    add_everything(copied_workspace)
    code, said = qep(copied_workspace, "run", "--run", "saint-barthelemy-2031")
    assert code == 0, said
    printed = {
        "satisfaction": "Signalétique du quai 30 40 75 % 60 à 86 %",
        "bilan": "Signalétique du quai : 75 % de réponses positives",
    }
    for report, figure in printed.items():
        page = copied_workspace / "reports" / "977" / "2031" / "interne" / report / f"{report}.html"
        text = re.sub(r"\s+", " ", html.unescape(without_tags(page.read_text("utf-8"))))
        assert "Préfecture de Saint-Barthélemy" in text
        assert figure in text
        # The first page of a bilan is for results; its annexes and the other reports say the framework.
        assert report == "bilan" or ("modules M1, M9" in text and "version 2030" in text)
