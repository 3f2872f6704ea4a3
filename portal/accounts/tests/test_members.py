import pytest
from django.utils import timezone

from portal.accounts import keys
from portal.accounts.members import add_member, remove_member
from portal.accounts.models import Membership
from portal.accounts.tests.factories import MembershipFactory, OrganizationFactory, UserFactory
from portal.audit.models import AuditEvent
from portal.core.actors import Actor
from portal.notices.models import SmsMessage

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("tests")


def test_a_removed_member_s_session_and_key_are_dead_at_the_next_request(
    client, django_capture_on_commit_callbacks
):
    membership = MembershipFactory()
    client.post("/accounts/login/", {"phone": membership.user.phone})
    code = SmsMessage.objects.get(phone=membership.user.phone).code
    client.post("/accounts/login/", {"code": code})
    assert client.get("/accounts/2fa/").status_code == 200
    by_member = Actor(channel="web", label="member", user_id=membership.user_id)
    _, text = keys.mint(
        organization=membership.organization,
        name="front desk",
        purposes=[],
        is_test=False,
        expires_at=None,
        actor=by_member,
        at=timezone.now(),
    )
    assert keys.authenticate(text, at=timezone.now(), address="192.0.2.1")

    with django_capture_on_commit_callbacks(execute=True):
        remove_member(membership=membership, reason="left", actor=ACTOR, at=timezone.now())

    assert keys.authenticate(text, at=timezone.now(), address="192.0.2.1") is None
    assert client.get("/accounts/2fa/").status_code == 302
    assert not Membership.objects.exists()


def test_joining_and_leaving_leave_a_trace_once():
    membership = add_member(
        organization=OrganizationFactory(),
        user=UserFactory(),
        role=Membership.Role.READER,
        actor=ACTOR,
        at=timezone.now(),
    )
    for _ in range(2):
        remove_member(membership=membership, reason="left", actor=ACTOR, at=timezone.now())

    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "organization.member_added",
        "organization.member_removed",
    ]
