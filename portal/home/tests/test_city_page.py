"""Is my city in, and when; and one notice to each who waited."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from licenses.tests.factories import DriverLicenseFactory
from portal.accounts.tests.factories import OfficerFactory, PersonFactory, UserFactory
from portal.backoffice.tests.staff import client_of
from portal.core.actors import Actor
from portal.grants.models import GrantRule
from portal.home import telling
from portal.notices.models import Notice, SmsMessage
from portal.rollout.models import Activation, Waiting
from portal.rollout.preflight import findings
from portal.rollout.services import Service
from portal.rollout.tests.factories import ActivationFactory, BatchFactory, CityFactory

pytestmark = pytest.mark.django_db
PAGE = "/rollout/320600/"
SYSTEM = Actor.system("test")


@pytest.fixture
def citizen():
    return UserFactory(bound=True)


@pytest.fixture
def browser(citizen):
    client = client_of(citizen)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def planned():
    return ActivationFactory(city=CityFactory(other=True), planned=True)


def text(client, address=PAGE):
    return client.get(address, follow=True).content.decode()


def wait(client, **more):
    return client.post(f"{PAGE}waiting/", {"service": "driver-license", **more})


def waiting(number, city="320600"):
    people = PersonFactory.create_batch(number)
    Waiting.objects.bulk_create(
        Waiting(person_id=person.pk, city_id=city, service="driver-license", asked_at=timezone.now())
        for person in people
    )


def test_a_plan_is_told_as_a_plan_and_nothing_can_be_begun(planned, browser):
    read = text(browser)

    assert f"Plan: {timezone.localtime(planned.opens_at):%Y-%m-%d %H:%M}, Beijing time" in read
    assert "Begin" not in read
    assert read.count("Tell me when it opens") == len(Service)


def test_an_open_city_lets_one_begin(browser):
    ActivationFactory()

    read = text(browser, "/rollout/320500/")

    assert 'href="/licenses/apply/"' in read
    assert "since" in read


def test_a_stranger_is_sent_to_sign_in_and_comes_back_to_the_city():
    client = Client(headers={"Accept-Language": "en"})

    assert "(sign in first)" in text(client)
    answer = client.get(f"{PAGE}waiting/")
    assert answer["Location"] == f"/accounts/login/?next={PAGE}waiting/"
    assert client_of(UserFactory(bound=True)).get(f"{PAGE}waiting/")["Location"].startswith(PAGE)


def test_one_asks_and_changes_ones_mind(planned, citizen, browser):
    wait(browser)
    wait(browser)
    assert Waiting.objects.get().person_id == citizen.person_id
    assert "Do not tell me" in text(browser)

    wait(browser, withdraw="1")
    assert not Waiting.objects.exists()


@pytest.mark.parametrize("service", ["", "dog-license", "\0"])
def test_an_unknown_service_is_refused_in_words(planned, browser, service):
    wait(browser, service=service)

    assert "Please choose from the list." in text(browser)
    assert not Waiting.objects.exists()


@pytest.mark.parametrize("code", ["999999", "abc", "32060"])
def test_a_city_that_does_not_exist_is_not_found(browser, code):
    assert browser.get(f"/rollout/{code}/").status_code == 404
    assert browser.post(f"/rollout/{code}/waiting/", {"service": "driver-license"}).status_code == 404


def test_the_page_costs_few_statements(planned, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        Client().get(PAGE)


def test_on_opening_each_who_waited_is_told_once(planned, citizen, browser):
    wait(browser)
    assert telling.tell_waiting(actor=SYSTEM, at=timezone.now()) == 0

    Activation.objects.update(activated_at=timezone.now())
    for _ in range(3):
        telling.tell_waiting(actor=SYSTEM, at=timezone.now())

    notice = Notice.objects.get()
    assert (notice.person_id, notice.link, notice.topic) == (citizen.person_id, PAGE, "rollout")
    assert SmsMessage.objects.count() == 1
    assert browser.get(notice.link).status_code == 200
    title = telling.NOTICES["city_open"].read(notice.facts)
    assert title["city"] == "南通市"


def test_not_faster_than_settings_allow(planned, settings):
    settings.WAITING_TOLD_PER_SECOND = 1
    waiting(14)
    Activation.objects.update(activated_at=timezone.now())
    at = timezone.now()

    told = [telling.tell_waiting(actor=SYSTEM, at=at + timedelta(seconds=n)) for n in (0, 5, 11)]

    assert told == [10, 0, 4]
    assert Notice.objects.count() == 14


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_teller_killed_in_the_middle_tells_nobody_twice_and_forgets_nobody(planned, monkeypatch):
    """A process of its own dies by SIGKILL after two of five portions and in the middle of the third."""
    waiting(50)
    Activation.objects.update(activated_at=timezone.now())
    monkeypatch.setattr(telling, "AT_ONCE", 10)
    really, portions = telling.notify_many, []

    def dying(**news):
        really(**news)
        portions.append(1)
        if len(portions) == 3:
            os.kill(os.getpid(), signal.SIGKILL)

    connection.close()
    child = os.fork()
    if child == 0:
        try:
            telling.notify_many = dying
            telling.tell_waiting(actor=SYSTEM, at=timezone.now())
        finally:
            os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert Notice.objects.count() == 20

    telling.tell_waiting(actor=SYSTEM, at=timezone.now())

    assert Notice.objects.count() == Notice.objects.values("person_id").distinct().count() == 50
    assert not Waiting.objects.filter(told_at=None).exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_beats_by_mistake_tell_once(planned):
    waiting(60)
    Activation.objects.update(activated_at=timezone.now())

    def beat():
        try:
            return telling.tell_waiting(actor=SYSTEM, at=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda call: call(), [partial(beat)] * 4))
    telling.tell_waiting(actor=SYSTEM, at=timezone.now())

    assert sum(told) <= 60
    assert Notice.objects.count() == 60


def test_a_city_is_ready_with_its_register_and_its_officers():
    batch = BatchFactory()
    DriverLicenseFactory(city=CityFactory())
    OfficerFactory(cities=[CityFactory()])
    ready = ActivationFactory(batch=batch, planned=True)
    bare = ActivationFactory(batch=batch, planned=True, city=CityFactory(other=True))
    truck = ActivationFactory(batch=batch, planned=True, service=Service.TRUCK_PASS)

    found = findings([ready, bare, truck])

    assert [one.is_good for one in found[ready.pk]] == [True, True, True, True]
    assert [one.is_good for one in found[bare.pk]] == [True, False, False, True]
    assert [one.is_good for one in found[truck.pk]] == [False, True, True]


def test_a_city_is_not_ready_without_the_rows_of_policy_that_a_service_needs():
    opening = ActivationFactory(planned=True, service=Service.VEHICLE_LICENSE)

    def problems():
        with translation.override("en"):
            return {str(one.label) for one in findings([opening])[opening.pk] if not one.is_good}

    before = problems()
    GrantRule.objects.all().delete()
    assert problems() - before == {"Rules of authorizing"}
    with time_machine.travel(timezone.now() + timedelta(days=5 * 366)):
        assert problems() - before == {"Rules of authorizing", "Working days"}
