"""The card in each state a license can be in, and what it asks while it is on a screen."""

import re
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from licenses.models import DriverLicense
from licenses.tests.factories import DriverLicenseFactory, in_days
from portal.accounts.models import User
from portal.accounts.tests.factories import UserFactory
from portal.credentials.kinds import kind_of
from portal.credentials.models import Credential
from portal.credentials.presenting import present
from portal.credentials.reading import find
from portal.credentials.tests.factories import holder_of, issued
from portal.credentials.verifying import Verifier, look
from portal.credentials.wallet import Delegation, card_of

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(credential, **more):
    client = Client(headers={"accept-language": "en", **more})
    user = User.objects.filter(person=credential.holder).first() or UserFactory(person=credential.holder)
    client.force_login(user, backend=BACKEND)
    return client


def change(credential, **facts):
    DriverLicense.objects.filter(pk=credential.subject_ref).update(**facts)


def page_of(credential):
    answer = client_of(credential).get(f"/wallet/{credential.pk}/")
    assert answer.status_code == 200
    return answer.text


def somebody_looks(credential):
    kind = kind_of("driver-license")
    at = timezone.now()
    shown = present(credential_id=credential.pk, kind=kind, actor=holder_of(credential), at=at)
    look(
        shown.text.rpartition("/")[2], verifier=Verifier(channel="public", label="", request_id="test"), at=at
    )


@pytest.mark.parametrize(
    ("letters", "tone", "shows_code"),
    [("A", "normal", True), ("H", "notice", True), ("B", "abnormal", True), ("F", "void", False)],
)
def test_the_card_of_every_tone_opens(letters, tone, shows_code):
    credential = issued()
    change(credential, status_letters=letters)

    page = page_of(credential)

    assert f"card-{tone}" in page
    assert ("<code-ring" in page) is shows_code
    assert ("<card-live" in page) is shows_code


def test_state_comes_before_who_and_who_before_the_code():
    credential = issued(DriverLicenseFactory(with_photo=True))
    change(credential, points=12)

    page = page_of(credential)

    places = [page.index(part) for part in ('class="why"', 'class="who"', 'class="photo"', "<code-ring")]
    assert places == sorted(places)
    assert page.index("<code-ring") < page.index("What to do:") < page.index("<footer>")


def test_a_card_that_ends_soon_counts_the_days_and_says_what_to_do():
    page = page_of(issued(DriverLicenseFactory(expiring=True)))

    assert "<b>23</b>" in page
    assert "Renew it online" in page
    assert 'data-tone="notice"' in page


def test_a_card_with_something_unsettled_counts_no_days():
    credential = issued()
    change(credential, status_letters="H")

    assert 'class="days"' not in page_of(credential)


def test_an_expired_card_is_red_and_says_why():
    credential = issued(DriverLicenseFactory(expired=True), at=timezone.now() - timedelta(days=10))

    page = page_of(credential)

    assert 'class="card card-abnormal' in page
    assert 'data-tone="abnormal"' in page
    assert "The license has expired" in page
    assert str(in_days(-3)) in page


def test_a_void_card_has_reason_number_day_and_authority_but_neither_photo_nor_code():
    credential = issued(DriverLicenseFactory(with_photo=True))
    change(credential, status_letters="F")
    license = DriverLicense.objects.get(pk=credential.subject_ref)

    page = page_of(credential)

    assert "The license has been revoked." in page
    assert license.office in page
    assert timezone.localtime(license.as_of).date().isoformat() in page
    assert "administrative review within 60 days" in page
    for hidden in ("/photo/", 'svg class="qr"', "<code-ring", "data-short", credential.holder.name):
        assert hidden not in page
    assert client_of(credential).get(f"/wallet/{credential.pk}/code/").status_code == 410


def test_a_copy_that_was_ended_says_on_which_day():
    credential = issued()
    ended_at = timezone.now() - timedelta(days=3)
    Credential.objects.filter(pk=credential.pk).update(
        status="revoked", ended_at=ended_at, end_reason="holder asked"
    )

    page = page_of(credential)

    assert "Ended on" in page
    assert timezone.localtime(ended_at).date().isoformat() in page


