"""Questions of every kind are invented for the country, each person once a question, or once an answer."""

import pandas as pd

from qep_lib.fictitious.place import Place
from qep_lib.fictitious.survey import draw_answers, visits_at_desk
from qep_lib.model.questionnaire import Item, Questionnaire
from qep_lib.questions.forms import FORMS

OPTIONS = ({"id": "a", "label": "A", "level": "positive"}, {"id": "b", "label": "B"}, {"id": "c", "label": "C"})
CHOICES = {name: FORMS[name] for name in ("single", "scale", "multiple", "rank")}


def test_each_kind_is_drawn(catalogue):
    """Blank answers are one row each; ranks go from 1 on; visits count people, not rows."""
    items = [
        Item(
            id=kind,
            wording=kind,
            label=kind,
            role="other",
            kind=kind,
            column=kind,
            options=OPTIONS if kind in CHOICES else (),
        )
        for kind in ("multiple", "single", "scale", "rank", "note", "number", "date", "text")
    ]
    asked = Questionnaire(
        id="mine", title="T", serie_id="s", answer_id_column="N", answered_on_column="J", items=tuple(items),
        modes=({"id": "desk", "label": "Accueil"}, {"id": "web", "label": "Internet"}),
    )  # fmt: skip
    place = Place(catalogue.sites["18"], (2021,), 1, 1.0)
    drawn = draw_answers(place, asked, 2021)
    rows = drawn.to_pandas()
    people = rows["answer_id"].nunique()
    assert rows.groupby("item_id")["answer_id"].nunique().to_dict() == dict.fromkeys([i.id for i in items], people)
    blank = rows[rows["state"] == "blank"]
    assert not blank.empty and not blank.duplicated(["item_id", "answer_id"]).any()
    assert blank["option_id"].isna().all() and blank["number"].isna().all()
    ranks = rows[(rows["item_id"] == "rank") & (rows["state"] == "answered")]
    assert ranks.groupby("answer_id")["number"].apply(sorted).map(tuple).unique().tolist() == [(1.0, 2.0, 3.0)]
    notes = rows.loc[rows["item_id"] == "note", "number"].dropna()
    assert notes.between(0, 10).all() and (notes % 1 == 0).all()
    days = pd.to_datetime(rows.loc[rows["item_id"] == "date", "number"].dropna(), unit="D")
    assert days.min() >= pd.Timestamp("2020-09-01") and days.max() < pd.Timestamp("2021-09-25")
    at_desk = rows[rows["mode"] == "desk"]["answer_id"].nunique()
    assert at_desk <= visits_at_desk(place, asked, drawn, 2021) < 20 * at_desk
