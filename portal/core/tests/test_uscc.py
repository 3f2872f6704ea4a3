import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import RuleViolation
from portal.core.uscc import check_sign, parse_uscc


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_a_unit_code_with_its_check_sign_is_read(first):
    assert parse_uscc(first.lower() + check_sign(first)) == first + check_sign(first)


@pytest.mark.parametrize(
    ("text", "code"),
    [("91350100M000100Y43", ""), ("91350100M000100Y44", "uscc_check_sign"), ("9135", "uscc_malformed")],
)
def test_a_wrong_unit_code_is_refused(text, code):
    if not code:
        assert parse_uscc(text) == text
        return
    with pytest.raises(RuleViolation, match=code):
        parse_uscc(text)
