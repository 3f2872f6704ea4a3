"""The history report: what the register knows, for one recipient, signed and written down."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from portal.accounts.tests.factories import PersonFactory, UserFactory
from portal.audit.models import AuditEvent
from portal.core.errors import RuleViolation
from vehicles import report
from vehicles.applying import apply
from vehicles.models import Handover, Vehicle
from vehicles.tests.conftest import actor_for
from vehicles.tests.factories import (
    AccidentFactory,
    EncumbranceFactory,
    InspectionFactory,
    SeizureFactory,
    VehicleFactory,
    ViolationFactory,
    in_days,
)


@pytest.fixture
def issued(vehicle, owner, at):
    apply(vehicle=vehicle, actor=owner, at=at)
    return vehicle


def make(vehicle, actor, at, **changes):
    wish = {"recipient": "示范二手车行", "until": timezone.localdate(at)}
    return report.make(vehicle=vehicle, actor=actor, at=at, **{**wish, **changes})


def words_of(content):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", "")


def test_the_report_says_what_the_register_knows_in_both_languages(issued, owner, at):
    EncumbranceFactory(vehicle=issued, released_on=in_days(-5))
    EncumbranceFactory(vehicle=issued, creditor="样本银行")
    SeizureFactory(vehicle=issued)
    InspectionFactory(vehicle=issued)
    AccidentFactory(vehicle=issued)
    ViolationFactory(vehicle=issued)
    ViolationFactory(vehicle=issued, settled_on=in_days(-1))

    content = make(issued, owner, at)

    said = words_of(content)
    assert b"/ETSI.CAdES.detached" in content
    plate = f"{issued.plate_number[:2]}·{issued.plate_number[2:]} (Small vehicle)"
    for part in (issued.vin, plate, "样本银行", "样本市人民法院", "Mortgages and pledges"):
        assert part in said, part
    assert "On record: 2. Not settled: 1." in said
    assert issued.owner.name not in said
    assert issued.address not in said


def test_every_page_says_for_whom_and_until_when(issued, owner, at):
    number = f"{timezone.localdate(at).isoformat()} – {timezone.localdate(at).isoformat()}"

    for page in PdfReader(io.BytesIO(make(issued, owner, at))).pages:
        said = page.extract_text().replace("\n", "")
        assert "示范二手车行" in said
        assert number in said


def test_a_change_of_owner_is_remembered_whoever_writes_the_register(issued):
    assert report.history_of(issued).passed_on == []
    row = Vehicle.objects.filter(pk=issued.pk)
    row.update(owner_name="样本", as_of=issued.as_of + timedelta(days=1))
    assert report.history_of(issued).passed_on == []

    row.update(owner=PersonFactory(), issued_on=issued.issued_on + timedelta(days=9))
    known = issued.as_of + timedelta(days=40)
    row.update(owner=None, organization_code="91110000600037341L", as_of=known)

    days = [issued.issued_on + timedelta(days=9), timezone.localdate(known)]
    assert report.history_of(issued).passed_on == days
    assert list(Handover.objects.values_list("from_unit", "to_unit")) == [(False, False), (False, True)]


def test_the_past_under_another_plate_is_the_same_vehicles(issued):
    earlier = VehicleFactory(vin=issued.vin, issued_on=issued.issued_on - timedelta(days=900))
    EncumbranceFactory(vehicle=earlier, released_on=in_days(-5))
    ViolationFactory(vehicle=earlier)

    history = report.history_of(issued)

    assert history.passed_on == [issued.issued_on]
    assert (len(history.encumbrances), history.violations) == (1, 1)


def test_it_is_written_down_without_the_recipient(issued, owner, at):
    make(issued, owner, at)

    event = AuditEvent.objects.get(action="vehicle.report_made")
    assert (event.subject, event.person_id) == (f"vehicle-license:{issued.pk}", issued.owner_id)
    assert event.facts["report"].startswith("VR-")
    assert "二手车行" not in str(event.facts)


@pytest.mark.parametrize(
    ("wish", "code"),
    [({"recipient": "  "}, "copy_recipient_missing"), ({"until": in_days(90)}, "copy_term_wrong")],
)
def test_a_wrong_wish_is_refused(issued, owner, at, wish, code):
    with pytest.raises(RuleViolation, match=code):
        make(issued, owner, at, **wish)


def test_only_the_owner_of_a_registered_vehicle_gets_one(issued, owner, at):
    with pytest.raises(RuleViolation, match="not_the_owner"):
        make(issued, actor_for(UserFactory(bound=True)), at)
    Vehicle.objects.filter(pk=issued.pk).update(status_letters="E")
    with pytest.raises(RuleViolation, match="report_not_made"):
        make(issued, owner, at)
    assert not AuditEvent.objects.filter(action="vehicle.report_made").exists()


def test_the_page_hands_the_report_out(vehicle):
    user = UserFactory(person=vehicle.owner)
    page = Client(headers={"accept-language": "en"})
    page.force_login(user)
    address = f"/vehicles/{vehicle.pk}/report/"
    assert page.get(address).status_code == 302  # no electronic license yet
    apply(vehicle=vehicle, actor=actor_for(user), at=timezone.now())

    assert "Vehicle history report" in page.get(f"/vehicles/{vehicle.pk}/").content.decode()
    assert page.post(address, {"recipient": "", "until": "x"}).status_code == 422
    answer = page.post(address, {"recipient": "示范二手车行", "until": timezone.localdate().isoformat()})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
