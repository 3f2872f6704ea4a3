"""The pages of authorizations: owner and friend, step by step; what is another's does not exist."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Membership, Organization, User
from portal.accounts.tests.confirmed import confirmed
from portal.accounts.tests.factories import UserFactory, made_up_id_number
from portal.core.valkey import client as valkey
from portal.credentials.models import Credential
from portal.grants import granting
from portal.grants.models import Grant
from portal.notices.models import Notice
from vehicles import applying
from vehicles.tests.factories import VehicleFactory
from vehicles.tests.lending import USE, accepted, friend_named, offered
from vehicles.tests.test_views import client_for


@pytest.fixture(autouse=True)
def _fresh_throttles():
    valkey().flushdb()


@pytest.fixture
def licensed(vehicle, owner):
    applying.apply(vehicle=vehicle, actor=owner, at=timezone.now())
    return vehicle


@pytest.fixture
def page(licensed, owner):
    return confirmed(client_for(User.objects.get(pk=owner.user_id)))


@pytest.fixture
def friend(db):
    return friend_named()


def last():
    return granting.last_day_possible("vehicle-license", timezone.localdate())


def wish(friend, **more):
    return {
        "name": friend.person.name,
        "id_number": friend.person.id_number,
        "purpose": "test-drive",
        "last_day": last().isoformat(),
        **more,
    }


def url(name, vehicle, *more):
    return reverse(f"vehicles:{name}", args=[vehicle.pk, *more])


def test_asked_once_more_then_offered_accepted_and_in_the_wallet(page, licensed, friend):
    assert url("authorizations", licensed) in page.get(url("vehicle", licensed)).content.decode()
    form = page.get(url("authorize", licensed)).content.decode()
    assert f'The last possible day is <span class="whole">{last().isoformat()}:</span>' in form
    asked = page.post(url("authorize", licensed), wish(friend))
    assert "They do not see: your address." in asked.content.decode()
    assert not Grant.objects.exists()

    done = page.post(url("authorize", licensed), wish(friend, step="confirm"), follow=True)

    assert "Waiting for an answer" in done.content.decode()
    theirs = client_for(friend)
    where = reverse("vehicles:offered", args=[Grant.objects.get().pk])
    assert where in theirs.get("/wallet/").content.decode()
    assert where == Notice.objects.get(person=friend.person, topic="authorization").link
    offer = theirs.get(where).content.decode()
    assert "陈**" in offer
    assert "陈晓雨" not in offer
    card = theirs.post(where, {"answer": "accept"}, follow=True)
    text = card.content.decode()
    assert "card-delegated" in text
    assert text.count('<bdi lang="zh-Hans">王小明</bdi> · Test-drive the vehicle · ') == 9
    assert "示范路" not in text
    assert "In force" in page.get(url("authorizations", licensed)).content.decode()


def test_the_last_possible_day_is_chosen_at_first(page, licensed):
    form = page.get(f"/vehicles/{licensed.pk}/authorizations/new/").content.decode()

    assert f'name="last_day" value="{last()}"' in form


def test_changing_something_keeps_what_was_typed(page, licensed, friend):
    back = page.post(url("authorize", licensed), wish(friend, step="change"))

    assert friend.person.id_number in back.content.decode()
    assert 'type="date"' in back.content.decode()


def test_the_answer_is_the_same_for_somebody_who_does_not_exist(page, licensed, friend):
    nobody = wish(friend, id_number=made_up_id_number(123_456), step="confirm")
    wrong_name = wish(friend, name="李四", step="confirm", purpose="claim")
    answers = [
        page.post(url("authorize", licensed), facts)
        for facts in (nobody, wrong_name, wish(friend, step="confirm"))
    ]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, url("authorizations", licensed))
    }
    assert list(Notice.objects.filter(topic="authorization").values_list("person_id", flat=True)) == [
        friend.person_id
    ]
    refused = Grant.objects.get(grantee_name="李四")
    assert client_for(friend).get(reverse("vehicles:offered", args=[refused.pk])).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"last_day": "2020-01-01"}, "The last day has passed already."),
        ({"last_day": "2099-01-01"}, "working days can be given"),
        ({"last_day": ""}, "Choose the last day."),
        ({"purpose": "joy-ride"}, "not one of the available choices"),
        ({"id_number": "990100199001011231"}, "ID number"),
        ({"name": "x\u200b1"}, "name"),
    ],
)
@pytest.mark.parametrize("step", ["", "confirm"])
def test_wrong_terms_are_said_beside_the_form_and_nothing_is_made(
    page, licensed, friend, wrong, sentence, step
):
    answer = page.post(url("authorize", licensed), wish(friend, step=step) | wrong)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert 'type="date"' in answer.content.decode()
    assert not Grant.objects.exists()


def test_oneself_and_a_fourth_person_are_refused(page, licensed, friend):
    me = friend_named()
    me.person = licensed.owner
    assert (
        "You cannot authorize yourself." in page.post(url("authorize", licensed), wish(me)).content.decode()
    )
    for name in ("张一", "张二", "张三"):
        page.post(url("authorize", licensed), wish(friend_named(name), step="confirm"))

    fourth = page.post(url("authorize", licensed), wish(friend, step="confirm"))

    assert fourth.status_code == 422
    assert "At most 3 people" in fourth.content.decode()
    assert Grant.objects.count() == 3


def test_the_owner_ends_it_after_being_asked(page, licensed, owner, friend):
    grant, card = accepted(licensed, owner, friend, at=timezone.now(), last_day=last())
    where = url("authorization-end", licensed, grant.pk)
    assert "refused at the next check" in page.get(where).content.decode()

    done = page.post(where, follow=True)

    assert "The authorization has ended." in done.content.decode()
    theirs = client_for(friend)
    assert str(card.pk) not in theirs.get("/wallet/").content.decode()
    gone = theirs.get(f"/wallet/{card.pk}/").content.decode()
    assert "The authorization to use this license has ended." in gone
    assert "card-void" in gone
    assert page.get(where).status_code == 302


def test_the_friend_declines_or_gives_it_back(page, licensed, owner, friend):
    theirs = client_for(friend)
    first = offered(licensed, owner, friend, at=timezone.now(), last_day=last())
    where = reverse("vehicles:offered", args=[first.pk])
    theirs.post(where, {"answer": "return"})
    assert Grant.objects.get().status == "waiting"
    theirs.post(where, {"answer": "decline"})
    assert Grant.objects.get().status == "declined"
    assert (
        "has been answered already" in theirs.post(where, {"answer": "accept"}, follow=True).content.decode()
    )

    grant, _card = accepted(licensed, owner, friend, at=timezone.now(), last_day=last())
    where = reverse("vehicles:offered", args=[grant.pk])
    assert "I no longer need it" in theirs.get(where).content.decode()
    theirs.post(where, {"answer": "return"})

    assert not Credential.objects.live().filter(kind=USE).exists()
    assert "This authorization is over." in theirs.get(where).content.decode()


def test_what_is_anothers_does_not_exist(page, licensed, owner, friend):
    grant = offered(licensed, owner, friend, at=timezone.now(), last_day=last())
    stranger, theirs = client_for(friend_named("李四")), client_for(friend)

    for address in (
        url("authorizations", licensed),
        url("authorize", licensed),
        url("authorization-end", licensed, grant.pk),
    ):
        assert stranger.get(address).status_code == theirs.get(address).status_code == 404
    for answer in ("accept", "decline", "return"):
        where = reverse("vehicles:offered", args=[grant.pk])
        assert stranger.post(where, {"answer": answer}).status_code == 404
        assert page.post(where, {"answer": answer}).status_code == 404
    assert Grant.objects.get().status == "waiting"
    other = VehicleFactory(owner=licensed.owner)
    assert page.post(url("authorization-end", other, grant.pk)).status_code == 404


def test_without_the_own_license_the_page_says_so(vehicle, owner):
    mine = client_for(User.objects.get(pk=owner.user_id))

    assert "once your own electronic license" in mine.get(url("authorizations", vehicle)).content.decode()
    assert mine.get(url("authorize", vehicle)).status_code == 302


def test_a_reader_of_a_unit_does_not_authorize(open_city, signing_keys):
    unit = Organization.objects.create(name="示范租车公司", uscc="91990100MA0000001G")
    vehicle, reader = VehicleFactory(of_unit=True), UserFactory(bound=True)
    Membership.objects.create(organization=unit, user=reader, role="reader")

    assert client_for(reader).get(url("authorizations", vehicle)).status_code == 404


def test_the_list_needs_few_statements(page, licensed, owner, friend, django_assert_max_num_queries):
    for name in ("张一", "张二"):
        offered(licensed, owner, friend_named(name), at=timezone.now(), last_day=last() - timedelta(days=1))
    accepted(licensed, owner, friend, at=timezone.now(), last_day=last())
    page.get(url("authorizations", licensed))

    with django_assert_max_num_queries(16):
        page.get(url("authorizations", licensed))
