"""Whatever state the register is in, a bulk run decides about everybody as a single issue would."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from licenses.models import DriverLicense
from licenses.tests.factories import DriverLicenseFactory, in_days
from portal.core.errors import RuleViolation
from portal.credentials import bulk, issuing, keys
from portal.credentials.models import Credential, Run
from portal.credentials.tests.factories import SYSTEM
from portal.rollout.tests.factories import ActivationFactory, CityFactory

KIND = "driver-license"
PEOPLE = 4
days = st.none() | st.integers(-500, 500)
state = st.fixed_dictionaries(
    {
        "letters": st.text("ABCDEFGHIJKLMNPRSTU", min_size=1, max_size=3),
        "valid": days,
        "deferred": days,
        "points": st.integers(0, 13),
        "elsewhere": st.booleans(),
        "issued_before": st.sampled_from(["", "same", "other facts"]),
    }
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=st.lists(state, min_size=PEOPLE, max_size=PEOPLE), open_elsewhere=st.booleans())
def test_bulk_and_single_issue_answer_alike(states: list[dict[str, Any]], open_elsewhere: bool) -> None:
    at = timezone.now()
    with transaction.atomic():
        keys.ensure_keys(actor=SYSTEM, at=at - timedelta(days=1))
        ActivationFactory()
        if open_elsewhere:
            ActivationFactory(city=CityFactory(other=True))
        refs = [_in_state(facts, at) for facts in states]
        run = Run.objects.create(
            reference="BR-1", kind=KIND, source="cities", title="x", chunk_size=PEOPLE, created_at=at
        )

        decided = bulk.decide(run, refs, at)
        before = set(Credential.objects.live().values_list("pk", flat=True))
        told = {ref: _alone(ref, before, at) for ref in refs}

        assert {entry.ref for entry in decided.new} == {ref for ref in refs if told[ref] == "issued"}
        assert decided.refused == {ref: code for ref, code in told.items() if code not in ("issued", "kept")}
        assert decided.kept == list(told.values()).count("kept")
        transaction.set_rollback(True)


def _in_state(facts: dict[str, Any], at: Any) -> str:
    """A license in this state, issued before or not."""
    license = DriverLicenseFactory()
    if facts["issued_before"]:
        issuing.issue(kind=KIND, ref=str(license.pk), actor=SYSTEM, at=at)
    values: dict[str, Any] = {
        "status_letters": "".join(sorted(set(facts["letters"]))),
        "points": facts["points"],
        "deferred_until": None if facts["deferred"] is None else in_days(facts["deferred"]),
    }
    if facts["issued_before"] != "same":
        values["valid_until"] = None if facts["valid"] is None else in_days(facts["valid"])
        values["city"] = CityFactory(other=facts["elsewhere"])
    DriverLicense.objects.filter(pk=license.pk).update(**values)
    return str(license.pk)


def _alone(ref: str, before: set[Any], at: Any) -> str:
    """What `issuing.issue` says about the same entry at the same moment."""
    try:
        credential = issuing.issue(kind=KIND, ref=ref, actor=SYSTEM, at=at)
    except RuleViolation as refusal:
        return refusal.code
    return "kept" if credential.pk in before else "issued"
