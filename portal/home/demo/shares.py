"""Share codes of the first car of the demonstration: one live, one used up by an insurer, one stopped."""

from datetime import datetime, timedelta

from portal.accounts.models import ApiKey
from portal.accounts.purposes import Purpose
from portal.credentials import sharing
from portal.credentials.models import Credential
from portal.credentials.verifying import Verifier, verify
from portal.home.demo.people import Citizen

OWNER = "owner_normal"


def load(citizens: list[Citizen], *, at: datetime) -> None:
    owner = next(citizen for citizen in citizens if citizen.part.key == OWNER)
    held = Credential.objects.held_by(owner.actor).live().filter(kind="vehicle-license")
    credential = held.earliest("issued_at")

    def made(scope: str, term: str, uses: int, note: str, when: datetime) -> sharing.Made:
        return sharing.make(
            credential=credential,
            scope=scope,
            term=term,
            uses=uses,
            note=note,
            actor=owner.actor,
            at=when,
        )

    insurer = made("full", "24h", 1, "示范保险公司", at - timedelta(days=6))
    key = ApiKey.objects.filter(purposes__contains=[Purpose.INSURANCE_PURCHASE], is_test=False).earliest("pk")
    verifier = Verifier("api", key.organization.name, organization_id=key.organization_id, api_key_id=key.pk)
    when = at - timedelta(days=6) + timedelta(hours=2)
    verify(insurer.code, verifier=verifier, purpose=Purpose.INSURANCE_PURCHASE, at=when)
    dealer = made("class", "21d", 3, "示范二手车行", at - timedelta(days=4))
    sharing.stop(share=dealer.share, actor=owner.actor, at=at - timedelta(days=3))
    made("status", "21d", 2, "示范银行", at - timedelta(days=2))
