import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.core.errors import RuleViolation
from portal.core.guessing import Limit, forget, network_of, take

TWICE = Limit("tests-twice", 2, 60)
THRICE = Limit("tests-thrice", 3, 60)


def _passes(*tries) -> bool:
    try:
        take(*tries)
    except RuleViolation:
        return False
    return True


def test_of_a_hundred_tries_at_once_as_many_pass_as_are_allowed():
    whose = secrets.token_hex(8)

    with ThreadPoolExecutor(20) as pool:
        passed = sum(pool.map(lambda _: _passes((THRICE, whose)), range(100)))

    assert passed == 3


def test_the_refusal_says_how_long_to_wait():
    whose = secrets.token_hex(8)
    take((TWICE, whose))
    take((TWICE, whose))

    with pytest.raises(RuleViolation) as refusal:
        take((TWICE, whose))

    assert refusal.value.code == "too_many_tries"
    assert 0 < refusal.value.facts["seconds"] <= 60
    assert refusal.value.facts["minutes"] == 1


def test_a_refused_guesser_does_not_use_up_the_tries_of_what_is_guessed():
    guesser, target = secrets.token_hex(8), secrets.token_hex(8)
    for _ in range(20):
        _passes((TWICE, guesser), (THRICE, target))

    assert _passes((THRICE, target))


def test_a_success_starts_the_count_anew():
    whose = secrets.token_hex(8)
    take((TWICE, whose))
    take((TWICE, whose))

    forget((TWICE, whose))

    assert _passes((TWICE, whose))


def test_settings_may_change_the_numbers(settings):
    settings.THROTTLES = {"tests-twice": (1, 60)}
    whose = secrets.token_hex(8)

    assert [_passes((TWICE, whose)) for _ in range(2)] == [True, False]


def test_without_valkey_guessing_is_closed(settings):
    settings.VALKEY_URL = "redis://127.0.0.1:1/0"

    with pytest.raises(RuleViolation) as refusal:
        take((TWICE, "anybody"))
    forget((TWICE, "anybody"))

    assert refusal.value.code == "tries_not_countable"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("somewhere", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_ipv6_neighborhood_counts_as_one(address, network):
    assert network_of(address) == network


def test_an_ipv4_address_may_count_with_its_network():
    assert network_of("::ffff:198.51.100.9", ipv4_bits=24) == "198.51.100.0/24"
