import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import cbor2
import pytest
from django.conf import settings
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from licenses.models import DriverLicense
from licenses.tests.factories import DriverLicenseFactory
from portal.accounts.purposes import Purpose
from portal.core import base32
from portal.core.errors import RuleViolation
from portal.credentials import issuing, keys, logbook, presenting, reading, short_codes, signers, tokens
from portal.credentials.kinds import kind_of
from portal.credentials.models import Credential, SigningKey, UsedCode, Verification
from portal.credentials.tests.factories import SYSTEM, holder_of, issued
from portal.credentials.verifying import Verdict, Verifier, look, verify

pytestmark = pytest.mark.django_db
OFFICER = Verifier(channel="officer", label="李警官 001", user_id=1)
KIND = "driver-license"


def shown(credential: Credential, at: datetime | None = None) -> presenting.ShownCode:
    return presenting.present(
        credential_id=credential.pk, kind=kind_of(KIND), actor=holder_of(credential), at=at or timezone.now()
    )


def checked(text: str, at: datetime | None = None, purpose: Purpose = Purpose.ROADSIDE) -> Verdict:
    return verify(text, verifier=OFFICER, purpose=purpose, at=at or timezone.now())


def token_of(text: str) -> str:
    return text.rpartition("/V/")[2]


def resigned(text: str, *, kid: bytes | None = None, algorithm: int | None = None, key: Any = None) -> str:
    token = tokens.parse(token_of(text))
    protected, payload, message = tokens.to_sign(
        token.claims, kid=kid or token.kid, algorithm=token.algorithm if algorithm is None else algorithm
    )
    signature = signers.sign(key, message) if key else keys.sign(token.kid, message)
    return tokens.assemble(protected, payload, signature)


def test_a_shown_code_is_valid_once() -> None:
    code = shown(issued())

    first, second = checked(code.text), checked(code.text)

    assert (first.result, first.reason) == ("valid", "")
    assert (second.result, second.reason) == ("not_valid", "already_used")
    assert second.first_used_at is not None
    assert second.claims == {}


@pytest.mark.parametrize("spelling", [str.lower, str.upper, lambda text: f"  {text}\n", token_of])
def test_a_code_is_read_in_any_case_with_or_without_its_address(spelling: Any) -> None:
    assert checked(spelling(shown(issued()).text)).result == "valid"


def test_the_short_code_stands_for_the_same_one_check() -> None:
    code = shown(issued())
    assert code.short_code is not None

    assert checked(code.short_code.lower()).result == "valid"
    assert checked(code.text).reason == "already_used"


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that go past Django's cursor."""
    ran: list[str] = []
    real = reading.run

    def counted(sql: str, params: Any) -> Any:
        ran.append(sql)
        return real(sql, params)

    monkeypatch.setattr(reading, "run", counted)
    monkeypatch.setattr(logbook, "run", counted)
    return ran


def test_showing_writes_nothing_and_asks_one_statement(statements: list[str]) -> None:
    credential = issued()
    shown(credential)  # loads the key into the process
    before = Verification.objects.count(), UsedCode.objects.count()
    statements.clear()

    with CaptureQueriesContext(connection) as asked:
        shown(credential)

    assert len(statements) + len(asked) == 1
    assert (Verification.objects.count(), UsedCode.objects.count()) == before


def test_a_check_asks_two_statements(statements: list[str]) -> None:
    code = shown(issued())
    statements.clear()

    with CaptureQueriesContext(connection) as asked:
        checked(code.text)

    assert len(statements) + len(asked) == 2


def test_a_screenshot_after_a_minute_is_expired() -> None:
    at = timezone.now()
    code = shown(issued(at=at), at)

    late = at + timedelta(seconds=settings.CODE_SECONDS + settings.CODE_SKEW_SECONDS + 1)

    assert checked(code.text, late).reason == "expired"
    assert not UsedCode.objects.exists()


@pytest.mark.parametrize(
    "text", ["", " ", "x", "A" * 2048, "A" * 3000, "\0", "😀", "HTTPS://X/V/", "'; DROP", "🇨🇳" * 50]
)
def test_any_text_has_a_verdict_and_leaves_a_row(text: str) -> None:
    verdict = checked(text)

    assert verdict.result == "not_valid"
    assert verdict.reason == "malformed"
    assert Verification.objects.get(id=verdict.id).person_id is None


