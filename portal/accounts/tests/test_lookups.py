"""Looking people up by the beginning of a name stays quick in a register of millions."""

import pytest
from django.db import connection

from portal.accounts.admin.lookups import names_beginning_with
from portal.accounts.models import Person
from portal.accounts.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


def test_the_beginning_of_a_name_is_found_along_the_index_in_its_order():
    for number in range(300):
        PersonFactory(name=f"{'王李张刘陈'[number % 5]}{chr(0x4E00 + number)}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_person")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")

    rows = names_beginning_with(Person.objects.all(), "王", "name")[:50]
    plan = rows.explain()

    assert "persons_by_name" in plan
    assert "Index Cond" in plan
    names = [row.name for row in rows]
    assert len(names) == 50
    assert names == sorted(names)
    assert {name[0] for name in names} == {"王"}


def test_signs_of_a_pattern_are_letters_of_a_name_and_nothing_else():
    PersonFactory(name="王%明")
    PersonFactory(name="王小明")

    found = names_beginning_with(Person.objects.all(), "王%", "name")

    assert [row.name for row in found] == ["王%明"]
