"""Openings on their real dates where they are known, one batch still to come, and cities without a plan."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from portal.core.actors import Actor
from portal.rollout import figures, planning
from portal.rollout.activating import activate
from portal.rollout.models import Activation, Batch, Figure
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
_WAITING_FOR_APPROVAL = "330300 340100 350200"
_SAMPLE = "已知的真实日期；城市名单不全。Real dates where known; the lists of cities are not complete."
# Only what several published sources agree on; the round numbers of a single text are left out.
FIGURES: tuple[tuple[Service, tuple[int, int, int], str, str, str], ...] = (
    (
        Service.DRIVER_LICENSE,
        (2021, 6, 1),
        "试点首日，天津、成都、苏州核发电子驾驶证18万个",
        "180,000 electronic driver's licenses were issued in Tianjin, Chengdu and Suzhou on the first day",
        "公安部交通管理局，经媒体报道 · Traffic Management Bureau, as reported",
    ),
    (
        Service.DRIVER_LICENSE,
        (2021, 8, 18),
        "试点城市已核发电子驾驶证195万个",
        "1.95 million electronic driver's licenses had been issued in the pilot cities",
        "公安部，2021年8月，经媒体报道 · Ministry of Public Security, August 2021, as reported",
    ),
    (
        Service.DRIVER_LICENSE,
        (2021, 12, 2),
        "200个城市，5000多万名驾驶人已申领电子驾驶证",
        "In 200 cities more than 50 million drivers had an electronic license",
        "公安部，2021年12月，经媒体报道 · Ministry of Public Security, December 2021, as reported",
    ),
    (
        Service.VEHICLE_LICENSE,
        (2024, 7, 1),
        "60个试点城市，首日核发电子行驶证215万个",
        "2.15 million electronic vehicle licenses were issued in 60 pilot cities on the first day",
        "公安部，2024年7月，经媒体报道 · Ministry of Public Security, July 2024, as reported",
    ),
    (
        Service.USED_CAR_TRANSFER,
        (2021, 12, 2),
        "80万名群众享受二手车异地交易登记便利",
        "800,000 people had transferred a used car across provinces without going home for it",
        "公安部，2021年12月，经媒体报道 · Ministry of Public Security, December 2021, as reported",
    ),
)
_COMING = ("电子驾驶证 · 第三批（示例）", Service.DRIVER_LICENSE, "320600 321000 321200")


def load(*, actor: Actor, at: datetime) -> None:
    """Open what is open, on its day; plan what comes. The cities themselves come with the migrations."""
    for name, service, day, codes in _HISTORY:
        opens_at = datetime(*day, tzinfo=_CHINA)
        batch = Batch.objects.create(name=name, status=Batch.Status.APPROVED, note=_SAMPLE)
        for activation in _plan(batch, service, codes, opens_at):
            activate(activation=activation, actor=actor, at=opens_at)
    for service, day, text, text_en, source in FIGURES:
        figure = Figure(service=service, as_of=date(*day), text=text, text_en=text_en, source=source)
        figure.is_published = True
        figures.keep(figure=figure, actor=actor, at=at)
    name, service, codes = _COMING
    midnight = timezone.localtime(at, _CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    batch = Batch.objects.create(name=name, status=Batch.Status.APPROVED, note=_SAMPLE)
    _plan(batch, service, codes, midnight + timedelta(days=DAYS_TO_NEXT_BATCH))


def load_plan(*, lead: Actor, at: datetime) -> None:
    """One plan that waits for its approval: one city is ready, two are not, so that both can be seen."""
    batch = planning.plan_batch(name="电子驾驶证 · 第四批（示例）", note=_SAMPLE, actor=lead, at=at)
    opens_at = timezone.localtime(at, _CHINA).replace(hour=9, minute=0, second=0, microsecond=0)
    planning.add_cities(
        batch=batch,
        service=Service.DRIVER_LICENSE,
        opens_at=opens_at + timedelta(days=DAYS_TO_NEXT_BATCH + 30),
        city_codes=_WAITING_FOR_APPROVAL.split(),
        actor=lead,
        at=at,
    )


def _plan(batch: Batch, service: Service, codes: str, opens_at: datetime) -> list[Activation]:
    return Activation.objects.bulk_create(
        Activation(city_id=code, service=service, batch=batch, opens_at=opens_at) for code in codes.split()
    )
