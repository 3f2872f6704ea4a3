"""The driver's license in the register, and the application for its electronic copy."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from licenses.codes import LicenseClass
from licenses.querysets import LicenseApplicationQuerySet, LicenseQuerySet
from portal.accounts.models import Officer, Person
from portal.credentials.models import Credential
from portal.documents.models import StoredFile
from portal.rollout.models import City


class DriverLicense(models.Model):
    """The register's row; brought by the `driver-licenses` feed, the truth about today."""

    person = models.OneToOneField(
        Person, verbose_name=_("holder"), on_delete=models.PROTECT, related_name="driver_license"
    )
    number = models.CharField(_("license number"), max_length=30)
    file_number = models.CharField(_("file number"), max_length=12)
    classes = ArrayField(
        models.CharField(max_length=2, choices=LicenseClass.choices), verbose_name=_("classes")
    )
    first_issued_on = models.DateField(_("date of first issue"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True, help_text=_("Empty: long-term."))
    status_letters = models.CharField(_("status letters"), max_length=19, default="A")
    seizure_letter = models.CharField(
        _("letter of a seizure"), max_length=1, blank=True, default="", db_default="", editable=False
    )
    deferred_until = models.DateField(_("deferred until"), null=True, blank=True)
    points = models.PositiveSmallIntegerField(_("points"), default=0)
    points_cycle_from = models.DateField(_("points counted from"))
    probation_until = models.DateField(_("probation until"), null=True, blank=True)
    restrictions = models.CharField(_("restrictions"), max_length=120, blank=True)
    record = models.CharField(_("record"), max_length=256, blank=True)
    city = models.ForeignKey(
        City,
        verbose_name=_("issuing city"),
        on_delete=models.PROTECT,
        related_name="driver_licenses",
        db_index=False,  # the index below; Django's own pair has a second one for LIKE
    )
    office = models.CharField(_("issuing office"), max_length=80)
    photo = models.ForeignKey(
        StoredFile,
        verbose_name=_("photo on file"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    as_of = models.DateTimeField(_("as of"))

    objects = LicenseQuerySet.as_manager()

    class Meta:
        verbose_name = _("driver's license")
        verbose_name_plural = _("driver's licenses")
        indexes = [models.Index(fields=["city"], name="licenses_by_city")]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="one_license_per_number"),
            models.CheckConstraint(
                condition=models.Q(classes__contained_by=LicenseClass.values) & ~models.Q(classes=[]),
                name="license_classes_are_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status_letters__regex=r"^[ABCDEFGHIJKLMNPRSTU]+$"),
                name="license_status_letters_are_known",
            ),
            models.CheckConstraint(
                condition=models.Q(seizure_letter__in=["", "D", "K", "U"]),
                name="license_seizure_letter_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="license_validity_is_a_period",
            ),
        ]

    def __str__(self) -> str:
        return self.file_number


class LicenseApplication(models.Model):
    """A holder asks for the electronic copy; decided by the portal or by an officer."""

    class Status(models.TextChoices):
        """The seven public statuses; draft is not yet handed in, ended is a credential since replaced."""

        DRAFT = "draft", _("Draft")
        NEEDS_ACTION = "needs_action", _("Needs action")
        IN_REVIEW = "in_review", _("In review")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        ENDED = "ended", _("Ended")

    class PhotoSource(models.TextChoices):
        ON_FILE = "on_file", _("photo on file")
        UPLOAD = "upload", _("new photo")

    reference = models.CharField(_("reference"), max_length=24, unique=True)
    person = models.ForeignKey(
        Person, verbose_name=_("applicant"), on_delete=models.PROTECT, related_name="license_applications"
    )
    license = models.ForeignKey(
        DriverLicense, verbose_name=_("license"), on_delete=models.PROTECT, related_name="applications"
    )
    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.DRAFT)
    consented_at = models.DateTimeField(_("consent given at"), null=True, blank=True)
    photo_source = models.CharField(_("photo"), max_length=8, choices=PhotoSource.choices, blank=True)
    photo = models.ForeignKey(
        StoredFile,
        verbose_name=_("new photo"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    photo_attempts = models.SmallIntegerField(_("photos refused"), default=0)
    created_at = models.DateTimeField(_("begun at"))
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    due_at = models.DateTimeField(_("promised by"), null=True, blank=True)
    claimed_by = models.ForeignKey(
        Officer,
        verbose_name=_("in the hands of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    claimed_at = models.DateTimeField(_("taken up at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Officer,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason_code = models.CharField(_("reason"), max_length=40, blank=True)
    reason_facts = models.JSONField(_("facts relied on"), default=dict, db_default={}, blank=True)
    reason_note = models.CharField(_("note to the applicant"), max_length=300, blank=True)
    credential = models.ForeignKey(
        Credential,
        verbose_name=_("credential"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = LicenseApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("license application")
        verbose_name_plural = _("license applications")
        constraints = [
            models.UniqueConstraint(
                fields=["license"],
                condition=models.Q(status__in=["draft", "needs_action", "in_review"]),
                name="one_open_application_per_license",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=[
                        "draft",
                        "needs_action",
                        "in_review",
                        "approved",
                        "refused",
                        "withdrawn",
                        "ended",
                    ]
                ),
                name="license_application_status_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(photo_source__in=["", "on_file", "upload"]),
                name="license_application_photo_source_is_known",
            ),
        ]
        indexes = [models.Index(fields=["city", "status", "due_at", "id"], name="license_queue")]

    def __str__(self) -> str:
        return self.reference
