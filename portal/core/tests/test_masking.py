import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.masking import mask_id_number, mask_name, mask_personal, mask_phone, mask_plate, mask_text

NUMBER = "990101199003071234"


def test_an_id_number_keeps_four_characters_at_each_end():
    assert mask_id_number(NUMBER) == "9901**********1234"
    assert mask_id_number("99010119900307123X") == "9901**********123X"
    assert mask_id_number("12345") == "*****"
    assert mask_id_number("") == ""


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("陈䶮", "陈*"),
        ("陈", "陈"),
        ("陈小明", "陈**"),
        ("阿凡提·买买提江", "阿**·买***"),
        ("John Smith", "J*** S***"),
        ("𠮷田", "𠮷*"),
        ("葛\U000e0100城", "葛\U000e0100*"),
        ("阿卜杜热合曼", "阿***"),
        ("", ""),
    ],
)
def test_a_name_keeps_the_first_character_of_each_part(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800000001", "138****0001"),
        ("+8613800000001", "+86138****0001"),
        ("138 0000 0001", "138****0001"),
        ("0571-1234", "******34"),
        ("12", "**"),
        ("", ""),
    ],
)
def test_a_phone_keeps_three_and_four_digits(phone, masked):
    assert mask_phone(phone) == masked


def test_a_plate_keeps_its_office_and_two_characters():
    assert mask_plate("浙A12345") == "浙A***45"
    assert mask_plate("浙AD12345") == "浙A****45"
    assert mask_plate("浙A1") == "***"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (f"no person {NUMBER}!", NUMBER),
        ("身份证号99010119900307123x。", "99010119900307123x"),
        ("sms to 13800000001 sent", "13800000001"),
        ("sms to +8613800000001", "13800000001"),
        ("手机13800000001", "13800000001"),
        ("key tk_live_abcDEF123-_x used", "abcDEF123"),
        ("key=tk_test_zzz999", "zzz999"),
        ("GET HTTPS://HOST/V/ABCDEFG HTTP/1.1", "ABCDEFG"),
        ("GET /v/abcdefg?x=1", "abcdefg"),
        ("Authorization: Bearer abc.def-ghi", "abc.def"),
        ("/callback?code=7KQ2M9XW&next=/", "7KQ2M9XW"),
        ("receipt eyJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ.c2ln", "eyJhIjoxfQ"),
        ("cose " + "A2B3" * 20, "A2B3A2B3"),
        ("-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----", "MIIabc"),
    ],
)
def test_log_text_loses_what_names_a_person_or_opens_a_door(text, hidden):
    assert hidden in text
    assert hidden not in mask_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "city 330100 opened at 2025-11-22T10:00:00Z",
        "ver_0192f0c1",
        "took 1732243200123 ms",
        "status_code=404",
        "550e8400-e29b-41d4-a716-446655440000",
        "AP-251122-7KQ2M9XC",
        "1732243200123456789",
    ],
)
def test_ordinary_facts_stay_readable(text):
    assert mask_text(text) == text


def test_an_event_is_masked_by_key_and_by_content_at_every_depth():
    event = {
        "event": f"matched {NUMBER}",
        "password": "hunter2",
        "headers": {"Authorization": "Token abc", "Cookie": "sessionid=1", "X-Request-Id": "r-1"},
        "rows": [{"id_number": NUMBER, "person_name": "陈䶮", "phone": "13800000001"}],
        "code": "7KQ2M9XW",
        "number": int(NUMBER),
        "count": 3,
        "ok": True,
        "none": None,
        "bytes": NUMBER.encode(),
        "error": ValueError(f"bad {NUMBER}"),
    }

    masked = mask_personal(None, "info", event)

    assert masked["rows"] == [
        {"id_number": "9901**********1234", "person_name": "陈*", "phone": "138****0001"}
    ]
    assert (masked["count"], masked["ok"], masked["none"]) == (3, True, None)
    assert masked["headers"]["X-Request-Id"] == "r-1"
    for secret in (NUMBER, "hunter2", "Token abc", "sessionid=1", "7KQ2M9XW", "陈䶮", "13800000001"):
        assert secret not in str(masked)


def test_a_reason_code_stays_readable():
    assert mask_personal(None, "info", {"code": "already_used"}) == {"code": "already_used"}


def test_an_event_that_contains_itself_ends():
    event = {"event": "x"}
    event["self"] = event
    assert mask_personal(None, "info", event)["event"] == "x"


@given(st.text(string.digits + "Xx abc陈/=", max_size=60), st.text(" ,:;()陈", min_size=1, max_size=2))
def test_an_id_number_never_survives_whatever_stands_around_it(around, gap):
    assert NUMBER not in mask_text(f"{around}{gap}{NUMBER}{gap}{around}")


LEAVES = st.none() | st.booleans() | st.integers() | st.text() | st.binary()


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10))
def test_any_event_can_be_logged(value):
    mask_personal(None, "info", {"event": "x", "value": value})
