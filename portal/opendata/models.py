"""What is still to be added to the published counts, and how far the log of checks has been counted."""

from django.db import models


class IssuedDelta(models.Model):
    """Credentials issued by one statement in one city, to be added; written by a trigger, taken away by
    `counting`. No foreign key: issuing a million must not look each city up a million times.
    """

    day = models.DateField()
    city_id = models.CharField(max_length=6)
    kind = models.CharField(max_length=30)
    count = models.BigIntegerField()

    class Meta:
        verbose_name = "credentials to be counted"

    def __str__(self) -> str:
        return f"{self.day} {self.city_id} {self.kind}"


class CheckMark(models.Model):
    """Up to which number one chain of the log of checks has been counted."""

    chain = models.SmallIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    read_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "mark in the log of checks"

    def __str__(self) -> str:
        return f"{self.chain}: {self.seq}"
