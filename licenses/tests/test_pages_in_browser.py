"""The pages of an application in a real browser: keyboard-sized steps, no CSP message, no axe violation."""

import pytest
from django.test import Client

from licenses.models import DriverLicense, LicenseApplication
from licenses.tests.factories import LicenseApplicationFactory, picture
from portal.accounts.tests.factories import UserFactory
from portal.rollout.models import Activation
from portal.rollout.tests.factories import ActivationFactory
from tests.browsers import OpenWindow
from tests.windows import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def holder_client(license, client: Client) -> Client:
    user = UserFactory(person=license.person)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture(params=["zh-CN", "en-GB"])
def visitor(request: pytest.FixtureRequest, holder_client: Client, open_window: OpenWindow) -> Window:
    """A phone in the hands of the license's holder; every page it sees must be clean."""
    return open_window(holder_client, locale=request.param, viewport={"width": 390, "height": 844})


def test_the_way_from_start_to_reference_is_clean(visitor, tmp_path):
    photo = tmp_path / "me.jpg"
    photo.write_bytes(picture("#ffffff"))
    visitor.open("/licenses/apply/")
    visitor.look("start")
    visitor.press("main form .button")
    visitor.look("consent")
    visitor.press("main form .button")
    visitor.look("consent-error")
    visitor.page.locator("input[value=yes]").check()
    visitor.press("main form .button")
    visitor.look("found")
    visitor.press("main .buttons .button")
    visitor.look("photo")
    visitor.page.locator("input[value=upload]").check()
    visitor.page.locator("input[type=file]").set_input_files(photo)
    visitor.press("main form .button")
    visitor.look("answers")
    visitor.press("main form .button")
    visitor.look("done")
    visitor.press("main .buttons .button")
    visitor.look("tracker")

    assert LicenseApplication.objects.get().status == "in_review"


def test_every_other_state_of_the_pages_is_clean(visitor, license):
    rows = {
        trait: LicenseApplicationFactory(license=license, **{trait: True})
        for trait in ("refused", "withdrawn", "needs_action")
    }
    for trait, row in rows.items():
        visitor.open(f"/licenses/applications/{row.reference}/")
        visitor.look(trait)
    visitor.open(f"/licenses/applications/{rows['needs_action'].reference}/withdraw/")
    visitor.look("withdraw")
    visitor.open("/licenses/apply/")
    visitor.look("start-open")
    LicenseApplication.objects.open().delete()
    DriverLicense.objects.update(status_letters="BS")
    visitor.open("/licenses/apply/")
    visitor.look("start-refused")
    DriverLicense.objects.update(status_letters="A")
    Activation.objects.all().delete()
    ActivationFactory(planned=True)
    visitor.open("/licenses/apply/")
    visitor.look("start-closed")
    DriverLicense.objects.filter(pk=license.pk).update(person=UserFactory(bound=True).person)
    visitor.open("/licenses/apply/")
    visitor.look("start-no-license")
