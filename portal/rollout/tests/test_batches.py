"""The staff pages of batches, as somebody new would use them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal.accounts.models import Officer
from portal.audit.models import AuditEvent
from portal.backoffice.tests.staff import client_of, officer
from portal.core.actors import Actor
from portal.rollout import planning
from portal.rollout.models import Activation, Batch, City
from portal.rollout.preflight import Check
from portal.rollout.services import Service
from portal.rollout.tests.factories import ActivationFactory

pytestmark = pytest.mark.django_db
BATCHES = "/admin/rollout/batch/"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def lead():
    return client_of(officer("rollout_lead"))


@pytest.fixture
def approver():
    return client_of(officer("second_approver"), fresh=True)


def moment(days):
    return (timezone.localtime() + timedelta(days=days)).strftime("%Y-%m-%dT09:00")


@pytest.fixture
def batch(lead):
    """Three cities, planned through the pages."""
    lead.post(f"{BATCHES}plan/", {"name": "第四批", "note": ""})
    batch = Batch.objects.get()
    lead.post(
        f"{BATCHES}{batch.pk}/act/add/",
        {"service": "driver-license", "opens_at": moment(7), "cities": "南通市，Yangzhou\n321200"},
    )
    return batch


def page(client, batch):
    return client.get(f"{BATCHES}{batch.pk}/change/", headers=ENGLISH).content.decode()


def approve(client, batch, **changes):
    batch.refresh_from_db()
    values = {"revision": batch.revision, "name": batch.name} | changes
    return client.post(f"{BATCHES}{batch.pk}/act/approve/", values, headers=ENGLISH)


def test_three_cities_are_planned_by_one_and_approved_by_another(batch, lead, approver):
    assert batch.activations.count() == 3
    assert timezone.localtime(batch.activations.first().opens_at).hour == 9
    assert "somebody else must approve it" in page(lead, batch)
    assert "/act/approve/" not in page(lead, batch)

    assert "/act/take-out/" in page(lead, batch)
    assert "/act/take-out/" not in page(approver, batch)
    assert "/act/approve/" in page(approver, batch)
    assert approve(approver, batch).status_code == 302

    batch.refresh_from_db()
    assert batch.status == "approved"
    for name in (batch.planned_by, batch.approved_by):  # by name and badge number
        officer_now = Officer.objects.get(badge_number=name.rpartition("(")[2].rstrip(")"))
        assert name == str(officer_now)


def test_the_one_who_planned_cannot_approve_though_the_duty_is_there(batch, approver):
    Batch.objects.update(author_ids=[int(approver.session["_auth_user_id"])])

    answer = approve(approver, batch)

    assert answer.status_code == 409
    assert "Somebody else must." in answer.content.decode()


def test_approving_asks_for_the_second_factor_and_for_the_name(batch, approver):
    stale = approve(client_of(officer("second_approver")), batch)
    assert stale.status_code == 302
    assert "reauthenticate" in stale["Location"]

    wrong = approve(approver, batch, name="第三批")
    assert "This is not the name of the batch." in wrong.content.decode()

    batch.refresh_from_db()
    assert batch.status == "planned"


def test_what_is_missing_stands_in_the_row_and_holds_the_approval_up(batch, lead, approver, checks):
    checks["officers"] = Check("officers", "Officers", lambda _s, _c: {"321000": "Nobody reviews there."})

    read = page(lead, batch)

    assert "1 opening is not ready" in read
    assert "Nobody reviews there." in read
    assert approve(approver, batch).status_code == 409


def test_unknown_names_are_told_one_and_all(batch, lead):
    answer = lead.post(
        f"{BATCHES}{batch.pk}/act/add/",
        {"service": "driver-license", "opens_at": moment(7), "cities": "Atlantis, 上海市, El Dorado"},
        headers=ENGLISH,
    )

    assert "Atlantis, El Dorado" in answer.content.decode()
    assert batch.activations.count() == 3


def test_refused_cities_are_named_and_nothing_typed_is_lost(batch, lead):
    ActivationFactory(city_id="310000", city=None)

    answer = lead.post(
        f"{BATCHES}{batch.pk}/act/add/",
        {"service": "driver-license", "opens_at": moment(7), "cities": "上海市"},
        headers=ENGLISH,
    )

    read = answer.content.decode()
    assert answer.status_code == 409
    assert "These cities have an opening for this service already: Shanghai." in read
    assert "上海市" in read


def test_a_city_leaves_the_plan(batch, lead):
    opening = batch.activations.first()

    answer = lead.post(f"/admin/rollout/activation/{opening.pk}/act/take-out/")

    assert answer["Location"] == f"{BATCHES}{batch.pk}/change/"
    assert batch.activations.count() == 2


def test_a_plan_is_discarded(batch, lead):
    answer = lead.post(f"{BATCHES}{batch.pk}/act/discard/")

    assert answer["Location"] == BATCHES
    assert not Activation.objects.exists()


def test_a_copy_leads_to_the_copy(batch, lead):
    values = {"name": "第四批 行驶证", "service": "vehicle-license", "opens_at": moment(9)}

    answer = lead.post(f"{BATCHES}{batch.pk}/act/copy/", values)

    assert answer["Location"] == f"{BATCHES}{Batch.objects.latest('pk').pk}/change/"


def test_a_file_is_imported_or_all_its_mistakes_are_shown(lead):
    def send(text):
        file = SimpleUploadedFile("plan.csv", text.encode())
        return lead.post(f"{BATCHES}import/", {"file": file}, headers=ENGLISH)

    bad = send("batch,service,city,opens_at\nA,x,Atlantis,soon\n")
    assert bad.status_code == 409
    assert "3 mistakes in the file; nothing was imported." in bad.content.decode()
    assert "ValueError" not in send("").content.decode()

    assert send(lead.get(f"{BATCHES}import/example.csv").content.decode("utf-8-sig")).status_code in (
        302,
        409,
    )
    assert send("batch,service,city,opens_at\nA,driver-license,310000,2099-01-01\n").status_code == 302
    assert Batch.objects.filter(name="A").exists()


@pytest.mark.parametrize("address", ["plan/", "import/", "import/example.csv"])
def test_only_those_who_plan_may_plan(approver, address):
    assert approver.get(f"{BATCHES}{address}").status_code == 403
    assert client_of(officer("reviewer")).get(f"{BATCHES}{address}").status_code == 403


def test_a_nation_costs_as_many_statements_as_a_city(lead, approver, django_assert_max_num_queries):
    at = timezone.now()
    actor = officer("rollout_lead")
    planner = Actor(channel="staff", label="x", user_id=actor.user_id)
    batch = planning.plan_batch(name="all", actor=planner, at=at)
    provinces = set(City.objects.values_list("province_code", flat=True))
    chosen = {"service": Service.DRIVER_LICENSE, "opens_at": at + timedelta(days=3)}
    planning.add_cities(batch=batch, **chosen, province_codes=provinces, actor=planner, at=at)

    with django_assert_max_num_queries(18):
        read = page(approver, batch)
    assert "0 of 369 open" in read


def test_an_official_figure_needs_a_source_and_leaves_a_trace(lead, approver):
    values = {
        "service": "driver-license",
        "text": "首日签发 18 万",
        "text_en": "180,000 on the first day",
        "as_of": "2021-06-01",
        "source": "",
        "source_url": "",
    }
    add = "/admin/rollout/figure/add/"

    assert lead.post(add, values).status_code == 200
    assert lead.post(add, values | {"source": "Xinhua, 2 June 2021"}).status_code == 302
    assert approver.post(add, values | {"source": "x"}).status_code == 403
    assert AuditEvent.objects.get(action="figure.changed").facts["source"] == "Xinhua, 2 June 2021"
