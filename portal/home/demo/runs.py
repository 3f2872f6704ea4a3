"""Bulk runs of the demonstration: one done, one paused half-way, one that waits for a second person."""

from datetime import datetime, timedelta

from licenses.models import DriverLicense
from portal.core.actors import Actor
from portal.credentials import ledger, running
from portal.credentials.models import Credential, Run
from portal.home.demo import staffing

KIND = "driver-license"
DONE, HALF, WAITING = "110000", "510100", "310000"
PART = 4


def load(*, at: datetime) -> None:
    """Planned by the rollout lead, approved by the second approver; worked off here as workers do it."""
    lead, approver = (staffing.officer_actor(name) for name in ("rollout_lead", "second_approver"))
    person_id = (
        DriverLicense.objects.filter(city_id=DONE).order_by("pk").values_list("person_id", flat=True)[1]
    )
    running.opt_out(person_id=person_id, kind=KIND, at=at - timedelta(days=9))
    done = _counted(DONE, "北京 · 全市补发", lead, at - timedelta(days=6))
    running.start(run=done, actor=approver, at=at - timedelta(days=5))
    _work(done, at - timedelta(days=5))
    half = _counted(HALF, "成都 · 全市补发", lead, at - timedelta(days=2))
    running.start(run=half, actor=approver, at=at - timedelta(days=1))
    _work(half, at - timedelta(days=1), steps=1)
    running.pause(run=half, actor=lead, at=at - timedelta(hours=20))
    _counted(WAITING, "上海 · 全市补发", lead, at - timedelta(hours=2))


def _some_get_nothing(at: datetime) -> None:
    """Of those in the city who have none yet, one has opted out and one has full points."""
    issued = Credential.objects.live().filter(kind=KIND, city_id=DONE).values("holder_id")
    none_yet = DriverLicense.objects.filter(city_id=DONE).exclude(person_id__in=issued).order_by("pk")
    for number, license in enumerate(none_yet[:2]):
        if number == 0:
            running.opt_out(person_id=license.person_id, kind=KIND, at=at)
        else:
            DriverLicense.objects.filter(pk=license.pk).update(points=12, status_letters="B")


def _counted(city: str, title: str, lead: Actor, at: datetime) -> Run:
    run = running.plan(kind=KIND, cities=[city], title=title, actor=lead, at=at)
    Run.objects.filter(pk=run.pk).update(chunk_size=PART)
    _work(run, at + timedelta(seconds=1))
    return run


def _work(run: Run, at: datetime, *, steps: int = 1000) -> None:
    for number in range(steps):
        if not ledger.step(run_id=run.pk, actor=Actor.system("load_demo"), at=at + timedelta(seconds=number)):
            break
    run.refresh_from_db()
