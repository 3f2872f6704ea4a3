"""The chosen look is kept, and choosing it leads nowhere else."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import translation

from portal.accounts.tests.factories import UserFactory


@pytest.fixture
def client(client, settings):
    settings.ROOT_URLCONF = "portal.ui.tests.urls"
    return client


pytestmark = pytest.mark.django_db


def test_a_chosen_theme_is_kept_and_the_visitor_stays_on_the_page(client):
    response = client.post("/display/", {"theme": "dark", "next": "/form/?a=1"})
    assert response.headers["Location"] == "/form/?a=1"
    assert response.cookies["theme"].value == "dark"
    assert 'data-theme="dark"' in client.get("/form/").content.decode()


def test_an_unknown_look_is_not_kept(client):
    response = client.post("/display/", {"theme": '"><script>', "view": "huge", "next": "/form/"})
    assert "theme" not in response.cookies
    assert "view" not in response.cookies


def test_a_hint_that_was_seen_stays_away(client):
    response = client.post("/display/", {"coach": "seen", "next": "/form/"})
    assert response.cookies["coach"].value == "seen"
    assert client.get("/form/").context["coach"] is False


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", ""])
def test_choosing_a_look_never_leads_to_another_site(client, target):
    assert client.post("/display/", {"theme": "dark", "next": target}).headers["Location"] == "/"


def test_looking_at_the_address_of_the_choice_is_not_choosing(client):
    assert client.get("/display/").status_code == 405


def test_a_forged_cookie_falls_back_to_the_look_of_the_device(client):
    client.cookies["theme"] = '"><b>'
    client.cookies["view"] = "x"
    html = client.get("/form/").content.decode()
    assert 'data-theme="auto"' in html
    assert 'data-view="normal"' in html


def test_a_missing_page_says_so_with_the_ribbon_of_the_demonstration(client, settings):
    settings.DEMO = True
    response = client.get("/nowhere/", headers={"accept-language": "en"})
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()
    assert "This is a demonstration" in response.content.decode()


def test_the_real_portal_shows_no_ribbon(client, settings):
    settings.DEMO = False
    assert "demonstration" not in client.get("/form/", headers={"accept-language": "en"}).content.decode()


@pytest.mark.parametrize(("signed_in", "says"), [(True, "You are signed in, but"), (False, "not signed in")])
def test_a_page_that_says_no_knows_whether_somebody_is_signed_in(rf, settings, signed_in, says):
    settings.ROOT_URLCONF = "portal.urls"
    request = rf.get("/x/")
    request.user = UserFactory() if signed_in else AnonymousUser()

    with translation.override("en"):
        assert says in render_to_string("403.html", {"user": request.user}, request)
