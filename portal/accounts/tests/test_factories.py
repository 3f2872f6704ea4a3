from datetime import date

import pytest
from allauth.mfa.models import Authenticator

from portal.accounts.tests.factories import (
    ApiKeyFactory,
    MembershipFactory,
    OfficerFactory,
    PersonFactory,
    UserFactory,
    made_up_id_number,
)
from portal.core.id_numbers import parse

pytestmark = pytest.mark.django_db


def test_made_up_people_have_valid_numbers_of_no_division():
    numbers = {made_up_id_number(n) for n in range(2000)}

    assert len(numbers) == 2000
    assert all(parse(number, on=date(2026, 1, 1)).division_code.startswith("99") for number in numbers)


def test_the_factories_make_rows_the_database_takes():
    assert UserFactory().person is None
    assert UserFactory(bound=True).person.phone
    assert PersonFactory(without_phone=True).phone == ""
    assert MembershipFactory().organization.pk
    assert ApiKeyFactory(revoked=True).revoked_at


def test_an_officer_has_a_city_and_a_second_factor():
    officer = OfficerFactory()

    assert officer.cities.count() == 1
    assert officer.user.has_perm("duty.review_applications")
    assert Authenticator.objects.filter(user=officer.user, type="totp").exists()
