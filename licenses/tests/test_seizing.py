"""Holding a license by its state, and giving it back with four eyes."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from licenses import seizing, telling
from licenses.facts import facts_of
from licenses.models import DriverLicense, Seizure
from licenses.standing import standing
from licenses.tests.conftest import actor_for
from licenses.wording import SEIZURES
from portal.accounts.tests.factories import OfficerFactory
from portal.audit.models import AuditEvent
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.credentials.kinds import kind_of
from portal.feeds import loading
from portal.feeds.receiving import open_load
from portal.notices.models import Notice
from portal.rollout.tests.factories import CityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(open_city):
    return actor_for(OfficerFactory().user)


def seized(license, actor, at, **more):
    return seizing.seize(
        license=license, actor=actor, at=at, **({"reason": "alcohol", "note": "case 7, form 12"} | more)
    )


def now(license):
    return standing(
        facts_of(DriverLicense.objects.select_related("person").get(pk=license.pk)), license.valid_from
    )


def test_a_seized_license_is_red_at_once_and_the_register_keeps_its_own_letters(license, reviewer, at):
    DriverLicense.objects.filter(pk=license.pk).update(status_letters="H")

    row = seized(license, reviewer, at)

    stored = DriverLicense.objects.get(pk=license.pk)
    assert (stored.status_letters, stored.seizure_letter) == ("H", "U")
    assert (now(license).tone, now(license).codes) == ("abnormal", ("U", "H"))
    checked = kind_of("driver-license").entry(str(license.pk))
    assert kind_of("driver-license").standing(checked, license.valid_from).codes == ("U", "H")
    event = AuditEvent.objects.get(action="license.seized")
    assert (event.person_id, event.facts["seizure"], event.facts["letter"]) == (
        license.person_id,
        row.reference,
        "U",
    )


def test_the_holder_is_told_once_in_the_words_of_the_seizure(license, holder, reviewer, at):
    row = seized(license, reviewer, at)
    telling.tell_standing(actor=Actor.system("test"), at=at + timedelta(minutes=5))

    notice = Notice.objects.get(person_id=license.person_id)
    assert (notice.code, notice.facts, notice.link) == (
        "license_seized",
        {"reference": row.reference},
        f"/licenses/seizures/{row.reference}/",
    )


def test_every_ground_has_a_letter_that_bars_driving_and_a_rule(license, reviewer, at):
    assert set(SEIZURES) == set(
        Seizure._meta.get_field("reason").choices and dict(Seizure._meta.get_field("reason").choices)
    )
    for letter, rule in SEIZURES.values():
        assert letter in "UKD"
        assert str(rule)


@pytest.mark.parametrize(
    ("more", "code"), [({"reason": "mood"}, "reason_unknown"), ({"note": "  "}, "note_missing")]
)
def test_a_seizure_without_ground_or_note_is_refused_and_leaves_no_trace(license, reviewer, at, more, code):
    with pytest.raises(RuleViolation) as no:
        seized(license, reviewer, at, **more)

    assert no.value.code == code
    assert DriverLicense.objects.get(pk=license.pk).seizure_letter == ""
    assert not AuditEvent.objects.filter(action="license.seized").exists()


def test_nobody_seizes_an_own_license_nor_one_that_is_seized(license, reviewer, holder, at):
    both = Actor(**{**{name: getattr(reviewer, name) for name in ("channel", "label", "user_id", "officer")},
                    "person_id": license.person_id})  # fmt: skip
    for actor, code in ((both, "own_entry"), (holder, "no_seizing_officer")):
        with pytest.raises(RuleViolation) as no:
            seized(license, actor, at)
        assert no.value.code == code
    seized(license, reviewer, at)
    with pytest.raises(RuleViolation) as no:
        seized(license, reviewer, at)
    assert no.value.code == "already_seized"


def test_the_database_holds_one_open_seizure_and_four_eyes(license, reviewer, at):
    row = seized(license, reviewer, at)
    again = {
        name: getattr(row, name) for name in ("license", "city", "reason", "letter", "note", "seized_by")
    }
    with pytest.raises(IntegrityError, match="one_open_seizure_per_license"), transaction.atomic():
        Seizure.objects.create(reference="SE-X", seized_at=at, **again)
    same = {"end_asked_by": reviewer.officer, "ended_by": reviewer.officer}
    with pytest.raises(IntegrityError, match="seizure_is_ended_with_four_eyes"), transaction.atomic():
        Seizure.objects.filter(pk=row.pk).update(status="ended", end_asked_at=at, ended_at=at, **same)


def test_it_ends_only_with_four_eyes_of_the_same_city(license, reviewer, colleague, at):
    row = seized(license, reviewer, at)
    elsewhere = actor_for(OfficerFactory(cities=[CityFactory(other=True)]).user)

    def refused(act, actor, **more):
        with pytest.raises(RuleViolation) as no:
            act(seizure=row, actor=actor, at=at, **more)
        return no.value.code

    assert refused(seizing.confirm_end, colleague) == "seizure_moved"
    assert refused(seizing.ask_end, elsewhere, reason="decision 3") == "seizure_of_another_city"
    seizing.ask_end(seizure=row, reason="decision 3", actor=reviewer, at=at)
    assert now(license).codes == ("U",)
    assert refused(seizing.ask_end, colleague, reason="again") == "seizure_moved"
    assert refused(seizing.confirm_end, reviewer) == "own_request"
    assert refused(seizing.confirm_end, elsewhere) == "seizure_of_another_city"

    seizing.confirm_end(seizure=row, actor=colleague, at=at)

    assert now(license).tone == "normal"
    assert refused(seizing.confirm_end, colleague) == "seizure_moved"
    assert list(Notice.objects.order_by("id").values_list("code", flat=True)) == [
        "license_seized",
        "license_seizure_ended",
    ]
    facts = AuditEvent.objects.get(action="license.seizure_ended").facts
    assert facts["asked_by"] == reviewer.officer.badge_number
    assert facts["reason"] == "decision 3"
    assert seized(license, reviewer, at).reference != row.reference


@pytest.mark.parametrize("who", ["reviewer", "colleague"])
def test_a_request_to_end_is_refused_or_taken_back_and_can_be_made_again(
    license, reviewer, colleague, at, who
):
    actor = {"reviewer": reviewer, "colleague": colleague}[who]
    row = seized(license, reviewer, at)
    with pytest.raises(RuleViolation, match="seizure_moved"):
        seizing.refuse_end(seizure=row, reason="nothing asked", actor=actor, at=at)
    seizing.ask_end(seizure=row, reason="decision 3", actor=reviewer, at=at)
    with pytest.raises(RuleViolation, match="note_missing"):
        seizing.refuse_end(seizure=row, reason=" ", actor=actor, at=at)

    back = seizing.refuse_end(seizure=row, reason="appeal pending", actor=actor, at=at)

    assert (back.status, back.end_asked_by, back.end_reason) == ("open", None, "")
    assert now(license).codes == ("U",)
    facts = AuditEvent.objects.get(action="license.seizure_end_refused").facts
    assert (facts["asked_by"], facts["reason"]) == (reviewer.officer.badge_number, "appeal pending")
    seizing.ask_end(seizure=row, reason="decision 4", actor=colleague, at=at)
    seizing.confirm_end(seizure=row, actor=reviewer, at=at)
    assert now(license).tone == "normal"


def test_a_letter_that_the_register_brought_meanwhile_stays_when_the_seizure_ends(
    license, reviewer, colleague, at
):
    row = seized(license, reviewer, at)
    DriverLicense.objects.filter(pk=license.pk).update(status_letters="D")
    seizing.ask_end(seizure=row, reason="decision 3", actor=reviewer, at=at)
    seizing.confirm_end(seizure=row, actor=colleague, at=at)

    assert now(license).codes == ("D",)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_seize_at_once_one_does(license, reviewer, colleague, at):
    answers = _at_once(lambda actor: seized(license, actor, at), [reviewer, colleague])

    assert sorted(answers) == ["already_seized", "done"]
    assert Seizure.objects.count() == AuditEvent.objects.filter(action="license.seized").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_does(license, reviewer, colleague, open_city, at):
    row = seized(license, reviewer, at)
    seizing.ask_end(seizure=row, reason="decision 3", actor=reviewer, at=at)
    third = actor_for(OfficerFactory().user)

    answers = _at_once(lambda actor: seizing.confirm_end(seizure=row, actor=actor, at=at), [colleague, third])

    assert sorted(answers) == ["done", "seizure_moved"]
    assert AuditEvent.objects.filter(action="license.seizure_ended").count() == 1


def _at_once(act, actors):
    answers, start = [], threading.Barrier(len(actors))

    def run(actor):
        try:
            start.wait(5)
            act(actor)
            answers.append("done")
        except RuleViolation as no:
            answers.append(no.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return answers


def test_a_later_register_row_brings_its_letters_and_does_not_lose_the_seizure(
    license, reviewer, at, settings, tmp_path
):
    settings.PORTAL_VAR = tmp_path / "var"
    DriverLicense.objects.filter(pk=license.pk).update(as_of=at - timedelta(days=1))
    row = seized(license, reviewer, at)

    later = f"{at + timedelta(days=1):%Y-%m-%dT%H:%M:%S}Z"
    held = {
        "sfzmhm": license.number, "dabh": license.file_number, "zjcx": "C1",
        "cclzrq": license.first_issued_on,
        "yxqs": license.valid_from, "yxqz": license.valid_until, "zt": "H", "ljjf": 3,
        "qfrq": license.points_cycle_from, "glbm": license.city_id, "fzjg": license.office, "gxsj": later,
    }  # fmt: skip
    (tmp_path / "feed.csv").write_text(f"{','.join(held)}\n{','.join(map(str, held.values()))}\n")
    load = open_load(name="driver-licenses", path=tmp_path / "feed.csv", actor=reviewer)
    loading.work_off(load_id=load.pk, actor=reviewer, at=at + timedelta(days=2))

    stored = DriverLicense.objects.get(pk=license.pk)
    assert (stored.status_letters, stored.points, stored.seizure_letter) == ("H", 3, row.letter)
    assert now(license).codes == ("U", "H")
