"""Messages for tests; traits named after what has become of them."""

from datetime import timedelta

import factory
from django.utils import timezone

from portal.notices.models import SmsMessage


class SmsMessageFactory(factory.django.DjangoModelFactory):
    """A queued message that is due now; traits: sent, stale."""

    class Meta:
        model = SmsMessage

    class Params:
        sent = factory.Trait(
            status=SmsMessage.Status.SENT, sent_at=factory.LazyFunction(timezone.now), attempts=1
        )
        stale = factory.Trait(expires_at=factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=1)))

    phone = factory.Sequence("+861970000{:04}".format)
    text = "Your code is 123456."
    code = "123456"
    created_at = factory.LazyFunction(timezone.now)
    next_attempt_at = factory.SelfAttribute("created_at")
