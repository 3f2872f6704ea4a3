"""Licenses and applications for tests; traits are named after states, no rule is called."""

import hashlib
import io
from datetime import date, timedelta

import factory
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from PIL import Image

from licenses.models import DriverLicense, LicenseApplication, Seizure
from portal.core.references import new_reference
from portal.documents.models import StoredFile
from portal.rollout.tests.factories import CityFactory


def in_days(days: int) -> date:
    """The local day that many days from now."""
    return timezone.localdate() + timedelta(days=days)


def picture(color: str = "#dfe8ee", size: tuple[int, int] = (480, 640), kind: str = "JPEG") -> bytes:
    """A portrait-sized picture with something head-like on a light ground."""
    image = Image.new("RGB", size, color)
    width, height = size
    head = Image.new("RGB", (max(1, width // 3), max(1, height // 3)), "#b98a6a")
    image.paste(head, (width // 3, height // 4))
    target = io.BytesIO()
    image.save(target, kind)
    return target.getvalue()


class StoredPhotoFactory(factory.django.DjangoModelFactory):
    """A stored JPEG that can be read back."""

    class Meta:
        model = StoredFile

    class Params:
        content = factory.Sequence(lambda n: picture() + b"%d" % n)  # readers stop at the end mark

    sha256 = factory.LazyAttribute(lambda stored: hashlib.sha256(stored.content).hexdigest())
    content_type = "image/jpeg"
    size = factory.LazyAttribute(lambda stored: len(stored.content))
    name = factory.LazyAttribute(
        lambda stored: storages["private"].save(f"test/{stored.sha256}", ContentFile(stored.content))
    )


class DriverLicenseFactory(factory.django.DjangoModelFactory):
    """C1, in order, issued in Suzhou six years ago at the most; no photo unless `with_photo`."""

    class Meta:
        model = DriverLicense

    class Params:
        normal = factory.Trait()
        points_full = factory.Trait(points=12)
        suspended = factory.Trait(status_letters="D")
        detained = factory.Trait(status_letters="U")
        seized = factory.Trait(status_letters="K")
        annulled = factory.Trait(status_letters="E")
        revoked = factory.Trait(status_letters="F")
        canceled = factory.Trait(status_letters="G")
        locked = factory.Trait(status_letters="L")
        stopped = factory.Trait(status_letters="J")
        expired = factory.Trait(valid_until=factory.LazyFunction(lambda: in_days(-3)))
        expiring = factory.Trait(valid_until=factory.LazyFunction(lambda: in_days(23)))
        overdue = factory.Trait(status_letters="M", valid_until=factory.LazyFunction(lambda: in_days(-40)))
        review_overdue = factory.Trait(status_letters="S")
        violation_pending = factory.Trait(status_letters="H")
        accident_pending = factory.Trait(status_letters="I")
        deferred = factory.Trait(
            status_letters="N",
            valid_until=factory.LazyFunction(lambda: in_days(-40)),
            deferred_until=factory.LazyFunction(lambda: in_days(200)),
        )
        deferral_over = factory.Trait(
            status_letters="N",
            valid_until=factory.LazyFunction(lambda: in_days(-400)),
            deferred_until=factory.LazyFunction(lambda: in_days(-1)),
        )
        long_term = factory.Trait(valid_until=None)
        with_photo = factory.Trait(photo=factory.SubFactory(StoredPhotoFactory))

    person = factory.SubFactory("portal.accounts.tests.factories.PersonFactory")
    number = factory.SelfAttribute("person.id_number")
    file_number = factory.Sequence("3205{:08d}".format)
    classes = factory.LazyFunction(lambda: ["C1"])
    first_issued_on = factory.LazyFunction(lambda: in_days(-2000))
    valid_from = factory.LazyFunction(lambda: in_days(-2000))
    valid_until = factory.LazyFunction(lambda: in_days(1500))
    status_letters = "A"
    points = 0
    points_cycle_from = factory.LazyFunction(lambda: in_days(-100))
    city = factory.SubFactory(CityFactory)
    office = "苏州市公安局交通警察支队"
    as_of = factory.LazyFunction(timezone.now)


class LicenseApplicationFactory(factory.django.DjangoModelFactory):
    """A fresh draft; traits: consented, needs_action, in_review, overdue, approved, refused, withdrawn."""

    class Meta:
        model = LicenseApplication

    class Params:
        consented = factory.Trait(consented_at=factory.LazyFunction(timezone.now))
        with_photo_on_file = factory.Trait(photo_source="on_file")
        with_new_photo = factory.Trait(photo_source="upload", photo=factory.SubFactory(StoredPhotoFactory))
        handed_in = factory.Trait(
            consented=True,
            submitted_at=factory.LazyFunction(timezone.now),
            due_at=factory.LazyFunction(lambda: timezone.now() + timedelta(days=1)),
        )
        in_review = factory.Trait(status="in_review", handed_in=True, with_new_photo=True)
        overdue = factory.Trait(
            in_review=True,
            submitted_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=5)),
            due_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=3)),
        )
        needs_action = factory.Trait(
            status="needs_action", handed_in=True, with_new_photo=True, reason_code="photo_blurred"
        )
        approved = factory.Trait(
            status="approved",
            handed_in=True,
            with_photo_on_file=True,
            decided_at=factory.LazyFunction(timezone.now),
        )
        refused = factory.Trait(
            status="refused",
            handed_in=True,
            with_new_photo=True,
            reason_code="photo_of_somebody_else",
            decided_at=factory.LazyFunction(timezone.now),
        )
        withdrawn = factory.Trait(
            status="withdrawn", consented=True, decided_at=factory.LazyFunction(timezone.now)
        )

    reference = factory.LazyAttribute(lambda row: new_reference("AP", on=timezone.localdate(row.created_at)))
    license = factory.SubFactory(DriverLicenseFactory)
    person = factory.SelfAttribute("license.person")
    city = factory.SelfAttribute("license.city")
    created_at = factory.LazyFunction(timezone.now)


class SeizureFactory(factory.django.DjangoModelFactory):
    """An open one; the license itself is left as it is, no rule is called."""

    class Meta:
        model = Seizure

    reference = factory.LazyAttribute(lambda row: new_reference("SE", on=timezone.localdate(row.seized_at)))
    license = factory.SubFactory(DriverLicenseFactory)
    city = factory.SelfAttribute("license.city")
    reason = "alcohol"
    letter = "U"
    note = "320500-7, Renmin Road"
    seized_by = factory.SubFactory("portal.accounts.tests.factories.OfficerFactory")
    seized_at = factory.LazyFunction(timezone.now)
