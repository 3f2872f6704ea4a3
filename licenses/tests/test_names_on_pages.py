"""A name of any script reaches my page, the card, the case of the officer and the register page."""

import pytest
from django.test import Client

from licenses import applying
from licenses.tests.factories import LicenseApplicationFactory
from portal.accounts.models import Person, User
from portal.backoffice.tests.staff import client_of, officer

pytestmark = pytest.mark.django_db
NAMES = ["陈䶮", "㛃𬭳", "阿卜杜热合曼·买买提吐尔逊江·艾则孜", "བཀྲ་ཤིས་དོན་གྲུབ་རྒྱ་མཚོ", "ئابدۇراخمان", "𠮷田"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_reaches_every_page_untouched(name, license, holder, at):
    Person.objects.filter(pk=license.person_id).update(name=name)
    row = LicenseApplicationFactory(license=license, consented=True, photo_source="on_file")
    done = applying.hand_in(application=row, actor=holder, at=at)
    me = Client()
    me.force_login(User.objects.get(pk=holder.user_id))
    clerk = client_of(officer("reviewer"))

    pages = [
        me.get("/me/"),
        me.get(f"/wallet/{done.credential_id}/"),
        clerk.get(f"/admin/licenses/licenseapplication/{row.pk}/change/"),
        clerk.get(f"/admin/licenses/driverlicense/{license.pk}/change/"),
    ]

    for page in pages:
        assert name in page.content.decode(), page.request["PATH_INFO"]
