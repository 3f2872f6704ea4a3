"""A client whose session has just confirmed by a code, for tests of what comes after."""

from django.test import Client
from django.utils import timezone

from portal.accounts.confirming import CONFIRMED


def confirmed(client: Client) -> Client:
    session = client.session
    session[CONFIRMED] = timezone.now().timestamp()
    session.save()
    return client
