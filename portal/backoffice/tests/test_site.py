import pytest
from django.test import Client

from portal.accounts.tests.factories import OfficerFactory, UserFactory
from portal.audit.models import AuditEvent
from portal.backoffice.tests.staff import client_of, officer, superuser

pytestmark = pytest.mark.django_db


def test_a_visitor_is_sent_to_the_one_login_page():
    for path in ("/admin/", "/admin/login/", "/admin/licenses/licenseapplication/"):
        answer = Client().get(path)

        assert answer.status_code == 302
        assert (
            answer["Location"].startswith("/accounts/login/?next=/admin/")
            or "next=%2Fadmin%2F" in answer["Location"]
        )


def test_the_login_page_of_the_admin_leads_back_into_the_admin_only():
    answer = Client().get("/admin/login/?next=https://evil.example/")

    assert answer["Location"] == "/accounts/login/?next=%2Fadmin%2F"


def test_a_citizen_is_refused():
    assert client_of(UserFactory(bound=True)).get("/admin/").status_code == 403


def test_an_officer_without_a_second_factor_is_sent_to_enroll_one():
    person = OfficerFactory(user=UserFactory(staff=True))

    answer = client_of(person).get("/admin/licenses/licenseapplication/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/2fa/")


def test_staff_who_are_no_officers_see_nothing():
    login = UserFactory(staff=True, second_factor=True)

    assert client_of(login).get("/admin/", follow=True).status_code == 403


def test_the_index_shows_tasks_before_tables():
    page = client_of(officer()).get("/admin/", headers={"Accept-Language": "en"}).content.decode()

    assert page.index("Applications waiting for review") < page.index("Registers and lists")
    assert "Identity claims at my counter" in page
    assert "Signing keys" not in page


def test_the_header_says_who_is_here_and_offers_to_sign_out():
    member = officer()

    page = client_of(member).get("/admin/", headers={"Accept-Language": "en"}).content.decode()
    header = page[page.index('id="user-tools"') : page.index("</header>")]

    assert f'<strong lang="zh-Hans">{member.name}</strong>' in header
    assert "Sign out" in header
    assert "Log out" not in header


@pytest.mark.parametrize(
    ("role", "hers", "not_hers"),
    [
        ("rollout_lead", "Register feeds", "Applications waiting"),
        ("second_approver", "Organizations and API keys", "Register feeds"),
        ("auditor", "Log of checks", "Look up a person"),
        ("officer", "Check a credential", "Log of checks"),
    ],
)
def test_each_role_sees_its_own_work(role, hers, not_hers):
    page = client_of(officer(role)).get("/admin/", headers={"Accept-Language": "en"}).content.decode()

    assert hers in page
    assert not_hers not in page


def test_a_superuser_sees_every_list():
    page = client_of(superuser()).get("/admin/", headers={"Accept-Language": "en"}).content.decode()

    for words in ("Applications waiting", "Signing keys", "Register feeds", "Log of checks", "API keys"):
        assert words in page


def test_what_is_out_of_sight_leaves_a_trace():
    client_of(officer()).get("/admin/licenses/licenseapplication/999999/change/")

    event = AuditEvent.objects.get(action="access.refused")
    assert event.subject == "page:/admin/licenses/licenseapplication/999999/change/"


def test_nothing_can_be_deleted_and_there_is_no_second_history():
    client = client_of(superuser())

    for address in ("delete", "history"):
        assert client.get(f"/admin/rollout/city/320500/{address}/").status_code == 404
        assert client.post(f"/admin/rollout/city/320500/{address}/").status_code == 404


def test_the_index_costs_few_statements(django_assert_max_num_queries):
    client = client_of(officer())

    with django_assert_max_num_queries(16):
        client.get("/admin/")


def test_each_cell_of_a_list_says_its_column_for_a_narrow_screen():
    who = superuser()

    page = client_of(who).get("/admin/rollout/city/", headers={"Accept-Language": "en"}).content.decode()

    assert '<th data-label="Code" class="field-code">' in page
    assert '<td data-label="English name" class="field-name_en">' in page


def test_an_empty_list_says_so_in_a_sentence():
    browser = client_of(superuser())

    def text(query: str) -> str:
        answer = browser.get(f"/admin/notices/mailmessage/{query}", headers={"Accept-Language": "en"})
        return answer.content.decode()

    assert "There is nothing in this list yet." in text("")
    assert "Nothing in this list matches the search and the filters." in text("?status__exact=sent")


def test_the_large_view_is_chosen_in_the_back_office_too():
    browser = client_of(officer())

    browser.post("/display/", {"view": "elder", "next": "/admin/"})
    page = browser.get("/admin/", headers={"Accept-Language": "en"}).content.decode()

    assert '<body class=" view-elder dashboard"' in page
    assert 'name="view" value="normal">Standard view<' in page
