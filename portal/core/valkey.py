"""The one connection pool to Valkey, and what it means when Valkey is away."""

from functools import lru_cache

import redis
from django.conf import settings

Unavailable = redis.RedisError


@lru_cache(maxsize=1)
def client() -> redis.Redis:
    """A client that gives up fast; callers catch `Unavailable` and decide to fail open or closed."""
    return redis.Redis.from_url(
        settings.VALKEY_URL, socket_connect_timeout=0.3, socket_timeout=0.5, retry_on_timeout=False
    )
