"""Answers kept for repeats of the same request."""

from django.db import models


class IdempotentAnswer(models.Model):
    """One `Idempotency-Key` of one API key; `status` 0 while the first request still runs."""

    api_key_id = models.BigIntegerField()
    key_digest = models.BinaryField()
    body_digest = models.BinaryField()
    status = models.SmallIntegerField(default=0)
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["api_key_id", "key_digest"], name="one_answer_per_idempotency_key"
            )
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotent_answers_by_age")]