def test_an_unknown_short_code_is_unknown() -> None:
    assert checked("7KQ2 M9XW").reason == "unknown"


def test_a_foreign_signature_is_bad() -> None:
    code = shown(issued())

    assert checked(resigned(code.text, key=signers.generate("ES256"))).reason == "bad_signature"
    assert checked(code.text).result == "valid"  # a forged twin does not use the real one up


@pytest.mark.parametrize("algorithm", [0, -8, -35, 4, 5])
def test_the_algorithm_named_in_the_code_is_not_believed(algorithm: int) -> None:
    code = shown(issued())

    assert checked(resigned(code.text, algorithm=algorithm)).reason == "bad_signature"


def test_an_unknown_key_is_unknown() -> None:
    code = shown(issued())

    assert checked(resigned(code.text, kid=b"nobodys!")).reason == "unknown_key"


@pytest.mark.parametrize("use", ["record", "receipt", "pdf", "audit"])
def test_a_token_signed_for_another_use_is_refused(use: str) -> None:
    code = shown(issued())
    other = keys.active_key(use)
    token = tokens.parse(token_of(code.text))
    protected, payload, message = tokens.to_sign(token.claims, kid=bytes(other.kid), algorithm=-7)

    text = tokens.assemble(protected, payload, keys.sign(bytes(other.kid), message))

    assert checked(text).reason == "unknown_key"


def test_the_record_of_a_credential_is_no_code() -> None:
    credential = issued()

    assert checked(base32.encode(bytes(credential.record))[:2048]).reason == "malformed"


def test_the_high_s_twin_of_a_used_code_is_used() -> None:
    code = shown(issued())
    raw = cbor2.loads(base32.decode(token_of(code.text)))
    protected, header, payload, signature = raw.value
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    twin_s = order - int.from_bytes(signature[32:], "big")
    twin = [protected, header, payload, signature[:32] + twin_s.to_bytes(32, "big")]
    checked(code.text)

    verdict = checked(base32.encode(cbor2.dumps(cbor2.CBORTag(18, twin))))

    assert verdict.reason == "already_used"


def test_a_code_outlives_the_rotation_of_its_key() -> None:
    code = shown(issued())
    keys.rotate(use="code", actor=SYSTEM, at=timezone.now())

    assert checked(code.text).result == "valid"


def test_a_retired_key_signs_nothing_any_more() -> None:
    at = timezone.now()
    credential = issued(at=at)
    old = bytes(keys.active_key("code").kid)
    keys.rotate(use="code", actor=SYSTEM, at=at)
    later = at + timedelta(minutes=5)
    fresh = shown(credential, later)

    forged = resigned(fresh.text, kid=old, key=keys._private(old))

    assert checked(forged, later).reason == "unknown_key"


def test_a_compromised_key_fails_at_once() -> None:
    code = shown(issued())
    keys.declare_compromised(
        key=keys.active_key("code"), reason="laptop lost", actor=SYSTEM, at=timezone.now()
    )

    assert checked(code.text).reason == "unknown_key"


def test_a_code_for_a_credential_that_is_not_there_is_unknown() -> None:
    code = shown(issued())
    claims = tokens.parse(token_of(code.text)).claims
    kid = bytes(keys.active_key("code").kid)
    ghost = tokens.Claims(
        uuid4(), claims.issued_at, claims.expires_at, b"\x09" * 8, claims.kind, "normal", None
    )
    protected, payload, message = tokens.to_sign(ghost, kid=kid, algorithm=-7)

    assert checked(tokens.assemble(protected, payload, keys.sign(kid, message))).reason == "unknown"


@pytest.mark.parametrize(
    ("change", "result", "reason"),
    [
        ({"points": 12}, "abnormal", ""),
        ({"status_letters": "D"}, "abnormal", ""),
        ({"status_letters": "H"}, "valid", ""),
        ({"status_letters": "F"}, "not_valid", "revoked"),
        ({"classes": ["C1", "D"]}, "abnormal", ""),
    ],
)
def test_what_changes_between_showing_and_checking_is_in_the_answer(
    change: dict[str, Any], result: str, reason: str
) -> None:
    credential = issued()
    code = shown(credential)
    DriverLicense.objects.filter(pk=credential.subject_ref).update(**change)

    verdict = checked(code.text)

    assert (verdict.result, verdict.reason) == (result, reason)
    assert bool(verdict.claims) is (result != "not_valid")


