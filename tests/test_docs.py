"""What the documents promise: links lead somewhere, settings are all named, the test vector is true."""

import json
import re
from pathlib import Path

from joserfc.jwk import import_key

from portal.credentials import signers, tokens
from portal.runtime.processes import ROOT

PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
NOT_OURS = re.compile(r"https?://(?!127\.0\.0\.1|portal\.example)\w+|(?<![\w$])/(work|home|root|opt)/\S*")


def test_every_link_and_picture_is_there():
    missing = []
    for page in PAGES:
        text = page.read_text("utf-8")
        links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) + re.findall(r'(?:src|srcset)="([^"]+)"', text)
        missing += [
            f"{page.relative_to(ROOT)}: {link}" for link in links if not (page.parent / link).exists()
        ]

    assert missing == []


def test_no_machine_is_named():
    named = {page.name: found[0] for page in PAGES if (found := NOT_OURS.search(page.read_text("utf-8")))}

    assert named == {}


def test_every_setting_of_the_environment_is_documented():
    documented = (ROOT / "docs" / "operations.md").read_text("utf-8")
    read = set()
    for module in (ROOT / "portal" / "settings").glob("*.py"):
        read |= set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', module.read_text("utf-8")))

    assert {name for name in read if f"`{name}`" not in documented} == set()


def test_decisions_are_short_and_listed():
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text("utf-8")
    for page in folder.glob("[0-9]*.md"):
        assert page.name in listed
        assert len(page.read_text("utf-8").splitlines()) <= 40, page.name


def test_the_test_vector_is_read_and_its_signature_holds():
    text = Path(ROOT / "docs" / "api" / "codes.md").read_text("utf-8")
    jwk = json.loads(re.search(r'\{"kty".*\}', text)[0])
    token = tokens.parse(re.search(r"^token +(\S+)$", text, re.M)[1])
    public = import_key({name: jwk[name] for name in ("kty", "crv", "x", "y")}).get_op_key("verify")

    assert signers.is_signed(public, token.signed_bytes, token.signature)
    assert token.kid.decode() == jwk["kid"] == signers.key_id(signers.public_bytes(public)).decode()
    assert token.claims.cti.hex() == re.search(r"`([0-9a-f]{16})`", text)[1]
    assert token.claims.valid_until.isoformat() == re.search(r"until (\d{4}-\d\d-\d\d)", text)[1]
