"""Play what happened to each license: applications through the rules, then what the register says since."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from licenses import applying
from licenses.models import DriverLicense, LicenseApplication
from portal.core.actors import Actor
from portal.home.demo import faces
from portal.home.demo.people import DATES, Citizen, day

Way = Callable[[Citizen, Actor, datetime], LicenseApplication]
HOUR = timedelta(hours=1)


def apply(citizens: list[Citizen], *, officer: Actor, at: datetime) -> None:
    """Let everybody apply in their way, the earliest first."""
    for citizen in sorted(citizens, key=lambda citizen: -(citizen.fate.days_ago if citizen.fate else 0)):
        if citizen.fate and citizen.fate.way:
            when = at - timedelta(days=citizen.fate.days_ago, minutes=7 * (citizen.number % 25) + 30)
            WAYS[citizen.fate.way](citizen, officer, when)


def change_register(citizens: list[Citizen], *, at: datetime) -> None:
    """What the register has learned since; the credentials are not touched."""
    today = timezone.localdate(at)
    for citizen in citizens:
        if citizen.license and citizen.fate and citizen.fate.later:
            later = {
                name: day(value, today) if name in DATES else value
                for name, value in citizen.fate.later.items()
            }
            as_of = at - timedelta(days=1)
            DriverLicense.objects.filter(pk=citizen.license.pk).update(**later, as_of=as_of)


def apply_again(citizens: list[Citizen], *, officer: Actor, at: datetime) -> None:
    """Who has applied anew after a change of class holds a newer credential."""
    for citizen in citizens:
        if citizen.fate and citizen.fate.way == "replaced":
            _on_file(citizen, officer, at - HOUR)


def _draft(citizen: Citizen, _officer: Actor, at: datetime) -> LicenseApplication:
    assert citizen.license is not None  # noqa: S101 - every fate has one
    license = DriverLicense.objects.select_related("person", "city").get(pk=citizen.license.pk)
    return applying.begin(license=license, actor=citizen.actor, at=at)


def _consented(citizen: Citizen, officer: Actor, at: datetime) -> LicenseApplication:
    return applying.consent(application=_draft(citizen, officer, at), actor=citizen.actor, at=at)


def _draft_complete(citizen: Citizen, officer: Actor, at: datetime) -> LicenseApplication:
    row = _consented(citizen, officer, at)
    return applying.use_photo_on_file(application=row, actor=citizen.actor, at=at)


def _on_file(citizen: Citizen, officer: Actor, at: datetime) -> LicenseApplication:
    row = _draft_complete(citizen, officer, at)
    row = applying.hand_in(application=row, actor=citizen.actor, at=at + timedelta(minutes=3))
    if row.status != LicenseApplication.Status.APPROVED:
        raise ValueError(f"{citizen.part.fate}: {row.status} {row.reason_code}")
    return row


def _new_photo(citizen: Citizen, officer: Actor, at: datetime) -> LicenseApplication:
    row = _consented(citizen, officer, at)
    picture = faces.draw(citizen.number, gender=citizen.part.gender, variant=3)
    row = applying.upload_photo(application=row, content=picture, actor=citizen.actor, at=at)
    return applying.hand_in(application=row, actor=citizen.actor, at=at + timedelta(minutes=4))


def _taken_up(citizen: Citizen, officer: Actor, at: datetime) -> LicenseApplication:
    row = _new_photo(citizen, officer, at)
    return applying.claim(application=row, actor=officer, at=at + timedelta(minutes=20))


def _approved(citizen: Citizen, officer: Actor, at: datetime) -> LicenseApplication:
    return applying.approve(application=_taken_up(citizen, officer, at), actor=officer, at=at + HOUR)


def _refused(citizen: Citizen, officer: Actor, at: datetime) -> LicenseApplication:
    row = _taken_up(citizen, officer, at)
    return applying.refuse(application=row, reason="photo_of_somebody_else", actor=officer, at=at + HOUR)


def _sent_back(citizen: Citizen, officer: Actor, at: datetime) -> LicenseApplication:
    row, note = _taken_up(citizen, officer, at), "请在光线均匀处重拍。"
    return applying.send_back(application=row, reason="photo_blurred", text=note, actor=officer, at=at + HOUR)


def _handed_in_again(citizen: Citizen, officer: Actor, at: datetime) -> LicenseApplication:
    row, picture = (
        _sent_back(citizen, officer, at),
        faces.draw(citizen.number, gender=citizen.part.gender, variant=5),
    )
    later = at + 5 * HOUR
    row = applying.upload_photo(application=row, content=picture, actor=citizen.actor, at=later)
    return applying.hand_in(application=row, actor=citizen.actor, at=later)


def _withdrawn(citizen: Citizen, officer: Actor, at: datetime) -> LicenseApplication:
    row = _new_photo(citizen, officer, at)
    return applying.withdraw(application=row, actor=citizen.actor, at=at + HOUR)


WAYS: dict[str, Way] = {
    "approved": _approved,
    "draft": _draft,
    "draft_complete": _draft_complete,
    "handed_in_again": _handed_in_again,
    "new_photo": _new_photo,
    "on_file": _on_file,
    "refused": _refused,
    "replaced": _on_file,
    "sent_back": _sent_back,
    "taken_up": _taken_up,
    "withdrawn": _withdrawn,
}
