import pytest
from django.utils import timezone

from portal.audit.models import AuditEvent
from portal.backoffice.tests.staff import client_of, officer
from portal.rollout.models import Activation
from portal.rollout.tests.factories import ActivationFactory, BatchFactory

pytestmark = pytest.mark.django_db
OPENINGS = "/admin/rollout/activation/"


def test_a_city_is_paused_with_a_reason_and_resumed():
    opening = ActivationFactory()
    client = client_of(officer("rollout_lead"))

    client.post(f"{OPENINGS}{opening.pk}/act/pause/", {"reason": ""})
    assert Activation.objects.get().paused_at is None

    client.post(f"{OPENINGS}{opening.pk}/act/pause/", {"reason": "printer on fire"})
    assert Activation.objects.get().paused_at is not None
    assert AuditEvent.objects.get(action="city.paused").facts["reason"] == "printer on fire"

    client.post(f"{OPENINGS}{opening.pk}/act/resume/")
    assert Activation.objects.get().paused_at is None


def test_what_cannot_be_paused_is_refused_in_words():
    opening = ActivationFactory(planned=True)
    client = client_of(officer("rollout_lead"))

    answer = client.post(
        f"{OPENINGS}{opening.pk}/act/pause/", {"reason": "x"}, headers={"Accept-Language": "en"}
    )

    assert answer.status_code == 409
    assert "The service is not open in this city." in answer.content.decode()


def test_a_second_approver_looks_and_does_not_pause():
    opening = ActivationFactory()
    client = client_of(officer("second_approver"))

    assert client.get(f"{OPENINGS}{opening.pk}/change/").status_code == 200
    assert client.post(f"{OPENINGS}{opening.pk}/act/pause/", {"reason": "x"}).status_code == 403
    assert client.post(f"{OPENINGS}{opening.pk}/change/", {"paused_at": ""}).status_code == 403
    assert Activation.objects.get().paused_at is None


def test_a_plan_waits_on_the_desk_of_those_who_may_approve_it():
    author, other = officer("second_approver"), officer("second_approver")
    BatchFactory(status="planned", author_ids=[author.user_id])

    def shown(who):
        return client_of(who).get("/admin/", headers={"Accept-Language": "en"}).content.decode()

    assert "Batches to approve" in shown(other)
    assert "Batches to approve" not in shown(author)
    assert "Batches to approve" not in shown(officer("rollout_lead"))


@pytest.mark.parametrize("role", ["reviewer", "officer", "auditor"])
def test_the_rollout_is_not_everybodys_business(role):
    client = client_of(officer(role))

    for address in (OPENINGS, "/admin/rollout/batch/", "/admin/rollout/city/"):
        assert client.get(address).status_code == 403


def test_lists_cost_few_statements(django_assert_max_num_queries):
    ActivationFactory()
    client = client_of(officer("rollout_lead"))

    for address in (OPENINGS, "/admin/rollout/batch/", "/admin/rollout/city/"):
        with django_assert_max_num_queries(14):
            client.get(address)


def test_lists_in_english_write_days_as_all_pages_do_and_provinces_in_english():
    opening = ActivationFactory(planned=True)
    client = client_of(officer("rollout_lead"))
    english = {"Accept-Language": "en"}

    openings = client.get(OPENINGS, headers=english).content.decode()
    cities = client.get("/admin/rollout/city/?q=320500", headers=english).content.decode()

    assert f"{timezone.localtime(opening.opens_at):%Y-%m-%d %H:%M}<" in openings
    assert ">Jiangsu<" in cities
    assert "江苏省" not in cities