def test_a_card_used_with_authorization_says_whose_for_what_and_until_when(rf):
    credential = issued()
    kind = kind_of("driver-license")
    view = card_of(credential, find(kind, credential.pk), kind, at=timezone.now())
    until = timezone.now() + timedelta(days=7)
    delegation = Delegation(owner_masked="陈*", purpose="annual inspection", until=until)
    card = {name: getattr(view, name) for name in view.__slots__} | {"delegation": delegation}

    drawn = render_to_string("components/card.html", {"card": card, "request": rf.get("/")})

    assert "card-delegated" in drawn
    assert "陈*" in drawn
    assert "annual inspection" in drawn
    assert f"{timezone.localtime(until):%Y-%m-%d}" in drawn


def test_second_page_and_paper_open_without_script():
    page = page_of(issued())

    assert page.count('<details class="back-page">') == 2


def test_a_card_needs_at_most_eight_statements(django_assert_max_num_queries):
    credential = issued()
    client = client_of(credential)
    client.get(f"/wallet/{credential.pk}/")

    with django_assert_max_num_queries(8):
        client.get(f"/wallet/{credential.pk}/")


def test_the_page_of_a_card_is_small_on_the_wire():
    credential = issued(DriverLicenseFactory(with_photo=True))

    answer = client_of(credential, **{"accept-encoding": "gzip"}).get(f"/wallet/{credential.pk}/")

    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.content) < 8_000


def live_of(credential, since="", client=None):
    answer = (client or client_of(credential)).get(f"/wallet/{credential.pk}/live/", {"since": since})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json()


def test_a_card_on_a_screen_learns_that_its_state_has_changed():
    credential = issued()
    mark = re.search(r'<card-live [^>]*state="([^"]*)"', page_of(credential))[1]
    same = live_of(credential)
    change(credential, points=12)

    changed = live_of(credential)

    assert (same["state"], same["tone"]) == (mark, "normal")
    assert (changed["state"], changed["tone"]) == ("abnormal:B", "abnormal")


def test_a_card_on_a_screen_learns_once_that_somebody_looked():
    credential = issued()
    since = timezone.now().isoformat()
    nobody = live_of(credential, since)
    somebody_looks(credential)

    first = live_of(credential, nobody["since"])
    second = live_of(credential, first["since"])

    assert nobody["looks"] == []
    assert len(first["looks"]) == 1
    assert "Somebody opened the public page" in first["looks"][0]["words"]
    assert first["looks"][0]["used"] is False
    assert second["looks"] == []


@pytest.mark.parametrize(
    "since", ["", "x", "2020-01-01", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59Z"]
)
def test_any_moment_has_an_answer_and_none_reaches_far_back(since):
    assert live_of(issued(), since)["looks"] == []


def test_what_others_hold_has_no_news_for_me():
    credential, other = issued(), issued()

    assert client_of(other).get(f"/wallet/{credential.pk}/live/").status_code == 404


def test_asking_for_news_needs_at_most_seven_statements(django_assert_max_num_queries):
    credential = issued()
    client = client_of(credential)
    live_of(credential, client=client)

    with django_assert_max_num_queries(7):
        live_of(credential, client=client)


def test_the_first_card_says_how_to_show_it_until_somebody_has_seen_that():
    credential = issued()
    client = client_of(credential)
    assert "Have this scanned at a check." in client.get(f"/wallet/{credential.pk}/").text

    client.post("/display/", {"coach": "seen", "next": "/"})

    assert "Have this scanned at a check." not in client.get(f"/wallet/{credential.pk}/").text


def test_a_printed_card_says_of_when_it_is_and_where_it_is_checked():
    page = page_of(issued())

    said = re.search(r'class="print-only">State of ([\d: -]{19})\. Only the result .*?: (\S+)</span>', page)
    assert said is not None
    assert said[2] == "testserver/verify/"
