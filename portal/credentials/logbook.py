"""Use a code up and write the check down, in one statement: either both happen or neither.

The hot path of checking; see `reading` for why it is SQL.
"""

from datetime import datetime, timedelta
from uuid import UUID

from portal.credentials.models import Share, UsedCode
from portal.credentials.reading import run

_COLUMNS = (
    "id, checked_at, credential_id, person_id, kind, result, reason, tone, codes, purpose, channel, "
    "verifier, organization_id, api_key_id, user_id, cti, disclosed, request_id, is_test"
)
_VALUES = """%(id)s::uuid, %(at)s::timestamptz, %(credential_id)s::uuid, %(person_id)s::bigint,
    %(kind)s,
    CASE WHEN ok THEN %(result)s ELSE 'not_valid' END,
    CASE WHEN ok THEN %(reason)s ELSE 'already_used' END,
    CASE WHEN ok THEN %(tone)s ELSE '' END, CASE WHEN ok THEN %(codes)s ELSE '' END, %(purpose)s, %(channel)s,
    %(verifier)s, %(organization_id)s::bigint, %(api_key_id)s::bigint, %(user_id)s::bigint, %(cti)s::bytea,
    CASE WHEN ok THEN %(disclosed)s ELSE '' END, %(request_id)s, %(is_test)s::boolean"""

WRITE = f"""INSERT INTO credentials_verification ({_COLUMNS})
    SELECT {_VALUES} FROM (SELECT true AS ok) x RETURNING reason"""  # noqa: S608
USE_UP_AND_WRITE = f"""WITH used AS (
        INSERT INTO credentials_usedcode (cti, used_at, expires_at)
        VALUES (%(cti)s::bytea, %(at)s::timestamptz, %(expires_at)s::timestamptz)
        ON CONFLICT DO NOTHING RETURNING 1)
    INSERT INTO credentials_verification ({_COLUMNS})
    SELECT {_VALUES} FROM (SELECT EXISTS (SELECT 1 FROM used) AS ok) x RETURNING reason"""  # noqa: S608


USE_SHARE_AND_WRITE = f"""WITH used AS (
        UPDATE credentials_share SET uses = uses + 1, last_used_at = %(at)s::timestamptz,
            first_used_at = coalesce(first_used_at, %(at)s::timestamptz)
        WHERE id = %(share_id)s::uuid AND uses < uses_most AND stopped_at IS NULL
            AND expires_at > %(at)s::timestamptz RETURNING 1)
    INSERT INTO credentials_verification ({_COLUMNS})
    SELECT {_VALUES} FROM (SELECT EXISTS (SELECT 1 FROM used) AS ok) x RETURNING reason"""  # noqa: S608


def write(facts: dict[str, object]) -> None:
    """Write down a check that used no code up."""
    run(WRITE, facts)


def use_up_and_write(facts: dict[str, object]) -> bool:
    """Use the code up and write the check down; False, and written so, when somebody was first."""
    return run(USE_UP_AND_WRITE, facts)[0] != "already_used"


def use_share_and_write(facts: dict[str, object]) -> bool:
    """Take one use of a share and write the check down; False, and written so, when none was left."""
    return run(USE_SHARE_AND_WRITE, facts)[0] != "already_used"


def first_use(cti: bytes, share_id: UUID | None = None) -> datetime | None:
    """When the code, or the share, was used first."""
    if share_id is not None:
        return Share.objects.filter(pk=share_id).values_list("first_used_at", flat=True).first()
    return UsedCode.objects.filter(cti=cti).values_list("used_at", flat=True).first()


def sweep(at: datetime, *, keep: timedelta) -> int:
    """Forget used codes that expired longer ago than `keep`: they are refused by their age."""
    return UsedCode.objects.filter(expires_at__lt=at - keep).delete()[0]
