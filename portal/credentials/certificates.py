"""The signed PDF of a credential (PAdES), made when the holder asks for it and kept nowhere."""

import base64
import io
from datetime import datetime
from typing import Any

import structlog
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, fields
from pyhanko.sign.signers import PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.credentials import keys
from portal.credentials.kinds import CredentialKind
from portal.credentials.models import Credential
from portal.credentials.presenting import code_for
from portal.credentials.reading import Found
from portal.credentials.wallet import CardView
from portal.documents import pdf, qr
from portal.documents.models import StoredFile
from portal.documents.storage import read_file

logger = structlog.get_logger(__name__)


def make(
    credential: Credential, view: CardView, kind: CredentialKind, found: Found, *, at: datetime
) -> bytes:
    """The PDF in the language active now, with the photo, both pages and a code of this minute, signed."""
    shown = code_for(found, credential.pk, kind, at=at)
    entry = found.entry
    face = kind.card(entry, timezone.localdate(at)) if entry else None
    context: dict[str, Any] = {
        "card": view,
        "code_svg": qr.svg(shown.text),
        "code_text": shown.text,
        "photo": _photo(face.photo_id if face else None),
        "made_at": at,
        "expires_at": shown.expires_at,
        "credential_id": str(credential.pk),
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
    }
    page = pdf.render("credentials/certificate.html", context, language=get_language() or "zh-hans")
    return sign(page, at=at)


def _photo(photo_id: int | None) -> str:
    """The photo as a data address; empty when there is none."""
    stored = StoredFile.objects.filter(pk=photo_id).first() if photo_id else None
    if stored is None:
        return ""
    try:
        content = read_file(stored)
    except OSError as error:  # missing or altered: the document goes without it, the operator hears of it
        logger.error("photo_unreadable", file=stored.pk, error=str(error))
        return ""
    return f"data:{stored.content_type};base64,{base64.b64encode(content).decode()}"


def sign(content: bytes, *, at: datetime) -> bytes:
    """A PAdES B-B signature over a PDF with the active PDF key."""
    private, certificate = keys.private_for_pdf()
    signer = SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )
    metadata = PdfSignatureMetadata(
        field_name="Signature",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason="Electronic license",
    )
    target = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    PdfSigner(metadata, signer=signer).sign_pdf(writer, output=target)
    return target.getvalue()
