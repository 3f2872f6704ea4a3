"""Shapes of requests and answers, for the published schema."""

from rest_framework import serializers

from portal.accounts.purposes import Purpose
from portal.credentials.models import Verification
from portal.credentials.verifying import MAX_TEXT
from portal.grants.scopes import GrantPurpose


class VerificationRequestSerializer(serializers.Serializer):
    code = serializers.CharField(
        max_length=MAX_TEXT,
        trim_whitespace=False,
        help_text="What the QR code says, its last part, the short code, or a share code.",
    )
    purpose = serializers.ChoiceField(choices=Purpose.choices)


class StatusSerializer(serializers.Serializer):
    tone = serializers.ChoiceField(choices=["normal", "notice", "abnormal"])
    codes = serializers.ListField(child=serializers.CharField())
    label = serializers.CharField()  # type: ignore[assignment]


class CredentialSerializer(serializers.Serializer):
    kind = serializers.CharField()
    number = serializers.CharField(help_text="Masked.")
    issued_at = serializers.DateTimeField()
    valid_until = serializers.DateField(allow_null=True, help_text="Null: long-term.")
    status = StatusSerializer()


class PresenterSerializer(serializers.Serializer):
    role = serializers.ChoiceField(choices=["holder", "delegate"])
    name = serializers.CharField(required=False, help_text="Masked; only for a delegate, as what follows.")
    purpose = serializers.ChoiceField(choices=GrantPurpose.choices, required=False)
    until = serializers.DateField(required=False, help_text="The last day of the authorization.")


REASONS = (
    "malformed",
    "bad_signature",
    "unknown_key",
    "expired",
    "already_used",
    "revoked",
    "superseded",
    "grant_ended",
    "unknown",
)


class VerificationSerializer(serializers.Serializer):
    id = serializers.CharField()
    checked_at = serializers.DateTimeField()
    result = serializers.ChoiceField(choices=Verification.Result.choices)
    reason = serializers.ChoiceField(choices=REASONS, allow_null=True)
    credential = CredentialSerializer(allow_null=True)
    claims = serializers.DictField(allow_null=True, help_text="Only what the purpose allows.")
    presented_by = PresenterSerializer(allow_null=True)
    first_used_at = serializers.DateTimeField(required=False)
    receipt = serializers.CharField(help_text="JWS over this answer.")


class PastVerificationSerializer(serializers.Serializer):
    id = serializers.CharField()
    checked_at = serializers.DateTimeField()
    result = serializers.ChoiceField(choices=Verification.Result.choices)
    reason = serializers.ChoiceField(choices=REASONS, allow_null=True)
    kind = serializers.CharField(allow_null=True)
    purpose = serializers.ChoiceField(choices=Purpose.choices, allow_null=True)
    status_codes = serializers.ListField(child=serializers.CharField())
    disclosed = serializers.ListField(child=serializers.CharField())
    test = serializers.BooleanField()


class PastVerificationPageSerializer(serializers.Serializer):
    results = PastVerificationSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Cursor of the next page.")
