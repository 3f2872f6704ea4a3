"""The connections to Valkey, and what it means when Valkey is away."""

from functools import lru_cache

import redis
from django.conf import settings

Unavailable = redis.RedisError


def client() -> redis.Redis:
    """A client that gives up fast; callers catch `Unavailable` and decide to fail open or closed."""
    return _pool(settings.VALKEY_URL, connect=0.3, answer=0.5)


def patient_client() -> redis.Redis:
    """For what is closed without an answer: a Valkey that stalls costs a moment, not the sign-in."""
    return _pool(settings.VALKEY_URL, connect=1, answer=2)


@lru_cache(maxsize=4)
def _pool(url: str, *, connect: float, answer: float) -> redis.Redis:
    return redis.Redis.from_url(
        url, socket_connect_timeout=connect, socket_timeout=answer, retry_on_timeout=False
    )
