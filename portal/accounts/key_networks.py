"""From where a key is used: its owner hears when it turns up in a network it was never used from.

IPv4 counts by /24, IPv6 by /64. What this process has seen before costs a look into a set and no statement.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import ApiKeyNetwork, User
from portal.accounts.texting import post_sms
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.guessing import network_of
from portal.core.subjects import Subject

_MOST = 20_000
_seen: set[tuple[int, str]] = set()


def note_use(*, key_id: int, prefix: str, organization_id: int, address: str, at: datetime) -> None:
    """Remember the network; tell members and audit trail, once, when the key had another one before."""
    network = network_of(address, ipv4_bits=24)
    if (key_id, network) in _seen:
        return
    with transaction.atomic():
        known = list(ApiKeyNetwork.objects.filter(key_id=key_id).values_list("network", flat=True)[:1000])
        if network not in known and _is_first(key_id, network, at) and known:
            _tell(key_id, prefix, organization_id, network, at)
    if len(_seen) >= _MOST:
        _seen.clear()
    _seen.add((key_id, network))


def _is_first(key_id: int, network: str, at: datetime) -> bool:
    """Whether this request is the one that writes the network down, of however many come at once."""
    _row, made = ApiKeyNetwork.objects.get_or_create(
        key_id=key_id, network=network, defaults={"first_seen_at": at}
    )
    return made


def _tell(key_id: int, prefix: str, organization_id: int, network: str, at: datetime) -> None:
    record(
        Action.API_KEY_NEW_NETWORK,
        subject=Subject("api-key", str(key_id)),
        actor=Actor.system("api"),
        at=at,
        organization=organization_id,
        prefix=prefix,
        network=network,
    )
    members = User.objects.filter(memberships__organization_id=organization_id, is_active=True)
    for phone in members.exclude(phone=None).values_list("phone", flat=True).distinct():
        text = _("The API key %(prefix)s… was used from a new network. If that was not you, have it revoked.")
        post_sms(phone=str(phone), text=text % {"prefix": prefix}, at=at)
