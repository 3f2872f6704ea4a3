"""Filed drivers: asked, answered, ended, and what the trail says of each step."""

from datetime import timedelta

import pytest
from django.conf import settings

from portal.accounts.models import Organization
from portal.accounts.tests.factories import PersonFactory, UserFactory
from portal.audit.models import AuditEvent
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.notices.models import Notice
from vehicles import filing
from vehicles.models import FiledDriver
from vehicles.tests.conftest import actor_for

pytestmark = pytest.mark.django_db
CLERK = Actor.system("test")


@pytest.fixture
def unit():
    return Organization.objects.create(name="示范租车公司", uscc="91990100MA0000001G")


@pytest.fixture
def driver():
    return PersonFactory()


@pytest.fixture
def themself(driver):
    return actor_for(UserFactory(person=driver))


@pytest.fixture
def file(unit, driver, at):
    def make(**changed):
        named = {"id_number": driver.id_number, "name": driver.name} | changed
        return filing.file_driver(organization=unit, actor=CLERK, at=at, **named)

    return make


def trail():
    rows = AuditEvent.objects.filter(action__startswith="driver.").order_by("pk")
    return list(rows.values_list("action", "person_id"))


def test_each_step_is_in_the_trail_and_names_nobody_who_has_not_answered(file, driver, themself, unit, at):
    filed = file()
    filing.agree(filed=filed, person=driver, actor=themself, at=at)
    filing.end(filed=filed, actor=CLERK, at=at)
    assert trail() == [
        ("driver.filed", None),
        ("driver.agreed", driver.pk),
        ("driver.ended", driver.pk),
    ]
    last = AuditEvent.objects.filter(action="driver.agreed").get()
    assert last.facts == {"organization": unit.pk}
    assert last.actor_id == themself.user_id


def test_agreeing_ends_by_itself(file, driver, themself, at):
    filed = file()
    filing.agree(filed=filed, person=driver, actor=themself, at=at)
    until = at + timedelta(days=settings.DRIVER_CONSENT_DAYS)
    assert filed.agreed_until == until
    assert not filing.lapsed(filed, until - timedelta(seconds=1))
    assert filing.lapsed(filed, until)
    assert filing.employers_of(driver, until) == []


def test_a_driver_declines_or_takes_it_back(file, driver, themself, at):
    first = file()
    filing.refuse(filed=first, person=driver, actor=themself, at=at)
    assert first.status == FiledDriver.Status.DECLINED
    again = file()
    filing.agree(filed=again, person=driver, actor=themself, at=at)
    filing.refuse(filed=again, person=driver, actor=themself, at=at)
    assert again.status == FiledDriver.Status.ENDED
    assert [action for action, _who in trail()] == [
        "driver.filed",
        "driver.declined",
        "driver.filed",
        "driver.agreed",
        "driver.ended",
    ]


def test_a_refused_move_leaves_no_trace(file, driver, themself, at):
    filed = file()
    filing.end(filed=filed, actor=CLERK, at=at)
    before = trail()
    with pytest.raises(RuleViolation) as refusal:
        filing.agree(filed=filed, person=driver, actor=themself, at=at)
    assert refusal.value.code == "filing_over"
    assert trail() == before


def test_nobody_answers_for_another(file, at):
    stranger = PersonFactory()
    with pytest.raises(RuleViolation) as refusal:
        filing.agree(filed=file(), person=stranger, actor=CLERK, at=at)
    assert refusal.value.code == "not_found"
    assert [action for action, _who in trail()] == ["driver.filed"]


@pytest.mark.parametrize("wrong", [{"name": "别人"}, {"id_number": "11010519491231002X"}])
def test_the_answer_is_the_same_for_those_who_do_not_exist(file, driver, wrong):
    filed = file(**wrong)
    assert filed.status == FiledDriver.Status.WAITING
    assert not Notice.objects.filter(person_id=driver.pk).exists()


def test_filed_twice_is_refused_until_the_first_is_over(file, driver, themself, at):
    first = file()
    with pytest.raises(RuleViolation) as refusal:
        file()
    assert refusal.value.code == "driver_filed_already"
    filing.refuse(filed=first, person=driver, actor=themself, at=at)
    assert file().status == FiledDriver.Status.WAITING
