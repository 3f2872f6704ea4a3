"""At a counter: exactly the facts of the business, a visit nobody can change, a page without a script."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from portal.audit.models import AuditEvent
from portal.backoffice.tests.staff import client_of, officer, superuser
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.credentials import counters
from portal.credentials.businesses import Business, CounterKind
from portal.credentials.kinds import all_kinds, kind_of
from portal.credentials.models import CounterVisit, Credential, Verification
from portal.credentials.presenting import present
from portal.credentials.tests.factories import holder_of, issued
from portal.credentials.wallet import activity_of
from portal.rollout.tests.factories import CityFactory

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}
DRIVER = "driver-license"


def shown(credential: Credential) -> Any:
    at = timezone.now()
    return present(credential_id=credential.pk, kind=kind_of(DRIVER), actor=holder_of(credential), at=at)


def actor_of(row: Any) -> Actor:
    return Actor(channel="staff", label=row.badge_number, user_id=row.user_id, officer=row)


def served(credential: Credential, business: Business, clerk: Any, **more: Any) -> Any:
    given = {"city": clerk.cities.first(), "actor": actor_of(clerk), "at": timezone.now()} | more
    return counters.serve(code=shown(credential).text, business=business, **given)


@pytest.mark.parametrize(
    ("business", "told"),
    [
        (Business.VEHICLE_REGISTRATION, {"name", "number"}),
        (Business.VIOLATION, {"name", "number", "classes", "valid_until", "status"}),
        (
            Business.ACCIDENT,
            {"name", "number", "classes", "valid_from", "valid_until", "restrictions", "status"},
        ),
    ],
)
def test_a_business_hears_what_it_needs_and_the_holder_reads_exactly_that(
    business: Business, told: set[str]
) -> None:
    credential, clerk = issued(), officer()

    verdict = served(credential, business, clerk)

    assert set(verdict.claims) == told
    row = Verification.objects.get(id=verdict.id)
    assert (row.purpose, set(row.disclosed.split(","))) == ("counter", told)
    looks = activity_of(actor=holder_of(credential))
    assert [look.business for look in looks] == [str(business.label)]
    assert [(look.verifier, set(look.disclosed)) for look in looks] == [(str(clerk), told)]
    visit = CounterVisit.objects.get()
    assert (visit.business, visit.verification_id, visit.officer) == (business, verdict.id, clerk)
    event = AuditEvent.objects.get(action="counter.visit")
    assert (event.person_id, event.facts["business"]) == (credential.holder_id, business)


@pytest.mark.parametrize("kind", all_kinds())
def test_what_a_business_needs_are_claims_of_the_kind_in_the_closed_list(kind: Any) -> None:
    assert isinstance(kind, CounterKind)
    assert set(kind.needed) == set(Business.values)
    for names in kind.needed.values():
        assert set(names) <= set(kind.claim_labels)


def test_a_code_that_proves_nothing_is_checked_and_no_visit() -> None:
    credential, clerk = issued(), officer()
    code = shown(credential).text
    given: dict[str, Any] = {"business": Business.ACCIDENT, "city": clerk.cities.first()}

    counters.serve(code=code, **given, actor=actor_of(clerk), at=timezone.now())
    again = counters.serve(code=code, **given, actor=actor_of(clerk), at=timezone.now())
    forged = counters.serve(code="QQ", **given, actor=actor_of(clerk), at=timezone.now())

    assert (again.reason, forged.reason) == ("already_used", "malformed")
    assert (CounterVisit.objects.count(), Verification.objects.count()) == (1, 3)


def test_nobody_serves_in_a_city_of_others_nor_without_a_badge() -> None:
    credential, clerk = issued(), officer()
    elsewhere = CityFactory(other=True)
    for more in ({"city": elsewhere}, {"actor": Actor(channel="staff", label="root", user_id=1)}):
        with pytest.raises(RuleViolation, match="counter_of_another_city"):
            served(credential, Business.VIOLATION, clerk, **more)
    assert not Verification.objects.exists()


def test_a_visit_is_never_changed_nor_deleted() -> None:
    served(issued(), Business.VIOLATION, officer())
    for act in (
        lambda: CounterVisit.objects.update(business="accident"),
        lambda: CounterVisit.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
            act()


def test_the_page_works_with_a_typed_short_code_and_lists_the_visits_of_today() -> None:
    credential, clerk = issued(), officer()
    client = client_of(clerk)
    page = client.get("/counter/", headers=ENGLISH)
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert "Nobody yet." in page.content.decode()
    given = {"city": clerk.cities.first().pk, "business": "vehicle-registration"}

    done = client.post("/counter/", given | {"code": shown(credential).short_code}, headers=ENGLISH)

    text = done.content.decode()
    assert credential.holder.name in text
    assert credential.holder.id_number in text
    for hidden in ("Class", "Valid until", "Points", "Restrictions"):
        assert f"<dt>{hidden}</dt>" not in text
    check = CounterVisit.objects.get().verification_id
    assert text.count(f"ver_{check.hex}") == 2
    assert 'value="vehicle-registration"' in text
    assert f"ver_{check.hex}" not in client_of(officer()).get("/counter/").content.decode()


def test_the_page_asks_again_for_what_is_missing_and_takes_no_other_city() -> None:
    credential, clerk = issued(), officer()
    client = client_of(clerk)
    other = CityFactory(other=True).pk

    for given in (
        {"code": "QQ"},
        {"code": shown(credential).short_code, "business": "violation", "city": other},
    ):
        assert client.post("/counter/", given).status_code == 200
    assert not CounterVisit.objects.exists()
    assert client_of(superuser()).get("/counter/").status_code == 403


def test_the_city_is_that_of_the_last_visit_today_else_it_must_be_chosen() -> None:
    here, there = CityFactory(), CityFactory(other=True)
    clerk = officer(cities=[here, there])
    client = client_of(clerk)

    assert "selected>Choose a city</option>" in client.get("/counter/", headers=ENGLISH).content.decode()
    served(issued(), Business.VIOLATION, clerk, city=there)

    page = client.get("/counter/", headers=ENGLISH).content.decode()
    assert f'value="{there.pk}" selected' in page
    only = client_of(officer(cities=[here])).get("/counter/").content.decode()
    assert f'type="hidden" name="city" value="{here.pk}"' in only


def test_the_scanner_offers_to_seize_after_a_check_that_found_a_license() -> None:
    credential, clerk = issued(), officer(role="officer")
    client = client_of(clerk)

    page = client.post(
        "/scan/", {"code": shown(credential).short_code, "purpose": "roadside"}, headers=ENGLISH
    )
    check = Verification.objects.get().id
    wrong = client.post("/scan/", {"code": "QQ", "purpose": "roadside"}, headers=ENGLISH)

    assert f'href="/licenses/seize/{check}/"' in page.content.decode()
    assert "/licenses/seize/" not in wrong.content.decode()