def test_the_code_of_a_superseded_credential_says_so() -> None:
    credential = issued()
    code = shown(credential)
    license = DriverLicense.objects.get(pk=credential.subject_ref)
    DriverLicense.objects.filter(pk=license.pk).update(classes=["C1", "D"])
    newer = issuing.issue(kind=KIND, ref=str(license.pk), actor=SYSTEM, at=timezone.now())

    assert newer.pk != credential.pk
    assert checked(code.text).reason == "superseded"
    assert checked(shown(newer).text).result == "valid"


def test_a_revoked_credential_is_revoked() -> None:
    credential = issued()
    code = shown(credential)
    issuing.revoke(credential=credential, reason="reported", actor=SYSTEM, at=timezone.now())

    assert checked(code.text).reason == "revoked"


def test_a_look_does_not_use_the_code_up_and_tells_no_claim() -> None:
    code = shown(issued())

    verdict = look(code.text, verifier=Verifier(channel="public", label=""), at=timezone.now())

    assert (verdict.result, verdict.claims) == ("valid", {})
    assert checked(code.text).result == "valid"
    again = look(code.text, verifier=Verifier(channel="public", label=""), at=timezone.now())
    assert again.reason == "already_used"


@pytest.mark.parametrize(
    ("purpose", "names"),
    [
        (Purpose.CAR_RENTAL, {"name", "classes"}),
        (Purpose.MORTGAGE, set()),
        (Purpose.RECRUITMENT, {"name", "classes", "first_issued_on", "probation_until"}),
    ],
)
def test_claims_never_go_beyond_the_purpose(purpose: Purpose, names: set[str]) -> None:
    credential = issued()

    verdict = checked(shown(credential).text, purpose=purpose)

    assert set(verdict.claims) == names
    assert credential.holder.name not in str(verdict.claims)


def test_only_the_holder_gets_a_code() -> None:
    credential = issued()
    stranger = holder_of(issued(DriverLicenseFactory()))

    with pytest.raises(RuleViolation, match="not_found"):
        presenting.present(credential_id=credential.pk, kind=kind_of(KIND), actor=stranger, at=timezone.now())


def test_no_code_is_shown_for_a_void_license() -> None:
    credential = issued()
    DriverLicense.objects.filter(pk=credential.subject_ref).update(status_letters="G")

    with pytest.raises(RuleViolation, match="not_shown"):
        shown(credential)


def test_the_log_names_the_person_only_behind_a_real_signature() -> None:
    credential = issued()
    code = shown(credential)
    forged = checked(resigned(code.text, key=signers.generate("ES256")))
    real = checked(code.text)

    assert Verification.objects.get(id=forged.id).person_id is None
    assert Verification.objects.get(id=real.id).person_id == credential.holder_id


def test_an_ed25519_key_makes_codes_too() -> None:
    credential = issued()
    keys.rotate(use="code", actor=SYSTEM, at=timezone.now(), algorithm="Ed25519")

    assert checked(shown(credential).text).result == "valid"
    assert SigningKey.objects.get(use="code", status="active").algorithm == "Ed25519"


@pytest.mark.parametrize("cache", ["up", "away"])
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_twenty_checkers_at_once_get_one_valid_answer(cache: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code = shown(issued())
    if cache == "away":
        monkeypatch.setattr(short_codes, "look_up", lambda code: None)
        monkeypatch.setattr("portal.core.valkey.client", _away)
    start, verdicts = threading.Barrier(20), []

    def check() -> None:
        start.wait()
        verdicts.append(checked(code.text))
        close_old_connections()
        connection.close()

    threads = [threading.Thread(target=check) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(verdict.reason for verdict in verdicts) == [""] + ["already_used"] * 19
    assert len({verdict.first_used_at for verdict in verdicts if verdict.reason}) == 1
    assert Verification.objects.filter(result="valid").count() == 1


def _away() -> Any:
    raise ConnectionError("stopped")


def test_ids_are_time_ordered() -> None:
    first, second = checked("x"), checked("y")

    assert isinstance(first.id, UUID)
    assert first.id < second.id
    assert first.checked_at <= datetime.now(UTC)
