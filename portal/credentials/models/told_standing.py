"""What holders were last told about the standing of what they hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Person


class ToldStanding(models.Model):
    """One holder, one register entry; no row while it is in order. A new holder begins anew."""

    kind = models.CharField(_("kind"), max_length=32)
    subject_ref = models.CharField(_("register entry"), max_length=40)
    holder = models.ForeignKey(
        Person, verbose_name=_("holder"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(_("told"), max_length=40)
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        verbose_name = _("standing told")
        verbose_name_plural = _("standings told")
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_ref", "holder"], name="one_standing_told")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_ref} {self.state}"
