"""The card in each state a license can be in."""

import pytest

from portal.accounts.tests.factories import UserFactory
from portal.credentials.tests.factories import issued

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.mark.parametrize(
    ("letters", "tone", "shows_code"),
    [("A", "normal", True), ("H", "notice", True), ("B", "abnormal", True), ("F", "void", False)],
)
def test_the_card_of_every_tone_opens(client, letters, tone, shows_code):
    credential = issued()
    license = credential.holder.driver_license
    type(license).objects.filter(pk=license.pk).update(status_letters=letters)
    client.force_login(UserFactory(person=credential.holder), backend=BACKEND)

    answer = client.get(f"/wallet/{credential.pk}/")

    assert answer.status_code == 200
    assert f"card-{tone}" in answer.text
    assert ("<code-ring" in answer.text) is shows_code
