"""Masking whatever the text: twice is once, nothing invented, what is drawn to be personal goes, what is not stays."""

import string
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from qep_lib.persons.figures import nir_key
from qep_lib.persons.masking import find_personal, mask

PIECES = st.sampled_from(
    [
        "Mme", "M.", "Dupont", "DUPONT", "Jean", "jean", "le", "de", "préfet", "12", "2020", "06", "34", "-", "/", ".", " ", "@",
        "exemple.fr", "né le", "rue", "[NOM]", "[", "]", "€", "AB", "123", "cordialement", "je m'appelle", ",", "\u00a0", "n°",
        "loi", "O", "(", ")", "zéro", "six", "mon", "malade", "é", "e\u0301", "2A",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join), st.lists(PIECES, max_size=25).map(" ".join)
)
AROUND = st.sampled_from(["{}", "rappeler : {}", "{} (guichet 4)", "Demande traitée, {}, suite donnée", "« {} »"])
DAYS = st.dates(date(1950, 1, 1), date(2060, 12, 31))
FORMS = st.sampled_from(["{:%d/%m/%Y}", "{:%Y-%m-%d}", "{:%d.%m.%Y}", "{:%d-%m-%y}", "{:%Y%m%d}", "{:%d %m %Y}"])


@given(TEXTS)
def test_masking_twice_changes_nothing_more(text):
    """What a mask leaves is never taken for something else."""
    assert mask(mask(text)) == mask(text)


@given(TEXTS)
def test_finds_follow_one_another_inside_the_text(text):
    """In order, without overlap, never empty."""
    end = 0
    for found in find_personal(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end


@given(
    st.lists(st.sampled_from(string.digits), min_size=9, max_size=9),
    st.sampled_from(["", " ", ".", "-", "/", "\u202f"]),
    AROUND,
)
def test_a_telephone_number_is_masked_however_it_is_cut(digits, gap, around):
    """By two after the first, with any usual separator."""
    digits[0] = digits[0] if digits[0] != "0" else "6"
    number = gap.join(["0" + digits[0], *("".join(digits[at : at + 2]) for at in range(1, 9, 2))])
    assert number not in mask(around.format(number))


BIRTHS = st.tuples(st.integers(1, 2), st.integers(0, 99), st.integers(1, 12))
DEPARTMENTS = st.sampled_from(["18", "75", "2A", "2B", "97"])


@given(BIRTHS, DEPARTMENTS, st.integers(0, 999_999), st.booleans(), AROUND)
def test_a_social_security_number_is_masked_with_or_without_its_key(birth, department, rest, has_key, around):
    """Thirteen signs or fifteen."""
    sex, year, month = birth
    body = f"{sex}{year:02}{month:02}{department}{rest:06}"
    number = body + (f"{nir_key(body):02}" if has_key else "")
    assert number not in mask(around.format(number))


@given(
    st.text(string.ascii_lowercase, min_size=2, max_size=20),
    st.text(string.ascii_lowercase, min_size=2, max_size=20),
    AROUND,
)
def test_an_address_of_mail_is_masked(name, domain, around):
    """Whatever stands around it."""
    assert f"{name}@{domain}" not in mask(around.format(f"{name}@{domain}.fr"))


@given(DAYS, FORMS, AROUND)
def test_a_day_is_kept_in_every_usual_form(day, form, around):
    """Days of a register are about nobody."""
    text = around.format(form.format(day))
    assert mask(text) == text


@given(st.integers(0, 99_999_999), st.sampled_from(["{:,} €", "{:,} euros", "{:,} titres", "{:,} visites"]), AROUND)
def test_an_amount_is_kept(number, form, around):
    """Thousands apart, as in French."""
    text = around.format(form.format(number).replace(",", " "))
    assert mask(text) == text


@given(
    st.sampled_from(["L", "R", "D"]),
    st.integers(1, 999),
    st.integers(1, 99),
    st.integers(2000, 2030),
    st.integers(1, 9999),
)
def test_articles_and_texts_of_law_are_kept(letter, part, number, year, decree):
    """With their dots, stars and dashes."""
    text = f"article {letter}. {part}-{number} du code, décret n° {year}-{decree} du 5 novembre {year}"
    assert mask(text) == text
