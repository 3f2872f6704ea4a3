"""Acting for an organization and its members, through the pages: invited, accepted, changed, removed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Invitation, Membership
from portal.accounts.tests.confirmed import confirmed
from portal.accounts.tests.factories import MembershipFactory, OrganizationFactory, UserFactory
from portal.audit.models import AuditEvent
from portal.notices.models import SmsMessage

pytestmark = pytest.mark.django_db
INVITE = "/organizations/members/invite/"


def client_for(user, organization=None):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    if organization is not None:
        client.post("/organizations/act-for/", {"organization": organization.pk})
    return client


@pytest.fixture
def legal():
    return MembershipFactory(role="legal")


@pytest.fixture
def page(legal):
    return confirmed(client_for(legal.user, legal.organization))


def wish(user, **changes):
    return {"phone": user.phone, "name": user.person.name, "role": "manager", **changes}


def answer(client, invitation, said="accept"):
    return client.post(f"/organizations/invitations/{invitation.pk}/", {"answer": said}, follow=True)


def test_an_invited_person_accepts_and_acts_and_every_page_says_for_whom(page, legal):
    friend = UserFactory(bound=True)
    page.post(INVITE, wish(friend))
    theirs = client_for(friend)
    assert legal.organization.name in theirs.get("/organizations/").content.decode()

    answer(theirs, Invitation.objects.get())
    before = theirs.get("/me/").content.decode()
    theirs.post("/organizations/act-for/", {"organization": legal.organization_id})
    acting = theirs.get("/me/").content.decode()
    theirs.post("/organizations/act-for/", {"organization": ""})

    assert Membership.objects.get(user=friend).role == "manager"
    assert legal.organization.name not in before
    assert legal.organization.name in acting
    assert legal.organization.name not in theirs.get("/me/").content.decode()
    assert set(AuditEvent.objects.values_list("action", flat=True)) >= {
        "organization.member_invited",
        "organization.member_added",
    }


def test_the_answer_is_the_same_whether_such_a_login_exists(page):
    known = UserFactory(bound=True)
    answers = []
    for phone in (known.phone, "+8613812349999"):
        sent = page.post(INVITE, wish(known, phone=phone), follow=True)
        answers.append((sent.redirect_chain, [str(said) for said in sent.context["messages"]]))
        assert SmsMessage.objects.filter(phone=phone).count() == 1

    assert answers[0] == answers[1]
    text = SmsMessage.objects.filter(phone=known.phone).get().text
    assert known.person.name not in text


@pytest.mark.parametrize("who", ["other phone", "other name", "unbound"])
def test_nobody_else_can_accept(page, legal, who):
    friend = UserFactory(bound=True)
    page.post(INVITE, wish(friend, name="某人" if who == "other name" else friend.person.name))
    if who == "unbound":
        friend.person = None
        friend.save(update_fields=["person"])
    visitor = UserFactory(bound=True) if who == "other phone" else friend

    answer(client_for(visitor), Invitation.objects.get())

    assert Invitation.objects.get().status == "waiting"
    assert Membership.objects.count() == 1


def test_an_invitation_that_expired_was_withdrawn_or_answered_is_over(page):
    friend = UserFactory(bound=True)
    theirs = client_for(friend)
    for end in ("expired", "withdrawn", "declined"):
        page.post(INVITE, wish(friend))
        invitation = Invitation.objects.order_by("pk").last()
        if end == "expired":
            Invitation.objects.filter(pk=invitation.pk).update(valid_until=timezone.now() - timedelta(1))
        elif end == "withdrawn":
            page.post(f"/organizations/members/invitations/{invitation.pk}/withdraw/")
        else:
            answer(theirs, invitation, "decline")
        assert "expired or was answered" in answer(theirs, invitation).content.decode()
    assert not Membership.objects.filter(user=friend).exists()


def test_a_second_invitation_waits_for_the_answer_to_the_first(page):
    friend = UserFactory(bound=True)
    page.post(INVITE, wish(friend))

    assert "waiting for an answer already" in page.post(INVITE, wish(friend)).content.decode()
    assert SmsMessage.objects.count() == 1


@pytest.mark.parametrize("act", [{"act": "remove", "reason": "left"}, {"act": "role", "role": "reader"}])
def test_the_last_legal_representative_stays(page, legal, act):
    MembershipFactory(organization=legal.organization, role="manager")

    refused = page.post(f"/organizations/members/{legal.pk}/", act)

    assert "last legal representative" in refused.content.decode()
    assert Membership.objects.get(pk=legal.pk).role == "legal"

    MembershipFactory(organization=legal.organization, role="legal")
    assert page.post(f"/organizations/members/{legal.pk}/", act).status_code == 302


def test_a_removed_or_changed_member_has_lost_it_at_the_next_request(page, legal):
    member = MembershipFactory(organization=legal.organization, role="legal")
    theirs = client_for(member.user, legal.organization)
    assert theirs.get(INVITE).status_code == 200

    page.post(f"/organizations/members/{member.pk}/", {"act": "role", "role": "reader"})
    assert theirs.get(INVITE).status_code == 403
    page.post(f"/organizations/members/{member.pk}/", {"act": "remove", "reason": "left"})

    assert theirs.get("/organizations/members/").status_code == 302
    assert "organization.member_role_changed" in AuditEvent.objects.values_list("action", flat=True)


@pytest.mark.parametrize("role", ["manager", "reader"])
def test_who_is_no_legal_representative_sees_members_and_manages_none(legal, role):
    member = MembershipFactory(organization=legal.organization, role=role)
    theirs = client_for(member.user, legal.organization)

    assert legal.user.person.name in theirs.get("/organizations/members/").content.decode()
    assert theirs.post(INVITE, wish(UserFactory(bound=True))).status_code == 403
    gone = theirs.post(f"/organizations/members/{legal.pk}/", {"act": "remove", "reason": "x"})
    assert gone.status_code == 403
    assert Membership.objects.count() == 2


def test_members_and_invitations_of_another_organization_do_not_exist(page):
    foreign = MembershipFactory()
    invitation = Invitation.objects.create(
        organization=OrganizationFactory(),
        phone_digest=b"x",
        name="某人",
        role="reader",
        created_at=timezone.now(),
        valid_until=timezone.now() + timedelta(1),
    )

    assert page.get(f"/organizations/members/{foreign.pk}/").status_code == 404
    assert page.post(f"/organizations/members/invitations/{invitation.pk}/withdraw/").status_code == 404
    assert page.post("/organizations/act-for/", {"organization": foreign.organization_id}).status_code == 404
    assert page.post("/organizations/act-for/", {"organization": "x"}).status_code == 404
