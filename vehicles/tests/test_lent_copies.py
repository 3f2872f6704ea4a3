"""Copies for authorized people: their name, purpose and term, and no more than they may see."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from portal.audit.models import AuditEvent
from portal.core.errors import RuleViolation
from vehicles import applying
from vehicles.lending import authorizing, copying
from vehicles.lending.facts import use_of
from vehicles.tests.conftest import actor_for
from vehicles.tests.lending import accepted, friend_named, offered
from vehicles.tests.test_views import client_for


@pytest.fixture
def friend(db):
    return friend_named()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def licensed(vehicle, owner, now):
    applying.apply(vehicle=vehicle, actor=owner, at=now)
    return vehicle


@pytest.fixture
def lent(licensed, owner, friend, now):
    return accepted(licensed, owner, friend, at=now, last_day=timezone.localdate(now))[0]


def test_the_authorization_is_purpose_name_and_term_of_the_copy(lent, licensed, friend, now):
    content = copying.make(grant=lent, format="pdf", actor=actor_for(friend), at=now)

    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    day = timezone.localdate(now).isoformat()
    assert " · 王小明" in text
    assert f"{day} – {day}" in text
    assert b"/ETSI.CAdES.detached" in content
    event = AuditEvent.objects.get(action="credential.printed")
    assert (event.person_id, event.facts["grant"]) == (licensed.owner_id, lent.pk)  # the owner reads it


def test_address_and_whole_name_of_the_owner_are_not_drawn(lent, friend, now, monkeypatch):
    drawn = []
    monkeypatch.setattr(copying.copying, "document", lambda facts, **wish: drawn.append(facts) or b"")

    copying.make(grant=lent, format="png", actor=actor_for(friend), at=now)

    assert (drawn[0].address, drawn[0].owner_name) == ("", use_of(lent.pk).owner_masked)


def test_no_copy_for_others_nor_after_the_end(lent, owner, friend, now):
    with pytest.raises(RuleViolation, match="grant_over"):
        copying.make(grant=lent, format="png", actor=actor_for(friend_named("李四")), at=now)
    authorizing.end(grant=lent, by="grantor", actor=owner, at=now)
    with pytest.raises(RuleViolation, match="grant_over"):
        copying.make(grant=lent, format="png", actor=actor_for(friend), at=now)


def test_no_copy_of_a_vehicle_that_is_no_longer_registered(lent, licensed, friend, now):
    type(licensed).objects.filter(pk=licensed.pk).update(status_letters="E")

    with pytest.raises(RuleViolation, match="vehicle_not_shown"):
        copying.make(grant=lent, format="png", actor=actor_for(friend), at=now)


def test_the_card_leads_to_the_copy_and_the_page_hands_it_out(lent, friend):
    page, where = client_for(friend), reverse("vehicles:use-copy", args=[lent.pk])
    card = page.get("/wallet/").context["cards"][0].url

    assert where in page.get(card).content.decode()
    assert "Test-drive the vehicle" in page.get(where).content.decode()
    assert page.post(where, {"format": "exe"}).status_code == 422
    answer = page.post(where, {"format": "png"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert client_for(friend_named("李四")).get(where).status_code == 404


def test_an_offer_that_waits_has_no_copy(licensed, owner, friend, now):
    waiting = offered(licensed, owner, friend, at=now, last_day=timezone.localdate(now))

    answer = client_for(friend).get(reverse("vehicles:use-copy", args=[waiting.pk]))

    assert answer["Location"] == reverse("vehicles:offered", args=[waiting.pk])


def test_the_wallet_says_for_what_each_card_is(lent, friend):
    text = client_for(friend).get("/wallet/").content.decode()

    assert "Test-drive the vehicle" in text
