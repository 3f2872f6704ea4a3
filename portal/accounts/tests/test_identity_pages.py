import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import IdentityClaim
from portal.accounts.tests.factories import PersonFactory, UserFactory, made_up_id_number
from portal.notices.models import SmsMessage
from portal.rollout.tests.factories import OPEN_CITY

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def citizen(client):
    user = UserFactory()
    client.force_login(user)
    return user


def _claim(client, person, **changes):
    typed = {"name": person.name, "id_number": person.id_number, "consent": "yes"} | changes
    return client.post("/identity/", typed)


def test_a_stranger_signs_in_first(client):
    assert client.get("/identity/")["Location"] == "/accounts/login/?next=/identity/"


def test_a_citizen_becomes_a_person_and_goes_on_where_they_wanted(client, citizen):
    person = PersonFactory(rare_name=True)
    client.get("/identity/?next=/licenses/apply/")

    consent = client.post("/identity/", {"name": person.name, "id_number": person.id_number.lower()})
    assert "陈䶮" in consent.content.decode()
    assert not IdentityClaim.objects.exists()

    assert _claim(client, person)["Location"] == "/identity/proof/"
    assert client.get("/identity/proof/").status_code == 200
    code = SmsMessage.objects.filter(phone=person.phone).latest("pk").code
    assert client.post("/identity/proof/", {"code": code})["Location"] == "/licenses/apply/"

    citizen.refresh_from_db()
    assert citizen.person == person
    page = client.get("/identity/", headers=ENGLISH).content.decode()
    assert "Your identity is confirmed" in page
    assert person.id_number not in page


def test_all_claims_are_answered_alike():
    person, bound = PersonFactory(), PersonFactory()
    UserFactory(person=bound)
    cases = [
        (person.name, person.id_number),
        ("王小明", person.id_number),
        (person.name, made_up_id_number(999_999)),
        (bound.name, bound.id_number),
    ]
    seen, counts = [], []
    for name, number in cases:
        visitor = Client()
        visitor.force_login(UserFactory())
        with CaptureQueriesContext(connection) as statements:
            answer = visitor.post(
                "/identity/", {"name": name, "id_number": number, "consent": "yes"}, follow=True
            )
        wrong = visitor.post("/identity/proof/", {"code": "000000"})
        text = re.sub(
            r'(csrfmiddlewaretoken" value="|<code>)[^"<]*', "", (answer.content + wrong.content).decode()
        )
        seen.append((answer.status_code, wrong.status_code, answer.redirect_chain, text))
        counts.append(len(statements))

    assert all(case == seen[0] for case in seen)
    assert max(counts) - min(counts) <= 8


def test_the_answer_takes_its_time_whoever_is_claimed(client, citizen, settings, monkeypatch):
    settings.IDENTITY_ANSWER_SECONDS = 60.0
    waited = []
    monkeypatch.setattr("time.sleep", waited.append)

    _claim(client, PersonFactory())

    assert len(waited) == 1
    assert 55 < waited[0] <= 60


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "\x00",
        "陈\x00雨",
        "🙂",
        "陈" * 10_000,
        "\u202e陈雨",
        "陈\u200b雨",
        "陈1",
        "<script>",
        "\ud83d"[:0] + "-",
    ],
)
def test_what_is_no_name_is_refused_and_the_rest_kept(client, citizen, name):
    person = PersonFactory()

    page = _claim(client, person, name=name)

    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    assert f'value="{person.id_number}"' in page.content.decode()
    assert not IdentityClaim.objects.exists()


@pytest.mark.parametrize(
    "number",
    ["", "\x00", "1" * 15, "1" * 18, "1" * 10_000, "🙂" * 18, "99010119900518001", "990101199002300011", "x"],
)
def test_what_is_no_id_number_is_refused_and_the_rest_kept(client, citizen, number):
    page = _claim(client, PersonFactory(name="陈䶮"), id_number=number)

    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    assert 'value="陈䶮"' in page.content.decode()
    assert not IdentityClaim.objects.exists()


def test_too_many_claims_are_refused_in_words(client, citizen):
    for _ in range(5):
        _claim(client, PersonFactory())

    page = _claim(client, PersonFactory())

    assert page.status_code == 429
    assert IdentityClaim.objects.count() == 5


def test_at_the_counter_one_shows_a_number(client, citizen):
    person = PersonFactory()
    _claim(client, person)
    assert client.get("/identity/counter/").status_code == 200
    assert client.post("/identity/counter/", {"city": "000000"}).status_code == 200

    assert client.post("/identity/counter/", {"city": OPEN_CITY})["Location"] == "/identity/proof/"

    claim = IdentityClaim.objects.get()
    assert (claim.status, claim.city_id) == ("at_counter", OPEN_CITY)
    assert claim.reference in client.get("/identity/proof/").content.decode()
    assert client.post("/identity/proof/", {"code": "123456"}).status_code == 200


def test_there_is_no_proof_without_a_claim(client, citizen):
    assert client.get("/identity/proof/")["Location"] == "/identity/"
    assert client.get("/identity/counter/")["Location"] == "/identity/proof/"


def test_next_after_the_binding_leads_to_own_paths_only(client, citizen):
    person = PersonFactory()
    client.get("/identity/?next=https://evil.example/")
    _claim(client, person)
    code = SmsMessage.objects.filter(phone=person.phone).latest("pk").code

    assert client.post("/identity/proof/", {"code": code})["Location"] == "/wallet/"


def test_personal_pages_are_not_kept(client, citizen):
    for path in ("/identity/", "/identity/proof/", "/identity/counter/"):
        assert "no-store" in client.get(path)["Cache-Control"]
