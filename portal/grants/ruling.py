"""Change how much can be granted: the only writer of the rules."""

from datetime import datetime

from django.db import transaction

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.subjects import Subject
from portal.grants.models import GrantRule


@transaction.atomic
def set_rule(
    *, rule: GrantRule, most_people: int, most_working_days: int, actor: Actor, at: datetime
) -> GrantRule:
    """New limits for what is granted from now on; authorizations already made stay as they are."""
    people, days = [rule.most_people, most_people], [rule.most_working_days, most_working_days]
    rule.most_people, rule.most_working_days = most_people, most_working_days
    rule.save(update_fields=["most_people", "most_working_days"])
    subject = Subject("grant-rule", rule.scope)
    record(Action.POLICY_CHANGED, subject=subject, actor=actor, at=at, people=people, days=days)
    return rule
