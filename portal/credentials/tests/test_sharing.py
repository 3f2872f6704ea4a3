"""Share codes: made by the holder, checked from afar, ended by use, by time and by a tap."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from licenses.models import DriverLicense
from licenses.tests.factories import DriverLicenseFactory
from portal.accounts.purposes import Purpose
from portal.audit.models import AuditEvent
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.credentials import issuing, share_codes, sharing
from portal.credentials.models import Credential, Share, Verification
from portal.credentials.share_codes import ALPHABET
from portal.credentials.tests.factories import SYSTEM, holder_of, issued
from portal.credentials.verifying import Verdict, Verifier, look, verify
from portal.credentials.wallet import activity_of

pytestmark = pytest.mark.django_db
LENDER = Verifier(channel="api", label="示范租车公司", organization_id=7, api_key_id=7)
WISH: dict[str, Any] = {"scope": "full", "term": "24h", "uses": 1, "note": "示范租车公司"}


def made(credential: Credential, **wish: Any) -> sharing.Made:
    at = wish.pop("at", timezone.now())
    actor = wish.pop("actor", holder_of(credential))
    return sharing.make(credential=credential, actor=actor, at=at, **{**WISH, **wish})


def checked(code: str, *, at: Any = None, purpose: Purpose = Purpose.CAR_RENTAL) -> Verdict:
    return verify(code, verifier=LENDER, purpose=purpose, at=at or timezone.now())


def test_a_code_is_seventy_bits_of_chance_and_a_check_character() -> None:
    codes = {share_codes.new_code() for _ in range(200)}

    assert len(codes) == 200
    assert len(ALPHABET) ** (share_codes.LENGTH - 1) == 2**70
    assert all(share_codes.read(code) == code for code in codes)


def test_every_single_slip_and_every_swap_is_noticed() -> None:
    code = share_codes.new_code()

    for n, letter in enumerate(code):
        for other in ALPHABET.replace(letter, ""):
            assert share_codes.read(code[:n] + other + code[n + 1 :]) is None
    for n in range(len(code) - 1):
        swapped = code[:n] + code[n + 1] + code[n] + code[n + 2 :]
        assert swapped == code or share_codes.read(swapped) is None


@pytest.mark.parametrize("text", ["", "1", "Ａ" * 15, "0" * 14, "0" * 16, "U" * 15, "\x00" * 15, "-" * 39])
def test_other_texts_are_no_share_codes(text: str) -> None:
    assert share_codes.read(text) is None


def test_a_check_tells_the_purpose_and_names_the_holder_in_the_log() -> None:
    credential = issued()
    code = share_codes.written(made(credential).code)

    verdict = checked(code.lower().replace("-", " "))

    assert (verdict.result, set(verdict.claims)) == ("valid", {"name", "classes"})
    row = Verification.objects.get(id=verdict.id)
    assert (row.credential_id, row.person_id) == (credential.pk, credential.holder_id)
    [seen] = activity_of(actor=holder_of(credential))
    assert seen.verifier == "示范租车公司"
    [line] = sharing.listed(credential, timezone.now())
    assert (line.ended, line.share.uses, [look.id for look in line.looks]) == ("already_used", 1, [row.id])


@pytest.mark.parametrize(("scope", "told"), [("status", set()), ("class", {"classes"})])
def test_a_narrower_share_tells_no_more_than_it_says(scope: str, told: set[str]) -> None:
    verdict = checked(made(issued(), scope=scope).code)

    assert verdict.result == "valid"
    assert set(verdict.claims) == told


def test_a_share_never_tells_more_than_the_purpose() -> None:
    assert checked(made(issued()).code, purpose=Purpose.MORTGAGE).claims == {}


def test_a_share_has_as_many_uses_as_it_was_given() -> None:
    code = made(issued(), uses=2).code

    answers = [checked(code) for _ in range(3)]

    assert [answer.result for answer in answers] == ["valid", "valid", "not_valid"]
    assert answers[2].reason == "already_used"
    assert answers[2].first_used_at == answers[0].checked_at
    assert answers[2].entry is None


def test_a_stopped_share_is_refused_and_stopping_again_changes_nothing() -> None:
    credential = issued()
    share = made(credential, uses=5)

    first, second = (
        sharing.stop(share=share.share, actor=holder_of(credential), at=timezone.now()) for _ in range(2)
    )

    assert (first, second) == (True, False)
    assert (checked(share.code).result, checked(share.code).reason) == ("not_valid", "revoked")
    actions = AuditEvent.objects.filter(action__startswith="share.").order_by("pk")
    assert [event.action for event in actions] == ["share.made", "share.stopped"]
    assert share.code not in str([event.facts for event in actions])
    assert "示范" not in str([event.facts for event in actions])


@pytest.mark.parametrize(("term", "length"), [("10m", 600), ("24h", 86_400), ("21d", 21 * 86_400)])
def test_a_share_ends_by_itself(term: str, length: int) -> None:
    at = timezone.now()
    credential = issued(at=at - timedelta(days=1))
    code = made(credential, term=term, at=at, uses=3).code

    assert checked(code, at=at + timedelta(seconds=length - 1)).result == "valid"
    assert checked(code, at=at + timedelta(seconds=length)).reason == "expired"


def test_the_state_is_asked_of_the_register_at_every_check() -> None:
    credential = issued()
    code = made(credential, uses=9).code

    assert checked(code).result == "valid"
    DriverLicense.objects.filter(pk=credential.subject_ref).update(status_letters="E")
    assert checked(code).result == "not_valid"


def test_a_replaced_credential_answers_superseded() -> None:
    credential = issued()
    code = made(credential).code
    DriverLicense.objects.filter(pk=credential.subject_ref).update(classes=["C1", "D"])
    issuing.issue(kind="driver-license", ref=credential.subject_ref, actor=SYSTEM, at=timezone.now())

    assert checked(code).reason == "superseded"


def test_the_public_page_tells_the_state_only_and_uses_nothing_up() -> None:
    credential = issued()
    code = made(credential).code
    public = Verifier(channel="public", label="")

    verdict = look(f"https://portal.example/v/{code}", verifier=public, at=timezone.now())

    assert (verdict.result, verdict.claims) == ("valid", {})
    assert Share.objects.get().uses == 0
    assert checked(code).result == "valid"


def test_nobody_else_can_make_or_stop_a_share() -> None:
    credential = issued()
    share = made(credential, uses=3).share
    other = Actor(channel="web", label="other", person_id=DriverLicenseFactory().person_id)

    with pytest.raises(RuleViolation, match="not_found"):
        made(credential, actor=other)
    with pytest.raises(RuleViolation, match="not_found"):
        sharing.stop(share=share, actor=other, at=timezone.now())
    assert Share.objects.live(timezone.now()).count() == 1


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"scope": "all"}, "share_wish_unknown"),
        ({"term": "1y"}, "share_wish_unknown"),
        ({"uses": 0}, "share_uses_wrong"),
        ({"uses": settings.SHARE_USES_MOST + 1}, "share_uses_wrong"),
    ],
)
def test_wishes_beyond_the_limits_are_refused(wish: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleViolation, match=code):
        made(issued(), **wish)


def test_so_many_live_shares_and_no_more(settings: Any) -> None:
    settings.SHARES_LIVE_MOST = 2
    credential = issued()
    first = made(credential)
    made(credential)

    with pytest.raises(RuleViolation, match="too_many_shares"):
        made(credential)
    sharing.stop(share=first.share, actor=holder_of(credential), at=timezone.now())
    assert made(credential)


def test_only_a_digest_is_kept() -> None:
    made_one = made(issued())

    row = Share.objects.values().get()
    assert made_one.code not in str(row)
    assert len(bytes(row["digest"])) == 32


@pytest.mark.django_db(transaction=True)
def test_of_two_checks_at_once_for_the_last_use_one_wins() -> None:
    code = made(issued()).code
    answers: list[Verdict] = []
    ready = threading.Barrier(4)

    def check() -> None:
        ready.wait()
        answers.append(checked(code))
        close_old_connections()

    threads = [threading.Thread(target=check) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer.result for answer in answers) == ["not_valid"] * 3 + ["valid"]
    assert {answer.reason for answer in answers} == {"", "already_used"}
    assert Share.objects.get().uses == 1
    assert Verification.objects.filter(result="valid").count() == 1
