"""Copies with a watermark: for the owner only, for a few days, burnt into the picture, written down."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override
from PIL import Image, ImageChops
from pypdf import PdfReader

from portal.accounts.tests.factories import UserFactory
from portal.audit.models import AuditEvent
from portal.calendar.days import add_working_days
from portal.core.errors import RuleViolation
from vehicles import copying
from vehicles.applying import apply
from vehicles.drawing import draw_pages
from vehicles.facts import facts_of
from vehicles.models import Vehicle
from vehicles.tests.conftest import actor_for


@pytest.fixture
def issued(vehicle, owner, at):
    apply(vehicle=vehicle, actor=owner, at=at)
    return vehicle


def make(vehicle, actor, at, **changes):
    wish = {
        "purpose": "insurance",
        "recipient": "示范保险公司",
        "until": timezone.localdate(at),
        "format": "png",
    }
    return copying.make(vehicle=vehicle, actor=actor, at=at, **{**wish, **changes})


def test_the_watermark_is_in_the_pixels_of_every_part(issued, owner, at):
    plain = draw_pages(facts_of([issued.pk])[0], at)
    marked = Image.open(io.BytesIO(make(issued, owner, at))).convert("RGB")

    assert marked.size == plain.size
    difference = ImageChops.difference(plain, marked).convert("L")
    width, height = marked.size
    for left in range(0, width - 300, 300):
        for top in range(0, height - 300, 300):
            assert difference.crop((left, top, left + 300, top + 300)).getbbox(), (left, top)


def test_the_picture_is_the_same_in_every_language_of_the_page(issued, at):
    facts = facts_of([issued.pk])[0]
    with override("zh-hans"):
        chinese = draw_pages(facts, at)
    with override("en"):
        english = draw_pages(facts, at)

    assert ImageChops.difference(chinese, english).getbbox() is None


def test_two_purposes_make_two_pictures(issued, owner, at):
    assert make(issued, owner, at, purpose="mortgage") != make(issued, owner, at, purpose="claim")


def test_the_pdf_is_signed_and_says_for_whom_and_what(issued, owner, at):
    content = make(issued, owner, at, format="pdf")

    reader = PdfReader(io.BytesIO(content))
    assert "示范保险公司" in "".join(page.extract_text() for page in reader.pages)
    assert len(reader.pages) == 1
    assert b"/ETSI.CAdES.detached" in content


def test_a_copy_is_written_down_and_the_owner_can_read_it(issued, owner, at):
    make(issued, owner, at)

    event = AuditEvent.objects.get(action="credential.printed")
    assert (event.subject, event.person_id) == (f"vehicle-license:{issued.pk}", issued.owner_id)
    assert event.facts["purpose"] == "insurance"
    assert "示范保险公司" not in str(event.facts)


def test_the_last_day_is_the_seventh_working_day(issued, owner, at):
    today = timezone.localdate(at)
    latest = add_working_days(today, 7)

    assert copying.latest_day(today) == latest
    assert make(issued, owner, at, until=latest)
    for wrong in (latest + timedelta(days=1), today - timedelta(days=1)):
        with pytest.raises(RuleViolation, match="copy_term_wrong"):
            make(issued, owner, at, until=wrong)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purpose": "x"}, "copy_purpose_unknown"),
        ({"format": "exe"}, "copy_purpose_unknown"),
        ({"recipient": "  "}, "copy_recipient_missing"),
    ],
)
def test_a_copy_needs_a_purpose_and_a_recipient(issued, owner, at, changes, code):
    with pytest.raises(RuleViolation, match=code):
        make(issued, owner, at, **changes)


def test_nobody_else_gets_a_copy_and_a_void_license_has_none(issued, owner, at):
    with pytest.raises(RuleViolation, match="not_the_owner"):
        make(issued, actor_for(UserFactory(bound=True)), at)
    Vehicle.objects.filter(pk=issued.pk).update(status_letters="E")
    with pytest.raises(RuleViolation, match="vehicle_not_shown"):
        make(issued, owner, at)
    assert not AuditEvent.objects.filter(action="credential.printed").exists()
