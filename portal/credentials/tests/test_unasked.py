"""Whoever gets a credential from a bulk run is told once, and finds it listed."""

from typing import Any

import pytest
from django.utils import timezone

from licenses.models import DriverLicense
from licenses.tests.factories import DriverLicenseFactory
from portal.accounts.tests.factories import UserFactory
from portal.backoffice.tests.staff import client_of
from portal.credentials import keys, ledger, running, unasked
from portal.credentials.models import Chunk, Credential, Run
from portal.credentials.tasks import tell_issued
from portal.credentials.tests.factories import SYSTEM
from portal.notices.models import Notice, SmsMessage
from portal.notices.wording import title_and_text
from portal.rollout.tests.factories import ActivationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open_city(settings: Any) -> None:
    settings.BULK_CHUNK_SIZE = 2
    keys.ensure_keys(actor=SYSTEM, at=timezone.now())
    ActivationFactory()


def issued() -> Run:
    """A run over the city, worked off to its end."""
    at = timezone.now()
    run = running.plan(kind="driver-license", cities=["320500"], title="t", actor=SYSTEM, at=at)
    while ledger.step(run_id=run.pk, actor=SYSTEM, at=at):
        pass
    Run.objects.filter(pk=run.pk).update(status=Run.Status.RUNNING, started_at=at)
    while ledger.step(run_id=run.pk, actor=SYSTEM, at=at):
        pass
    run.refresh_from_db()
    assert run.status == Run.Status.DONE
    return run


def holder_of(license: DriverLicense) -> Any:
    return UserFactory(person=license.person)


def test_each_holder_with_a_login_is_told_once_and_by_no_message() -> None:
    licenses = DriverLicenseFactory.create_batch(5)
    users = [holder_of(license) for license in licenses[:3]]
    users[2].is_active = False
    users[2].save()
    run = issued()

    assert tell_issued() == 3
    assert tell_issued() == 0

    told = Notice.objects.order_by("person_id")
    assert [notice.person_id for notice in told] == sorted(user.person_id for user in users[:2])
    assert {(notice.code, notice.link) for notice in told} == {("issued_unasked", "/wallet/automatic/")}
    assert run.reference in title_and_text(told[0].code, told[0].facts)[1]
    assert not SmsMessage.objects.exists()


def test_nobody_is_told_of_what_a_run_has_not_made() -> None:
    held = DriverLicenseFactory()
    user = holder_of(held)
    running.opt_out(person_id=user.person_id, kind="driver-license", at=timezone.now())
    issued()

    assert tell_issued() == 0
    assert not Notice.objects.exists()


def test_killed_between_telling_and_marking_neither_has_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    holder_of(DriverLicenseFactory())
    issued()

    def killed(*_args: Any, **_kwargs: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(Chunk.objects, "filter", lambda **found: killed() if "pk" in found else real(**found))
        real = type(Chunk.objects).filter.__get__(Chunk.objects)
        with pytest.raises(SystemExit):
            unasked.tell_next(actor=SYSTEM, at=timezone.now())
    assert not Notice.objects.exists()
    assert tell_issued() == 1
    assert Notice.objects.count() == 1


def test_the_holder_finds_it_in_a_list(client: Any) -> None:
    user = holder_of(DriverLicenseFactory())
    run = issued()
    page = client_of(user).get("/wallet/automatic/", headers={"accept-language": "en"}).content.decode()
    assert run.reference in page
    assert f"/wallet/{Credential.objects.get().pk}/" in page
    assert client_of(user).get("/me/history/").content.decode().count("/wallet/automatic/") == 1


def test_others_find_nothing_in_theirs() -> None:
    DriverLicenseFactory()
    run = issued()
    page = client_of(UserFactory(bound=True)).get("/wallet/automatic/").content.decode()
    assert run.reference not in page
