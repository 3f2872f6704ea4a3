"""Openings on their real dates where they are known, one batch still to come, and cities without a plan."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from portal.core.actors import Actor
from portal.rollout.activating import activate
from portal.rollout.models import Activation, Batch
from portal.rollout.services import Service

OPEN, NEXT, CLOSED, OTHER = "320500", "320600", "330900", "310000"
DAYS_TO_NEXT_BATCH = 45
_CHINA = ZoneInfo("Asia/Shanghai")
_HISTORY: tuple[tuple[str, Service, tuple[int, int, int], str], ...] = (
    ("电子驾驶证 · 试点", Service.DRIVER_LICENSE, (2021, 6, 1), "120000 510100 320500"),
    (
        "电子驾驶证 · 第一批",
        Service.DRIVER_LICENSE,
        (2021, 9, 1),
        "110000 310000 440100 610100 220100 450100 430100 320200",
    ),
    ("电子驾驶证 · 第二批", Service.DRIVER_LICENSE, (2021, 10, 20), "140100 210100 230100"),
    (
        "机动车转籍异地交易 · 试点",
        Service.USED_CAR_TRANSFER,
        (2021, 6, 1),
        "120000 140100 210100 310000 330100 320500 440300",
    ),
    (
        "电子行驶证 · 试点",
        Service.VEHICLE_LICENSE,
        (2024, 7, 1),
        "110000 120000 320500 130100 350100 350500 410100 410500",
    ),
    (
        "电子行驶证 · 河南第一批",
        Service.VEHICLE_LICENSE,
        (2024, 11, 4),
        "410200 410300 410400 410600 410700",
    ),
    ("电子行驶证 · 河南第二批", Service.VEHICLE_LICENSE, (2024, 11, 18), "410800 410900 411000 411100"),
    (
        "电子行驶证 · 河南第三批",
        Service.VEHICLE_LICENSE,
        (2024, 12, 2),
        "411200 411300 411400 411500 411600 411700 419001",
    ),
)
_COMING = ("电子驾驶证 · 第三批（示例）", Service.DRIVER_LICENSE, "320600 321000 321200")


def load(*, actor: Actor, at: datetime) -> None:
    """Open what is open, on its day; plan what comes. The cities themselves come with the migrations."""
    for name, service, day, codes in _HISTORY:
        opens_at = datetime(*day, tzinfo=_CHINA)
        batch = Batch.objects.create(name=name, status=Batch.Status.RUNNING)
        for activation in _plan(batch, service, codes, opens_at):
            activate(activation=activation, actor=actor, at=opens_at)
        batch.status = Batch.Status.DONE
        batch.save(update_fields=["status"])
    name, service, codes = _COMING
    midnight = timezone.localtime(at, _CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    batch = Batch.objects.create(name=name, status=Batch.Status.APPROVED)
    _plan(batch, service, codes, midnight + timedelta(days=DAYS_TO_NEXT_BATCH))


def _plan(batch: Batch, service: Service, codes: str, opens_at: datetime) -> list[Activation]:
    return Activation.objects.bulk_create(
        Activation(city_id=code, service=service, batch=batch, opens_at=opens_at) for code in codes.split()
    )
