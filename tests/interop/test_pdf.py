"""The signed PDF as others read it: poppler, pyHanko and pypdf, on the file the holder downloads."""

import base64
import io
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pypdf
import pytest
from cryptography import x509
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

pytestmark = [pytest.mark.browser, pytest.mark.processes]


@pytest.fixture
def certificate(portal, visit, tmp_path):
    me = visit(citizen="rare_name")
    me.open("/wallet/")
    me.press("main article .button")
    answer = me.context.request.get(me.page.url + "certificate.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    path = tmp_path / "certificate.pdf"
    path.write_bytes(answer.body())
    return path


def signature_of(path):
    return PdfFileReader(io.BytesIO(path.read_bytes())).embedded_signatures[0]


def signer_of(path):
    return x509.load_der_x509_certificate(signature_of(path).signer_cert.dump())


def altered(path):
    """The same file with one visible byte changed."""
    content = bytearray(path.read_bytes())
    content[content.index(b"/MediaBox") + 12] ^= 1
    other = path.with_name("altered.pdf")
    other.write_bytes(content)
    return other


def status_of(path, *, signer):
    """What pyHanko says, in a thread of its own: the browser's loop runs in this one."""
    roots = list(load_certs_from_pemder_data(signature_of(signer).signer_cert.dump()))
    context = ValidationContext(trust_roots=roots)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(validate_pdf_signature, signature_of(path), context).result()


def test_the_signature_holds_for_poppler_and_not_after_a_change(certificate):
    good, bad = (
        subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout
        for path in (certificate, altered(certificate))
    )

    assert "Signature is Valid." in good
    assert "Total document signed" in good
    assert "Signature is Valid." not in bad


def test_the_signature_holds_for_pyhanko_and_is_made_with_the_published_key(portal, certificate):
    assert status_of(certificate, signer=certificate).bottom_line
    assert not status_of(altered(certificate), signer=certificate).intact
    numbers = signer_of(certificate).public_key().public_numbers()
    x = base64.urlsafe_b64encode(numbers.x.to_bytes(32, "big")).rstrip(b"=").decode()
    published = portal.get("/.well-known/jwks.json").decode()
    assert x in published


def test_rare_characters_are_text_in_embedded_fonts(certificate):
    text = "".join(page.extract_text() for page in pypdf.PdfReader(certificate).pages)
    fonts = subprocess.run(["pdffonts", str(certificate)], capture_output=True, text=True, check=True).stdout

    assert "陈䶮" in text
    rows = fonts.splitlines()[2:]
    assert rows
    assert all(re.search(r"\s(yes|no)\s+(yes|no)\s+(yes|no)\s", row)[1] == "yes" for row in rows), fonts
