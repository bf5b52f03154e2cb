"""Fingerprints: equal values, equal text."""

from datetime import date

import pytest

from qep_lib.model.fingerprint import canonical_json, fingerprint


def test_equal_values_have_one_text_whatever_the_order_of_their_keys():
    """Dates are ISO text; accents stay as they are."""
    assert canonical_json({"b": date(2021, 1, 13), "a": ("é", 1)}) == '{"a":["é",1],"b":"2021-01-13"}'
    assert fingerprint({"b": 1, "a": 2}) == fingerprint({"a": 2, "b": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})


def test_a_value_without_json_form_is_refused():
    """Rather than hashed by its address in memory."""
    with pytest.raises(TypeError, match="object"):
        canonical_json([object()])
