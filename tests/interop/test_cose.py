"""What the running portal signs is verified by libraries that are not ours, with the published keys."""

import base64
import json
import subprocess
import uuid
from datetime import UTC, datetime
from pathlib import Path

import cbor2
import pytest
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

pytestmark = [pytest.mark.browser, pytest.mark.processes]

STRANGER = Path(__file__).with_name("stranger.py")


def kid_of(code):
    """The key id in the protected header."""
    text = code.rpartition("/")[2]
    protected = cbor2.loads(base64.b32decode(text + "=" * (-len(text) % 8))).value[0]
    return cbor2.loads(protected)[4].decode()


@pytest.fixture
def seen(portal, visit, strange_python, tmp_path):
    """A code from the holder's page, its answer, and what the strange libraries make of both."""
    me = visit(citizen="rare_name")
    me.open("/wallet/")
    me.press("main article .button")
    code = me.context.request.get(me.page.url + "code/").json()["code"]
    jwks = json.loads(portal.get("/.well-known/jwks.json"))
    answer = portal.check(code)
    given = {"jwks": jwks, "code": code, "kid": kid_of(code), "receipt": answer["receipt"]}
    done = subprocess.run(
        [str(strange_python), "-I", str(STRANGER)],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    return {"card": me.page.url, "answer": answer, **given, "stranger": json.loads(done.stdout)}


def test_the_code_is_a_cwt_that_a_foreign_library_verifies_with_the_published_key(seen):
    claims = seen["stranger"]["code"]["ok"]

    assert uuid.UUID(hex=claims["2"]) == uuid.UUID(seen["card"].rstrip("/").rpartition("/")[2])
    assert claims["4"] - claims["6"] <= 60
    assert abs(claims["6"] - datetime.now(UTC).timestamp()) < 120
    published = {key["kid"]: key["portal_use"] for key in seen["jwks"]["keys"]}
    assert published[seen["kid"]] == "code"
    refused = [one.get("refused") for one in seen["stranger"]["tampered"]]
    assert len(refused) > 130
    assert all(refused)
    assert seen["stranger"]["without_key"].get("refused")


def test_the_receipt_is_a_jws_that_two_libraries_verify(seen):
    keys = KeySet.import_key_set(seen["jwks"])
    payload = json.loads(jws.deserialize_compact(seen["receipt"], keys).payload)
    answer = {name: value for name, value in seen["answer"].items() if name != "receipt"}

    assert {name: payload[name] for name in answer} == answer
    assert seen["stranger"]["receipt"]["ok"] == payload
    assert "refused" in seen["stranger"]["tampered_receipt"]
    head, body, signature = seen["receipt"].split(".")
    other = ("A" if signature[9] != "A" else "B").join((signature[:9], signature[10:]))
    with pytest.raises(BadSignatureError):
        jws.deserialize_compact(f"{head}.{body}.{other}", keys)
