from typing import Any

import pytest
from django.contrib.sessions.models import Session

from portal.accounts.models import User
from portal.accounts.tests.factories import PersonFactory
from portal.credentials import reading
from portal.credentials.tests.factories import issued
from portal.credentials.tests.test_pages import holder_client

pytestmark = pytest.mark.django_db


def test_a_fresh_code_costs_one_statement_once_the_session_is_known(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    credential = issued()
    client = holder_client(credential)
    address = f"/wallet/{credential.pk}/code/"
    asked: list[str] = []
    real = reading.run
    monkeypatch.setattr(reading, "run", lambda sql, facts: asked.append(sql) or real(sql, facts))
    client.get(address)
    first = len(asked)

    with django_assert_num_queries(0):  # none beside those counted here
        assert client.get(address).status_code == 200

    assert (first, len(asked)) == (2, 3)


@pytest.mark.parametrize("change", ["ended", "person"])
def test_whose_session_it_is_is_asked_each_time(change: str) -> None:
    credential = issued()
    client = holder_client(credential)
    address = f"/wallet/{credential.pk}/code/"
    assert client.get(address).status_code == 200
    user = User.objects.filter(person=credential.holder)
    if change == "ended":
        Session.objects.all().delete()
    else:
        user.update(person=PersonFactory())

    assert client.get(address).status_code in (302, 404)
