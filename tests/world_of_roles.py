"""One small world with every role and one row of everything, for the matrix of access."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from licenses.tests.factories import DriverLicenseFactory, LicenseApplicationFactory, SeizureFactory, picture
from portal.accounts import keys as api_keys
from portal.accounts.models import IdentityClaim, Invitation, Officer, User
from portal.accounts.tests.factories import MembershipFactory, OfficerFactory, PersonFactory, UserFactory
from portal.audit.models import AuditEvent
from portal.backoffice.models import ReadyText
from portal.backoffice.tests.staff import client_of
from portal.core.actors import Actor
from portal.core.references import new_reference
from portal.credentials import presenting, sharing
from portal.credentials.kinds import kind_of
from portal.credentials.models import Credential, Run, SigningKey
from portal.credentials.tests.factories import holder_of, issued
from portal.credentials.verifying import Verifier, verify
from portal.documents.storage import save_file
from portal.feeds.models import FeedLoad
from portal.grants.tests.factories import GrantFactory
from portal.rollout.models import Activation, City
from portal.rollout.tests.factories import ActivationFactory, CityFactory
from vehicles.filing import file_driver
from vehicles.models import Vehicle
from vehicles.tests.factories import VehicleFactory

ROLES = (
    "anonymous",
    "unbound",
    "holder",
    "other",
    "officer",
    "reviewer",
    "elsewhere",
    "lead",
    "approver",
    "auditor",
    "superuser",
    "api_key",
)


@dataclass
class World:
    """A client for each role of ROLES, and what stands for each `{name}` in the addresses of the matrix."""

    clients: dict[str, Client] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def make_world() -> World:
    """A holder with a credential, an application in review and a claim at the counter; all in Suzhou."""
    world = World()
    holder = UserFactory(bound=True)
    photo = save_file(content=picture(), content_type="image/jpeg", actor=Actor.system("test"))
    license = DriverLicenseFactory(person=holder.person, photo=photo)
    credential = issued(license)
    application = LicenseApplicationFactory(in_review=True, license=license)
    ActivationFactory(service="vehicle-license")
    vehicle = VehicleFactory(owner=holder.person)
    officer = OfficerFactory(role="officer")
    seizure = SeizureFactory(license=license, seized_by=officer)
    _make_clients(world, holder, officer)
    _name_credentials(world, credential, officer)
    _name_back_office(world, officer)
    _name_organization(world)
    world.names |= {
        "application": str(application.pk),
        "reference": application.reference,
        "license": str(license.pk),
        "seizure": seizure.reference,
        "seizure_id": str(seizure.pk),
        "vehicle": str(vehicle.pk),
        **_grants(vehicle),
        "person": str(license.person_id),
    }
    return world


def _grants(vehicle: Vehicle) -> dict[str, str]:
    """One authorization the holder has given, and one that is offered to the holder."""
    lent = VehicleFactory()
    given = GrantFactory(subject__ref=str(vehicle.pk), grantor_person=vehicle.owner)
    offered = GrantFactory(subject__ref=str(lent.pk), grantor_person=lent.owner, person=vehicle.owner)
    return {"grant": str(given.pk), "offered_grant": str(offered.pk)}


def _make_clients(world: World, holder: User, officer: Officer) -> None:
    world.clients = {
        "anonymous": Client(),
        "unbound": client_of(UserFactory()),
        "holder": client_of(holder),
        "other": client_of(UserFactory(bound=True)),
        "officer": client_of(officer),
        "reviewer": client_of(OfficerFactory()),
        "elsewhere": client_of(OfficerFactory(cities=[CityFactory(other=True)])),
        "lead": client_of(OfficerFactory(role="rollout_lead")),
        "approver": client_of(OfficerFactory(role="second_approver")),
        "auditor": client_of(OfficerFactory(role="auditor")),
        "superuser": client_of(UserFactory(staff=True, is_superuser=True, second_factor=True)),
    }
    for client in world.clients.values():
        client.raise_request_exception = False


def _name_organization(world: World) -> None:
    """`other` is a legal representative and acts for the organization."""
    other = User.objects.get(pk=world.clients["other"].session["_auth_user_id"])
    own = MembershipFactory(user=other, role="legal")
    VehicleFactory(of_unit=True, organization_code=own.organization.uscc)
    at = timezone.now()
    invitation = Invitation.objects.create(
        organization=own.organization,
        phone_digest=b"x",
        phone_masked="+86138****0001",
        name="陈晓雨",
        role="reader",
        created_at=at,
        valid_until=at + timedelta(days=7),
    )
    holder = world.clients["holder"].session["_auth_user_id"]
    driver = User.objects.select_related("person").get(pk=holder).person
    filed = file_driver(
        organization=own.organization,
        id_number=driver.id_number,
        name=driver.name,
        actor=Actor.system("test"),
        at=at,
    )
    world.clients["other"].post("/organizations/act-for/", {"organization": own.organization_id})
    world.names |= {
        "own_membership": str(own.pk),
        "invitation": str(invitation.pk),
        "filed_driver": str(filed.pk),
    }


def _name_credentials(world: World, credential: Credential, officer: Officer) -> None:
    at = timezone.now()
    key, text = api_keys.mint(
        organization=MembershipFactory().organization,
        name="front desk",
        purposes=["car-rental"],
        is_test=False,
        expires_at=None,
        actor=Actor.system("test"),
        at=at,
    )
    world.clients["api_key"] = Client(headers={"Authorization": f"Bearer {text}"})
    world.clients["api_key"].raise_request_exception = False

    def checked(verifier: Verifier, purpose: str) -> Any:
        kind = kind_of("driver-license")
        code = presenting.present(credential_id=credential.pk, kind=kind, actor=holder_of(credential), at=at)
        return verify(code.text, verifier=verifier, purpose=purpose, at=at)

    by_officer = checked(Verifier("officer", officer.name, user_id=officer.user_id), "roadside")
    by_key = checked(
        Verifier("api", "x", organization_id=key.organization_id, api_key_id=key.pk), "car-rental"
    )
    shared = sharing.make(
        credential=credential,
        scope="status",
        term="24h",
        uses=1,
        note="",
        actor=holder_of(credential),
        at=at,
    )
    world.names |= {
        "credential": str(credential.pk),
        "share": str(shared.share.pk),
        "officer_check": str(by_officer.id),
        "api_check": by_key.reference,
        "api_key": str(key.pk),
        "organization": str(key.organization_id),
        "membership": str(key.organization.memberships.get().pk),
        "signing_key": str(SigningKey.objects.filter(status="active").first().pk),
    }


def _name_back_office(world: World, officer: Officer) -> None:
    at = timezone.now()
    ready = ReadyText.objects.create(
        use="license-send-back",
        reason="photo_blurred",
        name="blurred",
        text_zh="照片模糊",
        text_en="Blurred.",
    )
    world.names["ready_text"] = str(ready.pk)
    claim = IdentityClaim.objects.create(
        reference=new_reference("ED", on=timezone.localdate()),
        user=UserFactory(),
        person=PersonFactory(),
        claim_digest=b"x",
        status="at_counter",
        proof="counter",
        city=City.objects.get(code="320500"),
        created_at=at - timedelta(hours=1),
    )
    activation = Activation.objects.get(city_id="320500", service="driver-license")
    load = FeedLoad.objects.create(feed="persons", file_name="p.csv", file_digest="0" * 64, path="/nowhere")
    run = Run.objects.create(
        reference="BR-1", kind="driver-license", source="cities", title="x", status="stopped", chunk_size=1,
        created_at=at, finished_at=at,
    )  # fmt: skip
    world.names |= {
        "run": str(run.pk),
        "claim": str(claim.pk),
        "officer": str(officer.pk),
        "city": "320500",
        "activation": str(activation.pk),
        "batch": str(activation.batch_id),
        "load": str(load.pk),
        "event": str(AuditEvent.objects.order_by("-pk").first().pk),
    }
